//! What happened to a title, in the messages of the catalogue.

use title::{
    AmendmentReason, AnnotationKind, Commitment, End, Endorsement, Event, RejectionReason,
};

use super::catalogue::Label;
use super::copy::Copy;
use super::language::Language;
use crate::clock;
use crate::session::digits;

/// The act.
pub(super) const fn label(event: &Event) -> Label {
    match event {
        Event::Issued(_) => Label::Issued,
        Event::IssuedFromPaper { .. } => Label::IssuedFromPaper,
        Event::Began { .. } => Label::IssuedInPlace,
        Event::Offered { .. } => Label::TransferOffered,
        Event::Withdrawn => Label::OfferWithdrawn,
        Event::Accepted { .. } => Label::TransferAccepted,
        Event::Declined => Label::OfferDeclined,
        Event::HandedOver { .. } => Label::HandedOver,
        Event::HandedBack { .. } => Label::HandedBack,
        Event::Endorsed(Endorsement::Blank) => Label::EndorsedInBlank,
        Event::Endorsed(Endorsement::ToOrder(_)) => Label::EndorsedToOrder,
        Event::Endorsed(Endorsement::Final(_)) => Label::EndorsedToNamed,
        Event::EndorsementCancelled { .. } => Label::EndorsementCancelled,
        Event::Signed => Label::SignedByHolder,
        Event::PledgeOffered { .. } => Label::PledgeOffered,
        Event::Pledged { .. } => Label::Pledged,
        Event::Released { .. } => Label::PledgeReleased,
        Event::Enforced { .. } => Label::PledgeEnforced,
        Event::DeliveryRequested => Label::SurrenderedForDelivery,
        Event::AmendmentRequested { .. } => Label::SurrenderedForAmendment,
        Event::PaperRequested => Label::SurrenderedForPaper,
        Event::SurrenderAccepted => Label::SurrenderAccepted,
        Event::SurrenderRejected { .. } => Label::SurrenderRejected,
        Event::Replaced { .. } => Label::Replaced,
        Event::TurnedToPaper { .. } => Label::TurnedToPaper,
        Event::Voided => Label::Voided,
        Event::Annotated { .. } => Label::Annotated,
        Event::Held { .. } => Label::Held,
        Event::Lifted { .. } => Label::HoldLifted,
        Event::Reassigned { .. } => Label::Reassigned,
    }
}

/// What belongs to it beside who is in control after it and how the bill then stands.
pub(super) fn details(copy: &Copy<'_>, event: &Event, language: Language) -> Vec<(Label, String)> {
    let party = |party| copy.party(party);
    let words = |label: Label| label.words(language).to_owned();
    match event {
        Event::Offered { to, endorsement, until } => {
            let mut details = vec![(Label::To, party(to)), (Label::Until, clock::show(*until))];
            let order = endorsement.map(|it| copy.order(&it.order(), language));
            details.extend(order.map(|order| (Label::NewOrder, order)));
            details
        }
        Event::PledgeOffered { to, until } => {
            vec![(Label::To, party(to)), (Label::Until, clock::show(*until))]
        }
        Event::Accepted { from, .. } => vec![(Label::From, party(from))],
        Event::Pledged { pledgor, .. } => vec![(Label::From, party(pledgor))],
        Event::HandedOver { to, .. }
        | Event::HandedBack { to, .. }
        | Event::Released { to, .. } => {
            vec![(Label::To, party(to))]
        }
        Event::AmendmentRequested { reason, to, order } => vec![
            (Label::Reason, words(amendment(*reason))),
            (Label::To, party(to)),
            (Label::OrderOfNewBill, copy.order(order, language)),
        ],
        Event::SurrenderRejected { to, reason } => {
            vec![(Label::Reason, words(rejection(*reason))), (Label::To, party(to))]
        }
        Event::Reassigned { from, to, order, .. } => vec![
            (Label::From, party(from)),
            (Label::To, party(to)),
            (Label::Commitment, root(order)),
        ],
        Event::Annotated { kind, content } => {
            vec![(Label::NoticeKind, words(annotation(*kind))), (Label::Commitment, root(content))]
        }
        Event::Held { order, until } => {
            vec![(Label::Until, clock::show(*until)), (Label::Commitment, root(order))]
        }
        Event::Lifted { order } => vec![(Label::Commitment, root(order))],
        _ => media_and_titles(event),
    }
}

/// Acts that name other titles, or paper.
fn media_and_titles(event: &Event) -> Vec<(Label, String)> {
    let titles = |label: Label, titles: &[title::TitleId]| {
        titles.iter().map(|title| (label, digits(title))).collect()
    };
    match event {
        Event::Began { replaces, .. } => titles(Label::Replacing, replaces),
        Event::Replaced { by } => titles(Label::ReplacedBy, by),
        Event::IssuedFromPaper { withdrawn, .. } => vec![(Label::Commitment, root(withdrawn))],
        Event::TurnedToPaper { paper, .. } => vec![(Label::Commitment, root(paper))],
        _ => Vec::new(),
    }
}

/// How a title ended.
pub(super) const fn end(end: End) -> Label {
    match end {
        End::Accomplished => Label::SurrenderAccepted,
        End::Replaced => Label::Replaced,
        End::Paper => Label::TurnedToPaper,
        End::Void => Label::Voided,
    }
}

/// What an amendment is to change.
pub(super) const fn amendment(reason: AmendmentReason) -> Label {
    match reason {
        AmendmentReason::ChangeOfDestination => Label::ChangeOfDestination,
        AmendmentReason::Switch => Label::SwitchBill,
        AmendmentReason::Split => Label::Split,
        AmendmentReason::Combine => Label::Combine,
        AmendmentReason::Correction => Label::Correction,
    }
}

const fn rejection(reason: RejectionReason) -> Label {
    match reason {
        RejectionReason::ChargesDue => Label::ChargesDue,
        RejectionReason::RequesterNotEntitled => Label::RequesterNotEntitled,
        RejectionReason::DocumentMismatch => Label::DocumentMismatch,
        RejectionReason::ClaimPending => Label::ClaimPending,
        RejectionReason::Other => Label::OtherReason,
    }
}

const fn annotation(kind: AnnotationKind) -> Label {
    match kind {
        AnnotationKind::LetterOfIndemnity => Label::LetterOfIndemnity,
        AnnotationKind::AdverseClaim => Label::AdverseClaim,
        AnnotationKind::StoppageInTransit => Label::StoppageInTransit,
        AnnotationKind::CustomsHold => Label::CustomsHold,
        AnnotationKind::CustomsRelease => Label::CustomsRelease,
        AnnotationKind::CargoReleased => Label::CargoReleased,
        AnnotationKind::Discrepancy => Label::Discrepancy,
        AnnotationKind::Certificate => Label::Certificate,
    }
}

fn root(commitment: &Commitment) -> String {
    hex::encode(commitment.root)
}
