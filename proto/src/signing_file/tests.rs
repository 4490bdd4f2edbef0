use title::{Act, Acting, Instruction, PartyId, TitleId};

use super::*;
use crate::hash::Hash;
use crate::instruction::{Draft, approve};
use crate::keys::SecretKey;

const CHAIN: ChainId = ChainId([1; 32]);

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn body(act: Act) -> Vec<u8> {
    let by = Acting::own(PartyId([3; 32]));
    let with = vec![PartyId([4; 32])];
    let instruction = Instruction { by, with, title: TitleId([2; 32]), act };
    Draft::on_head(CHAIN, 1_000, Hash([9; 32]), instruction).body()
}

fn signed(body: &[u8], seeds: &[u8]) -> pb::SigningFile {
    let envelope = seal(
        body.to_vec(),
        &seeds.iter().map(|seed| approve(&CHAIN, body, &key(*seed))).collect::<Vec<_>>(),
    );
    let envelope = crate::pb::ledger::v1::Envelope::decode(envelope.as_slice()).unwrap();
    pb::SigningFile { format: 1, body: envelope.body, approvals: envelope.approvals }
}

fn decode(message: &pb::SigningFile) -> Result<SigningFile, SigningFileFault> {
    SigningFile::decode(&message.encode_to_vec(), &CHAIN)
}

#[test]
fn signatures_come_one_by_one_and_the_envelope_carries_them_all() {
    let body = body(Act::Void);
    let first = approve(&CHAIN, &body, &key(7));
    let file = SigningFile::begin(body.clone(), first, &CHAIN).unwrap();
    let file = SigningFile::decode(&file.encode(), &CHAIN).unwrap();
    let file = file.with(approve(&CHAIN, &body, &key(8)), &CHAIN).unwrap();
    let again = SigningFile::decode(&file.encode(), &CHAIN).unwrap();
    assert_eq!(again, file);
    assert_eq!(again.approvals().len(), 2);
    let submission = Submission::open(&file.envelope(), &CHAIN).unwrap();
    assert_eq!(submission.approvals().unwrap(), file.approvals());
    assert_eq!(submission.id(), file.submission().id());
}

#[test]
fn a_body_changed_after_a_signature_is_refused() {
    let mut message = signed(&body(Act::Void), &[7]);
    message.body = body(Act::Sign);
    let fault = decode(&message).unwrap_err();
    assert_eq!(fault, SigningFileFault::NotSigned { key: key(7).public() });
}

#[test]
fn a_signature_is_given_once_and_only_for_this_body() {
    let body = body(Act::Void);
    let file = decode(&signed(&body, &[7])).unwrap();
    let again = file.clone().with(approve(&CHAIN, &body, &key(7)), &CHAIN).unwrap_err();
    assert_eq!(again, SigningFileFault::SignedAlready { key: key(7).public() });
    let other = approve(&CHAIN, b"another body", &key(8));
    let fault = file.with(other, &CHAIN).unwrap_err();
    assert_eq!(fault, SigningFileFault::NotSigned { key: key(8).public() });
}

#[test]
fn a_file_of_another_chain_is_refused_by_name() {
    let bytes = signed(&body(Act::Void), &[7]).encode_to_vec();
    let fault = SigningFile::decode(&bytes, &ChainId([2; 32])).unwrap_err();
    assert!(matches!(fault, SigningFileFault::Instruction(Refusal::OtherChain { .. })));
}

#[test]
fn every_cut_and_every_second_spelling_is_refused() {
    let bytes = signed(&body(Act::Void), &[7, 8]).encode_to_vec();
    for end in 0..bytes.len() {
        // A cut between two signatures leaves a file with fewer of them.
        if let Ok(file) = SigningFile::decode(&bytes[..end], &CHAIN) {
            assert!(file.approvals().len() < 2, "cut at {end}");
            assert_eq!(file.encode(), bytes[..end]);
        }
    }
    for extra in [&[0x50, 1][..], &[0x08, 1]] {
        let longer = [&bytes[..], extra].concat();
        let fault = SigningFile::decode(&longer, &CHAIN).unwrap_err();
        assert_eq!(fault, SigningFileFault::Wire(WireError::NotCanonical));
    }
}

#[test]
fn approvals_out_of_order_and_another_format_are_refused() {
    let mut swapped = signed(&body(Act::Void), &[7, 8]);
    swapped.approvals.swap(0, 1);
    assert_eq!(decode(&swapped).unwrap_err(), Refusal::ApprovalOrder.into());
    let later = pb::SigningFile { format: 2, ..signed(&body(Act::Void), &[7]) };
    assert_eq!(decode(&later).unwrap_err(), SigningFileFault::UnknownFormat { found: 2 });
}

#[test]
fn more_signatures_than_an_envelope_carries_are_counted_and_not_read() {
    let bytes = [0x1a, 0x00].repeat(limits::APPROVALS + 1);
    let fault = SigningFile::decode(&bytes, &CHAIN).unwrap_err();
    let (approvals, limit) = (limits::APPROVALS + 1, limits::APPROVALS);
    assert_eq!(fault, Refusal::TooManyApprovals { approvals, limit }.into());
}
