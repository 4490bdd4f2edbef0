use std::io::ErrorKind;
use std::path::Path;

use super::*;
use crate::store::vfs::StdDisk;
use crate::store::vfs::memory::{MemoryDisk, Trouble};

const CHAIN_ID: [u8; 32] = [7; 32];
const LIMITS: SideLimits = SideLimits { records: 6, file_bytes: 2000, block_bytes: 300 };
const PATH: &str = "/store/undecided.side";

fn saved(height: u64, round: u32) -> Saved {
    let mark = u8::try_from(height).unwrap();
    let own = round.is_multiple_of(2);
    Saved {
        height,
        round,
        valid_round: round.checked_sub(1),
        proposer: [mark; 32],
        origin: if own { Origin::Own } else { Origin::Received },
        verdict: if own { Verdict::Valid } else { Verdict::Invalid },
        block: vec![mark; 40 + usize::try_from(round).unwrap() * 50],
    }
}

fn open(disk: &MemoryDisk) -> Result<(SideFile, Recovered), SideError> {
    SideFile::open(Arc::new(disk.clone()), PATH.into(), &CHAIN_ID, LIMITS)
}

fn reopened(disk: &MemoryDisk) -> Vec<Saved> {
    let (_, recovered) = open(disk).unwrap();
    assert_eq!(recovered.dropped, None);
    recovered.saved
}

fn filled() -> MemoryDisk {
    let disk = MemoryDisk::default();
    let (mut side, _) = open(&disk).unwrap();
    for record in [saved(4, 0), saved(4, 1), saved(5, 2)] {
        side.save(&record).unwrap();
    }
    disk
}

/// Saves, drops, saves again. Gives what must be there after the last step that succeeded, and
/// what may be there instead because the step after it was under way.
fn run_into_trouble(disk: &MemoryDisk) -> (Vec<Saved>, Vec<Saved>) {
    let mut held = Vec::new();
    let Ok((mut side, _)) = open(disk) else {
        return (held.clone(), held);
    };
    let heights = [(1, 0), (1, 1), (2, 0), (3, 1), (3, 2)];
    for (step, (height, round)) in heights.into_iter().enumerate() {
        let record = saved(height, round);
        let next = [held.clone(), vec![record.clone()]].concat();
        if side.save(&record).is_err() {
            return (held, next);
        }
        held = next;
        if step % 2 == 1 {
            let next: Vec<Saved> = held.iter().filter(|s| s.height > height - 1).cloned().collect();
            if side.drop_through(height - 1).is_err() {
                return (held, next);
            }
            held = next;
        }
    }
    let next = Vec::new();
    if side.drop_through(9).is_err() {
        return (held, next);
    }
    let next = vec![saved(10, 0)];
    let held = Vec::new();
    if side.save(&next[0]).is_err() { (held, next) } else { (next.clone(), next) }
}

fn changes_of_a_whole_run() -> u64 {
    let disk = MemoryDisk::default();
    run_into_trouble(&disk);
    disk.changes()
}

#[test]
fn what_was_saved_is_returned_in_order_by_the_next_opening() {
    assert_eq!(reopened(&filled()), [saved(4, 0), saved(4, 1), saved(5, 2)]);
}

#[test]
fn decided_heights_are_forgotten_and_later_ones_kept() {
    let disk = filled();
    let (mut side, _) = open(&disk).unwrap();
    side.drop_through(3).unwrap();
    assert_eq!(side.count(), 3);
    side.drop_through(4).unwrap();
    side.save(&saved(6, 0)).unwrap();
    assert_eq!(reopened(&disk), [saved(5, 2), saved(6, 0)]);
    let (mut side, _) = open(&disk).unwrap();
    side.drop_through(6).unwrap();
    assert_eq!(side.count(), 0);
    assert_eq!(reopened(&disk), []);
}

#[test]
fn one_block_of_a_height_is_forgotten_wherever_it_stands_and_no_other() {
    let disk = filled();
    let (mut side, _) = open(&disk).unwrap();
    side.forget(4, &saved(5, 2).block).unwrap();
    assert_eq!(side.count(), 3, "it is of another height");
    side.forget(4, &saved(4, 0).block).unwrap();
    side.save(&saved(6, 0)).unwrap();
    assert_eq!(reopened(&disk), [saved(4, 1), saved(5, 2), saved(6, 0)]);
}

