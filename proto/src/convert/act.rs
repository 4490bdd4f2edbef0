//! The acts of an instruction body.

use title::{Act, Begin, Direction, Issue, TitleId};

use super::{
    amendment, amendment_message, annotation_kind, change_of_medium, change_of_medium_message,
    commitment, commitment_message, endorsement, endorsement_message, optional_endorsement,
    optional_order, optional_title, order, order_message, party, reference, rejection_reason, time,
    titles,
};
use crate::ids::{ChainId, title_id};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::pb::ledger::v1::instruction_body::Act as Message;
use crate::wire::{FieldError, FieldFault, ascends, present};

/// Reads an act. What replaces titles gets its title ids from the chain, the reference and the
/// version, as an issue does.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn act(chain: &ChainId, message: &Message) -> Result<Act, FieldError> {
    Ok(match message {
        Message::Issue(message) => Act::Issue(issue(message)?),
        Message::IssueFromPaper(message) => Act::IssueFromPaper {
            issue: issue(present(&message.issue, "IssueFromPaper.issue")?)?,
            medium: change_of_medium(present(&message.medium, "IssueFromPaper.medium")?)?,
        },
        Message::Offer(offer) => Act::Offer {
            to: party(&offer.to, "Offer.to")?,
            endorsement: optional_endorsement(&offer.endorsement, "Offer.endorsement")?,
            until: time(offer.until_ms),
        },
        Message::Withdraw(pb::Withdraw {}) => Act::Withdraw,
        Message::Accept(pb::Accept {}) => Act::Accept,
        Message::Decline(pb::Decline {}) => Act::Decline,
        Message::HandOver(hand_over) => Act::HandOver {
            to: party(&hand_over.to, "HandOver.to")?,
            endorsement: optional_endorsement(&hand_over.endorsement, "HandOver.endorsement")?,
        },
        Message::HandBack(pb::HandBack {}) => Act::HandBack,
        Message::Endorse(endorse) => {
            Act::Endorse(endorsement(&endorse.endorsement, "Endorse.endorsement")?)
        }
        Message::CancelEndorsement(pb::CancelEndorsement {}) => Act::CancelEndorsement,
        Message::Sign(pb::Sign {}) => Act::Sign,
        Message::Pledge(pledge) => {
            Act::Pledge { to: party(&pledge.to, "Pledge.to")?, until: time(pledge.until_ms) }
        }
        Message::Release(release) => {
            Act::Release { direction: release.direction.as_ref().map(direction).transpose()? }
        }
        Message::Enforce(pb::Enforce {}) => Act::Enforce,
        other => return carriers_or_order(chain, other),
    })
}

/// Surrender, the carrier's answers, notices and orders.
fn carriers_or_order(chain: &ChainId, message: &Message) -> Result<Act, FieldError> {
    Ok(match message {
        Message::SurrenderForDelivery(pb::SurrenderForDelivery {}) => Act::SurrenderForDelivery,
        Message::SurrenderForAmendment(asked) => {
            let (reason, to, order) = amendment(asked)?;
            Act::SurrenderForAmendment { reason, to, order }
        }
        Message::SurrenderForPaper(pb::SurrenderForPaper {}) => Act::SurrenderForPaper,
        Message::AcceptSurrender(pb::AcceptSurrender {}) => Act::AcceptSurrender,
        Message::RejectSurrender(reject) => Act::RejectSurrender {
            reason: rejection_reason(reject.reason, "RejectSurrender.reason")?,
        },
        Message::Replace(message) => replace(chain, message)?,
        Message::ToPaper(medium) => Act::ToPaper(change_of_medium(medium)?),
        Message::Void(pb::Void {}) => Act::Void,
        Message::Annotate(annotate) => Act::Annotate {
            kind: annotation_kind(annotate.kind, "Annotate.kind")?,
            content: commitment(&annotate.content, "Annotate.content")?,
        },
        Message::Hold(hold) => {
            Act::Hold { order: commitment(&hold.order, "Hold.order")?, until: time(hold.until_ms) }
        }
        Message::Lift(lift) => Act::Lift { order: commitment(&lift.order, "Lift.order")? },
        Message::Reassign(reassign) => Act::Reassign {
            to: party(&reassign.to, "Reassign.to")?,
            stands: optional_order(&reassign.stands, "Reassign.stands")?,
            order: commitment(&reassign.order, "Reassign.order")?,
        },
        Message::Registry(_) => return Err(FieldFault::Unknown.of("InstructionBody.act")),
        _ => unreachable!("the acts of holders are read first"),
    })
}

fn direction(message: &pb::Direction) -> Result<Direction, FieldError> {
    Ok(Direction {
        to: party(&message.to, "Direction.to")?,
        endorsement: optional_endorsement(&message.endorsement, "Direction.endorsement")?,
    })
}

