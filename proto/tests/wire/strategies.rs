//! Any value of the law's types, sensible or not: the wire must carry them all.

use proptest::prelude::*;
use proto::ids::ChainId;
use proto::limits::REPLACEMENT_TITLES;
use title::{
    Act, Acting, AmendmentReason, AnnotationKind, Asked, Begin, ChangeOfMedium, Commitment,
    Direction, End, Endorsement, Event, Fact, HandBack, Hold, Issue, Mark, Offer, Order, PartyId,
    Passage, Pledge, Purpose, ReferenceKey, RejectionReason, Status, Time, Title, TitleId,
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
    prop::sample::select(RejectionReason::ALL)
}

fn amendment() -> impl Strategy<Value = AmendmentReason> + Clone {
    prop::sample::select(AmendmentReason::ALL)
}

fn annotation() -> impl Strategy<Value = AnnotationKind> + Clone {
    prop::sample::select(AnnotationKind::ALL)
}

fn mark() -> impl Strategy<Value = Mark> {
    prop::sample::select(vec![Mark::Unmarked, Mark::ByOrder])
}

pub(crate) fn acting() -> impl Strategy<Value = Acting> {
    (party(), prop::option::of(party()))
        .prop_map(|(actor, represented)| Acting { actor, represented })
}

/// Some signers, in ascending order.
pub(crate) fn signers() -> impl Strategy<Value = Vec<PartyId>> {
    prop::collection::btree_set(party(), 0..4).prop_map(|set| set.into_iter().collect())
}

/// Some titles, in ascending order.
fn titles(most: usize) -> impl Strategy<Value = Vec<TitleId>> {
    prop::collection::btree_set(title_id(), 0..=most).prop_map(|set| set.into_iter().collect())
}

fn issue() -> impl Strategy<Value = Issue> {
    let terms = (number(), number(), commitment(), prop::option::of(title_id()));
    (reference(), number(), order(), party(), terms).prop_map(
        |(reference, version, order, controller, terms)| {
            let (rulebook, terms_profile, document, master) = terms;
            Issue {
                reference,
                version,
                order,
                controller,
                rulebook,
                terms_profile,
                document,
                master,
            }
        },
    )
}

fn medium() -> impl Strategy<Value = ChangeOfMedium> {
    (prop::option::of(commitment()), prop::option::of(commitment()))
        .prop_map(|(statement, paper)| ChangeOfMedium { statement, paper })
}

fn direction() -> impl Strategy<Value = Direction> {
    (party(), prop::option::of(endorsement()))
        .prop_map(|(to, endorsement)| Direction { to, endorsement })
}

/// Any act, and the title it is on where the act itself does not say.
pub(crate) fn act(chain: &ChainId) -> impl Strategy<Value = (TitleId, Act)> {
    let single = (title_id(), prop_oneof![holders_act(), carriers_act(), others_act()]);
    prop_oneof![4 => single, 1 => replacement(chain)]
}

fn holders_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (party(), prop::option::of(endorsement()), time())
            .prop_map(|(to, endorsement, until)| Act::Offer { to, endorsement, until }),
        (party(), prop::option::of(endorsement()))
            .prop_map(|(to, endorsement)| Act::HandOver { to, endorsement }),
        endorsement().prop_map(Act::Endorse),
        (party(), time()).prop_map(|(to, until)| Act::Pledge { to, until }),
        prop::option::of(direction()).prop_map(|direction| Act::Release { direction }),
        (amendment(), party(), order())
            .prop_map(|(reason, to, order)| Act::SurrenderForAmendment { reason, to, order }),
        prop::sample::select(vec![
            Act::Withdraw,
            Act::Accept,
            Act::Decline,
            Act::HandBack,
            Act::CancelEndorsement,
            Act::Sign,
            Act::Enforce,
            Act::SurrenderForDelivery,
            Act::SurrenderForPaper,
        ]),
    ]
}

fn carriers_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        issue().prop_map(Act::Issue),
        (issue(), medium()).prop_map(|(issue, medium)| Act::IssueFromPaper { issue, medium }),
        reason().prop_map(|reason| Act::RejectSurrender { reason }),
        medium().prop_map(Act::ToPaper),
        prop::sample::select(vec![Act::AcceptSurrender, Act::Void]),
    ]
}

fn others_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (annotation(), commitment()).prop_map(|(kind, content)| Act::Annotate { kind, content }),
        (commitment(), time()).prop_map(|(order, until)| Act::Hold { order, until }),
        commitment().prop_map(|order| Act::Lift { order }),
        (party(), prop::option::of(order()), commitment())
            .prop_map(|(to, stands, order)| Act::Reassign { to, stands, order }),
    ]
}

/// Some titles end, others begin; each list in ascending order.
fn replacement(chain: &ChainId) -> impl Strategy<Value = (TitleId, Act)> + use<> {
    let chain = *chain;
    let ends = prop::collection::btree_set(title_id(), 1..4);
    (ends, prop::collection::vec(issue(), 0..4)).prop_map(move |(ends, issues)| {
        let mut ends = ends.into_iter();
        let first = ends.next().expect("at least one ends");
        let mut begins: Vec<_> = issues
            .into_iter()
            .map(|issue| {
                let title = proto::ids::title_id(&chain, &issue.reference, issue.version);
                Begin { title, issue }
            })
            .collect();
        begins.sort_by_key(|begin| begin.title);
        (first, Act::Replace { also: ends.collect(), begins })
    })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![holders_event(), carriers_event(), others_event()]
}

