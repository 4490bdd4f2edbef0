//! Whether the engine's write-ahead log still holds what this validator signed.
//!
//! The engine replays its log to find its lock and its votes again. It cuts a damaged log at the
//! damage, or starts it afresh when the damage is in the header, or holds still at an entry that it
//! cannot read, and never says what was lost. So before a validator starts, its log is held against
//! the memory of the signature guard, which is another file. A validator whose log forgot may not
//! vote at that height again: it starts as an observer and votes from the next height on.
//!
//! What an ordinary end leaves behind must not look like damage, or validators that die together
//! would keep silent together, and no height would ever end their silence. What is known of the
//! order of writing:
//!
//! - The engine writes each height's header through before it signs at that height.
//! - Before each vote the signer writes the log through ([`super::signer`]), so that what led to a
//!   vote is in the log before the vote is remembered; then the guard remembers it.
//! - The engine appends the signed message and writes the log through before it publishes it.
//! - While it replays its log it appends nothing, also not the messages that it comes to meanwhile.
//!
//! So after a kill or a power cut the newest signature may be missing, unpublished, and what led to
//! it is there: the replay comes to the same message again, which the engine then publishes without
//! writing it down. Cut short once more, the replay leaves signatures missing one after the other.
//! Behind the last whole entry the disk may hold an end in any state, short, torn or full of zeroes.
//!
//! A signature may be missing because of damage as well, and then it was published. What harm that
//! does depends on what was signed. The guard allows no other message in its place, so a proposal,
//! a prevote or a precommit for nothing does none: none of them locks. A precommit for a block locks
//! its validator, and counts as remembered only if the prevotes that led to it are in the log, so
//! that the replay locks again. One of them may be its own and missing, if the guard remembers it and
//! the log has the proposal and the judgement of the block that led to it, and shows that the replay
//! comes to that round: the first one, one that it proposed in itself, or one that prevotes of more than
//! a third lead to. Then the replay comes to it before anything that follows. A validator that comes to another message than it signed is stopped
//! by the guard, and keeps silent from then on ([`super::voting`]).

mod entries;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use arc_malachitebft_core_consensus::SignedConsensusMsg;
use arc_malachitebft_core_types::{NilOrVal, Round, VoteType};
use proto::hash::Hash;
use proto::validators::ValidatorSet;
use thiserror::Error;
use tracing::{info, warn};

use self::entries::{Entry, next, number, read_entry, take};
use super::codec;
use super::context::{Address, Height, Vote};
use super::signer::{SignatureGuard, Slot, SlotKind, fingerprint};
use crate::store::vfs::{Access, Disk, DiskError, parent, read_whole};

/// A log longer than this is not a log of one height.
const LOG_BYTES: u64 = 256 * 1024 * 1024;

/// The version that the engine writes.
const VERSION: u32 = 1;

/// Bytes of the header.
const HEADER_BYTES: usize = 12;

/// How the name of a log ends that was set aside.
const SET_ASIDE: &str = "set-aside";

/// What the log remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogMemory {
    /// Everything that binds the validator: it may vote.
    Whole,
    /// Not the lock that this signature made, which may have been published: the validator may not
    /// vote at the signature's height again.
    Forgot(Slot),
    /// It says that this block was judged valid, but the block is not held any more. The engine
    /// would decide it and never ask for its bytes again, so this log may not be replayed.
    Blockless(Hash),
    /// This signature, of which the guard knows as little as of any other at the open height. That
    /// comes of no ordinary end, because the guard writes first: it is not the memory it was.
    Unremembered(Slot),
}

/// Why the log cannot be checked.
#[derive(Debug, Error)]
pub enum LogCheckError {
    /// It cannot be read.
    #[error("{}: {source}", .path.display())]
    Read {
        /// The log.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// It is far longer than the messages of one height.
    #[error("{}: {bytes} bytes are more than a write-ahead log can have", .path.display())]
    TooLong {
        /// The log.
        path: PathBuf,
        /// Its length.
        bytes: u64,
    },
}

/// A validator, and the height that is open.
#[derive(Clone, Copy)]
pub struct Voter<'a> {
    /// What it remembers of its signatures.
    pub guard: &'a SignatureGuard,
    /// Its address.
    pub own: Address,
    /// The open height.
    pub height: u64,
    /// Who votes on it.
    pub validators: &'a ValidatorSet,
    /// The blocks held for it.
    pub blocks: &'a BTreeSet<Hash>,
}

