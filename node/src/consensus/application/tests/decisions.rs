//! The answers to the engine, on a real chain.

mod voters;

use std::sync::Arc;

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_app_channel::app::engine::host::SyncedValueOutcome;
use arc_malachitebft_core_consensus::ProposedValue;
use arc_malachitebft_core_types::{
    CommitCertificate, LinearTimeouts, PolkaCertificate, PolkaSignature, Round, Validity,
    Value as _, VoteType,
};
use arc_malachitebft_peer::PeerId;
use bytes::Bytes;
use proto::block::Block;
use proto::hash::Hash;
use proto::signing::Purpose;
use tempfile::TempDir;

use crate::chain::{Chain, Opening, Places};
use crate::consensus::application::{Application, ApplicationError, Proposed};
use crate::consensus::codec;
use crate::consensus::context::{EblContext, Height, ValidatorSet, Value};
use crate::consensus::fixtures::{address, index_of, key, vote};
use crate::consensus::parts::{Authority, Init, ProposalPart, Seal, split};
use crate::consensus::signer::{SignatureGuard, ValidatorSigner};
use crate::fixture::{FOUNDED_MS, World};
use crate::pool::{Pool, PoolLimits};
use crate::store::index::{Horizon, SledShelf};
use crate::store::vfs::StdDisk;

const NOW_MS: u64 = FOUNDED_MS + 1_000;
const HOUR_MS: u64 = 3_600_000;
const ROUND: Round = Round::ZERO;

/// A validator's application and its folder.
struct Node {
    application: Application,
    folder: TempDir,
}

impl Node {
    fn new(world: &World, index: u8) -> Self {
        let folder = TempDir::new().unwrap();
        Self { application: open(world, index, &folder), folder }
    }

    /// The node whose turn it is at a height.
    fn proposer(world: &World, height: u64) -> Self {
        Self::new(world, proposer(world, height))
    }

    /// The node whose turn it is not.
    fn other(world: &World, height: u64) -> Self {
        Self::new(world, (proposer(world, height) + 1) % 4)
    }

    fn proposes(&mut self, height: u64) -> Proposed {
        self.application.get_value(Height(height), ROUND, NOW_MS).unwrap().unwrap()
    }

    /// Takes all parts; gives what the last one led to.
    fn takes(
        &mut self,
        parts: &[StreamMessage<ProposalPart>],
        now_ms: u64,
    ) -> Option<ProposedValue<EblContext>> {
        let peer = PeerId::from_bytes(&[0, 4, 1, 2, 3, 4]).unwrap();
        let mut told = None;
        for part in parts {
            told = self.application.proposal_part(peer, peer, part.clone(), now_ms).unwrap();
        }
        told
    }

    fn decides(&mut self, world: &World, height: u64, block: Hash) {
        self.application.decided(&certificate(world, height, block)).unwrap();
    }
}

fn open(world: &World, index: u8, folder: &TempDir) -> Application {
    let guard = SignatureGuard::open(&StdDisk, &folder.path().join("signed")).unwrap();
    let signer = Arc::new(ValidatorSigner::new(key(index), world.genesis.chain(), guard));
    let chain = Chain::open(Opening {
        genesis: Arc::clone(&world.genesis),
        own: Some(address(index).0),
        places: Places::below(folder.path()),
        disk: Arc::new(StdDisk),
        shelf: Arc::new(SledShelf),
        horizon: Horizon::default(),
        pool: Arc::new(Pool::new(PoolLimits::default())),
        on_commit: Box::new(|_| {}),
    });
    Application::new(chain.unwrap(), Some(signer), LinearTimeouts::default())
}

fn proposer(world: &World, height: u64) -> u8 {
    let set = ValidatorSet::from(world.genesis.validators());
    index_of(set.proposer(height, 0).address())
}

fn certificate(world: &World, height: u64, block: Hash) -> CommitCertificate<EblContext> {
    codec::commit_to_engine(&world.certify(height, block, 3)).trim_vote_extensions()
}

/// Prevotes of three validators for a block of height 1.
fn polka(world: &World, block: Hash) -> PolkaCertificate<EblContext> {
    let polka_signatures = (0..3).map(|index| {
        let body = codec::vote_body(&vote(index, VoteType::Prevote, 1, 0, block)).unwrap();
        let signature = key(index).sign(Purpose::Vote, &world.genesis.chain(), &body);
        PolkaSignature::new(address(index), signature)
    });
    PolkaCertificate {
        height: Height(1),
        round: ROUND,
        value_id: block,
        polka_signatures: polka_signatures.collect(),
    }
}

