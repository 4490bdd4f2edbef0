//! Parties, orders and titles as results show them, in both renderings.

use std::fmt;

use proto::fact::FactRecord;
use proto::instruction::Subject;
use serde::Serialize;
use title::{Asked, Mark, Order, Purpose, Status, Time, Title};

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
    /// `transfer` or `pledge`.
    pub purpose: &'static str,
    /// The order on acceptance, where the offer carries an endorsement.
    pub order: Option<OrderView>,
    /// The last block time for acceptance, in milliseconds since 1970.
    pub until_ms: u64,
    /// Whether that moment has passed by the wallet's clock.
    pub lapsed: bool,
}

/// Security in a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PledgeView {
    /// Who gave it, and gets control back on release.
    pub pledgor: PartyView,
    /// To whose order the bill stands again on release.
    pub order: OrderView,
}

/// What was asked of the carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskedView {
    /// `delivery`, `amendment` or `paper`.
    pub asked: &'static str,
    /// What an amendment is to change.
    pub reason: Option<&'static str>,
    /// Who shall control what replaces the bill.
    pub to: Option<PartyView>,
    /// To whose order that shall stand.
    pub order: Option<OrderView>,
    /// Who asked.
    pub by: PartyView,
}

/// An order that keeps a bill where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HoldView {
    /// The last block time at which it holds, in milliseconds since 1970.
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
    /// Which version of its reference this is, from 1.
    pub version: u32,
    /// `active`, `offered`, `surrendered`, `accomplished`, `replaced`, `turned to paper` or `void`.
    pub status: &'static str,
    /// Who is in control; absent once ended.
    pub controller: Option<PartyView>,
    /// To whose order it stands.
    pub order: OrderView,
    /// The carrier that issued it.
    pub carrier: PartyView,
    /// The offer, where one stands or lapsed unanswered.
    pub offer: Option<OfferView>,
    /// What was asked of the carrier, while it must answer.
    pub surrender: Option<AskedView>,
    /// The pledge on it.
    pub pledge: Option<PledgeView>,
    /// The hold on it.
    pub hold: Option<HoldView>,
    /// To whom its controller may hand it back as its very next act.
    pub may_hand_back_to: Option<PartyView>,
    /// Whether an order ever held or moved it.
    pub by_order: bool,
    /// The title of the master bill of a house bill.
    pub master: Option<String>,
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
    /// 64 digits; absent for a fact of the registry.
    pub title: Option<String>,
    /// `title`, `notices`, `member` or `network`: whose chain it continues.
    pub chain: &'static str,
    /// Position in that chain, from 1.
    pub sequence: u64,
    /// The block.
    pub height: u64,
    /// The block's time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The act, as users type it.
    pub act: &'static str,
    /// Whose act it is: the party that acted, or the principal of an agent that did.
    pub by: PartyView,
    /// The agent that signed for it, if one did.
    pub agent: Option<PartyView>,
    /// Who signed the same instruction too and so consented.
    pub with: Vec<PartyView>,
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
        let back = title.at(now).hand_back;
        Self {
            title: digits(&title.id),
            reference: session.shelf.reference(&title.id).map(ToString::to_string),
            version: title.version,
            status: title.at(now).status.word(),
            controller: title.controller().as_ref().map(party),
            order: OrderView::of(&title.order, &names),
            carrier: party(&title.carrier),
            offer: offer(title, &names, now),
            surrender: surrender(title, &names),
            pledge: title.pledge.map(|pledge| PledgeView {
                pledgor: party(&pledge.pledgor),
                order: OrderView::of(&pledge.order, &names),
            }),
            hold: title
                .hold
                .map(|hold| HoldView { until_ms: hold.until.0, lapsed: hold.until < now }),
            may_hand_back_to: back.map(|back| party(&back.to)),
            by_order: title.mark == Mark::ByOrder,
            master: title.master.as_ref().map(digits),
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
        let by = fact.by();
        let party = |party: &title::PartyId| PartyView::of(party, &names);
        Self {
            title: fact.title().map(|fact| digits(&fact.title)),
            chain: chain_word(&record.subject()),
            sequence: record.sequence,
            height: record.height,
            time_ms: fact.at().0,
            act: words::record_verb(fact),
            by: party(&by.principal()),
            agent: by.represented.map(|_| party(&by.actor)),
            with: fact.with().iter().map(party).collect(),
            instruction: record.instruction.to_string(),
            in_words: words::record(fact, &|title| session.bill(title), &names),
        }
    }

    /// The fact's place and time, for people.
    #[must_use]
    pub fn place(&self) -> String {
        format!("block {:<6} {}", self.height, clock::show(Time(self.time_ms)))
    }
}

/// Whose chain of facts it is.
pub(crate) const fn chain_word(subject: &Subject) -> &'static str {
    match subject {
        Subject::TitleControl(_) => "title",
        Subject::TitleAnnotations(_) => "notices",
        Subject::Member(_) => "member",
        Subject::Network => "network",
    }
}

fn offer(title: &Title, names: &Names<'_>, now: Time) -> Option<OfferView> {
    let Status::Offered { offer, .. } = title.status else { return None };
    let (purpose, order) = match offer.purpose {
        Purpose::Transfer { order } => ("transfer", order),
        Purpose::Pledge => ("pledge", None),
    };
    Some(OfferView {
        to: PartyView::of(&offer.to, names),
        purpose,
        order: order.map(|order| OrderView::of(&order, names)),
        until_ms: offer.until.0,
        lapsed: offer.until < now,
    })
}

fn surrender(title: &Title, names: &Names<'_>) -> Option<AskedView> {
    let Status::Surrendered { requester, asked } = title.status else { return None };
    let by = PartyView::of(&requester, names);
    Some(match asked {
        Asked::Amendment { reason, to, order } => AskedView {
            asked: asked.word(),
            reason: Some(reason.word()),
            to: Some(PartyView::of(&to, names)),
            order: Some(OrderView::of(&order, names)),
            by,
        },
        Asked::Delivery | Asked::Paper => {
            AskedView { asked: asked.word(), reason: None, to: None, order: None, by }
        }
    })
}

fn sentence(title: &Title, session: &Session<'_>, now: Time) -> String {
    let names = session.names();
    let read = title.at(now);
    let status = words::status(&read, &names);
    let bill = session.bill(&title.id);
    let order = || words::order(&read.order, &names);
    let mut sentence = match read.status {
        Status::Ended(_) => format!("{bill} has {status}"),
        Status::Active { .. } | Status::Offered { .. } | Status::Surrendered { .. } => {
            format!("{bill} is {status}; it stands {}", order())
        }
    };
    if read.status != title.status {
        sentence.push_str("; its last offer lapsed unanswered");
    }
    if title.mark == Mark::ByOrder && read.hold.is_none() {
        sentence.push_str("; an order held or moved it once");
    }
    sentence
}
