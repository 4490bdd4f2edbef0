//! Whether the engine's write-ahead log still holds what this validator signed.
//!
//! The engine replays its log to find its lock and its votes again. It cuts a damaged log at the
//! damage, or starts it afresh when the damage is in the header, and mostly without a word. So
//! before a validator starts, its log is held against the memory of the signature guard, which is
//! another file. A validator whose log forgot may not vote at that height again: it starts as an
//! observer and votes from the next height on.
//!
//! The log as the engine writes it:
//!
//! ```text
//! u32be version || u64be height || entries
//! entry: u8 compressed || u64be length || u32be checksum || data
//! data of a message: u8 tag (1) || u64be length || ConsensusMessage
//! ```

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
use super::signer::{SignatureGuard, Slot};

/// A log longer than this is not a log of one height.
const LOG_BYTES: u64 = 256 * 1024 * 1024;

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
    let remembered = read(path)?.map_or_else(BTreeSet::new, |log| own_slots(&log, own, height));
    let signed = guard.signed_at(height);
    // The engine writes its log through to disk before it publishes a message, and derives at most
    // the messages of one round before it publishes one. So a crash can leave out only those of
    // the newest round, and nobody has seen what it left out.
    let newest = signed.last().map(|slot| slot.round);
    let mut published = signed.iter().filter(|slot| Some(slot.round) != newest);
    let forgotten = published.find(|slot| !remembered.contains(slot));
    Ok(forgotten.map_or(LogMemory::Whole, |slot| LogMemory::Forgot(*slot)))
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

/// The slots of `own` messages in a log of `height`, up to the first thing that is not an entry.
fn own_slots(log: &[u8], own: &Address, height: u64) -> BTreeSet<Slot> {
    let mut slots = BTreeSet::new();
    let mut rest = log;
    let header = take(&mut rest, 4).and_then(|_| number(&mut rest));
    if header != Some(height) {
        return slots;
    }
    while let Some(data) = entry(&mut rest) {
        slots.extend(own_slot(data, own));
    }
    slots
}

fn entry<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    take(rest, 1)?;
    let length = usize::try_from(number(rest)?).ok()?;
    take(rest, 4)?;
    take(rest, length)
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
