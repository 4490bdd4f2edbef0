//! What an outsider can check. The sample network's validators signed what the vectors hold and
//! nothing else, so whatever else verifies is a forgery.

use std::sync::OnceLock;

use prost::Message;
use proto::certificate::CommitCertificate;
use proto::evidence::{Evidence, Proven};
use proto::fact::FactRecord;
use proto::handover::Handover;
use proto::limits::CERTIFICATE_BYTES;
use proto::pb::ledger::v1 as pb;
use proto::receipt::Receipt;
use proto::wire::decode_canonical;

use crate::target::Seed;
use crate::vectors::{BLOCKS, genesis};

/// A commit certificate. One that is read is written as the same bytes; one that verifies is the one
/// that was made, to the last bit.
///
/// # Panics
///
/// Where that does not hold.
pub fn certificate(bytes: &[u8]) {
    let message = decode_canonical::<pb::CommitCertificate>(bytes, CERTIFICATE_BYTES);
    let Ok(message) = message else { return };
    let Ok(certificate) = CommitCertificate::from_message(&message) else { return };
    assert_eq!(certificate.to_message().encode_to_vec(), bytes, "two certificates mean one");
    if certificate.verify(&genesis().chain(), genesis().validators()).is_ok() {
        assert_eq!(bytes, BLOCKS.first("certificate"), "a certificate was forged");
    }
}

/// A hand-over. One that is read is written as the same bytes; one that verifies is the one that was
/// made.
///
/// # Panics
///
/// Where that does not hold.
pub fn handover(bytes: &[u8]) {
    let Ok(handover) = Handover::decode(bytes) else { return };
    assert_eq!(handover.encode(), bytes, "two hand-overs mean one");
    if handover.verify(&genesis().chain(), genesis().validators()).is_ok() {
        assert_eq!(bytes, BLOCKS.first("handover"), "a hand-over was forged");
    }
}

/// A receipt. One that is read is written as the same bytes; one that verifies proves a fact that was
/// committed, where it was committed.
///
/// # Panics
///
/// Where that does not hold.
pub fn receipt(bytes: &[u8]) {
    let Ok(receipt) = Receipt::decode(bytes) else { return };
    assert_eq!(receipt.encode(), bytes, "two receipts mean one");
    if let Ok(proved) = receipt.verify(&genesis().chain(), genesis().validators()) {
        assert!(committed().contains(&proved.record), "a fact was proved that never happened");
        assert_eq!(proved.record.height, proved.header.height);
        assert!(proved.signers * 3 > proved.validators * 2);
    }
}

/// An evidence file of a simulated ledger. One that is read is written as the same bytes; one that
/// verifies for that ledger is shown under the header that was committed there.
///
/// # Panics
///
/// Where that does not hold.
pub fn evidence(bytes: &[u8]) {
    let Ok(evidence) = Evidence::decode(bytes) else { return };
    assert_eq!(evidence.encode(), bytes, "two evidence files mean one");
    let samples = samples();
    if let Ok(proven) = evidence.verify(Some(&samples[0].genesis.chain())) {
        let is_known = |sample: &Proven| sample.header == proven.header;
        assert!(samples.iter().any(is_known), "evidence was forged");
    }
}

/// A bill with its history, and a reference that was never used: what `cargo forge --out` writes.
const SAMPLES: [&[u8]; 2] = [
    include_bytes!("../../samples/bill.evidence"),
    include_bytes!("../../samples/unused.evidence"),
];

fn samples() -> &'static [Proven] {
    static PROVEN: OnceLock<Vec<Proven>> = OnceLock::new();
    PROVEN.get_or_init(|| {
        let proven = SAMPLES.iter().map(|bytes| {
            let sample = Evidence::decode(bytes).expect("the samples are read back");
            sample.verify(None).expect("the samples verify")
        });
        proven.collect()
    })
}

/// Every fact that the sample's validators committed: three in the first block, and the same three in
/// the block after the hand-over.
fn committed() -> &'static [FactRecord] {
    static COMMITTED: OnceLock<Vec<FactRecord>> = OnceLock::new();
    COMMITTED.get_or_init(|| {
        let facts = ["fact 0", "fact 1", "fact 2"];
        let records = facts.map(|name| {
            FactRecord::decode(&BLOCKS.first(name)).expect("the vectors are read back")
        });
        let heights = BLOCKS.all("receipt").into_iter().map(|bytes| {
            let receipt = Receipt::decode(&bytes).expect("the vectors are read back");
            let proved = receipt.verify(&genesis().chain(), genesis().validators());
            proved.expect("the vectors verify").header.height
        });
        heights
            .flat_map(|height| records.clone().map(|record| FactRecord { height, ..record }))
            .collect()
    })
}

pub(super) fn certificate_seeds() -> Vec<Seed> {
    BLOCKS.all("certificate")
}

pub(super) fn handover_seeds() -> Vec<Seed> {
    BLOCKS.all("handover")
}

pub(super) fn evidence_seeds() -> Vec<Seed> {
    SAMPLES.iter().map(|sample| sample.to_vec()).collect()
}

pub(super) fn receipt_seeds() -> Vec<Seed> {
    BLOCKS.all("receipt")
}
