//! Facts that this law never records, each against the promise it breaks: were one signed all the
//! same, whoever replays a history must notice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use title::invariants::{Broken, check_step};
use title::{
    Acting, Commitment, Endorsement, Event, Fact, Issue, Offer, Order, PartyId, ReferenceKey,
    RejectionReason, Status, Time, Title, TitleId, evolve,
};

const CARRIER: PartyId = PartyId([1; 32]);
const HOLDER: PartyId = PartyId([2; 32]);
const BUYER: PartyId = PartyId([3; 32]);
const STRANGER: PartyId = PartyId([4; 32]);
const NOW: Time = Time(100);

fn fact(by: PartyId, event: Event) -> Fact {
    Fact { title: TitleId([9; 32]), by: Acting::own(by), at: NOW, event }
}

fn to_order_of(party: PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

/// A bill in the holder's hands and to its order, which stands as given.
fn title(status: Status) -> Title {
    let issue = Issue {
        reference: ReferenceKey([8; 32]),
        version: 1,
        order: to_order_of(HOLDER),
        controller: HOLDER,
        rulebook: 1,
        terms_profile: 1,
        document: Commitment { scheme: 0, root: [7; 32] },
    };
    Title { status, ..evolve(None, &fact(CARRIER, Event::Issued(issue))) }
}

fn active() -> Title {
    title(Status::Active { controller: HOLDER })
}

fn offered(order: Option<Order>, until: Time) -> Title {
    title(Status::Offered { controller: HOLDER, offer: Offer { to: BUYER, order, until } })
}

fn surrendered() -> Title {
    title(Status::Surrendered { requester: HOLDER })
}

/// The step as replaying the fact makes it.
fn step(before: &Title, by: PartyId, event: Event) -> Result<(), Broken> {
    let fact = fact(by, event);
    check_step(Some(before), &fact, &evolve(Some(before.clone()), &fact))
}

fn rejected(to: PartyId) -> Event {
    Event::SurrenderRejected { to, reason: RejectionReason::Other }
}

#[test]
fn a_surrendered_bill_goes_back_to_who_surrendered_it_and_to_nobody_else() {
    assert_eq!(step(&surrendered(), CARRIER, rejected(HOLDER)), Ok(()));
    for to in [STRANGER, CARRIER] {
        assert_eq!(
            step(&surrendered(), CARRIER, rejected(to)),
            Err(Broken::ControlMovedUnbidden),
            "to {to:?}"
        );
    }
    assert_eq!(step(&surrendered(), HOLDER, rejected(HOLDER)), Err(Broken::ControlMovedUnbidden));
}

#[test]
fn acceptance_brings_the_order_of_the_offer_and_no_other() {
    let accepted = |order| Event::Accepted { from: HOLDER, to: BUYER, order };
    let endorsing = offered(Some(to_order_of(BUYER)), NOW);
    assert_eq!(step(&endorsing, BUYER, accepted(Some(to_order_of(BUYER)))), Ok(()));
    for order in [None, Some(Order::Blank), Some(to_order_of(STRANGER))] {
        assert_eq!(step(&endorsing, BUYER, accepted(order)), Err(Broken::EndorsementGap));
    }
    let plain = offered(None, NOW);
    assert_eq!(step(&plain, BUYER, accepted(None)), Ok(()));
    assert_eq!(step(&plain, BUYER, accepted(Some(Order::Blank))), Err(Broken::EndorsementGap));
}

#[test]
fn control_is_taken_by_the_recipient_from_the_offeror_while_the_offer_lives() {
    let accepted = |from, to| Event::Accepted { from, to, order: None };
    let unbidden = Err(Broken::ControlMovedUnbidden);
    let live = offered(None, NOW);
    assert_eq!(step(&live, STRANGER, accepted(HOLDER, STRANGER)), unbidden);
    assert_eq!(step(&live, STRANGER, accepted(HOLDER, BUYER)), unbidden);
    assert_eq!(step(&live, BUYER, accepted(STRANGER, BUYER)), unbidden);
    let overdue = offered(None, Time(NOW.0 - 1));
    assert_eq!(step(&overdue, BUYER, accepted(HOLDER, BUYER)), unbidden);
    assert_eq!(step(&active(), BUYER, accepted(HOLDER, BUYER)), unbidden);
}

#[test]
fn the_order_after_an_endorsement_is_the_one_it_names() {
    let endorsed = fact(HOLDER, Event::Endorsed(Endorsement::ToOrder(BUYER)));
    let before = active();
    let after = evolve(Some(before.clone()), &endorsed);
    assert_eq!(check_step(Some(&before), &endorsed, &after), Ok(()));
    for order in [to_order_of(STRANGER), Order::Blank, before.order] {
        let otherwise = Title { order, ..after.clone() };
        assert_eq!(check_step(Some(&before), &endorsed, &otherwise), Err(Broken::EndorsementGap));
    }
    let by_another = Event::Endorsed(Endorsement::ToOrder(BUYER));
    assert_eq!(step(&before, BUYER, by_another), Err(Broken::EndorsementGap));
}

#[test]
fn what_is_on_offer_is_neither_surrendered_nor_endorsed() {
    let endorsed = Event::Endorsed(Endorsement::ToOrder(BUYER));
    let live = offered(None, NOW);
    let surrender = step(&live, HOLDER, Event::SurrenderRequested);
    assert_eq!(surrender, Err(Broken::ControlMovedUnbidden));
    assert_eq!(step(&live, HOLDER, endorsed), Err(Broken::EndorsementGap));
    let overdue = offered(None, Time(NOW.0 - 1));
    assert_eq!(step(&overdue, HOLDER, Event::SurrenderRequested), Ok(()));
    assert_eq!(step(&overdue, HOLDER, endorsed), Ok(()));
}

#[test]
fn only_the_endorser_undoes_its_endorsement_and_only_to_what_stood_before() {
    let endorsed = fact(HOLDER, Event::Endorsed(Endorsement::ToOrder(BUYER)));
    let before = evolve(Some(active()), &endorsed);
    let undone = |order| Event::EndorsementCancelled { order };
    assert_eq!(step(&before, HOLDER, undone(to_order_of(HOLDER))), Ok(()));
    assert_eq!(step(&before, HOLDER, undone(Order::Blank)), Err(Broken::EndorsementGap));
    let by_another = step(&before, BUYER, undone(to_order_of(HOLDER)));
    assert_eq!(by_another, Err(Broken::EndorsementGap));
}
