//! Votes and proposals.
//!
//! Equality is by content, signatures aside: the engine compares what it derives again from its
//! write-ahead log with what is recorded there.

use arc_malachitebft_core_types as core_types;
use arc_malachitebft_core_types::{NilOrVal, Round, SignedExtension, VoteType};
use proto::hash::Hash;

use super::{Address, EblContext, Height};

/// What a height decides: the hash of its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(pub Hash);

impl core_types::Value for Value {
    type Id = Hash;

    fn id(&self) -> Hash {
        self.0
    }
}

/// A proposer's claim that a block is its proposal for a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The height the block is for.
    pub height: Height,
    /// The round of the proposal.
    pub round: Round,
    /// The block.
    pub value: Value,
    /// The round whose quorum of prevotes the proposal rests on, or nil.
    pub pol_round: Round,
    /// The proposer.
    pub address: Address,
}

impl core_types::Proposal<EblContext> for Proposal {
    fn height(&self) -> Height {
        self.height
    }

    fn round(&self) -> Round {
        self.round
    }

    fn value(&self) -> &Value {
        &self.value
    }

    fn take_value(self) -> Value {
        self.value
    }

    fn pol_round(&self) -> Round {
        self.pol_round
    }

    fn validator_address(&self) -> &Address {
        &self.address
    }
}

/// A validator's vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Prevote or precommit.
    pub kind: VoteType,
    /// The height voted on.
    pub height: Height,
    /// The round voted in.
    pub round: Round,
    /// The block, or nil.
    pub value: NilOrVal<Hash>,
    /// The voter.
    pub address: Address,
}

// Votes carry no extension: the policy of every height forbids them.
impl core_types::Vote<EblContext> for Vote {
    fn height(&self) -> Height {
        self.height
    }

    fn round(&self) -> Round {
        self.round
    }

    fn value(&self) -> &NilOrVal<Hash> {
        &self.value
    }

    fn take_value(self) -> NilOrVal<Hash> {
        self.value
    }

    fn vote_type(&self) -> VoteType {
        self.kind
    }

    fn validator_address(&self) -> &Address {
        &self.address
    }

    fn extension(&self) -> Option<&SignedExtension<EblContext>> {
        None
    }

    fn take_extension(&mut self) -> Option<SignedExtension<EblContext>> {
        None
    }

    fn extend(self, _extension: SignedExtension<EblContext>) -> Self {
        self
    }
}
