//! Rot, lost files and edited records: named, never dropped.

use super::*;

const LAST: u64 = 6;

/// Each byte of each segment, with the height that must be named when it is damaged, and the
/// offset of the record or header it belongs to.
struct Spot {
    path: PathBuf,
    index: usize,
    height: u64,
    offset: u64,
}

fn every_byte(disk: &MemoryDisk) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut height = 1;
    for path in segment_paths(disk) {
        let length = width(disk.content(&path).len());
        let mut pieces = vec![(0, segment::HEADER_BYTES, height)];
        let mut end = segment::HEADER_BYTES;
        while end < length {
            let bytes = record::record_bytes(block(height).len(), certificate(height).len());
            pieces.push((end, end + bytes, height));
            end += bytes;
            height += 1;
        }
        for (offset, end, height) in pieces {
            spots.extend((offset..end).map(|index| Spot {
                path: path.clone(),
                index: usize::try_from(index).unwrap(),
                height,
                offset,
            }));
        }
    }
    assert_eq!(height, LAST + 1);
    spots
}

fn flip(disk: &MemoryDisk, path: &Path, index: usize, mask: u8) {
    let mut bytes = disk.content(path);
    bytes[index] ^= mask;
    disk.corrupt(path, bytes);
}

fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn every_flipped_byte_of_every_segment_is_named_with_file_offset_and_height() {
    let sound = filled(LAST);
    for spot in every_byte(&sound) {
        for mask in [0x01, 0x80, 0xFF] {
            let disk = sound.after_restart();
            flip(&disk, &spot.path, spot.index, mask);
            let damage = damage_of(open(&disk));
            assert_eq!(damage.segment, file_name(&spot.path));
            assert_eq!((damage.height, damage.offset), (spot.height, spot.offset));
            let found = verify(Arc::new(disk), DIR.into(), &CHAIN_ID, LIMITS);
            assert_eq!(found.sound, spot.height - 1);
            assert!(matches!(found.fault, Some(LogError::Damaged(again)) if again == damage));
        }
    }
}

#[test]
fn a_refused_log_is_left_as_it_is() {
    let disk = filled(LAST);
    let last = segment_paths(&disk).pop().unwrap();
    let length = disk.content(&last).len();
    flip(&disk, &last, length - 1, 1);
    let before: Vec<Vec<u8>> = disk.paths().iter().map(|path| disk.content(path)).collect();
    damage_of(open(&disk));
    let after: Vec<Vec<u8>> = disk.paths().iter().map(|path| disk.content(path)).collect();
    assert_eq!(before, after);
}

#[test]
fn a_byte_that_rots_while_the_log_is_open_is_named_when_it_is_read() {
    let disk = filled(LAST);
    let (log, _) = open(&disk).unwrap();
    for spot in every_byte(&disk) {
        if spot.offset == 0 {
            continue;
        }
        flip(&disk, &spot.path, spot.index, 0x10);
        let read = log.read(spot.height);
        assert!(matches!(read, Err(LogError::Damaged(damage)) if damage.height == spot.height));
        let scanned: Vec<_> = log.scan(1).collect();
        assert_eq!(width(scanned.len()), spot.height, "the scan ends with the error");
        assert!(scanned.last().unwrap().is_err());
        flip(&disk, &spot.path, spot.index, 0x10);
    }
}

#[test]
fn a_last_segment_cut_anywhere_is_named_because_its_records_were_acknowledged() {
    let sound = filled(LAST);
    let last = segment_paths(&sound).pop().unwrap();
    let bytes = sound.content(&last);
    let first = segment::first_height(file_name(&last)).unwrap();
    for length in 0..bytes.len() {
        let disk = sound.after_restart();
        disk.corrupt(&last, bytes[..length].to_vec());
        let damage = damage_of(open(&disk));
        assert!(damage.height >= first && damage.height <= LAST);
    }
}

