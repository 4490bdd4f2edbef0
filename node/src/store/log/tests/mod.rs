//! A small log on a bad disk: records of varying length, two or three to a segment.

mod crash;
mod damage;
mod format;
mod place;
mod standing;
mod trouble;

use std::path::Path;

use super::*;
use crate::store::vfs::StdDisk;
use crate::store::vfs::memory::{MemoryDisk, Trouble};

const CHAIN_ID: [u8; 32] = [7; 32];
const LIMITS: LogLimits = LogLimits { segment_bytes: 700, block_bytes: 300, certificate_bytes: 90 };
const DIR: &str = "/store/ledger";

fn block(height: u64) -> Vec<u8> {
    let length = 20 + usize::try_from(height * 37 % 150).unwrap();
    (0..length).map(|index| u8::try_from((index * 7 + length) % 251).unwrap()).collect()
}

fn certificate(height: u64) -> Vec<u8> {
    let length = usize::try_from(height * 29 % 80).unwrap();
    vec![u8::try_from(height).unwrap(); length]
}

fn entry(height: u64) -> Entry {
    Entry { block: block(height), certificate: certificate(height) }
}

fn open(disk: &MemoryDisk) -> Result<(LedgerLog, Opened), LogError> {
    LedgerLog::open(Arc::new(disk.clone()), DIR.into(), &CHAIN_ID, LIMITS)
}

/// Appends the heights after the head, up to and including `last`.
fn append_through(log: &mut LedgerLog, last: u64) -> Result<(), LogError> {
    let from = log.head().map_or(1, |head| head.height + 1);
    (from..=last).try_for_each(|height| log.append(height, &block(height), &certificate(height)))
}

fn filled(last: u64) -> MemoryDisk {
    let disk = MemoryDisk::default();
    let (mut log, _) = open(&disk).unwrap();
    append_through(&mut log, last).unwrap();
    disk
}

fn head_height(log: &LedgerLog) -> u64 {
    log.head().map_or(0, |head| head.height)
}

fn assert_holds(log: &LedgerLog, last: u64) {
    assert_eq!(head_height(log), last);
    let scanned: Vec<(u64, Entry)> = log.scan(0).map(Result::unwrap).collect();
    let written: Vec<(u64, Entry)> = (1..=last).map(|height| (height, entry(height))).collect();
    assert_eq!(scanned, written);
    for height in 1..=last {
        assert_eq!(log.read(height).unwrap(), Some(entry(height)));
    }
    assert_eq!(log.read(last + 1).unwrap(), None);
}

fn damage_of(result: Result<(LedgerLog, Opened), LogError>) -> Damage {
    match result.map(|(_, opened)| opened) {
        Err(LogError::Damaged(damage)) => damage,
        other => panic!("expected damage, got {other:?}"),
    }
}

#[test]
fn what_was_appended_is_read_back_after_reopening_across_segments() {
    let disk = filled(9);
    assert!(segment_paths(&disk).len() >= 3);
    let (log, opened) = open(&disk).unwrap();
    assert_eq!(opened.first, Some(1));
    assert_eq!(opened.head, log.head());
    assert_eq!(opened.dropped_tail, None);
    assert_holds(&log, 9);
}

#[test]
fn the_same_log_works_on_the_real_file_system() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    let open = || LedgerLog::open(Arc::new(StdDisk), path.clone(), &CHAIN_ID, LIMITS).unwrap();
    let (mut log, _) = open();
    append_through(&mut log, 9).unwrap();
    assert_holds(&log, 9);
    drop(log);
    let (mut log, opened) = open();
    assert_eq!(opened.head.unwrap().height, 9);
    append_through(&mut log, 12).unwrap();
    assert_holds(&log, 12);
    let found = verify(Arc::new(StdDisk), path.clone(), &CHAIN_ID, LIMITS);
    assert_eq!((found.sound, found.first, found.head), (12, Some(1), log.head()));
    assert!(found.fault.is_none());
}

