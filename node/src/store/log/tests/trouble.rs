//! Writes and syncs that fail, and disks that are full.

use std::io::ErrorKind;

use super::*;
use crate::store::vfs::Operation;

const LAST: u64 = 6;

/// Appends until the failure at operation `at` is met, if `append` is what meets it.
fn log_after_failure(at: u64, kind: ErrorKind) -> Option<(MemoryDisk, LedgerLog, LogError)> {
    let disk = MemoryDisk::default();
    let (mut log, _) = open(&disk).unwrap();
    let disk = disk.with_trouble(Trouble::Fails(at, kind));
    let error = append_through(&mut log, LAST).err()?;
    Some((disk, log, error))
}

fn appending_changes() -> u64 {
    let disk = MemoryDisk::default();
    let (mut log, _) = open(&disk).unwrap();
    let disk = disk.with_trouble(Trouble::None);
    append_through(&mut log, LAST).unwrap();
    disk.changes()
}

#[test]
fn any_failed_operation_of_an_append_closes_the_log_for_good() {
    for at in 0..appending_changes() {
        let (disk, mut log, error) = log_after_failure(at, ErrorKind::Other).unwrap();
        assert!(matches!(error, LogError::Disk(DiskError::Io { .. })));
        let next = head_height(&log) + 1;
        let changes = disk.changes();
        assert!(matches!(log.append(next, b"block", b""), Err(LogError::Poisoned)));
        assert!(matches!(log.read(next), Err(LogError::Poisoned)));
        assert!(matches!(log.read(1), Err(LogError::Poisoned)));
        if log.head().is_some() {
            assert!(matches!(log.scan(1).next(), Some(Err(LogError::Poisoned))));
        }
        assert_eq!(disk.changes(), changes, "a closed log must not touch the disk");
    }
}

#[test]
fn a_full_disk_is_named_as_such_and_closes_the_log_too() {
    for at in 0..appending_changes() {
        for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
            let (_, mut log, error) = log_after_failure(at, kind).unwrap();
            assert!(matches!(error, LogError::Disk(DiskError::Full { .. })));
            let next = head_height(&log) + 1;
            assert!(matches!(log.append(next, b"block", b""), Err(LogError::Poisoned)));
        }
    }
}

#[test]
fn a_full_disk_names_the_file_and_what_was_being_done() {
    let (_, _, error) = log_after_failure(0, ErrorKind::StorageFull).unwrap();
    let LogError::Disk(DiskError::Full { path, operation }) = error else { panic!("{error}") };
    assert!(path.starts_with(DIR));
    assert_eq!(operation, Operation::Create);
}

#[test]
fn after_any_failure_a_new_process_finds_all_that_was_acknowledged() {
    for at in 0..appending_changes() {
        for kind in [ErrorKind::Other, ErrorKind::StorageFull] {
            let (disk, log, _) = log_after_failure(at, kind).unwrap();
            let acknowledged = head_height(&log);
            let (mut log, _) = open(&disk.after_restart()).unwrap();
            let head = head_height(&log);
            assert!(head == acknowledged || head == acknowledged + 1);
            append_through(&mut log, LAST).unwrap();
            assert_holds(&log, LAST);
        }
    }
}

#[test]
fn a_failure_while_opening_is_reported_and_opening_again_works() {
    let disk = filled(LAST);
    let whole = disk.after_restart();
    open(&whole).unwrap();
    for at in 0..whole.changes() {
        let failing = disk.after_restart().with_trouble(Trouble::Fails(at, ErrorKind::Other));
        assert!(matches!(open(&failing), Err(LogError::Disk(DiskError::Io { .. }))));
        let (log, _) = open(&failing.after_restart()).unwrap();
        assert_holds(&log, LAST);
    }
}

#[test]
fn a_log_that_is_only_read_is_not_touched_even_where_opening_would_mend_it() {
    let disk = filled(4);
    let path = segment_paths(&disk).pop().unwrap();
    let mut bytes = disk.content(&path);
    bytes.extend_from_slice(b"unfinished");
    disk.corrupt(&path, bytes.clone());
    let before = disk.changes();
    let shared = Arc::new(disk.clone());
    let log = ReadOnlyLog::open(shared, DIR.into(), &CHAIN_ID, LIMITS).unwrap();
    let heights: Vec<u64> = log.scan(1).map(|entry| entry.unwrap().0).collect();
    assert_eq!(heights, [1, 2, 3, 4]);
    assert_eq!((disk.changes(), disk.content(&path)), (before, bytes));
}
