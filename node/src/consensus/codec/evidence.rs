//! Evidence of misbehaviour, in the form in which it is kept and handed to others.

use arc_malachitebft_core_consensus::MisbehaviorEvidence;
use prost::Message;
use proto::pb::peer::v1 as pb;
use proto::validators::Address;

use super::CodecError;
use super::messages::{write_signed_proposal, write_vote};
use crate::consensus::context::EblContext;

/// Every pair of conflicting messages, encoded as an `Equivocation`, with the validator that
/// signed both. The engine keeps at most a few pairs per validator and height.
///
/// # Errors
///
/// [`CodecError::NoRound`] when a message has none.
pub fn equivocations(
    evidence: &MisbehaviorEvidence<EblContext>,
) -> Result<Vec<(Address, Vec<u8>)>, CodecError> {
    use pb::equivocation::Pair;
    let mut encoded = Vec::new();
    for (validator, pairs) in evidence.votes.iter() {
        for (first, second) in pairs {
            let first = Some(write_vote(first)?);
            let second = Some(write_vote(second)?);
            let pair = Pair::Votes(pb::DoubleVote { first, second });
            encoded.push((validator.0, pb::Equivocation { pair: Some(pair) }.encode_to_vec()));
        }
    }
    for (validator, pairs) in evidence.proposals.iter() {
        for (first, second) in pairs {
            let first = Some(write_signed_proposal(first)?);
            let second = Some(write_signed_proposal(second)?);
            let pair = Pair::Proposals(pb::DoubleProposal { first, second });
            encoded.push((validator.0, pb::Equivocation { pair: Some(pair) }.encode_to_vec()));
        }
    }
    Ok(encoded)
}
