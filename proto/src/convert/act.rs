//! The acts of an instruction body.

use title::{Act, Issue};

use super::{
    commitment, commitment_message, endorsement, endorsement_message, optional_endorsement, order,
    order_message, party, reference, rejection_reason, time,
};
use crate::pb::ledger::v1 as pb;
use crate::pb::ledger::v1::instruction_body::Act as Message;
use crate::wire::FieldError;

/// Reads an act.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn act(message: &Message) -> Result<Act, FieldError> {
    Ok(match message {
        Message::Issue(message) => Act::Issue(issue(message)?),
        Message::Offer(offer) => Act::Offer {
            to: party(&offer.to, "Offer.to")?,
            endorsement: optional_endorsement(&offer.endorsement, "Offer.endorsement")?,
            until: time(offer.until_ms),
        },
        Message::Withdraw(pb::Withdraw {}) => Act::Withdraw,
        Message::Accept(pb::Accept {}) => Act::Accept,
        Message::Decline(pb::Decline {}) => Act::Decline,
        Message::Endorse(endorse) => {
            Act::Endorse(endorsement(&endorse.endorsement, "Endorse.endorsement")?)
        }
        Message::CancelEndorsement(pb::CancelEndorsement {}) => Act::CancelEndorsement,
        Message::Sign(pb::Sign {}) => Act::Sign,
        Message::SurrenderForDelivery(pb::SurrenderForDelivery {}) => Act::SurrenderForDelivery,
        Message::AcceptSurrender(pb::AcceptSurrender {}) => Act::AcceptSurrender,
        Message::RejectSurrender(reject) => Act::RejectSurrender {
            reason: rejection_reason(reject.reason, "RejectSurrender.reason")?,
        },
    })
}

/// Writes an act.
#[must_use]
pub fn act_message(act: &Act) -> Message {
    match act {
        Act::Issue(issue) => Message::Issue(issue_message(issue)),
        Act::Offer { to, endorsement, until } => Message::Offer(pb::Offer {
            to: to.0.to_vec(),
            endorsement: endorsement.as_ref().map(endorsement_message),
            until_ms: until.0,
        }),
        Act::Withdraw => Message::Withdraw(pb::Withdraw {}),
        Act::Accept => Message::Accept(pb::Accept {}),
        Act::Decline => Message::Decline(pb::Decline {}),
        Act::Endorse(endorsement) => {
            Message::Endorse(pb::Endorse { endorsement: Some(endorsement_message(endorsement)) })
        }
        Act::CancelEndorsement => Message::CancelEndorsement(pb::CancelEndorsement {}),
        Act::Sign => Message::Sign(pb::Sign {}),
        Act::SurrenderForDelivery => Message::SurrenderForDelivery(pb::SurrenderForDelivery {}),
        Act::AcceptSurrender => Message::AcceptSurrender(pb::AcceptSurrender {}),
        Act::RejectSurrender { reason } => {
            Message::RejectSurrender(pb::RejectSurrender { reason: *reason as i32 })
        }
    }
}

pub(super) fn issue(message: &pb::Issue) -> Result<Issue, FieldError> {
    Ok(Issue {
        reference: reference(&message.reference, "Issue.reference")?,
        version: message.version,
        order: order(&message.order, "Issue.order")?,
        controller: party(&message.controller, "Issue.controller")?,
        rulebook: message.rulebook,
        terms_profile: message.terms_profile,
        document: commitment(&message.document, "Issue.document")?,
    })
}

pub(super) fn issue_message(issue: &Issue) -> pb::Issue {
    pb::Issue {
        reference: issue.reference.0.to_vec(),
        version: issue.version,
        order: Some(order_message(&issue.order)),
        controller: issue.controller.0.to_vec(),
        rulebook: issue.rulebook,
        terms_profile: issue.terms_profile,
        document: Some(commitment_message(&issue.document)),
    }
}
