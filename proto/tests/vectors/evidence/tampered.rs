//! The bill's evidence and its neighbours with one thing changed each, where they fail, and on what.

use proto::certificate::CertificateFault;
use proto::checkpoint::{CheckpointFault, Uncommitted};
use proto::document::TitleFault;
use proto::evidence::{
    Challenge, ClaimFault, ControlAnswer, Evidence, EvidenceFault as Fault, FactFault, Part,
    Subject, TitleEvidence,
};
use proto::handover::{Handover, HandoverFault};
use proto::hash::Hash;
use proto::instruction::Approval;
use proto::receipt::ReceiptFault;
use proto::refusal::Refusal;
use proto::signing::Purpose;
use proto::state::{StateKey, TitleRecord};
use proto::state_proof::{Found, StateEntry, StateEntryFault};
use proto::wire::WireError;
use title::Status;

use super::ledger::{Ledger, REFERENCE, bill, issue, package};
use crate::sample::{self, BANK, LINE, SHIPPER};

/// Which good file is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Bill,
    Absence,
}

/// A file with one thing changed.
pub(crate) struct Tampered {
    /// Which good file it was.
    pub(crate) of: Of,
    /// What was done to it.
    pub(crate) remark: &'static str,
    /// The step of section 18 that refuses it, and the word for why.
    pub(crate) name: &'static str,
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// Whether this is the fault: a word may stand for several.
    pub(crate) is_why: fn(&Fault) -> bool,
}

/// All of them.
pub(crate) fn all(ledger: &Ledger) -> Vec<Tampered> {
    let mut all = of_the_ground(ledger);
    all.extend(of_records(ledger));
    all.extend(of_facts(ledger));
    all.extend(of_envelopes(ledger));
    all.extend(of_packages(ledger));
    all.extend(of_answers(ledger));
    all.extend(of_absence(ledger));
    all
}

fn of_the_ground(ledger: &Ledger) -> Vec<Tampered> {
    let mut longer = ledger.evidence().encode();
    longer.extend([0x08, 0x01]);
    vec![
        Tampered {
            of: Of::Bill,
            remark: "The file ends with its first field once more.",
            name: "step 1: not-canonical",
            bytes: longer,
            is_why: |why| matches!(why, Fault::Wire(WireError::NotCanonical)),
        },
        bill_with(
            ledger,
            "The genesis file is that of a network with another name.",
            "step 2: wrong-chain",
            |file| file.genesis = renamed(),
            |why| matches!(why, Fault::OtherChain { .. }),
        ),
        bill_with(
            ledger,
            "The hand-over hands over to another set than its header names.",
            "step 3: handover-next-set",
            |file| {
                let header = file.handovers[0].header().clone();
                let certificate = sample::certificate(&sample::chain(), &header, &[101, 102, 103]);
                file.handovers[0] = Handover::new(header, certificate, sample::set(&[101, 102]));
            },
            |why| matches!(why, Fault::Handover { index: 0, fault: HandoverFault::OtherSet }),
        ),
        bill_with(
            ledger,
            "The hand-over stands twice.",
            "step 3: handover-order",
            |file| file.handovers.push(file.handovers[0].clone()),
            |why| {
                let fault = HandoverFault::NotAfter { height: 2, before: 2 };
                *why == Fault::Handover { index: 1, fault }
            },
        ),
        bill_with(
            ledger,
            "The hand-over is left out.",
            "step 4: wrong-validators",
            |file| file.handovers.clear(),
            |why| uncommitted(why, |why| *why == Uncommitted::OtherValidators),
        ),
        bill_with(
            ledger,
            "The checkpoint has two signatures of four.",
            "step 4: certificate-quorum",
            |file| file.checkpoint.certificate.signatures.truncate(2),
            |why| uncommitted(why, no_quorum),
        ),
        bill_with(
            ledger,
            "The checkpoint's block has another state root than was signed.",
            "step 4: certificate-block",
            |file| file.checkpoint.header.state_root = Hash([7; 32]),
            |why| uncommitted(why, |why| *why == Uncommitted::OtherBlock),
        ),
    ]
}

