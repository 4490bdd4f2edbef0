//! The parts of a state snapshot that were fetched, in a folder of their own: what an index that begins
//! with it is made of, again when it must, until the blocks before it are all here.
//!
//! ```text
//! snapshot/trail                       to the block whose state it is, from the genesis file
//! snapshot/headers-00000000            a run of header hashes, by its number, eight digits
//! snapshot/state-012-5a80              a part, by how many bits its keys begin with, and which
//! snapshot/*.tmp                       unfinished files; they mean nothing
//! ```
//!
//! Each file is written whole and synced, so that what was fetched before a crash need not be fetched
//! again. Nothing here is believed because it lies here: whoever reads a part has it verified.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proto::block::Header;
use proto::genesis::Genesis;
use proto::limits;
use proto::snapshot::{
    HeadersPart, HeadersPartFault, Prefix, StatePart, StatePartFault, agreed_height, runs,
};
use proto::trail::{Trail, TrailFault};
use thiserror::Error;

use super::vfs::{Access, Disk, DiskError, create_whole, parent, read_whole};

#[cfg(test)]
mod tests;

const TRAIL: &str = "trail";
const RUN: &str = "headers-";
const PART: &str = "state-";

/// A snapshot, as far as it was fetched.
pub struct Snapshot {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    trail: Trail,
    parts: BTreeSet<Prefix>,
    runs: BTreeSet<u64>,
}

