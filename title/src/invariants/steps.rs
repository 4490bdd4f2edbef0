//! What one fact may do to control, order party and pledge.

use super::Broken;
use crate::fact::{Event, Fact};
use crate::instruction::Endorsement;
use crate::party::PartyId;
use crate::title::{Asked, Order, Passage, Pledge, Purpose, Status, Title};

/// Nothing but an order follows while a title is held.
pub(super) fn held(before: &Title, fact: &Fact) -> Result<(), Broken> {
    let by_order =
        matches!(fact.event, Event::Held { .. } | Event::Lifted { .. } | Event::Reassigned { .. });
    if before.hold.is_none() || by_order { Ok(()) } else { Err(Broken::HeldTitleMoved) }
}

/// Control is where the fact says, and the fact could say so.
pub(super) fn control(before: &Title, fact: &Fact, after: &Title) -> Result<(), Broken> {
    if control_after(before, fact) == Some(after.controller()) {
        Ok(())
    } else {
        Err(Broken::ControlMovedUnbidden)
    }
}

/// The bill stands to whom the fact says, and the fact could say so.
pub(super) fn order(before: &Title, fact: &Fact, after: &Title) -> Result<(), Broken> {
    if order_after(before, fact) == Some(after.order) {
        Ok(())
    } else {
        Err(Broken::EndorsementGap)
    }
}

/// A pledge begins by acceptance and ends by release, enforcement or order.
pub(super) fn pledge(before: &Title, fact: &Fact, after: &Title) -> Result<(), Broken> {
    let expected = match fact.event {
        Event::Pledged { pledgor, order, .. } => Some(Pledge { pledgor, order }),
        Event::Released { .. } | Event::Enforced { .. } | Event::Reassigned { .. } => None,
        _ => before.pledge,
    };
    if after.pledge == expected { Ok(()) } else { Err(Broken::PledgeLost) }
}

/// Who is in control after a fact; `None` when the fact may not follow.
fn control_after(before: &Title, fact: &Fact) -> Option<Option<PartyId>> {
    let by = fact.by.principal();
    let controller = before.controller()?;
    let hands_over = is_free(before) && by == controller;
    let answers = by == before.carrier;
    let (bidden, after) = match fact.event {
        Event::Accepted { from, to, .. } => {
            let offer = offer(before, false)?;
            (offer == to && by == to && controller == from, Some(to))
        }
        Event::Pledged { pledgor, pledgee, .. } => {
            let offer = offer(before, true)?;
            (offer == pledgee && by == pledgee && controller == pledgor, Some(pledgee))
        }
        Event::HandedOver { from, to, .. } => (hands_over && from == by && to != by, Some(to)),
        Event::HandedBack { to, .. } => {
            (hands_over && before.hand_back.is_some_and(|back| back.to == to), Some(to))
        }
        Event::Released { to, .. } => (released(before, fact, to), Some(to)),
        Event::DeliveryRequested => (hands_over && before.is_entitled(by), Some(before.carrier)),
        Event::AmendmentRequested { .. } => {
            let consents = signers(fact).any(|party| before.order.entitles(party));
            (hands_over && consents, Some(before.carrier))
        }
        Event::PaperRequested => (hands_over, Some(before.carrier)),
        Event::SurrenderRejected { to, .. } => {
            let asked =
                matches!(before.status, Status::Surrendered { requester, .. } if requester == to);
            (answers && asked, Some(to))
        }
        Event::SurrenderAccepted => (answers && was_asked(before, |a| a == Asked::Delivery), None),
        Event::Replaced { .. } => {
            (answers && was_asked(before, |a| matches!(a, Asked::Amendment { .. })), None)
        }
        Event::TurnedToPaper { .. } => (answers && was_asked(before, |a| a == Asked::Paper), None),
        Event::Voided => (answers && is_free(before) && voided(before, fact, controller), None),
        Event::Reassigned { from, to, .. } => (from == controller, Some(to)),
        _ => (stays(before, fact, controller), Some(controller)),
    };
    bidden.then_some(after)
}