#[test]
fn a_streamed_block_is_judged_and_told_once() {
    let world = World::new();
    let mut proposer = Node::proposer(&world, 1);
    let mut other = Node::other(&world, 1);
    let proposed = proposer.proposes(1);
    let told = other.takes(&proposed.parts, NOW_MS).unwrap();
    assert_eq!(told.value, proposed.value.value);
    assert_eq!(told.validity, Validity::Valid);
    let again = proposer.proposes(1);
    assert_ne!(again.parts, proposed.parts, "a stream id is used once");
    assert_eq!(other.takes(&again.parts, NOW_MS), None);
}

#[test]
fn a_restarted_proposer_repeats_itself() {
    let world = World::new();
    let Node { mut application, folder } = Node::proposer(&world, 1);
    let first = application.get_value(Height(1), ROUND, NOW_MS).unwrap().unwrap();
    drop(application);
    let mut application = open(&world, proposer(&world, 1), &folder);
    let known = application.started_round(Height(1), ROUND, NOW_MS).unwrap();
    assert_eq!(known.iter().map(|known| known.value).collect::<Vec<_>>(), [first.value.value]);
    let again = application.get_value(Height(1), ROUND, NOW_MS + 500).unwrap().unwrap();
    assert_eq!(again.value, first.value);
}

#[test]
fn a_wrong_clock_refuses_a_fresh_block_but_not_one_a_quorum_prevoted() {
    let world = World::new();
    let mut proposer = Node::proposer(&world, 1);
    let mut other = Node::other(&world, 1);
    let proposed = proposer.proposes(1);
    let refused = other.takes(&proposed.parts, NOW_MS + HOUR_MS);
    assert_eq!(refused, None, "the engine would write a verdict by the clock down");
    let block = proposed.value.value.id();
    proposer.application.saw_polka(polka(&world, block));
    let parts = proposer.application.restream(Height(1), Round::new(1), block).unwrap();
    let told = other.takes(&parts, NOW_MS + HOUR_MS).unwrap();
    assert_eq!((told.validity, told.valid_round), (Validity::Valid, ROUND));
}

#[test]
fn only_the_rounds_proposer_or_a_quorums_witness_streams_again() {
    let world = World::new();
    let mut proposer = Node::proposer(&world, 1);
    let mut other = Node::other(&world, 1);
    let proposed = proposer.proposes(1);
    let block = other.takes(&proposed.parts, NOW_MS).unwrap().value.id();
    let stranger = Round::new(2);
    assert!(other.application.restream(Height(1), stranger, block).unwrap().is_empty());
    other.application.saw_polka(polka(&world, block));
    assert!(!other.application.restream(Height(1), stranger, block).unwrap().is_empty());
    assert!(other.application.restream(Height(1), stranger, Hash::ZERO).unwrap().is_empty());
}

#[test]
fn a_block_that_comes_before_its_parent_is_committed_waits_for_it() {
    let world = World::new();
    let mut first = Node::proposer(&world, 1);
    let mut second = Node::proposer(&world, 2);
    let mut slow = Node::new(
        &world,
        (0..4).find(|index| ![proposer(&world, 1), proposer(&world, 2)].contains(index)).unwrap(),
    );
    let one = first.proposes(1);
    let block = one.value.value.id();
    second.takes(&one.parts, NOW_MS).unwrap();
    slow.takes(&one.parts, NOW_MS).unwrap();
    second.decides(&world, 1, block);
    let two = second.application.get_value(Height(2), ROUND, NOW_MS + 1).unwrap().unwrap();
    assert_eq!(slow.takes(&two.parts, NOW_MS), None);
    slow.decides(&world, 1, block);
    assert!(slow.application.next_height_has_begun());
    let known = slow.application.started_round(Height(2), ROUND, NOW_MS).unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].value, known[0].validity), (two.value.value, Validity::Valid));
}

#[test]
fn bytes_that_are_not_the_block_announced_are_dropped() {
    let world = World::new();
    let mut other = Node::other(&world, 1);
    let seal = Seal {
        height: 1,
        round: 0,
        proposer: address(proposer(&world, 1)),
        block: Hash([1; 32]),
        size: 3,
    };
    let signature = key(proposer(&world, 1)).sign(
        Purpose::ProposalPart,
        &world.genesis.chain(),
        &codec::seal_body(&seal),
    );
    let init = Init { seal, authority: Authority::Proposer(signature) };
    let parts = split(&StreamId::new(Bytes::from_static(b"s")), init, b"not");
    assert_eq!(other.takes(&parts, NOW_MS), None);
    assert!(other.application.invalid.is_empty(), "other bytes say nothing about the block");
}

