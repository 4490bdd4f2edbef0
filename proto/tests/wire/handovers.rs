//! A receipt made after other validators took over still needs the genesis file alone. No step
//! between the sets can be left out, moved or forged.

use prost::Message;
use proto::block::Header;
use proto::certificate::CertificateFault;
use proto::fact::FactRecord;
use proto::handover::{Handover, HandoverFault, SetInForce};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::receipt::{Receipt, ReceiptFault};
use proto::validators::ValidatorSet;
use proto::wire::{FieldFault, WireError};

use crate::sample::{self, VALIDATORS};

const SECOND: [u8; 4] = [101, 102, 103, 105];
const THIRD: [u8; 4] = [105, 106, 107, 108];
/// Nobody's validators.
const FOREIGN: [u8; 4] = [201, 202, 203, 204];
const BLOCK: u64 = 12;

fn first() -> Handover {
    sample::handover(5, &VALIDATORS, &SECOND)
}

fn second() -> Handover {
    sample::handover(9, &SECOND, &THIRD)
}

/// A receipt of block 12, committed by `seeds`.
fn receipt(seeds: &[u8], handovers: Vec<Handover>) -> Receipt {
    sample::committed().by(BLOCK, seeds).receipt(1).after(handovers)
}

fn verify(receipt: &Receipt) -> Result<FactRecord, ReceiptFault> {
    let receipt = Receipt::decode(&receipt.encode())?;
    receipt.verify(&sample::chain(), &sample::validators()).map(|proved| proved.record)
}

/// What the receipt after these hand-overs fails on.
fn fault(handovers: Vec<Handover>) -> ReceiptFault {
    verify(&receipt(&THIRD, handovers)).unwrap_err()
}

/// What the second hand-over fails on.
fn second_fault(second: Handover) -> HandoverFault {
    match fault(vec![first(), second]) {
        ReceiptFault::Handover { index: 1, fault } => fault,
        other => panic!("the second hand-over is what is wrong, not: {other}"),
    }
}

/// A second hand-over with a changed header, signed by the set in force.
fn with_header(change: impl Fn(&mut Header)) -> Handover {
    let mut header = sample::handover_header(9, &SECOND, &THIRD);
    change(&mut header);
    let certificate = sample::certificate(&sample::chain(), &header, &SECOND);
    Handover::new(header, certificate, sample::set(&THIRD))
}

fn signed_by(seeds: &[u8]) -> Handover {
    let header = sample::handover_header(9, &SECOND, &THIRD);
    let certificate = sample::certificate(&sample::chain(), &header, seeds);
    Handover::new(header, certificate, sample::set(&THIRD))
}

#[test]
fn a_receipt_after_two_changes_is_proved_by_the_genesis_file_alone() {
    let receipt = receipt(&THIRD, vec![first(), second()]);
    let expected = &sample::committed().by(BLOCK, &THIRD).records[1];
    assert_eq!(verify(&receipt).as_ref(), Ok(expected));
    let proved = receipt.verify(&sample::chain(), &sample::validators()).unwrap();
    assert_eq!((proved.signers, proved.validators), (4, 4));
}

#[test]
fn a_missing_handover_is_noticed_wherever_it_was() {
    let gap = ReceiptFault::Handover { index: 0, fault: HandoverFault::Gap };
    assert_eq!(fault(vec![second()]), gap);
    assert_eq!(fault(vec![first()]), ReceiptFault::OtherValidators);
    assert_eq!(fault(vec![]), ReceiptFault::OtherValidators);
}

#[test]
fn handovers_out_of_order_or_repeated_are_refused() {
    let order = ReceiptFault::Field(FieldFault::Order.of("Receipt.handovers"));
    assert_eq!(fault(vec![second(), first()]), order);
    assert_eq!(fault(vec![first(), first(), second()]), order);
}

#[test]
fn a_handover_that_is_not_before_the_block_is_refused() {
    for height in [BLOCK, BLOCK + 1] {
        let late = sample::handover(height, &SECOND, &THIRD);
        assert_eq!(fault(vec![first(), late]), ReceiptFault::LateHandover { index: 1 });
    }
}

/// Those who were voted out cannot go on handing over.
#[test]
fn the_old_sets_quorum_signs_no_later_handover() {
    let fault = second_fault(signed_by(&VALIDATORS));
    let stranger =
        |fault| matches!(fault, HandoverFault::Certificate(CertificateFault::Stranger(_)));
    assert!(stranger(fault));
    // Nor does the set that takes over commit its own coming.
    assert!(stranger(second_fault(signed_by(&THIRD))));
}

#[test]
fn a_foreign_set_is_not_the_one_the_header_names() {
    let header = sample::handover_header(9, &SECOND, &THIRD);
    let certificate = sample::certificate(&sample::chain(), &header, &SECOND);
    let foreign = Handover::new(header, certificate, sample::set(&FOREIGN));
    assert_eq!(second_fault(foreign), HandoverFault::OtherSet);
    // With other powers it is another set too.
    let entries: Vec<_> =
        THIRD.iter().map(|seed| (sample::key(*seed).public(), u64::from(*seed))).collect();
    let second = second();
    let certificate = sample::certificate(&sample::chain(), second.header(), &SECOND);
    let powers = ValidatorSet::new(&entries).unwrap();
    let heavier = Handover::new(second.header().clone(), certificate, powers);
    assert_eq!(second_fault(heavier), HandoverFault::OtherSet);
}

