//! A commit certificate proves that a quorum committed one block of one chain, or nothing.

use proto::certificate::{CertificateFault, CommitCertificate};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::{KeyFault, Signature};
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::signing::Purpose;
use proto::validators::{Address, SetFault, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};
use proto::wire::FieldFault;

use crate::sample::{self, VALIDATORS};

fn good() -> CommitCertificate {
    sample::committed().certificate
}

fn verify(certificate: &CommitCertificate) -> Result<(), CertificateFault> {
    certificate.verify(&sample::chain(), &sample::validators())
}

fn address(seed: u8) -> Address {
    Address::of(&sample::key(seed).public())
}

/// A set whose members, by seed, have these powers.
fn set(powers: &[(u8, u64)]) -> ValidatorSet {
    let entries: Vec<_> =
        powers.iter().map(|(seed, power)| (sample::key(*seed).public(), *power)).collect();
    ValidatorSet::new(&entries).unwrap()
}

#[test]
fn exactly_two_thirds_are_no_quorum_and_any_more_are() {
    let header = sample::committed().block.header;
    let chain = sample::chain();
    for (powers, signers, expected) in [
        (&[(101, 1), (102, 1), (103, 1)][..], &[101, 102][..], Err((2, 3))),
        (&[(101, 1), (102, 1), (103, 1)], &[101, 102, 103], Ok(())),
        (&[(101, 1), (102, 1), (103, 1), (104, 1)], &[101, 102], Err((2, 4))),
        (&[(101, 1), (102, 1), (103, 1), (104, 1)], &[102, 103, 104], Ok(())),
        (&[(101, 4), (102, 1), (103, 1)], &[101], Err((4, 6))),
        (&[(101, 5), (102, 1), (103, 1)], &[101], Ok(())),
        (&[(101, 1)], &[101], Ok(())),
        (&[(101, 1)], &[], Err((0, 1))),
        (&[(101, u64::from(u32::MAX)), (102, u64::from(u32::MAX))], &[101], {
            Err((u64::from(u32::MAX), 2 * u64::from(u32::MAX)))
        }),
    ] {
        let certificate = sample::certificate(&chain, &header, signers);
        let expected =
            expected.map_err(|(signed, total)| CertificateFault::NoQuorum { signed, total });
        assert_eq!(certificate.verify(&chain, &set(powers)), expected, "{powers:?} {signers:?}");
    }
}

#[test]
fn a_stranger_refuses_the_whole_even_beside_a_quorum() {
    let header = sample::committed().block.header;
    let certificate = sample::certificate(&sample::chain(), &header, &[101, 102, 103, 104, 7]);
    assert_eq!(verify(&certificate), Err(CertificateFault::Stranger(address(7))));
}

#[test]
fn a_signer_counted_twice_refuses_the_whole() {
    let one = good().signatures[0];
    for signatures in [vec![one; 3], vec![one, one, good().signatures[1]]] {
        let certificate = CommitCertificate { signatures, ..good() };
        assert_eq!(verify(&certificate), Err(CertificateFault::Order));
    }
    let mut message = good().to_message();
    message.signatures[1] = message.signatures[0].clone();
    assert_eq!(
        CommitCertificate::from_message(&message),
        Err(FieldFault::Order.of("CommitCertificate.signatures"))
    );
    let (height, round, block) = (good().height, good().round, good().block);
    let made = CommitCertificate::new(height, round, block, vec![one; 3]);
    assert_eq!(made.signatures, [one]);
}

#[test]
fn a_certificate_is_for_one_height_round_block_and_chain() {
    let bad = |certificate: CommitCertificate| {
        let first = certificate.signatures[0].0;
        assert_eq!(verify(&certificate), Err(CertificateFault::BadSignature(first)));
    };
    assert_eq!(verify(&good()), Ok(()));
    bad(CommitCertificate { height: good().height + 1, ..good() });
    bad(CommitCertificate { round: 0, ..good() });
    bad(CommitCertificate { block: Hash([1; 32]), ..good() });
    let first = good().signatures[0].0;
    assert_eq!(
        good().verify(&ChainId([2; 32]), &sample::validators()),
        Err(CertificateFault::BadSignature(first))
    );
}

