//! Any value of the law's types, sensible or not: the wire must carry them all.

use proptest::prelude::*;
use title::{
    Act, Acting, Commitment, End, Endorsement, Event, Fact, Issue, Offer, Order, PartyId,
    ReferenceKey, RejectionReason, Status, Time, Title, TitleId,
};

pub(crate) fn party() -> impl Strategy<Value = PartyId> + Clone {
    any::<[u8; 32]>().prop_map(PartyId)
}

pub(crate) fn title_id() -> impl Strategy<Value = TitleId> {
    any::<[u8; 32]>().prop_map(TitleId)
}

fn reference() -> impl Strategy<Value = ReferenceKey> {
    any::<[u8; 32]>().prop_map(ReferenceKey)
}

/// Zero, small and large numbers: proto3 writes no zeros.
fn time() -> impl Strategy<Value = Time> + Clone {
    prop_oneof![Just(0), Just(u64::MAX), any::<u64>()].prop_map(Time)
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>()]
}

fn commitment() -> impl Strategy<Value = Commitment> {
    (number(), any::<[u8; 32]>()).prop_map(|(scheme, root)| Commitment { scheme, root })
}

fn order() -> impl Strategy<Value = Order> + Clone {
    prop_oneof![
        (party(), party()).prop_map(|(shipper, consignee)| Order::Straight { shipper, consignee }),
        (party(), any::<bool>())
            .prop_map(|(party, may_endorse)| Order::Named { party, may_endorse }),
        Just(Order::Blank),
    ]
}

fn endorsement() -> impl Strategy<Value = Endorsement> + Clone {
    prop_oneof![
        party().prop_map(Endorsement::Final),
        party().prop_map(Endorsement::ToOrder),
        Just(Endorsement::Blank),
    ]
}

fn reason() -> impl Strategy<Value = RejectionReason> + Clone {
    prop::sample::select(&RejectionReason::ALL[..])
}

pub(crate) fn acting() -> impl Strategy<Value = Acting> {
    (party(), prop::option::of(party()))
        .prop_map(|(actor, represented)| Acting { actor, represented })
}

fn issue() -> impl Strategy<Value = Issue> {
    (reference(), number(), order(), party(), number(), number(), commitment()).prop_map(
        |(reference, version, order, controller, rulebook, terms_profile, document)| Issue {
            reference,
            version,
            order,
            controller,
            rulebook,
            terms_profile,
            document,
        },
    )
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        issue().prop_map(Act::Issue),
        (party(), prop::option::of(endorsement()), time())
            .prop_map(|(to, endorsement, until)| Act::Offer { to, endorsement, until }),
        endorsement().prop_map(Act::Endorse),
        reason().prop_map(|reason| Act::RejectSurrender { reason }),
        prop::sample::select(vec![
            Act::Withdraw,
            Act::Accept,
            Act::Decline,
            Act::CancelEndorsement,
            Act::Sign,
            Act::SurrenderForDelivery,
            Act::AcceptSurrender,
        ]),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        issue().prop_map(Event::Issued),
        (party(), prop::option::of(endorsement()), time())
            .prop_map(|(to, endorsement, until)| Event::Offered { to, endorsement, until }),
        (party(), party(), prop::option::of(order()))
            .prop_map(|(from, to, order)| Event::Accepted { from, to, order }),
        endorsement().prop_map(Event::Endorsed),
        order().prop_map(|order| Event::EndorsementCancelled { order }),
        (party(), reason()).prop_map(|(to, reason)| Event::SurrenderRejected { to, reason }),
        prop::sample::select(vec![
            Event::Withdrawn,
            Event::Declined,
            Event::Signed,
            Event::SurrenderRequested,
            Event::SurrenderAccepted,
        ]),
    ]
}

pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    (title_id(), acting(), time(), event()).prop_map(|(title, by, at, event)| Fact {
        title,
        by,
        at,
        event,
    })
}

fn status() -> impl Strategy<Value = Status> {
    let offer = (party(), prop::option::of(order()), time()).prop_map(|(to, order, until)| Offer {
        to,
        order,
        until,
    });
    prop_oneof![
        party().prop_map(|controller| Status::Active { controller }),
        (party(), offer).prop_map(|(controller, offer)| Status::Offered { controller, offer }),
        party().prop_map(|requester| Status::Surrendered { requester }),
        Just(Status::Ended(End::Accomplished)),
    ]
}

pub(crate) fn title() -> impl Strategy<Value = Title> {
    let fixed = (title_id(), reference(), number(), party(), number(), number(), commitment());
    (fixed, order(), prop::option::of(order()), status()).prop_map(
        |(fixed, order, cancellable, status)| {
            let (id, reference, version, carrier, rulebook, terms_profile, document) = fixed;
            Title {
                id,
                reference,
                version,
                carrier,
                order,
                cancellable,
                rulebook,
                terms_profile,
                document,
                status,
            }
        },
    )
}
