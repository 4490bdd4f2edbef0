//! What the engine votes on, in the ledger's own types.
//!
//! The engine decides on a value per height; ours is the hash of a block. The block itself
//! travels as parts and is never copied into proposals, votes or the write-ahead log.

mod messages;
mod validators;

#[cfg(test)]
mod tests;

pub use messages::{Proposal, Value, Vote};
pub use validators::{Address, Validator, ValidatorSet};

use std::fmt;

use arc_malachitebft_core_types::{Context, LinearTimeouts, NilOrVal, Round, VoteType};
use proto::hash::Hash;
use proto::ids::ChainId;

use super::parts::ProposalPart;
use super::signer::Ed25519;

/// The engine's view of one chain.
#[derive(Clone, Debug)]
pub struct EblContext {
    chain: ChainId,
}

impl EblContext {
    /// The context of the chain `chain`.
    #[must_use]
    pub fn new(chain: ChainId) -> Self {
        Self { chain }
    }

    /// The chain whose id is inside every signature.
    #[must_use]
    pub fn chain(&self) -> &ChainId {
        &self.chain
    }
}

impl Context for EblContext {
    type Address = Address;
    type Height = Height;
    type ProposalPart = ProposalPart;
    type Proposal = Proposal;
    type Validator = Validator;
    type ValidatorSet = ValidatorSet;
    type Timeouts = LinearTimeouts;
    type Value = Value;
    type Vote = Vote;
    type Extension = ();
    type SigningScheme = Ed25519;

    fn select_proposer<'a>(
        &self,
        validator_set: &'a ValidatorSet,
        height: Height,
        round: Round,
    ) -> &'a Validator {
        let round = round.as_u32().expect("the engine asks only about real rounds");
        validator_set.proposer(height.0, round)
    }

    fn new_proposal(
        &self,
        height: Height,
        round: Round,
        value: Value,
        pol_round: Round,
        address: Address,
    ) -> Proposal {
        Proposal { height, round, value, pol_round, address }
    }

    fn new_prevote(
        &self,
        height: Height,
        round: Round,
        value: NilOrVal<Hash>,
        address: Address,
    ) -> Vote {
        Vote { kind: VoteType::Prevote, height, round, value, address }
    }

    fn new_precommit(
        &self,
        height: Height,
        round: Round,
        value: NilOrVal<Hash>,
        address: Address,
    ) -> Vote {
        Vote { kind: VoteType::Precommit, height, round, value, address }
    }
}

/// The number of a block; genesis is 0, the first block 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Height(pub u64);

impl fmt::Display for Height {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl arc_malachitebft_core_types::Height for Height {
    const ZERO: Self = Self(0);
    const INITIAL: Self = Self(1);

    // The engine adds small constants to heights that peers announce, so the end of the range is
    // reachable from the wire and must not panic.
    fn increment_by(&self, n: u64) -> Self {
        Self(self.0.saturating_add(n))
    }

    fn decrement_by(&self, n: u64) -> Option<Self> {
        self.0.checked_sub(n).map(Self)
    }

    fn as_u64(&self) -> u64 {
        self.0
    }
}
