//! What is said of blocks: the head, and those not decided yet.

use std::sync::Arc;

use proto::hash::Hash;
use proto::validators::Address;

/// The newest committed block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its height; 0 while there is only genesis.
    pub height: u64,
    /// Its hash; the chain id while there is only genesis.
    pub hash: Hash,
    /// Its time in milliseconds since 1970.
    pub time_ms: u64,
}

/// A block that is proposed and not decided.
#[derive(Clone, Debug)]
pub struct UndecidedBlock {
    /// Its height.
    pub height: u64,
    /// The round of the proposal.
    pub round: u32,
    /// The earlier round in which a quorum prevoted it, if it was proposed again.
    pub valid_round: Option<u32>,
    /// Who proposed it in this round.
    pub proposer: Address,
    /// Its hash.
    pub hash: Hash,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// What this node made of it.
    pub verdict: Verdict,
}

/// What a node makes of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It follows the rules on its parent.
    Valid,
    /// It does not.
    Invalid,
    /// It may; its time is too far from this node's clock to say so now.
    Untimely,
}

/// How a block came, and with it whether its time is held against a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// A new proposal that no quorum has seen: its time must be near this node's clock.
    Fresh {
        /// The clock, in milliseconds since 1970.
        now_ms: u64,
    },
    /// Proposed again, synced or replayed: others judged its time when it was fresh.
    Recorded,
}
