//! What the ledger records.

use std::collections::BTreeSet;

use crate::instruction::{
    ActKind, Acting, AmendmentReason, AnnotationKind, Endorsement, Issue, RejectionReason,
};
use crate::party::PartyId;
use crate::title::{Commitment, Mark, Order, Time, TitleId};

/// One recorded change of one title. Facts are the single source of state, history and receipts,
/// so each says its whole effect and can be read alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The title.
    pub title: TitleId,
    /// Who acted.
    pub by: Acting,
    /// Who signed the same instruction and so consented, in ascending order.
    pub with: Vec<PartyId>,
    /// The block time.
    pub at: Time,
    /// What happened.
    pub event: Event,
}

/// What happened to a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The title came into being.
    Issued(Issue),
    /// The title came into being in place of paper (MLETR art. 17).
    IssuedFromPaper {
        /// Its content.
        issue: Issue,
        /// The statement that the medium changed.
        statement: Commitment,
        /// The paper that was withdrawn.
        withdrawn: Commitment,
    },
    /// The title came into being in place of others, which ended in the same instruction.
    Began {
        /// Its content.
        issue: Issue,
        /// What it replaces, in ascending order.
        replaces: Vec<TitleId>,
        /// Whether an order ever held or moved one of those: an amendment takes no mark away.
        mark: Mark,
    },
    /// Control was offered; it has not moved.
    Offered {
        /// To whom.
        to: PartyId,
        /// With which endorsement, in effect on acceptance.
        endorsement: Option<Endorsement>,
        /// The last block time for acceptance.
        until: Time,
    },
    /// The offer was taken back.
    Withdrawn,
    /// Control moved.
    Accepted {
        /// Who was in control.
        from: PartyId,
        /// Who is now.
        to: PartyId,
        /// The new order party, where the offer carried an endorsement.
        order: Option<Order>,
    },
    /// The offer was refused.
    Declined,
    /// Control moved at once, to a party that had consented to be handed titles.
    HandedOver {
        /// Who was in control.
        from: PartyId,
        /// Who is now.
        to: PartyId,
        /// The new order party, where an endorsement went with it.
        order: Option<Order>,
    },
    /// What was handed over was given back.
    HandedBack {
        /// Who is in control again.
        to: PartyId,
        /// The order that stands again.
        order: Order,
    },
    /// The order party changed; control did not.
    Endorsed(Endorsement),
    /// The controller's endorsement was undone.
    EndorsementCancelled {
        /// The order that stands again.
        order: Order,
    },
    /// The controller left its mark.
    Signed,
    /// Control was offered as security; it has not moved.
    PledgeOffered {
        /// To whom.
        to: PartyId,
        /// The last block time for acceptance.
        until: Time,
    },
    /// The pledgee took control as security.
    Pledged {
        /// Who gave the pledge.
        pledgor: PartyId,
        /// Who took it and is in control.
        pledgee: PartyId,
        /// To whose order the bill stood, and stands.
        order: Order,
    },
    /// The pledge ended and control moved.
    Released {
        /// Who is in control: the pledgor, or whom it directed.
        to: PartyId,
        /// To whose order the bill stands.
        order: Order,
    },
    /// The pledge ended: the pledgee took the bill for the debt.
    Enforced {
        /// To whose order the bill stands.
        order: Order,
    },
    /// Delivery was asked for; the carrier is in control until it answers.
    DeliveryRequested,
    /// Another bill was asked for; the carrier is in control until it answers.
    AmendmentRequested {
        /// What shall change.
        reason: AmendmentReason,
        /// Who shall control what replaces the bill.
        to: PartyId,
        /// To whose order that shall stand.
        order: Order,
    },
    /// Paper was asked for; the carrier is in control until it answers.
    PaperRequested,
    /// The carrier delivered against the bill: the title has ended.
    SurrenderAccepted,
    /// The carrier sent the bill back.
    SurrenderRejected {
        /// Who is in control again.
        to: PartyId,
        /// Why.
        reason: RejectionReason,
    },
    /// Others took the title's place: it has ended.
    Replaced {
        /// Which, in ascending order.
        by: Vec<TitleId>,
    },
    /// Paper took the record's place: it has ended (MLETR art. 18).
    TurnedToPaper {
        /// The statement that the medium changed.
        statement: Commitment,
        /// The paper.
        paper: Commitment,
    },
    /// The bill, issued by mistake, was withdrawn by all concerned: it has ended.
    Voided,
    /// A notice was put on the title. It stands on the annotation chain and moves nothing.
    Annotated {
        /// What it is about.
        kind: AnnotationKind,
        /// The commitment to its content.
        content: Commitment,
    },
    /// An order keeps the title where it is.
    Held {
        /// The commitment to the order.
        order: Commitment,
        /// The last block time at which it holds.
        until: Time,
    },
    /// The hold ended by order.
    Lifted {
        /// The commitment to the order.
        order: Commitment,
    },
    /// Control moved by order.
    Reassigned {
        /// Who was in control.
        from: PartyId,
        /// Who is now.
        to: PartyId,
        /// To whose order the bill stands.
        stands: Order,
        /// The commitment to the order.
        order: Commitment,
    },
}