#[test]
fn the_side_file_works_on_the_real_file_system() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("undecided.side");
    let open = || SideFile::open(Arc::new(StdDisk), path.clone(), &CHAIN_ID, LIMITS).unwrap();
    let (mut side, _) = open();
    side.save(&saved(1, 0)).unwrap();
    side.save(&saved(2, 1)).unwrap();
    side.drop_through(1).unwrap();
    let (mut side, recovered) = open();
    assert_eq!(recovered.saved, [saved(2, 1)]);
    side.drop_through(2).unwrap();
    assert_eq!(open().1.saved, []);
}

#[test]
fn a_power_cut_at_any_operation_loses_no_saved_block() {
    for at in 0..changes_of_a_whole_run() {
        for seed in 0..24 {
            let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
            let (held, next) = run_into_trouble(&disk);
            let disk = disk.after_power_cut(seed);
            let (mut side, recovered) = open(&disk).unwrap();
            assert!(recovered.saved == held || recovered.saved == next);
            side.save(&saved(11, 0)).unwrap();
            let again = reopened(&disk.after_power_cut(seed));
            assert_eq!(again, [recovered.saved, vec![saved(11, 0)]].concat());
        }
    }
}

#[test]
fn what_opening_returned_survives_the_next_power_cut_although_a_sync_had_failed() {
    for at in 0..changes_of_a_whole_run() {
        let disk = MemoryDisk::default().with_trouble(Trouble::Fails(at, ErrorKind::Other));
        let (held, next) = run_into_trouble(&disk);
        let restarted = disk.after_restart();
        let (_, recovered) = open(&restarted).unwrap();
        assert!(recovered.saved == held || recovered.saved == next);
        for seed in 0..12 {
            assert_eq!(reopened(&restarted.after_power_cut(seed)), recovered.saved);
        }
    }
}

#[test]
fn any_failed_operation_closes_the_side_file_for_good() {
    let whole = filled();
    let (mut side, _) = open(&whole).unwrap();
    let whole = whole.with_trouble(Trouble::None);
    side.save(&saved(6, 0)).unwrap();
    side.drop_through(4).unwrap();
    side.drop_through(6).unwrap();
    for at in 0..whole.changes() {
        for kind in [ErrorKind::Other, ErrorKind::StorageFull] {
            let disk = filled();
            let (mut side, _) = open(&disk).unwrap();
            let disk = disk.with_trouble(Trouble::Fails(at, kind));
            let result = side
                .save(&saved(6, 0))
                .and_then(|()| side.drop_through(4))
                .and_then(|()| side.drop_through(6));
            let Err(SideError::Disk(error)) = result else { panic!("the failure was not met") };
            assert_eq!(matches!(error, DiskError::Full { .. }), kind == ErrorKind::StorageFull);
            let changes = disk.changes();
            assert!(matches!(side.save(&saved(7, 0)), Err(SideError::Poisoned)));
            assert!(matches!(side.drop_through(9), Err(SideError::Poisoned)));
            assert_eq!(disk.changes(), changes);
        }
    }
}

#[test]
fn a_flipped_byte_is_refused_except_in_the_last_record_which_is_dropped_and_named() {
    let sound = filled();
    let path = Path::new(PATH);
    let bytes = sound.content(path);
    let last = bytes.len() - usize::try_from(record::record_bytes(140)).unwrap();
    for index in 0..bytes.len() {
        let disk = sound.after_restart();
        let mut bytes = bytes.clone();
        bytes[index] ^= 0x10;
        disk.corrupt(path, bytes.clone());
        if index < last {
            assert!(matches!(open(&disk), Err(SideError::Damaged { offset, .. })
                if offset <= width(index)));
            assert_eq!(disk.content(path), bytes);
        } else {
            let (_, recovered) = open(&disk).unwrap();
            let dropped = DroppedEnd { offset: width(last), bytes: width(bytes.len() - last) };
            assert_eq!(recovered.dropped, Some(dropped));
            assert_eq!(recovered.saved, [saved(4, 0), saved(4, 1)]);
        }
    }
}