/// Compares the log at `path` with what a validator signed for the open height, and leaves a log
/// that the engine can open: an end that is no whole entry is cut off, and a log that forgot, or is
/// none, is set aside under another name.
///
/// # Errors
///
/// [`LogCheckError`] when the log cannot be read or mended. A missing log is an empty one.
pub fn check_log(
    disk: &dyn Disk,
    path: &Path,
    voter: &Voter<'_>,
) -> Result<LogMemory, LogCheckError> {
    let Some(bytes) = read(disk, path)? else { return Ok(Found::default().memory(voter)) };
    let found = Found::in_log(&bytes, voter);
    let is_of_height = found.is_some();
    let found = found.unwrap_or_default();
    let memory = found.memory(voter);
    let mended = match memory {
        LogMemory::Whole if is_of_height => cut(disk, path, found.whole_bytes, bytes.len()),
        // A log of another height is the engine's to begin anew.
        LogMemory::Whole if has_header(&bytes) => Ok(()),
        // It is the only witness left.
        LogMemory::Unremembered(_) => Ok(()),
        LogMemory::Whole | LogMemory::Forgot(_) | LogMemory::Blockless(_) => set_aside(disk, path),
    };
    mended.map_err(|error| failed(path, error))?;
    Ok(memory)
}

/// Leaves a node that does not vote a log that the engine can open: one that it cannot is set aside.
/// The engine of such a node needs nothing of it.
///
/// # Errors
///
/// [`LogCheckError`] when the log cannot be read or set aside.
pub fn clear_unreadable(disk: &dyn Disk, path: &Path) -> Result<(), LogCheckError> {
    let Some(bytes) = read(disk, path)? else { return Ok(()) };
    let mut rest = bytes.get(HEADER_BYTES..).unwrap_or_default();
    while next(&mut rest).is_some() {}
    if has_header(&bytes) && rest.is_empty() {
        return Ok(());
    }
    set_aside(disk, path).map_err(|error| failed(path, error))
}

fn cut(disk: &dyn Disk, path: &Path, whole: usize, bytes: usize) -> Result<(), DiskError> {
    if whole == bytes {
        return Ok(());
    }
    let file = disk.open(path, Access::ReadWrite)?;
    file.truncate(u64::try_from(whole).expect("a length fits 64 bits"))?;
    file.sync_data()?;
    info!(whole, bytes, "the end of the engine's log holds no whole entry; cut off");
    Ok(())
}

fn set_aside(disk: &dyn Disk, path: &Path) -> Result<(), DiskError> {
    let kept = path.with_extension(SET_ASIDE);
    disk.rename(path, &kept)?;
    disk.sync_dir(parent(path))?;
    warn!(kept = %kept.display(), "the engine's log cannot be used; kept under another name");
    Ok(())
}

fn failed(path: &Path, error: DiskError) -> LogCheckError {
    LogCheckError::Read { path: path.to_owned(), source: error.into_source() }
}

