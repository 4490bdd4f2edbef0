//! The title as it stands in the state map.

use title::{End, Offer, Status, Title};

use super::{
    commitment, commitment_message, optional_order, order, order_message, party, reference, time,
    title_id,
};
use crate::pb::ledger::v1 as pb;
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
        status: status(present(&record.status, "TitleRecord.status")?)?,
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
                order: optional_order(&offered.order, "Offered.order")?,
                until: time(offered.until_ms),
            },
        },
        Message::Surrendered(surrendered) => Status::Surrendered {
            requester: party(&surrendered.requester, "Surrendered.requester")?,
        },
        Message::Ended(ended) if ended.kind == pb::EndKind::Accomplished as i32 => {
            Status::Ended(End::Accomplished)
        }
        Message::Ended(_) => return Err(FieldFault::Unknown.of("Ended.kind")),
    })
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
            order: offer.order.as_ref().map(order_message),
            until_ms: offer.until.0,
        }),
        Status::Surrendered { requester } => {
            Message::Surrendered(pb::Surrendered { requester: requester.0.to_vec() })
        }
        Status::Ended(End::Accomplished) => {
            Message::Ended(pb::Ended { kind: pb::EndKind::Accomplished.into() })
        }
    }
}
