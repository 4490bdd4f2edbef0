//! What is shown of a small ledger: values of the state, checkpoints, evidence files, and files that
//! prove nothing.

mod documents;
pub(crate) mod ledger;
mod splices;
mod tampered;

use prost::Message;
use proto::checkpoint::{Ancestry, Checkpoint};
use proto::document::{Document, OpeningFault};
use proto::evidence::{Challenge, Claim, Evidence};
use proto::handover::Voters;
use proto::merkle::Tree;
use proto::reference::{NormalReference, reference_key_v0};
use proto::state::StateKey;
use proto::state_proof::{Found, StateEntry};
use title::{Act, AnnotationKind, Commitment, Endorsement, Event, ReferenceKey, Time};

use self::ledger::{Deed, Ledger, bill, issue};
use self::splices::splices;
use self::tampered::{Of, answered};
use crate::golden::Golden;
use crate::sample::{self, Actor, BANK, CUSTOMS, LINE, SHIPPER};

/// A reference of the carrier that was never used.
pub(crate) const FREE: &str = "NWL-2601/18";

/// Issued (1), other validators (2), offered and accepted (3), a notice by customs (4).
pub(crate) fn voyage() -> Ledger {
    let mut ledger = accepted();
    let (kind, content) = (AnnotationKind::CustomsHold, Commitment { scheme: 0, root: [0xa7; 32] });
    ledger.block(vec![on_bill(
        &CUSTOMS,
        Act::Annotate { kind, content },
        Event::Annotated { kind, content },
    )]);
    ledger
}

fn on_bill(by: &'static Actor, act: Act, event: Event) -> Deed {
    Deed::OnBill { by, act: Box::new(act), event: Box::new(event) }
}

/// The first three blocks of it.
pub(crate) fn accepted() -> Ledger {
    let mut ledger = Ledger::founded();
    ledger.block(vec![on_bill(&LINE, Act::Issue(issue()), Event::Issued(issue()))]);
    ledger.block(vec![Deed::Validators(&[101, 102, 103, 105])]);
    let (from, to) = (SHIPPER.party(), BANK.party());
    let (endorsement, until) = (Some(Endorsement::ToOrder(to)), Time(sample::BLOCK_MS));
    let order = endorsement.map(Endorsement::order);
    ledger.block(vec![
        on_bill(
            &SHIPPER,
            Act::Offer { to, endorsement, until },
            Event::Offered { to, endorsement, until },
        ),
        on_bill(&BANK, Act::Accept, Event::Accepted { from, to, order }),
    ]);
    ledger
}

#[test]
fn entries_of_the_state_checkpoints_and_ancestry_are_frozen() {
    let ledger = voyage();
    let mut golden = Golden::new(
        "proofs.txt",
        "What is shown of a small ledger at height 4. Parties and the genesis file are those of \
         identity.txt; the bill there is issued in block 1, in block 2 validator 105 takes the \
         place of 104, in block 3 the bill is offered to the bank and accepted, in block 4 customs \
         puts a notice on it.",
    );
    checkpoints(&mut golden, &ledger);
    entries(&mut golden, &ledger);
    golden.check();
}

fn checkpoints(golden: &mut Golden, ledger: &Ledger) {
    golden.remark("The blocks 1 to 4, each with the quorum that committed it, and the hand-over.");
    let (chain, founders) = (sample::chain(), sample::validators());
    let voters = Voters::walk(chain, &founders, &ledger.handovers).unwrap();
    for checkpoint in &ledger.committed {
        let read = Checkpoint::decode(&checkpoint.encode()).unwrap();
        assert_eq!(read.verify(&voters), Ok(()));
        golden.bytes(&format!("checkpoint {}", read.header.height), &checkpoint.encode());
    }
    golden.bytes("handover", &ledger.handovers[0].encode());
    golden.remark("That the header of block 4 stands on those of the blocks 1, 2 and 3.");
    let headers: Vec<_> = ledger.committed.iter().map(|block| &block.header).collect();
    let (newest, earlier) = headers.split_last().unwrap();
    let tree = Tree::of(earlier.iter().map(|header| header.hash().0.to_vec()));
    for header in earlier {
        let inclusion = tree.inclusion(header.height - 1).unwrap();
        let ancestry = Ancestry { inclusion, consistency: tree.consistency(header.height - 1) };
        assert!(ancestry.leads(header, newest));
        let name = format!("ancestry of block {}", header.height);
        golden.bytes(&name, &ancestry.to_message().encode_to_vec());
    }
}