#[test]
fn a_scan_begins_where_it_is_told_and_stops_at_the_head() {
    let (log, _) = open(&filled(6)).unwrap();
    let heights: Vec<u64> = log.scan(4).map(|item| item.unwrap().0).collect();
    assert_eq!(heights, [4, 5, 6]);
    assert!(log.scan(7).next().is_none());
}

#[test]
fn an_empty_log_has_neither_first_nor_head_and_may_begin_at_any_height() {
    let disk = MemoryDisk::default();
    let (mut log, opened) = open(&disk).unwrap();
    assert_eq!(opened, Opened { first: None, head: None, dropped_tail: None });
    assert!(log.scan(0).next().is_none());
    log.append(41, b"block", b"").unwrap();
    let (log, opened) = open(&disk).unwrap();
    assert_eq!(opened.first, Some(41));
    assert_eq!(log.read(40).unwrap(), None);
    assert_eq!(log.read(41).unwrap().unwrap().block, b"block");
}

#[test]
fn equal_blocks_give_equal_chains_whatever_the_certificates_and_segments_are() {
    let one = filled(5);
    let (one, _) = open(&one).unwrap();
    let limits = LogLimits { segment_bytes: 1 << 20, ..LIMITS };
    let disk = Arc::new(MemoryDisk::default());
    let (mut two, _) = LedgerLog::open(disk, DIR.into(), &CHAIN_ID, limits).unwrap();
    (1..=5).for_each(|height| two.append(height, &block(height), b"other signers").unwrap());
    assert_eq!(one.head(), two.head());
}

#[test]
fn a_height_out_of_turn_is_refused_without_closing_the_log() {
    let (mut log, _) = open(&filled(3)).unwrap();
    for height in [0, 3, 5, u64::MAX] {
        let refused = log.append(height, b"block", b"");
        assert!(
            matches!(refused, Err(LogError::NotContiguous { expected: 4, found }) if found == height)
        );
    }
    append_through(&mut log, 4).unwrap();
    assert_holds(&log, 4);
}

#[test]
fn the_last_height_of_all_is_refused_even_by_an_empty_log() {
    let (mut log, _) = open(&MemoryDisk::default()).unwrap();
    let refused = log.append(u64::MAX, b"block", b"");
    assert!(matches!(refused, Err(LogError::HeightOutOfRange { height: u64::MAX })));
}

#[test]
fn parts_beyond_the_limits_are_refused_and_parts_at_the_limits_are_not() {
    let (mut log, _) = open(&MemoryDisk::default()).unwrap();
    let refused = log.append(1, &[0; 301], b"");
    assert!(matches!(
        refused,
        Err(LogError::TooLarge { what: Part::Block, bytes: 301, limit: 300 })
    ));
    let refused = log.append(1, b"", &[0; 91]);
    assert!(matches!(refused, Err(LogError::TooLarge { what: Part::Certificate, .. })));
    log.append(1, &[0; 300], &[0; 90]).unwrap();
    log.append(2, b"", b"").unwrap();
}

#[test]
fn another_chain_is_told_from_damage() {
    let disk = filled(3);
    let open_other =
        || LedgerLog::open(Arc::new(disk.clone()), DIR.into(), &[8; 32], LIMITS).map(|_| ());
    let is_wrong_chain = |result| {
        matches!(result, Err(LogError::WrongChain { expected, found, .. })
            if expected == Hash([8; 32]) && found == Hash(CHAIN_ID))
    };
    assert!(is_wrong_chain(open_other()));
    disk.lose(&marker_path());
    assert!(is_wrong_chain(open_other()));
}

fn marker_path() -> PathBuf {
    Path::new(DIR).join(marker::NAME)
}

fn segment_paths(disk: &MemoryDisk) -> Vec<PathBuf> {
    let is_segment = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "seg");
    disk.paths().into_iter().filter(is_segment).collect()
}
