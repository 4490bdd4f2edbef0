mod keepers;
mod memory;
mod pruning;
mod stopped;
mod voters;

use std::num::NonZeroU64;
use std::path::Path;
use std::sync::{Arc, Mutex};

use prost::Message;
use proto::hash::Hash;
use proto::instruction::Subject;
use tempfile::TempDir;

use super::{Chain, ChainError, Freshness, Head, LogFault, Opening, Places, Verdict, lock_log};
use crate::fixture::{FOUNDED_MS, Who, World};
use crate::pool::{Pool, SharedPool};
use crate::reader::{ReadError, Reader};
use crate::store::index::{Horizon, Index, Shelf, SledShelf, open_sled};
use crate::store::log::LogError;
use crate::store::side::SideError;
use crate::store::vfs::{Disk, DiskError, Operation, StdDisk};

/// Short, so that every test here prunes.
const HORIZON: Horizon = Horizon::of_blocks(NonZeroU64::new(2).expect("two"));

struct Node {
    chain: Chain,
    pool: SharedPool,
    told: Arc<Mutex<Vec<Head>>>,
}

fn open(world: &World, folder: &Path, validator: usize) -> Result<Node, ChainError> {
    open_on(world, folder, validator, Arc::new(StdDisk), Arc::new(SledShelf))
}

fn open_on(
    world: &World,
    folder: &Path,
    validator: usize,
    disk: Arc<dyn Disk>,
    shelf: Arc<dyn Shelf>,
) -> Result<Node, ChainError> {
    let pool = Arc::new(Pool::new(crate::pool::PoolLimits::default()));
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let chain = Chain::open(Opening {
        genesis: Arc::clone(&world.genesis),
        own: Some(world.address(validator)),
        places: Places::below(folder),
        disk,
        shelf,
        horizon: HORIZON,
        pool: Arc::clone(&pool),
        on_commit: Box::new(move |head| heard.lock().unwrap().push(head)),
    })?;
    Ok(Node { chain, pool, told })
}

/// Proposes what waits and commits it with `signers` signatures.
fn commit(world: &World, node: &mut Node, signers: usize) -> Result<Hash, ChainError> {
    let height = node.chain.head().height + 1;
    let block = node.chain.propose(height, 0, FOUNDED_MS + 10 * height)?;
    node.chain.commit(world.certify(height, block.hash, signers))?;
    Ok(block.hash)
}

/// A folder with a chain of one issue and one empty block.
fn two_blocks(world: &World) -> (TempDir, Head, Hash) {
    let folder = TempDir::new().unwrap();
    let mut node = open(world, folder.path(), 0).unwrap();
    node.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    commit(world, &mut node, 3).unwrap();
    commit(world, &mut node, 4).unwrap();
    let (head, root) = (node.chain.head(), node.chain.parent.state_root);
    (folder, head, root)
}

#[test]
fn a_commit_empties_the_pool_and_tells_the_new_head_once() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    node.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    assert!(node.chain.has_work());
    commit(&world, &mut node, 3).unwrap();
    assert!(!node.chain.has_work());
    assert_eq!(*node.told.lock().unwrap(), [node.chain.head()]);
}

#[test]
fn a_reopened_chain_stands_where_it_stood() {
    let world = World::new();
    let (folder, head, root) = two_blocks(&world);
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!(node.chain.head(), head);
    assert_eq!(node.chain.parent.state_root, root);
}

#[test]
fn a_deleted_index_is_built_again_to_the_same_state() {
    let world = World::new();
    let (folder, head, root) = two_blocks(&world);
    std::fs::remove_dir_all(Places::below(folder.path()).index()).unwrap();
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!((node.chain.head(), node.chain.parent.state_root), (head, root));
}

#[test]
fn an_index_that_lags_the_log_is_brought_up_to_it() {
    let world = World::new();
    let (folder, head, root) = two_blocks(&world);
    let places = Places::below(folder.path());
    SledShelf.remove(&places.index()).unwrap();
    let index = Index::open(&SledShelf, &places.index(), Horizon::default()).unwrap();
    index.found(&world.genesis).unwrap();
    drop(index);
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!((node.chain.head(), node.chain.parent.state_root), (head, root));
}

#[test]
fn an_index_of_another_chain_or_beyond_the_log_is_thrown_away() {
    let world = World::new();
    let (folder, head, root) = two_blocks(&world);
    let other = TempDir::new().unwrap();
    let mut longer = open(&world, other.path(), 1).unwrap();
    for _ in 0..3 {
        commit(&world, &mut longer, 4).unwrap();
    }
    drop(longer);
    let places = Places::below(folder.path());
    SledShelf.remove(&places.index()).unwrap();
    std::fs::rename(Places::below(other.path()).index(), places.index()).unwrap();
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!((node.chain.head(), node.chain.parent.state_root), (head, root));
}

