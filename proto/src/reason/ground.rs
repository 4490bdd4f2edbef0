//! What every file rests on: encodings, the genesis file, who voted, the state.

use super::Reason;
use crate::account::{AccountFault, PolicyFault};
use crate::block::BlockFault;
use crate::certificate::CertificateFault;
use crate::checkpoint::{CheckpointFault, Uncommitted};
use crate::fact::RecordFault;
use crate::genesis::GenesisFault;
use crate::handover::HandoverFault;
use crate::receipt::ReceiptFault;
use crate::state::StateFault;
use crate::state_proof::StateEntryFault;
use crate::trail::TrailFault;
use crate::two_histories::SplitFault;
use crate::validators::SetFault;
use crate::wire::{FieldError, FieldFault, WireError};

impl WireError {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::TooLong { .. } => Reason::TooLarge,
            Self::Malformed(_) | Self::NotCanonical => Reason::NotCanonical,
        }
    }
}

impl FieldError {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self.fault {
            FieldFault::TooMany => Reason::TooMany,
            FieldFault::Length
            | FieldFault::Missing
            | FieldFault::Unknown
            | FieldFault::Redundant
            | FieldFault::Order => Reason::Malformed,
        }
    }
}

impl BlockFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Format(_) | Self::OtherEnvelopes => Reason::Malformed,
        }
    }
}

impl RecordFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
        }
    }
}

impl SetFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::TooMany => Reason::TooMany,
            Self::Empty | Self::Key { .. } | Self::Power { .. } | Self::Repeated => {
                Reason::Malformed
            }
        }
    }
}

impl AccountFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Field(fault) => fault.reason(),
            Self::Policy(PolicyFault::AccountCount) => Reason::TooMany,
            Self::Policy(_) | Self::Party => Reason::Malformed,
        }
    }
}

impl GenesisFault {
    /// Its word: what a table says of a part is the part's fault, the rest the file's.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Validators(fault) => fault.reason(),
            Self::Account { fault, .. } => fault.reason(),
            Self::Format(_) | Self::NoNetwork | Self::Member { .. } => Reason::Malformed,
            _ => Reason::Genesis,
        }
    }
}

impl CertificateFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Order => Reason::Malformed,
            Self::Stranger(_) => Reason::CertificateStranger,
            Self::BadSignature(_) => Reason::CertificateSignature,
            Self::NoQuorum { .. } => Reason::CertificateQuorum,
        }
    }
}

impl Uncommitted {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::OtherChain { .. } => Reason::WrongChain,
            Self::OtherRules(_) => Reason::Malformed,
            Self::OtherValidators => Reason::WrongValidators,
            Self::OtherBlock => Reason::CertificateBlock,
            Self::Certificate(fault) => fault.reason(),
        }
    }
}

impl CheckpointFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Header(fault) => fault.reason(),
            Self::Uncommitted(fault) => fault.reason(),
        }
    }
}

impl HandoverFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Header(fault) => fault.reason(),
            Self::Set(fault) => fault.reason(),
            Self::SetOrder | Self::OtherRules(_) => Reason::Malformed,
            Self::OtherChain(_) => Reason::WrongChain,
            Self::NotAfter { .. } => Reason::HandoverOrder,
            Self::Gap => Reason::WrongValidators,
            Self::NoChange => Reason::HandoverSameSet,
            Self::OtherBlock => Reason::CertificateBlock,
            Self::Certificate(fault) => fault.reason(),
            Self::OtherSet => Reason::HandoverNextSet,
        }
    }
}

impl ReceiptFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Format(_) | Self::OtherRules(_) => Reason::Malformed,
            Self::Field(fault) => fault.reason(),
            Self::Record(fault) => fault.reason(),
            Self::Header(fault) => fault.reason(),
            Self::OtherChain { .. } => Reason::WrongChain,
            Self::Handover { fault, .. } => fault.reason(),
            Self::LateHandover { .. } => Reason::HandoverHeight,
            Self::OtherValidators => Reason::WrongValidators,
            Self::OtherBlock => Reason::CertificateBlock,
            Self::Certificate(fault) => fault.reason(),
            Self::NotIncluded => Reason::Inclusion,
            Self::Misplaced => Reason::RecordPlace,
        }
    }
}

impl StateFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Account(fault) => fault.reason(),
        }
    }
}

impl StateEntryFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::OwnLeaf | Self::Elsewhere => Reason::StateOtherLeaf,
            Self::OtherRoot => Reason::StateProof,
        }
    }
}

impl SplitFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Format(_) => Reason::Malformed,
            Self::Genesis(fault) => fault.reason(),
            Self::OtherChain { .. } => Reason::WrongChain,
            Self::Trail { fault, .. } => trail(fault),
            Self::Heights { .. } => Reason::HistoriesHeight,
            Self::Same => Reason::HistoriesSame,
        }
    }
}

/// A trail in a file. How one leads on from another is no matter of a file's; the last arm has that.
const fn trail(fault: &TrailFault) -> Reason {
    match fault {
        TrailFault::Wire(fault) => fault.reason(),
        TrailFault::Field(fault) => fault.reason(),
        TrailFault::Checkpoint(fault) => fault.reason(),
        TrailFault::Handover { fault, .. } => fault.reason(),
        TrailFault::LateHandover { .. } => Reason::HandoverHeight,
        TrailFault::Uncommitted(fault) => fault.reason(),
        TrailFault::TooManyHandovers => Reason::TooMany,
        TrailFault::NoHandover
        | TrailFault::NoBlock
        | TrailFault::NotAfter { .. }
        | TrailFault::OtherHistory { .. } => Reason::Malformed,
    }
}
