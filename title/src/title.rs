//! One title: what the ledger knows of one transferable record.

use std::collections::BTreeSet;
use std::fmt;

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

/// An offer of control that awaits acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offer {
    /// Who may accept.
    pub to: PartyId,
    /// The order party the bill will have on acceptance, if the offer carries an endorsement.
    pub order: Option<Order>,
    /// The last block time at which it can be accepted.
    pub until: Time,
}

/// How a title ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The carrier accepted surrender for delivery.
    Accomplished,
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
    /// Surrendered for delivery: the carrier is in control until it answers.
    Surrendered {
        /// Who asked, and gets control back if the carrier refuses.
        requester: PartyId,
    },
    /// Ended: nothing may follow.
    Ended(End),
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
    /// Where it stands.
    pub status: Status,
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

    /// Whether `party` is the entitled controller: the controller of a blank bill; the controller
    /// who is also order party of a named one; shipper or consignee, as controller, of a straight
    /// one.
    #[must_use]
    pub fn is_entitled(&self, party: PartyId) -> bool {
        self.controller() == Some(party)
            && match self.order {
                Order::Straight { shipper, consignee } => party == shipper || party == consignee,
                Order::Named { party: named, .. } => party == named,
                Order::Blank => true,
            }
    }

    /// The title as it reads at `now`: an overdue offer is absent. A lapse needs no fact.
    #[must_use]
    pub fn at(&self, now: Time) -> Self {
        let mut read = self.clone();
        if let Status::Offered { controller, offer } = self.status
            && offer.until < now
        {
            read.status = Status::Active { controller };
        }
        read
    }
}

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

/// What the network has registered for all bills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registers {
    /// Rulebook versions in force.
    pub rulebooks: BTreeSet<u32>,
    /// Terms profiles that a bill may name.
    pub terms_profiles: BTreeSet<u32>,
}
