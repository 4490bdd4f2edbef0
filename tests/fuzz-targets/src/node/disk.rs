//! The ledger log and the side file on a disk that changed behind their back.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use node::store::log::{Entry, LedgerLog, LogLimits, verify};
use node::store::side::{Origin, SIDE_LIMITS, Saved, SideFile, Verdict};
use node::store::vfs::memory::MemoryDisk;

use crate::input::Input;
use crate::target::Seed;

const CHAIN_ID: [u8; 32] = [7; 32];
const LIMITS: LogLimits =
    LogLimits { segment_bytes: 700, block_bytes: 512, certificate_bytes: 128 };
const LOG: &str = "/store/ledger";
const SIDE: &str = "/store/undecided";

/// Heights acknowledged in the log that is damaged; one more was written and never acknowledged.
const ACKNOWLEDGED: u64 = 5;
/// Changes to the files; what follows is not read.
const MOST_CHANGES: usize = 8;

/// Changes to the files of a log of two segments: bytes turned, set, cut off, put in, whole files lost.
/// Opening either refuses it by name, or gives back every acknowledged block as it was written, and
/// nothing that was not; then another look agrees, and the log goes on.
///
/// # Panics
///
/// Where that does not hold.
pub fn ledger_log(bytes: &[u8]) {
    static WRITTEN: OnceLock<MemoryDisk> = OnceLock::new();
    let disk = WRITTEN.get_or_init(written_log).after_restart();
    let mut input = Input::new(bytes);
    damage(&disk, &mut input);
    if disk.paths().is_empty() {
        // Who takes every file has taken the ledger: nothing tells this folder from a new one.
        return;
    }
    let Some(log) = opened(&disk) else { return };
    let held: Vec<(u64, Entry)> = log.scan(0).map(|entry| entry.expect("it was opened")).collect();
    let last = held.len() as u64;
    let expected: Vec<(u64, Entry)> = (1..=last).map(|height| (height, entry(height))).collect();
    assert!(held == expected, "a log gives back what was never written");
    assert!(last >= ACKNOWLEDGED, "{last} of {ACKNOWLEDGED} acknowledged blocks are left");
    assert!(look(&disk).is_none(), "a log that was mended is not sound");
    goes_on(log, &disk, last + 1);
}

fn opened(disk: &MemoryDisk) -> Option<LedgerLog> {
    let shared = Arc::new(disk.clone());
    match LedgerLog::open(shared, LOG.into(), &CHAIN_ID, LIMITS) {
        Ok((log, said)) => {
            assert_eq!(log.head(), said.head);
            Some(log)
        }
        Err(fault) => {
            assert!(!fault.to_string().is_empty());
            None
        }
    }
}

fn look(disk: &MemoryDisk) -> Option<node::store::log::LogError> {
    verify(Arc::new(disk.clone()), LOG.into(), &CHAIN_ID, LIMITS).fault
}

fn goes_on(mut log: LedgerLog, disk: &MemoryDisk, next: u64) {
    let Entry { block, certificate } = entry(next);
    log.append(next, &block, &certificate).expect("a sound log on a sound disk goes on");
    let again = opened(&disk.after_power_cut(1)).expect("what was acknowledged survives");
    assert_eq!(again.head(), log.head());
}

fn written_log() -> MemoryDisk {
    let disk = MemoryDisk::default();
    let shared = Arc::new(disk.clone());
    let (mut log, _) =
        LedgerLog::open(shared, LOG.into(), &CHAIN_ID, LIMITS).expect("an empty disk");
    let mut append = |height| {
        let Entry { block, certificate } = entry(height);
        log.append(height, &block, &certificate).expect("a sound disk");
    };
    (1..=ACKNOWLEDGED).for_each(&mut append);
    let marker = Path::new(LOG).join("acknowledged");
    let acknowledged = disk.content(&marker);
    append(ACKNOWLEDGED + 1);
    disk.corrupt(&marker, acknowledged);
    disk
}

fn entry(height: u64) -> Entry {
    let mark = u8::try_from(height).expect("heights are few");
    let length = 20 + usize::from(mark) * 37 % 150;
    Entry { block: vec![mark; length], certificate: vec![mark ^ 0xff; usize::from(mark) * 29 % 80] }
}

