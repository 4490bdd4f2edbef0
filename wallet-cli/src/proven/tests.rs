use title::{Act, AnnotationKind, Commitment, End, Status};

use super::{Given, ProofFault, ProvedTitle, receipt};
use crate::fixture::{
    BANK, LINE, Ledger, SHIPPER, VALIDATORS, issue, network_with, second_version,
};
use proto::block::Block;
use proto::instruction::Subject;
use proto::pb::ledger::v1::Receipt as Message;
use proto::receipt::{Receipt, ReceiptFault};

fn prove(
    ledger: &Ledger,
    leaves: &[Vec<u8>],
    receipt: Option<&Message>,
) -> Result<ProvedTitle, ProofFault> {
    super::prove(&ledger.network, &ledger.id, Given { leaves, receipt }, Given::default())
}

fn voyage() -> Ledger {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Sign);
    ledger.record(&SHIPPER, Act::SurrenderForDelivery);
    ledger.record(&LINE, Act::AcceptSurrender);
    ledger
}

#[test]
fn one_receipt_for_the_last_fact_proves_the_whole_history() {
    let ledger = voyage();
    let proved = ledger.proved(&ledger.id);
    assert_eq!(Some(&proved.title), ledger.title());
    assert_eq!(proved.title.status, Status::Ended(End::Accomplished));
    assert_eq!((proved.control.length, proved.signers), (4, 3));
}

#[test]
fn an_earlier_state_is_proved_too_since_a_node_may_lag_behind() {
    let ledger = voyage();
    let chain = ledger.control();
    let proved = prove(&ledger, &chain.leaves[..2], chain.receipts.get(1)).unwrap();
    assert_eq!(proved.title.controller(), Some(SHIPPER.party()));
}

#[test]
fn a_fact_left_out_or_swapped_is_named_by_its_place() {
    let ledger = voyage();
    let mut without_second = ledger.control().leaves;
    without_second.remove(1);
    let mut swapped = ledger.control().leaves;
    swapped.swap(1, 2);
    for leaves in [without_second, swapped] {
        let fault = prove(&ledger, &leaves, ledger.control().receipts.last());
        assert_eq!(fault.unwrap_err(), ProofFault::Gap { sequence: 2 });
    }
}

#[test]
fn a_history_of_another_title_is_refused_however_well_it_is_proved() {
    let ledger = voyage();
    let other = title::TitleId([1; 32]);
    let chain = ledger.control();
    let fault = super::prove(&ledger.network, &other, chain.given(), Given::default());
    assert_eq!(fault.unwrap_err(), ProofFault::Gap { sequence: 1 });
}

#[test]
fn a_receipt_of_an_earlier_fact_proves_nothing_of_the_later_ones() {
    let ledger = voyage();
    let chain = ledger.control();
    let fault = prove(&ledger, &chain.leaves, chain.receipts.get(2));
    assert_eq!(fault.unwrap_err(), ProofFault::OtherFact);
    let fault = prove(&ledger, &chain.leaves, None);
    assert_eq!(fault.unwrap_err(), ProofFault::NoReceipt { sequence: 4 });
}

#[test]
fn a_forged_last_fact_is_caught_by_the_receipt() {
    let mut ledger = Ledger::issued();
    let honest = ledger.control();
    ledger.record(&SHIPPER, Act::Sign);
    let forged = [honest.leaves, vec![ledger.control().leaves[1].clone()]].concat();
    let fault = prove(&ledger, &forged, honest.receipts.last());
    assert_eq!(fault.unwrap_err(), ProofFault::OtherFact);
}

#[test]
fn two_of_four_validators_are_no_quorum() {
    let ledger = voyage();
    let block = Block::decode(&ledger.blocks[0].block).unwrap();
    let certificate = ledger.certificate(&block.header, &VALIDATORS[..2]);
    let whole = &ledger.control().receipts[0];
    let message = proto::pb::ledger::v1::Receipt {
        certificate: Some(certificate.to_message()),
        ..whole.clone()
    };
    let fault = receipt(&ledger.network, &message).unwrap_err();
    assert!(matches!(fault, ReceiptFault::Certificate(_)), "{fault:?}");
    assert!(Receipt::from_message(whole).is_ok());
}

