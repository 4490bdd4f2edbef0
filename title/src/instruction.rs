//! What a party signs, as the law reads it.

use crate::party::PartyId;
use crate::title::{Commitment, Order, ReferenceKey, Time, TitleId};

/// Who acts: the party itself, or an actor for a represented party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acting {
    /// The party that signs.
    pub actor: PartyId,
    /// The party it acts for, where that is another.
    pub represented: Option<PartyId>,
}

impl Acting {
    /// A party acting for itself.
    #[must_use]
    pub const fn own(actor: PartyId) -> Self {
        Self { actor, represented: None }
    }

    /// Whose act it is in law: the represented party, else the actor.
    #[must_use]
    pub fn principal(&self) -> PartyId {
        self.represented.unwrap_or(self.actor)
    }
}

/// One act on one title, by one party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Who acts.
    pub by: Acting,
    /// On which title.
    pub title: TitleId,
    /// What is done.
    pub act: Act,
}

/// An endorsement: to whom the bill shall stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endorsement {
    /// To a named party who may not endorse on (DCSA: `ENDORSE`).
    Final(PartyId),
    /// To the order of a named party who may (DCSA: `ENDORSE_TO_ORDER`).
    ToOrder(PartyId),
    /// In blank (DCSA: `BLANK_ENDORSE`).
    Blank,
}

impl Endorsement {
    /// The order that results.
    #[must_use]
    pub const fn order(self) -> Order {
        match self {
            Self::Final(party) => Order::Named { party, may_endorse: false },
            Self::ToOrder(party) => Order::Named { party, may_endorse: true },
            Self::Blank => Order::Blank,
        }
    }
}

/// The content of an issue: only what a rule reads. Everything else stands in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The key of the carrier's reference.
    pub reference: ReferenceKey,
    /// The version, 1 for a first issue.
    pub version: u32,
    /// To whose order, and with it the kind of bill.
    pub order: Order,
    /// Who is in control first.
    pub controller: PartyId,
    /// The rulebook the bill lives under.
    pub rulebook: u32,
    /// The terms profile of the bill.
    pub terms_profile: u32,
    /// The commitment to the document.
    pub document: Commitment,
}

/// Why a carrier sends a surrendered bill back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RejectionReason {
    /// Freight or other charges are unpaid.
    ChargesDue = 1,
    /// The requester is not the person the bill entitles.
    RequesterNotEntitled = 2,
    /// The bill and the carrier's own document differ.
    DocumentMismatch = 3,
    /// A claim, order or annotation stands against delivery.
    ClaimPending = 4,
    /// Any other reason, told to the requester outside the ledger.
    Other = 5,
}

impl RejectionReason {
    /// Every reason, in the order of its number.
    pub const ALL: [Self; 5] = [
        Self::ChargesDue,
        Self::RequesterNotEntitled,
        Self::DocumentMismatch,
        Self::ClaimPending,
        Self::Other,
    ];

    /// The reason's word, as users write and read it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ChargesDue => "charges-due",
            Self::RequesterNotEntitled => "not-entitled",
            Self::DocumentMismatch => "document-mismatch",
            Self::ClaimPending => "claim-pending",
            Self::Other => "other",
        }
    }
}

/// What is done to a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Issues the title.
    Issue(Issue),
    /// Offers control, perhaps with an endorsement that takes effect on acceptance.
    Offer {
        /// Who may accept.
        to: PartyId,
        /// The endorsement that goes with it.
        endorsement: Option<Endorsement>,
        /// The last block time for acceptance.
        until: Time,
    },
    /// Takes the offer back.
    Withdraw,
    /// Takes control.
    Accept,
    /// Refuses the offer.
    Decline,
    /// Changes the order party.
    Endorse(Endorsement),
    /// Undoes the controller's own endorsement.
    CancelEndorsement,
    /// Leaves a visible mark of possession.
    Sign,
    /// Asks the carrier for delivery.
    SurrenderForDelivery,
    /// The carrier delivers against the bill.
    AcceptSurrender,
    /// The carrier sends the bill back.
    RejectSurrender {
        /// Why.
        reason: RejectionReason,
    },
}

/// The name of an act, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActKind {
    /// See [`Act::Issue`].
    Issue,
    /// See [`Act::Offer`].
    Offer,
    /// See [`Act::Withdraw`].
    Withdraw,
    /// See [`Act::Accept`].
    Accept,
    /// See [`Act::Decline`].
    Decline,
    /// See [`Act::Endorse`].
    Endorse,
    /// See [`Act::CancelEndorsement`].
    CancelEndorsement,
    /// See [`Act::Sign`].
    Sign,
    /// See [`Act::SurrenderForDelivery`].
    SurrenderForDelivery,
    /// See [`Act::AcceptSurrender`].
    AcceptSurrender,
    /// See [`Act::RejectSurrender`].
    RejectSurrender,
}

impl Act {
    /// The name of the act.
    #[must_use]
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::Issue(_) => ActKind::Issue,
            Self::Offer { .. } => ActKind::Offer,
            Self::Withdraw => ActKind::Withdraw,
            Self::Accept => ActKind::Accept,
            Self::Decline => ActKind::Decline,
            Self::Endorse(_) => ActKind::Endorse,
            Self::CancelEndorsement => ActKind::CancelEndorsement,
            Self::Sign => ActKind::Sign,
            Self::SurrenderForDelivery => ActKind::SurrenderForDelivery,
            Self::AcceptSurrender => ActKind::AcceptSurrender,
            Self::RejectSurrender { .. } => ActKind::RejectSurrender,
        }
    }
}

impl Instruction {
    /// Every party whose standing a rule reads: who acts, who is named, and `standing`'s title
    /// parties who must still stand when an offer is accepted.
    #[must_use]
    pub fn parties(&self, title: Option<&crate::Title>) -> Vec<PartyId> {
        let mut parties = vec![self.by.actor];
        parties.extend(self.by.represented);
        match &self.act {
            Act::Issue(issue) => {
                parties.push(issue.controller);
                parties.extend(order_parties(&issue.order));
            }
            Act::Offer { to, endorsement, .. } => {
                parties.push(*to);
                parties.extend(endorsement.iter().flat_map(|e| order_parties(&e.order())));
            }
            Act::Endorse(endorsement) => parties.extend(order_parties(&endorsement.order())),
            Act::Accept => {
                if let Some(crate::Status::Offered { offer, .. }) = title.map(|t| t.status) {
                    parties.extend(offer.order.iter().flat_map(order_parties));
                }
            }
            Act::Withdraw
            | Act::Decline
            | Act::CancelEndorsement
            | Act::Sign
            | Act::SurrenderForDelivery
            | Act::AcceptSurrender
            | Act::RejectSurrender { .. } => {}
        }
        parties
    }
}

/// The parties an order names.
pub(crate) fn order_parties(order: &Order) -> Vec<PartyId> {
    match *order {
        Order::Straight { shipper, consignee } => vec![shipper, consignee],
        Order::Named { party, .. } => vec![party],
        Order::Blank => vec![],
    }
}