/// Changes to a side file of three records: opening either refuses it by name, or gives back the first of
/// them as they were saved, and says whether an end was dropped; then the file goes on.
///
/// # Panics
///
/// Where that does not hold.
pub fn side_file(bytes: &[u8]) {
    static WRITTEN: OnceLock<MemoryDisk> = OnceLock::new();
    let disk = WRITTEN.get_or_init(written_side).after_restart();
    let mut input = Input::new(bytes);
    damage(&disk, &mut input);
    let Some((mut side, kept)) = side(&disk) else { return };
    assert!(saved().starts_with(&kept), "a side file gives back what was never saved");
    let next = Saved { height: 99, ..saved()[0].clone() };
    side.save(&next).expect("a sound disk takes another record");
    let (_, again) = self::side(&disk.after_power_cut(1)).expect("what was saved survives");
    assert_eq!(again, [kept, vec![next]].concat());
}

fn side(disk: &MemoryDisk) -> Option<(SideFile, Vec<Saved>)> {
    let shared = Arc::new(disk.clone());
    match SideFile::open(shared, SIDE.into(), &CHAIN_ID, SIDE_LIMITS) {
        Ok((side, recovered)) => Some((side, recovered.saved)),
        Err(fault) => {
            assert!(!fault.to_string().is_empty());
            None
        }
    }
}

fn written_side() -> MemoryDisk {
    let disk = MemoryDisk::default();
    let shared = Arc::new(disk.clone());
    let (mut side, _) =
        SideFile::open(shared, SIDE.into(), &CHAIN_ID, SIDE_LIMITS).expect("an empty disk");
    for record in saved() {
        side.save(record).expect("a sound disk");
    }
    disk
}

fn saved() -> &'static [Saved] {
    static SAVED: OnceLock<Vec<Saved>> = OnceLock::new();
    SAVED.get_or_init(|| {
        let record = |height: u64, round| Saved {
            height,
            round,
            valid_round: round.checked_sub(1),
            proposer: [3; 32],
            origin: if round == 0 { Origin::Own } else { Origin::Received },
            verdict: if height == 6 { Verdict::Invalid } else { Verdict::Valid },
            block: entry(height).block,
        };
        vec![record(5, 0), record(5, 1), record(6, 2)]
    })
}

/// Changes files: which, how, where, by what.
fn damage(disk: &MemoryDisk, input: &mut Input<'_>) {
    for _ in 0..MOST_CHANGES {
        let paths = disk.paths();
        if input.is_empty() || paths.is_empty() {
            return;
        }
        let how = input.byte();
        let path: &PathBuf = &paths[usize::from(how >> 4) % paths.len()];
        let mut content = disk.content(path);
        let at = usize::from(u16::from_be_bytes(input.array())) % (content.len() + 1);
        let value = input.byte();
        match how & 7 {
            0 => content.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= value | 1),
            1 => content.iter_mut().skip(at).take(512).for_each(|byte| *byte = value),
            2 => content.truncate(at),
            3 => drop(content.splice(at..at, input.short().iter().copied())),
            4 => drop(content.drain(at..(at + usize::from(value)).min(content.len()))),
            5 => content.extend(std::iter::repeat_n(value, at % 1024)),
            6 => content = input.short().to_vec(),
            _ => {
                disk.lose(path);
                continue;
            }
        }
        disk.corrupt(path, content);
    }
}

/// One change of each kind.
pub(super) fn ledger_log_seeds() -> Vec<Seed> {
    let changes = (0..8).flat_map(|how: u8| (0..3).map(move |file: u8| file << 4 | how));
    let one = |how: u8| [&[how, 0x01, 0x40, 0x20, 4][..], b"tail"].concat();
    changes.map(one).chain([Vec::new()]).collect()
}

pub(super) fn side_file_seeds() -> Vec<Seed> {
    (0..8).map(|how: u8| vec![how, 0x00, 0xa0, 0x20, 4, b't', b'a', b'i', b'l']).collect()
}
