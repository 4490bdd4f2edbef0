//! Facts of titles.

use title::{Acting, Event, TitleId};

use super::act::{issue, issue_message};
use super::{
    amendment, amendment_message, annotation_kind, change_of_medium, commitment,
    commitment_message, endorsement, endorsement_message, optional_endorsement, optional_order,
    order, order_message, party, rejection_reason, signers, time, titles,
};
use crate::fact::Fact;
use crate::instruction::Subject;
use crate::limits::REPLACEMENT_TITLES;
use crate::pb::ledger::v1 as pb;
use crate::pb::ledger::v1::fact::Event as Message;
use crate::registry::{self, Chain};
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

/// Reads who signs too. Whoever acts, or is acted for, is named there and not here again.
///
/// # Errors
///
/// [`FieldError`] for an id of another length, too many, or one out of order or named before.
pub fn with(by: &Acting, list: &[Vec<u8>]) -> Result<Vec<title::PartyId>, FieldError> {
    let with = signers(list, "with")?;
    if with.contains(&by.actor) || with.contains(&by.principal()) {
        return Err(FieldFault::Redundant.of("with"));
    }
    Ok(with)
}

/// Reads a fact of the chain named.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning, or for a fact that no such chain has.
pub fn fact(subject: Subject, message: &pb::Fact) -> Result<Fact, FieldError> {
    let by = acting(&message.actor, &message.represented)?;
    let (with, at) = (with(&by, &message.with)?, time(message.at_ms));
    let registry = |chain, act: &pb::RegistryAct| {
        let event = super::registry::act(act)?;
        let fits = event.kind().is_governance() == (chain == Chain::Network);
        let fact = registry::Fact { chain, by, with: with.clone(), at, event };
        if fits { Ok(fact.into()) } else { Err(FieldFault::Unknown.of("Fact.event")) }
    };
    match (subject, present(&message.event, "Fact.event")?) {
        (Subject::Member(member), Message::Registry(act)) => registry(Chain::Member(member), act),
        (Subject::Network, Message::Registry(act)) => registry(Chain::Network, act),
        (Subject::TitleControl(title) | Subject::TitleAnnotations(title), message) => {
            of_title(title, by, with, at, message)
        }
        _ => Err(FieldFault::Unknown.of("Fact.event")),
    }
}

fn of_title(
    title: TitleId,
    by: Acting,
    with: Vec<title::PartyId>,
    at: title::Time,
    message: &Message,
) -> Result<Fact, FieldError> {
    Ok(title::Fact { title, by, with, at, event: event(message)? }.into())
}

/// Writes a fact.
#[must_use]
pub fn fact_message(fact: &Fact) -> pb::Fact {
    pb::Fact {
        actor: fact.by().actor.0.to_vec(),
        represented: fact.by().represented.map(|party| party.0.to_vec()).unwrap_or_default(),
        at_ms: fact.at().0,
        with: fact.with().iter().map(|party| party.0.to_vec()).collect(),
        event: Some(match fact {
            Fact::Title(fact) => event_message(&fact.event),
            Fact::Registry(fact) => Message::Registry(super::registry::act_message(&fact.event)),
        }),
    }
}

fn event(message: &Message) -> Result<Event, FieldError> {
    Ok(match message {
        Message::Offered(offer) => Event::Offered {
            to: party(&offer.to, "Offer.to")?,
            endorsement: optional_endorsement(&offer.endorsement, "Offer.endorsement")?,
            until: time(offer.until_ms),
        },
        Message::Withdrawn(pb::Withdraw {}) => Event::Withdrawn,
        Message::Accepted(accepted) => {
            let (from, to, order) = moved(accepted)?;
            Event::Accepted { from, to, order }
        }
        Message::Declined(pb::Decline {}) => Event::Declined,
        Message::HandedOver(handed) => {
            let (from, to, order) = moved(handed)?;
            Event::HandedOver { from, to, order }
        }
        Message::HandedBack(handed) => Event::HandedBack {
            to: party(&handed.to, "HandedBack.to")?,
            order: order(&handed.order, "HandedBack.order")?,
        },
        Message::Endorsed(endorse) => {
            Event::Endorsed(endorsement(&endorse.endorsement, "Endorse.endorsement")?)
        }
        Message::EndorsementCancelled(cancelled) => Event::EndorsementCancelled {
            order: order(&cancelled.order, "EndorsementCancelled.order")?,
        },
        Message::Signed(pb::Sign {}) => Event::Signed,
        Message::PledgeOffered(pledge) => Event::PledgeOffered {
            to: party(&pledge.to, "Pledge.to")?,
            until: time(pledge.until_ms),
        },
        Message::Pledged(pledged) => Event::Pledged {
            pledgor: party(&pledged.pledgor, "Pledged.pledgor")?,
            pledgee: party(&pledged.pledgee, "Pledged.pledgee")?,
            order: order(&pledged.order, "Pledged.order")?,
        },
        Message::Released(released) => Event::Released {
            to: party(&released.to, "Released.to")?,
            order: order(&released.order, "Released.order")?,
        },
        Message::Enforced(enforced) => {
            Event::Enforced { order: order(&enforced.order, "Enforced.order")? }
        }
        other => return carriers_or_order(other),
    })
}

