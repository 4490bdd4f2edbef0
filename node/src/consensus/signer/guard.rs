//! The memory of what this validator signed, beside the engine's write-ahead log.
//!
//! The engine truncates a damaged log and goes on with what is left of it, so the log alone does
//! not keep a validator from signing twice. Before a signature leaves the signer, its slot (kind,
//! height, round) and the fingerprint of its body are on disk here; a second, different body for
//! a slot, or a slot older than what is remembered, is refused.
//!
//! The file is a ring of [`RECORDS`] records of [`RECORD_BYTES`] bytes, written in turn:
//!
//! ```text
//! u64be counter (from 1) || u64be height || u32be round || u8 kind || fingerprint (32)
//!     || checksum over all before it (32) || zeroes
//! ```
//!
//! A record is written within one disk sector and synced before its signature is released, so the
//! only record that a crash may leave broken is the one whose signature nobody has seen.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use arc_malachitebft_core_types::VoteType;
use proto::hash::{Hash, Tag, tagged};
use thiserror::Error;

use crate::consensus::codec::{CodecError, round_number};
use crate::consensus::context::{Proposal, Vote};
use crate::store::vfs::{Access, Disk, DiskError, File, create_whole};

/// Records the file holds. Three per round; far more rounds than one height ever takes.
const RECORDS: u64 = 1024;

/// Bytes of a record; a divisor of every disk sector.
const RECORD_BYTES: u64 = 128;

const FILE_BYTES: usize = (RECORDS * RECORD_BYTES) as usize;

const COUNTER: std::ops::Range<usize> = 0..8;
const HEIGHT: std::ops::Range<usize> = COUNTER.end..COUNTER.end + 8;
const ROUND: std::ops::Range<usize> = HEIGHT.end..HEIGHT.end + 4;
const KIND: usize = ROUND.end;
const FINGERPRINT: std::ops::Range<usize> = KIND + 1..KIND + 1 + 32;
const CHECKSUM: std::ops::Range<usize> = FINGERPRINT.end..FINGERPRINT.end + 32;

/// A counter that signing never reaches. From one beyond it there would be no counting on.
const LAST_COUNTER: u64 = u64::MAX / 2;

pub(super) type Record = [u8; RECORD_BYTES as usize];

/// What a validator signs at most one of per height and round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotKind {
    /// A proposal.
    Proposal,
    /// A prevote.
    Prevote,
    /// A precommit.
    Precommit,
}

/// A place for one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// What is signed.
    pub kind: SlotKind,
    /// For which height.
    pub height: u64,
    /// In which round.
    pub round: u32,
}

impl Slot {
    /// The slot of a vote.
    ///
    /// # Errors
    ///
    /// [`CodecError`] when the vote has no round.
    pub fn of_vote(vote: &Vote) -> Result<Self, CodecError> {
        let kind = match vote.kind {
            VoteType::Prevote => SlotKind::Prevote,
            VoteType::Precommit => SlotKind::Precommit,
        };
        Ok(Self { kind, height: vote.height.0, round: round_number(vote.round)? })
    }

    /// The slot of a proposal.
    ///
    /// # Errors
    ///
    /// [`CodecError`] when the proposal has no round.
    pub fn of_proposal(proposal: &Proposal) -> Result<Self, CodecError> {
        let round = round_number(proposal.round)?;
        Ok(Self { kind: SlotKind::Proposal, height: proposal.height.0, round })
    }
}

/// Why a signature is not given.
#[derive(Debug, Error)]
pub enum GuardError {
    /// Another body was signed for this slot.
    #[error("another {:?} was signed for height {} round {}", .0.kind, .0.height, .0.round)]
    Conflict(Slot),
    /// A later slot of this kind was signed, and what was signed for this one is not remembered.
    #[error("{:?} for height {} round {} lies before what was signed last", .0.kind, .0.height, .0.round)]
    Backwards(Slot),
    /// The file has a broken record where no crash can have left one.
    #[error("{}: record {index} is damaged; signatures given are forgotten", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Position of the record in the file.
        index: u64,
    },
    /// The file could not be made, or the disk is full.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The file could not be read, written or synced.
    #[error("{}: {source}", .path.display())]
    Storage {
        /// The file.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
}

/// The fingerprint of a signed body.
#[must_use]
pub(in crate::consensus) fn fingerprint(body: &[u8]) -> Hash {
    tagged(Tag::RecordChecksum, &[b"signed", body])
}

