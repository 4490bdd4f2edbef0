//! Whether the engine's write-ahead log still holds what this validator signed.
//!
//! The engine replays its log to find its lock and its votes again. It cuts a damaged log at the
//! damage, or starts it afresh when the damage is in the header, and mostly without a word. So
//! before a validator starts, its log is held against the memory of the signature guard, which is
//! another file. A validator whose log forgot may not vote at that height again: it starts as an
//! observer and votes from the next height on.
//!
//! What an ordinary end leaves behind must not look like damage, or validators that die together
//! would keep silent together. The engine writes each height's header through before it signs at
//! that height. The guard writes a signature down first, then the engine appends it, and the log
//! is written through before it is published:
//!
//! - A killed process loses nothing it wrote. At most the newest signature is not in the log.
//! - A power cut loses an end of the log that was not written through: no message of it was
//!   published. It holds signatures of one round at most, because a round is begun only after the
//!   log was written through.
//!
//! Both leave a log that ends short, never a bad entry with its whole length, a hole, or another
//! height's header. Zeroes that a power cut left in the place of an end are cut off before this
//! check ([`mend`]).
//!
//! The log as the engine writes it:
//!
//! ```text
//! u32be version || u64be height || entries
//! entry: u8 compressed || u64be length || u32be checksum || data
//! data of a message: u8 tag (1) || u64be length || ConsensusMessage
//! ```

pub mod mend;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::SignedConsensusMsg;
use thiserror::Error;

use super::codec::EblCodec;
use super::context::{Address, EblContext};
use super::limits::LIVENESS_MESSAGE_BYTES;
use super::signer::{SignatureGuard, Slot};

/// A log longer than this is not a log of one height.
const LOG_BYTES: u64 = 256 * 1024 * 1024;

/// No entry is longer: the longest is a certificate of prevotes.
const ENTRY_BYTES: usize = LIVENESS_MESSAGE_BYTES;

/// The engine's tag of votes and proposals.
const MESSAGE_TAG: u8 = 1;

/// What the log remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogMemory {
    /// Everything that can have been published: the validator may vote.
    Whole,
    /// Not this signature, which may have been published: the validator may not vote at the
    /// signature's height again.
    Forgot(Slot),
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

/// Compares the log at `path` with what `own` signed for `height`, the height that is open.
///
/// # Errors
///
/// [`LogCheckError`] when the log cannot be read at all. A missing log is an empty one.
pub fn check_log(
    path: &Path,
    guard: &SignatureGuard,
    own: &Address,
    height: u64,
) -> Result<LogMemory, LogCheckError> {
    let signed = guard.signed_at(height);
    let found = read(path)?.and_then(|log| Found::in_log(&log, own, height));
    let Some(found) = found else {
        return Ok(signed.first().map_or(LogMemory::Whole, |slot| LogMemory::Forgot(*slot)));
    };
    let Some(first) = signed.iter().position(|slot| !found.slots.contains(slot)) else {
        return Ok(LogMemory::Whole);
    };
    let newest = signed.last().map(|slot| slot.round);
    let cut_off = signed[first..]
        .iter()
        .all(|slot| Some(slot.round) == newest && !found.slots.contains(slot));
    let unpublished = cut_off && !found.damaged;
    Ok(if unpublished { LogMemory::Whole } else { LogMemory::Forgot(signed[first]) })
}

/// What log and memory say of each other, once [`check_log`] found the log whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The same, or the memory's newest signature is not in the log. It was given and never
    /// published, since the log is written through before, and no other is given until it is. The
    /// memory has forgotten it: what led to it may be lost with it, and a validator that could
    /// neither repeat it nor give another would end at each start until the height has passed.
    Agree,
    /// The log holds this signature and the memory does not. That comes of no end of a process or
    /// of power, because the memory is written through first: it is not the memory it was.
    Unremembered(Slot),
}

/// Settles what the memory of `guard` and a whole log of `height` differ in.
///
/// # Errors
///
/// [`LogCheckError`] when the log cannot be read.
pub fn settle(
    path: &Path,
    guard: &SignatureGuard,
    own: &Address,
    height: u64,
) -> Result<Settled, LogCheckError> {
    let signed = guard.signed_at(height);
    let found = read(path)?.and_then(|log| Found::in_log(&log, own, height));
    let found = found.map(|found| found.slots).unwrap_or_default();
    if let Some(slot) = found.iter().find(|slot| !signed.contains(slot)) {
        return Ok(Settled::Unremembered(*slot));
    }
    let mut missing = signed.iter().filter(|slot| !found.contains(slot));
    if let (Some(slot), None) = (missing.next(), missing.next())
        && signed.last() == Some(slot)
    {
        guard.forget_unpublished(*slot);
    }
    Ok(Settled::Agree)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, LogCheckError> {
    let failed = |source| LogCheckError::Read { path: path.to_owned(), source };
    let bytes = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if bytes > LOG_BYTES {
        return Err(LogCheckError::TooLong { path: path.to_owned(), bytes });
    }
    fs::read(path).map(Some).map_err(failed)
}

/// What a log holds up to the first thing that is not an entry.
struct Found {
    /// The slots of own messages.
    slots: BTreeSet<Slot>,
    /// Whether something stands there that no interrupted writing leaves.
    damaged: bool,
}

impl Found {
    /// None when the log is not one of `height`.
    fn in_log(log: &[u8], own: &Address, height: u64) -> Option<Self> {
        let mut rest = log;
        take(&mut rest, 4)?;
        if number(&mut rest)? != height {
            return None;
        }
        let mut slots = BTreeSet::new();
        loop {
            match next(&mut rest) {
                Next::Entry(data) => slots.extend(own_slot(data, own)),
                Next::End => return Some(Self { slots, damaged: false }),
                Next::Damage => return Some(Self { slots, damaged: true }),
            }
        }
    }
}

enum Next<'a> {
    Entry(&'a [u8]),
    /// The log ends here, between two entries or within one.
    End,
    Damage,
}

fn next<'a>(rest: &mut &'a [u8]) -> Next<'a> {
    let Some(compressed) = take(rest, 1) else { return Next::End };
    if compressed != [0] {
        return Next::Damage;
    }
    let Some(length) = number(rest) else { return Next::End };
    // The engine writes no empty entry; zeroes look like one.
    let length = usize::try_from(length).ok().filter(|it| (1..=ENTRY_BYTES).contains(it));
    let Some(length) = length else { return Next::Damage };
    let Some(checksum) = take(rest, 4) else { return Next::End };
    let Some(data) = take(rest, length) else { return Next::End };
    if checksum == crc32fast::hash(data).to_be_bytes() { Next::Entry(data) } else { Next::Damage }
}

fn own_slot(data: &[u8], own: &Address) -> Option<Slot> {
    let mut rest = data;
    if take(&mut rest, 1)? != [MESSAGE_TAG] {
        return None;
    }
    let length = usize::try_from(number(&mut rest)?).ok()?;
    let message = take(&mut rest, length)?.to_vec();
    let message: SignedConsensusMsg<EblContext> = EblCodec.decode(message.into()).ok()?;
    match message {
        SignedConsensusMsg::Vote(vote) if vote.address == *own => Slot::of_vote(&vote).ok(),
        SignedConsensusMsg::Proposal(proposal) if proposal.address == *own => {
            Slot::of_proposal(&proposal).ok()
        }
        SignedConsensusMsg::Vote(_) | SignedConsensusMsg::Proposal(_) => None,
    }
}

fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(bytes)?;
    *rest = left;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    take(rest, 8)?.try_into().ok().map(u64::from_be_bytes)
}
