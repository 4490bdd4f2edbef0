//! A receipt proves one fact. Whatever is changed in it, it never proves another.

use prost::Message;
use proto::block::Header;
use proto::certificate::CertificateFault;
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::limits;
use proto::merkle::{Inclusion, Tree};
use proto::pb::ledger::v1 as pb;
use proto::receipt::{Receipt, ReceiptFault};
use proto::wire::{FieldFault, WireError};

use crate::sample::{self, VALIDATORS};

fn receipt() -> pb::Receipt {
    sample::committed().receipt(1).to_message()
}

fn verify(message: &pb::Receipt) -> Result<FactRecord, ReceiptFault> {
    let receipt = Receipt::decode(&message.encode_to_vec())?;
    receipt.verify(&sample::chain(), &sample::validators()).map(|proved| proved.record)
}

fn fault(change: impl Fn(&mut pb::Receipt)) -> ReceiptFault {
    let mut message = receipt();
    change(&mut message);
    verify(&message).unwrap_err()
}

#[test]
fn the_receipt_of_every_fact_proves_that_fact() {
    let committed = sample::committed();
    for (index, record) in committed.records.iter().enumerate() {
        let proved = verify(&committed.receipt(index).to_message());
        assert_eq!(proved.as_ref(), Ok(record));
    }
}

#[test]
fn no_flipped_bit_leaves_a_receipt_that_proves_anything() {
    let bytes = receipt().encode_to_vec();
    let (chain, set) = (sample::chain(), sample::validators());
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[position] ^= 1 << bit;
            let verdict = Receipt::decode(&flipped).and_then(|r| r.verify(&chain, &set));
            assert!(verdict.is_err(), "bit {bit} of byte {position}");
        }
    }
}