/// The memory, open for signing.
pub struct SignatureGuard {
    path: PathBuf,
    file: Box<dyn File>,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    counter: u64,
    last_height: u64,
    signed: BTreeMap<Slot, (u64, Hash)>,
}

impl SignatureGuard {
    /// Opens the memory at `path`, or starts an empty one where there is no file.
    ///
    /// # Errors
    ///
    /// [`GuardError::Storage`], [`GuardError::Disk`], or [`GuardError::Damaged`] when remembered signatures were lost.
    pub fn open(disk: &dyn Disk, path: &Path) -> Result<Self, GuardError> {
        if !disk.exists(path).map_err(|error| storage(path, error))? {
            Self::lay_out(disk, path)?;
        }
        let file = disk.open(path, Access::ReadWrite).map_err(|error| storage(path, error))?;
        let memory = recall(file.as_ref(), path)?;
        let guard = Self { path: path.to_owned(), file, memory: Mutex::new(Memory::default()) };
        guard.renew(&memory).map_err(|error| storage(path, error))?;
        Ok(Self { memory: Mutex::new(memory), ..guard })
    }

    /// Writes the newest record again. Its sync may have failed, which stopped the node: then it can
    /// be read and is not on the disk, and a later power cut would leave a hole in its place.
    fn renew(&self, memory: &Memory) -> Result<(), DiskError> {
        let newest = memory.signed.iter().find(|(_, (counter, _))| *counter == memory.counter);
        match newest {
            Some((slot, (counter, fingerprint))) => self.write(*counter, *slot, *fingerprint),
            None => Ok(()),
        }
    }

    /// Lays out an empty memory at `path`, whole or not at all. Only for a key that never signed,
    /// or that has been silent until it cannot contradict itself.
    ///
    /// # Errors
    ///
    /// [`GuardError::Disk`].
    pub fn lay_out(disk: &dyn Disk, path: &Path) -> Result<(), GuardError> {
        create_whole(disk, path, &vec![0; FILE_BYTES])?;
        Ok(())
    }

    /// The highest height at which anything was signed; 0 when nothing was. A validator whose
    /// write-ahead log was lost may not vote at this height again, since it forgot its lock.
    #[must_use]
    pub fn last_height(&self) -> u64 {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).last_height
    }

    /// The slots remembered for `height`, in the order in which they were signed.
    #[must_use]
    pub fn signed_at(&self, height: u64) -> Vec<Slot> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut slots: Vec<_> =
            memory.signed.iter().filter(|(slot, _)| slot.height == height).collect();
        slots.sort_by_key(|(_, (counter, _))| *counter);
        slots.into_iter().map(|(slot, _)| *slot).collect()
    }

    /// The fingerprint of what was signed for a slot, if that is remembered.
    #[must_use]
    pub fn signed(&self, slot: &Slot) -> Option<Hash> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.signed.get(slot).map(|(_, fingerprint)| *fingerprint)
    }

    /// Admits one signature and remembers it durably. The same body again is admitted again.
    ///
    /// # Errors
    ///
    /// [`GuardError::Conflict`] or [`GuardError::Backwards`] when signing could be a second
    /// signature; [`GuardError::Storage`] or [`GuardError::Disk`] when it could not be remembered.
    pub fn admit(&self, slot: Slot, fingerprint: Hash) -> Result<(), GuardError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, signed)) = memory.signed.get(&slot) {
            let same = *signed == fingerprint;
            return if same { Ok(()) } else { Err(GuardError::Conflict(slot)) };
        }
        let later = Slot { height: u64::MAX, round: u32::MAX, ..slot };
        let overtaken = memory.signed.range(slot..=later).next().is_some();
        if overtaken || slot.height < memory.last_height {
            return Err(GuardError::Backwards(slot));
        }
        let counter = memory.counter + 1;
        self.write(counter, slot, fingerprint).map_err(|error| storage(&self.path, error))?;
        memory.remember(counter, slot, fingerprint);
        Ok(())
    }

    fn write(&self, counter: u64, slot: Slot, fingerprint: Hash) -> Result<(), DiskError> {
        let record = encode(counter, slot, fingerprint);
        self.file.write_all_at(&record, (counter % RECORDS) * RECORD_BYTES)?;
        self.file.sync_data()
    }
}

