//! What the invariants leave open: that a fact's words and the step it makes agree, in every field.

use proptest::prelude::*;
use title::rules::order::HOLD_LIMIT_MS;
use title::{
    Asked, End, Event, Fact, HandBack, Hold, Issue, Mark, Offer, Passage, Pledge, Purpose, Status,
    Title,
};

use crate::history::ledger::Ledger;

/// The title after the fact is the one before it with exactly the changes that its words name.
pub(crate) fn are_the_facts_own(
    before: Option<&Title>,
    fact: &Fact,
    after: &Title,
) -> Result<(), TestCaseError> {
    let Some(before) = before else { return begins(fact, after) };
    if fact.event.is_annotation() {
        prop_assert_eq!(before, after);
        return Ok(());
    }
    let mut expected = before.clone();
    if !matches!(fact.event, Event::Held { .. } | Event::Lifted { .. }) {
        expected.hand_back = None;
        // An overdue offer is gone with whatever follows, one that stands with its answer.
        expected.status = Status::Active { controller: before.controller().unwrap() };
    }
    moves(&mut expected, before, fact);
    stays(&mut expected, before, fact);
    prop_assert_eq!(&expected, after);
    allowed(before, fact)
}

fn begins(fact: &Fact, after: &Title) -> Result<(), TestCaseError> {
    let Some(issue) = fact.event.issue() else {
        return Err(TestCaseError::fail("a title begins with no beginning"));
    };
    let Issue { reference, version, order, controller, rulebook, terms_profile, document, master } =
        *issue;
    let expected = Title {
        id: fact.title,
        reference,
        version,
        carrier: fact.by.principal(),
        order,
        cancellable: None,
        rulebook,
        terms_profile,
        document,
        master,
        status: Status::Active { controller },
        pledge: None,
        hold: None,
        hand_back: None,
        passage: Passage::Never,
        // What replaces a marked title is marked; the fact says so itself.
        mark: match fact.event {
            Event::Began { mark, .. } => mark,
            _ => Mark::Unmarked,
        },
    };
    prop_assert_eq!(&expected, after);
    Ok(())
}

/// Facts after which another is in control, or nobody.
fn moves(expected: &mut Title, before: &Title, fact: &Fact) {
    let requester = before.controller().unwrap();
    match fact.event {
        Event::Accepted { to, order, .. } => passes(expected, to, order),
        Event::HandedOver { to, order, .. } => {
            passes(expected, to, order);
            expected.hand_back = Some(HandBack { to: requester, order: before.order });
        }
        Event::HandedBack { to, order } => passes(expected, to, Some(order)),
        Event::Pledged { pledgor, pledgee, .. } => {
            passes(expected, pledgee, None);
            expected.pledge = Some(Pledge { pledgor, order: before.order });
        }
        Event::Released { to, order } => {
            passes(expected, to, Some(order));
            expected.pledge = None;
        }
        Event::Reassigned { to, stands, .. } => {
            passes(expected, to, Some(stands));
            expected.pledge = None;
            expected.mark = Mark::ByOrder;
        }
        Event::DeliveryRequested => surrendered(expected, requester, Asked::Delivery),
        Event::AmendmentRequested { reason, to, order } => {
            surrendered(expected, requester, Asked::Amendment { reason, to, order });
        }
        Event::PaperRequested => surrendered(expected, requester, Asked::Paper),
        Event::SurrenderRejected { to, .. } => expected.status = Status::Active { controller: to },
        Event::SurrenderAccepted => expected.status = Status::Ended(End::Accomplished),
        Event::Replaced { .. } => expected.status = Status::Ended(End::Replaced),
        Event::TurnedToPaper { .. } => expected.status = Status::Ended(End::Paper),
        Event::Voided => expected.status = Status::Ended(End::Void),
        _ => {}
    }
}

/// Facts after which the same party is in control.
fn stays(expected: &mut Title, before: &Title, fact: &Fact) {
    let controller = before.controller().unwrap();
    match fact.event {
        Event::Offered { to, endorsement, until } => {
            let purpose = Purpose::Transfer { order: endorsement.map(|e| e.order()) };
            expected.status = Status::Offered { controller, offer: Offer { to, purpose, until } };
        }
        Event::PledgeOffered { to, until } => {
            let offer = Offer { to, purpose: Purpose::Pledge, until };
            expected.status = Status::Offered { controller, offer };
        }
        Event::Endorsed(endorsement) => {
            expected.order = endorsement.order();
            expected.cancellable = Some(before.order);
        }
        Event::EndorsementCancelled { order } => {
            expected.order = order;
            expected.cancellable = None;
        }
        Event::Enforced { order } => {
            expected.order = order;
            expected.pledge = None;
        }
        Event::Held { order, until } => {
            expected.hold = Some(Hold { order, until });
            expected.mark = Mark::ByOrder;
        }
        Event::Lifted { .. } => {
            expected.hold = None;
            expected.mark = Mark::ByOrder;
        }
        _ => {}
    }
}

fn passes(expected: &mut Title, to: title::PartyId, order: Option<title::Order>) {
    expected.status = Status::Active { controller: to };
    expected.order = order.unwrap_or(expected.order);
    expected.cancellable = None;
    expected.passage = Passage::Passed;
}

fn surrendered(expected: &mut Title, requester: title::PartyId, asked: Asked) {
    expected.status = Status::Surrendered { requester, asked };
}

/// What may be done only before control passed, only to another, or only for a time.
fn allowed(before: &Title, fact: &Fact) -> Result<(), TestCaseError> {
    match fact.event {
        Event::Voided => prop_assert_eq!(before.passage, Passage::Never),
        Event::Accepted { from, to, .. } | Event::HandedOver { from, to, .. } => {
            prop_assert!(from != to, "control passed to its holder");
        }
        Event::Pledged { pledgor, pledgee, .. } => prop_assert!(pledgor != pledgee),
        Event::Held { until, .. } => {
            prop_assert!(until > fact.at && until.0 - fact.at.0 <= HOLD_LIMIT_MS);
        }
        Event::Offered { until, .. } | Event::PledgeOffered { until, .. } => {
            prop_assert!(until > fact.at);
        }
        _ => {}
    }
    Ok(())
}

/// What is replaced names what replaces it and the reverse, in the same set of facts, and no more
/// than one side is alive.
pub(crate) fn links_go_both_ways(facts: &[Fact], ledger: &Ledger) -> Result<(), TestCaseError> {
    let ends: Vec<_> = facts.iter().filter(|f| matches!(f.event, Event::Replaced { .. })).collect();
    let begins: Vec<_> = facts.iter().filter(|f| matches!(f.event, Event::Began { .. })).collect();
    prop_assert_eq!(ends.is_empty(), begins.is_empty());
    let ended: Vec<_> = ends.iter().map(|fact| fact.title).collect();
    let begun: Vec<_> = begins.iter().map(|fact| fact.title).collect();
    for fact in facts {
        let live = ledger.title(fact.title).unwrap().is_live();
        match &fact.event {
            Event::Replaced { by } => prop_assert_eq!((by, live), (&begun, false)),
            Event::Began { replaces, .. } => prop_assert_eq!((replaces, live), (&ended, true)),
            _ => prop_assert_eq!(facts.len(), 1, "several facts, and no replacement"),
        }
    }
    Ok(())
}