fn read(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>, LogCheckError> {
    let failed = |error| failed(path, error);
    if !disk.exists(path).map_err(failed)? {
        return Ok(None);
    }
    let file = disk.open(path, Access::Read).map_err(failed)?;
    let bytes = file.length().map_err(failed)?;
    if bytes > LOG_BYTES {
        return Err(LogCheckError::TooLong { path: path.to_owned(), bytes });
    }
    read_whole(file.as_ref()).map(Some).map_err(failed)
}

fn has_header(log: &[u8]) -> bool {
    log.len() >= HEADER_BYTES && log.starts_with(&VERSION.to_be_bytes())
}

/// What a log holds up to the first thing that is no entry.
#[derive(Default)]
struct Found {
    /// The slots of own messages.
    slots: BTreeSet<Slot>,
    /// Who prevoted for which block in which round.
    prevotes: BTreeMap<(u32, Hash), BTreeSet<Address>>,
    /// Blocks with a certificate of prevotes.
    polkas: BTreeSet<(u32, Hash)>,
    /// Which block was proposed in which round.
    proposed: BTreeSet<(u32, Hash)>,
    /// Blocks that were judged valid.
    judged: BTreeSet<Hash>,
    /// Bytes of the header and of the entries that can be read.
    whole_bytes: usize,
}

impl Found {
    /// None when the log is not one of the open height.
    fn in_log(log: &[u8], voter: &Voter<'_>) -> Option<Self> {
        let mut rest = log;
        if take(&mut rest, 4)? != VERSION.to_be_bytes() || number(&mut rest)? != voter.height {
            return None;
        }
        let mut found = Self { whole_bytes: HEADER_BYTES, ..Self::default() };
        while let Some(data) = next(&mut rest) {
            let Some(entry) = read_entry(data) else {
                found.whole_bytes = log.len() - rest.len();
                continue;
            };
            if entry.height() != voter.height {
                // The power went between the header's change and the cut: nothing was written for
                // this height yet, and all that stands here is of the one before.
                return Some(Self { whole_bytes: HEADER_BYTES, ..Self::default() });
            }
            found.take(entry, voter);
            found.whole_bytes = log.len() - rest.len();
        }
        Some(found)
    }

    fn take(&mut self, entry: Entry, voter: &Voter<'_>) {
        match entry {
            Entry::Message(SignedConsensusMsg::Vote(vote)) => {
                if vote.address == voter.own {
                    self.slots.extend(Slot::of_vote(&vote));
                }
                if let (VoteType::Prevote, NilOrVal::Val(block), Some(round)) =
                    (vote.kind, vote.value, vote.round.as_u32())
                {
                    self.prevotes.entry((round, block)).or_default().insert(vote.address);
                }
            }
            Entry::Message(SignedConsensusMsg::Proposal(proposal)) => {
                if proposal.address == voter.own {
                    self.slots.extend(Slot::of_proposal(&proposal));
                }
                let round = proposal.round.as_u32();
                self.proposed.extend(round.map(|round| (round, proposal.value.0)));
            }
            Entry::Polka(polka) => {
                let round = polka.round.as_u32();
                self.polkas.extend(round.map(|round| (round, polka.value_id)));
            }
            Entry::Block(block) if block.validity.is_valid() => {
                self.judged.insert(block.value.0);
            }
            Entry::Block(_) => {}
        }
    }

    fn memory(&self, voter: &Voter<'_>) -> LogMemory {
        let signed = voter.guard.signed_at(voter.height);
        if let (true, Some(slot)) = (signed.is_empty(), self.slots.first()) {
            return LogMemory::Unremembered(*slot);
        }
        let missing = signed.iter().filter(|slot| !self.slots.contains(slot));
        let mut locks_lost = missing.filter(|slot| !self.leads_to(slot, voter));
        if let Some(slot) = locks_lost.next() {
            return LogMemory::Forgot(*slot);
        }
        let lost = self.judged.difference(voter.blocks).next();
        lost.map_or(LogMemory::Whole, |block| LogMemory::Blockless(*block))
    }

    /// Whether the log shows the lock that a signature made, if it made one.
    fn leads_to(&self, slot: &Slot, voter: &Voter<'_>) -> bool {
        if slot.kind != SlotKind::Precommit {
            return true;
        }
        voter.signed(VoteType::Precommit, slot.round, NilOrVal::Nil)
            || self.locked(voter).any(|(round, block)| {
                round == slot.round
                    && voter.signed(VoteType::Precommit, round, NilOrVal::Val(block))
            })
    }

    /// Blocks that a quorum prevoted, as far as the log shows and the replay comes to.
    fn locked(&self, voter: &Voter<'_>) -> impl Iterator<Item = (u32, Hash)> {
        let mut prevotes = self.prevotes.clone();
        for place in self.comes_to(voter) {
            prevotes.entry(place).or_default().insert(voter.own);
        }
        prevotes.retain(|_, voters| voter.validators.is_quorum(voter.power(voters)));
        prevotes.into_keys().chain(self.polkas.iter().copied())
    }

    /// Own prevotes that the replay comes to, in the log or not.
    fn comes_to(&self, voter: &Voter<'_>) -> impl Iterator<Item = (u32, Hash)> {
        let led_to = self.proposed.iter().filter(|(_, block)| self.judged.contains(block));
        let reached = led_to.filter(|place| self.reaches(**place, voter));
        let signed = reached.filter(|(round, block)| {
            voter.signed(VoteType::Prevote, *round, NilOrVal::Val(*block))
        });
        signed.copied()
    }

    /// Whether the log shows that the replay comes to a round, in which others may have prevoted a block.
    fn reaches(&self, (round, block): (u32, Hash), voter: &Voter<'_>) -> bool {
        let height = voter.height;
        let proposed = Slot { kind: SlotKind::Proposal, height, round };
        let others = self.prevotes.get(&(round, block)).map_or(0, |voters| voter.power(voters));
        let is_third = u128::from(others) * 3 > u128::from(voter.validators.total_power());
        round == 0 || self.slots.contains(&proposed) || is_third
    }
}

impl Voter<'_> {
    fn power(&self, voters: &BTreeSet<Address>) -> u64 {
        let known = voters.iter().filter_map(|address| self.validators.find(&address.0));
        known.map(|validator| validator.power).sum()
    }

    /// Whether the guard remembers a vote at the open height.
    fn signed(&self, kind: VoteType, round: u32, value: NilOrVal<Hash>) -> bool {
        let (height, address) = (Height(self.height), self.own);
        let vote = Vote { kind, height, round: Round::new(round), value, address };
        let Ok(slot) = Slot::of_vote(&vote) else { return false };
        codec::vote_body(&vote)
            .is_ok_and(|body| self.guard.signed(&slot) == Some(fingerprint(&body)))
    }
}
