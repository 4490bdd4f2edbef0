//! Acts by order.

use title::{Act, Capacity, Time};

use super::cases::{
    BUYER, Case, ENDORSEE, LATER, NOW, OTHER, STRANGER, case, commitment, held, straight, to_order,
};
use super::{ENDED, Fault, GONE, SUSPENDED, UNAUTHORISED, first_is_named};

const TOO_FEW: Fault = ("T-28", |case| case.mandate.have = 1);
const OUTSIDER: Fault = ("T-43", |case| case.mandate.outsider = Some(STRANGER));

#[test]
fn of_several_faults_of_a_hold_the_first_in_order_is_named() {
    first_is_named(
        || case(OTHER, Act::Hold { order: commitment(), until: LATER }),
        &[
            GONE,
            SUSPENDED,
            UNAUTHORISED,
            TOO_FEW,
            OUTSIDER,
            ("T-41", |case| *case.until() = NOW),
            ("T-41", |case| *case.until() = Time(u64::MAX)),
        ],
    );
}

#[test]
fn of_several_faults_of_a_lift_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = case(OTHER, Act::Lift { order: commitment() });
            case.bill().hold = Some(held());
            case
        },
        &[ENDED, SUSPENDED, TOO_FEW, OUTSIDER, ("T-32", |case| case.bill().hold = None)],
    );
}

#[test]
fn of_several_faults_of_a_reassignment_the_first_in_order_is_named() {
    first_is_named(
        || {
            let stands = Some(to_order(ENDORSEE));
            let mut case = case(OTHER, Act::Reassign { to: BUYER, stands, order: commitment() });
            case.bill().hold = Some(held());
            case
        },
        &[
            ENDED,
            SUSPENDED,
            UNAUTHORISED,
            TOO_FEW,
            OUTSIDER,
            ("T-23", |case| case.enrol(BUYER, Capacity::Trader, 1)),
            ("T-21", |case| case.suspend(ENDORSEE)),
            ("T-44", to_straight),
        ],
    );
}

fn to_straight(case: &mut Case) {
    let stands = Some(straight(ENDORSEE, BUYER));
    case.instruction.act = Act::Reassign { to: BUYER, stands, order: commitment() };
}
