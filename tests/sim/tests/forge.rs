//! `cargo forge` in its small form: good evidence is believed, forged evidence is not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use ebl_sim::dice::Dice;
use ebl_sim::forge::campaign::Archive;
use ebl_sim::forge::{Forgery, Refused, verdict};
use proto::certificate::CertificateFault;
use proto::checkpoint::{CheckpointFault, Uncommitted};
use proto::document::OpeningFault;
use proto::evidence::{Claim, EvidenceFault};

/// Ledgers enough that each kind of forgery can be made of one: of validators that change, and of a
/// bill that ends, among others.
static ARCHIVE: LazyLock<Archive> = LazyLock::new(|| Archive::of(6, 2).unwrap());

/// Why forgeries of one kind are refused, of a few.
fn refusals(forgery: Forgery) -> Vec<Refused> {
    let (archive, mut dice) = (&*ARCHIVE, Dice::stream(1, "one kind"));
    let forged = (0..2_000).filter_map(|_| {
        let stock = dice.pick(&archive.ours);
        forgery.make(stock, &archive.other, &mut dice)
    });
    let chain = &archive.ours[0].chain;
    forged.take(20).map(|bytes| verdict(&bytes, chain).unwrap_err()).collect()
}

fn uncommitted(refused: &Refused) -> &Uncommitted {
    let Refused::Evidence(fault) = refused else { panic!("{refused}") };
    let EvidenceFault::Checkpoint(CheckpointFault::Uncommitted(fault)) = &**fault else {
        panic!("{fault}")
    };
    fault
}

#[test]
fn good_evidence_is_believed_and_no_forgery_is() {
    for stock in &ARCHIVE.ours {
        for file in &stock.files {
            let proven = verdict(&file.encode(), &stock.chain);
            assert!(proven.is_ok(), "{:?}: {:?}", file.title(), proven.err());
        }
    }
    for (forgery, tally) in ARCHIVE.campaign(1_000, 2, |_| {}) {
        assert!(tally.made > 0, "{forgery:?} was never made");
        assert_eq!(tally.believed, 0, "{forgery:?}");
    }
}

#[test]
fn good_files_show_documents_and_answers_and_the_end_of_bills() {
    let (mut documents, mut answers, mut ended) = (0, 0, 0);
    for stock in &ARCHIVE.ours {
        for file in &stock.files {
            let proven = verdict(&file.encode(), &stock.chain).unwrap();
            let Claim::Title(title) = proven.claim else { continue };
            documents += usize::from(title.package.is_some());
            answers += usize::from(title.answered.is_some());
            ended += usize::from(!title.record.title.is_live());
        }
    }
    assert!(documents > 10 && answers > 10 && ended > 2, "{documents} {answers} {ended}");
}

#[test]
fn a_certificate_that_is_one_signer_short_would_be_a_quorum_with_one_more() {
    for refused in refusals(Forgery::OneSignerShort) {
        let fault = uncommitted(&refused);
        let Uncommitted::Certificate(CertificateFault::NoQuorum { signed, total }) = *fault else {
            panic!("{fault}")
        };
        assert!(signed * 3 <= total * 2 && (signed + 1) * 3 > total * 2, "{signed} of {total}");
    }
}

#[test]
fn what_former_validators_sign_is_refused_for_who_they_are() {
    let refusals = refusals(Forgery::OldSet);
    assert!(refusals.len() > 10);
    let is_stranger = |fault: &Uncommitted| {
        matches!(fault, Uncommitted::Certificate(CertificateFault::Stranger(_)))
    };
    let faults: Vec<_> = refusals.iter().map(uncommitted).collect();
    assert!(faults.iter().any(|fault| is_stranger(fault)));
    assert!(faults.contains(&&Uncommitted::OtherValidators));
    let known =
        |fault: &&Uncommitted| is_stranger(fault) || **fault == Uncommitted::OtherValidators;
    assert!(faults.iter().all(known), "{faults:?}");
}

#[test]
fn another_document_is_refused_by_the_opening_alone() {
    for forgery in [Forgery::FieldChanged, Forgery::SaltChanged, Forgery::FileChanged] {
        for refused in refusals(forgery) {
            assert_eq!(refused, Refused::Opening(OpeningFault::NotCommitted), "{forgery:?}");
        }
    }
    for forgery in [Forgery::Misnamed, Forgery::ForeignDocument] {
        for refused in refusals(forgery) {
            let Refused::Opening(OpeningFault::OtherReference { .. }) = refused else {
                panic!("{forgery:?}: {refused}")
            };
        }
    }
}
