//! The note's bytes.

use super::*;
use crate::store::vfs::memory::MemoryDisk;

const PATH: &str = "/data/stopped";

fn note() -> CleanStop {
    let mut headers = HeaderFrontier::default();
    (0..12).for_each(|height| headers.push(Hash([height; 32])));
    let (before, whole) = headers.before_newest();
    CleanStop {
        chain: ChainId([7; 32]),
        hash: Hash([1; 32]),
        state_root: Hash([2; 32]),
        headers: HeaderFrontier::of(before, whole.to_vec()).unwrap(),
        log: Standing {
            head: Head { height: 12, chain: Hash([3; 32]) },
            segments: vec![
                SegmentFile { first: 1, bytes: 700 },
                SegmentFile { first: 7, bytes: 650 },
            ],
            offsets: (0..12).map(|record| 114 + record * 100).collect(),
        },
    }
}

fn taken(bytes: &[u8]) -> Taken {
    let disk = MemoryDisk::default();
    disk.create(Path::new(PATH)).unwrap().write_all_at(bytes, 0).unwrap();
    let taken = CleanStop::take(&disk, Path::new(PATH)).unwrap();
    assert!(!disk.exists(Path::new(PATH)).unwrap());
    taken
}

#[test]
fn a_note_is_read_as_it_was_written_and_only_once() {
    let disk = MemoryDisk::default();
    note().write(&disk, Path::new(PATH)).unwrap();
    let disk = disk.after_power_cut(1);
    let Taken::Note(read) = CleanStop::take(&disk, Path::new(PATH)).unwrap() else {
        panic!("the note was synced")
    };
    assert_eq!(*read, note());
    let disk = disk.after_power_cut(2);
    assert!(matches!(CleanStop::take(&disk, Path::new(PATH)).unwrap(), Taken::Nothing));
}

#[test]
fn a_note_with_any_byte_changed_or_any_length_but_its_own_is_none() {
    let bytes = note().encode();
    assert_eq!(bytes.len(), LEAD_BYTES + 2 * 16 + 3 * 32 + 12 * 8 + 32);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(matches!(taken(&changed), Taken::Unreadable), "byte {at}");
        assert!(matches!(taken(&bytes[..at]), Taken::Unreadable), "cut to {at}");
    }
    assert!(matches!(taken(&[&bytes[..], &[0]].concat()), Taken::Unreadable));
}

#[test]
fn a_note_that_promises_more_than_there_is_room_for_is_none() {
    let mut bytes = note().encode();
    bytes[RECORDS].copy_from_slice(&u64::MAX.to_be_bytes());
    assert!(matches!(taken(&bytes), Taken::Unreadable));
}
