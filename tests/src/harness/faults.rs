//! What breaks: bytes of a file, and disks that fill up.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Flips every bit of one byte of a file.
///
/// # Panics
///
/// When the file has no such byte.
pub fn flip_byte(file: &Path, offset: usize) {
    let mut bytes = fs::read(file).expect("the file is there");
    bytes[offset] ^= 0xff;
    fs::write(file, bytes).expect("the file can be written to");
}

/// The segment files of a ledger log, oldest first.
///
/// # Panics
///
/// When there is no such log.
#[must_use]
pub fn segments(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data.join("ledger")).expect("the ledger log is there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let is_segment = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "seg");
    let mut segments: Vec<_> = paths.filter(is_segment).collect();
    segments.sort();
    segments
}

/// A record of a segment, found by the format as documented and not by the node's own reader.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Where it begins.
    pub offset: usize,
    /// The height in it.
    pub height: u64,
    /// Bytes of its block.
    pub block: usize,
    /// Bytes of its certificate.
    pub certificate: usize,
}

impl Record {
    /// Where its block begins.
    #[must_use]
    pub fn block_at(&self) -> usize {
        self.offset + LEAD
    }

    /// Where its certificate begins.
    #[must_use]
    pub fn certificate_at(&self) -> usize {
        self.block_at() + self.block + HASH
    }

    /// The record whose lead stands at an offset, whether it is whole or not.
    fn at(bytes: &[u8], offset: usize) -> Option<Self> {
        let lead = bytes.get(offset..offset + LEAD)?;
        let number = |at: usize, width: usize| {
            lead[at..at + width].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte))
        };
        let length = |at| usize::try_from(number(at, 4)).expect("lengths fit in memory");
        let record =
            Self { offset, height: number(4, 8), block: length(12), certificate: length(16) };
        lead.starts_with(b"eblR").then_some(record)
    }

    fn end(&self) -> usize {
        self.certificate_at() + self.certificate + HASH
    }
}

/// The records of an undamaged segment.
///
/// # Panics
///
/// When the file does not hold what its format says.
#[must_use]
pub fn records(segment: &Path) -> Vec<Record> {
    let bytes = fs::read(segment).expect("the segment is there");
    let mut records: Vec<Record> = Vec::new();
    let mut offset = SEGMENT_HEADER;
    while offset < bytes.len() {
        let record = Record::at(&bytes, offset);
        let record = record.unwrap_or_else(|| panic!("a record begins at {offset}"));
        offset = record.end();
        records.push(record);
    }
    records
}

/// The height of the last whole record of a ledger log, whatever comes after it; 0 when there is
/// none, or no log.
///
/// # Panics
///
/// When the log cannot be read.
#[must_use]
pub fn last_whole_height(data: &Path) -> u64 {
    let last = |segment: &PathBuf| {
        let bytes = fs::read(segment).expect("the segment is there");
        let mut last = None;
        let mut offset = SEGMENT_HEADER;
        while let Some(record) = Record::at(&bytes, offset).filter(|it| it.end() <= bytes.len()) {
            offset = record.end();
            last = Some(record.height);
        }
        last
    };
    if !data.join("ledger").exists() {
        return 0;
    }
    segments(data).iter().filter_map(last).max().unwrap_or(0)
}

/// A signature that a validator remembers to have given, as its memory's format is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature {
    /// For which height.
    pub height: u64,
    /// In which round.
    pub round: u32,
    /// 1 for a proposal, 2 for a prevote, 3 for a precommit.
    pub kind: u8,
    /// Of what was signed.
    pub fingerprint: [u8; 32],
}

/// The signatures a validator remembers, in no order.
///
/// # Panics
///
/// When there is no memory.
#[must_use]
pub fn signatures(data: &Path) -> Vec<Signature> {
    let memory = fs::read(data.join("engine/signed")).expect("a validator has a memory");
    let records = memory.chunks_exact(SIGNATURE_RECORD);
    let used = records.filter(|record| record.iter().any(|byte| *byte != 0));
    let signature = |record: &[u8]| Signature {
        height: u64::from_be_bytes(record[8..16].try_into().expect("eight bytes")),
        round: u32::from_be_bytes(record[16..20].try_into().expect("four bytes")),
        kind: record[20],
        fingerprint: record[21..53].try_into().expect("a hash"),
    };
    used.map(signature).collect()
}

/// A small disk of its own, in memory. Dropped, it is taken away.
pub struct SmallDisk {
    place: PathBuf,
}

impl SmallDisk {
    /// Puts a folder, with all that it holds, on a disk of its own of this many KiB. None where
    /// that is not allowed: only the system's administrator may.
    ///
    /// # Panics
    ///
    /// When what the folder holds cannot be moved.
    #[must_use]
    pub fn mount(place: &Path, kib: usize) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let before = place.with_extension("before");
        fs::rename(place, &before).expect("the folder is there");
        fs::create_dir(place).expect("its place is free");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "ebl-test"]).arg(place);
        let mounted = command.output().is_ok_and(|output| output.status.success());
        let disk = mounted.then(|| Self { place: place.to_owned() });
        copy_folder(&before, place);
        disk
    }

    /// Fills all that is left of it with one file, and gives that file.
    ///
    /// # Panics
    ///
    /// When the file cannot be made.
    #[must_use]
    pub fn fill(&self) -> PathBuf {
        let ballast = self.place.join("ballast");
        let mut file = fs::File::create(&ballast).expect("a file without content has room");
        // Ends with an error: the disk is full.
        let _ = std::io::copy(&mut std::io::repeat(0), &mut file);
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A node that is still being killed may hold it; lazily, it goes when the node has gone.
        let _ = Command::new("umount").arg("--lazy").arg(&self.place).status();
    }
}

/// Copies what a folder holds into another that is there.
///
/// # Panics
///
/// When it cannot be copied.
pub fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the folder is there") {
        let from = entry.expect("the folder can be read").path();
        let to = to.join(from.file_name().expect("entries have names"));
        if from.is_dir() {
            fs::create_dir(&to).expect("its place is free");
            copy_folder(&from, &to);
        } else {
            fs::copy(&from, &to).expect("the disk has room");
        }
    }
}

const SEGMENT_HEADER: usize = 114;
const LEAD: usize = 60;
const HASH: usize = 32;
const SIGNATURE_RECORD: usize = 128;
