//! What a party signs, as the law reads it.

use std::collections::BTreeSet;

use crate::party::PartyId;
use crate::title::{Commitment, Order, Purpose, ReferenceKey, Status, Time, TitleId, Titles};

mod kinds;
mod words;

pub use kinds::ActKind;
pub use words::{AmendmentReason, AnnotationKind, RejectionReason};

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

/// One act, by one party and whoever signs it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Who acts.
    pub by: Acting,
    /// Who else signs the very same instruction and so consents to it, in ascending order. For an
    /// order, the other members of the governance.
    pub with: Vec<PartyId>,
    /// On which title; where several are replaced, the first of them.
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
    /// For a house bill: the master bill under which its cargo travels.
    pub master: Option<TitleId>,
}

/// What a change of medium puts on record (MLETR art. 17, 18; UK Electronic Trade Documents Act
/// 2023 s.4). Both parts must be there; the law says which is missing (T-34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeOfMedium {
    /// The commitment to the statement that the medium changes.
    pub statement: Option<Commitment>,
    /// The commitment to the paper: what was withdrawn, or what takes this record's place.
    pub paper: Option<Commitment>,
}

/// A title that begins in another's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// Its id.
    pub title: TitleId,
    /// Its content.
    pub issue: Issue,
}

/// To whom a pledgor directs what its pledgee releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction {
    /// Who gets control.
    pub to: PartyId,
    /// The pledgor's endorsement, if it makes one.
    pub endorsement: Option<Endorsement>,
}

/// What is done to a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Issues the title.
    Issue(Issue),
    /// Issues the title in place of a paper bill that was withdrawn (MLETR art. 17).
    IssueFromPaper {
        /// The content.
        issue: Issue,
        /// The change of medium.
        medium: ChangeOfMedium,
    },
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
    /// Hands control at once to a party that consented to be handed titles.
    HandOver {
        /// Who gets control.
        to: PartyId,
        /// The endorsement that goes with it.
        endorsement: Option<Endorsement>,
    },
    /// Gives back what was just handed over.
    HandBack,
    /// Changes the order party.
    Endorse(Endorsement),
    /// Undoes the controller's own endorsement.
    CancelEndorsement,
    /// Leaves a visible mark of possession.
    Sign,
    /// Offers control as security.
    Pledge {
        /// Who may take the pledge.
        to: PartyId,
        /// The last block time for acceptance.
        until: Time,
    },
    /// The pledgee lets go: back to the pledgor, or to whom the pledgor directs.
    Release {
        /// The pledgor's direction; it signs too.
        direction: Option<Direction>,
    },
    /// The pledgee takes the bill for the debt.
    Enforce,
    /// Asks the carrier for delivery.
    SurrenderForDelivery,
    /// Asks the carrier for another bill in place of this one.
    SurrenderForAmendment {
        /// What shall change.
        reason: AmendmentReason,
        /// Who shall control what replaces the bill.
        to: PartyId,
        /// To whose order that shall stand.
        order: Order,
    },
    /// Asks the carrier for paper in place of this record.
    SurrenderForPaper,
    /// The carrier delivers against the bill.
    AcceptSurrender,
    /// The carrier sends the bill back.
    RejectSurrender {
        /// Why.
        reason: RejectionReason,
    },
    /// The carrier ends surrendered titles and begins others in their place, all at once.
    Replace {
        /// The titles that end beside the instruction's own, in ascending order, all above it.
        also: Vec<TitleId>,
        /// The titles that begin, in ascending order.
        begins: Vec<Begin>,
    },
    /// The carrier gives paper in place of the record.
    ToPaper(ChangeOfMedium),
    /// Withdraws a bill issued by mistake.
    Void,
    /// Puts a notice on the title's annotation chain. Moves nothing.
    Annotate {
        /// What it is about.
        kind: AnnotationKind,
        /// The commitment to its content.
        content: Commitment,
    },
    /// Keeps the title where it is, by order.
    Hold {
        /// The commitment to the order.
        order: Commitment,
        /// The last block time at which it holds.
        until: Time,
    },
    /// Ends a hold before its time, by order.
    Lift {
        /// The commitment to the order.
        order: Commitment,
    },
    /// Gives control to another, by order.
    Reassign {
        /// Who gets control.
        to: PartyId,
        /// To whose order the bill stands from now on; unchanged if absent.
        stands: Option<Order>,
        /// The commitment to the order.
        order: Commitment,
    },
}

