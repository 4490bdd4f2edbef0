//! A block on its way from its proposer: an announcement, then chunks.
//!
//! The announcement names the block, its length and the right to stream it, so that junk is
//! refused before any of it is kept. Everything kept is counted against a neighbour from the
//! allow-list; when that one goes over its share, its own oldest stream gives way and nobody else's.

mod assembler;
mod stream;

#[cfg(test)]
mod tests;

pub use assembler::{Account, Assembled, Assembler, PartRefusal};

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_core_types::PolkaCertificate;
use bytes::Bytes;
use proto::hash::Hash;
use proto::keys::Signature;

use super::context::{Address, EblContext};
use super::limits::CHUNK_BYTES;

/// What a proposer's seal covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The height the block is for.
    pub height: u64,
    /// The round in which it is streamed.
    pub round: u32,
    /// Whose turn it is in that round.
    pub proposer: Address,
    /// The block.
    pub block: Hash,
    /// Its length in bytes.
    pub size: u32,
}

/// The right to stream a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The seal of the round's proposer.
    Proposer(Signature),
    /// A quorum's prevotes for this block: anyone may stream it again.
    Quorum(PolkaCertificate<EblContext>),
}

/// The announcement of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Init {
    /// What is announced.
    pub seal: Seal,
    /// Why it may be.
    pub authority: Authority,
}

/// One part of a streamed block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposalPart {
    /// The announcement, at sequence 0.
    Init(Box<Init>),
    /// A piece of the block, in order from sequence 1.
    Chunk(Bytes),
}

impl arc_malachitebft_core_types::ProposalPart<EblContext> for ProposalPart {
    fn is_first(&self) -> bool {
        matches!(self, Self::Init(_))
    }

    // The last part is known by its sequence, not by itself; the engine does not ask.
    fn is_last(&self) -> bool {
        false
    }
}

/// Cuts an announced block into the messages of a stream.
///
/// # Panics
///
/// When `block` has another length than announced.
#[must_use]
pub fn split(stream: &StreamId, init: Init, block: &[u8]) -> Vec<StreamMessage<ProposalPart>> {
    assert_eq!(block.len(), init.seal.size as usize, "the announcement was made from this block");
    let chunks =
        block.chunks(CHUNK_BYTES).map(|chunk| ProposalPart::Chunk(Bytes::copy_from_slice(chunk)));
    std::iter::once(ProposalPart::Init(Box::new(init)))
        .chain(chunks)
        .zip(0..)
        .map(|(part, sequence)| {
            StreamMessage::new(stream.clone(), sequence, StreamContent::Data(part))
        })
        .collect()
}
