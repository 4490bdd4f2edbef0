//! Every reason for no.
//!
//! Precedence is the order of rule numbers within an act's path: whether the title exists and is
//! live (T-01, T-02), who signs (T-03, T-04), the right to issue and its terms (T-05 to T-09),
//! who may act (T-10 to T-13), from which status (T-14 to T-17), and last what the act asks
//! (T-18 to T-25). Every node and every wallet thus gives the same reason.

use std::fmt;

use crate::instruction::ActKind;
use crate::party::{Capacities, Capacity, Lack, PartyId};
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

/// A refusal in words: what was refused, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What, which and why.
    pub what: String,
    /// What to do next.
    pub next: &'static str,
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

    /// The refusal in words, with parties named by `name`.
    #[must_use]
    pub fn explain(&self, name: &dyn Fn(&PartyId) -> String) -> Explanation {
        Explanation { what: self.what(name), next: self.next() }
    }

    fn what(&self, name: &dyn Fn(&PartyId) -> String) -> String {
        match self {
            Self::UnknownTitle { title } => format!("there is no title {title} on this ledger"),
            Self::TitleEnded { title, end } => format!("title {title} has ended: {}", end.word()),
            Self::ActorWithoutStanding { party, lack } => {
                format!("{} may not act: it is {}", name(party), lack.word())
            }
            Self::NoAuthority { actor, represented } => format!(
                "{} has no authority on the ledger to act for {}",
                name(actor),
                name(represented)
            ),
            Self::NotACarrier { party } => {
                format!("{} is not a carrier and may not issue a bill", name(party))
            }
            Self::AlreadyIssued { title } => {
                format!("this reference already has a live title, {title}")
            }
            Self::ReferenceUsed { reference } => {
                format!("reference key {reference} was used before and its titles have ended")
            }
            Self::NotAFirstVersion { version } => {
                format!("a first issue carries version 1, not {version}")
            }
            Self::UnknownRulebook { rulebook } => {
                format!("rulebook {rulebook} is not registered on this ledger")
            }
            Self::UnknownTermsProfile { terms_profile } => {
                format!("terms profile {terms_profile} is not registered on this ledger")
            }
            Self::NotController { .. }
            | Self::NotEntitled { .. }
            | Self::NotRecipient { .. }
            | Self::NotTheCarrier { .. } => self.what_who(name),
            Self::OfferPending { .. }
            | Self::SurrenderPending { .. }
            | Self::NoOffer { .. }
            | Self::OfferLapsed { .. }
            | Self::NoSurrender { .. } => self.what_status(name),
            _ => self.what_content(name),
        }
    }

    fn what_who(&self, name: &dyn Fn(&PartyId) -> String) -> String {
        match self {
            Self::NotController { party, act } => {
                format!("{} is not in control of this bill and cannot {}", name(party), act.word())
            }
            Self::NotEntitled { party, order, act } => format!(
                "{} controls this bill but cannot {}: it stands {}",
                name(party),
                act.word(),
                order_words(order, name)
            ),
            Self::NotRecipient { party } => {
                format!("this bill is offered to another party, not to {}", name(party))
            }
            Self::NotTheCarrier { party, act } => {
                format!("{} did not issue this bill and cannot {}", name(party), act.word())
            }
            _ => unreachable!("only refusals about who acts come here"),
        }
    }

    fn what_status(&self, name: &dyn Fn(&PartyId) -> String) -> String {
        match self {
            Self::OfferPending { to, .. } => {
                format!("this bill is offered to {} and waits for the answer", name(to))
            }
            Self::SurrenderPending { requester } => format!(
                "this bill was surrendered by {} and waits for the carrier's answer",
                name(requester)
            ),
            Self::NoOffer { title } => format!("title {title} is not offered to anyone"),
            Self::OfferLapsed { until, now } => format!(
                "the offer lapsed {} s before this block",
                now.0.saturating_sub(until.0).div_ceil(1000)
            ),
            Self::NoSurrender { title } => format!("title {title} is not surrendered"),
            _ => unreachable!("only refusals about status come here"),
        }
    }

    fn what_content(&self, name: &dyn Fn(&PartyId) -> String) -> String {
        match self {
            Self::StraightBill { title } => {
                format!("title {title} is a straight bill and cannot be endorsed")
            }
            Self::EndorsementWasFinal { party } => {
                format!("the endorsement to {} was final: it may not endorse on", name(party))
            }
            Self::OfferToSelf { party } => {
                format!("{} already controls this bill", name(party))
            }
            Self::NamedWithoutStanding { party, lack } => {
                format!("{} cannot take title: it is {}", name(party), lack.word())
            }
            Self::MayNotHold { party, capacities } => {
                format!("{} may not hold title: it is enrolled as {capacities}", name(party))
            }
            Self::RulebookNotAccepted { party, rulebook, accepted } => format!(
                "{} has accepted rulebook {accepted}, but this bill lives under rulebook {rulebook}",
                name(party)
            ),
            Self::NothingToCancel { .. } => {
                "there is no endorsement by the present controller to cancel".to_owned()
            }
            Self::OfferDeadlinePassed { until, now } => format!(
                "the offer would have ended {} s before this block",
                now.0.saturating_sub(until.0).div_ceil(1000)
            ),
            _ => unreachable!("the other refusals are worded above"),
        }
    }

    const fn next(&self) -> &'static str {
        match self {
            Self::UnknownTitle { .. } => {
                "check the title id, or ask the carrier whether it is issued"
            }
            Self::TitleEnded { .. } => "nothing can follow; look at the history for how it ended",
            Self::ActorWithoutStanding { .. } => "ask the network's governance about your standing",
            Self::NoAuthority { .. } => "let the principal sign itself",
            Self::NotACarrier { .. } => "ask the carrier of the goods to issue the bill",
            Self::AlreadyIssued { .. } => {
                "look at the title that is live; a carrier amends it by replacement"
            }
            Self::ReferenceUsed { .. } => "issue under a new reference",
            Self::NotAFirstVersion { .. } => "issue with version 1",
            Self::UnknownRulebook { .. } | Self::UnknownTermsProfile { .. } => {
                "choose one that the node's status lists"
            }
            Self::NotController { .. } => {
                "ask the party in control to act, or to offer you the bill"
            }
            Self::NotEntitled { .. } => "ask the order party to endorse, or offer the bill to it",
            Self::NotRecipient { .. } => {
                "ask the controller to withdraw and to offer the bill to you"
            }
            Self::NotTheCarrier { .. } => {
                "only the carrier that issued the bill answers a surrender"
            }
            Self::OfferPending { .. } => {
                "withdraw the offer first, or wait until it is answered or lapses"
            }
            Self::SurrenderPending { .. } => {
                "the carrier must accept or reject the surrender first"
            }
            Self::NoOffer { .. } => "ask the controller to make an offer",
            Self::OfferLapsed { .. } => "ask the controller to offer the bill again",
            Self::NoSurrender { .. } => "the holder must surrender the bill first",
            Self::StraightBill { .. } => "offer control without an endorsement",
            Self::EndorsementWasFinal { .. } => {
                "surrender the bill, or offer control without an endorsement"
            }
            Self::OfferToSelf { .. } => "name another party",
            Self::NamedWithoutStanding { .. } => {
                "ask that party to be enrolled by the network's governance, or name another"
            }
            Self::MayNotHold { .. } => "name a carrier, trader or bank",
            Self::RulebookNotAccepted { .. } => "ask that party to accept the rulebook first",
            Self::NothingToCancel { .. } => "ask the order party to endorse the bill back",
            Self::OfferDeadlinePassed { .. } => "give the offer a later end",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what(&|party| party.to_string()))
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Capacities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Capacity::word).collect();
        if words.is_empty() { f.write_str("nothing") } else { f.write_str(&words.join(", ")) }
    }
}