/// The parts of a block of `height` and `round` that decodes, and nothing more, under the seal of
/// the round's proposer.
fn sealed(world: &World, height: u64, round: u32, mark: u8) -> Vec<StreamMessage<ProposalPart>> {
    let mut twin = Node::proposer(world, 1).application;
    let parts = twin.get_value(Height(1), ROUND, NOW_MS).unwrap().unwrap().parts;
    let mut bytes = Vec::new();
    for part in parts {
        if let StreamContent::Data(ProposalPart::Chunk(chunk)) = part.content {
            bytes.extend_from_slice(&chunk);
        }
    }
    let mut block = Block::decode(&bytes).unwrap();
    block.header.state_root = Hash([mark; 32]);
    seal_block(world, height, round, &block)
}

fn seal_block(
    world: &World,
    height: u64,
    round: u32,
    block: &Block,
) -> Vec<StreamMessage<ProposalPart>> {
    let proposer = ValidatorSet::from(world.genesis.validators()).proposer(height, round).address();
    let (bytes, hash) = (block.encode(), block.header.hash());
    let size = u32::try_from(bytes.len()).unwrap();
    let seal = Seal { height, round, proposer, block: hash, size };
    let chain = world.genesis.chain();
    let signature =
        key(index_of(proposer)).sign(Purpose::ProposalPart, &chain, &codec::seal_body(&seal));
    let name =
        [height.to_be_bytes(), u64::from(round).to_be_bytes(), hash.0[..8].try_into().unwrap()];
    let init = Init { seal, authority: Authority::Proposer(signature) };
    split(&StreamId::new(name.concat().into()), init, &bytes)
}

#[test]
fn a_block_found_invalid_is_not_executed_again() {
    let world = World::new();
    let mut other = Node::other(&world, 1);
    let told = other.takes(&sealed(&world, 1, 0, 5), NOW_MS).unwrap();
    assert_eq!(told.validity, Validity::Invalid);
    assert!(other.application.invalid.contains(&told.value.id()));
    // Executing it would find this block valid; the memory is asked first.
    let proposed = Node::proposer(&world, 1).proposes(1);
    other.application.invalid.insert(proposed.value.value.id());
    let told = other.takes(&proposed.parts, NOW_MS).unwrap();
    assert_eq!(told.validity, Validity::Invalid);
}

#[test]
fn two_blocks_wait_per_round_and_low_rounds_displace_high_ones() {
    let world = World::new();
    let mut other = Node::other(&world, 1);
    for (round, mark) in [(3, 1), (3, 2), (3, 3), (2, 1), (1, 1), (0, 1)] {
        assert_eq!(other.takes(&sealed(&world, 2, round, mark), NOW_MS), None);
    }
    let waiting = other.application.waiting.take(2);
    let rounds: Vec<_> = waiting.iter().map(|waiting| waiting.init.seal.round).collect();
    assert_eq!(rounds, [0, 1, 2, 3]);
}

#[test]
fn a_certified_block_that_is_invalid_here_stops_the_node() {
    let world = World::new();
    let mut node = Node::other(&world, 1);
    let mut synced = ProposedValue {
        height: Height(1),
        round: ROUND,
        valid_round: Round::Nil,
        proposer: address(0),
        value: Value(Hash([3; 32])),
        validity: Validity::Valid,
    };
    node.application.saw_synced(&synced).unwrap();
    synced.validity = Validity::Invalid;
    let stopped = node.application.saw_synced(&synced);
    assert!(matches!(stopped, Err(ApplicationError::CertifiedInvalid { height: 1, .. })));
}

#[test]
fn a_certified_block_on_another_one_than_ours_is_another_history() {
    let world = World::new();
    let mut node = Node::proposer(&world, 1);
    let bytes = node.application.get_value(Height(1), ROUND, NOW_MS).unwrap().unwrap();
    let hash = bytes.value.value.id();
    let held = node.application.chain.undecided_by_hash(1, &hash).unwrap();
    let mut block = Block::decode(&held.bytes).unwrap();
    block.header.parent = Hash([9; 32]);
    let (bytes, proposer) = (Bytes::from(block.encode()), address(0));
    let synced = node.application.synced_value(Height(1), ROUND, proposer, bytes).unwrap();
    let SyncedValueOutcome::Verdict(told) = synced else { panic!("a block gets a verdict") };
    assert_eq!(told.validity, Validity::Invalid);
    let stopped = node.application.saw_synced(&told);
    let ours = Hash(world.genesis.chain().0);
    assert!(
        matches!(
            stopped,
            Err(ApplicationError::OtherHistory { height: 1, theirs: Hash([9, ..]), ours: head })
                if head == ours
        ),
        "{stopped:?}"
    );
}

