//! Facts.

use title::{Acting, Event, Fact, TitleId};

use super::act::{issue, issue_message};
use super::{
    endorsement, endorsement_message, optional_endorsement, optional_order, order, order_message,
    party, rejection_reason, time,
};
use crate::pb::ledger::v1 as pb;
use crate::pb::ledger::v1::fact::Event as Message;
use crate::wire::{FieldError, FieldFault, present};

/// Reads who acts; an empty `represented` is a party acting for itself.
///
/// # Errors
///
/// [`FieldError`] for an id of another length, or for a party that represents itself.
pub fn acting(actor: &[u8], represented: &[u8]) -> Result<Acting, FieldError> {
    let actor = party(actor, "actor")?;
    if represented.is_empty() {
        return Ok(Acting::own(actor));
    }
    let represented = party(represented, "represented")?;
    // One meaning has one body: a party acting for itself names nobody.
    if represented == actor {
        return Err(FieldFault::Redundant.of("represented"));
    }
    Ok(Acting { actor, represented: Some(represented) })
}

/// Reads a fact of the title named.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn fact(title: TitleId, message: &pb::Fact) -> Result<Fact, FieldError> {
    Ok(Fact {
        title,
        by: acting(&message.actor, &message.represented)?,
        at: time(message.at_ms),
        event: event(present(&message.event, "Fact.event")?)?,
    })
}

/// Writes a fact.
#[must_use]
pub fn fact_message(fact: &Fact) -> pb::Fact {
    pb::Fact {
        actor: fact.by.actor.0.to_vec(),
        represented: fact.by.represented.map(|party| party.0.to_vec()).unwrap_or_default(),
        at_ms: fact.at.0,
        event: Some(event_message(&fact.event)),
    }
}

fn event(message: &Message) -> Result<Event, FieldError> {
    Ok(match message {
        Message::Issued(message) => Event::Issued(issue(message)?),
        Message::Offered(offer) => Event::Offered {
            to: party(&offer.to, "Offer.to")?,
            endorsement: optional_endorsement(&offer.endorsement, "Offer.endorsement")?,
            until: time(offer.until_ms),
        },
        Message::Withdrawn(pb::Withdraw {}) => Event::Withdrawn,
        Message::Accepted(accepted) => Event::Accepted {
            from: party(&accepted.from, "Accepted.from")?,
            to: party(&accepted.to, "Accepted.to")?,
            order: optional_order(&accepted.order, "Accepted.order")?,
        },
        Message::Declined(pb::Decline {}) => Event::Declined,
        Message::Endorsed(endorse) => {
            Event::Endorsed(endorsement(&endorse.endorsement, "Endorse.endorsement")?)
        }
        Message::EndorsementCancelled(cancelled) => Event::EndorsementCancelled {
            order: order(&cancelled.order, "EndorsementCancelled.order")?,
        },
        Message::Signed(pb::Sign {}) => Event::Signed,
        Message::SurrenderRequested(pb::SurrenderForDelivery {}) => Event::SurrenderRequested,
        Message::SurrenderAccepted(pb::AcceptSurrender {}) => Event::SurrenderAccepted,
        Message::SurrenderRejected(rejected) => Event::SurrenderRejected {
            to: party(&rejected.to, "SurrenderRejected.to")?,
            reason: rejection_reason(rejected.reason, "SurrenderRejected.reason")?,
        },
    })
}

fn event_message(event: &Event) -> Message {
    match event {
        Event::Issued(issue) => Message::Issued(issue_message(issue)),
        Event::Offered { to, endorsement, until } => Message::Offered(pb::Offer {
            to: to.0.to_vec(),
            endorsement: endorsement.as_ref().map(endorsement_message),
            until_ms: until.0,
        }),
        Event::Withdrawn => Message::Withdrawn(pb::Withdraw {}),
        Event::Accepted { from, to, order } => Message::Accepted(pb::Accepted {
            from: from.0.to_vec(),
            to: to.0.to_vec(),
            order: order.as_ref().map(order_message),
        }),
        Event::Declined => Message::Declined(pb::Decline {}),
        Event::Endorsed(endorsement) => {
            Message::Endorsed(pb::Endorse { endorsement: Some(endorsement_message(endorsement)) })
        }
        Event::EndorsementCancelled { order } => {
            Message::EndorsementCancelled(pb::EndorsementCancelled {
                order: Some(order_message(order)),
            })
        }
        Event::Signed => Message::Signed(pb::Sign {}),
        Event::SurrenderRequested => Message::SurrenderRequested(pb::SurrenderForDelivery {}),
        Event::SurrenderAccepted => Message::SurrenderAccepted(pb::AcceptSurrender {}),
        Event::SurrenderRejected { to, reason } => {
            Message::SurrenderRejected(pb::SurrenderRejected {
                to: to.0.to_vec(),
                reason: *reason as i32,
            })
        }
    }
}
