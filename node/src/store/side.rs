//! The side file: blocks proposed or validated and not yet decided.
//!
//! A proposer that restarts must propose again what it proposed before, and a validator must
//! still have the block that it voted for. [`SideFile::save`] therefore returns when the block is
//! on disk, before anything is said about it to another node.
//!
//! # File
//!
//! Numbers are big-endian; `checksum(what, ...)` is the tagged hash `RecordChecksum` over the text
//! `what` and the parts that follow.
//!
//! ```text
//! header, 74 bytes
//!   0   8  "eblSideF"
//!   8   2  format version, 1
//!  10  32  chain id
//!  42  32  checksum("side header", bytes 0..42)
//!
//! record, back to back after the header
//!   0   4  "eblU"                                                        \
//!   4   8  height                                                        |
//!  12   4  round                                                         | lead,
//!  16   8  valid round, -1 for none, two's complement                    | 69 bytes
//!  24  32  proposer                                                      |
//!  56   1  flags: bit 0 proposed by this node, bit 1 found valid         |
//!  57   4  block length b                                                |
//!  61   8  checksum("side lead", chain id, file offset, bytes 0..61),    |
//!          cut to eight bytes                                            /
//!  69   b  block
//!   +  32  checksum("side body", bytes 0..69, block)
//! ```
//!
//! # Opening
//!
//! The file is written whole under a temporary name before it gets its own, and is cut only
//! together with a sync, so a power cut leaves at most a bad end after the last saved record. A
//! bad end is dropped and reported; a bad record with a sound lead after it was saved once, and
//! losing it could make this node contradict itself, so it is refused. What was found is written
//! anew and synced before it is returned.

use std::path::PathBuf;
use std::sync::Arc;

use proto::hash::Hash;
use thiserror::Error;

use self::record::Placed;
use super::layout::width;
use super::vfs::{Disk, DiskError, File, create_whole};

mod record;
#[cfg(test)]
mod tests;

/// A block that is not decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The height it was proposed for.
    pub height: u64,
    /// The round it was proposed in.
    pub round: u32,
    /// The earlier round in which a quorum found it valid.
    pub valid_round: Option<u32>,
    /// The address of the validator that proposed it in this round.
    pub proposer: [u8; 32],
    /// Whose proposal it is.
    pub origin: Origin,
    /// What this node made of it.
    pub verdict: Verdict,
    /// The block's bytes.
    pub block: Vec<u8>,
}

/// Whose proposal a saved block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This node proposed it.
    Own,
    /// Another validator did.
    Received,
}

/// What this node made of a saved block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It follows the rules.
    Valid,
    /// It does not.
    Invalid,
}

/// How much a side file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SideLimits {
    /// Most records.
    pub records: usize,
    /// Most bytes in the file.
    pub file_bytes: u64,
    /// Largest block, in bytes.
    pub block_bytes: u32,
}

/// The limits a node uses: 256 records, 256 MiB, blocks of 16 MiB as in the log.
pub const SIDE_LIMITS: SideLimits =
    SideLimits { records: 256, file_bytes: 256 << 20, block_bytes: 16 << 20 };

/// What was found when a side file was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The saved blocks, in the order in which they were saved.
    pub saved: Vec<Saved>,
    /// The bad end that was dropped, if there was one.
    pub dropped: Option<DroppedEnd>,
}

/// The end of a side file that holds no whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DroppedEnd {
    /// Where it began.
    pub offset: u64,
    /// How many bytes it had.
    pub bytes: u64,
}

/// Why an operation on the side file did not succeed.
#[derive(Debug, Error)]
pub enum SideError {
    /// The disk failed or is full.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// An earlier write failed; only a restart may look at the file again.
    #[error("the side file is closed because an earlier write to it failed")]
    Poisoned,
    /// The limit on records or bytes is reached; the file is unchanged.
    #[error("the side file is full: {records} records, {bytes} bytes")]
    Full {
        /// Records that it holds.
        records: usize,
        /// Bytes that it holds.
        bytes: u64,
    },
    /// The block exceeds the limit; the file is unchanged.
    #[error("a block of {bytes} bytes is larger than the side file's limit of {limit}")]
    BlockTooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: u32,
    },
    /// The file is larger than the limits allow, so it is not read.
    #[error("{} of {bytes} bytes is larger than its limit of {limit}", path.display())]
    FileTooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The header, or a record that others follow, is damaged.
    #[error("{} is damaged at byte {offset}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the header or the record begins.
        offset: u64,
    },
    /// The file belongs to another network.
    #[error("{} belongs to chain {found}, not to {expected}", path.display())]
    WrongChain {
        /// The file.
        path: PathBuf,
        /// This network's chain id.
        expected: Hash,
        /// The file's chain id.
        found: Hash,
    },
    /// The file is of a format version that this program does not know.
    #[error("{} has format version {found}; this program reads version {known}", path.display())]
    WrongVersion {
        /// The file.
        path: PathBuf,
        /// The version this program reads.
        known: u16,
        /// The file's version.
        found: u16,
    },
}

/// The open side file.
pub struct SideFile {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    chain_id: [u8; 32],
    limits: SideLimits,
    file: Box<dyn File>,
    /// The records in the file, in file order.
    records: Vec<Placed>,
    end: u64,
    poisoned: bool,
}

