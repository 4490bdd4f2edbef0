//! What a validator signs when it votes.

use prost::Message;

use crate::hash::Hash;
use crate::pb::ledger::v1 as pb;
use crate::validators::Address;

/// Which of the two votes of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoteKind {
    /// The first.
    Prevote,
    /// The second, which can commit a block.
    Precommit,
}

/// The content of a vote. Its encoding is the signed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoteBody {
    /// Which vote.
    pub kind: VoteKind,
    /// For which height.
    pub height: u64,
    /// In which round, from 0.
    pub round: u32,
    /// For which block, or for none.
    pub block: Option<Hash>,
    /// By whom.
    pub validator: Address,
}

impl VoteBody {
    /// The signed body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let kind = match self.kind {
            VoteKind::Prevote => pb::VoteKind::Prevote,
            VoteKind::Precommit => pb::VoteKind::Precommit,
        };
        let vote = pb::Vote {
            kind: kind.into(),
            height: self.height,
            round: self.round,
            block: self.block.map(|hash| hash.0.to_vec()).unwrap_or_default(),
            validator: self.validator.0.to_vec(),
        };
        vote.encode_to_vec()
    }
}