#[test]
fn a_decision_above_the_open_height_stops_the_node() {
    let world = World::new();
    let mut node = Node::other(&world, 1);
    let stopped = node.application.decided(&certificate(&world, 2, Hash([3; 32])));
    assert!(matches!(stopped, Err(ApplicationError::DecidedAhead { height: 2, open: 1 })));
}

#[test]
fn a_third_block_of_one_proposer_in_a_round_is_not_judged() {
    let world = World::new();
    let mut other = Node::other(&world, 1);
    let mut told = (0..3).map(|clock| {
        // Three processes with one validator's key.
        let mut twin = Node::proposer(&world, 1).application;
        let block = twin.get_value(Height(1), ROUND, NOW_MS + clock).unwrap().unwrap();
        other.takes(&block.parts, NOW_MS).is_some()
    });
    assert_eq!([told.next(), told.next(), told.next()], [Some(true), Some(true), Some(false)]);
}

#[test]
fn a_synced_block_is_judged_without_a_clock_and_garbage_blames_the_peer() {
    let world = World::new();
    let mut first = Node::proposer(&world, 1);
    let mut late = Node::other(&world, 1);
    let block = first.proposes(1).value.value.id();
    first.decides(&world, 1, block);
    let held = first.application.decided_values(Height(1)..=Height(9)).unwrap();
    assert_eq!(held.len(), 1, "a range beyond the head is cut");
    let proposer = address(proposer(&world, 1));
    let mut sync =
        |bytes: Bytes| late.application.synced_value(Height(1), ROUND, proposer, bytes).unwrap();
    let garbage = sync(Bytes::from_static(b"garbage"));
    assert!(matches!(garbage, SyncedValueOutcome::PeerFault));
    let SyncedValueOutcome::Verdict(told) = sync(held[0].value_bytes.clone()) else {
        panic!("a block gets a verdict")
    };
    assert_eq!((told.value.id(), told.validity), (block, Validity::Valid));
    late.decides(&world, 1, block);
    late.decides(&world, 1, block);
    assert_eq!(late.application.head_height(), 1, "a decision told twice is committed once");
}

#[test]
fn a_closed_height_is_neither_proposed_nor_started() {
    let world = World::new();
    let mut node = Node::proposer(&world, 1);
    let block = node.proposes(1).value.value.id();
    node.decides(&world, 1, block);
    assert!(node.application.get_value(Height(1), ROUND, NOW_MS).unwrap().is_none());
    assert!(node.application.started_round(Height(1), ROUND, NOW_MS).unwrap().is_empty());
    assert!(node.application.is_validator());
    assert_eq!(node.application.next_height().0, Height(2));
}

#[test]
fn of_blocks_that_a_peer_makes_up_few_are_kept_and_a_proposed_one_always() {
    let world = World::new();
    let mut late = Node::other(&world, 1);
    let sent_by = address(proposer(&world, 1));
    // Valid each, as anybody can make them.
    let mut made_up = (0..8).map(|clock| {
        let mut twin = Node::proposer(&world, 1);
        let proposed = twin.application.get_value(Height(1), ROUND, NOW_MS + clock).unwrap();
        let proposed = proposed.unwrap();
        let block = proposed.value.value.id();
        twin.decides(&world, 1, block);
        let bytes = twin.application.decided_values(Height(1)..=Height(1)).unwrap();
        (block, bytes[0].value_bytes.clone(), proposed.parts)
    });
    let sync = |late: &mut Node, bytes| {
        late.application.synced_value(Height(1), ROUND, sent_by, bytes).unwrap();
    };
    let (proposed, bytes, parts) = made_up.next().unwrap();
    sync(&mut late, bytes);
    assert!(late.takes(&parts, NOW_MS).is_some());
    for (block, bytes, _) in made_up {
        sync(&mut late, bytes);
        let held: Vec<_> = late.application.chain.held(1).collect();
        assert!(held.contains(&proposed) && held.contains(&block) && held.len() <= 5, "{held:?}");
    }
}