impl SideFile {
    /// Opens the file at `path`, creating it when missing (its directory must exist), and gives
    /// what it holds. Memory: what the file holds, at most the limits.
    ///
    /// # Errors
    /// [`SideError`]; opening again after a failure is safe.
    pub fn open(
        disk: Arc<dyn Disk>,
        path: PathBuf,
        chain_id: &[u8; 32],
        limits: SideLimits,
    ) -> Result<(Self, Recovered), SideError> {
        let recovered = match disk.exists(&path)? {
            true => record::read_all(disk.as_ref(), &path, chain_id, &limits)?,
            false => Recovered { saved: Vec::new(), dropped: None },
        };
        let mut records = Vec::with_capacity(recovered.saved.len());
        let mut bytes = record::header(chain_id).to_vec();
        for saved in &recovered.saved {
            let encoded = record::encode(saved, chain_id, width(bytes.len()));
            records.push(Placed::new(saved, width(bytes.len()), &encoded));
            bytes.extend_from_slice(&encoded);
        }
        let end = width(bytes.len());
        let file = create_whole(disk.as_ref(), &path, &bytes)?;
        let side =
            Self { disk, path, chain_id: *chain_id, limits, file, records, end, poisoned: false };
        Ok((side, recovered))
    }

    /// Adds a block and returns when it is on disk.
    ///
    /// # Errors
    /// [`SideError::Full`] and [`SideError::BlockTooLarge`] refuse and change nothing.
    /// [`SideError::Disk`] poisons the file: every later call is [`SideError::Poisoned`].
    pub fn save(&mut self, saved: &Saved) -> Result<(), SideError> {
        self.refuse_poisoned()?;
        self.check(saved)?;
        let bytes = record::encode(saved, &self.chain_id, self.end);
        let written = self.append(&bytes);
        self.poisoned = written.is_err();
        written?;
        self.records.push(Placed::new(saved, self.end, &bytes));
        self.end += width(bytes.len());
        Ok(())
    }

    /// Forgets all blocks of heights up to and including `height`.
    ///
    /// # Errors
    /// As [`Self::save`], for the disk.
    pub fn drop_through(&mut self, height: u64) -> Result<(), SideError> {
        self.refuse_poisoned()?;
        let above = self.records.iter().filter(|record| record.height > height);
        let kept: Vec<Placed> = above.copied().collect();
        self.retain(&kept)
    }

    /// Forgets one block of a height.
    ///
    /// # Errors
    /// As [`Self::save`], for the disk.
    pub fn forget(&mut self, height: u64, block: &[u8]) -> Result<(), SideError> {
        self.refuse_poisoned()?;
        let mut kept = Vec::with_capacity(self.records.len());
        for placed in &self.records {
            if placed.height != height || self.reread(placed)?.block != block {
                kept.push(*placed);
            }
        }
        self.retain(&kept)
    }

    fn retain(&mut self, kept: &[Placed]) -> Result<(), SideError> {
        if kept.len() == self.records.len() {
            return Ok(());
        }
        let rewritten = if kept.is_empty() { self.clear() } else { self.keep(kept) };
        self.poisoned = rewritten.is_err();
        rewritten
    }

    /// How many blocks are saved.
    #[must_use]
    pub fn count(&self) -> usize {
        self.records.len()
    }

    fn append(&self, bytes: &[u8]) -> Result<(), DiskError> {
        self.file.write_all_at(bytes, self.end)?;
        self.file.sync_data()
    }

    /// Synced, because a later record must not land among the remains of earlier ones.
    fn clear(&mut self) -> Result<(), SideError> {
        self.file.truncate(record::HEADER_BYTES)?;
        self.file.sync_data()?;
        self.records.clear();
        self.end = record::HEADER_BYTES;
        Ok(())
    }

    fn keep(&mut self, kept: &[Placed]) -> Result<(), SideError> {
        let mut records = Vec::with_capacity(kept.len());
        let mut bytes = record::header(&self.chain_id).to_vec();
        for placed in kept {
            let offset = width(bytes.len());
            let saved = self.reread(placed)?;
            let encoded = record::encode(&saved, &self.chain_id, offset);
            records.push(Placed::new(&saved, offset, &encoded));
            bytes.extend_from_slice(&encoded);
        }
        self.file = create_whole(self.disk.as_ref(), &self.path, &bytes)?;
        self.records = records;
        self.end = width(bytes.len());
        Ok(())
    }

    fn reread(&self, placed: &Placed) -> Result<Saved, SideError> {
        let damaged = || SideError::Damaged { path: self.path.clone(), offset: placed.offset };
        record::reread(self.file.as_ref(), placed, &self.chain_id, &self.limits)?
            .ok_or_else(damaged)
    }

    fn check(&self, saved: &Saved) -> Result<(), SideError> {
        let (bytes, limit) = (saved.block.len(), self.limits.block_bytes);
        if u32::try_from(bytes).map_or(true, |length| length > limit) {
            return Err(SideError::BlockTooLarge { bytes, limit });
        }
        let end = self.end + record::record_bytes(bytes);
        if self.records.len() >= self.limits.records || end > self.limits.file_bytes {
            return Err(SideError::Full { records: self.records.len(), bytes: self.end });
        }
        Ok(())
    }

    fn refuse_poisoned(&self) -> Result<(), SideError> {
        if self.poisoned { Err(SideError::Poisoned) } else { Ok(()) }
    }
}
