//! Facts folded into a title. Cannot fail: whatever a fact says was decided when it was recorded.

use crate::fact::{Event, Fact};
use crate::instruction::Issue;
use crate::party::PartyId;
use crate::title::{
    Asked, End, HandBack, Hold, Mark, Offer, Order, Passage, Pledge, Purpose, Status, Title,
};

/// The title after `fact`. `before` is `None` exactly for a fact that begins a title.
///
/// # Panics
///
/// On a fact that no run of [`crate::apply()`] produces for this title: the caller's history is
/// then not one of this law, and going on would invent a controller.
#[must_use]
pub fn evolve(before: Option<Title>, fact: &Fact) -> Title {
    match (before, fact.event.issue()) {
        (None, Some(issue)) => begun(fact, issue),
        (None, None) => panic!("the first fact of a title begins it; {} has none", fact.title),
        (Some(title), Some(_)) => panic!("a title begins once; {} already stands", title.id),
        (Some(title), None) if fact.event.is_annotation() => title,
        (Some(title), None) => changed(title, fact),
    }
}

fn begun(fact: &Fact, issue: &Issue) -> Title {
    Title {
        id: fact.title,
        reference: issue.reference,
        version: issue.version,
        carrier: fact.by.principal(),
        order: issue.order,
        cancellable: None,
        rulebook: issue.rulebook,
        terms_profile: issue.terms_profile,
        document: issue.document,
        master: issue.master,
        status: Status::Active { controller: issue.controller },
        pledge: None,
        hold: None,
        hand_back: None,
        passage: Passage::Never,
        mark: match fact.event {
            Event::Began { mark, .. } => mark,
            _ => Mark::Unmarked,
        },
    }
}

fn changed(mut title: Title, fact: &Fact) -> Title {
    match fact.event {
        Event::Held { order, until } => {
            title.hold = Some(Hold { order, until });
            title.mark = Mark::ByOrder;
            return title;
        }
        Event::Lifted { .. } => {
            title.hold = None;
            title.mark = Mark::ByOrder;
            return title;
        }
        _ => {}
    }
    // A hold and a lift apart, whatever happens to a title settles what was handed over (T-37),
    // and drops an offer: one that lapsed by anything, one that stands by its answer.
    title.hand_back = None;
    let controller = title.controller().expect("no fact follows the end of a title (T-02)");
    if !moved(&mut title, fact, controller) {
        stayed(&mut title, fact, controller);
    }
    title
}

/// Facts after which another is in control, or nobody; `false` for any other.
fn moved(title: &mut Title, fact: &Fact, controller: PartyId) -> bool {
    match fact.event {
        Event::Accepted { to, order, .. } => passes(title, to, order),
        Event::HandedOver { from, to, order } => {
            let back = HandBack { to: from, order: title.order };
            passes(title, to, order);
            title.hand_back = Some(back);
        }
        Event::HandedBack { to, order } => passes(title, to, Some(order)),
        Event::Pledged { pledgor, pledgee, order } => {
            passes(title, pledgee, None);
            title.pledge = Some(Pledge { pledgor, order });
        }
        Event::Released { to, order } => {
            passes(title, to, Some(order));
            title.pledge = None;
        }
        Event::DeliveryRequested => asks(title, controller, Asked::Delivery),
        Event::AmendmentRequested { reason, to, order } => {
            asks(title, controller, Asked::Amendment { reason, to, order });
        }
        Event::PaperRequested => asks(title, controller, Asked::Paper),
        Event::SurrenderRejected { to, .. } => title.status = Status::Active { controller: to },
        Event::SurrenderAccepted => title.status = Status::Ended(End::Accomplished),
        Event::Replaced { .. } => title.status = Status::Ended(End::Replaced),
        Event::TurnedToPaper { .. } => title.status = Status::Ended(End::Paper),
        Event::Voided => title.status = Status::Ended(End::Void),
        Event::Reassigned { to, stands, .. } => {
            passes(title, to, Some(stands));
            title.pledge = None;
            title.mark = Mark::ByOrder;
        }
        _ => return false,
    }
    true
}

/// Facts after which the same party is in control.
fn stayed(title: &mut Title, fact: &Fact, controller: PartyId) {
    title.status = Status::Active { controller };
    match fact.event {
        Event::Offered { to, endorsement, until } => {
            let purpose = Purpose::Transfer { order: endorsement.map(|e| e.order()) };
            title.status = Status::Offered { controller, offer: Offer { to, purpose, until } };
        }
        Event::PledgeOffered { to, until } => {
            let offer = Offer { to, purpose: Purpose::Pledge, until };
            title.status = Status::Offered { controller, offer };
        }
        Event::Endorsed(endorsement) => {
            title.cancellable = Some(title.order);
            title.order = endorsement.order();
        }
        Event::EndorsementCancelled { order } => {
            title.cancellable = None;
            title.order = order;
        }
        Event::Enforced { order } => {
            title.pledge = None;
            title.order = order;
        }
        // Withdrawn, declined and signed leave the title in its controller's hands, as above.
        _ => {}
    }
}

fn passes(title: &mut Title, to: PartyId, order: Option<Order>) {
    title.order = order.unwrap_or(title.order);
    // A new controller was never the endorser: what came before is settled.
    title.cancellable = None;
    title.passage = Passage::Passed;
    title.status = Status::Active { controller: to };
}

fn asks(title: &mut Title, requester: PartyId, asked: Asked) {
    title.status = Status::Surrendered { requester, asked };
}
