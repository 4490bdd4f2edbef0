//! A node that began with a snapshot, beside one that has been there from the first block.

use std::sync::Arc;

use proto::hash::Hash;
use proto::instruction::Subject;
use proto::snapshot::INTERVAL;
use tempfile::TempDir;

use super::{fetch, follow, ledger, open, reader_of};
use crate::chain::{Places, audit, read_log, rebuild};
use crate::fixture::{Node, Who};
use crate::reader::{ReadError, Reader};
use crate::store::index::{Horizon, Shelf, SledShelf};
use crate::store::vfs::{Disk, StdDisk};

/// The first bill that no block up to the snapshot's offered, by number.
const UNTOUCHED: u8 = 4;

/// Whatever is read of a state, of one of the two and of the other.
fn agree(node: &Node, one: &Reader, other: &Reader) {
    for number in 1..=u8::try_from(INTERVAL + 4).unwrap() {
        let title = node.world.title(number);
        assert_eq!(one.title(&title).unwrap(), other.title(&title).unwrap(), "bill {number}");
    }
    for who in [Who::Carrier, Who::Shipper, Who::Bank, Who::Customs] {
        let party = node.world.party(who);
        let titles = |reader: &Reader| reader.titles(&party, None, 100).unwrap();
        assert_eq!(titles(one), titles(other), "{who:?}");
        let grants = |reader: &Reader| reader.grants(&party, None, 100).unwrap();
        assert_eq!(grants(one), grants(other), "{who:?}");
    }
    assert_eq!(one.enrolled().unwrap(), other.enrolled().unwrap());
}

#[test]
fn a_node_that_began_with_a_snapshot_follows_and_answers_as_the_others_do() {
    let (mut node, folder) = (ledger(), TempDir::new().unwrap());
    fetch(&node, folder.path());
    let mut chain = open(&node.world, folder.path());
    assert_eq!((chain.head().height, chain.min_height()), (INTERVAL, INTERVAL + 1));
    follow(&mut chain, &node, INTERVAL + 2);
    let offer = node.world.offer(Who::Shipper, UNTOUCHED, node.head_of(UNTOUCHED), Who::Bank);
    node.commit([node.world.issue(200), offer], &super::QUORUM);
    follow(&mut chain, &node, INTERVAL + 3);
    let (there, here) = (node.reader(), reader_of(&node.world, &chain));
    assert_eq!(there.meta().unwrap().state_root, here.meta().unwrap().state_root);
    agree(&node, &there, &here);

    // A fact after the snapshot is shown with a receipt that holds against the genesis file.
    let fact = Subject::TitleControl(node.world.title(UNTOUCHED));
    let receipt = here.receipt(&fact, 2).unwrap().unwrap();
    let genesis = &node.world.genesis;
    receipt.verify(&genesis.chain(), genesis.validators()).unwrap();
    // So is its newest block, and that it stands on one from before the snapshot.
    here.trail(INTERVAL + 3).unwrap().unwrap().verify_onward(genesis).unwrap();
    let ancestry = |reader: &Reader| reader.ancestry(3, INTERVAL + 3).unwrap();
    assert_eq!(ancestry(&here), ancestry(&there));
    assert!(ancestry(&here).is_some());
}