#[test]
fn bytes_after_the_last_record_are_dropped_and_named() {
    let sound = filled(LAST);
    let last = segment_paths(&sound).pop().unwrap();
    let bytes = sound.content(&last);
    for tail in [vec![0; 5], vec![0; 4000], b"eblR".repeat(100), vec![0xAB; 70]] {
        let disk = sound.after_restart();
        disk.corrupt(&last, [bytes.clone(), tail.clone()].concat());
        let (log, opened) = open(&disk).unwrap();
        let dropped = TornTail {
            segment: file_name(&last).to_owned(),
            offset: width(bytes.len()),
            bytes: width(tail.len()),
            height: LAST + 1,
        };
        assert_eq!(opened.dropped_tail, Some(dropped));
        assert_holds(&log, LAST);
        assert_eq!(disk.content(&last), bytes);
    }
}

/// A log whose last record is whole but was not acknowledged: the power went between the syncs.
fn last_not_acknowledged() -> MemoryDisk {
    let disk = filled(LAST - 1);
    let (mut log, _) = open(&disk).unwrap();
    let marker = disk.content(&marker_path());
    append_through(&mut log, LAST).unwrap();
    disk.corrupt(&marker_path(), marker);
    disk
}

#[test]
fn a_whole_record_above_the_marker_is_kept_and_acknowledged() {
    let disk = last_not_acknowledged();
    let (log, _) = open(&disk).unwrap();
    assert_holds(&log, LAST);
    let last = segment_paths(&disk).pop().unwrap();
    let bytes = disk.content(&last);
    disk.corrupt(&last, bytes[..bytes.len() - 1].to_vec());
    assert_eq!(damage_of(open(&disk)).what, Fault::CutShort);
}

#[test]
fn only_the_unacknowledged_record_may_be_dropped_whatever_byte_is_flipped() {
    let sound = last_not_acknowledged();
    for spot in every_byte(&sound) {
        let disk = sound.after_restart();
        flip(&disk, &spot.path, spot.index, 0x04);
        if spot.height < LAST || spot.offset == 0 {
            assert_eq!(damage_of(open(&disk)).height, spot.height);
            continue;
        }
        let (log, opened) = open(&disk).unwrap();
        let tail = opened.dropped_tail.unwrap();
        assert_eq!((tail.height, tail.offset), (LAST, spot.offset));
        assert_holds(&log, LAST - 1);
    }
}

#[test]
fn a_bad_record_above_the_marker_is_refused_when_a_later_one_follows_it() {
    let disk = filled(LAST - 2);
    let limits = LogLimits { segment_bytes: 1 << 20, ..LIMITS };
    let open =
        |disk: &MemoryDisk| LedgerLog::open(Arc::new(disk.clone()), DIR.into(), &CHAIN_ID, limits);
    let (mut log, _) = open(&disk).unwrap();
    let marker = disk.content(&marker_path());
    let last = segment_paths(&disk).pop().unwrap();
    let from = disk.content(&last).len();
    append_through(&mut log, LAST).unwrap();
    disk.corrupt(&marker_path(), marker);
    let length = record::record_bytes(block(LAST - 1).len(), certificate(LAST - 1).len());
    for index in from..from + usize::try_from(length).unwrap() {
        let disk = disk.after_restart();
        flip(&disk, &last, index, 0x20);
        assert_eq!(damage_of(open(&disk)).height, LAST - 1);
    }
}

#[test]
fn a_bad_last_record_is_refused_when_one_slot_of_the_marker_cannot_be_read() {
    for slot in [0, 4096] {
        let disk = last_not_acknowledged();
        flip(&disk, &marker_path(), slot + 60, 1);
        let (log, _) = open(&disk.after_restart()).unwrap();
        assert_holds(&log, LAST);
        let last = segment_paths(&disk).pop().unwrap();
        let length = disk.content(&last).len();
        flip(&disk, &last, length - 1, 1);
        assert_eq!(damage_of(open(&disk)).what, Fault::Certificate);
    }
}

#[test]
fn every_flipped_byte_of_the_marker_is_survived_and_mended() {
    let sound = filled(LAST);
    for index in (0..122).chain(4096..4218) {
        let disk = sound.after_restart();
        flip(&disk, &marker_path(), index, 0x40);
        let (log, _) = open(&disk).unwrap();
        assert_holds(&log, LAST);
        flip(&disk, &marker_path(), 4096 + 7, 0x40);
        assert_holds(&open(&disk).unwrap().0, LAST);
    }
}

