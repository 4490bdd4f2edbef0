//! What is written is read again as it was, and is the only way to write it.

use proptest::prelude::*;
use prost::Message;
use proto::account::{Account, Policy};
use proto::block::{Block, Header, envelopes_root};
use proto::certificate::CommitCertificate;
use proto::fact::{ChainHead, FactRecord};
use proto::hash::Hash;
use proto::ids::{ChainId, InstructionId, MemberId, title_id};
use proto::instruction::{Draft, Expected, Submission, approve, seal, subjects};
use proto::keys::Signature;
use proto::limits::REPLACEMENT_TITLES;
use proto::merkle::{Inclusion, Tree};
use proto::pb::ledger::v1 as pb;
use proto::state::{ReferenceRecord, TitleRecord};
use proto::validators::{Address, ValidatorSet};
use title::{Act, Acting, Event, Fact, Handing, Instruction, Mark, Time, TitleId};

use crate::{sample, strategies};

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn chain_head() -> impl Strategy<Value = ChainHead> {
    (hash(), any::<u64>()).prop_map(|(head, length)| ChainHead { head, length })
}

fn header() -> impl Strategy<Value = Header> {
    let numbers = (any::<u32>(), any::<u64>(), any::<u64>(), any::<u32>());
    let hashes = prop::array::uniform9(any::<[u8; 32]>());
    (numbers, hashes, prop::option::of(hash())).prop_map(|(numbers, hashes, snapshot_root)| {
        let (rules, height, time_ms, facts_count) = numbers;
        let [chain, parent, proposer, validators, next, facts, headers, state, evidence] = hashes;
        Header {
            rules,
            chain: ChainId(chain),
            height,
            time_ms,
            parent: Hash(parent),
            proposer: Address(proposer),
            validators: Hash(validators),
            next_validators: Hash(next),
            facts_root: Hash(facts),
            facts_count,
            headers_root: Hash(headers),
            state_root: Hash(state),
            evidence_root: Hash(evidence),
            snapshot_root,
            envelopes_root: Hash(evidence),
        }
    })
}