#[test]
fn what_lies_before_the_snapshot_is_refused_by_its_own_name_and_is_no_damage() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    fetch(&node, folder.path());
    let mut chain = open(&node.world, folder.path());
    follow(&mut chain, &node, INTERVAL + 2);
    let reader = reader_of(&node.world, &chain);
    let chain_of = |number| Subject::TitleControl(node.world.title(number));
    let through = INTERVAL;
    let refused = |result: Result<(), ReadError>| match result {
        Err(ReadError::NotFetched { through: at }) => assert_eq!(at, through),
        other => panic!("{other:?}"),
    };
    refused(reader.history(&chain_of(1), 1, 10).map(drop));
    refused(reader.receipt(&chain_of(1), 1).map(drop));
    refused(reader.evidence(&node.world.title(1)).map(drop));
    refused(reader.block(2).map(drop));
    refused(reader.recorded_at(2).map(drop));
    refused(reader.facts(2).map(drop));
    refused(reader.checkpoint_at(2).map(drop));
    // What never was is absent, and what is after the snapshot is there.
    assert_eq!(reader.receipt(&chain_of(1), 9).unwrap(), None);
    assert_eq!(reader.history(&chain_of(99), 1, 10).unwrap(), Vec::<Vec<u8>>::new());
    assert!(reader.block(INTERVAL + 9).unwrap().is_none());
    assert!(reader.recorded_at(INTERVAL + 1).unwrap().is_some());
    assert!(!reader.index().is_forgotten().unwrap());
}

#[test]
fn a_lost_index_is_built_again_from_the_snapshot_and_the_log_after_it() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let places = Places::below(folder.path());
    fetch(&node, folder.path());
    let mut chain = open(&node.world, folder.path());
    follow(&mut chain, &node, INTERVAL + 2);
    let (head, root) = (chain.head(), reader_of(&node.world, &chain).meta().unwrap().state_root);
    drop(chain);
    // As it is, it is followed.
    let chain = open(&node.world, folder.path());
    assert_eq!(chain.head(), head);
    drop(chain);
    SledShelf.remove(&places.index()).unwrap();
    let chain = open(&node.world, folder.path());
    let reader = reader_of(&node.world, &chain);
    assert_eq!((chain.head(), reader.meta().unwrap().state_root), (head, root));
    agree(&node, &node.reader(), &reader);
    drop((reader, chain));
    // The check of a stopped node executes what it can.
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let log = read_log(&node.world.genesis, &places, &disk).unwrap();
    let checked = audit(&node.world.genesis, &places, &disk, &SledShelf, &log).unwrap().parent;
    assert_eq!((checked.hash, checked.state_root), (head.hash, root));
    SledShelf.remove(&places.index()).unwrap();
    let horizon = Horizon::default();
    let built = rebuild(&node.world.genesis, &places, &disk, &SledShelf, horizon).unwrap().parent;
    assert_eq!((built.hash, built.state_root), (head.hash, root));
}

#[test]
fn an_index_that_was_half_built_from_a_snapshot_is_begun_anew() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let places = Places::below(folder.path());
    fetch(&node, folder.path());
    let disk = std::sync::Arc::new(StdDisk);
    let genesis = &node.world.genesis;
    let snapshot = crate::store::snapshot::Snapshot::open(disk, places.snapshot(), genesis);
    let snapshot = snapshot.unwrap().unwrap();
    let index =
        crate::store::index::Index::open(&SledShelf, &places.index(), Horizon::default()).unwrap();
    let first = snapshot.parts().first().unwrap();
    let begun = crate::store::index::Restored::default();
    let half = index.restore_items(begun, &snapshot.part(first).unwrap().items).unwrap();
    assert_ne!(half.root(), Hash::ZERO);
    drop(index);
    let chain = open(&node.world, folder.path());
    agree(&node, &reader_of(&node.world, &chain), &{
        let whole = TempDir::new().unwrap();
        fetch(&node, whole.path());
        let chain = open(&node.world, whole.path());
        reader_of(&node.world, &chain)
    });
}

#[test]
fn states_are_pruned_on_top_of_a_snapshot_as_on_any_ledger() {
    let (mut node, folder) = (ledger(), TempDir::new().unwrap());
    fetch(&node, folder.path());
    let mut chain = open(&node.world, folder.path());
    super::grow(&mut node, 1_010);
    node.commit([node.world.issue(201)], &super::QUORUM);
    let height = node.chain.head().height;
    follow(&mut chain, &node, height);
    let reader = reader_of(&node.world, &chain);
    agree(&node, &node.reader(), &reader);
    assert_eq!(reader.meta().unwrap().state_root, node.reader().meta().unwrap().state_root);
}