fn of_records(ledger: &Ledger) -> Vec<Tampered> {
    vec![
        bill_with(
            ledger,
            "One bit of an account's record is another.",
            "step 6: state-proof",
            |file| {
                let entry = &file.accounts[0];
                let Found::Value(value) = entry.found() else { panic!("accounts are shown") };
                let mut account = proto::account::Account::decode(value).unwrap();
                account.handing = title::Handing::AtOnce;
                let value = registry_value(account);
                file.accounts[0] = StateEntry::new(Found::Value(value), entry.siblings().to_vec());
            },
            |why| {
                let fault = StateEntryFault::OtherRoot;
                *why == Fault::Entry { part: Part::Account, index: 0, fault }
            },
        ),
        bill_with(
            ledger,
            "The carrier's member record is left out.",
            "step 6: member-missing",
            |file| {
                let entry = Ledger::founded().entry(&StateKey::Member(LINE.member()));
                file.members.retain(|member| member.found() != entry.found());
            },
            |why| *why == Fault::NoMember(LINE.member()),
        ),
        Tampered {
            of: Of::Bill,
            remark: "A quorum signed a record in which the shipper is in control.",
            name: "step 8: fold",
            bytes: signed_by_liars(ledger).encode(),
            is_why: |why| *why == Fault::Claim(ClaimFault::OtherOutcome),
        },
    ]
}

fn of_facts(ledger: &Ledger) -> Vec<Tampered> {
    vec![
        bill_with(
            ledger,
            "The last fact is left out.",
            "step 7: chain-incomplete",
            |file| drop(of(file).control.pop()),
            |why| {
                let part = Part::Control;
                *why == Fault::Claim(ClaimFault::Incomplete { part, have: 2, counted: 3 })
            },
        ),
        bill_with(
            ledger,
            "The notice is left out.",
            "step 7: chain-incomplete",
            |file| of(file).annotations.clear(),
            |why| {
                let part = Part::Annotation;
                *why == Fault::Claim(ClaimFault::Incomplete { part, have: 0, counted: 1 })
            },
        ),
        bill_with(
            ledger,
            "The first fact has two signatures of validators, where three are needed.",
            "step 7.1: certificate-quorum",
            |file| {
                let receipt = &mut of(file).control[0].receipt;
                let mut message = receipt.to_message();
                message.certificate.as_mut().unwrap().signatures.pop();
                *receipt = proto::receipt::Receipt::from_message(&message).unwrap();
            },
            |why| match why {
                Fault::Fact { part: Part::Control, index: 0, fault } => matches!(
                    fault,
                    FactFault::Receipt(ReceiptFault::Certificate(
                        CertificateFault::NoQuorum { .. }
                    ))
                ),
                _ => false,
            },
        ),
        bill_with(
            ledger,
            "The first two facts are exchanged.",
            "step 7.2: chain-sequence",
            |file| of(file).control.swap(0, 1),
            |why| {
                let fault = FactFault::Sequence { expected: 1, found: 2 };
                *why == Fault::Fact { part: Part::Control, index: 0, fault }
            },
        ),
    ]
}

fn of_envelopes(ledger: &Ledger) -> Vec<Tampered> {
    vec![
        bill_with(
            ledger,
            "What the shipper signed stands with the acceptance as well.",
            "step 7.3: envelope-instruction",
            |file| {
                let control = &mut of(file).control;
                control[2].envelope = control[1].envelope.clone();
            },
            |why| {
                let fault = FactFault::OtherInstruction;
                *why == Fault::Fact { part: Part::Control, index: 2, fault }
            },
        ),
        bill_with(
            ledger,
            "The bank's account is left out.",
            "step 7.3: account-missing",
            |file| {
                let entry = Ledger::founded().entry(&StateKey::Account(BANK.party()));
                file.accounts.retain(|account| account.found() != entry.found());
            },
            |why| {
                let fault = FactFault::NoAccount(BANK.party());
                *why == Fault::Fact { part: Part::Control, index: 2, fault }
            },
        ),
        bill_with(
            ledger,
            "One of the bank's two officers did not sign the acceptance.",
            "step 7.3: envelope-approvals",
            |file| {
                let envelope = &mut of(file).control[2].envelope;
                let message: proto::pb::ledger::v1::Envelope =
                    prost::Message::decode(&envelope[..]).unwrap();
                let approvals = message.approvals[..1].to_vec();
                let message = proto::pb::ledger::v1::Envelope { approvals, ..message };
                *envelope = prost::Message::encode_to_vec(&message);
            },
            |why| {
                let fault = FactFault::OtherApprovals;
                *why == Fault::Fact { part: Part::Control, index: 2, fault }
            },
        ),
    ]
}