fn replace(chain: &ChainId, message: &pb::Replace) -> Result<Act, FieldError> {
    const BEGINS: &str = "Replace.begins";
    if message.begins.len() > limits::REPLACEMENT_TITLES {
        return Err(FieldFault::TooMany.of(BEGINS));
    }
    let mut begins = Vec::with_capacity(message.begins.len());
    for message in &message.begins {
        let issue = issue(message)?;
        begins.push(Begin { title: title_id(chain, &issue.reference, issue.version), issue });
    }
    if !ascends(&begins, |begin| begin.title) {
        return Err(FieldFault::Order.of(BEGINS));
    }
    let also = titles(&message.also, limits::REPLACEMENT_TITLES, "Replace.also")?;
    let first = super::title_id(&message.first, "Replace.first")?;
    if also.first().is_some_and(|lowest| *lowest <= first) {
        return Err(FieldFault::Order.of("Replace.also"));
    }
    Ok(Act::Replace { also, begins })
}

/// Writes an act on `title`.
#[must_use]
pub fn act_message(title: TitleId, act: &Act) -> Message {
    match act {
        Act::Issue(issue) => Message::Issue(issue_message(issue)),
        Act::IssueFromPaper { issue, medium } => Message::IssueFromPaper(pb::IssueFromPaper {
            issue: Some(issue_message(issue)),
            medium: Some(change_of_medium_message(medium)),
        }),
        Act::Offer { to, endorsement, until } => Message::Offer(pb::Offer {
            to: to.0.to_vec(),
            endorsement: endorsement.as_ref().map(endorsement_message),
            until_ms: until.0,
        }),
        Act::Withdraw => Message::Withdraw(pb::Withdraw {}),
        Act::Accept => Message::Accept(pb::Accept {}),
        Act::Decline => Message::Decline(pb::Decline {}),
        Act::HandOver { to, endorsement } => Message::HandOver(pb::HandOver {
            to: to.0.to_vec(),
            endorsement: endorsement.as_ref().map(endorsement_message),
        }),
        Act::HandBack => Message::HandBack(pb::HandBack {}),
        Act::Endorse(endorsement) => {
            Message::Endorse(pb::Endorse { endorsement: Some(endorsement_message(endorsement)) })
        }
        Act::CancelEndorsement => Message::CancelEndorsement(pb::CancelEndorsement {}),
        Act::Sign => Message::Sign(pb::Sign {}),
        Act::Pledge { to, until } => {
            Message::Pledge(pb::Pledge { to: to.0.to_vec(), until_ms: until.0 })
        }
        Act::Release { direction } => {
            Message::Release(pb::Release { direction: direction.as_ref().map(direction_message) })
        }
        Act::Enforce => Message::Enforce(pb::Enforce {}),
        _ => carriers_or_order_message(title, act),
    }
}

fn carriers_or_order_message(title: TitleId, act: &Act) -> Message {
    match act {
        Act::SurrenderForDelivery => Message::SurrenderForDelivery(pb::SurrenderForDelivery {}),
        Act::SurrenderForAmendment { reason, to, order } => {
            Message::SurrenderForAmendment(amendment_message(*reason, *to, order))
        }
        Act::SurrenderForPaper => Message::SurrenderForPaper(pb::SurrenderForPaper {}),
        Act::AcceptSurrender => Message::AcceptSurrender(pb::AcceptSurrender {}),
        Act::RejectSurrender { reason } => {
            Message::RejectSurrender(pb::RejectSurrender { reason: *reason as i32 })
        }
        Act::Replace { also, begins } => Message::Replace(pb::Replace {
            first: title.0.to_vec(),
            also: also.iter().map(|id| id.0.to_vec()).collect(),
            begins: begins.iter().map(|begin| issue_message(&begin.issue)).collect(),
        }),
        Act::ToPaper(medium) => Message::ToPaper(change_of_medium_message(medium)),
        Act::Void => Message::Void(pb::Void {}),
        Act::Annotate { kind, content } => Message::Annotate(pb::Annotate {
            kind: *kind as i32,
            content: Some(commitment_message(content)),
        }),
        Act::Hold { order, until } => {
            Message::Hold(pb::Hold { order: Some(commitment_message(order)), until_ms: until.0 })
        }
        Act::Lift { order } => Message::Lift(pb::Lift { order: Some(commitment_message(order)) }),
        Act::Reassign { to, stands, order } => Message::Reassign(pb::Reassign {
            to: to.0.to_vec(),
            stands: stands.as_ref().map(order_message),
            order: Some(commitment_message(order)),
        }),
        _ => unreachable!("the acts of holders are written first"),
    }
}

fn direction_message(direction: &Direction) -> pb::Direction {
    pb::Direction {
        to: direction.to.0.to_vec(),
        endorsement: direction.endorsement.as_ref().map(endorsement_message),
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
        master: optional_title(&message.master, "Issue.master")?,
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
        master: issue.master.map(|id| id.0.to_vec()).unwrap_or_default(),
    }
}