impl Fact {
    /// Every party that the fact names: who acted and for whom, who signed too, and whom the act is
    /// about.
    #[must_use]
    pub fn parties(&self) -> BTreeSet<PartyId> {
        let signers = [self.by.actor].into_iter().chain(self.by.represented);
        signers.chain(self.with.iter().copied()).chain(self.event.parties()).collect()
    }
}

impl Event {
    /// The kind of act that brings it about.
    #[must_use]
    pub const fn act(&self) -> ActKind {
        match self {
            Self::Issued(_) => ActKind::Issue,
            Self::IssuedFromPaper { .. } => ActKind::IssueFromPaper,
            Self::Began { .. } | Self::Replaced { .. } => ActKind::Replace,
            Self::Offered { .. } => ActKind::Offer,
            Self::Withdrawn => ActKind::Withdraw,
            Self::Accepted { .. } | Self::Pledged { .. } => ActKind::Accept,
            Self::Declined => ActKind::Decline,
            Self::HandedOver { .. } => ActKind::HandOver,
            Self::HandedBack { .. } => ActKind::HandBack,
            Self::Endorsed(_) => ActKind::Endorse,
            Self::EndorsementCancelled { .. } => ActKind::CancelEndorsement,
            Self::Signed => ActKind::Sign,
            Self::PledgeOffered { .. } => ActKind::Pledge,
            Self::Released { .. } => ActKind::Release,
            Self::Enforced { .. } => ActKind::Enforce,
            Self::DeliveryRequested => ActKind::SurrenderForDelivery,
            Self::AmendmentRequested { .. } => ActKind::SurrenderForAmendment,
            Self::PaperRequested => ActKind::SurrenderForPaper,
            Self::SurrenderAccepted => ActKind::AcceptSurrender,
            Self::SurrenderRejected { .. } => ActKind::RejectSurrender,
            Self::TurnedToPaper { .. } => ActKind::ToPaper,
            Self::Voided => ActKind::Void,
            Self::Annotated { .. } => ActKind::Annotate,
            Self::Held { .. } => ActKind::Hold,
            Self::Lifted { .. } => ActKind::Lift,
            Self::Reassigned { .. } => ActKind::Reassign,
        }
    }

    /// The parties that the event names.
    fn parties(&self) -> Vec<PartyId> {
        let (named, order) = match self {
            Self::Issued(issue)
            | Self::IssuedFromPaper { issue, .. }
            | Self::Began { issue, .. } => (vec![issue.controller], Some(issue.order)),
            Self::Offered { to, endorsement, .. } => {
                (vec![*to], endorsement.map(|endorsement| endorsement.order()))
            }
            Self::Accepted { from, to, order } | Self::HandedOver { from, to, order } => {
                (vec![*from, *to], *order)
            }
            Self::HandedBack { to, order } | Self::Released { to, order } => {
                (vec![*to], Some(*order))
            }
            Self::Endorsed(endorsement) => (vec![], Some(endorsement.order())),
            Self::EndorsementCancelled { order } | Self::Enforced { order } => {
                (vec![], Some(*order))
            }
            Self::AmendmentRequested { to, order, .. } => (vec![*to], Some(*order)),
            Self::PledgeOffered { to, .. } | Self::SurrenderRejected { to, .. } => {
                (vec![*to], None)
            }
            Self::Pledged { pledgor, pledgee, order } => (vec![*pledgor, *pledgee], Some(*order)),
            Self::Reassigned { from, to, stands, .. } => (vec![*from, *to], Some(*stands)),
            Self::Withdrawn
            | Self::Declined
            | Self::Signed
            | Self::DeliveryRequested
            | Self::PaperRequested
            | Self::SurrenderAccepted
            | Self::Replaced { .. }
            | Self::TurnedToPaper { .. }
            | Self::Voided
            | Self::Annotated { .. }
            | Self::Held { .. }
            | Self::Lifted { .. } => (vec![], None),
        };
        named.into_iter().chain(order.iter().flat_map(Order::parties)).collect()
    }

    /// Whether the fact stands on the title's annotation chain, beside the control chain.
    #[must_use]
    pub const fn is_annotation(&self) -> bool {
        matches!(self, Self::Annotated { .. })
    }

    /// The content of a title that begins with this fact.
    #[must_use]
    pub const fn issue(&self) -> Option<&Issue> {
        match self {
            Self::Issued(issue)
            | Self::IssuedFromPaper { issue, .. }
            | Self::Began { issue, .. } => Some(issue),
            _ => None,
        }
    }
}
