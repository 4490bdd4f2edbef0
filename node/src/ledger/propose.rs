//! Building a block from what waits.

use proto::block::{Block, Header, envelopes_root};
use proto::genesis::RULES;
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Submission;
use proto::limits;
use proto::refusal::Refusal;
use proto::validators::Address;

use super::Parent;
use super::execute::{Executed, Execution, Stop};
use super::state::{ReadError, StateStore};

/// Room kept for the header and the framing of a block.
const BLOCK_OVERHEAD: usize = limits::HEADER_BYTES + 64;
/// Room the framing of one envelope takes.
const ENVELOPE_OVERHEAD: usize = 8;

/// An instruction that waits, and its envelope.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The envelope, opened.
    pub submission: std::sync::Arc<Submission>,
    /// The envelope's bytes.
    pub envelope: std::sync::Arc<[u8]>,
}

/// A block that was built, with everything it did.
#[derive(Debug)]
pub struct Proposal {
    /// The block.
    pub block: Block,
    /// What it did.
    pub executed: Executed,
    /// Candidates that a rule refuses at this parent.
    pub refused: Vec<(InstructionId, Refusal)>,
}

/// Builds the block after `parent`: candidates in order, as many as fit, those that a rule
/// refuses left out and named.
///
/// The time is the proposer's clock, but always later than the parent's.
///
/// # Errors
///
/// [`ReadError`] when the store fails.
pub fn propose<R: StateStore>(
    parent: &Parent,
    reader: &R,
    candidates: &[Candidate],
    proposer: Address,
    clock_ms: u64,
) -> Result<Proposal, ReadError> {
    let time_ms = clock_ms.max(parent.time_ms + 1);
    let mut execution = Execution::begin(parent, reader, time_ms)?;
    let mut envelopes = Vec::new();
    let mut refused = Vec::new();
    let mut room = limits::BLOCK_BYTES - BLOCK_OVERHEAD;
    for candidate in candidates.iter().take(limits::BLOCK_INSTRUCTIONS) {
        let size = candidate.envelope.len() + ENVELOPE_OVERHEAD;
        if size > room {
            continue;
        }
        match execution.instruct(&candidate.submission) {
            Ok(()) => {
                room -= size;
                envelopes.push(candidate.envelope.to_vec());
            }
            Err(Stop::Refused(refusal)) => refused.push((candidate.submission.id(), refusal)),
            Err(Stop::Read(error)) => return Err(error),
        }
    }
    let executed = execution.finish()?;
    let header = header_of(parent, &executed, &envelopes, proposer, time_ms);
    Ok(Proposal { block: Block { header, envelopes }, executed, refused })
}

/// The one header that fits what was executed.
#[must_use]
pub fn header_of(
    parent: &Parent,
    executed: &Executed,
    envelopes: &[Vec<u8>],
    proposer: Address,
    time_ms: u64,
) -> Header {
    Header {
        rules: RULES,
        chain: parent.chain,
        height: parent.height + 1,
        time_ms,
        parent: parent.hash,
        proposer,
        validators: parent.validators.hash(),
        next_validators: executed.next_validators.hash(),
        facts_root: executed.facts_root,
        facts_count: u32::try_from(executed.records.len()).expect("a block's facts are bounded"),
        headers_root: parent.headers_root,
        state_root: executed.state_root,
        evidence_root: Hash::ZERO,
        snapshot_root: None,
        envelopes_root: envelopes_root(envelopes),
    }
}