impl Act {
    /// What the act begins, if it begins anything.
    #[must_use]
    pub fn issues(&self) -> Vec<&Issue> {
        match self {
            Self::Issue(issue) | Self::IssueFromPaper { issue, .. } => vec![issue],
            Self::Replace { begins, .. } => begins.iter().map(|begin| &begin.issue).collect(),
            _ => vec![],
        }
    }
}

impl Instruction {
    /// An act that nobody else needs to sign.
    #[must_use]
    pub const fn new(by: Acting, title: TitleId, act: Act) -> Self {
        Self { by, with: Vec::new(), title, act }
    }

    /// The titles that the act changes: those that exist and those that begin.
    #[must_use]
    pub fn changes(&self) -> Vec<TitleId> {
        let mut titles = vec![self.title];
        if let Act::Replace { also, begins } = &self.act {
            titles.extend(also);
            titles.extend(begins.iter().map(|begin| begin.title));
        }
        titles
    }

    /// The titles a rule reads: those the act changes and the masters of what it issues. The
    /// master of a title that exists is read too, see [`crate::Title::master`].
    #[must_use]
    pub fn reads(&self) -> BTreeSet<TitleId> {
        let masters = self.act.issues().into_iter().filter_map(|issue| issue.master);
        self.changes().into_iter().chain(masters).collect()
    }

    /// The references whose use a rule reads.
    #[must_use]
    pub fn references(&self) -> BTreeSet<ReferenceKey> {
        self.act.issues().into_iter().map(|issue| issue.reference).collect()
    }

    /// Every party whose standing a rule reads: who signs, who is named, and whom an offer names
    /// that is accepted.
    #[must_use]
    pub fn parties(&self, titles: &Titles) -> BTreeSet<PartyId> {
        let mut parties: BTreeSet<_> = self.with.iter().copied().collect();
        parties.insert(self.by.actor);
        parties.extend(self.by.represented);
        for issue in self.act.issues() {
            parties.insert(issue.controller);
            parties.extend(issue.order.parties());
        }
        match &self.act {
            Act::Offer { to, endorsement, .. }
            | Act::HandOver { to, endorsement }
            | Act::Release { direction: Some(Direction { to, endorsement }) } => {
                parties.insert(*to);
                parties.extend(endorsement.iter().flat_map(|e| e.order().parties()));
            }
            Act::Pledge { to, .. } => {
                parties.insert(*to);
            }
            Act::SurrenderForAmendment { to, order, .. } => {
                parties.insert(*to);
                parties.extend(order.parties());
            }
            Act::Reassign { to, stands, .. } => {
                parties.insert(*to);
                parties.extend(stands.iter().flat_map(Order::parties));
            }
            Act::Endorse(endorsement) => parties.extend(endorsement.order().parties()),
            Act::Accept => parties.extend(self.offered(titles)),
            _ => {}
        }
        parties
    }

    /// Who an acceptance gives control and title to.
    fn offered(&self, titles: &Titles) -> Vec<PartyId> {
        let Some(Status::Offered { offer, .. }) = titles.get(&self.title).map(|t| t.status) else {
            return vec![];
        };
        let mut parties = vec![offer.to];
        if let Purpose::Transfer { order: Some(order) } = offer.purpose {
            parties.extend(order.parties());
        }
        parties
    }
}
