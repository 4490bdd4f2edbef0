//! The layout as the module draws it, read here with typed offsets and no code of the log.

use proto::hash::{Tag, tagged};

use super::*;

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn sum(parts: &[&[u8]]) -> [u8; 32] {
    tagged(Tag::RecordChecksum, parts).0
}

#[test]
fn a_segment_is_laid_out_as_drawn() {
    let disk = filled(1);
    let path = Path::new(DIR).join("00000000000000000001.seg");
    let bytes = disk.content(&path);
    let start = tagged(Tag::LogRecord, &[&CHAIN_ID]).0;
    assert_eq!(&bytes[0..8], b"eblLedgr");
    assert_eq!(number(&bytes[8..10]), 1);
    assert_eq!(bytes[10..42], CHAIN_ID);
    assert_eq!(number(&bytes[42..50]), 1);
    assert_eq!(bytes[50..82], start);
    assert_eq!(bytes[82..114], sum(&[b"segment header", &bytes[..82]]));

    let record = &bytes[114..];
    let (b, c) = (block(1).len(), certificate(1).len());
    assert_eq!(&record[0..4], b"eblR");
    assert_eq!(number(&record[4..12]), 1);
    assert_eq!(number(&record[12..16]), u64::try_from(b).unwrap());
    assert_eq!(number(&record[16..20]), u64::try_from(c).unwrap());
    assert_eq!(record[20..52], start);
    let lead = sum(&[b"record lead", &CHAIN_ID, &114_u64.to_be_bytes(), &record[..52]]);
    assert_eq!(record[52..60], lead[..8]);
    assert_eq!(record[60..60 + b], block(1));
    let chain = tagged(Tag::LogRecord, &[&start, &1_u64.to_be_bytes(), &block(1)]).0;
    assert_eq!(record[60 + b..92 + b], chain);
    assert_eq!(record[92 + b..92 + b + c], certificate(1));
    assert_eq!(record[92 + b + c..], sum(&[b"certificate", &chain, &certificate(1)]));
}

#[test]
fn the_marker_is_laid_out_as_drawn() {
    let disk = filled(2);
    let bytes = disk.content(&marker_path());
    let head = open(&disk).unwrap().0.head().unwrap();
    assert_eq!(bytes.len(), 4096 + 122);
    for (at, next) in [(0, 2), (4096, 3)] {
        let slot = &bytes[at..at + 122];
        assert_eq!(&slot[0..8], b"eblAcked");
        assert_eq!(number(&slot[8..10]), 1);
        assert_eq!(slot[10..42], CHAIN_ID);
        assert_eq!(number(&slot[42..50]), 1);
        assert_eq!(number(&slot[50..58]), next);
        assert_eq!(slot[90..122], sum(&[b"acknowledged", &slot[..90]]));
    }
    assert_eq!(bytes[4096 + 58..4096 + 90], head.chain.0);
}

/// Approve a change of this value only together with a new format version.
#[test]
fn the_bytes_of_a_small_log_are_frozen() {
    let disk = filled(4);
    let contents: Vec<Vec<u8>> =
        segment_paths(&disk).iter().map(|path| disk.content(path)).collect();
    let parts: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
    let frozen = "f56ebd503f1561a814ef3f4574765bdc450bb178b1326a5fa743c7d4771f1572";
    assert_eq!(tagged(Tag::RecordChecksum, &parts).to_string(), frozen);
}

#[test]
fn another_version_with_a_sound_checksum_is_told_from_damage() {
    let disk = filled(1);
    let path = segment_paths(&disk).remove(0);
    let mut bytes = disk.content(&path);
    bytes[9] = 2;
    let checksum = sum(&[b"segment header", &bytes[..82]]);
    bytes[82..114].copy_from_slice(&checksum);
    disk.corrupt(&path, bytes);
    let refused = open(&disk).map(|_| ());
    assert!(matches!(refused, Err(LogError::WrongVersion { known: 1, found: 2, .. })));
}
