//! What the parties signed, as a file shows it.

use super::Reason;
use crate::refusal::Refusal;

/// Why an envelope cannot be opened, or its approvals do not suffice. The last arms are what a
/// node, the law or the registry says no to when an act is handed in; no file is read so far.
pub(super) const fn of_envelope(refusal: &Refusal) -> Reason {
    match refusal {
        Refusal::TooLarge { .. } => Reason::TooLarge,
        Refusal::NotCanonical { fault, .. } => fault.reason(),
        Refusal::Field(fault) => fault.reason(),
        Refusal::OtherChain { .. } => Reason::WrongChain,
        Refusal::TooManyApprovals { .. } => Reason::TooMany,
        // A key that is none stands in no account.
        Refusal::KeyNotInPolicy { .. } | Refusal::BadKey { .. } => Reason::ApprovalStranger,
        Refusal::BadSignature { .. } => Reason::ApprovalSignature,
        Refusal::TooFewApprovals { .. } => Reason::ApprovalThreshold,
        Refusal::Format { .. }
        | Refusal::WrongSubjects
        | Refusal::UnknownPresentation
        | Refusal::ApprovalOrder
        | Refusal::UnknownSuite { .. } => Reason::Malformed,
        Refusal::DeadlinePassed { .. }
        | Refusal::StaleHead { .. }
        | Refusal::HeadBusy
        | Refusal::QuotaExceeded { .. }
        | Refusal::PoolFull
        | Refusal::Law(_)
        | Refusal::Registry(_) => Reason::Malformed,
    }
}
