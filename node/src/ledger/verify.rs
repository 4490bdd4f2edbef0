//! Checking another's block: execute it again, and compare the one header that fits.

use proto::block::{Block, BlockFault};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::refusal::Refusal;
use proto::validators::Address;
use thiserror::Error;

use super::Parent;
use super::execute::{Executed, Execution, Stop};
use super::opening::{Opened, open_all};
use super::propose::header_of;
use super::state::memory::Memory;
use super::state::{ReadError, StateStore};

/// Why a block is not valid on its parent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Invalid {
    /// Not a block at all.
    #[error(transparent)]
    Format(#[from] BlockFault),
    /// Of another chain.
    #[error("the block is of chain {0:?}")]
    OtherChain(ChainId),
    /// Not the height after the parent.
    #[error("the block has height {found}; {wanted} is next")]
    Height {
        /// The height stated.
        found: u64,
        /// The height that is next.
        wanted: u64,
    },
    /// On another parent.
    #[error("the block stands on {found}, not on {wanted}")]
    OtherParent {
        /// The parent stated.
        found: Hash,
        /// The parent here.
        wanted: Hash,
    },
    /// Not later than its parent.
    #[error("the block's time {found} ms is not after its parent's {parent} ms")]
    Time {
        /// The time stated.
        found: u64,
        /// The parent's time.
        parent: u64,
    },
    /// Proposed by nobody who may.
    #[error("the proposer {0} is not in the validator set")]
    Proposer(Address),
    /// An instruction that a rule refuses.
    #[error("instruction {index} is refused: {refusal} ({})", refusal.rule())]
    Instruction {
        /// Position in the block, from 0.
        index: usize,
        /// The rule's no.
        refusal: Box<Refusal>,
    },
    /// A root or a fixed field differs from what execution gives.
    #[error("the header does not follow from executing the block")]
    Header,
}

/// What checking a block came to.
#[derive(Debug)]
pub enum Verified {
    /// It is valid, and this is what it does.
    Valid(Box<(Block, Executed)>),
    /// It is not.
    Invalid(Invalid),
}

/// Checks a block's bytes on `parent`. Reads no clock: drift is asked elsewhere, of fresh
/// proposals only. `opened` gives envelopes that were opened here before.
///
/// # Errors
///
/// [`ReadError`] when the store fails; that says nothing about the block.
pub fn verify<R: StateStore>(
    parent: &Parent,
    reader: &R,
    bytes: &[u8],
    opened: &Opened<'_>,
) -> Result<Verified, ReadError> {
    let block = match check_header(parent, bytes) {
        Ok(block) => block,
        Err(invalid) => return Ok(Verified::Invalid(invalid)),
    };
    let header = &block.header;
    let mut execution = Execution::begin(parent, reader, header.time_ms)?;
    let keys = reader.memory().map(Memory::keys);
    let openings = open_all(&block.envelopes, &parent.chain, opened, keys);
    for (index, opening) in openings.into_iter().enumerate() {
        let outcome =
            opening.map_err(Stop::Refused).and_then(|submission| execution.instruct(&submission));
        match outcome {
            Ok(()) => {}
            Err(Stop::Refused(refusal)) => {
                let refusal = Box::new(refusal);
                return Ok(Verified::Invalid(Invalid::Instruction { index, refusal }));
            }
            Err(Stop::Read(error)) => return Err(error),
        }
    }
    let executed = execution.finish()?;
    let fits = header_of(parent, &executed, &block.envelopes, header.proposer, header.time_ms);
    if *header != fits {
        return Ok(Verified::Invalid(Invalid::Header));
    }
    Ok(Verified::Valid(Box::new((block, executed))))
}

fn check_header(parent: &Parent, bytes: &[u8]) -> Result<Block, Invalid> {
    let block = Block::decode(bytes)?;
    let header = &block.header;
    if header.chain != parent.chain {
        return Err(Invalid::OtherChain(header.chain));
    }
    if header.height != parent.height + 1 {
        return Err(Invalid::Height { found: header.height, wanted: parent.height + 1 });
    }
    if header.parent != parent.hash {
        return Err(Invalid::OtherParent { found: header.parent, wanted: parent.hash });
    }
    if header.time_ms <= parent.time_ms {
        return Err(Invalid::Time { found: header.time_ms, parent: parent.time_ms });
    }
    if parent.validators.find(&header.proposer).is_none() {
        return Err(Invalid::Proposer(header.proposer));
    }
    Ok(block)
}
