//! Records that are sound in themselves and stand where they must not.

use super::*;

const LAST: u64 = 4;

/// A log of one segment, its path, and the chain hash after its last record.
fn one_segment() -> (MemoryDisk, PathBuf, Hash) {
    let disk = MemoryDisk::default();
    let (mut log, _) = open_wide(&disk, LIMITS.block_bytes).unwrap();
    append_through(&mut log, LAST).unwrap();
    let path = segment_paths(&disk).remove(0);
    (disk, path, log.head().unwrap().chain)
}

fn open_wide(disk: &MemoryDisk, block_bytes: u32) -> Result<(LedgerLog, Opened), LogError> {
    let limits = LogLimits { segment_bytes: 1 << 20, block_bytes, ..LIMITS };
    LedgerLog::open(Arc::new(disk.clone()), DIR.into(), &CHAIN_ID, limits)
}

fn fault_after_appending(height: u64, previous: Option<Hash>, size: usize) -> Fault {
    let (disk, path, chain) = one_segment();
    let mut bytes = disk.content(&path);
    let previous = Some(previous.unwrap_or(chain));
    let place = Expected { offset: width(bytes.len()), height, previous };
    bytes.extend_from_slice(&record::encode(&CHAIN_ID, &place, &vec![1; size], b"").0);
    disk.corrupt(&path, bytes);
    let damage = damage_of(open_wide(&disk, LIMITS.block_bytes));
    assert_eq!((damage.height, damage.offset), (LAST + 1, place.offset));
    damage.what
}

#[test]
fn a_sound_record_of_another_height_predecessor_or_size_is_never_taken_for_a_torn_tail() {
    assert_eq!(fault_after_appending(LAST, None, 10), Fault::WrongHeight { found: LAST });
    assert_eq!(fault_after_appending(LAST + 2, None, 10), Fault::WrongHeight { found: LAST + 2 });
    assert_eq!(fault_after_appending(LAST + 1, Some(Hash::ZERO), 10), Fault::BrokenLink);
    assert_eq!(fault_after_appending(LAST + 1, None, 301), Fault::OverLimit);
}

#[test]
fn a_record_copied_to_another_offset_is_no_record_there() {
    let (disk, path, _) = one_segment();
    let mut bytes = disk.content(&path);
    let header = usize::try_from(segment::HEADER_BYTES).unwrap();
    let end = header
        + usize::try_from(record::record_bytes(block(1).len(), certificate(1).len())).unwrap();
    let first = bytes[header..end].to_vec();
    bytes.extend_from_slice(&first);
    disk.corrupt(&path, bytes);
    let (log, opened) = open_wide(&disk, LIMITS.block_bytes).unwrap();
    assert_eq!(opened.dropped_tail.unwrap().bytes, width(first.len()));
    assert_holds(&log, LAST);
}

#[test]
fn a_segment_that_begins_inside_another_is_named() {
    let (disk, _, _) = one_segment();
    let other = MemoryDisk::default();
    let (mut log, _) = open(&other).unwrap();
    log.append(LAST - 1, b"block", b"").unwrap();
    let path = segment_paths(&other).remove(0);
    disk.create(&path).unwrap();
    disk.corrupt(&path, other.content(&path));
    let damage = damage_of(open(&disk));
    assert_eq!((damage.height, damage.offset), (LAST - 1, 0));
    assert_eq!(damage.what, Fault::Overlap);
}

#[test]
fn a_segment_exchanged_while_the_log_is_open_breaks_the_scan() {
    let disk = filled(6);
    let (log, _) = open(&disk).unwrap();
    let other = MemoryDisk::default();
    let (mut forged, _) = open(&other).unwrap();
    forged.append(1, &vec![9; block(1).len()], &certificate(1)).unwrap();
    append_through(&mut forged, 6).unwrap();
    let first = segment_paths(&disk).remove(0);
    disk.corrupt(&first, other.content(&first));
    let second =
        segment::first_height(segment_paths(&disk)[1].file_name().unwrap().to_str().unwrap());
    let last = log.scan(1).last().unwrap();
    assert!(matches!(last, Err(LogError::Damaged(damage))
        if Some(damage.height) == second && damage.what == Fault::BrokenLink));
}

#[test]
fn sound_records_above_an_older_marker_are_all_kept() {
    let (disk, path, _) = one_segment();
    let earlier = MemoryDisk::default();
    let (mut log, _) = open(&earlier).unwrap();
    append_through(&mut log, 1).unwrap();
    disk.corrupt(&marker_path(), earlier.content(&marker_path()));
    let (log, opened) = open_wide(&disk, LIMITS.block_bytes).unwrap();
    assert_eq!(opened.dropped_tail, None);
    assert_holds(&log, LAST);
    let bytes = disk.content(&path);
    disk.corrupt(&path, bytes[..bytes.len() - 1].to_vec());
    assert_eq!(damage_of(open_wide(&disk, LIMITS.block_bytes)).height, LAST);
}

/// The search reads a tail in windows; a lead across two of them must not be overlooked.
#[test]
fn a_later_record_is_found_wherever_it_begins_in_a_long_damaged_tail() {
    let (disk, path, chain) = one_segment();
    let sound = disk.content(&path);
    let window = 64 << 10;
    for shift in (window - 62..=window + 2).chain([1, 61, 2 * window - 70, 2 * window - 58]) {
        let mut bytes = [sound.clone(), vec![0; shift]].concat();
        let place =
            Expected { offset: width(bytes.len()), height: LAST + 2, previous: Some(chain) };
        bytes.extend_from_slice(&record::encode(&CHAIN_ID, &place, b"block", b"").0);
        let disk = disk.after_restart();
        disk.corrupt(&path, bytes);
        let damage = damage_of(open_wide(&disk, LIMITS.block_bytes));
        assert_eq!((damage.height, damage.what), (LAST + 1, Fault::Lead));
    }
}