#[test]
fn a_marker_that_is_gone_or_unreadable_is_named() {
    let disk = filled(LAST);
    flip(&disk, &marker_path(), 20, 1);
    flip(&disk, &marker_path(), 4096 + 20, 1);
    assert!(matches!(open(&disk), Err(LogError::MarkerDamaged { path }) if path == marker_path()));
    disk.lose(&marker_path());
    assert!(matches!(open(&disk), Err(LogError::MarkerMissing { path }) if path == marker_path()));
}

#[test]
fn every_missing_segment_is_noticed() {
    let sound = filled(LAST);
    let paths = segment_paths(&sound);
    let firsts: Vec<u64> =
        paths.iter().map(|path| segment::first_height(file_name(path)).unwrap()).collect();
    for (index, path) in paths.iter().enumerate() {
        let disk = sound.after_restart();
        disk.lose(path);
        match (open(&disk).map(|_| ()), firsts.get(index + 1)) {
            (Err(LogError::MissingSegment { expected, found }), Some(next)) => {
                assert_eq!((expected, found), (firsts[index], Some(*next)));
            }
            (Err(LogError::Damaged(damage)), None) => {
                assert_eq!((damage.height, damage.what), (firsts[index], Fault::Missing));
            }
            (other, _) => panic!("{other:?}"),
        }
    }
    paths.iter().for_each(|path| sound.lose(path));
    let all_gone = open(&sound).map(|_| ());
    assert!(matches!(all_gone, Err(LogError::MissingSegment { expected: 1, found: None })));
}

#[test]
fn a_segment_under_another_height_is_named() {
    let disk = filled(LAST);
    let last = segment_paths(&disk).pop().unwrap();
    let first = segment::first_height(file_name(&last)).unwrap();
    let renamed = Path::new(DIR).join(segment::name(first - 1));
    disk.rename(&last, &renamed).unwrap();
    let damage = damage_of(open(&disk));
    assert_eq!((damage.offset, damage.what), (0, Fault::Renamed { found: first }));
}

#[test]
fn a_record_rewritten_with_sound_checksums_breaks_the_chain_or_the_marker() {
    let other = MemoryDisk::default();
    let (mut log, _) = open(&other).unwrap();
    append_through(&mut log, LAST - 1).unwrap();
    let mut forged = block(LAST);
    forged[0] ^= 1;
    log.append(LAST, &forged, &certificate(LAST)).unwrap();
    let disk = filled(LAST);
    let last = segment_paths(&disk).pop().unwrap();
    disk.corrupt(&last, other.content(&last));
    let damage = damage_of(open(&disk));
    assert_eq!((damage.height, damage.what), (LAST, Fault::NotAcknowledged));

    let first = segment_paths(&disk).remove(0);
    let other = MemoryDisk::default();
    let (mut log, _) = open(&other).unwrap();
    let mut forged = block(1);
    forged[0] ^= 1;
    log.append(1, &forged, &certificate(1)).unwrap();
    (2..=LAST).for_each(|height| log.append(height, &block(height), &certificate(height)).unwrap());
    let disk = filled(LAST);
    disk.corrupt(&first, other.content(&first));
    let damage = damage_of(open(&disk));
    let second = segment_paths(&disk).remove(1);
    assert_eq!((damage.segment.as_str(), damage.offset), (file_name(&second), 0));
    assert_eq!(damage.what, Fault::BrokenLink);
}

#[test]
fn unfinished_files_are_removed_and_strange_ones_left_alone() {
    let disk = filled(LAST);
    let unfinished = Path::new(DIR).join("00000000000000000099.seg.tmp");
    let strange = Path::new(DIR).join("1.seg");
    disk.create(&unfinished).unwrap();
    disk.create(&strange).unwrap();
    let (log, _) = open(&disk).unwrap();
    assert_holds(&log, LAST);
    assert!(!disk.exists(&unfinished).unwrap());
    assert!(disk.exists(&strange).unwrap());
}
