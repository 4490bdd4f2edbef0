//! Evidence files of a ledger that really ran, and what becomes of them when they are touched.

#![allow(clippy::result_large_err, reason = "faults are compared here, and not passed up")]

use std::num::NonZeroU64;

use proto::checkpoint::{CheckpointFault, Uncommitted};
use proto::evidence::{
    Challenge, Claim, ClaimFault, ControlAnswer, Evidence, EvidenceFault, FactFault, Part, Proven,
    Subject, TitleEvidence,
};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::instruction::Approval;
use proto::reason::Reason;
use proto::reference::NormalReference;
use proto::signing::Purpose;
use proto::state_proof::StateEntryFault;
use title::{Act, AmendmentReason, AnnotationKind, Commitment, Order, RejectionReason};

use super::Subject as Chain;
use super::*;
use crate::fixture::{Node, Who, World};
use crate::ledger::state;
use crate::store::index::Horizon;

fn prove(node: &Node, number: u8) -> Evidence {
    node.reader().evidence(&node.world.title(number)).unwrap().unwrap()
}

const FOUNDERS: [u8; 4] = [0, 1, 2, 3];
const LATER: [u8; 4] = [0, 1, 2, 4];
/// The block after which [`LATER`] vote.
const CHANGE: u64 = 3;
/// The block in which the bank takes control.
const ACCEPTED: u64 = 4;

/// Bill 1 is issued (1), offered to the bank (2), other validators take over (3), the bank accepts
/// (4), customs annotate (5); bill 2 is issued (6).
fn voyage() -> Node {
    voyage_of(Node::of(World::alone()))
}

fn voyage_of(mut node: Node) -> Node {
    node.world.plan(CHANGE, &LATER);
    let title = node.world.title(1);
    node.commit([node.world.issue(1)], &FOUNDERS);
    let offer = node.world.offer(Who::Shipper, 1, node.head_of(1), Who::Bank);
    node.commit([offer], &FOUNDERS);
    node.commit([], &FOUNDERS);
    let accept = node.world.sign(Who::Bank, title, node.head_of(1), Act::Accept);
    node.commit([accept], &LATER);
    let content = Commitment { scheme: 0, root: [7; 32] };
    let act = Act::Annotate { kind: AnnotationKind::CustomsHold, content };
    let annotate = node.world.sign(Who::Customs, title, Hash::ZERO, act);
    node.commit([annotate], &LATER);
    node.commit([node.world.issue(2)], &LATER);
    node
}

fn verify(node: &Node, evidence: &Evidence) -> Result<Proven, EvidenceFault> {
    Evidence::decode(&evidence.encode())?.verify(Some(&node.world.genesis.chain()))
}

fn of_title(evidence: &mut Evidence) -> &mut TitleEvidence {
    match &mut evidence.subject {
        Subject::Title(title) => title,
        Subject::Unused { .. } => panic!("it is about a title"),
    }
}

/// What a file that was touched fails on.
fn fault(node: &Node, touch: impl FnOnce(&mut Evidence)) -> EvidenceFault {
    let mut evidence = prove(node, 1);
    touch(&mut evidence);
    verify(node, &evidence).expect_err("it was touched")
}

#[test]
fn who_controlled_a_bill_at_any_block_is_proved_by_one_file() {
    let node = voyage();
    let proven = verify(&node, &prove(&node, 1)).unwrap();
    assert_eq!((proven.header.height, proven.handovers), (6, 1));
    let Claim::Title(title) = &proven.claim else { panic!("it is about a title") };
    let (shipper, bank) = (node.world.party(Who::Shipper), node.world.party(Who::Bank));
    let controllers: Vec<_> = (0..=6).map(|height| title.controller_at(height)).collect();
    let expected =
        [None, Some(shipper), Some(shipper), Some(shipper), Some(bank), Some(bank), Some(bank)];
    assert_eq!(controllers, expected);
    assert_eq!((title.control.len(), title.annotations.len()), (3, 1));
    let signed_by: Vec<_> = title.control.iter().map(|fact| fact.approvals[0].key).collect();
    let keys = [Who::Carrier, Who::Shipper, Who::Bank].map(|who| node.world.key(who).public());
    assert_eq!(signed_by, keys);
    assert!(proven.records.members.len() >= 4, "everyone named is shown with a legal name");
}