#[test]
fn the_limits_on_records_bytes_and_blocks_refuse_and_change_nothing() {
    let disk = filled();
    let (mut side, _) = open(&disk).unwrap();
    let large = Saved { block: vec![0; 301], ..saved(6, 0) };
    let refused = side.save(&large);
    assert!(matches!(refused, Err(SideError::BlockTooLarge { bytes: 301, limit: 300 })));
    (0..3).for_each(|round| side.save(&saved(6, round)).unwrap());
    assert!(matches!(side.save(&saved(7, 0)), Err(SideError::Full { records: 6, .. })));
    side.drop_through(4).unwrap();
    let block = vec![1; 300];
    let mut count = side.count();
    while side.save(&Saved { block: block.clone(), ..saved(8, 0) }).is_ok() {
        count += 1;
    }
    assert_eq!(reopened(&disk).len(), count);
    assert!(width(disk.content(Path::new(PATH)).len()) <= LIMITS.file_bytes);
}

#[test]
fn a_file_larger_than_its_limit_is_refused_unread() {
    let disk = filled();
    let bytes = disk.content(Path::new(PATH));
    disk.corrupt(Path::new(PATH), [bytes, vec![0; 2000]].concat());
    assert!(matches!(open(&disk), Err(SideError::FileTooLarge { limit: 2000, .. })));
}

#[test]
fn another_chain_or_version_is_told_from_damage() {
    let disk = filled();
    let other = SideFile::open(Arc::new(disk.clone()), PATH.into(), &[8; 32], LIMITS).map(|_| ());
    assert!(matches!(other, Err(SideError::WrongChain { found, .. }) if found == Hash(CHAIN_ID)));

    let mut bytes = disk.content(Path::new(PATH));
    bytes[9] = 2;
    let parts: [&[u8]; 2] = [b"side header", &bytes[..42]];
    let sum = proto::hash::tagged(proto::hash::Tag::RecordChecksum, &parts);
    bytes[42..74].copy_from_slice(sum.as_bytes());
    disk.corrupt(Path::new(PATH), bytes);
    assert!(matches!(open(&disk), Err(SideError::WrongVersion { found: 2, .. })));
}

#[test]
fn a_flag_that_is_never_written_makes_no_record() {
    let disk = filled();
    let mut bytes = disk.content(Path::new(PATH));
    let last = bytes.len() - usize::try_from(record::record_bytes(140)).unwrap();
    bytes[last + 56] |= 4;
    let sum = |parts: &[&[u8]]| proto::hash::tagged(proto::hash::Tag::RecordChecksum, parts).0;
    let offset = width(last).to_be_bytes();
    let lead = sum(&[b"side lead", &CHAIN_ID, &offset, &bytes[last..last + 61]]);
    bytes[last + 61..last + 69].copy_from_slice(&lead[..8]);
    let end = bytes.len() - 32;
    let body = sum(&[b"side body", &bytes[last..last + 69], &bytes[last + 69..end]]);
    bytes[end..].copy_from_slice(&body);
    disk.corrupt(Path::new(PATH), bytes);
    assert_eq!(open(&disk).unwrap().1.dropped.unwrap().offset, width(last));
}

#[test]
fn a_record_is_laid_out_as_drawn() {
    let disk = MemoryDisk::default();
    open(&disk).unwrap().0.save(&saved(4, 1)).unwrap();
    let bytes = disk.content(Path::new(PATH));
    assert_eq!(&bytes[..8], b"eblSideF");
    assert_eq!(bytes[8..10], [0, 1]);
    assert_eq!(bytes[10..42], CHAIN_ID);
    let record = &bytes[74..];
    assert_eq!(&record[..4], b"eblU");
    assert_eq!(record[4..12], 4_u64.to_be_bytes());
    assert_eq!(record[12..16], 1_u32.to_be_bytes());
    assert_eq!(record[16..24], 0_i64.to_be_bytes());
    assert_eq!(record[24..56], [4; 32]);
    assert_eq!(record[56], 0);
    assert_eq!(record[57..61], 90_u32.to_be_bytes());
    assert_eq!(record[69..159], [4; 90]);
    assert_eq!(record.len(), 69 + 90 + 32);
    let none = Saved { valid_round: None, ..saved(4, 2) };
    let disk = MemoryDisk::default();
    open(&disk).unwrap().0.save(&none).unwrap();
    let bytes = disk.content(Path::new(PATH));
    assert_eq!(bytes[74 + 16..74 + 24], (-1_i64).to_be_bytes());
    assert_eq!(bytes[74 + 56], 3);
}
