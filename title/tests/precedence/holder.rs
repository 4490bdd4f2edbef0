//! Acts of whoever holds a bill, or is offered it.

use title::{
    Act, AmendmentReason, Asked, Capacity, Direction, Endorsement, HandBack, Handing, Order,
    Purpose,
};

use super::cases::{
    BUYER, CARRIER, Case, ENDORSEE, HOLDER, LATER, NOW, OTHER, case, final_to, in_hand, offered,
    offered_to, pledged_by, straight, surrendered, to_order,
};
use super::{
    ELSEWHERE, ENDED, Fault, GONE, HELD, NEEDLESS, OFFERED, PLEDGED, SUSPENDED, UNAUTHORISED,
    first_is_named,
};

const NOT_ENTITLED: Fault = ("T-11", |case| case.bill().order = to_order(BUYER));
const FINAL: Fault = ("T-19", |case| case.bill().order = final_to(HOLDER));
const TO_SELF: Fault = ("T-20", |case| *case.to() = HOLDER);
const BUYER_AN_AUTHORITY: Fault = ("T-22", |case| case.enrol(BUYER, Capacity::Authority, 2));
const ENDORSEE_SUSPENDED: Fault = ("T-21", |case| case.suspend(ENDORSEE));
const TOO_EARLY: Fault = ("T-25", |case| *case.until() = NOW);
const NOT_OFFERED: Fault = ("T-16", |case| case.bill().status = in_hand(HOLDER));
const TO_ANOTHER: Fault = ("T-12", |case| {
    case.bill().status = offered_to(CARRIER, Purpose::Pledge);
});
/// The holder is the carrier itself, which handed the bill in.
const SURRENDERED: Fault = ("T-15", |case| {
    case.bill().carrier = HOLDER;
    case.bill().status = surrendered(Asked::Delivery);
});

#[test]
fn of_several_faults_of_an_offer_the_first_in_order_is_named() {
    first_is_named(
        offering,
        &[
            ENDED,
            SUSPENDED,
            UNAUTHORISED,
            ELSEWHERE,
            HELD,
            OFFERED,
            PLEDGED,
            NEEDLESS,
            NOT_ENTITLED,
            FINAL,
            TO_SELF,
            ENDORSEE_SUSPENDED,
            TOO_EARLY,
        ],
    );
}

#[test]
fn the_recipient_of_an_offer_is_asked_before_the_party_it_is_endorsed_to() {
    first_is_named(
        offering,
        &[
            SURRENDERED,
            ("T-18", |case| case.bill().order = straight(HOLDER, BUYER)),
            ("T-23", |case| case.enrol(BUYER, Capacity::Bank, 1)),
            ("T-22", |case| case.enrol(ENDORSEE, Capacity::Authority, 2)),
            ("T-25", |case| *case.until() = title::Time(0)),
        ],
    );
}

#[test]
fn of_one_party_standing_is_named_before_capacity_before_rulebook() {
    first_is_named(
        || case(HOLDER, Act::Offer { to: BUYER, endorsement: None, until: LATER }),
        &[
            ("T-21", |case| case.suspend(BUYER)),
            ("T-22", |case| case.enrol(BUYER, Capacity::Authority, 1)),
            ("T-23", |case| case.enrol(BUYER, Capacity::Bank, 1)),
        ],
    );
}

#[test]
fn of_several_faults_of_a_hand_over_the_first_in_order_is_named() {
    first_is_named(
        || {
            let endorsement = Some(Endorsement::ToOrder(ENDORSEE));
            case(HOLDER, Act::HandOver { to: BUYER, endorsement })
        },
        &[
            GONE,
            SUSPENDED,
            ELSEWHERE,
            HELD,
            SURRENDERED,
            PLEDGED,
            NEEDLESS,
            ("T-18", |case| case.bill().order = straight(HOLDER, BUYER)),
            TO_SELF,
            BUYER_AN_AUTHORITY,
            ENDORSEE_SUSPENDED,
            ("T-36", |case| case.enrol_as(BUYER, Capacity::Trader, 2, Handing::OnAcceptance)),
        ],
    );
}

#[test]
fn of_several_faults_of_a_hand_back_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = case(HOLDER, Act::HandBack);
            case.bill().hand_back = Some(HandBack { to: BUYER, order: Order::Blank });
            case
        },
        &[
            ENDED,
            ELSEWHERE,
            HELD,
            OFFERED,
            PLEDGED,
            NEEDLESS,
            ("T-37", |case| case.bill().hand_back = None),
        ],
    );
}

#[test]
fn of_several_faults_of_an_endorsement_the_first_in_order_is_named() {
    first_is_named(
        || case(HOLDER, Act::Endorse(Endorsement::Final(ENDORSEE))),
        &[
            GONE,
            SUSPENDED,
            ELSEWHERE,
            NOT_ENTITLED,
            HELD,
            OFFERED,
            PLEDGED,
            NEEDLESS,
            FINAL,
            ENDORSEE_SUSPENDED,
        ],
    );
}

#[test]
fn of_several_faults_of_a_cancellation_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = case(HOLDER, Act::CancelEndorsement);
            case.bill().cancellable = Some(Order::Blank);
            case
        },
        &[
            ELSEWHERE,
            HELD,
            OFFERED,
            PLEDGED,
            NEEDLESS,
            ("T-24", |case| case.bill().cancellable = None),
        ],
    );
}

#[test]
fn of_several_faults_of_a_mark_of_possession_the_first_in_order_is_named() {
    first_is_named(|| case(HOLDER, Act::Sign), &[ENDED, ELSEWHERE, HELD, OFFERED, NEEDLESS]);
}

