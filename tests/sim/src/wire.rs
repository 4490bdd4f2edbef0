//! What travels between simulated nodes: the very bytes of the real ones.

use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::{LivenessMsg, PeerId, SignedConsensusMsg};
use arc_malachitebft_core_types::{Round, VoteType};
use arc_malachitebft_sync::{Request, Response, Status};
use bytes::Bytes;
use node::consensus::codec::{self, EblCodec};
use node::consensus::context::{Address, EblContext};
use node::consensus::parts::ProposalPart;

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Votes and proposals.
    Consensus,
    /// What helps others on.
    Liveness,
    /// Parts of blocks.
    Part,
    /// Which heights a node holds.
    Status,
    /// Asks for decided blocks.
    Request,
    /// Decided blocks.
    Response,
    /// An instruction.
    Envelope,
    /// Asks which instructions wait.
    Pending,
}

const WRITABLE: &str = "what a node made can be written";

/// A vote or proposal.
#[must_use]
pub fn consensus(message: &SignedConsensusMsg<EblContext>) -> Bytes {
    EblCodec.encode(message).expect(WRITABLE)
}

/// A liveness message.
#[must_use]
pub fn liveness(message: &LivenessMsg<EblContext>) -> Bytes {
    EblCodec.encode(message).expect(WRITABLE)
}

/// A part of a block.
#[must_use]
pub fn part(part: &StreamMessage<ProposalPart>) -> Bytes {
    EblCodec.encode(part).expect(WRITABLE)
}

/// A status.
#[must_use]
pub fn status(status: &Status<EblContext>) -> Bytes {
    EblCodec.encode(status).expect(WRITABLE)
}

/// A request for blocks.
#[must_use]
pub fn request(request: &Request<EblContext>) -> Bytes {
    EblCodec.encode(request).expect(WRITABLE)
}

/// Blocks.
#[must_use]
pub fn response(response: &Response<EblContext>) -> Bytes {
    EblCodec.encode(response).expect(WRITABLE)
}

/// The network identity of a machine.
#[must_use]
pub fn peer_id(machine: usize) -> PeerId {
    let number = u16::try_from(machine).expect("fewer than 65,536 machines").to_be_bytes();
    PeerId::from_bytes(&[0, 4, 5, 5, number[0], number[1]]).expect("an identity hash of four bytes")
}

/// Where a signature belongs (whose, height, round, kind), and over what it is.
#[must_use]
pub fn signed(message: &SignedConsensusMsg<EblContext>) -> ((Address, u64, u32, u8), Vec<u8>) {
    let number = |round: Round| round.as_u32().unwrap_or(0);
    match message {
        SignedConsensusMsg::Vote(vote) => {
            let vote = &vote.message;
            let kind = match vote.kind {
                VoteType::Prevote => 1,
                VoteType::Precommit => 2,
            };
            let slot = (vote.address, vote.height.0, number(vote.round), kind);
            (slot, codec::vote_body(vote).expect(WRITABLE))
        }
        SignedConsensusMsg::Proposal(proposal) => {
            let proposal = &proposal.message;
            let slot = (proposal.address, proposal.height.0, number(proposal.round), 0);
            (slot, codec::proposal_body(proposal).expect(WRITABLE))
        }
    }
}