/// Why what was fetched is of no use.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// A file is longer than one of its kind can be.
    #[error("{} has {bytes} bytes, more than it can have", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Its length.
        bytes: u64,
    },
    /// The trail does not lead to a snapshot.
    #[error("the trail of the snapshot: {0}")]
    Trail(#[from] TrailFault),
    /// It leads to a height at which there is none.
    #[error("the trail of the snapshot leads to block {0}, of which there is none")]
    Height(u64),
    /// A part is not what it was when it was fetched.
    #[error("a part of the snapshot: {0}")]
    Part(#[from] StatePartFault),
    /// A run of headers is not what it was when it was fetched.
    #[error("a part of the snapshot: {0}")]
    Run(#[from] HeadersPartFault),
}

impl SnapshotError {
    /// Whether fetching the snapshot anew mends it.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        !matches!(self, Self::Disk(_))
    }
}

impl Snapshot {
    /// What was fetched into a folder before; none where nothing was. Its trail is verified.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`].
    pub fn open(
        disk: Arc<dyn Disk>,
        folder: PathBuf,
        genesis: &Genesis,
    ) -> Result<Option<Self>, SnapshotError> {
        let path = folder.join(TRAIL);
        if !disk.exists(&path)? {
            return Ok(None);
        }
        let trail = read(disk.as_ref(), &path, limits::TRAIL_BYTES)?;
        let trail = Trail::decode(&trail)?;
        check(&trail, genesis)?;
        let (mut parts, mut runs) = (BTreeSet::new(), BTreeSet::new());
        for name in disk.list(&folder)? {
            parts.extend(part_of(&name));
            runs.extend(run_of(&name));
        }
        Ok(Some(Self { disk, folder, trail, parts, runs }))
    }

    /// Begins a snapshot, in place of what was fetched before.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`], also for a trail that leads to none.
    pub fn begin(
        disk: Arc<dyn Disk>,
        folder: PathBuf,
        genesis: &Genesis,
        trail: Trail,
    ) -> Result<Self, SnapshotError> {
        check(&trail, genesis)?;
        disk.create_dir(&folder)?;
        disk.sync_dir(parent(&folder))?;
        remove_parts(disk.as_ref(), &folder)?;
        create_whole(disk.as_ref(), &folder.join(TRAIL), &trail.encode())?;
        Ok(Self { disk, folder, trail, parts: BTreeSet::new(), runs: BTreeSet::new() })
    }

    /// The trail to the block whose state it is, verified.
    #[must_use]
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    /// The header of that block.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.trail.header()
    }

    /// Keeps a part that was verified.
    ///
    /// # Errors
    ///
    /// [`DiskError`].
    pub fn keep_part(&mut self, part: &StatePart) -> Result<(), DiskError> {
        let path = self.folder.join(part_name(&part.prefix));
        create_whole(self.disk.as_ref(), &path, &part.encode())?;
        self.parts.insert(part.prefix);
        Ok(())
    }

    /// Keeps a run of headers that was verified.
    ///
    /// # Errors
    ///
    /// [`DiskError`].
    pub fn keep_run(&mut self, run: &HeadersPart) -> Result<(), DiskError> {
        create_whole(self.disk.as_ref(), &self.folder.join(run_name(run.index)), &run.encode())?;
        self.runs.insert(run.index);
        Ok(())
    }

    /// Which parts are here.
    #[must_use]
    pub fn parts(&self) -> &BTreeSet<Prefix> {
        &self.parts
    }

    /// Which runs of headers are not here.
    #[must_use]
    pub fn missing_runs(&self) -> Vec<u64> {
        (0..runs(self.header().height - 1)).filter(|run| !self.runs.contains(run)).collect()
    }

    /// Which parts are not here, none shorter than `bits` bits.
    #[must_use]
    pub fn missing_parts(&self, bits: usize) -> Vec<Prefix> {
        missing(&self.parts, bits)
    }

    /// Whether all of it is here.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.missing_runs().is_empty() && self.missing_parts(0).is_empty()
    }

    /// A part that is here, verified as it is read.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`].
    pub fn part(&self, prefix: &Prefix) -> Result<StatePart, SnapshotError> {
        let path = self.folder.join(part_name(prefix));
        let part = read(self.disk.as_ref(), &path, limits::STATE_PART_BYTES)?;
        let part = StatePart::decode(&part)?;
        part.verify(prefix, &self.header().state_root)?;
        Ok(part)
    }

    /// A run of headers that is here, verified as it is read.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`].
    pub fn run(&self, index: u64) -> Result<HeadersPart, SnapshotError> {
        let path = self.folder.join(run_name(index));
        let run = read(self.disk.as_ref(), &path, limits::HEADERS_PART_BYTES)?;
        let run = HeadersPart::decode(&run)?;
        let header = self.header();
        run.verify(index, header.height - 1, &header.headers_root)?;
        Ok(run)
    }

    /// Forgets the parts and runs that are not what they were, so that they are fetched again.
    ///
    /// # Errors
    ///
    /// [`DiskError`].
    pub fn forget_damaged(&mut self) -> Result<usize, SnapshotError> {
        let is_sound = |read: Result<(), SnapshotError>| match read {
            Err(error) if !error.is_damage() => Err(error),
            read => Ok(read.is_ok()),
        };
        let mut forgotten = 0;
        for prefix in self.parts.clone() {
            if !is_sound(self.part(&prefix).map(drop))? {
                self.parts.remove(&prefix);
                forgotten += 1;
            }
        }
        for index in self.runs.clone() {
            if !is_sound(self.run(index).map(drop))? {
                self.runs.remove(&index);
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }
}

/// Removes what was fetched into a folder, if anything was. The trail goes last, so that what is left
/// when this is cut off is found again.
///
/// # Errors
///
/// [`DiskError`].
pub fn remove(disk: &dyn Disk, folder: &Path) -> Result<(), DiskError> {
    let trail = folder.join(TRAIL);
    if disk.exists(&trail)? {
        remove_parts(disk, folder)?;
        disk.remove(&trail)?;
        disk.sync_dir(folder)?;
    }
    Ok(())
}

/// Removes everything but the trail.
fn remove_parts(disk: &dyn Disk, folder: &Path) -> Result<(), DiskError> {
    for name in disk.list(folder)?.iter().filter(|name| *name != TRAIL) {
        disk.remove(&folder.join(name))?;
    }
    Ok(())
}

fn check(trail: &Trail, genesis: &Genesis) -> Result<(), SnapshotError> {
    trail.verify_onward(genesis)?;
    let height = trail.header().height;
    if agreed_height(height) != Some(height) {
        return Err(SnapshotError::Height(height));
    }
    Ok(())
}

/// The largest parts, of at least so many bits, that `have` lacks.
fn missing(have: &BTreeSet<Prefix>, bits: usize) -> Vec<Prefix> {
    let mut lacking = Vec::new();
    let mut open = vec![Prefix::NONE];
    while let Some(prefix) = open.pop() {
        if have.contains(&prefix) {
            continue;
        }
        // What is in it comes right after it.
        let next = have.range(prefix..).next();
        let begun = next.is_some_and(|next| prefix.contains(next));
        match prefix.halves() {
            Some([left, right]) if begun || prefix.bits() < bits => open.extend([right, left]),
            Some(_) | None => lacking.push(prefix),
        }
    }
    lacking
}

fn read(disk: &dyn Disk, path: &Path, most: usize) -> Result<Vec<u8>, SnapshotError> {
    let file = disk.open(path, Access::Read)?;
    let bytes = file.length()?;
    if bytes > most as u64 {
        return Err(SnapshotError::TooLong { path: path.to_owned(), bytes });
    }
    Ok(read_whole(file.as_ref())?)
}

fn run_name(index: u64) -> String {
    format!("{RUN}{index:08}")
}

fn run_of(name: &str) -> Option<u64> {
    let index = name.strip_prefix(RUN)?.parse().ok()?;
    (run_name(index) == name).then_some(index)
}

fn part_name(prefix: &Prefix) -> String {
    format!("{PART}{:03}-{}", prefix.bits(), hex::encode(prefix.bytes()))
}

fn part_of(name: &str) -> Option<Prefix> {
    let (bits, bytes) = name.strip_prefix(PART)?.split_once('-')?;
    let prefix = Prefix::read(bits.parse().ok()?, &hex::decode(bytes).ok()?).ok()?;
    (part_name(&prefix) == name).then_some(prefix)
}
