//! Refusals in words, with parties named by whoever shows them.

use std::fmt;

use super::Refusal;
use crate::instruction::ActKind;
use crate::party::{Capacities, Capacity, Lack, PartyId};
use crate::title::{End, Order};

/// A refusal in words: what was refused, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What, which and why.
    pub what: String,
    /// What to do next.
    pub next: &'static str,
}

impl Refusal {
    /// The refusal in words, with parties named by `name`.
    #[must_use]
    pub fn explain(&self, name: &dyn Fn(&PartyId) -> String) -> Explanation {
        Explanation { what: self.what(name), next: self.next() }
    }

    fn what(&self, name: &dyn Fn(&PartyId) -> String) -> String {
        self.what_exists(name)
            .or_else(|| self.what_who(name))
            .or_else(|| self.what_status(name))
            .or_else(|| self.what_content(name))
            .expect("each refusal is worded by one of the four; a test words them all")
    }

    /// Whether there is a title, who signs, and the terms of an issue (T-01 to T-09).
    fn what_exists(&self, name: &dyn Fn(&PartyId) -> String) -> Option<String> {
        Some(match self {
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
            _ => return None,
        })
    }

    /// Who may act (T-10 to T-13).
    fn what_who(&self, name: &dyn Fn(&PartyId) -> String) -> Option<String> {
        Some(match self {
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
            _ => return None,
        })
    }

    /// From which status (T-14 to T-17).
    fn what_status(&self, name: &dyn Fn(&PartyId) -> String) -> Option<String> {
        Some(match self {
            Self::OfferPending { to, .. } => {
                format!("this bill is offered to {} and waits for the answer", name(to))
            }
            Self::SurrenderPending { requester } => format!(
                "this bill was surrendered by {} and waits for the carrier's answer",
                name(requester)
            ),
            Self::NoOffer { title } => format!("title {title} is not offered to anyone"),
            Self::OfferLapsed { until, now } => {
                format!("the offer lapsed {} s ago", now.0.saturating_sub(until.0).div_ceil(1000))
            }
            Self::NoSurrender { title } => format!("title {title} is not surrendered"),
            _ => return None,
        })
    }

    /// What the act asks (T-18 to T-25).
    fn what_content(&self, name: &dyn Fn(&PartyId) -> String) -> Option<String> {
        Some(match self {
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
                "the offer would have ended {} s ago",
                now.0.saturating_sub(until.0).div_ceil(1000)
            ),
            _ => return None,
        })
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
            Self::NoOffer { .. } => "an offer by the controller comes first",
            Self::OfferLapsed { .. } => {
                "the bill is with its controller again, who may offer it anew"
            }
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
