//! One title: what the ledger knows of one transferable record.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::instruction::AmendmentReason;
use crate::party::PartyId;

/// Block time in milliseconds since 1970-01-01T00:00:00Z. A date inside a document is a claim;
/// this is the evidence (MLETR art. 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub u64);

/// The id of a title, opaque to the law.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TitleId(pub [u8; 32]);

/// The key that stands for one carrier's bill reference, opaque to the law.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceKey(pub [u8; 32]);

/// A commitment to content that is not on the ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commitment {
    /// How the root was made.
    pub scheme: u32,
    /// The root.
    pub root: [u8; 32],
}

macro_rules! short_hex {
    ($($name:ty => $bytes:tt),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let [a, b, c, d, ..] = self.$bytes;
                write!(f, "{a:02x}{b:02x}{c:02x}{d:02x}…")
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
    )*};
}
short_hex!(TitleId => 0, ReferenceKey => 0, Commitment => root);

/// To whose order the bill stands (DCSA: titleholder), and with it the kind of bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// A straight bill: consigned to a named person, never endorsed. Control may pass to anyone;
    /// only the shipper or the consignee, while in control, may ask for delivery.
    Straight {
        /// The shipper named in the bill.
        shipper: PartyId,
        /// The consignee named in the bill.
        consignee: PartyId,
    },
    /// To the order of a named party.
    Named {
        /// The order party.
        party: PartyId,
        /// Whether that party may endorse on.
        may_endorse: bool,
    },
    /// In blank: whoever controls the bill may claim the cargo.
    Blank,
}

impl Order {
    /// Whether the bill stands to this party, once that is in control.
    #[must_use]
    pub fn entitles(&self, party: PartyId) -> bool {
        match *self {
            Self::Straight { shipper, consignee } => party == shipper || party == consignee,
            Self::Named { party: named, .. } => party == named,
            Self::Blank => true,
        }
    }

    /// Whether this is the order of a straight bill.
    #[must_use]
    pub const fn is_straight(&self) -> bool {
        matches!(self, Self::Straight { .. })
    }

    /// The parties it names.
    #[must_use]
    pub fn parties(&self) -> Vec<PartyId> {
        match *self {
            Self::Straight { shipper, consignee } => vec![shipper, consignee],
            Self::Named { party, .. } => vec![party],
            Self::Blank => vec![],
        }
    }
}

/// What an offer gives on acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Control, and the order party where the offer carries an endorsement.
    Transfer {
        /// The order party the bill will have on acceptance.
        order: Option<Order>,
    },
    /// Control as security: a pledge. The order party stays who it is.
    Pledge,
}

/// An offer of control that awaits acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offer {
    /// Who may accept.
    pub to: PartyId,
    /// What acceptance gives.
    pub purpose: Purpose,
    /// The last block time at which it can be accepted.
    pub until: Time,
}

/// What the holder of a surrendered bill asked of the carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// The cargo (DCSA: `SURRENDER_FOR_DELIVERY`).
    Delivery,
    /// Another bill in place of this one (DCSA: `SURRENDER_FOR_AMENDMENT`).
    Amendment {
        /// What shall change.
        reason: AmendmentReason,
        /// Who shall control what replaces the bill.
        to: PartyId,
        /// To whose order that shall stand.
        order: Order,
    },
    /// Paper in place of this record (DCSA: `SURRENDER_FOR_AMENDMENT` with `SWTP`; MLETR art. 18).
    Paper,
}

/// How a title ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The carrier accepted surrender for delivery.
    Accomplished,
    /// Other titles took its place; the fact names them.
    Replaced,
    /// A paper document took its place (MLETR art. 18).
    Paper,
    /// It was issued by mistake and withdrawn by all concerned.
    Void,
}

/// Where a title stands. Each live status names exactly one controller, the ended one none, so
/// that a title with two controllers cannot be written down (MLETR art. 10(1)(b)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// In the hands of its controller.
    Active {
        /// Who is in control.
        controller: PartyId,
    },
    /// Still controlled by the offeror; a recipient may accept.
    Offered {
        /// Who is in control until acceptance.
        controller: PartyId,
        /// What is offered.
        offer: Offer,
    },
    /// Surrendered: the carrier is in control until it answers.
    Surrendered {
        /// Who asked, and gets control back if the carrier refuses.
        requester: PartyId,
        /// For what.
        asked: Asked,
    },
    /// Ended: nothing may follow but annotations.
    Ended(End),
}

/// Security in a bill: the pledgee is in control, and nothing but release, enforcement or an order
/// moves the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pledge {
    /// Who gave it, and gets control back on release.
    pub pledgor: PartyId,
    /// To whose order the bill stood when it was given, and stands again on release.
    pub order: Order,
}