#[test]
fn whoever_a_surrender_names_is_shown_too() {
    let mut node = Node::of(World::alone());
    let (title, bank) = (node.world.title(1), node.world.party(Who::Bank));
    node.commit([node.world.issue(1)], &FOUNDERS);
    let (reason, to) = (AmendmentReason::Switch, node.world.party(Who::Shipper));
    let order = Order::Named { party: bank, may_endorse: true };
    let ask = Act::SurrenderForAmendment { reason, to, order };
    node.commit([node.world.sign(Who::Shipper, title, node.head_of(1), ask)], &FOUNDERS);
    // And it is still named after the bill came back, which the title itself says no more.
    let reject = Act::RejectSurrender { reason: RejectionReason::Other };
    node.commit([node.world.sign(Who::Carrier, title, node.head_of(1), reject)], &FOUNDERS);
    let proven = verify(&node, &prove(&node, 1)).unwrap();
    assert!(proven.records.accounts.contains_key(&bank), "{:?}", proven.records.accounts.keys());
}

#[test]
fn what_is_pruned_takes_no_proof_from_a_bill() {
    let one_block = Horizon::of_blocks(NonZeroU64::new(1).unwrap());
    let node = voyage_of(Node::keeping(World::alone(), one_block));
    let reader = node.reader();
    let newest = reader.meta().unwrap();
    // The states after the issue, the offer and the acceptance are gone: nobody can prove a value
    // under their roots any more.
    for height in [1, 2, ACCEPTED] {
        let (header, version) = reader.index().header(height).unwrap().unwrap();
        assert!(version < newest.oldest_version);
        let state = State::at(reader.index(), version, header.state_root);
        let read = state.entry(&StateKey::Title(node.world.title(1)));
        assert!(matches!(read, Err(state::ReadError::Pruned { .. })), "{read:?}");
    }
    // Who was in control then is proved all the same, by the facts, under the newest block alone.
    let proven = verify(&node, &prove(&node, 1)).unwrap();
    assert_eq!(proven.header.height, newest.height);
    let Claim::Title(title) = &proven.claim else { panic!("it is about a title") };
    let (shipper, bank) = (node.world.party(Who::Shipper), node.world.party(Who::Bank));
    let controllers: Vec<_> = (0..=6).map(|height| title.controller_at(height)).collect();
    let expected =
        [None, Some(shipper), Some(shipper), Some(shipper), Some(bank), Some(bank), Some(bank)];
    assert_eq!(controllers, expected);
    assert!(!reader.index().is_forgotten().unwrap());
}

#[test]
fn facts_that_share_a_block_are_each_proved() {
    let mut node = Node::of(World::new());
    node.commit([node.world.issue(1), node.world.issue(2)], &FOUNDERS);
    let (world, content) = (&node.world, Commitment { scheme: 0, root: [7; 32] });
    let notice = Act::Annotate { kind: AnnotationKind::CustomsHold, content };
    let acts = [
        world.offer(Who::Shipper, 2, node.head_of(2), Who::Bank),
        world.sign(Who::Customs, world.title(1), Hash::ZERO, notice),
        world.offer(Who::Shipper, 1, node.head_of(1), Who::Bank),
    ];
    node.commit(acts, &FOUNDERS);
    for (number, notices) in [(1, 1), (2, 0)] {
        let proven = verify(&node, &prove(&node, number)).unwrap();
        assert_eq!(proven.header.height, 2, "all three stand in one block");
        let Claim::Title(title) = proven.claim else { panic!("it is about a title") };
        assert_eq!((title.control.len(), title.annotations.len()), (2, notices));
    }
}

#[test]
fn a_file_of_another_ledger_is_told_from_one_of_this() {
    let node = voyage();
    let ours = ChainId([9; 32]);
    let fault = prove(&node, 1).verify(Some(&ours)).unwrap_err();
    assert!(matches!(fault, EvidenceFault::OtherChain { ours: named, .. } if named == ours));
    // Whoever trusts no chain learns which it is.
    let proven = prove(&node, 1).verify(None).unwrap();
    assert_eq!(proven.genesis.chain(), node.world.genesis.chain());
}

#[test]
fn a_fact_that_is_left_out_is_missed_wherever_it_was() {
    let node = voyage();
    let last = fault(&node, |file| drop(of_title(file).control.pop()));
    let incomplete = ClaimFault::Incomplete { part: Part::Control, have: 2, counted: 3 };
    assert_eq!(last, incomplete.into());
    let middle = fault(&node, |file| drop(of_title(file).control.remove(1)));
    let sequence = FactFault::Sequence { expected: 2, found: 3 };
    assert_eq!(middle, EvidenceFault::Fact { part: Part::Control, index: 1, fault: sequence });
    let notice = fault(&node, |file| of_title(file).annotations.clear());
    let incomplete = ClaimFault::Incomplete { part: Part::Annotation, have: 0, counted: 1 };
    assert_eq!(notice, incomplete.into());
}

