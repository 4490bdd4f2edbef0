//! The entries of the engine's write-ahead log, as it writes them:
//!
//! ```text
//! u32be version || u64be height || entries
//! entry: u8 compressed || u64be length || u32be checksum || data
//! data of a message: u8 tag (1) || u64be length || ConsensusMessage
//! data of a block:   u8 tag (4) || u64be length || ProposedBlock
//! data of a polka:   u8 tag (8) || u64be length || PolkaCertificate
//! ```

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::{ProposedValue, SignedConsensusMsg};
use arc_malachitebft_core_types::PolkaCertificate;

use super::super::codec::EblCodec;
use super::super::context::EblContext;
use super::super::limits::LIVENESS_MESSAGE_BYTES;

/// No entry is longer: the longest is a certificate of prevotes.
const ENTRY_BYTES: usize = LIVENESS_MESSAGE_BYTES;

/// The engine's tag of votes and proposals.
const MESSAGE_TAG: u8 = 1;

/// The engine's tag of certificates of prevotes.
const POLKA_TAG: u8 = 8;

/// The engine's tag of blocks that were judged.
const BLOCK_TAG: u8 = 4;

/// What an entry holds, as far as it matters here.
pub(super) enum Entry {
    Message(SignedConsensusMsg<EblContext>),
    Polka(PolkaCertificate<EblContext>),
    Block(ProposedValue<EblContext>),
}

impl Entry {
    pub(super) fn height(&self) -> u64 {
        match self {
            Self::Message(message) => message.height().0,
            Self::Polka(polka) => polka.height.0,
            Self::Block(block) => block.height.0,
        }
    }
}

/// The data of the next entry; none where what stands there is no entry that the engine can read.
pub(super) fn next<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut ahead = *rest;
    if take(&mut ahead, 1)? != [0] {
        return None;
    }
    let length = usize::try_from(number(&mut ahead)?).ok()?;
    // An entry without data is what zeroes look like.
    if length == 0 || length > ENTRY_BYTES {
        return None;
    }
    let checksum = take(&mut ahead, 4)?;
    let data = take(&mut ahead, length)?;
    if checksum != crc32fast::hash(data).to_be_bytes() {
        return None;
    }
    *rest = ahead;
    Some(data)
}

pub(super) fn read_entry(data: &[u8]) -> Option<Entry> {
    let mut rest = data;
    let tag = *take(&mut rest, 1)?.first()?;
    let length = usize::try_from(number(&mut rest)?).ok()?;
    let bytes = take(&mut rest, length)?.to_vec().into();
    match tag {
        MESSAGE_TAG => EblCodec.decode(bytes).ok().map(Entry::Message),
        POLKA_TAG => EblCodec.decode(bytes).ok().map(Entry::Polka),
        BLOCK_TAG => EblCodec.decode(bytes).ok().map(Entry::Block),
        _ => None,
    }
}

pub(super) fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(bytes)?;
    *rest = left;
    Some(taken)
}

pub(super) fn number(rest: &mut &[u8]) -> Option<u64> {
    take(rest, 8)?.try_into().ok().map(u64::from_be_bytes)
}