#[test]
fn a_restarted_proposer_repeats_itself() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    node.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    let first = node.chain.propose(1, 0, FOUNDED_MS + 10).unwrap();
    drop(node);
    let mut node = open(&world, folder.path(), 0).unwrap();
    let again = node.chain.propose(1, 0, FOUNDED_MS + 999).unwrap();
    assert_eq!(again.bytes, first.bytes);
    assert_eq!(node.chain.undecided(1, 0).len(), 1);
    let other = node.chain.propose(1, 1, FOUNDED_MS + 999).unwrap();
    assert_ne!(other.hash, first.hash);
}

#[test]
fn a_block_judged_before_a_restart_can_be_committed_after_it() {
    let world = World::new();
    let (proposer, validator) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut first = open(&world, proposer.path(), 0).unwrap();
    first.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    let block = first.chain.propose(1, 0, FOUNDED_MS + 10).unwrap();
    let fresh = Freshness::Fresh { now_ms: FOUNDED_MS };
    let mut second = open(&world, validator.path(), 1).unwrap();
    let judged = second.chain.consider(block.bytes.to_vec(), 1, 0, world.address(0), fresh);
    assert_eq!(judged.unwrap().1, Verdict::Valid);
    drop(second);
    let mut second = open(&world, validator.path(), 1).unwrap();
    second.chain.commit(world.certify(1, block.hash, 3)).unwrap();
    assert_eq!(second.chain.head().hash, block.hash);
}

#[test]
fn a_clock_matters_only_while_a_proposal_is_fresh() {
    let world = World::new();
    let (proposer, validator) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut first = open(&world, proposer.path(), 0).unwrap();
    let block = first.chain.propose(1, 0, FOUNDED_MS + 10).unwrap();
    let mut second = open(&world, validator.path(), 1).unwrap();
    let mut consider = |how| {
        let bytes = block.bytes.to_vec();
        second.chain.consider(bytes, 1, 0, world.address(0), how).unwrap().1
    };
    let late = Freshness::Fresh { now_ms: FOUNDED_MS + 10 + 5_001 };
    assert_eq!(consider(late), Verdict::Untimely);
    assert_eq!(consider(Freshness::Recorded), Verdict::Valid);
    let early = Freshness::Fresh { now_ms: FOUNDED_MS + 10 + 5_000 };
    assert_eq!(consider(early), Verdict::Valid);
}

#[test]
fn a_verdict_by_the_clock_is_not_remembered() {
    let world = World::new();
    let (proposer, validator) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let block = {
        let mut first = open(&world, proposer.path(), 0).unwrap();
        first.chain.propose(1, 0, FOUNDED_MS + 10).unwrap()
    };
    let mut second = open(&world, validator.path(), 1).unwrap();
    let late = Freshness::Fresh { now_ms: FOUNDED_MS + 60_000 };
    second.chain.consider(block.bytes.to_vec(), 1, 0, world.address(0), late).unwrap();
    assert_eq!(second.chain.undecided(1, 0).len(), 0);
    assert_eq!(second.chain.side.count(), 0);
}

#[test]
fn a_decision_for_a_block_that_is_not_held_stops_the_node() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    let unknown = node.chain.commit(world.certify(1, Hash([5; 32]), 4));
    assert!(matches!(unknown, Err(ChainError::UnknownBlock { height: 1, .. })));
    assert_eq!(node.chain.head().height, 0);
}

#[test]
fn a_log_without_a_quorum_behind_it_is_refused_by_height() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    commit(&world, &mut node, 3).unwrap();
    // What an administrator with the disk but without the keys could append.
    let block = node.chain.propose(2, 0, FOUNDED_MS + 20).unwrap();
    let weak = world.certify(2, block.hash, 2).to_message().encode_to_vec();
    lock_log(&node.chain.log).append(2, &block.bytes, &weak).unwrap();
    drop(node);
    let Err(ChainError::LogDisagrees { height: 2, fault: LogFault::Certificate(_) }) =
        open(&world, folder.path(), 0)
    else {
        panic!("a block without a quorum was taken for the ledger's")
    };
}

#[test]
fn a_second_process_is_kept_out() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let _first = open(&world, folder.path(), 0).unwrap();
    assert!(matches!(open(&world, folder.path(), 0), Err(ChainError::Lock(_))));
}

#[test]
fn a_refused_instruction_leaves_the_pool() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    let stale = world.offer(Who::Shipper, 1, Hash([3; 32]), Who::Bank);
    node.pool.insert(stale, Hash::ZERO).unwrap();
    node.chain.propose(1, 0, FOUNDED_MS + 10).unwrap();
    assert!(!node.chain.has_work());
}

