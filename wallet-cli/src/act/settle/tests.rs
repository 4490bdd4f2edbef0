use title::{Act, Begin, Instruction, Issue};

use super::{Sent, SettleError, prove};
use crate::fixture::{LINE, Ledger, Place, SHIPPER, issue, second_version};
use proto::instruction::Subject;
use proto::pb::api::v1::Final;

fn instruction(ledger: &Ledger, act: Act) -> Instruction {
    ledger.instruction(&SHIPPER, &[], act)
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
        instruction: instruction(&ledger, Act::Sign).into(),
    };
    let answer = |receipts: &[_]| Final { receipts: receipts.to_vec() };
    let receipts = ledger.control().receipts;
    let recorded = prove(&session, &sent, &answer(&receipts[1..])).unwrap();
    assert_eq!((recorded.fact.sequence, recorded.signers, recorded.validators), (2, 3, 4));
    for receipts in [&receipts[..1], &receipts[..], &[]] {
        let fault = prove(&session, &sent, &answer(receipts)).unwrap_err();
        assert_eq!(fault, SettleError::OtherFact);
    }
}

#[test]
fn a_replacement_is_final_only_with_the_receipts_of_every_end_and_every_beginning() {
    let place = Place::of(&LINE);
    let session = place.session();
    let mut ledger = Ledger::issued();
    let reason = title::AmendmentReason::Correction;
    let (to, order) = (SHIPPER.party(), issue().order);
    ledger.record(&SHIPPER, Act::SurrenderForAmendment { reason, to, order });
    let before = ledger.known();
    let title = second_version();
    let begins = vec![Begin { title, issue: Issue { version: 2, ..issue() } }];
    let act = Act::Replace { also: vec![], begins };
    let records = ledger.record_with(&LINE, &[], act.clone());
    let ended = ledger.control().receipts[2].clone();
    let began = ledger.chain(Subject::TitleControl(title)).receipts[0].clone();
    let sent = Sent {
        id: records[0].instruction,
        deadline_ms: 0,
        instruction: ledger.instruction(&LINE, &[], act).into(),
    };
    let answer = |receipts: &[_]| Final { receipts: receipts.to_vec() };
    let recorded = prove(&session, &sent, &answer(&[ended.clone(), began.clone()])).unwrap();
    let recorded = recorded.after(&before, &session);
    assert_eq!(recorded.also.len(), 1);
    assert_eq!(recorded.afterwards.as_ref().unwrap().status, "replaced");
    assert_eq!(recorded.others_afterwards[0].version, 2);
    for receipts in [vec![ended.clone()], vec![began.clone(), ended]] {
        let fault = prove(&session, &sent, &answer(&receipts)).unwrap_err();
        assert_eq!(fault, SettleError::OtherFact);
    }
}
