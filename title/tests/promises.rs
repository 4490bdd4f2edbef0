//! Facts that this law never records, each against the promise it breaks: were one signed all the
//! same, whoever replays a history must notice. That control is one cannot even be written down
//! otherwise: each live status names one controller, the ended one none.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use title::invariants::{Broken, check_all, check_step};
use title::{
    Acting, AmendmentReason, AnnotationKind, Asked, Commitment, End, Endorsement, Event, Fact,
    Issue, Mark, Offer, Order, PartyId, Purpose, ReferenceKey, RejectionReason, Status, Time,
    Title, TitleId, evolve,
};

const CARRIER: PartyId = PartyId([1; 32]);
const HOLDER: PartyId = PartyId([2; 32]);
const BUYER: PartyId = PartyId([3; 32]);
const STRANGER: PartyId = PartyId([4; 32]);
const NOW: Time = Time(100);
const PAST: Time = Time(99);

const UNBIDDEN: Result<(), Broken> = Err(Broken::ControlMovedUnbidden);
const GAP: Result<(), Broken> = Err(Broken::EndorsementGap);

fn fact(by: PartyId, event: Event) -> Fact {
    Fact { title: TitleId([9; 32]), by: Acting::own(by), with: vec![], at: NOW, event }
}

fn order_of(party: PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

fn commitment() -> Commitment {
    Commitment { scheme: 0, root: [7; 32] }
}

/// A bill in the holder's hands and to its order, which stands as given.
fn title(status: Status) -> Title {
    let issue = Issue {
        reference: ReferenceKey([8; 32]),
        version: 1,
        order: order_of(HOLDER),
        controller: HOLDER,
        rulebook: 1,
        terms_profile: 1,
        document: commitment(),
        master: None,
    };
    Title { status, ..evolve(None, &fact(CARRIER, Event::Issued(issue))) }
}

fn active() -> Title {
    title(Status::Active { controller: HOLDER })
}

fn offered(purpose: Purpose, until: Time) -> Title {
    title(Status::Offered { controller: HOLDER, offer: Offer { to: BUYER, purpose, until } })
}

fn transferring(order: Option<Order>, until: Time) -> Title {
    offered(Purpose::Transfer { order }, until)
}

fn surrendered(asked: Asked) -> Title {
    title(Status::Surrendered { requester: HOLDER, asked })
}

/// Pledged by the holder to the buyer.
fn pledged() -> Title {
    let order = order_of(HOLDER);
    let pledged = Event::Pledged { pledgor: HOLDER, pledgee: BUYER, order };
    evolve(Some(offered(Purpose::Pledge, NOW)), &fact(BUYER, pledged))
}

fn held(until: Time) -> Title {
    let held = Event::Held { order: commitment(), until };
    evolve(Some(active()), &fact(STRANGER, held))
}

fn amendment() -> Asked {
    Asked::Amendment { reason: AmendmentReason::Switch, to: HOLDER, order: Order::Blank }
}

/// The step as replaying the fact makes it.
fn step(before: &Title, by: PartyId, event: Event) -> Result<(), Broken> {
    step_signed(before, by, &[], event)
}

/// The same, with others signing.
fn step_signed(before: &Title, by: PartyId, with: &[PartyId], event: Event) -> Result<(), Broken> {
    let fact = Fact { with: with.to_vec(), ..fact(by, event) };
    check_step(Some(before), &fact, &evolve(Some(before.clone()), &fact))
}

fn rejected(to: PartyId) -> Event {
    Event::SurrenderRejected { to, reason: RejectionReason::Other }
}

#[test]
fn a_surrendered_bill_goes_back_to_who_surrendered_it_and_to_nobody_else() {
    for asked in [Asked::Delivery, amendment(), Asked::Paper] {
        let before = surrendered(asked);
        assert_eq!(step(&before, CARRIER, rejected(HOLDER)), Ok(()));
        assert_eq!(step(&before, CARRIER, rejected(STRANGER)), UNBIDDEN);
        assert_eq!(step(&before, CARRIER, rejected(CARRIER)), UNBIDDEN);
        assert_eq!(step(&before, HOLDER, rejected(HOLDER)), UNBIDDEN);
    }
}

#[test]
fn a_bill_ends_by_the_carriers_answer_to_what_was_asked() {
    let replaced = Event::Replaced { by: vec![TitleId([10; 32])] };
    let paper = Event::TurnedToPaper { statement: commitment(), paper: commitment() };
    let answers = [
        (Asked::Delivery, Event::SurrenderAccepted),
        (amendment(), replaced),
        (Asked::Paper, paper),
    ];
    for (asked, _) in &answers {
        for (fits, answer) in &answers {
            let expected = if asked == fits { Ok(()) } else { UNBIDDEN };
            let before = surrendered(*asked);
            assert_eq!(step(&before, CARRIER, answer.clone()), expected, "{asked:?} {answer:?}");
            assert_eq!(step(&before, HOLDER, answer.clone()), UNBIDDEN);
            assert_eq!(step(&active(), CARRIER, answer.clone()), UNBIDDEN);
        }
    }
}

#[test]
fn acceptance_brings_the_order_of_the_offer_and_no_other() {
    let accepted = |order| Event::Accepted { from: HOLDER, to: BUYER, order };
    let endorsing = transferring(Some(order_of(BUYER)), NOW);
    assert_eq!(step(&endorsing, BUYER, accepted(Some(order_of(BUYER)))), Ok(()));
    for order in [None, Some(Order::Blank), Some(order_of(STRANGER))] {
        assert_eq!(step(&endorsing, BUYER, accepted(order)), GAP);
    }
    let plain = transferring(None, NOW);
    assert_eq!(step(&plain, BUYER, accepted(None)), Ok(()));
    assert_eq!(step(&plain, BUYER, accepted(Some(Order::Blank))), GAP);
}

#[test]
fn control_is_taken_by_the_recipient_from_the_offeror_while_the_offer_lives() {
    let accepted = |from, to| Event::Accepted { from, to, order: None };
    let live = transferring(None, NOW);
    assert_eq!(step(&live, STRANGER, accepted(HOLDER, STRANGER)), UNBIDDEN);
    assert_eq!(step(&live, STRANGER, accepted(HOLDER, BUYER)), UNBIDDEN);
    assert_eq!(step(&live, BUYER, accepted(STRANGER, BUYER)), UNBIDDEN);
    assert_eq!(step(&transferring(None, PAST), BUYER, accepted(HOLDER, BUYER)), UNBIDDEN);
    assert_eq!(step(&active(), BUYER, accepted(HOLDER, BUYER)), UNBIDDEN);
}

#[test]
fn a_pledge_is_taken_as_a_pledge_and_a_transfer_as_a_transfer() {
    let accepted = Event::Accepted { from: HOLDER, to: BUYER, order: None };
    let pledged = |order| Event::Pledged { pledgor: HOLDER, pledgee: BUYER, order };
    let pledge = offered(Purpose::Pledge, NOW);
    assert_eq!(step(&pledge, BUYER, pledged(order_of(HOLDER))), Ok(()));
    assert_eq!(step(&pledge, BUYER, accepted), UNBIDDEN);
    assert_eq!(step(&pledge, BUYER, pledged(order_of(BUYER))), GAP);
    assert_eq!(step(&pledge, STRANGER, pledged(order_of(HOLDER))), UNBIDDEN);
    assert_eq!(step(&transferring(None, NOW), BUYER, pledged(order_of(HOLDER))), UNBIDDEN);
}

#[test]
fn the_order_after_an_endorsement_is_the_one_it_names() {
    let endorsed = fact(HOLDER, Event::Endorsed(Endorsement::ToOrder(BUYER)));
    let before = active();
    let after = evolve(Some(before.clone()), &endorsed);
    assert_eq!(check_step(Some(&before), &endorsed, &after), Ok(()));
    for order in [order_of(STRANGER), Order::Blank, before.order] {
        let otherwise = Title { order, ..after.clone() };
        assert_eq!(check_step(Some(&before), &endorsed, &otherwise), GAP);
    }
    assert_eq!(step(&before, BUYER, Event::Endorsed(Endorsement::ToOrder(BUYER))), GAP);
}

#[test]
fn what_is_on_offer_is_neither_surrendered_nor_endorsed_nor_handed_over() {
    let endorsed = Event::Endorsed(Endorsement::ToOrder(BUYER));
    let over = Event::HandedOver { from: HOLDER, to: STRANGER, order: None };
    let live = transferring(None, NOW);
    assert_eq!(step(&live, HOLDER, Event::DeliveryRequested), UNBIDDEN);
    assert_eq!(step(&live, HOLDER, Event::PaperRequested), UNBIDDEN);
    assert_eq!(step(&live, HOLDER, over.clone()), UNBIDDEN);
    assert_eq!(step(&live, HOLDER, endorsed.clone()), GAP);
    let overdue = transferring(None, PAST);
    for event in [Event::DeliveryRequested, Event::PaperRequested, over, endorsed] {
        assert_eq!(step(&overdue, HOLDER, event), Ok(()));
    }
}

#[test]
fn only_the_endorser_undoes_its_endorsement_and_only_to_what_stood_before() {
    let endorsed = fact(HOLDER, Event::Endorsed(Endorsement::ToOrder(BUYER)));
    let before = evolve(Some(active()), &endorsed);
    let undone = |order| Event::EndorsementCancelled { order };
    assert_eq!(step(&before, HOLDER, undone(order_of(HOLDER))), Ok(()));
    assert_eq!(step(&before, HOLDER, undone(Order::Blank)), GAP);
    assert_eq!(step(&before, BUYER, undone(order_of(HOLDER))), GAP);
}

#[test]
fn a_bill_is_handed_over_by_its_controller_and_handed_back_to_it() {
    let over = |from, order| Event::HandedOver { from, to: BUYER, order };
    assert_eq!(step(&active(), STRANGER, over(STRANGER, None)), UNBIDDEN);
    assert_eq!(step(&active(), STRANGER, over(HOLDER, None)), UNBIDDEN);
    let for_another = Title { order: order_of(STRANGER), ..active() };
    assert_eq!(step(&for_another, HOLDER, over(HOLDER, None)), Ok(()));
    assert_eq!(step(&for_another, HOLDER, over(HOLDER, Some(order_of(BUYER)))), GAP);

    let back = |to, order| Event::HandedBack { to, order };
    let handed = fact(HOLDER, over(HOLDER, Some(order_of(BUYER))));
    let before = evolve(Some(active()), &handed);
    assert_eq!(step(&before, BUYER, back(HOLDER, order_of(HOLDER))), Ok(()));
    assert_eq!(step(&before, BUYER, back(STRANGER, order_of(HOLDER))), UNBIDDEN);
    assert_eq!(step(&before, HOLDER, back(HOLDER, order_of(HOLDER))), UNBIDDEN);
    assert_eq!(step(&before, BUYER, back(HOLDER, order_of(BUYER))), GAP);
    let signed = evolve(Some(before), &fact(BUYER, Event::Signed));
    assert_eq!(step(&signed, BUYER, back(HOLDER, order_of(HOLDER))), UNBIDDEN);
}

#[test]
fn a_pledgee_lets_go_to_the_pledgor_or_where_the_pledgor_directs() {
    let released = |to, order| Event::Released { to, order };
    let before = pledged();
    assert_eq!(step(&before, BUYER, released(HOLDER, order_of(HOLDER))), Ok(()));
    assert_eq!(step(&before, HOLDER, released(HOLDER, order_of(HOLDER))), UNBIDDEN);
    let elsewhere = released(STRANGER, order_of(STRANGER));
    assert_eq!(step(&before, BUYER, elsewhere.clone()), UNBIDDEN);
    assert_eq!(step_signed(&before, BUYER, &[STRANGER], elsewhere.clone()), UNBIDDEN);
    assert_eq!(step_signed(&before, BUYER, &[HOLDER], elsewhere.clone()), Ok(()));
    assert_eq!(step(&active(), HOLDER, elsewhere), UNBIDDEN);

    let mut straight = pledged();
    straight.order = Order::Straight { shipper: HOLDER, consignee: STRANGER };
    straight.pledge.as_mut().unwrap().order = straight.order;
    let other = released(HOLDER, Order::Straight { shipper: HOLDER, consignee: BUYER });
    assert_eq!(step(&straight, BUYER, released(HOLDER, straight.order)), Ok(()));
    assert_eq!(step(&straight, BUYER, other), GAP);
}

#[test]
fn enforcement_brings_the_bill_to_the_pledgees_order_save_of_a_straight_bill() {
    let enforced = |order| Event::Enforced { order };
    assert_eq!(step(&pledged(), BUYER, enforced(order_of(BUYER))), Ok(()));
    assert_eq!(step(&pledged(), BUYER, enforced(order_of(STRANGER))), GAP);
    assert_eq!(step(&pledged(), BUYER, enforced(order_of(HOLDER))), GAP);
    assert_eq!(step(&active(), HOLDER, enforced(order_of(HOLDER))), UNBIDDEN);
    let mut straight = pledged();
    straight.order = Order::Straight { shipper: HOLDER, consignee: STRANGER };
    straight.pledge.as_mut().unwrap().order = straight.order;
    assert_eq!(step(&straight, BUYER, enforced(straight.order)), Ok(()));
}

#[test]
fn a_pledge_outlives_every_fact_but_release_enforcement_and_order() {
    let before = pledged();
    let signed = fact(BUYER, Event::Signed);
    let after = evolve(Some(before.clone()), &signed);
    assert_eq!(check_step(Some(&before), &signed, &after), Ok(()));
    let lost = Title { pledge: None, ..after.clone() };
    assert_eq!(check_step(Some(&before), &signed, &lost), Err(Broken::PledgeLost));
    let mut anothers = after;
    anothers.pledge.as_mut().unwrap().pledgor = STRANGER;
    assert_eq!(check_step(Some(&before), &signed, &anothers), Err(Broken::PledgeLost));
    let to = STRANGER;
    let over = Event::HandedOver { from: BUYER, to, order: None };
    assert_eq!(step(&before, BUYER, over), UNBIDDEN);
    assert_eq!(step(&before, BUYER, Event::PaperRequested), UNBIDDEN);
    let endorsed = Event::Endorsed(Endorsement::Blank);
    assert_eq!(step(&before, BUYER, endorsed), GAP);
    let reassigned =
        Event::Reassigned { from: BUYER, to, stands: order_of(to), order: commitment() };
    assert_eq!(step(&before, STRANGER, reassigned), Ok(()));
}

#[test]
fn an_amendment_is_asked_with_the_order_party_and_delivery_by_it() {
    let (reason, to) = (AmendmentReason::Switch, HOLDER);
    let asked = Event::AmendmentRequested { reason, to, order: Order::Blank };
    assert_eq!(step(&active(), HOLDER, asked.clone()), Ok(()));
    let for_another = Title { order: order_of(BUYER), ..active() };
    assert_eq!(step(&for_another, HOLDER, asked.clone()), UNBIDDEN);
    assert_eq!(step_signed(&for_another, HOLDER, &[STRANGER], asked.clone()), UNBIDDEN);
    assert_eq!(step_signed(&for_another, HOLDER, &[BUYER], asked.clone()), Ok(()));
    assert_eq!(step_signed(&for_another, BUYER, &[HOLDER], asked.clone()), UNBIDDEN);
    // The order party's signature, given as the holder's agent.
    let by = Acting { actor: BUYER, represented: Some(HOLDER) };
    let through = Fact { by, ..fact(HOLDER, asked) };
    let after = evolve(Some(for_another.clone()), &through);
    assert_eq!(check_step(Some(&for_another), &through, &after), Ok(()));
    assert_eq!(step(&for_another, HOLDER, Event::DeliveryRequested), UNBIDDEN);
    assert_eq!(step(&for_another, HOLDER, Event::PaperRequested), Ok(()));
}

#[test]
fn a_bill_is_void_by_everybody_who_has_a_right_in_it() {
    assert_eq!(step(&active(), CARRIER, Event::Voided), UNBIDDEN);
    assert_eq!(step_signed(&active(), CARRIER, &[HOLDER], Event::Voided), Ok(()));
    let sold = Title { passage: title::Passage::Passed, ..active() };
    assert_eq!(step_signed(&sold, CARRIER, &[HOLDER], Event::Voided), UNBIDDEN);
    assert_eq!(step_signed(&active(), HOLDER, &[CARRIER], Event::Voided), UNBIDDEN);
    let for_another = Title { order: order_of(BUYER), ..active() };
    assert_eq!(step_signed(&for_another, CARRIER, &[HOLDER], Event::Voided), UNBIDDEN);
    assert_eq!(step_signed(&for_another, CARRIER, &[BUYER], Event::Voided), UNBIDDEN);
    assert_eq!(step_signed(&for_another, CARRIER, &[HOLDER, BUYER], Event::Voided), Ok(()));
}

#[test]
fn nobody_offers_pledges_or_signs_a_bill_that_is_not_in_its_hands() {
    let offer = |to| Event::Offered { to, endorsement: None, until: NOW };
    let pledge = |to| Event::PledgeOffered { to, until: NOW };
    for event in [offer(BUYER), pledge(BUYER), Event::Signed] {
        assert_eq!(step(&active(), HOLDER, event.clone()), Ok(()), "{event:?}");
        assert_eq!(step(&active(), STRANGER, event.clone()), UNBIDDEN, "{event:?}");
        assert_eq!(step(&surrendered(Asked::Delivery), CARRIER, event.clone()), UNBIDDEN);
        assert_eq!(step(&transferring(None, NOW), HOLDER, event), UNBIDDEN);
    }
    assert_eq!(step(&active(), HOLDER, offer(HOLDER)), UNBIDDEN);
    assert_eq!(step(&active(), HOLDER, pledge(HOLDER)), UNBIDDEN);
    assert_eq!(step(&pledged(), BUYER, offer(STRANGER)), UNBIDDEN);
    assert_eq!(step(&pledged(), BUYER, pledge(STRANGER)), UNBIDDEN);
    assert_eq!(step(&pledged(), BUYER, Event::Signed), Ok(()));
    let for_another = Title { order: order_of(BUYER), ..active() };
    assert_eq!(step(&for_another, HOLDER, pledge(STRANGER)), UNBIDDEN);
    let last = Title { order: Order::Named { party: HOLDER, may_endorse: false }, ..active() };
    assert_eq!(step(&last, HOLDER, pledge(BUYER)), UNBIDDEN);
}

#[test]
fn a_pledgee_that_nobody_directs_gives_the_bill_back_as_it_got_it() {
    let released = |to, order| Event::Released { to, order };
    assert_eq!(step(&pledged(), BUYER, released(HOLDER, order_of(HOLDER))), Ok(()));
    assert_eq!(step(&pledged(), BUYER, released(HOLDER, order_of(BUYER))), GAP);
    assert_eq!(step(&pledged(), BUYER, released(HOLDER, Order::Blank)), GAP);
    let directed = |to| released(to, order_of(STRANGER));
    assert_eq!(step_signed(&pledged(), BUYER, &[HOLDER], directed(STRANGER)), Ok(()));
    assert_eq!(step_signed(&pledged(), BUYER, &[HOLDER], directed(BUYER)), UNBIDDEN);
    let kept = Event::HandedOver { from: HOLDER, to: HOLDER, order: None };
    assert_eq!(step(&active(), HOLDER, kept), UNBIDDEN);
}

#[test]
fn an_offer_is_answered_by_those_it_concerns_and_a_pledge_enforced_by_its_holder() {
    let before = transferring(None, NOW);
    assert_eq!(step(&before, BUYER, Event::Declined), Ok(()));
    assert_eq!(step(&before, STRANGER, Event::Declined), UNBIDDEN);
    assert_eq!(step(&before, HOLDER, Event::Withdrawn), Ok(()));
    assert_eq!(step(&before, BUYER, Event::Withdrawn), UNBIDDEN);
    assert_eq!(step(&active(), HOLDER, Event::Withdrawn), UNBIDDEN);
    let enforced = |party| Event::Enforced { order: order_of(party) };
    assert_eq!(step(&pledged(), BUYER, enforced(BUYER)), Ok(()));
    assert_eq!(step(&pledged(), HOLDER, enforced(HOLDER)), UNBIDDEN);
    let lifted = Event::Lifted { order: commitment() };
    assert_eq!(step(&active(), STRANGER, lifted), UNBIDDEN);
}

#[test]
fn only_whoever_a_bill_stands_to_endorses_it_and_only_where_it_may() {
    let endorsement = Endorsement::ToOrder(BUYER);
    let events = [
        Event::Endorsed(endorsement),
        Event::Offered { to: BUYER, endorsement: Some(endorsement), until: NOW },
        Event::HandedOver { from: HOLDER, to: BUYER, order: Some(endorsement.order()) },
    ];
    let for_another = Title { order: order_of(STRANGER), ..active() };
    let last = Title { order: Order::Named { party: HOLDER, may_endorse: false }, ..active() };
    for event in events {
        assert_eq!(step(&active(), HOLDER, event.clone()), Ok(()), "{event:?}");
        assert_eq!(step(&for_another, HOLDER, event.clone()), GAP, "{event:?}");
        assert_eq!(step(&last, HOLDER, event.clone()), GAP, "{event:?}");
    }
}

#[test]
fn what_an_order_keeps_nothing_but_an_order_moves() {
    let signed = Event::Signed;
    assert_eq!(step(&held(NOW), HOLDER, signed.clone()), Err(Broken::HeldTitleMoved));
    assert_eq!(step(&held(PAST), HOLDER, signed), Ok(()));
    let (order, from, to) = (commitment(), HOLDER, BUYER);
    let reassigned = |from| Event::Reassigned { from, to, stands: order_of(to), order };
    for event in [Event::Held { order, until: NOW }, Event::Lifted { order }, reassigned(from)] {
        assert_eq!(step(&held(NOW), STRANGER, event), Ok(()));
    }
    assert_eq!(step(&held(NOW), STRANGER, reassigned(STRANGER)), UNBIDDEN);
}

#[test]
fn the_mark_of_an_order_stays_for_ever() {
    let before = held(PAST);
    let signed = fact(HOLDER, Event::Signed);
    let after = Title { mark: Mark::Unmarked, ..evolve(Some(before.clone()), &signed) };
    assert_eq!(check_step(Some(&before), &signed, &after), Err(Broken::MarkLost));
}

#[test]
fn what_is_fixed_at_issue_never_changes() {
    let changes: [fn(&mut Title); 9] = [
        |title| title.id = TitleId([1; 32]),
        |title| title.reference = ReferenceKey([1; 32]),
        |title| title.version = 2,
        |title| title.carrier = STRANGER,
        |title| title.rulebook = 2,
        |title| title.terms_profile = 2,
        |title| title.document = Commitment { scheme: 0, root: [1; 32] },
        |title| title.master = Some(TitleId([1; 32])),
        |title| title.order = Order::Straight { shipper: HOLDER, consignee: BUYER },
    ];
    let signed = fact(HOLDER, Event::Signed);
    for change in changes {
        let mut after = active();
        change(&mut after);
        let broken = check_step(Some(&active()), &signed, &after);
        assert_eq!(broken, Err(Broken::FixedPartChanged), "{after:?}");
    }
}

#[test]
fn a_notice_changes_nothing_at_all() {
    let kind = AnnotationKind::CustomsHold;
    let noted = fact(STRANGER, Event::Annotated { kind, content: commitment() });
    for before in [active(), held(NOW), pledged(), title(Status::Ended(End::Void))] {
        assert_eq!(check_step(Some(&before), &noted, &before), Ok(()));
        let after = Title { cancellable: Some(Order::Blank), ..before.clone() };
        let broken = check_step(Some(&before), &noted, &after);
        assert_eq!(broken, Err(Broken::FixedPartChanged));
    }
}

#[test]
fn no_fact_follows_the_end() {
    let signed = fact(HOLDER, Event::Signed);
    for end in [End::Accomplished, End::Replaced, End::Paper, End::Void] {
        let before = title(Status::Ended(end));
        let broken = check_step(Some(&before), &signed, &active());
        assert_eq!(broken, Err(Broken::FactAfterEnd));
        assert_eq!(check_step(Some(&before), &signed, &before), Err(Broken::FactAfterEnd));
    }
}

#[test]
fn two_titles_of_one_reference_are_never_both_live() {
    let (first, mut second) = (active(), active());
    second.id = TitleId([10; 32]);
    assert_eq!(check_all([&first, &second]), Err(Broken::TwoLive));
    let ended = Title { status: Status::Ended(End::Replaced), ..first.clone() };
    assert_eq!(check_all([&ended, &second]), Ok(()));
    second.reference = ReferenceKey([10; 32]);
    assert_eq!(check_all([&first, &second]), Ok(()));
}