fn of_packages(ledger: &Ledger) -> Vec<Tampered> {
    vec![
        bill_with(
            ledger,
            "The package says another reference.",
            "step 10: package-reference",
            |file| {
                let mut other = package();
                other.reference = "NWL-2601/19".to_owned();
                of(file).package = Some(other.encode().unwrap());
            },
            |why| {
                let other = ClaimFault::PackageTitle(TitleFault::Mismatch {
                    stated: bill(),
                    derived: bill(),
                });
                let Fault::Claim(why) = why else { return false };
                std::mem::discriminant(why) == std::mem::discriminant(&other)
            },
        ),
        bill_with(
            ledger,
            "The package is of another title.",
            "step 10: package-title",
            |file| {
                let mut other = package();
                other.title_id = title::TitleId([7; 32]);
                of(file).package = Some(other.encode().unwrap());
            },
            |why| *why == Fault::Claim(ClaimFault::OtherPackage),
        ),
    ]
}

fn of_answers(ledger: &Ledger) -> Vec<Tampered> {
    vec![
        Tampered {
            of: Of::Bill,
            remark: "The challenge is answered by one of the bank's two officers.",
            name: "step 11: approval-threshold",
            bytes: answered(ledger, &[3]).encode(),
            is_why: |why| {
                answered_wrongly(why, |why| {
                    matches!(why, Refusal::TooFewApprovals { have: 1, need: 2, .. })
                })
            },
        },
        Tampered {
            of: Of::Bill,
            remark: "The challenge is answered by the shipper, who was in control before.",
            name: "step 11: approval-stranger",
            bytes: answered(ledger, SHIPPER.seeds).encode(),
            is_why: |why| {
                answered_wrongly(why, |why| matches!(why, Refusal::KeyNotInPolicy { .. }))
            },
        },
        Tampered {
            of: Of::Bill,
            remark: "The bank's answer stands under another challenge.",
            name: "step 11: approval-signature",
            bytes: {
                let mut file = answered(ledger, &[3, 4]);
                of(&mut file).answer.as_mut().unwrap().challenge = Challenge([0xc5; 32]);
                file.encode()
            },
            is_why: |why| answered_wrongly(why, |why| matches!(why, Refusal::BadSignature { .. })),
        },
    ]
}

fn of_absence(ledger: &Ledger) -> Vec<Tampered> {
    let changed = |remark, name, change: fn(&mut Evidence), is_why| {
        let mut file = ledger.absence(super::FREE);
        change(&mut file);
        Tampered { of: Of::Absence, remark, name, bytes: file.encode(), is_why }
    };
    vec![
        Tampered {
            of: Of::Absence,
            remark: "The reference is the bill's, and its record is shown.",
            name: "step 12: reference-used",
            bytes: ledger.absence(REFERENCE).encode(),
            is_why: |why| *why == Fault::Claim(ClaimFault::Used { versions: 1 }),
        },
        Tampered {
            of: Of::Absence,
            remark: "The reference is the bill's, and its own leaf is shown in place of its value.",
            name: "step 12: state-other-leaf",
            bytes: by_its_own_leaf(ledger).encode(),
            is_why: |why| {
                let fault = StateEntryFault::OwnLeaf;
                *why == Fault::Entry { part: Part::Reference, index: 0, fault }
            },
        },
        changed(
            "The carrier is left out.",
            "step 12: member-missing",
            |file| {
                file.accounts.clear();
                file.members.clear();
            },
            |why| *why == Fault::Claim(ClaimFault::UnknownCarrier),
        ),
        changed(
            "The reference is spelled otherwise than in its normal form.",
            "step 12: reference-spelling",
            |file| {
                let Subject::Unused { reference, .. } = &mut file.subject else { unreachable!() };
                *reference = reference.to_lowercase();
            },
            |why| matches!(why, Fault::Claim(ClaimFault::Spelling(_))),
        ),
    ]
}

