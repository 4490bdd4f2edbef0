//! Every reason for which the ledger does not record an instruction: its own (L-), the law's of
//! titles (T-) and the registry's (G-).
//!
//! The checks run in this order, and the first no is the answer: size and form (L-01 to L-03),
//! chain and deadline (L-04, L-05), head (L-07), quota (L-08), presentations (L-09), approvals
//! (L-10), law or registry. A duplicate is no refusal: it gets the answer its first recording got, whatever
//! presentations and approvals it comes with this time.

use thiserror::Error;
use title::PartyId;

use crate::hash::Hash;
use crate::ids::ChainId;
use crate::keys::PublicKey;
use crate::registry;
use crate::wire::{FieldError, WireError};

/// A no, with everything needed to say why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// L-01: longer than it may be.
    #[error("the {part} has {bytes} bytes; at most {limit} are allowed")]
    TooLarge {
        /// Envelope or body.
        part: Part,
        /// The length met.
        bytes: usize,
        /// The length allowed.
        limit: usize,
    },
    /// L-02: not the bytes that encoding its content gives.
    #[error("the {part} is {fault}")]
    NotCanonical {
        /// Envelope or body.
        part: Part,
        /// What is wrong.
        fault: WireError,
    },
    /// L-03: a field without meaning.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// L-03: another version of the format.
    #[error("instruction format {format} is not known; this ledger reads format 1")]
    Format {
        /// The format stated.
        format: u32,
    },
    /// L-03: the chains named are not those the act continues.
    #[error("the instruction does not name exactly the chain of facts its act continues")]
    WrongSubjects,
    /// L-04: made for another ledger.
    #[error("the instruction is for chain {theirs:?}; this ledger is chain {ours:?}")]
    OtherChain {
        /// The chain stated.
        theirs: ChainId,
        /// This chain.
        ours: ChainId,
    },
    /// L-05: too late.
    #[error("the instruction's deadline passed {} s ago", late_s(*deadline_ms, *now_ms))]
    DeadlinePassed {
        /// The deadline, in milliseconds since 1970.
        deadline_ms: u64,
        /// The block's time.
        now_ms: u64,
    },
    /// L-07: the title, member or network has moved on since the signer looked.
    #[error("what this is about has changed since it was signed")]
    StaleHead {
        /// The head the signer saw.
        expected: Hash,
        /// The head that stands.
        actual: Hash,
    },
    /// L-07: another instruction on the same head waits already.
    #[error("another instruction about the same is waiting to be recorded")]
    HeadBusy,
    /// L-08: the member has too many instructions waiting.
    #[error("{waiting} of your instructions are waiting; at most {limit} may")]
    QuotaExceeded {
        /// How many wait.
        waiting: usize,
        /// How many may.
        limit: usize,
    },
    /// L-08: the node has no room.
    #[error("this node has no room for more instructions")]
    PoolFull,
    /// L-09: no presentation is defined yet.
    #[error("the envelope carries presentations, which this rules version does not know")]
    UnknownPresentation,
    /// L-01: more approvals than a policy can ask for.
    #[error("the envelope carries {approvals} approvals; at most {limit} are allowed")]
    TooManyApprovals {
        /// How many it carries.
        approvals: usize,
        /// How many it may.
        limit: usize,
    },
    /// L-10: out of order, or one twice.
    #[error("the approvals are not in ascending order of key without repetition")]
    ApprovalOrder,
    /// L-10: a suite that is not known.
    #[error("signature suite {suite} is not known")]
    UnknownSuite {
        /// The suite stated.
        suite: u32,
    },
    /// L-10: a key that may not sign for this party at this height.
    #[error("key {key:?} may not sign for this party")]
    KeyNotInPolicy {
        /// The key.
        key: PublicKey,
    },
    /// L-10: a key of low order or no key at all.
    #[error("an approval's key is none: {fault}")]
    BadKey {
        /// What is wrong with it.
        fault: crate::keys::KeyFault,
    },
    /// L-10: a signature that does not verify.
    #[error("the signature by key {key:?} is not valid")]
    BadSignature {
        /// The key.
        key: PublicKey,
    },
    /// L-10: fewer than the policy of one who signs asks for.
    #[error("{have} of the {need} approvals of {party} are there")]
    TooFewApprovals {
        /// Who signs.
        party: PartyId,
        /// How many there are.
        have: usize,
        /// How many there must be.
        need: usize,
    },
    /// The law's no.
    #[error(transparent)]
    Law(#[from] title::Refusal),
    /// The registry's no.
    #[error(transparent)]
    Registry(#[from] registry::Refusal),
}

/// A part of what was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Part {
    /// The whole.
    #[error("envelope")]
    Envelope,
    /// What was signed.
    #[error("instruction body")]
    Body,
}

impl Refusal {
    /// The rule's number.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } | Self::TooManyApprovals { .. } => "L-01",
            Self::NotCanonical { .. } => "L-02",
            Self::Field(_) | Self::Format { .. } | Self::WrongSubjects => "L-03",
            Self::OtherChain { .. } => "L-04",
            Self::DeadlinePassed { .. } => "L-05",
            Self::StaleHead { .. } | Self::HeadBusy => "L-07",
            Self::QuotaExceeded { .. } | Self::PoolFull => "L-08",
            Self::UnknownPresentation => "L-09",
            Self::ApprovalOrder
            | Self::UnknownSuite { .. }
            | Self::KeyNotInPolicy { .. }
            | Self::BadKey { .. }
            | Self::BadSignature { .. }
            | Self::TooFewApprovals { .. } => "L-10",
            Self::Law(refusal) => refusal.rule(),
            Self::Registry(refusal) => refusal.rule(),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => {
                "only the commitment goes on the ledger; keep documents in the bill package"
            }
            Self::NotCanonical { .. }
            | Self::Field(_)
            | Self::Format { .. }
            | Self::WrongSubjects => "make the instruction with a wallet of this ledger's version",
            Self::OtherChain { .. } => {
                "check that your profile and the node use the same genesis file"
            }
            Self::DeadlinePassed { .. } => "sign again with a later deadline",
            Self::StaleHead { .. } => {
                "look at the history of what it is about, then sign again if you still mean it"
            }
            Self::HeadBusy => "wait for its outcome, then look again",
            Self::QuotaExceeded { .. } | Self::PoolFull => {
                "wait until some are recorded, then hand it in again"
            }
            Self::UnknownPresentation => "submit without presentations",
            Self::TooManyApprovals { .. }
            | Self::ApprovalOrder
            | Self::UnknownSuite { .. }
            | Self::KeyNotInPolicy { .. }
            | Self::BadKey { .. }
            | Self::BadSignature { .. } => "sign with the keys of the party's account",
            Self::TooFewApprovals { .. } => "let the other officers of the account sign as well",
            Self::Law(refusal) => refusal.explain(&|party| party.to_string()).next,
            Self::Registry(refusal) => refusal.next(),
        }
    }

    /// Whether waiting and handing in the same bytes again can succeed.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::HeadBusy | Self::QuotaExceeded { .. } | Self::PoolFull)
    }
}

fn late_s(deadline_ms: u64, now_ms: u64) -> u64 {
    now_ms.saturating_sub(deadline_ms).div_ceil(1000)
}
