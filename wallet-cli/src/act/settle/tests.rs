use title::{Act, Acting, Endorsement, Instruction, RejectionReason, Time};

use super::{Sent, SettleError, is_outcome, prove};
use crate::fixture::{BANK, LINE, Ledger, Place, SHIPPER, issue};
use proto::pb::api::v1::Final;

fn instruction(ledger: &Ledger, act: Act) -> Instruction {
    Instruction { by: Acting::own(SHIPPER.party()), title: ledger.id, act }
}

fn offer(until: u64) -> Act {
    let endorsement = Some(Endorsement::ToOrder(BANK.party()));
    Act::Offer { to: BANK.party(), endorsement, until: Time(until) }
}

#[test]
fn a_fact_answers_only_the_very_act_that_was_signed() {
    let mut ledger = Ledger::issued();
    let until = ledger.now().0 + 60_000;
    let fact = ledger.record(&SHIPPER, offer(until)).fact;
    assert!(is_outcome(&fact, &instruction(&ledger, offer(until))));
    let plain = Act::Offer { to: BANK.party(), endorsement: None, until: Time(until) };
    for other in [offer(until + 1), plain, Act::Sign, Act::Issue(issue())] {
        assert!(!is_outcome(&fact, &instruction(&ledger, other)), "{other:?}");
    }
    let by_another =
        Instruction { by: Acting::own(BANK.party()), ..instruction(&ledger, offer(until)) };
    assert!(!is_outcome(&fact, &by_another));
}

#[test]
fn a_rejection_for_another_reason_is_not_the_one_signed() {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::SurrenderForDelivery);
    let act = |reason| Act::RejectSurrender { reason };
    let fact = ledger.record(&LINE, act(RejectionReason::ChargesDue)).fact;
    let signed =
        |reason| Instruction { by: Acting::own(LINE.party()), ..instruction(&ledger, act(reason)) };
    assert!(is_outcome(&fact, &signed(RejectionReason::ChargesDue)));
    assert!(!is_outcome(&fact, &signed(RejectionReason::ClaimPending)));
}

#[test]
fn final_counts_only_with_one_receipt_of_this_instruction() {
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let mut ledger = Ledger::issued();
    let record = ledger.record(&SHIPPER, Act::Sign);
    let sent = Sent {
        id: record.instruction,
        deadline_ms: 0,
        instruction: instruction(&ledger, Act::Sign),
    };
    let answer = |receipts: &[_]| Final { receipts: receipts.to_vec() };
    let recorded = prove(&session, &sent, &answer(&ledger.receipts[1..])).unwrap();
    assert_eq!((recorded.fact.sequence, recorded.signers, recorded.validators), (2, 3, 4));
    for receipts in [&ledger.receipts[..1], &ledger.receipts[..], &[]] {
        let fault = prove(&session, &sent, &answer(receipts)).unwrap_err();
        assert_eq!(fault, SettleError::OtherFact);
    }
}