#[test]
fn prevotes_votes_for_none_and_other_purposes_do_not_commit() {
    let certificate = good();
    let chain = sample::chain();
    let vote = |seed| VoteBody {
        kind: VoteKind::Precommit,
        height: certificate.height,
        round: certificate.round,
        block: Some(certificate.block),
        validator: address(seed),
    };
    let forms: [fn(VoteBody) -> (VoteBody, Purpose); 4] = [
        |vote| (VoteBody { kind: VoteKind::Prevote, ..vote }, Purpose::Vote),
        |vote| (VoteBody { block: None, ..vote }, Purpose::Vote),
        |vote| (vote, Purpose::Proposal),
        |vote| (VoteBody { validator: Address([0; 32]), ..vote }, Purpose::Vote),
    ];
    for form in forms {
        let signatures = VALIDATORS
            .iter()
            .map(|seed| {
                let (vote, purpose) = form(vote(*seed));
                (address(*seed), sample::key(*seed).sign(purpose, &chain, &vote.encode()))
            })
            .collect();
        let forged = CommitCertificate::new(
            certificate.height,
            certificate.round,
            certificate.block,
            signatures,
        );
        let first = forged.signatures[0].0;
        assert_eq!(verify(&forged), Err(CertificateFault::BadSignature(first)));
    }
}

#[test]
fn one_bad_signature_refuses_the_whole_even_beside_a_quorum() {
    let header = sample::committed().block.header;
    let mut certificate = sample::certificate(&sample::chain(), &header, &VALIDATORS);
    certificate.signatures[3].1 = Signature([0; 64]);
    let last = certificate.signatures[3].0;
    assert_eq!(verify(&certificate), Err(CertificateFault::BadSignature(last)));
}

#[test]
fn a_message_that_makes_no_certificate_is_refused() {
    let fault = |change: fn(&mut pb::CommitCertificate)| {
        let mut message = good().to_message();
        change(&mut message);
        CommitCertificate::from_message(&message).unwrap_err()
    };
    let signatures = "CommitCertificate.signatures";
    assert_eq!(fault(|c| c.block.clear()), FieldFault::Length.of("CommitCertificate.block"));
    assert_eq!(fault(|c| c.signatures.swap(0, 1)), FieldFault::Order.of(signatures));
    assert_eq!(
        fault(|c| c.signatures.resize(limits::VALIDATORS + 1, c.signatures[0].clone())),
        FieldFault::TooMany.of(signatures)
    );
    assert_eq!(
        fault(|c| c.signatures[0].validator.push(0)),
        FieldFault::Length.of("CommitSignature.validator")
    );
    assert_eq!(
        fault(|c| c.signatures[0].signature.clear()),
        FieldFault::Length.of("CommitSignature.signature")
    );
}

#[test]
fn a_list_that_makes_no_validator_set_is_refused() {
    let key = |seed| sample::key(seed).public();
    assert_eq!(ValidatorSet::new(&[]), Err(SetFault::Empty));
    assert_eq!(ValidatorSet::new(&[(key(1), 0)]), Err(SetFault::Power { index: 0 }));
    assert_eq!(
        ValidatorSet::new(&[(key(1), 1), (key(2), 1 << 32)]),
        Err(SetFault::Power { index: 1 })
    );
    assert_eq!(ValidatorSet::new(&[(key(1), 1), (key(1), 2)]), Err(SetFault::Repeated));
    let many: Vec<_> = (0..=limits::VALIDATORS).map(|_| (key(1), 1)).collect();
    assert_eq!(ValidatorSet::new(&many), Err(SetFault::TooMany));
    let low_order = pb::Validator { key: vec![0; 32], power: 1 };
    assert_eq!(
        ValidatorSet::from_message(&pb::ValidatorSet { validators: vec![low_order] }),
        Err(SetFault::Key { index: 0, fault: KeyFault::LowOrder })
    );
}
