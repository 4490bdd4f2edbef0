//! Votes and proposals: the consensus channel, and the bodies that are signed.

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::SignedConsensusMsg;
use arc_malachitebft_core_types::{
    NilOrVal, Round, SignedMessage, SignedProposal, SignedVote, VoteType,
};
use bytes::Bytes;
use prost::Message;
use proto::hash::Hash;
use proto::pb::ledger::v1 as ledger;
use proto::pb::peer::v1 as pb;
use proto::vote::{VoteBody, VoteKind};
use proto::wire::{FieldFault, bytes32, decode_canonical, present};

use super::{CodecError, EblCodec, address, codec, round_number, signature};
use crate::consensus::context::{EblContext, Height, Proposal, Value, Vote};
use crate::consensus::limits;

codec!(
    SignedConsensusMsg<EblContext>,
    pb::ConsensusMessage,
    limits::CONSENSUS_MESSAGE_BYTES,
    write_message,
    read_message
);

/// The signed body of a vote.
///
/// # Errors
///
/// [`CodecError::NoRound`] when it has none.
pub fn vote_body(vote: &Vote) -> Result<Vec<u8>, CodecError> {
    let kind = match vote.kind {
        VoteType::Prevote => VoteKind::Prevote,
        VoteType::Precommit => VoteKind::Precommit,
    };
    let block = match vote.value {
        NilOrVal::Nil => None,
        NilOrVal::Val(block) => Some(block),
    };
    let round = round_number(vote.round)?;
    let validator = vote.address.0;
    Ok(VoteBody { kind, height: vote.height.0, round, block, validator }.encode())
}

/// The signed body of a proposal.
///
/// # Errors
///
/// [`CodecError::NoRound`] when it has none.
pub fn proposal_body(proposal: &Proposal) -> Result<Vec<u8>, CodecError> {
    Ok(write_proposal(proposal)?.encode_to_vec())
}

pub(super) fn write_kind(kind: VoteType) -> i32 {
    match kind {
        VoteType::Prevote => ledger::VoteKind::Prevote.into(),
        VoteType::Precommit => ledger::VoteKind::Precommit.into(),
    }
}

pub(super) fn read_kind(kind: i32, field: &'static str) -> Result<VoteType, CodecError> {
    match ledger::VoteKind::try_from(kind) {
        Ok(ledger::VoteKind::Prevote) => Ok(VoteType::Prevote),
        Ok(ledger::VoteKind::Precommit) => Ok(VoteType::Precommit),
        Ok(ledger::VoteKind::Unspecified) | Err(_) => Err(FieldFault::Unknown.of(field).into()),
    }
}

/// No bytes stand for a vote for none.
pub(super) fn write_choice(choice: &NilOrVal<Hash>) -> Vec<u8> {
    match choice {
        NilOrVal::Nil => Vec::new(),
        NilOrVal::Val(block) => block.0.to_vec(),
    }
}

pub(super) fn read_choice(bytes: &[u8], field: &'static str) -> Result<NilOrVal<Hash>, CodecError> {
    if bytes.is_empty() {
        return Ok(NilOrVal::Nil);
    }
    Ok(NilOrVal::Val(Hash(bytes32(bytes, field)?)))
}

pub(super) fn write_vote(vote: &SignedVote<EblContext>) -> Result<pb::SignedVote, CodecError> {
    let body = ledger::Vote {
        kind: write_kind(vote.message.kind),
        height: vote.message.height.0,
        round: round_number(vote.message.round)?,
        block: write_choice(&vote.message.value),
        validator: vote.message.address.0.0.to_vec(),
    };
    Ok(pb::SignedVote { vote: Some(body), signature: vote.signature.0.to_vec() })
}

pub(super) fn read_vote(message: &pb::SignedVote) -> Result<SignedVote<EblContext>, CodecError> {
    let body = present(&message.vote, "SignedVote.vote")?;
    let vote = Vote {
        kind: read_kind(body.kind, "Vote.kind")?,
        height: Height(body.height),
        round: Round::new(body.round),
        value: read_choice(&body.block, "Vote.block")?,
        address: address(&body.validator, "Vote.validator")?,
    };
    Ok(SignedMessage::new(vote, signature(&message.signature, "SignedVote.signature")?))
}

fn write_proposal(proposal: &Proposal) -> Result<pb::Proposal, CodecError> {
    Ok(pb::Proposal {
        height: proposal.height.0,
        round: round_number(proposal.round)?,
        block: proposal.value.0.0.to_vec(),
        polka_round: proposal.pol_round.as_u32(),
        validator: proposal.address.0.0.to_vec(),
    })
}

pub(super) fn write_signed_proposal(
    proposal: &SignedProposal<EblContext>,
) -> Result<pb::SignedProposal, CodecError> {
    Ok(pb::SignedProposal {
        proposal: Some(write_proposal(&proposal.message)?),
        signature: proposal.signature.0.to_vec(),
    })
}

pub(super) fn read_signed_proposal(
    message: &pb::SignedProposal,
) -> Result<SignedProposal<EblContext>, CodecError> {
    let body = present(&message.proposal, "SignedProposal.proposal")?;
    let proposal = Proposal {
        height: Height(body.height),
        round: Round::new(body.round),
        value: Value(Hash(bytes32(&body.block, "Proposal.block")?)),
        pol_round: Round::from(body.polka_round),
        address: address(&body.validator, "Proposal.validator")?,
    };
    let signature = signature(&message.signature, "SignedProposal.signature")?;
    Ok(SignedMessage::new(proposal, signature))
}

fn write_message(
    message: &SignedConsensusMsg<EblContext>,
) -> Result<pb::ConsensusMessage, CodecError> {
    use pb::consensus_message::Message as Kind;
    let message = match message {
        SignedConsensusMsg::Vote(vote) => Kind::Vote(write_vote(vote)?),
        SignedConsensusMsg::Proposal(proposal) => Kind::Proposal(write_signed_proposal(proposal)?),
    };
    Ok(pb::ConsensusMessage { message: Some(message) })
}

fn read_message(
    message: &pb::ConsensusMessage,
) -> Result<SignedConsensusMsg<EblContext>, CodecError> {
    use pb::consensus_message::Message as Kind;
    match present(&message.message, "ConsensusMessage.message")? {
        Kind::Vote(vote) => Ok(SignedConsensusMsg::Vote(read_vote(vote)?)),
        Kind::Proposal(proposal) => {
            Ok(SignedConsensusMsg::Proposal(read_signed_proposal(proposal)?))
        }
    }
}
