//! The title as it stands in the state map.

use title::{Asked, End, HandBack, Hold, Mark, Offer, Passage, Pledge, Purpose, Status, Title};

use super::{
    amendment, amendment_message, commitment, commitment_message, optional_order, optional_title,
    order, order_message, party, reference, time, title_id,
};
use crate::pb::ledger::v1 as pb;
use crate::pb::ledger::v1::surrendered::Asked as AskedMessage;
use crate::pb::ledger::v1::title_record::Status as Message;
use crate::wire::{FieldError, FieldFault, present};

/// Reads the title of a record.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn title(record: &pb::TitleRecord) -> Result<Title, FieldError> {
    Ok(Title {
        id: title_id(&record.id, "TitleRecord.id")?,
        reference: reference(&record.reference, "TitleRecord.reference")?,
        version: record.version,
        carrier: party(&record.carrier, "TitleRecord.carrier")?,
        order: order(&record.order, "TitleRecord.order")?,
        cancellable: optional_order(&record.cancellable, "TitleRecord.cancellable")?,
        rulebook: record.rulebook,
        terms_profile: record.terms_profile,
        document: commitment(&record.document, "TitleRecord.document")?,
        master: optional_title(&record.master, "TitleRecord.master")?,
        status: status(present(&record.status, "TitleRecord.status")?)?,
        pledge: record.pledge.as_ref().map(pledge).transpose()?,
        hold: record.hold.as_ref().map(hold).transpose()?,
        hand_back: record.hand_back.as_ref().map(hand_back).transpose()?,
        passage: if record.passed { Passage::Passed } else { Passage::Never },
        mark: super::mark(record.by_order),
    })
}

fn pledge(message: &pb::PledgeRecord) -> Result<Pledge, FieldError> {
    Ok(Pledge {
        pledgor: party(&message.pledgor, "PledgeRecord.pledgor")?,
        order: order(&message.order, "PledgeRecord.order")?,
    })
}

fn hold(message: &pb::HoldRecord) -> Result<Hold, FieldError> {
    Ok(Hold {
        order: commitment(&message.order, "HoldRecord.order")?,
        until: time(message.until_ms),
    })
}

fn hand_back(message: &pb::HandedBack) -> Result<HandBack, FieldError> {
    Ok(HandBack {
        to: party(&message.to, "HandedBack.to")?,
        order: order(&message.order, "HandedBack.order")?,
    })
}

fn status(message: &Message) -> Result<Status, FieldError> {
    Ok(match message {
        Message::Active(active) => {
            Status::Active { controller: party(&active.controller, "Active.controller")? }
        }
        Message::Offered(offered) => Status::Offered {
            controller: party(&offered.controller, "Offered.controller")?,
            offer: Offer {
                to: party(&offered.to, "Offered.to")?,
                purpose: purpose(offered)?,
                until: time(offered.until_ms),
            },
        },
        Message::Surrendered(surrendered) => Status::Surrendered {
            requester: party(&surrendered.requester, "Surrendered.requester")?,
            asked: asked(present(&surrendered.asked, "Surrendered.asked")?)?,
        },
        Message::Ended(ended) => Status::Ended(end(ended.kind)?),
    })
}

fn purpose(offered: &pb::Offered) -> Result<Purpose, FieldError> {
    match (offered.pledge, optional_order(&offered.order, "Offered.order")?) {
        (false, order) => Ok(Purpose::Transfer { order }),
        (true, None) => Ok(Purpose::Pledge),
        (true, Some(_)) => Err(FieldFault::Redundant.of("Offered.order")),
    }
}

fn asked(message: &AskedMessage) -> Result<Asked, FieldError> {
    Ok(match message {
        AskedMessage::Delivery(pb::SurrenderForDelivery {}) => Asked::Delivery,
        AskedMessage::Amendment(message) => {
            let (reason, to, order) = amendment(message)?;
            Asked::Amendment { reason, to, order }
        }
        AskedMessage::Paper(pb::SurrenderForPaper {}) => Asked::Paper,
    })
}

fn end(kind: i32) -> Result<End, FieldError> {
    const ENDS: [End; 4] = [End::Accomplished, End::Replaced, End::Paper, End::Void];
    let found = ENDS.into_iter().find(|end| end_message(*end) as i32 == kind);
    found.ok_or(FieldFault::Unknown.of("Ended.kind"))
}

fn end_message(end: End) -> pb::EndKind {
    match end {
        End::Accomplished => pb::EndKind::Accomplished,
        End::Replaced => pb::EndKind::Replaced,
        End::Paper => pb::EndKind::Paper,
        End::Void => pb::EndKind::Void,
    }
}

/// Writes a title, without its chains.
#[must_use]
pub fn title_message(title: &Title) -> pb::TitleRecord {
    pb::TitleRecord {
        id: title.id.0.to_vec(),
        reference: title.reference.0.to_vec(),
        version: title.version,
        carrier: title.carrier.0.to_vec(),
        order: Some(order_message(&title.order)),
        cancellable: title.cancellable.as_ref().map(order_message),
        rulebook: title.rulebook,
        terms_profile: title.terms_profile,
        document: Some(commitment_message(&title.document)),
        status: Some(status_message(&title.status)),
        master: title.master.map(|id| id.0.to_vec()).unwrap_or_default(),
        pledge: title.pledge.as_ref().map(|pledge| pb::PledgeRecord {
            pledgor: pledge.pledgor.0.to_vec(),
            order: Some(order_message(&pledge.order)),
        }),
        hold: title.hold.as_ref().map(|hold| pb::HoldRecord {
            order: Some(commitment_message(&hold.order)),
            until_ms: hold.until.0,
        }),
        hand_back: title.hand_back.as_ref().map(|back| pb::HandedBack {
            to: back.to.0.to_vec(),
            order: Some(order_message(&back.order)),
        }),
        passed: title.passage == Passage::Passed,
        by_order: title.mark == Mark::ByOrder,
        control: None,
        annotations: None,
    }
}

fn status_message(status: &Status) -> Message {
    match status {
        Status::Active { controller } => {
            Message::Active(pb::Active { controller: controller.0.to_vec() })
        }
        Status::Offered { controller, offer } => Message::Offered(pb::Offered {
            controller: controller.0.to_vec(),
            to: offer.to.0.to_vec(),
            order: match &offer.purpose {
                Purpose::Transfer { order } => order.as_ref().map(order_message),
                Purpose::Pledge => None,
            },
            until_ms: offer.until.0,
            pledge: offer.purpose == Purpose::Pledge,
        }),
        Status::Surrendered { requester, asked } => Message::Surrendered(pb::Surrendered {
            requester: requester.0.to_vec(),
            asked: Some(asked_message(asked)),
        }),
        Status::Ended(end) => Message::Ended(pb::Ended { kind: end_message(*end).into() }),
    }
}

fn asked_message(asked: &Asked) -> AskedMessage {
    match asked {
        Asked::Delivery => AskedMessage::Delivery(pb::SurrenderForDelivery {}),
        Asked::Amendment { reason, to, order } => {
            AskedMessage::Amendment(amendment_message(*reason, *to, order))
        }
        Asked::Paper => AskedMessage::Paper(pb::SurrenderForPaper {}),
    }
}