#[test]
fn two_of_four_hand_nothing_over() {
    let no_quorum = CertificateFault::NoQuorum { signed: 2, total: 4 };
    assert_eq!(second_fault(signed_by(&SECOND[..2])), HandoverFault::Certificate(no_quorum));
}

#[test]
fn a_block_that_changes_no_set_is_no_handover() {
    let idle = sample::handover(9, &SECOND, &SECOND);
    assert_eq!(second_fault(idle), HandoverFault::NoChange);
}

#[test]
fn a_handover_is_bound_to_its_chain_and_its_block() {
    let other = ChainId([3; 32]);
    let of_other = with_header(|header| header.chain = other);
    assert_eq!(second_fault(of_other), HandoverFault::OtherChain(other));
    let certificate = sample::certificate(&sample::chain(), first().header(), &VALIDATORS);
    let header = sample::handover_header(9, &SECOND, &THIRD);
    let anothers = Handover::new(header, certificate, sample::set(&THIRD));
    assert_eq!(second_fault(anothers), HandoverFault::OtherBlock);
}

/// A quorum of the set in force can hand over to whom it likes: that is its power, and the limit
/// of what an outsider can check.
#[test]
fn the_fact_s_block_is_committed_by_the_last_set_and_by_no_other() {
    let handovers = || vec![first(), second()];
    for seeds in [&VALIDATORS, &SECOND, &FOREIGN] {
        let fault = verify(&receipt(seeds, handovers())).unwrap_err();
        assert_eq!(fault, ReceiptFault::OtherValidators);
    }
}

#[test]
fn no_flipped_bit_leaves_a_receipt_that_proves_anything() {
    let bytes = receipt(&THIRD, vec![first(), second()]).encode();
    let (chain, set) = (sample::chain(), sample::validators());
    for position in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[position] ^= 1 << (position % 8);
        let verdict = Receipt::decode(&flipped).and_then(|receipt| receipt.verify(&chain, &set));
        assert!(verdict.is_err(), "byte {position}");
    }
}

#[test]
fn a_handover_that_is_none_is_named_by_its_place() {
    let decoded = |change: fn(&mut pb::Handover)| {
        let mut message = pb::Handover::decode(second().encode().as_slice()).unwrap();
        change(&mut message);
        Handover::decode(&message.encode_to_vec()).unwrap_err()
    };
    let missing = |field| HandoverFault::Field(FieldFault::Missing.of(field));
    assert_eq!(decoded(|h| h.certificate = None), missing("Handover.certificate"));
    assert_eq!(decoded(|h| h.next = None), missing("Handover.next"));
    assert!(matches!(decoded(|h| h.header.clear()), HandoverFault::Header(_)));
    let no_set = decoded(|h| h.next.as_mut().unwrap().validators.clear());
    assert!(matches!(no_set, HandoverFault::Set(_)), "{no_set}");
    let reversed = decoded(|h| h.next.as_mut().unwrap().validators.reverse());
    assert_eq!(reversed, HandoverFault::SetOrder);

    let mut message = receipt(&THIRD, vec![first(), second()]).to_message();
    message.handovers[1].push(0);
    let fault = Receipt::decode(&message.encode_to_vec()).unwrap_err();
    assert!(matches!(fault, ReceiptFault::Handover { index: 1, fault: HandoverFault::Wire(_) }));
}

#[test]
fn handovers_are_counted_before_they_are_read() {
    let mut message = receipt(&THIRD, vec![]).to_message();
    message.handovers = vec![Vec::new(); limits::HANDOVERS + 1];
    let too_many = ReceiptFault::Field(FieldFault::TooMany.of("Receipt.handovers"));
    assert_eq!(Receipt::decode(&message.encode_to_vec()), Err(too_many.clone()));
    assert_eq!(Receipt::from_message(&message), Err(too_many));
    let long = Handover::decode(&vec![0; limits::HANDOVER_BYTES + 1]);
    assert!(matches!(long, Err(HandoverFault::Wire(WireError::TooLong { .. }))));
}

#[test]
fn the_longest_handover_fits_its_limit() {
    let signature = pb::CommitSignature { validator: vec![1; 32], signature: vec![1; 64] };
    let validator = pb::Validator { key: vec![1; 32], power: u32::MAX.into() };
    let longest = pb::Handover {
        header: vec![1; limits::HEADER_BYTES],
        certificate: Some(pb::CommitCertificate {
            height: u64::MAX,
            round: u32::MAX,
            block: vec![1; 32],
            signatures: vec![signature; limits::VALIDATORS],
        }),
        next: Some(pb::ValidatorSet { validators: vec![validator; limits::VALIDATORS] }),
    };
    assert!(longest.encoded_len() <= limits::HANDOVER_BYTES, "{}", longest.encoded_len());
}

/// Blocks are followed one by one; a set is gone on from only once.
#[test]
fn a_follower_goes_on_from_set_to_set_and_never_back() {
    let mut in_force = SetInForce::founded(sample::chain(), &sample::validators());
    in_force.hand_over(&first()).unwrap();
    assert_eq!((in_force.since(), in_force.set()), (5, &sample::set(&SECOND)));
    let again = in_force.hand_over(&first());
    assert_eq!(again, Err(HandoverFault::NotAfter { height: 5, before: 5 }));
    let forged = with_header(|header| header.state_root = Hash([1; 32]));
    in_force.hand_over(&forged).unwrap();
    assert_eq!(in_force.set(), &sample::set(&THIRD));
}