proptest! {
    #[test]
    fn any_instruction_survives_the_envelope(
        by in strategies::acting(),
        with in strategies::signers(),
        (other, act) in strategies::act(&ChainId([7; 32])),
        head in hash(),
        deadline_ms in any::<u64>(),
    ) {
        let chain = ChainId([7; 32]);
        let title = match &act {
            Act::Issue(issue) | Act::IssueFromPaper { issue, .. } => {
                title_id(&chain, &issue.reference, issue.version)
            }
            _ => other,
        };
        let instruction = Instruction { by, with, title, act };
        let expected =
            subjects(&instruction).into_iter().map(|subject| Expected { subject, head }).collect();
        let draft = Draft { chain, deadline_ms, expected, instruction: instruction.into() };
        let body = draft.body();
        let approval = approve(&chain, &body, &sample::key(9));
        let submission = Submission::open(&seal(body.clone(), &[approval]), &chain).unwrap();
        prop_assert_eq!(submission.instruction(), &draft.instruction);
        prop_assert_eq!(submission.deadline_ms(), deadline_ms);
        prop_assert_eq!(submission.expected()[0].head, head);
        prop_assert_eq!(submission.body(), &body[..]);
        prop_assert_eq!(submission.approvals(), Ok(vec![approval]));
        prop_assert_eq!(submission.id(), InstructionId::of(&body));
    }

    #[test]
    fn any_fact_survives_its_record(
        fact in strategies::fact(),
        (height, sequence) in any::<(u64, u64)>(),
        index in any::<u32>(),
        hashes in prop::array::uniform4(any::<[u8; 32]>()),
    ) {
        let [instruction, approvals, presentations, previous] = hashes;
        let record = FactRecord {
            height,
            index,
            instruction: InstructionId(instruction),
            approvals_hash: Hash(approvals),
            presentations_hash: Hash(presentations),
            sequence,
            previous_head: Hash(previous),
            fact: fact.into(),
        };
        prop_assert_eq!(FactRecord::decode(&record.encode()), Ok(record));
    }

    #[test]
    fn any_title_survives_the_state_map(
        title in strategies::title(),
        control in chain_head(),
        annotations in chain_head(),
    ) {
        let record = TitleRecord { title, control, annotations };
        prop_assert_eq!(TitleRecord::decode(&record.encode()), Ok(record));
    }

    #[test]
    fn any_reference_survives_the_state_map(
        live in prop::option::of(any::<[u8; 32]>()),
        versions in any::<u32>(),
    ) {
        let record = ReferenceRecord { live: live.map(TitleId), versions };
        prop_assert_eq!(ReferenceRecord::decode(&record.encode()), Ok(record));
    }

    #[test]
    fn any_block_survives_its_bytes(
        header in header(),
        envelopes in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..5),
    ) {
        prop_assert_eq!(Header::decode(&header.encode()), Ok(header.clone()));
        let envelopes_root = envelopes_root(&envelopes);
        let block = Block { header: Header { envelopes_root, ..header }, envelopes };
        prop_assert_eq!(Block::decode(&block.encode()), Ok(block));
    }

    #[test]
    fn any_certificate_survives_its_message(
        height in any::<u64>(),
        round in any::<u32>(),
        block in hash(),
        signers in prop::collection::btree_map(any::<[u8; 32]>(), any::<[u8; 64]>(), 0..8),
    ) {
        let signatures = signers.iter().map(|(a, s)| (Address(*a), Signature(*s))).collect();
        let certificate = CommitCertificate::new(height, round, block, signatures);
        let bytes = certificate.to_message().encode_to_vec();
        let message = pb::CommitCertificate::decode(&bytes[..]).unwrap();
        prop_assert_eq!(CommitCertificate::from_message(&message), Ok(certificate));
    }

    #[test]
    fn any_policy_survives_its_message(
        seeds in prop::collection::btree_set(any::<u8>(), 1..6),
        threshold in 1..6_u32,
        heights in prop::collection::vec((any::<u64>(), any::<u64>()), 6),
        member in any::<[u8; 32]>(),
        commitment in hash(),
        takes_at_once in any::<bool>(),
    ) {
        let keys: Vec<_> = seeds.iter().map(|seed| sample::key(*seed).public()).collect();
        let threshold = threshold.min(u32::try_from(keys.len()).unwrap());
        let mut message = Policy::new(threshold, &keys).unwrap().to_message();
        for (key, (from, until)) in message.keys.iter_mut().zip(heights) {
            // 0 is no end; else the last height is not before the first.
            let until = if until == 0 { 0 } else { from.max(until) };
            (key.from_height, key.until_height) = (from, until);
        }
        let policy = Policy::from_message(&message).unwrap();
        prop_assert_eq!(policy.to_message(), message);
        let mut account = Account::new(MemberId(member), policy, commitment);
        if takes_at_once {
            account.handing = Handing::AtOnce;
        }
        prop_assert_eq!(Account::from_message(&account.to_message()), Ok(account));
    }

    #[test]
    fn any_validator_set_survives_its_message_in_any_order(
        powers in prop::collection::btree_map(any::<u8>(), 1..=u64::from(u32::MAX), 1..6),
    ) {
        let entries: Vec<_> =
            powers.iter().map(|(seed, power)| (sample::key(*seed).public(), *power)).collect();
        let set = ValidatorSet::new(&entries).unwrap();
        let mut message = set.to_message();
        message.validators.reverse();
        let read = ValidatorSet::from_message(&message).unwrap();
        prop_assert_eq!(read.hash(), set.hash());
        prop_assert_eq!(read, set);
    }

    #[test]
    fn every_leaf_of_any_tree_is_proved_and_no_other(
        leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..8), 1..40),
        other in prop::collection::vec(any::<u8>(), 9..10),
    ) {
        let tree = Tree::of(leaves.clone());
        for (index, leaf) in (0..).zip(&leaves) {
            let inclusion = tree.inclusion(index).unwrap();
            prop_assert!(inclusion.verify(leaf, &tree.root()));
            prop_assert!(!inclusion.verify(&other, &tree.root()));
            prop_assert!(!inclusion.verify(leaf, &Hash([1; 32])));
            let message = inclusion.to_message();
            prop_assert_eq!(Inclusion::from_message(&message), Ok(inclusion));
        }
        prop_assert_eq!(tree.inclusion(tree.len()), None);
    }

    #[test]
    fn no_bytes_at_all_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let chain = ChainId([7; 32]);
        prop_assert!(Submission::open(&bytes, &chain).is_err());
        prop_assert!(FactRecord::decode(&bytes).is_err());
        prop_assert!(TitleRecord::decode(&bytes).is_err());
        prop_assert!(Header::decode(&bytes).is_err());
        prop_assert!(Block::decode(&bytes).is_err());
    }
}

/// One more ends than can stand beside the first, and what replaces them names each.
#[test]
fn what_replaces_as_many_titles_as_can_end_together_survives_its_record() {
    let titles = |count: usize| (0..count).map(|it| TitleId([u8::try_from(it).unwrap(); 32]));
    let issue = sample::issue(sample::to_order(&sample::SHIPPER));
    let began = |ends: usize| Event::Began {
        issue,
        replaces: titles(ends).collect(),
        mark: Mark::Unmarked,
    };
    let survives = |event: Event| {
        let (title, by) = (TitleId([0xee; 32]), Acting::own(sample::LINE.party()));
        let fact = Fact { title, by, with: vec![], at: Time(sample::BLOCK_MS), event };
        let record = FactRecord {
            height: sample::HEIGHT,
            index: 0,
            instruction: InstructionId([1; 32]),
            approvals_hash: Hash([2; 32]),
            presentations_hash: Hash([3; 32]),
            sequence: 1,
            previous_head: Hash::ZERO,
            fact: fact.into(),
        };
        FactRecord::decode(&record.encode()).is_ok_and(|read| read == record)
    };
    assert!(survives(began(REPLACEMENT_TITLES + 1)));
    assert!(!survives(began(REPLACEMENT_TITLES + 2)), "no act ends as many");
    assert!(survives(Event::Replaced { by: titles(REPLACEMENT_TITLES).collect() }));
}