fn moved(
    accepted: &pb::Accepted,
) -> Result<(title::PartyId, title::PartyId, Option<title::Order>), FieldError> {
    Ok((
        party(&accepted.from, "Accepted.from")?,
        party(&accepted.to, "Accepted.to")?,
        optional_order(&accepted.order, "Accepted.order")?,
    ))
}

/// What a carrier, whoever asks it, an annotator or the governance does.
fn carriers_or_order(message: &Message) -> Result<Event, FieldError> {
    Ok(match message {
        Message::Issued(message) => Event::Issued(issue(message)?),
        Message::IssuedFromPaper(message) => {
            let medium = present(&message.medium, "IssueFromPaper.medium")?;
            let (statement, withdrawn) = complete(medium)?;
            let issue = issue(present(&message.issue, "IssueFromPaper.issue")?)?;
            Event::IssuedFromPaper { issue, statement, withdrawn }
        }
        Message::Began(began) => Event::Began {
            issue: issue(present(&began.issue, "Began.issue")?)?,
            // The first one and all that end beside it.
            replaces: titles(&began.replaces, REPLACEMENT_TITLES + 1, "Began.replaces")?,
            mark: super::mark(began.by_order),
        },
        Message::DeliveryRequested(pb::SurrenderForDelivery {}) => Event::DeliveryRequested,
        Message::AmendmentRequested(asked) => {
            let (reason, to, order) = amendment(asked)?;
            Event::AmendmentRequested { reason, to, order }
        }
        Message::PaperRequested(pb::SurrenderForPaper {}) => Event::PaperRequested,
        Message::SurrenderAccepted(pb::AcceptSurrender {}) => Event::SurrenderAccepted,
        Message::SurrenderRejected(rejected) => Event::SurrenderRejected {
            to: party(&rejected.to, "SurrenderRejected.to")?,
            reason: rejection_reason(rejected.reason, "SurrenderRejected.reason")?,
        },
        Message::Replaced(replaced) => {
            Event::Replaced { by: titles(&replaced.by, REPLACEMENT_TITLES, "Replaced.by")? }
        }
        Message::TurnedToPaper(medium) => {
            let (statement, paper) = complete(medium)?;
            Event::TurnedToPaper { statement, paper }
        }
        Message::Voided(pb::Void {}) => Event::Voided,
        Message::Annotated(annotate) => Event::Annotated {
            kind: annotation_kind(annotate.kind, "Annotate.kind")?,
            content: commitment(&annotate.content, "Annotate.content")?,
        },
        Message::Held(hold) => Event::Held {
            order: commitment(&hold.order, "Hold.order")?,
            until: time(hold.until_ms),
        },
        Message::Lifted(lift) => Event::Lifted { order: commitment(&lift.order, "Lift.order")? },
        Message::Reassigned(moved) => Event::Reassigned {
            from: party(&moved.from, "Reassigned.from")?,
            to: party(&moved.to, "Reassigned.to")?,
            stands: order(&moved.stands, "Reassigned.stands")?,
            order: commitment(&moved.order, "Reassigned.order")?,
        },
        Message::Registry(_) => return Err(FieldFault::Unknown.of("Fact.event")),
        _ => unreachable!("what holders do is read first"),
    })
}

/// A recorded change of medium has both parts.
fn complete(
    message: &pb::ChangeOfMedium,
) -> Result<(title::Commitment, title::Commitment), FieldError> {
    let medium = change_of_medium(message)?;
    Ok((
        medium.statement.ok_or(FieldFault::Missing.of("ChangeOfMedium.statement"))?,
        medium.paper.ok_or(FieldFault::Missing.of("ChangeOfMedium.paper"))?,
    ))
}

fn complete_message(
    statement: &title::Commitment,
    paper: &title::Commitment,
) -> pb::ChangeOfMedium {
    pb::ChangeOfMedium {
        statement: Some(commitment_message(statement)),
        paper: Some(commitment_message(paper)),
    }
}