#[test]
fn a_receipt_of_another_network_is_refused_by_name() {
    let ledger = voyage();
    let other = network_with(&[(BANK, 33)]);
    let fault = receipt(&other, &ledger.control().receipts[0]).unwrap_err();
    assert!(matches!(fault, ReceiptFault::OtherChain { .. }));
}

#[test]
fn bytes_that_are_no_fact_are_named_by_their_place() {
    let ledger = voyage();
    let mut leaves = ledger.control().leaves;
    leaves[3].truncate(20);
    let fault = prove(&ledger, &leaves, ledger.control().receipts.last());
    assert!(matches!(fault.unwrap_err(), ProofFault::Record { sequence: 4, .. }));
}

fn annotated() -> Ledger {
    let mut ledger = Ledger::issued();
    for kind in [AnnotationKind::Certificate, AnnotationKind::Discrepancy] {
        let content = Commitment { scheme: 0, root: [kind as u8; 32] };
        ledger.record(&SHIPPER, Act::Annotate { kind, content });
    }
    ledger
}

#[test]
fn notices_are_proved_as_a_second_chain_and_leave_the_first_as_it_was() {
    let ledger = annotated();
    let proved = ledger.proved(&ledger.id);
    assert_eq!((proved.control.length, proved.annotations.length), (1, 2));
    assert_eq!((proved.records.len(), proved.notices.len()), (1, 2));
    assert_eq!(proved.newest_ms(), ledger.now().0);
}

#[test]
fn a_notice_left_out_unproved_or_put_on_the_control_chain_is_refused() {
    let ledger = annotated();
    let notices = ledger.chain(Subject::TitleAnnotations(ledger.id));
    let control = ledger.control();
    let prove =
        |control, notices| super::prove(&ledger.network, &ledger.id, control, notices).unwrap_err();
    let without_first = Given { leaves: &notices.leaves[1..], ..notices.given() };
    assert_eq!(prove(control.given(), without_first), ProofFault::Gap { sequence: 1 });
    let unproved = Given { receipt: None, ..notices.given() };
    assert_eq!(prove(control.given(), unproved), ProofFault::NoReceipt { sequence: 2 });
    assert_eq!(prove(notices.given(), Given::default()), ProofFault::Gap { sequence: 1 });
}

#[test]
fn a_title_that_began_in_anothers_place_is_proved_from_that_beginning() {
    let mut ledger = Ledger::issued();
    let reason = title::AmendmentReason::Correction;
    let (to, order) = (SHIPPER.party(), issue().order);
    ledger.record(&SHIPPER, Act::SurrenderForAmendment { reason, to, order });
    let (title, issue) = (second_version(), title::Issue { version: 2, ..issue() });
    let begins = vec![title::Begin { title, issue }];
    ledger.record(&LINE, Act::Replace { also: vec![], begins });
    let (old, new) = (ledger.proved(&ledger.id), ledger.proved(&title));
    assert_eq!(old.title.status, Status::Ended(End::Replaced));
    assert_eq!((new.title.version, new.control.length), (2, 1));
    assert!(
        matches!(new.beginning(), title::Event::Began { replaces, .. } if *replaces == [ledger.id])
    );
}

#[test]
fn a_history_that_goes_on_under_other_validators_needs_no_new_trust() {
    let mut ledger = Ledger::issued();
    ledger.hand_over_to(&[5, 6, 7]);
    ledger.record(&SHIPPER, Act::Sign);
    ledger.record(&SHIPPER, Act::Sign);
    let proved = ledger.proved(&ledger.id);
    assert_eq!((proved.control.length, proved.signers, proved.validators), (3, 3, 3));
    let mut without = ledger.control().receipts[2].clone();
    without.handovers.clear();
    assert_eq!(receipt(&ledger.network, &without), Err(ReceiptFault::OtherValidators));
}