#[test]
fn an_index_that_lost_or_garbled_an_entry_is_built_again() {
    let world = World::new();
    let (folder, head, root) = two_blocks(&world);
    let places = Places::below(folder.path());
    // How many rows look-ups have hangs on how many blocks were written at a time.
    let count = || {
        let db = open_sled(&places.index());
        db.iter().keys().filter(|key| key.as_ref().unwrap()[0] < 18).count()
    };
    let entries = count();
    // Headers, facts, certificates, tree nodes, the list of look-ups, look-ups.
    let lost = [5, 11, 18, 19].map(|kind| (kind, false));
    let garbled = [2, 4, 18, 19].map(|kind| (kind, true));
    for (kind, garble) in lost.into_iter().chain(garbled) {
        let db = open_sled(&places.index());
        assert!(db.scan_prefix([kind]).next().is_some(), "{kind}");
        for entry in db.scan_prefix([kind]) {
            let (key, _) = entry.unwrap();
            if garble {
                db.insert(key, b"?").unwrap()
            } else {
                db.remove(key).unwrap()
            };
        }
        drop(db);
        let node = open(&world, folder.path(), 0).unwrap();
        assert_eq!((node.chain.head(), node.chain.parent.state_root), (head, root), "{kind}");
        drop(node);
        assert_eq!(count(), entries, "{kind}");
    }
}

#[test]
fn a_lagging_index_whose_state_cannot_be_followed_is_built_again() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let places = Places::below(folder.path());
    drop(open(&world, folder.path(), 0).unwrap());
    let founded = folder.path().join("founded");
    std::fs::rename(places.index(), &founded).unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    node.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    commit(&world, &mut node, 3).unwrap();
    let head = node.chain.head();
    drop(node);
    SledShelf.remove(&places.index()).unwrap();
    std::fs::rename(&founded, places.index()).unwrap();
    // The issue needs the carrier's account, whose value is not what was founded; the network's
    // own record, which is looked at first, is whole.
    let key = proto::state::StateKey::Account(world.party(Who::Carrier)).hash();
    let db = open_sled(&places.index());
    for entry in db.scan_prefix([&[3][..], &key.0].concat()) {
        db.insert(entry.unwrap().0, b"?").unwrap();
    }
    drop(db);
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!(node.chain.head(), head);
}

#[test]
fn a_reader_that_meets_damage_has_the_next_start_build_the_index_anew() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    node.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    commit(&world, &mut node, 3).unwrap();
    let (log, index) = node.chain.stores();
    let reader = Reader::new(Arc::clone(&world.genesis), log, index.clone());
    let receipt = reader.receipt(&Subject::TitleControl(world.title(1)), 1).unwrap().unwrap();
    let (chain, validators) = (world.genesis.chain(), world.genesis.validators());
    receipt.verify(&chain, validators).unwrap();
    let id = world.issue(1).submission.id();
    assert!(reader.is_recorded(&id).unwrap());
    assert!(!index.is_forgotten().unwrap());
    let missing = ReadError::Missing { what: "fact", height: 1 };
    assert!(reader.noting::<()>(Err(missing)).is_err());
    // Later blocks do not take the mark away.
    commit(&world, &mut node, 3).unwrap();
    assert!(index.is_forgotten().unwrap());
    drop((reader, index, node));
    let node = open(&world, folder.path(), 0).unwrap();
    assert!(!node.chain.stores().1.is_forgotten().unwrap());
    assert_eq!(node.chain.head().height, 2);
}

#[test]
fn evidence_that_cannot_be_kept_stops_nothing() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    let evidence = Places::below(folder.path()).evidence();
    std::fs::remove_dir(&evidence).unwrap();
    node.chain.record_misbehaviour(1, world.address(1), b"pair");
    commit(&world, &mut node, 3).unwrap();
    std::fs::create_dir(&evidence).unwrap();
    node.chain.record_misbehaviour(1, world.address(1), b"pair");
    assert_eq!(std::fs::read_dir(&evidence).unwrap().count(), 1);
}

#[test]
fn a_full_disk_is_answered_with_space_and_not_with_a_restore() {
    let full = || DiskError::Full { path: "ledger".into(), operation: Operation::Write };
    let errors: [ChainError; 4] = [
        LogError::Disk(full()).into(),
        LogError::Poisoned.into(),
        SideError::Disk(full()).into(),
        full().into(),
    ];
    for error in errors {
        assert!(error.hint().starts_with("free space"), "{error}");
    }
}

#[test]
fn of_a_validator_that_signs_twice_again_and_again_some_pairs_are_kept() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    let places = Places::below(folder.path());
    let kept = || std::fs::read_dir(places.evidence()).unwrap().count();
    for height in 1..=3 * super::EVIDENCE_KEPT as u64 {
        node.chain.record_misbehaviour(height, world.address(1), b"pair");
    }
    assert_eq!(kept(), super::EVIDENCE_KEPT);
    node.chain.record_misbehaviour(1, world.address(2), b"another's");
    assert_eq!(kept(), super::EVIDENCE_KEPT + 1);
}