fn event_message(event: &Event) -> Message {
    match event {
        Event::Offered { to, endorsement, until } => Message::Offered(pb::Offer {
            to: to.0.to_vec(),
            endorsement: endorsement.as_ref().map(endorsement_message),
            until_ms: until.0,
        }),
        Event::Withdrawn => Message::Withdrawn(pb::Withdraw {}),
        Event::Accepted { from, to, order } => Message::Accepted(moved_message(from, to, order)),
        Event::Declined => Message::Declined(pb::Decline {}),
        Event::HandedOver { from, to, order } => {
            Message::HandedOver(moved_message(from, to, order))
        }
        Event::HandedBack { to, order } => Message::HandedBack(pb::HandedBack {
            to: to.0.to_vec(),
            order: Some(order_message(order)),
        }),
        Event::Endorsed(endorsement) => {
            Message::Endorsed(pb::Endorse { endorsement: Some(endorsement_message(endorsement)) })
        }
        Event::EndorsementCancelled { order } => {
            Message::EndorsementCancelled(pb::EndorsementCancelled {
                order: Some(order_message(order)),
            })
        }
        Event::Signed => Message::Signed(pb::Sign {}),
        Event::PledgeOffered { to, until } => {
            Message::PledgeOffered(pb::Pledge { to: to.0.to_vec(), until_ms: until.0 })
        }
        Event::Pledged { pledgor, pledgee, order } => Message::Pledged(pb::Pledged {
            pledgor: pledgor.0.to_vec(),
            pledgee: pledgee.0.to_vec(),
            order: Some(order_message(order)),
        }),
        Event::Released { to, order } => {
            Message::Released(pb::Released { to: to.0.to_vec(), order: Some(order_message(order)) })
        }
        Event::Enforced { order } => {
            Message::Enforced(pb::Enforced { order: Some(order_message(order)) })
        }
        _ => carriers_or_order_message(event),
    }
}

fn moved_message(
    from: &title::PartyId,
    to: &title::PartyId,
    order: &Option<title::Order>,
) -> pb::Accepted {
    pb::Accepted {
        from: from.0.to_vec(),
        to: to.0.to_vec(),
        order: order.as_ref().map(order_message),
    }
}

fn carriers_or_order_message(event: &Event) -> Message {
    match event {
        Event::Issued(issue) => Message::Issued(issue_message(issue)),
        Event::IssuedFromPaper { issue, statement, withdrawn } => {
            Message::IssuedFromPaper(pb::IssueFromPaper {
                issue: Some(issue_message(issue)),
                medium: Some(complete_message(statement, withdrawn)),
            })
        }
        Event::Began { issue, replaces, mark } => Message::Began(pb::Began {
            issue: Some(issue_message(issue)),
            replaces: replaces.iter().map(|id| id.0.to_vec()).collect(),
            by_order: *mark == title::Mark::ByOrder,
        }),
        Event::DeliveryRequested => Message::DeliveryRequested(pb::SurrenderForDelivery {}),
        Event::AmendmentRequested { reason, to, order } => {
            Message::AmendmentRequested(amendment_message(*reason, *to, order))
        }
        Event::PaperRequested => Message::PaperRequested(pb::SurrenderForPaper {}),
        Event::SurrenderAccepted => Message::SurrenderAccepted(pb::AcceptSurrender {}),
        Event::SurrenderRejected { to, reason } => {
            Message::SurrenderRejected(pb::SurrenderRejected {
                to: to.0.to_vec(),
                reason: *reason as i32,
            })
        }
        Event::Replaced { by } => {
            Message::Replaced(pb::Replaced { by: by.iter().map(|id| id.0.to_vec()).collect() })
        }
        Event::TurnedToPaper { statement, paper } => {
            Message::TurnedToPaper(complete_message(statement, paper))
        }
        Event::Voided => Message::Voided(pb::Void {}),
        Event::Annotated { kind, content } => Message::Annotated(pb::Annotate {
            kind: *kind as i32,
            content: Some(commitment_message(content)),
        }),
        Event::Held { order, until } => {
            Message::Held(pb::Hold { order: Some(commitment_message(order)), until_ms: until.0 })
        }
        Event::Lifted { order } => {
            Message::Lifted(pb::Lift { order: Some(commitment_message(order)) })
        }
        Event::Reassigned { from, to, stands, order } => Message::Reassigned(pb::Reassigned {
            from: from.0.to_vec(),
            to: to.0.to_vec(),
            stands: Some(order_message(stands)),
            order: Some(commitment_message(order)),
        }),
        _ => unreachable!("what holders do is written first"),
    }
}
