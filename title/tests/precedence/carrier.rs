//! The carrier's answers, void, and notices.

use title::{Act, AnnotationKind, Asked, ChangeOfMedium, End, Passage, RejectionReason, Status};

use super::cases::{
    BUYER, CARRIER, Case, HOLDER, MASTER, case, commitment, in_hand, surrendered, to_order,
};
use super::{
    ENDED, Fault, GONE, HELD, NEEDLESS, NOT_SURRENDERED, OFFERED, PLEDGED, SUSPENDED, UNAUTHORISED,
    first_is_named,
};

const ANOTHERS: Fault = ("T-13", |case| case.bill().carrier = BUYER);

#[test]
fn of_several_faults_of_a_delivery_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = answering(Act::AcceptSurrender, Asked::Delivery);
            case.bill().master = Some(MASTER);
            case
        },
        &[
            GONE,
            SUSPENDED,
            UNAUTHORISED,
            ANOTHERS,
            HELD,
            NOT_SURRENDERED,
            ("T-33", |case| case.bill().status = surrendered(Asked::Paper)),
            NEEDLESS,
            ("T-35", |case| case.end_master(End::Void)),
        ],
    );
}

#[test]
fn of_several_faults_of_a_rejection_the_first_in_order_is_named() {
    first_is_named(
        || answering(Act::RejectSurrender { reason: RejectionReason::Other }, Asked::Paper),
        &[ENDED, SUSPENDED, ANOTHERS, HELD, NOT_SURRENDERED, NEEDLESS],
    );
}

#[test]
fn of_several_faults_of_a_turn_to_paper_the_first_in_order_is_named() {
    first_is_named(
        || {
            let medium =
                ChangeOfMedium { statement: Some(commitment()), paper: Some(commitment()) };
            answering(Act::ToPaper(medium), Asked::Paper)
        },
        &[
            ENDED,
            SUSPENDED,
            ANOTHERS,
            HELD,
            NOT_SURRENDERED,
            ("T-33", |case| case.bill().status = surrendered(Asked::Delivery)),
            NEEDLESS,
            ("T-34", |case| {
                case.instruction.act =
                    Act::ToPaper(ChangeOfMedium { statement: None, paper: None });
            }),
        ],
    );
}

#[test]
fn of_several_faults_of_a_void_the_first_in_order_is_named() {
    first_is_named(
        || {
            let mut case = case(CARRIER, Act::Void);
            case.bill().order = to_order(BUYER);
            case.instruction.with = vec![HOLDER, BUYER];
            case
        },
        &[
            ENDED,
            SUSPENDED,
            UNAUTHORISED,
            ("T-13", |case| case.bill().carrier = HOLDER),
            HELD,
            OFFERED,
            PLEDGED,
            ("T-26", |case| case.instruction.with.retain(|party| *party != HOLDER)),
            ("T-26", |case| case.instruction.with.retain(|party| *party != BUYER)),
            NEEDLESS,
            ("T-38", |case| case.bill().passage = Passage::Passed),
        ],
    );
}

#[test]
fn of_several_faults_of_a_notice_the_first_in_order_is_named() {
    first_is_named(
        || {
            let kind = AnnotationKind::CargoReleased;
            let mut case = case(CARRIER, Act::Annotate { kind, content: commitment() });
            case.bill().status = Status::Ended(End::Accomplished);
            case.bill().hold = Some(super::held());
            case
        },
        &[
            GONE,
            SUSPENDED,
            UNAUTHORISED,
            ("T-27", |case| case.bill().carrier = BUYER),
            NEEDLESS,
            ("T-42", |case| case.bill().status = in_hand(HOLDER)),
        ],
    );
}

fn answering(act: Act, asked: Asked) -> Case {
    let mut case = case(CARRIER, act);
    case.bill().status = surrendered(asked);
    case
}
