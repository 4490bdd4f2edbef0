//! Parties, orders and titles as results show them, in both renderings.

use std::fmt;

use proto::fact::FactRecord;
use serde::Serialize;
use title::{Order, Status, Time, Title};

use crate::clock;
use crate::hex32::Hex32;
use crate::names::Names;
use crate::session::{Session, digits};
use crate::words;

/// A party with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyView {
    /// 64 digits.
    pub party: Hex32,
    /// The user's name for it, or its member's; absent where nobody gave one.
    pub name: Option<String>,
}

/// To whose order a bill stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OrderView {
    /// Consigned to a named person.
    Straight {
        /// The shipper.
        shipper: PartyView,
        /// The consignee.
        consignee: PartyView,
    },
    /// To the order of a named party.
    Named {
        /// The order party.
        party: PartyView,
        /// Whether it may endorse on.
        may_endorse: bool,
    },
    /// In blank.
    Blank,
}

/// An offer that awaits its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferView {
    /// Who may accept.
    pub to: PartyView,
    /// The order on acceptance, where the offer carries an endorsement.
    pub order: Option<OrderView>,
    /// The last block time for acceptance, in milliseconds since 1970.
    pub until_ms: u64,
    /// Whether that moment has passed by the wallet's clock.
    pub lapsed: bool,
}

/// A title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TitleView {
    /// 64 digits.
    pub title: String,
    /// The carrier's reference, where its package is known here.
    pub reference: Option<String>,
    /// `active`, `offered`, `surrendered` or `accomplished`.
    pub status: &'static str,
    /// Who is in control; absent once ended.
    pub controller: Option<PartyView>,
    /// To whose order it stands.
    pub order: OrderView,
    /// The carrier that issued it.
    pub carrier: PartyView,
    /// The offer, where one stands or lapsed unanswered.
    pub offer: Option<OfferView>,
    /// The rulebook it lives under.
    pub rulebook: u32,
    /// Its terms profile.
    pub terms_profile: u32,
    /// The root of the commitment to its document.
    pub document: Hex32,
    /// The title in one sentence.
    pub in_words: String,
}

/// A recorded fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactView {
    /// 64 digits.
    pub title: String,
    /// Position in the title's history, from 1.
    pub sequence: u64,
    /// The block.
    pub height: u64,
    /// The block's time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The act, as users type it.
    pub act: &'static str,
    /// Who acted.
    pub by: PartyView,
    /// The instruction's id.
    pub instruction: String,
    /// The fact in one sentence.
    pub in_words: String,
}

impl PartyView {
    /// A party with its name.
    #[must_use]
    pub fn of(party: &title::PartyId, names: &Names<'_>) -> Self {
        Self { party: (*party).into(), name: names.name(party) }
    }
}

impl fmt::Display for PartyView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} ({})", self.party),
            None => write!(f, "{}", self.party),
        }
    }
}

impl OrderView {
    /// An order with its parties' names.
    #[must_use]
    pub fn of(order: &Order, names: &Names<'_>) -> Self {
        match order {
            Order::Straight { shipper, consignee } => Self::Straight {
                shipper: PartyView::of(shipper, names),
                consignee: PartyView::of(consignee, names),
            },
            Order::Named { party, may_endorse } => {
                Self::Named { party: PartyView::of(party, names), may_endorse: *may_endorse }
            }
            Order::Blank => Self::Blank,
        }
    }
}

impl TitleView {
    /// A title as it reads at `now`.
    #[must_use]
    pub fn of(title: &Title, session: &Session<'_>, now: Time) -> Self {
        let names = session.names();
        let party = |party: &title::PartyId| PartyView::of(party, &names);
        Self {
            title: digits(&title.id),
            reference: session.shelf.reference(&title.id).map(ToString::to_string),
            status: status_word(&title.at(now)),
            controller: title.controller().as_ref().map(party),
            order: OrderView::of(&title.order, &names),
            carrier: party(&title.carrier),
            offer: offer(title, &names, now),
            rulebook: title.rulebook,
            terms_profile: title.terms_profile,
            document: Hex32(title.document.root),
            in_words: sentence(title, session, now),
        }
    }
}

impl FactView {
    /// A fact.
    #[must_use]
    pub fn of(record: &FactRecord, session: &Session<'_>) -> Self {
        let names = session.names();
        let fact = &record.fact;
        Self {
            title: digits(&fact.title),
            sequence: record.sequence,
            height: record.height,
            time_ms: fact.at.0,
            act: words::event_verb(&fact.event),
            by: PartyView::of(&fact.by.principal(), &names),
            instruction: record.instruction.to_string(),
            in_words: words::fact(fact, &session.bill(&fact.title), &names),
        }
    }

    /// The fact's place and time, for people.
    #[must_use]
    pub fn place(&self) -> String {
        format!("block {:<6} {}", self.height, clock::show(Time(self.time_ms)))
    }
}

fn offer(title: &Title, names: &Names<'_>, now: Time) -> Option<OfferView> {
    let Status::Offered { offer, .. } = title.status else { return None };
    Some(OfferView {
        to: PartyView::of(&offer.to, names),
        order: offer.order.map(|order| OrderView::of(&order, names)),
        until_ms: offer.until.0,
        lapsed: offer.until < now,
    })
}

fn sentence(title: &Title, session: &Session<'_>, now: Time) -> String {
    let names = session.names();
    let lapsed = title.at(now) != *title;
    let read = title.at(now);
    let status = words::status(&read, &names);
    let bill = session.bill(&title.id);
    let note = if lapsed { "; its last offer lapsed unanswered" } else { "" };
    match read.status {
        Status::Ended(_) => format!("{bill} has {status}"),
        Status::Active { .. } | Status::Offered { .. } | Status::Surrendered { .. } => {
            format!("{bill} is {status}; it stands {}{note}", words::order(&read.order, &names))
        }
    }
}

const fn status_word(title: &Title) -> &'static str {
    match title.status {
        Status::Active { .. } => "active",
        Status::Offered { .. } => "offered",
        Status::Surrendered { .. } => "surrendered",
        Status::Ended(end) => end.word(),
    }
}