fn holders_event() -> impl Strategy<Value = Event> {
    let moved = (party(), party(), prop::option::of(order()));
    prop_oneof![
        (party(), prop::option::of(endorsement()), time())
            .prop_map(|(to, endorsement, until)| Event::Offered { to, endorsement, until }),
        moved.clone().prop_map(|(from, to, order)| Event::Accepted { from, to, order }),
        moved.prop_map(|(from, to, order)| Event::HandedOver { from, to, order }),
        (party(), order()).prop_map(|(to, order)| Event::HandedBack { to, order }),
        endorsement().prop_map(Event::Endorsed),
        order().prop_map(|order| Event::EndorsementCancelled { order }),
        (party(), time()).prop_map(|(to, until)| Event::PledgeOffered { to, until }),
        (party(), party(), order()).prop_map(|(pledgor, pledgee, order)| Event::Pledged {
            pledgor,
            pledgee,
            order
        }),
        (party(), order()).prop_map(|(to, order)| Event::Released { to, order }),
        order().prop_map(|order| Event::Enforced { order }),
        (amendment(), party(), order()).prop_map(|(reason, to, order)| Event::AmendmentRequested {
            reason,
            to,
            order
        }),
        prop::sample::select(vec![
            Event::Withdrawn,
            Event::Declined,
            Event::Signed,
            Event::DeliveryRequested,
            Event::PaperRequested,
        ]),
    ]
}

fn carriers_event() -> impl Strategy<Value = Event> {
    let paper = (issue(), commitment(), commitment());
    prop_oneof![
        issue().prop_map(Event::Issued),
        paper.prop_map(|(issue, statement, withdrawn)| Event::IssuedFromPaper {
            issue,
            statement,
            withdrawn
        }),
        (issue(), titles(REPLACEMENT_TITLES + 1), mark())
            .prop_map(|(issue, replaces, mark)| Event::Began { issue, replaces, mark }),
        (party(), reason()).prop_map(|(to, reason)| Event::SurrenderRejected { to, reason }),
        titles(REPLACEMENT_TITLES).prop_map(|by| Event::Replaced { by }),
        (commitment(), commitment())
            .prop_map(|(statement, paper)| Event::TurnedToPaper { statement, paper }),
        prop::sample::select(vec![Event::SurrenderAccepted, Event::Voided]),
    ]
}

fn others_event() -> impl Strategy<Value = Event> {
    let moved = (party(), party(), order(), commitment());
    prop_oneof![
        (annotation(), commitment()).prop_map(|(kind, content)| Event::Annotated { kind, content }),
        (commitment(), time()).prop_map(|(order, until)| Event::Held { order, until }),
        commitment().prop_map(|order| Event::Lifted { order }),
        moved.prop_map(|(from, to, stands, order)| Event::Reassigned { from, to, stands, order }),
    ]
}

pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    (title_id(), acting(), signers(), time(), event())
        .prop_map(|(title, by, with, at, event)| Fact { title, by, with, at, event })
}

fn status() -> impl Strategy<Value = Status> {
    let purpose = prop_oneof![
        prop::option::of(order()).prop_map(|order| Purpose::Transfer { order }),
        Just(Purpose::Pledge),
    ];
    let offer =
        (party(), purpose, time()).prop_map(|(to, purpose, until)| Offer { to, purpose, until });
    let asked = prop_oneof![
        Just(Asked::Delivery),
        Just(Asked::Paper),
        (amendment(), party(), order()).prop_map(|(reason, to, order)| Asked::Amendment {
            reason,
            to,
            order
        }),
    ];
    prop_oneof![
        party().prop_map(|controller| Status::Active { controller }),
        (party(), offer).prop_map(|(controller, offer)| Status::Offered { controller, offer }),
        (party(), asked).prop_map(|(requester, asked)| Status::Surrendered { requester, asked }),
        prop::sample::select(vec![End::Accomplished, End::Replaced, End::Paper, End::Void])
            .prop_map(Status::Ended),
    ]
}

/// What stands on a title beside its status.
fn burdens() -> impl Strategy<Value = (Option<Pledge>, Option<Hold>, Option<HandBack>)> {
    (
        prop::option::of((party(), order()).prop_map(|(pledgor, order)| Pledge { pledgor, order })),
        prop::option::of((commitment(), time()).prop_map(|(order, until)| Hold { order, until })),
        prop::option::of((party(), order()).prop_map(|(to, order)| HandBack { to, order })),
    )
}

pub(crate) fn title() -> impl Strategy<Value = Title> {
    let fixed = (title_id(), reference(), number(), party(), number(), number(), commitment());
    let marks = (
        prop::option::of(title_id()),
        prop::sample::select(vec![Passage::Never, Passage::Passed]),
        mark(),
    );
    (fixed, order(), prop::option::of(order()), status(), burdens(), marks).prop_map(
        |(fixed, order, cancellable, status, burdens, marks)| {
            let (id, reference, version, carrier, rulebook, terms_profile, document) = fixed;
            let (pledge, hold, hand_back) = burdens;
            let (master, passage, mark) = marks;
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
                master,
                status,
                pledge,
                hold,
                hand_back,
                passage,
                mark,
            }
        },
    )
}
