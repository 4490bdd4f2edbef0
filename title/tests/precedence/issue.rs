//! What begins titles.

use title::{
    Act, AmendmentReason, Asked, Begin, Capacity, ChangeOfMedium, End, Issue, Order, ReferenceKey,
    ReferenceUse, TitleId,
};

use super::cases::{
    BILL, BUYER, CARRIER, Case, ENDORSEE, HOLDER, REFERENCE, SECOND, STRANGER, SUCCESSOR, bill,
    case, commitment, issue, nothing_yet, surrendered,
};
use super::{
    ENDED, Fault, GONE, HELD, NEEDLESS, NOT_SURRENDERED, SUSPENDED, UNAUTHORISED, first_is_named,
};

const NO_CARRIER: Fault = ("T-05", |case| case.enrol(CARRIER, Capacity::Trader, 2));
const USED: Fault = ("T-06", |case| {
    case.references.insert(REFERENCE, ReferenceUse::Used);
});
const OTHER_VERSION: Fault = ("T-07", |case| case.issue().version = 9);
const UNKNOWN_RULEBOOK: Fault = ("T-08", |case| case.issue().rulebook = 3);
const OTHER_TERMS: Fault = ("T-09", |case| case.issue().terms_profile = 2);
const CARRIER_BEHIND: Fault = ("T-23", |case| case.enrol(CARRIER, Capacity::Carrier, 1));
const MASTER_ENDED: Fault = ("T-35", |case| case.end_master(End::Accomplished));
const HOLDER_SUSPENDED: Fault = ("T-21", |case| case.suspend(HOLDER));
const ENDORSEE_A_TERMINAL: Fault = ("T-22", |case| case.enrol(ENDORSEE, Capacity::Terminal, 2));

#[test]
fn of_several_faults_of_an_issue_the_first_in_order_is_named() {
    first_is_named(
        || nothing_yet(case(CARRIER, Act::Issue(issue()))),
        &[
            SUSPENDED,
            UNAUTHORISED,
            NO_CARRIER,
            USED,
            OTHER_VERSION,
            UNKNOWN_RULEBOOK,
            OTHER_TERMS,
            CARRIER_BEHIND,
            MASTER_ENDED,
            HOLDER_SUSPENDED,
            ENDORSEE_A_TERMINAL,
            NEEDLESS,
        ],
    );
}

#[test]
fn a_live_reference_is_named_before_a_rulebook_that_was_superseded_and_that_before_the_terms() {
    first_is_named(
        || nothing_yet(case(CARRIER, Act::Issue(issue()))),
        &[
            NO_CARRIER,
            ("T-06", |case| {
                case.references.insert(REFERENCE, ReferenceUse::Live(SECOND));
            }),
            OTHER_VERSION,
            ("T-08", |case| case.issue().rulebook = 1),
            OTHER_TERMS,
            ("T-35", |case| case.issue().master = Some(TitleId([99; 32]))),
        ],
    );
}

#[test]
fn of_several_faults_of_an_issue_from_paper_the_first_in_order_is_named() {
    first_is_named(
        from_paper,
        &[
            SUSPENDED,
            NO_CARRIER,
            OTHER_VERSION,
            OTHER_TERMS,
            CARRIER_BEHIND,
            ("T-34", |case| medium(case).statement = None),
            ("T-34", |case| medium(case).paper = None),
            MASTER_ENDED,
            HOLDER_SUSPENDED,
            NEEDLESS,
        ],
    );
}

#[test]
fn of_several_faults_of_what_ends_in_a_replacement_the_first_in_order_is_named() {
    first_is_named(
        replacing,
        &[
            ENDED,
            ("T-01", |case| {
                case.titles.remove(&SECOND);
            }),
            SUSPENDED,
            UNAUTHORISED,
            ("T-13", |case| case.bill().carrier = BUYER),
            HELD,
            NOT_SURRENDERED,
            ("T-13", |case| case.second().carrier = BUYER),
            ("T-33", |case| case.second().status = surrendered(Asked::Paper)),
            NEEDLESS,
            ("T-39", |case| case.begins().clear()),
            NO_CARRIER,
        ],
    );
}

#[test]
fn of_several_faults_of_what_begins_in_a_replacement_the_first_in_order_is_named() {
    first_is_named(
        replacing,
        &[
            GONE,
            NEEDLESS,
            NO_CARRIER,
            USED,
            OTHER_VERSION,
            UNKNOWN_RULEBOOK,
            OTHER_TERMS,
            MASTER_ENDED,
            ("T-40", |case| case.issue().controller = STRANGER),
            ("T-40", |case| case.issue().order = Order::Blank),
            CARRIER_BEHIND,
            HOLDER_SUSPENDED,
            ENDORSEE_A_TERMINAL,
        ],
    );
}

#[test]
fn every_title_that_begins_is_asked_for_its_reference_before_any_is_asked_for_its_parties() {
    first_is_named(
        replacing,
        &[
            ("T-35", |case| case.issue().master = Some(BILL)),
            ("T-06", |case| case.begins()[1].issue.reference = REFERENCE),
            ("T-40", |case| case.issue().controller = STRANGER),
            ("T-21", |case| case.suspend(HOLDER)),
        ],
    );
}

fn from_paper() -> Case {
    let medium = ChangeOfMedium { statement: Some(commitment()), paper: Some(commitment()) };
    nothing_yet(case(CARRIER, Act::IssueFromPaper { issue: issue(), medium }))
}

fn medium(case: &mut Case) -> &mut ChangeOfMedium {
    match &mut case.instruction.act {
        Act::IssueFromPaper { medium, .. } => medium,
        other => panic!("no change of medium: {other:?}"),
    }
}

/// Two titles that were both to be combined for the holder become two others.
fn replacing() -> Case {
    let mut first = issue();
    first.version = 2;
    let mut second = issue();
    second.reference = ReferenceKey([18; 32]);
    second.master = None;
    let begins = vec![
        Begin { title: SUCCESSOR, issue: first },
        Begin { title: TitleId([13; 32]), issue: second },
    ];
    let asks = |reason, content: Issue| {
        let (to, order) = (content.controller, content.order);
        surrendered(Asked::Amendment { reason, to, order })
    };
    let mut case = case(CARRIER, Act::Replace { also: vec![SECOND], begins });
    case.bill().status = asks(AmendmentReason::Combine, first);
    let mut other = bill();
    other.id = SECOND;
    other.reference = ReferenceKey([17; 32]);
    other.status = asks(AmendmentReason::Combine, second);
    case.titles.insert(SECOND, other);
    case.references.insert(REFERENCE, ReferenceUse::Live(BILL));
    case
}