/// Whether a fact that leaves the bill where it is could say so.
fn stays(before: &Title, fact: &Fact, controller: PartyId) -> bool {
    let by = fact.by.principal();
    let own = by == controller;
    let offered = match before.status {
        Status::Offered { offer, .. } => Some(offer.to),
        _ => None,
    };
    let in_hand = matches!(before.status, Status::Active { .. });
    match fact.event {
        Event::Offered { to, .. } => own && is_free(before) && to != by,
        Event::PledgeOffered { to, .. } => {
            let last = matches!(before.order, Order::Named { may_endorse: false, .. });
            own && is_free(before) && before.is_entitled(by) && !last && to != by
        }
        Event::Withdrawn => own && offered.is_some(),
        Event::Declined => offered == Some(by),
        Event::Signed => own && in_hand,
        Event::Enforced { .. } => own && in_hand && before.pledge.is_some(),
        Event::Lifted { .. } => before.hold.is_some(),
        // Endorsements are checked with the order; a hold may fall on any live title.
        _ => true,
    }
}

/// Everybody whose signature stands under a fact, and whom it was made for.
fn signers(fact: &Fact) -> impl Iterator<Item = PartyId> {
    [fact.by.principal(), fact.by.actor].into_iter().chain(fact.with.iter().copied())
}

/// A pledgee lets go to its pledgor, or to whom the pledgor's signature directs.
fn released(before: &Title, fact: &Fact, to: PartyId) -> bool {
    before.pledge.is_some_and(|pledge| {
        let by = fact.by.principal();
        let returns = to == pledge.pledgor || (directed(fact, &pledge) && to != by);
        before.controller() == Some(by) && returns
    })
}

/// Whether the pledgor's own signature says where the bill goes.
fn directed(fact: &Fact, pledge: &Pledge) -> bool {
    signers(fact).any(|party| party == pledge.pledgor)
}

/// Everybody who has a right in a bill agreed that it is void.
fn voided(before: &Title, fact: &Fact, controller: PartyId) -> bool {
    let signs = |party: PartyId| signers(fact).any(|signer| signer == party);
    let order_party =
        before.order.entitles(controller) || before.order.parties().into_iter().any(signs);
    before.passage == Passage::Never && signs(controller) && order_party
}

/// To whose order the bill stands after a fact; `None` when the fact may not follow.
fn order_after(before: &Title, fact: &Fact) -> Option<Order> {
    let by = fact.by.principal();
    let endorses = is_free(before) && before.is_entitled(by);
    let (bidden, after) = match fact.event {
        Event::Accepted { order, .. } => {
            let Status::Offered { offer, .. } = before.status else { return None };
            let offered = offer.purpose == Purpose::Transfer { order };
            (offered, order.unwrap_or(before.order))
        }
        Event::Offered { endorsement, .. } => {
            let may = |given: Endorsement| endorses && is_endorsement(given.order(), before.order);
            (endorsement.is_none_or(may), before.order)
        }
        Event::HandedOver { order, .. } => {
            let may = |given| endorses && is_endorsement(given, before.order);
            (order.is_none_or(may), order.unwrap_or(before.order))
        }
        Event::HandedBack { order, .. } => {
            (before.hand_back.is_some_and(|back| back.order == order), order)
        }
        Event::Endorsed(endorsement) => {
            let may = endorses && is_endorsement(endorsement.order(), before.order);
            (may, endorsement.order())
        }
        Event::EndorsementCancelled { order } => {
            let own = is_free(before) && before.controller() == Some(by);
            (own && before.cancellable == Some(order), order)
        }
        Event::Pledged { order, .. } => (order == before.order, order),
        Event::Released { order, .. } => {
            let pledge = before.pledge?;
            let endorsed = directed(fact, &pledge) && is_endorsement(order, pledge.order);
            (order == pledge.order || endorsed, order)
        }
        Event::Enforced { order } => {
            let pledge = before.pledge?;
            let own = Endorsement::ToOrder(by).order();
            let stays = pledge.order.is_straight() && order == pledge.order;
            (stays || (!pledge.order.is_straight() && order == own), order)
        }
        Event::Reassigned { stands, .. } => (true, stands),
        _ => (true, before.order),
    };
    bidden.then_some(after)
}

/// Whether one order can come of another by endorsement.
fn is_endorsement(after: Order, before: Order) -> bool {
    let may = !matches!(before, Order::Straight { .. } | Order::Named { may_endorse: false, .. });
    may && !after.is_straight()
}

fn offer(before: &Title, pledge: bool) -> Option<PartyId> {
    match before.status {
        Status::Offered { offer, .. } if (offer.purpose == Purpose::Pledge) == pledge => {
            Some(offer.to)
        }
        _ => None,
    }
}

fn was_asked(before: &Title, which: impl Fn(Asked) -> bool) -> bool {
    matches!(before.status, Status::Surrendered { asked, .. } if which(asked))
}

fn is_free(title: &Title) -> bool {
    matches!(title.status, Status::Active { .. }) && title.pledge.is_none()
}
