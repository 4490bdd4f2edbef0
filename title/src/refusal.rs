//! Every reason for no.
//!
//! Precedence is the order of rule numbers within an act's path: whether the title exists and is
//! live (T-01, T-02), who signs (T-03, T-04), the right to issue and its terms (T-05 to T-09),
//! who may act (T-10 to T-13), from which status (T-14 to T-17), and last what the act asks
//! (T-18 to T-25). Every node and every wallet thus gives the same reason.

mod words;

pub use self::words::{Explanation, order_words};

use crate::instruction::ActKind;
use crate::party::{Capacities, Lack, PartyId};
use crate::title::{End, Order, ReferenceKey, Time, TitleId};

/// A rule's no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// T-01: the title does not exist.
    UnknownTitle {
        /// The title named.
        title: TitleId,
    },
    /// T-02: the title has ended; nothing may follow.
    TitleEnded {
        /// The title named.
        title: TitleId,
        /// How it ended.
        end: End,
    },
    /// T-03: who signs is not enrolled in good standing.
    ActorWithoutStanding {
        /// Who signed.
        party: PartyId,
        /// What it lacks.
        lack: Lack,
    },
    /// T-04: who acts for another has no authority on the ledger.
    NoAuthority {
        /// Who signed.
        actor: PartyId,
        /// For whom it says to act.
        represented: PartyId,
    },
    /// T-05: only a carrier issues bills.
    NotACarrier {
        /// Who signed.
        party: PartyId,
    },
    /// T-06: a title is live under this reference.
    AlreadyIssued {
        /// The live title.
        title: TitleId,
    },
    /// T-06: the reference was used before; only a replacement opens it again.
    ReferenceUsed {
        /// The reference key.
        reference: ReferenceKey,
    },
    /// T-07: a first issue carries version 1.
    NotAFirstVersion {
        /// The version stated.
        version: u32,
    },
    /// T-08: the rulebook is not registered.
    UnknownRulebook {
        /// The rulebook stated.
        rulebook: u32,
    },
    /// T-09: the terms profile is not registered.
    UnknownTermsProfile {
        /// The profile stated.
        terms_profile: u32,
    },
    /// T-10: only the party in control may do this.
    NotController {
        /// Who tried.
        party: PartyId,
        /// What it tried.
        act: ActKind,
    },
    /// T-11: the party is in control, but the bill stands to another's order.
    NotEntitled {
        /// Who tried.
        party: PartyId,
        /// To whose order the bill stands.
        order: Order,
        /// What it tried.
        act: ActKind,
    },
    /// T-12: the offer is to another.
    NotRecipient {
        /// Who tried.
        party: PartyId,
    },
    /// T-13: only the carrier that issued the bill answers surrender.
    NotTheCarrier {
        /// Who tried.
        party: PartyId,
        /// What it tried.
        act: ActKind,
    },
    /// T-14: an offer stands; the bill waits for its answer.
    OfferPending {
        /// To whom.
        to: PartyId,
        /// Until when.
        until: Time,
    },
    /// T-15: the bill is surrendered; it waits for the carrier's answer.
    SurrenderPending {
        /// Who asked.
        requester: PartyId,
    },
    /// T-16: there is no offer to answer or take back.
    NoOffer {
        /// The title.
        title: TitleId,
    },
    /// T-16: the offer has lapsed.
    OfferLapsed {
        /// Its last moment.
        until: Time,
        /// The block's time.
        now: Time,
    },
    /// T-17: there is no surrender to answer.
    NoSurrender {
        /// The title.
        title: TitleId,
    },
    /// T-18: a straight bill cannot be endorsed.
    StraightBill {
        /// The title.
        title: TitleId,
    },
    /// T-19: the endorsement to this party was final.
    EndorsementWasFinal {
        /// The order party.
        party: PartyId,
    },
    /// T-20: control is offered to another, not to oneself.
    OfferToSelf {
        /// The party.
        party: PartyId,
    },
    /// T-21: a party named to take title is not enrolled in good standing.
    NamedWithoutStanding {
        /// The party named.
        party: PartyId,
        /// What it lacks.
        lack: Lack,
    },
    /// T-22: a party named to take title may hold none.
    MayNotHold {
        /// The party named.
        party: PartyId,
        /// Its capacities.
        capacities: Capacities,
    },
    /// T-23: a party named to take title has not accepted the bill's rulebook.
    RulebookNotAccepted {
        /// The party named.
        party: PartyId,
        /// The bill's rulebook.
        rulebook: u32,
        /// The newest the party accepted.
        accepted: u32,
    },
    /// T-24: the controller has no endorsement of its own to cancel.
    NothingToCancel {
        /// The title.
        title: TitleId,
    },
    /// T-25: the offer's last moment is not after the present one.
    OfferDeadlinePassed {
        /// The last moment stated.
        until: Time,
        /// The block's time.
        now: Time,
    },
}

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
            Self::NotAFirstVersion { .. } => "T-07",
            Self::UnknownRulebook { .. } => "T-08",
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
        }
    }
}