impl Lack {
    /// What is missing, as the end of "it is ...".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not enrolled on this ledger",
            Self::Suspended => "suspended",
            Self::Lapsed => "no longer in good standing",
        }
    }
}

impl End {
    /// How it ended, in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accomplished => "accomplished",
        }
    }
}

impl ActKind {
    /// The act as the end of "cannot ...".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Issue => "issue it",
            Self::Offer => "offer it",
            Self::Withdraw => "withdraw an offer",
            Self::Accept => "accept it",
            Self::Decline => "decline it",
            Self::Endorse => "endorse it",
            Self::CancelEndorsement => "cancel an endorsement",
            Self::Sign => "sign it",
            Self::SurrenderForDelivery => "surrender it",
            Self::AcceptSurrender => "accept its surrender",
            Self::RejectSurrender => "reject its surrender",
        }
    }
}

/// To whose order a bill stands, as the end of "it stands ...".
#[must_use]
pub fn order_words(order: &Order, name: &dyn Fn(&PartyId) -> String) -> String {
    match order {
        Order::Straight { shipper, consignee } => {
            format!("consigned by {} to {}", name(shipper), name(consignee))
        }
        Order::Named { party, may_endorse: true } => format!("to the order of {}", name(party)),
        Order::Named { party, may_endorse: false } => {
            format!("to {}, who may not endorse on", name(party))
        }
        Order::Blank => "in blank, to bearer".to_owned(),
    }
}