#[test]
fn facts_of_another_bill_or_in_another_order_are_refused() {
    let node = voyage();
    let swapped = fault(&node, |file| of_title(file).control.swap(0, 1));
    assert!(matches!(swapped, EvidenceFault::Fact { index: 0, .. }), "{swapped}");
    let mut other = prove(&node, 2);
    let foreign = of_title(&mut other).control.remove(0);
    let foreign = fault(&node, |file| of_title(file).control[0] = foreign);
    let (part, fault) = (Part::Control, FactFault::OtherChain);
    assert_eq!(foreign, EvidenceFault::Fact { part, index: 0, fault });
}

#[test]
fn what_the_parties_signed_cannot_be_exchanged() {
    let node = voyage();
    let other = fault(&node, |file| {
        let control = &mut of_title(file).control;
        control[1].envelope = control[0].envelope.clone();
    });
    let (part, fault_of) = (Part::Control, FactFault::OtherInstruction);
    assert_eq!(other, EvidenceFault::Fact { part, index: 1, fault: fault_of });
    let unsigned = fault(&node, |file| {
        let bank = node.world.party(Who::Bank);
        let reader = node.reader();
        let entry = reader.state(&reader.meta().unwrap()).entry(&StateKey::Account(bank)).unwrap();
        file.accounts.retain(|account| *account != entry);
    });
    let missing = FactFault::NoAccount(node.world.party(Who::Bank));
    assert_eq!(unsigned, EvidenceFault::Fact { part, index: 2, fault: missing });
    let nameless = fault(&node, |file| file.members.clear());
    assert!(matches!(nameless, EvidenceFault::NoMember(_)), "{nameless}");
}

#[test]
fn an_older_record_is_no_record_of_now() {
    let mut node = voyage();
    let before = prove(&node, 1);
    let withdrawn = node.world.sign(Who::Bank, node.world.title(1), node.head_of(1), Act::Sign);
    node.commit([withdrawn], &LATER);
    let old = before.clone();
    let Subject::Title(old_title) = old.subject else { panic!("it is about a title") };
    let stale = fault(&node, |file| of_title(file).record = old_title.record.clone());
    let (part, fault_of) = (Part::Title, StateEntryFault::OtherRoot);
    assert_eq!(stale, EvidenceFault::Entry { part, index: 0, fault: fault_of });
    // The old checkpoint with the new facts.
    let early = fault(&node, |file| {
        file.checkpoint = before.checkpoint.clone();
        file.network = before.network.clone();
        file.members = before.members.clone();
        file.accounts = before.accounts.clone();
        of_title(file).record = old_title.record.clone();
    });
    let late = FactFault::AfterCheckpoint { height: 7 };
    assert_eq!(early, EvidenceFault::Fact { part: Part::Control, index: 3, fault: late });
    // And the old file as a whole still shows what was.
    assert!(verify(&node, &before).is_ok());
}

#[test]
fn a_checkpoint_needs_the_quorum_of_its_own_validators() {
    let node = voyage();
    let few = fault(&node, |file| file.checkpoint.certificate.signatures.truncate(2));
    let uncommitted = |fault: &EvidenceFault| match fault {
        EvidenceFault::Checkpoint(CheckpointFault::Uncommitted(why)) => Some(why.clone()),
        _ => None,
    };
    assert!(matches!(uncommitted(&few), Some(Uncommitted::Certificate(_))), "{few}");
    let gap = fault(&node, |file| file.handovers.clear());
    assert_eq!(uncommitted(&gap), Some(Uncommitted::OtherValidators));
    let other = fault(&node, |file| file.checkpoint.header.time_ms += 1);
    assert_eq!(uncommitted(&other), Some(Uncommitted::OtherBlock));
    let late = fault(&node, |file| {
        file.checkpoint = node.reader().checkpoint_at(CHANGE).unwrap().unwrap();
    });
    assert_eq!(late, EvidenceFault::LateHandover { index: 0 });
}