#[test]
fn of_several_faults_of_an_answer_to_an_offer_the_first_in_order_is_named() {
    first_is_named(
        || offered_and(Act::Accept, BUYER),
        &[
            ENDED,
            SUSPENDED,
            UNAUTHORISED,
            NOT_OFFERED,
            TO_ANOTHER,
            HELD,
            NEEDLESS,
            ("T-23", |case| case.enrol(BUYER, Capacity::Trader, 1)),
            ENDORSEE_SUSPENDED,
        ],
    );
    first_is_named(
        || offered_and(Act::Decline, BUYER),
        &[GONE, SUSPENDED, NOT_OFFERED, TO_ANOTHER, HELD, NEEDLESS],
    );
    first_is_named(
        || offered_and(Act::Withdraw, HOLDER),
        &[GONE, SUSPENDED, ELSEWHERE, HELD, NOT_OFFERED, NEEDLESS],
    );
}

#[test]
fn of_several_faults_of_an_accepted_pledge_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = case(BUYER, Act::Accept);
            case.bill().status = offered_to(BUYER, Purpose::Pledge);
            case
        },
        &[NOT_OFFERED, TO_ANOTHER, HELD, NEEDLESS, BUYER_AN_AUTHORITY],
    );
}

#[test]
fn of_several_faults_of_a_pledge_the_first_in_order_is_named() {
    first_is_named(
        || case(HOLDER, Act::Pledge { to: BUYER, until: LATER }),
        &[
            ENDED,
            ELSEWHERE,
            NOT_ENTITLED,
            HELD,
            OFFERED,
            PLEDGED,
            NEEDLESS,
            FINAL,
            TO_SELF,
            BUYER_AN_AUTHORITY,
            TOO_EARLY,
        ],
    );
}

#[test]
fn of_several_faults_of_a_directed_release_the_first_in_order_is_named() {
    first_is_named(
        releasing,
        &[
            ENDED,
            SUSPENDED,
            ("T-10", |case| case.bill().status = in_hand(OTHER)),
            HELD,
            OFFERED_BY_BUYER,
            ("T-31", |case| case.bill().pledge = None),
            ("T-26", |case| case.instruction.with.retain(|party| *party != HOLDER)),
            NEEDLESS,
            ("T-20", |case| *case.to() = BUYER),
            ("T-18", |case| {
                let order = straight(HOLDER, BUYER);
                case.bill().order = order;
                if let Some(pledge) = &mut case.bill().pledge {
                    pledge.order = order;
                }
            }),
            ("T-22", |case| case.enrol(OTHER, Capacity::Insurer, 2)),
            ENDORSEE_SUSPENDED,
        ],
    );
}

/// No history leads to a pledged bill on offer; the order of the rules holds of it all the same.
const OFFERED_BY_BUYER: Fault = ("T-14", |case| {
    case.bill().status = match offered() {
        title::Status::Offered { offer, .. } => title::Status::Offered { controller: BUYER, offer },
        other => other,
    };
});

#[test]
fn of_several_faults_of_an_enforcement_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = releasing();
            case.instruction.act = Act::Enforce;
            case.instruction.with.clear();
            case
        },
        &[
            GONE,
            SUSPENDED,
            ELSEWHERE,
            HELD,
            OFFERED_BY_BUYER,
            ("T-31", |case| case.bill().pledge = None),
            NEEDLESS,
        ],
    );
}

#[test]
fn of_several_faults_of_a_surrender_the_first_in_order_is_named() {
    first_is_named(
        || case(HOLDER, Act::SurrenderForDelivery),
        &[ENDED, SUSPENDED, ELSEWHERE, NOT_ENTITLED, HELD, OFFERED, PLEDGED, NEEDLESS],
    );
    first_is_named(
        || case(HOLDER, Act::SurrenderForPaper),
        &[ENDED, SUSPENDED, ELSEWHERE, HELD, SURRENDERED, PLEDGED, NEEDLESS],
    );
}

#[test]
fn of_several_faults_of_a_surrender_for_amendment_the_first_in_order_is_named() {
    first_is_named(
        || {
            let reason = AmendmentReason::Switch;
            let order = to_order(ENDORSEE);
            let mut case = case(HOLDER, Act::SurrenderForAmendment { reason, to: OTHER, order });
            case.bill().order = to_order(BUYER);
            case.instruction.with = vec![BUYER];
            case
        },
        &[
            ENDED,
            SUSPENDED,
            ELSEWHERE,
            HELD,
            OFFERED,
            PLEDGED,
            ("T-26", |case| case.instruction.with.retain(|party| *party != BUYER)),
            NEEDLESS,
            ("T-22", |case| case.enrol(OTHER, Capacity::Agent, 2)),
            ("T-21", |case| case.suspend(ENDORSEE)),
        ],
    );
}

fn offering() -> Case {
    let endorsement = Some(Endorsement::ToOrder(ENDORSEE));
    case(HOLDER, Act::Offer { to: BUYER, endorsement, until: LATER })
}

/// Somebody answers an offer, or takes it back.
fn offered_and(act: Act, by: title::PartyId) -> Case {
    let mut case = case(by, act);
    case.bill().status = offered();
    case
}

/// The buyer holds the holder's pledge and lets go of it to another.
fn releasing() -> Case {
    let endorsement = Some(Endorsement::ToOrder(ENDORSEE));
    let direction = Some(Direction { to: OTHER, endorsement });
    let mut case = case(BUYER, Act::Release { direction });
    case.bill().status = in_hand(BUYER);
    case.bill().pledge = Some(pledged_by(HOLDER));
    case.instruction.with = vec![HOLDER];
    case
}