impl Memory {
    fn remember(&mut self, counter: u64, slot: Slot, fingerprint: Hash) {
        self.counter = counter;
        self.last_height = self.last_height.max(slot.height);
        self.signed.insert(slot, (counter, fingerprint));
        // What the ring has overwritten is forgotten here too, so that memory and disk agree.
        self.signed.retain(|_, (written, _)| *written + RECORDS > counter);
    }
}

fn storage(path: &Path, error: DiskError) -> GuardError {
    match error {
        DiskError::Io { source, .. } => GuardError::Storage { path: path.to_owned(), source },
        full @ DiskError::Full { .. } => GuardError::Disk(full),
    }
}

/// Reads all records in the order of their counters. Only the one after the newest may be broken.
fn recall(file: &dyn File, path: &Path) -> Result<Memory, GuardError> {
    let mut found = BTreeMap::new();
    let mut broken = Vec::new();
    for index in 0..RECORDS {
        let mut record: Record = [0; RECORD_BYTES as usize];
        file.read_exact_at(&mut record, index * RECORD_BYTES).map_err(|error| match error {
            // It is laid out whole, so it was cut.
            DiskError::Io { source, .. } if source.kind() == io::ErrorKind::UnexpectedEof => {
                GuardError::Damaged { path: path.to_owned(), index }
            }
            error => storage(path, error),
        })?;
        if record == [0; RECORD_BYTES as usize] {
            continue;
        }
        match decode(&record) {
            Some((counter, slot, fingerprint))
                if counter % RECORDS == index && counter <= LAST_COUNTER =>
            {
                found.insert(counter, (slot, fingerprint));
            }
            Some(_) | None => broken.push(index),
        }
    }
    let newest = found.keys().next_back().copied().unwrap_or(0);
    let torn = (newest + 1) % RECORDS;
    let gap = missing(&found, newest).filter(|index| *index != torn);
    if let Some(index) = broken.into_iter().find(|index| *index != torn).or(gap) {
        return Err(GuardError::Damaged { path: path.to_owned(), index });
    }
    let mut memory = Memory::default();
    for (counter, (slot, fingerprint)) in found {
        memory.remember(counter, slot, fingerprint);
    }
    Ok(memory)
}

/// The position of a record that must be there, between the oldest of the ring and `newest`, and
/// is not.
fn missing(found: &BTreeMap<u64, (Slot, Hash)>, newest: u64) -> Option<u64> {
    let oldest = (newest + 2).saturating_sub(RECORDS).max(1);
    (oldest..newest).find(|counter| !found.contains_key(counter)).map(|counter| counter % RECORDS)
}

pub(super) fn encode(counter: u64, slot: Slot, fingerprint: Hash) -> Record {
    let mut record: Record = [0; RECORD_BYTES as usize];
    record[COUNTER].copy_from_slice(&counter.to_be_bytes());
    record[HEIGHT].copy_from_slice(&slot.height.to_be_bytes());
    record[ROUND].copy_from_slice(&slot.round.to_be_bytes());
    record[KIND] = match slot.kind {
        SlotKind::Proposal => 1,
        SlotKind::Prevote => 2,
        SlotKind::Precommit => 3,
    };
    record[FINGERPRINT].copy_from_slice(&fingerprint.0);
    let checksum = tagged(Tag::RecordChecksum, &[&record[..CHECKSUM.start]]);
    record[CHECKSUM].copy_from_slice(&checksum.0);
    record
}

fn decode(record: &Record) -> Option<(u64, Slot, Hash)> {
    let checksum = tagged(Tag::RecordChecksum, &[&record[..CHECKSUM.start]]);
    if record[CHECKSUM] != checksum.0 {
        return None;
    }
    let kind = match record[KIND] {
        1 => SlotKind::Proposal,
        2 => SlotKind::Prevote,
        3 => SlotKind::Precommit,
        _ => return None,
    };
    let height = u64::from_be_bytes(record[HEIGHT].try_into().ok()?);
    let round = u32::from_be_bytes(record[ROUND].try_into().ok()?);
    let counter = u64::from_be_bytes(record[COUNTER].try_into().ok()?);
    let fingerprint = Hash::from_slice(&record[FINGERPRINT])?;
    Some((counter, Slot { kind, height, round }, fingerprint))
}
