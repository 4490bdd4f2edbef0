//! The table of acts: every act, who may do it, from which status, and what it does.

use crate::instruction::ActKind;

/// Who may do an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Any member with the capacity of carrier.
    AnyCarrier,
    /// The carrier that issued the title.
    IssuingCarrier,
    /// The party in control.
    Controller,
    /// The party in control, if the bill also stands to its order.
    EntitledController,
    /// The party to whom control is offered.
    Recipient,
    /// The parties that may put a notice of its kind on a title.
    Annotator,
    /// As many members of the governance as its threshold asks for.
    Governance,
}

/// The status from which an act is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// There is no title yet.
    Nothing,
    /// Active, or offered and overdue; neither pledged nor held.
    Free,
    /// Active, or offered and overdue; pledged or not, not held.
    InHand,
    /// Pledged, and not held.
    Pledged,
    /// Offered and not overdue; not held.
    Offered,
    /// Surrendered, whatever was asked; not held.
    Surrendered,
    /// Surrendered for delivery; not held.
    SurrenderedForDelivery,
    /// Surrendered for amendment; not held.
    SurrenderedForAmendment,
    /// Surrendered for paper; not held.
    SurrenderedForPaper,
    /// Any status that is not ended, held or not.
    Live,
    /// Held, in any status that is not ended.
    Held,
    /// Any status, ended too.
    Any,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The act.
    pub act: ActKind,
    /// Who may do it.
    pub who: Who,
    /// From which status.
    pub from: From,
    /// What it does, in words.
    pub effect: &'static str,
}

/// The table. A trade lawyer should be able to read it alone.
#[rustfmt::skip]
pub const TABLE: [Row; 26] = [
    row(ActKind::Issue, Who::AnyCarrier, From::Nothing,
        "the title begins; its first controller holds it"),
    row(ActKind::IssueFromPaper, Who::AnyCarrier, From::Nothing,
        "the title begins in place of a paper bill that was withdrawn"),
    row(ActKind::Offer, Who::Controller, From::Free,
        "a recipient may take control until the offer lapses"),
    row(ActKind::Withdraw, Who::Controller, From::Offered,
        "the offer is gone; control never moved"),
    row(ActKind::Accept, Who::Recipient, From::Offered,
        "control moves, and with it the order party if the offer said so; of a pledge, as security"),
    row(ActKind::Decline, Who::Recipient, From::Offered,
        "the offer is gone; control never moved"),
    row(ActKind::HandOver, Who::Controller, From::Free,
        "control moves at once, to a party that consented to be handed titles"),
    row(ActKind::HandBack, Who::Controller, From::Free,
        "control and order party return to who handed over"),
    row(ActKind::Endorse, Who::EntitledController, From::Free,
        "the order party changes; control does not"),
    row(ActKind::CancelEndorsement, Who::Controller, From::Free,
        "the order party before the endorsement stands again"),
    row(ActKind::Sign, Who::Controller, From::InHand,
        "a visible mark of possession; nothing moves"),
    row(ActKind::Pledge, Who::EntitledController, From::Free,
        "a recipient may take control as security until the offer lapses"),
    row(ActKind::Release, Who::Controller, From::Pledged,
        "the pledge ends: control returns to the pledgor, or goes to whom it directs"),
    row(ActKind::Enforce, Who::Controller, From::Pledged,
        "the pledge ends: the pledgee becomes order party, save of a straight bill"),
    row(ActKind::SurrenderForDelivery, Who::EntitledController, From::Free,
        "the carrier is in control until it answers"),
    row(ActKind::SurrenderForAmendment, Who::Controller, From::Free,
        "the carrier is in control until it answers; an order party that is not in control signs too"),
    row(ActKind::SurrenderForPaper, Who::Controller, From::Free,
        "the carrier is in control until it answers; the paper stands to the same order"),
    row(ActKind::AcceptSurrender, Who::IssuingCarrier, From::SurrenderedForDelivery,
        "the title ends: accomplished"),
    row(ActKind::RejectSurrender, Who::IssuingCarrier, From::Surrendered,
        "the requester is in control again"),
    row(ActKind::Replace, Who::IssuingCarrier, From::SurrenderedForAmendment,
        "titles end, others begin in their place, all at once"),
    row(ActKind::ToPaper, Who::IssuingCarrier, From::SurrenderedForPaper,
        "the title ends: paper took its place"),
    row(ActKind::Void, Who::IssuingCarrier, From::Free,
        "the title ends: issued by mistake; its controller and its order party sign too"),
    row(ActKind::Annotate, Who::Annotator, From::Any,
        "a notice stands beside the title; nothing moves"),
    row(ActKind::Hold, Who::Governance, From::Live,
        "nothing moves the title until the hold ends"),
    row(ActKind::Lift, Who::Governance, From::Held,
        "the hold ends; nothing else changes"),
    row(ActKind::Reassign, Who::Governance, From::Live,
        "control moves by order; offer, surrender and pledge are gone"),
];

const fn row(act: ActKind, who: Who, from: From, effect: &'static str) -> Row {
    Row { act, who, from, effect }
}

/// The row of an act.
#[must_use]
pub fn row_of(act: ActKind) -> &'static Row {
    TABLE.iter().find(|row| row.act == act).expect("every act has its row; a test counts them")
}
