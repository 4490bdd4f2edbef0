//! Evidence files.

use super::Reason;
use super::refusal::of_envelope;
use crate::evidence::{ClaimFault, EvidenceFault, FactFault, Unlawful};

impl EvidenceFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Format(_) => Reason::Malformed,
            Self::Genesis(fault) => fault.reason(),
            Self::OtherChain { .. } => Reason::WrongChain,
            Self::Handover { fault, .. } => fault.reason(),
            Self::LateHandover { .. } => Reason::HandoverHeight,
            Self::Checkpoint(fault) => fault.reason(),
            Self::Entry { fault, .. } => fault.reason(),
            Self::Record { fault, .. } => fault.reason(),
            Self::Absent { .. } => Reason::StateAbsent,
            Self::Order { .. } => Reason::EntryOrder,
            Self::NoMember(_) => Reason::MemberMissing,
            Self::Fact { fault, .. } => fault.reason(),
            Self::Claim(fault) => fault.reason(),
        }
    }
}

impl FactFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Wire(fault) => fault.reason(),
            Self::Receipt(fault) => fault.reason(),
            Self::Handovers => Reason::ReceiptHandovers,
            Self::AfterCheckpoint { .. } => Reason::ReceiptHeight,
            Self::OtherChain => Reason::ChainSubject,
            Self::Sequence { .. } => Reason::ChainSequence,
            Self::Broken => Reason::ChainLink,
            Self::Unlawful(Unlawful::NotBegun) => Reason::ChainBeginning,
            Self::Unlawful(Unlawful::BegunTwice) => Reason::ChainSecondBeginning,
            Self::Unlawful(Unlawful::AfterEnd) => Reason::ChainAfterEnd,
            Self::Envelope(refusal) | Self::Approvals(refusal) => of_envelope(refusal),
            Self::OtherInstruction => Reason::EnvelopeInstruction,
            Self::OtherApprovals => Reason::EnvelopeApprovals,
            Self::OtherPresentations => Reason::EnvelopePresentations,
            Self::OtherSigners => Reason::EnvelopeSigners,
            Self::NoAccount(_) => Reason::AccountMissing,
        }
    }
}

impl ClaimFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::OtherTitle(_) | Self::TitleId => Reason::TitleId,
            Self::Incomplete { .. } | Self::OtherHead { .. } => Reason::ChainIncomplete,
            Self::NoFacts => Reason::ChainBeginning,
            Self::OtherOutcome => Reason::Fold,
            Self::ReferenceVersion { .. } => Reason::ReferenceVersion,
            Self::ReferenceLive { .. } => Reason::ReferenceLive,
            Self::NoCarrier | Self::NoHolder(_) => Reason::AccountMissing,
            Self::Package(fault) => fault.reason(),
            Self::OtherPackage => Reason::PackageTitle,
            Self::PackageTitle(fault) => fault.reason(),
            Self::NobodyInControl => Reason::AnswerController,
            Self::Answer(refusal) => of_envelope(refusal),
            Self::Reference(_) => Reason::Reference,
            Self::Spelling(_) => Reason::ReferenceSpelling,
            Self::Used { .. } => Reason::ReferenceUsed,
            Self::UnknownCarrier => Reason::MemberMissing,
        }
    }
}
