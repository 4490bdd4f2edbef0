use title::{Act, End, Status};

use super::{ProofFault, prove, receipt};
use crate::fixture::{BANK, LINE, Ledger, SHIPPER, VALIDATORS, network_with};
use proto::block::Block;
use proto::receipt::{Receipt, ReceiptFault};

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
    let proved =
        prove(&ledger.network, &ledger.id, &ledger.leaves, ledger.receipts.last()).unwrap();
    assert_eq!(Some(&proved.title), ledger.title.as_ref());
    assert_eq!(proved.title.status, Status::Ended(End::Accomplished));
    assert_eq!((proved.control.length, proved.signers), (4, 3));
}

#[test]
fn an_earlier_state_is_proved_too_since_a_node_may_lag_behind() {
    let ledger = voyage();
    let proved =
        prove(&ledger.network, &ledger.id, &ledger.leaves[..2], ledger.receipts.get(1)).unwrap();
    assert_eq!(proved.title.controller(), Some(SHIPPER.party()));
}

#[test]
fn a_fact_left_out_or_swapped_is_named_by_its_place() {
    let ledger = voyage();
    let mut without_second = ledger.leaves.clone();
    without_second.remove(1);
    let mut swapped = ledger.leaves.clone();
    swapped.swap(1, 2);
    for leaves in [without_second, swapped] {
        let fault = prove(&ledger.network, &ledger.id, &leaves, ledger.receipts.last());
        assert_eq!(fault.unwrap_err(), ProofFault::Gap { sequence: 2 });
    }
}

#[test]
fn a_history_of_another_title_is_refused_however_well_it_is_proved() {
    let ledger = voyage();
    let other = title::TitleId([1; 32]);
    let fault = prove(&ledger.network, &other, &ledger.leaves, ledger.receipts.last());
    assert_eq!(fault.unwrap_err(), ProofFault::Gap { sequence: 1 });
}

#[test]
fn a_receipt_of_an_earlier_fact_proves_nothing_of_the_later_ones() {
    let ledger = voyage();
    let fault = prove(&ledger.network, &ledger.id, &ledger.leaves, ledger.receipts.get(2));
    assert_eq!(fault.unwrap_err(), ProofFault::OtherFact);
    let fault = prove(&ledger.network, &ledger.id, &ledger.leaves, None);
    assert_eq!(fault.unwrap_err(), ProofFault::NoReceipt { sequence: 4 });
}

#[test]
fn a_forged_last_fact_is_caught_by_the_receipt() {
    let mut ledger = Ledger::issued();
    let honest = ledger.leaves.clone();
    let receipt = ledger.receipts.last().cloned();
    ledger.record(&SHIPPER, Act::Sign);
    let forged = [honest, vec![ledger.leaves[1].clone()]].concat();
    let fault = prove(&ledger.network, &ledger.id, &forged, receipt.as_ref());
    assert_eq!(fault.unwrap_err(), ProofFault::OtherFact);
}

#[test]
fn two_of_four_validators_are_no_quorum() {
    let ledger = voyage();
    let block = Block::decode(&ledger.blocks[0].block).unwrap();
    let certificate = ledger.certificate(&block.header, &VALIDATORS[..2]);
    let whole = &ledger.receipts[0];
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
    let fault = receipt(&other, &ledger.receipts[0]).unwrap_err();
    assert!(matches!(fault, ReceiptFault::OtherChain { .. }));
}

#[test]
fn bytes_that_are_no_fact_are_named_by_their_place() {
    let ledger = voyage();
    let mut leaves = ledger.leaves.clone();
    leaves[3].truncate(20);
    let fault = prove(&ledger.network, &ledger.id, &leaves, ledger.receipts.last());
    assert!(matches!(fault.unwrap_err(), ProofFault::Record { sequence: 4, .. }));
}

#[test]
fn a_history_that_goes_on_under_other_validators_needs_no_new_trust() {
    let mut ledger = Ledger::issued();
    ledger.hand_over_to(&[5, 6, 7]);
    ledger.record(&SHIPPER, Act::Sign);
    ledger.record(&SHIPPER, Act::Sign);
    let proved =
        prove(&ledger.network, &ledger.id, &ledger.leaves, ledger.receipts.last()).unwrap();
    assert_eq!((proved.control.length, proved.signers, proved.validators), (3, 3, 3));
    let mut without = ledger.receipts[2].clone();
    without.handovers.clear();
    assert_eq!(receipt(&ledger.network, &without), Err(ReceiptFault::OtherValidators));
}
