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
    let number = |at: usize, width: usize| {
        bytes[at..at + width].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte))
    };
    let length = |at| usize::try_from(number(at, 4)).expect("lengths fit in memory");
    let mut records: Vec<Record> = Vec::new();
    let mut offset = SEGMENT_HEADER;
    while offset < bytes.len() {
        assert_eq!(&bytes[offset..offset + 4], b"eblR", "a record begins at {offset}");
        let record = Record {
            offset,
            height: number(offset + 4, 8),
            block: length(offset + 12),
            certificate: length(offset + 16),
        };
        offset = record.end();
        records.push(record);
    }
    records
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

fn copy_folder(from: &Path, to: &Path) {
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