/// An order that keeps a bill where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hold {
    /// The commitment to the order.
    pub order: Commitment,
    /// The last block time at which it holds. It lapses without an act.
    pub until: Time,
}

/// What a party that was handed a bill at once may give back as its very next act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandBack {
    /// Who handed it over.
    pub to: PartyId,
    /// To whose order the bill stood before.
    pub order: Order,
}

/// Whether control of a title ever passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Passage {
    /// It is with its first controller still.
    Never,
    /// It passed to another, the carrier that answers a surrender aside.
    Passed,
}

/// Whether an order ever touched a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// None did.
    Unmarked,
    /// One held or moved it; it is marked as such for ever.
    ByOrder,
}

/// One transferable record: the state the rules read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Title {
    /// The title's id.
    pub id: TitleId,
    /// The key of the carrier's reference.
    pub reference: ReferenceKey,
    /// Which version of that reference this is, from 1.
    pub version: u32,
    /// The carrier that issued it and answers surrender.
    pub carrier: PartyId,
    /// To whose order it stands.
    pub order: Order,
    /// The order before the present controller's own endorsement, which it may still cancel.
    pub cancellable: Option<Order>,
    /// The rulebook stated at issue; the bill lives under it to its end.
    pub rulebook: u32,
    /// The registered terms profile (governing law, convention) stated at issue.
    pub terms_profile: u32,
    /// The commitment to the transport document.
    pub document: Commitment,
    /// The master bill of a house bill.
    pub master: Option<TitleId>,
    /// Where it stands.
    pub status: Status,
    /// The pledge on it.
    pub pledge: Option<Pledge>,
    /// The hold on it.
    pub hold: Option<Hold>,
    /// What its controller may still give back.
    pub hand_back: Option<HandBack>,
    /// Whether control ever passed from the first controller.
    pub passage: Passage,
    /// Whether an order ever held or moved it.
    pub mark: Mark,
}

impl Title {
    /// The one party in control (MLETR art. 11; DCSA: possessor), or `None` once ended. While
    /// surrendered that is the carrier.
    #[must_use]
    pub fn controller(&self) -> Option<PartyId> {
        match self.status {
            Status::Active { controller } | Status::Offered { controller, .. } => Some(controller),
            Status::Surrendered { .. } => Some(self.carrier),
            Status::Ended(_) => None,
        }
    }

    /// Every party that it names: the carrier, who controls it, to whom it stands, who pledged it,
    /// is offered it or asked for its surrender.
    #[must_use]
    pub fn parties(&self) -> Vec<PartyId> {
        let mut parties = vec![self.carrier];
        parties.extend(self.controller());
        parties.extend(self.order.parties());
        parties.extend(self.pledge.map(|pledge| pledge.pledgor));
        match self.status {
            Status::Offered { offer, .. } => parties.push(offer.to),
            Status::Surrendered { requester, .. } => parties.push(requester),
            Status::Active { .. } | Status::Ended(_) => {}
        }
        parties
    }

    /// Whether the title has not ended.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self.status, Status::Ended(_))
    }

    /// Whether `party` is the entitled controller: the controller of a blank bill; the controller
    /// who is also order party of a named one; shipper or consignee, as controller, of a straight
    /// one.
    #[must_use]
    pub fn is_entitled(&self, party: PartyId) -> bool {
        self.controller() == Some(party) && self.order.entitles(party)
    }

    /// The title as it reads at `now`: an overdue offer and an overdue hold are absent. A lapse
    /// needs no fact.
    #[must_use]
    pub fn at(&self, now: Time) -> Self {
        let mut read = self.clone();
        if let Status::Offered { controller, offer } = self.status
            && offer.until < now
        {
            read.status = Status::Active { controller };
        }
        read.hold = self.hold.filter(|hold| hold.until >= now);
        read
    }
}

/// The titles an instruction touches, as last recorded.
pub type Titles = BTreeMap<TitleId, Title>;

/// What the ledger knows of a reference key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceUse {
    /// No title was ever issued under it.
    Unused,
    /// A title under it is live.
    Live(TitleId),
    /// It was used and all its titles have ended.
    Used,
}

/// The uses of the references an instruction names; one that is not listed is unused.
pub type References = BTreeMap<ReferenceKey, ReferenceUse>;

/// What the network has registered for all bills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registers {
    /// Rulebook versions ever adopted. A new bill lives under the newest.
    pub rulebooks: BTreeSet<u32>,
    /// Terms profiles that a bill may name.
    pub terms_profiles: BTreeSet<u32>,
}