#[test]
fn that_a_reference_was_never_used_is_proved_and_only_when_it_is_so() {
    let node = voyage();
    let carrier = node.world.member(Who::Carrier);
    let free = NormalReference::new("FREE-1").unwrap();
    let evidence = node.reader().evidence_of_absence(&carrier, &free).unwrap().unwrap();
    let proven = verify(&node, &evidence).unwrap();
    let Claim::Unused(unused) = proven.claim else { panic!("it is about a reference") };
    assert_eq!((unused.carrier, unused.reference.as_str()), (carrier, "FREE-1"));
    // One reference has one spelling here, so that no two files say the same.
    let mut spelled = evidence.clone();
    let Subject::Unused { reference, .. } = &mut spelled.subject else { panic!("as above") };
    "free-1".clone_into(reference);
    let fault = verify(&node, &spelled).unwrap_err();
    assert_eq!(fault, ClaimFault::Spelling(free).into());
    // What stands under a reference that was used is no proof that another is free.
    let mut used = evidence;
    let mut bill = prove(&node, 1);
    let Subject::Unused { entry, .. } = &mut used.subject else { panic!("as above") };
    *entry = of_title(&mut bill).reference.clone();
    let fault = verify(&node, &used).unwrap_err();
    assert!(matches!(fault, EvidenceFault::Entry { part: Part::Reference, .. }), "{fault}");
}

#[test]
fn only_the_party_in_control_answers_a_challenge_and_each_answer_is_for_one_challenge_alone() {
    let node = voyage();
    let chain = node.world.genesis.chain();
    let (asked, other) = (Challenge([1; 32]), Challenge([2; 32]));
    let answered = |by: Who, answer: ControlAnswer| {
        let mut file = prove(&node, 1);
        let block = file.checkpoint.header.hash();
        let title = of_title(&mut file);
        let (key, body) = (node.world.key(by), answer.body(title.title, block));
        let signature = key.sign(Purpose::Control, &chain, &body);
        title.answer = Some(answer.with(Approval { key: key.public(), signature }));
        file
    };
    let file = answered(Who::Bank, ControlAnswer::to(asked));
    let Claim::Title(title) = verify(&node, &file).unwrap().claim else { panic!("a title") };
    assert_eq!(title.answered, Some(asked));
    // The shipper was in control before.
    let before = verify(&node, &answered(Who::Shipper, ControlAnswer::to(asked))).unwrap_err();
    assert_eq!(before.reason(), Reason::ApprovalStranger, "{before}");
    // The bank's answer to one challenge, under another.
    let mut moved = file;
    let answer = of_title(&mut moved).answer.as_mut().unwrap();
    answer.challenge = other;
    let moved = verify(&node, &moved).unwrap_err();
    assert_eq!(moved.reason(), Reason::ApprovalSignature, "{moved}");
    let unsigned = fault(&node, |file| of_title(file).answer = Some(ControlAnswer::to(asked)));
    assert_eq!(unsigned.reason(), Reason::ApprovalThreshold, "{unsigned}");
}

#[test]
fn a_flipped_bit_anywhere_is_noticed() {
    let node = voyage();
    let bytes = prove(&node, 1).encode();
    let chain = node.world.genesis.chain();
    // A step that has no common divisor with the length reaches every kind of field.
    for place in (0..bytes.len() * 8).step_by(37) {
        let mut touched = bytes.clone();
        touched[place / 8] ^= 1 << (place % 8);
        let verdict = Evidence::decode(&touched).and_then(|file| file.verify(Some(&chain)));
        assert!(verdict.is_err(), "bit {place} of {}", bytes.len() * 8);
    }
}

#[test]
fn a_bill_that_is_not_recorded_has_no_evidence() {
    let node = voyage();
    assert_eq!(node.reader().evidence(&node.world.title(9)).unwrap(), None);
    let empty = Node::of(World::alone());
    let free = NormalReference::new("FREE-1").unwrap();
    let carrier = empty.world.member(Who::Carrier);
    assert_eq!(empty.reader().evidence_of_absence(&carrier, &free).unwrap(), None);
}

#[test]
fn the_history_in_a_file_is_the_one_the_node_serves() {
    let node = voyage();
    let proven = verify(&node, &prove(&node, 1)).unwrap();
    let Claim::Title(title) = proven.claim else { panic!("it is about a title") };
    let served = node.reader().history(&Chain::TitleControl(node.world.title(1)), 1, 10).unwrap();
    let shown: Vec<_> = title.control.iter().map(|fact| fact.record.encode()).collect();
    assert_eq!(shown, served);
    assert_eq!(title.control[2].record.height, ACCEPTED);
}
