use std::slice;

use proto::fact::FactRecord;

use title::{
    Act, AmendmentReason, AnnotationKind, Commitment, Direction, Endorsement, Fact, Instruction,
    Order, RejectionReason, Time,
};

use super::answers;
use crate::fixture::{BANK, BUYER, LINE, Ledger, SHIPPER, issue};

const CONTENT: Commitment = Commitment { scheme: 0, root: [5; 32] };

fn instruction(ledger: &Ledger, act: Act) -> Instruction {
    ledger.instruction(&SHIPPER, &[], act)
}

fn fact(record: FactRecord) -> Fact {
    record.fact.title().cloned().unwrap()
}

fn offer(until: u64) -> Act {
    let endorsement = Some(Endorsement::ToOrder(BANK.party()));
    Act::Offer { to: BANK.party(), endorsement, until: Time(until) }
}

#[test]
fn a_fact_answers_only_the_very_act_that_was_signed() {
    let mut ledger = Ledger::issued();
    let until = ledger.now().0 + 60_000;
    let fact = fact(ledger.record(&SHIPPER, offer(until)));
    assert!(answers(slice::from_ref(&fact), &instruction(&ledger, offer(until))));
    let plain = Act::Offer { to: BANK.party(), endorsement: None, until: Time(until) };
    for other in [offer(until + 1), plain, Act::Sign, Act::Issue(issue())] {
        assert!(
            !answers(slice::from_ref(&fact), &instruction(&ledger, other.clone())),
            "{other:?}"
        );
    }
    let by_another = ledger.instruction(&BANK, &[], offer(until));
    assert!(!answers(slice::from_ref(&fact), &by_another));
}

#[test]
fn a_rejection_for_another_reason_is_not_the_one_signed() {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::SurrenderForDelivery);
    let act = |reason| Act::RejectSurrender { reason };
    let fact = fact(ledger.record(&LINE, act(RejectionReason::ChargesDue)));
    let signed = |reason| ledger.instruction(&LINE, &[], act(reason));
    assert!(answers(slice::from_ref(&fact), &signed(RejectionReason::ChargesDue)));
    assert!(!answers(slice::from_ref(&fact), &signed(RejectionReason::ClaimPending)));
}

#[test]
fn an_act_that_others_sign_too_is_answered_only_with_their_consent_on_record() {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    ledger.record(&SHIPPER, Act::Pledge { to: BANK.party(), until });
    ledger.record(&BANK, Act::Accept);
    let direction = Some(Direction { to: BUYER.party(), endorsement: None });
    let release = Act::Release { direction };
    let facts: Vec<_> =
        ledger.record_with(&BANK, &[SHIPPER], release.clone()).into_iter().map(fact).collect();
    assert!(answers(&facts, &ledger.instruction(&BANK, &[SHIPPER], release.clone())));
    assert!(!answers(&facts, &ledger.instruction(&BANK, &[], release)));
    let elsewhere = Some(Direction { to: LINE.party(), endorsement: None });
    let other = Act::Release { direction: elsewhere };
    assert!(!answers(&facts, &ledger.instruction(&BANK, &[SHIPPER], other)));
}

#[test]
fn a_notice_or_a_request_answers_only_for_its_own_content() {
    let mut ledger = Ledger::issued();
    let notice = |root| Act::Annotate {
        kind: AnnotationKind::Certificate,
        content: Commitment { root, ..CONTENT },
    };
    let noted = fact(ledger.record(&SHIPPER, notice([5; 32])));
    assert!(answers(slice::from_ref(&noted), &instruction(&ledger, notice([5; 32]))));
    assert!(!answers(slice::from_ref(&noted), &instruction(&ledger, notice([6; 32]))));
    let to_order = |reason, order| {
        let to = SHIPPER.party();
        Act::SurrenderForAmendment { reason, to, order }
    };
    let amend = |reason| to_order(reason, Order::Blank);
    let asked = fact(ledger.record(&SHIPPER, amend(AmendmentReason::Switch)));
    assert!(answers(
        slice::from_ref(&asked),
        &instruction(&ledger, amend(AmendmentReason::Switch))
    ));
    assert!(!answers(
        slice::from_ref(&asked),
        &instruction(&ledger, amend(AmendmentReason::Correction))
    ));
    let finally = Order::Named { party: SHIPPER.party(), may_endorse: false };
    let other = to_order(AmendmentReason::Switch, finally);
    assert!(!answers(slice::from_ref(&asked), &instruction(&ledger, other)));
}