#[test]
fn every_cut_and_every_byte_added_is_refused() {
    let bytes = receipt().encode_to_vec();
    for end in 0..bytes.len() {
        assert!(Receipt::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    let longer = [&bytes[..], &[0x98, 0x3f, 0x01]].concat();
    assert_eq!(Receipt::decode(&longer), Err(ReceiptFault::Wire(WireError::NotCanonical)));
    let large = vec![0; limits::RECEIPT_BYTES + 1];
    assert!(matches!(Receipt::decode(&large), Err(ReceiptFault::Wire(WireError::TooLong { .. }))));
}

#[test]
fn a_missing_or_foreign_part_is_named() {
    assert_eq!(fault(|r| r.format = 2), ReceiptFault::Format(2));
    let missing = |field| ReceiptFault::Field(FieldFault::Missing.of(field));
    assert_eq!(fault(|r| r.inclusion = None), missing("Receipt.inclusion"));
    assert_eq!(fault(|r| r.certificate = None), missing("Receipt.certificate"));
    assert!(matches!(fault(|r| r.record.clear()), ReceiptFault::Record(_)));
    assert!(matches!(fault(|r| r.header.clear()), ReceiptFault::Header(_)));
    let long_path = |r: &mut pb::Receipt| {
        r.inclusion.as_mut().unwrap().path = vec![vec![0; 32]; limits::PATH + 1];
    };
    assert_eq!(fault(long_path), ReceiptFault::Field(FieldFault::TooMany.of("Inclusion.path")));
}

#[test]
fn another_fact_of_the_block_or_of_none_is_not_proved() {
    let committed = sample::committed();
    let other = committed.records[2].encode();
    assert_eq!(fault(|r| r.record = other.clone()), ReceiptFault::NotIncluded);
    let mut altered = committed.records[1].clone();
    let mut fact = altered.fact.title().expect("the sample's facts are of a title").clone();
    fact.by.actor = sample::LINE.party();
    altered.fact = fact.into();
    assert_eq!(fault(|r| r.record = altered.encode()), ReceiptFault::NotIncluded);
}

#[test]
fn a_path_for_another_place_or_size_is_refused() {
    let changed = |change: fn(&mut pb::Inclusion)| fault(|r| change(r.inclusion.as_mut().unwrap()));
    for fault in [
        changed(|i| i.index = 0),
        changed(|i| i.index = 3),
        changed(|i| i.index = u64::MAX),
        changed(|i| i.size = 2),
        changed(|i| i.size = 4),
        changed(|i| (i.size, i.index) = (u64::MAX, u64::MAX - 1)),
        changed(|i| i.path.clear()),
        changed(|i| i.path.reverse()),
        changed(|i| i.path[0][0] ^= 1),
        changed(|i| i.path.push(vec![0; 32])),
    ] {
        assert_eq!(fault, ReceiptFault::NotIncluded);
    }
}

#[test]
fn a_path_of_any_size_and_place_is_judged_without_a_panic() {
    for size in [0, 1, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX] {
        for index in [0, size.wrapping_sub(1), size, u64::MAX] {
            for length in [0, 1, 62, 63] {
                let path = vec![Hash([1; 32]); length];
                let inclusion = Inclusion { index, size, path };
                assert!(!inclusion.verify(b"leaf", &Hash([2; 32])));
            }
        }
    }
}

#[test]
fn a_header_is_bound_to_chain_validators_and_certificate() {
    let header = |change: fn(&mut Header)| {
        fault(|r| {
            let mut header = Header::decode(&r.header).unwrap();
            change(&mut header);
            r.header = header.encode();
        })
    };
    let other = ChainId([3; 32]);
    assert_eq!(
        header(|h| h.chain = ChainId([3; 32])),
        ReceiptFault::OtherChain { theirs: other, ours: sample::chain() }
    );
    assert_eq!(header(|h| h.validators = Hash([3; 32])), ReceiptFault::OtherValidators);
    assert_eq!(header(|h| h.rules += 1), ReceiptFault::OtherRules(2));
    let changes: [fn(&mut Header); 12] = [
        |h| h.height += 1,
        |h| h.time_ms += 1,
        |h| h.parent.0[0] ^= 1,
        |h| h.proposer.0[0] ^= 1,
        |h| h.next_validators.0[0] ^= 1,
        |h| h.facts_root.0[0] ^= 1,
        |h| h.facts_count += 1,
        |h| h.headers_root.0[0] ^= 1,
        |h| h.state_root.0[0] ^= 1,
        |h| h.evidence_root.0[0] ^= 1,
        |h| h.snapshot_root = Some(Hash([1; 32])),
        |h| h.envelopes_root.0[0] ^= 1,
    ];
    for change in changes {
        assert_eq!(header(change), ReceiptFault::OtherBlock);
    }
}

#[test]
fn a_certificate_for_another_block_or_height_is_refused() {
    let certificate =
        |change: fn(&mut pb::CommitCertificate)| fault(|r| change(r.certificate.as_mut().unwrap()));
    assert_eq!(certificate(|c| c.block[0] ^= 1), ReceiptFault::OtherBlock);
    assert_eq!(certificate(|c| c.height += 1), ReceiptFault::OtherBlock);
    let bad = certificate(|c| c.round += 1);
    assert!(matches!(bad, ReceiptFault::Certificate(CertificateFault::BadSignature(_))), "{bad}");
    let no_quorum = CertificateFault::NoQuorum { signed: 2, total: 4 };
    assert_eq!(certificate(|c| c.signatures.truncate(2)), ReceiptFault::Certificate(no_quorum));
}

/// Not even a quorum can make a receipt say that a fact stands elsewhere than in its block.
#[test]
fn a_committed_fact_that_names_another_place_or_time_is_not_proved() {
    let changes: [fn(&mut FactRecord); 3] = [
        |record| record.height += 1,
        |record| record.index = 0,
        |record| {
            let mut fact = record.fact.title().expect("the sample's facts are of a title").clone();
            fact.at.0 += 1;
            record.fact = fact.into();
        },
    ];
    for change in changes {
        let mut committed = sample::committed();
        change(&mut committed.records[1]);
        let header = &mut committed.block.header;
        header.facts_root = Tree::of(committed.records.iter().map(FactRecord::encode)).root();
        committed.certificate = sample::certificate(&sample::chain(), header, &VALIDATORS);
        assert_eq!(verify(&committed.receipt(1).to_message()), Err(ReceiptFault::Misplaced));
    }
}

#[test]
fn a_receipt_of_another_network_is_refused_by_this_one() {
    let receipt = sample::committed().receipt(0);
    let other = ChainId([3; 32]);
    assert_eq!(
        receipt.verify(&other, &sample::validators()).unwrap_err(),
        ReceiptFault::OtherChain { theirs: sample::chain(), ours: other }
    );
}
