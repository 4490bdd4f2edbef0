//! The number of each refusal.

use super::Refusal;

impl Refusal {
    /// The rule's number in `docs/title-rules.md`.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::UnknownTitle { .. } => "T-01",
            Self::TitleEnded { .. } => "T-02",
            Self::ActorWithoutStanding { .. } => "T-03",
            Self::NoAuthority { .. } => "T-04",
            Self::NotACarrier { .. } => "T-05",
            Self::AlreadyIssued { .. } | Self::ReferenceUsed { .. } => "T-06",
            Self::OtherVersion { .. } => "T-07",
            Self::UnknownRulebook { .. } | Self::RulebookSuperseded { .. } => "T-08",
            Self::UnknownTermsProfile { .. } => "T-09",
            Self::NotController { .. } => "T-10",
            Self::NotEntitled { .. } => "T-11",
            Self::NotRecipient { .. } => "T-12",
            Self::NotTheCarrier { .. } => "T-13",
            Self::OfferPending { .. } => "T-14",
            Self::SurrenderPending { .. } => "T-15",
            Self::NoOffer { .. } | Self::OfferLapsed { .. } => "T-16",
            Self::NoSurrender { .. } => "T-17",
            Self::StraightBill { .. } => "T-18",
            Self::EndorsementWasFinal { .. } => "T-19",
            Self::OfferToSelf { .. } => "T-20",
            Self::NamedWithoutStanding { .. } => "T-21",
            Self::MayNotHold { .. } => "T-22",
            Self::RulebookNotAccepted { .. } => "T-23",
            Self::NothingToCancel { .. } => "T-24",
            Self::OfferDeadlinePassed { .. } => "T-25",
            Self::MissingConsent { .. } => "T-26",
            Self::NotAnAnnotator { .. } => "T-27",
            Self::NotOrdered { .. } => "T-28",
            Self::TitleHeld { .. } => "T-29",
            Self::TitlePledged { .. } => "T-30",
            Self::NotPledged { .. } => "T-31",
            Self::NotHeld { .. } => "T-32",
            Self::OtherWasAsked { .. } => "T-33",
            Self::MediumIncomplete { .. } => "T-34",
            Self::MasterNotLive { .. } | Self::MasterEnded { .. } => "T-35",
            Self::NoStandingConsent { .. } => "T-36",
            Self::NothingToHandBack { .. } => "T-37",
            Self::ControlHasPassed { .. } => "T-38",
            Self::OtherShape { .. } => "T-39",
            Self::ReplacedElsewhere { .. } => "T-40",
            Self::HoldPeriod { .. } => "T-41",
            Self::ReleaseTooEarly { .. } => "T-42",
            Self::NeedlessConsent { .. } => "T-43",
            Self::OtherKindOfBill { .. } => "T-44",
        }
    }
}