/// The bill's evidence after a change.
fn bill_with(
    ledger: &Ledger,
    remark: &'static str,
    name: &'static str,
    change: fn(&mut Evidence),
    is_why: fn(&Fault) -> bool,
) -> Tampered {
    let mut file = ledger.evidence();
    change(&mut file);
    Tampered { of: Of::Bill, remark, name, bytes: file.encode(), is_why }
}

/// The bill's evidence with an answer to the challenge `c4` repeated, by these keys.
pub(crate) fn answered(ledger: &Ledger, seeds: &[u8]) -> Evidence {
    let mut file = ledger.evidence();
    let block = file.checkpoint.header.hash();
    let mut answer = ControlAnswer::to(Challenge([0xc4; 32]));
    let body = answer.body(bill(), block);
    for seed in seeds {
        let key = sample::key(*seed);
        let signature = key.sign(Purpose::Control, &sample::chain(), &body);
        answer = answer.with(Approval { key: key.public(), signature });
    }
    of(&mut file).answer = Some(answer);
    file
}

/// The bill's evidence on a record that its facts do not give, under a block signed anew.
fn signed_by_liars(ledger: &Ledger) -> Evidence {
    let mut state = ledger.state.clone();
    let key = StateKey::Title(bill());
    let mut record = TitleRecord::decode(&state[&key]).unwrap();
    record.title.status = Status::Active { controller: SHIPPER.party() };
    state.insert(key, record.encode());
    let (control, annotations) = (ledger.control.clone(), ledger.annotations.clone());
    let (committed, handovers) = (ledger.committed.clone(), ledger.handovers.clone());
    let voters = ledger.voters;
    Ledger { state, voters, committed, handovers, control, annotations }.evidence()
}

/// That the bill's own reference was never used: its leaf stands where a stranger's would.
fn by_its_own_leaf(ledger: &Ledger) -> Evidence {
    let mut file = ledger.absence(REFERENCE);
    let Subject::Unused { entry, .. } = &mut file.subject else { unreachable!() };
    let Found::Value(value) = entry.found() else { panic!("the reference was used") };
    let key = StateKey::Reference(issue().reference).hash();
    let value_hash = Hash(crate::second_opinion::sha256(&[value]));
    *entry = StateEntry::new(Found::Other { key, value_hash }, entry.siblings().to_vec());
    file
}

fn renamed() -> Vec<u8> {
    let mut message = sample::genesis_message();
    message.network_name = "Another network".to_owned();
    proto::genesis::Genesis::from_message(message).unwrap().encode()
}

fn registry_value(account: proto::account::Account) -> Vec<u8> {
    proto::registry::Record::Account(account).encode()
}

fn of(file: &mut Evidence) -> &mut TitleEvidence {
    match &mut file.subject {
        Subject::Title(title) => title,
        Subject::Unused { .. } => panic!("it is about a bill"),
    }
}

fn uncommitted(why: &Fault, is_why: fn(&Uncommitted) -> bool) -> bool {
    matches!(why, Fault::Checkpoint(CheckpointFault::Uncommitted(why)) if is_why(why))
}

fn answered_wrongly(why: &Fault, is_why: fn(&Refusal) -> bool) -> bool {
    matches!(why, Fault::Claim(ClaimFault::Answer(why)) if is_why(why))
}

fn no_quorum(why: &Uncommitted) -> bool {
    matches!(why, Uncommitted::Certificate(CertificateFault::NoQuorum { .. }))
}