fn entries(golden: &mut Golden, ledger: &Ledger) {
    golden.remark(
        "Entries of the state after block 4: the bill's record, the network's, and that there is \
         nothing under a reference, once with the leaf of another key in its place and once with \
         nothing there. Each after the state key that it is about.",
    );
    let root = ledger.committed.last().unwrap().header.state_root;
    let normal = NormalReference::new(FREE).unwrap();
    let free = |reference| StateKey::Reference(reference);
    let mut absent = vec![free(reference_key_v0(&sample::chain(), &LINE.member(), &normal))];
    absent.extend((0..=255).map(|number| free(ReferenceKey([number; 32]))));
    let beside = |key: &&StateKey| matches!(ledger.entry(key).found(), Found::Other { .. });
    let alone = |key: &&StateKey| *ledger.entry(key).found() == Found::Nothing;
    let cases = [
        ("the bill's record", StateKey::Title(bill())),
        ("the network's record", StateKey::Network),
        ("nothing, and another leaf", *absent.iter().find(beside).unwrap()),
        ("nothing at all", *absent.iter().find(alone).unwrap()),
    ];
    for (name, key) in cases {
        let bytes = ledger.entry(&key).encode();
        let read = StateEntry::decode(&bytes).unwrap();
        let value = ledger.state.get(&key).map(Vec::as_slice);
        assert_eq!(read.verify(&key, &root), Ok(value), "{name}");
        golden.bytes("state key", &key.hash().0);
        golden.bytes(name, &bytes);
    }
}

#[test]
fn evidence_files_and_what_is_none_are_frozen() {
    let ledger = voyage();
    let (bill, absence) = (ledger.evidence().encode(), ledger.absence(FREE).encode());
    let answer = answered(&ledger, &[3, 4]).encode();
    let mut golden = Golden::new(
        "evidence.txt",
        "Evidence files of the ledger of proofs.txt, and files that prove nothing. What differs \
         little from another file is written as splices of it: again and again the place in that \
         file (u32be), how many bytes are taken out there (u32be), how many put in (u32be), and \
         these. Trusted is the chain of identity.txt.",
    );
    assert_eq!(ledger.committed.last(), Some(&ledger.committed_anew()));
    golden.remark("Everything about the bill, with its package: in control is the bank.");
    let Claim::Title(shown) = proven(&bill) else { panic!("it is about a bill") };
    assert_eq!(shown.record.title.controller(), Some(BANK.party()));
    assert_eq!((shown.control.len(), shown.annotations.len()), (3, 1));
    assert!(opened(&bill).unwrap().is_some());
    golden.bytes("bill", &bill);
    golden.remark("The same, with the bank's answer to the challenge c4 repeated.");
    let Claim::Title(shown) = proven(&answer) else { panic!("it is about a bill") };
    assert_eq!(shown.answered, Some(Challenge([0xc4; 32])));
    golden.bytes("splices of bill", &splices(&bill, &answer));
    golden.remark("That the carrier never used the reference NWL-2601/18.");
    let Claim::Unused(shown) = proven(&absence) else { panic!("it is about a reference") };
    assert_eq!(shown.reference.as_str(), FREE);
    golden.bytes("absence", &absence);
    for tampered in tampered::all(&ledger) {
        let (good, of) = match tampered.of {
            Of::Bill => (&bill, "bill"),
            Of::Absence => (&absence, "absence"),
        };
        let why = verdict(&tampered.bytes).expect_err(tampered.remark);
        assert!((tampered.is_why)(&why), "{}: {why}", tampered.remark);
        let (_, word) = tampered.name.split_once(": ").unwrap();
        assert_eq!(why.reason().word(), word, "{}: {why}", tampered.remark);
        golden.remark(tampered.remark);
        golden.bytes(&format!("{of}, {}", tampered.name), &splices(good, &tampered.bytes));
    }
    for altered in documents::all(&ledger) {
        assert_eq!(opened(&altered.bytes).unwrap_err(), altered.why, "{}", altered.remark);
        golden.remark(altered.remark);
        golden.bytes(&format!("bill, {}", altered.name), &splices(&bill, &altered.bytes));
    }
    golden.check();
}

/// The document of a bill's file that holds but for it.
fn opened(bytes: &[u8]) -> Result<Option<Document>, OpeningFault> {
    let proven = Evidence::decode(bytes).unwrap().verify(Some(&sample::chain())).unwrap();
    let Claim::Title(title) = &proven.claim else { panic!("it is about a bill") };
    title.open_document(&proven.records)
}

#[allow(clippy::result_large_err, reason = "faults are compared here, and not passed up")]
fn verdict(bytes: &[u8]) -> Result<Claim, proto::evidence::EvidenceFault> {
    let file = Evidence::decode(bytes)?;
    Ok(file.verify(Some(&sample::chain()))?.claim)
}

fn proven(bytes: &[u8]) -> Claim {
    verdict(bytes).expect("the file holds")
}
