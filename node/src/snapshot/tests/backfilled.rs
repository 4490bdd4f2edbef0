//! The blocks before a snapshot, fetched afterwards.

use std::path::Path;
use std::sync::Arc;

use proto::block::Block;
use proto::instruction::Subject;
use proto::snapshot::INTERVAL;
use tempfile::TempDir;

use super::{fetch, follow, ledger, open, reader_of};
use crate::chain::{Backfill, Chain, FalseBlock, Places, audit, read_log};
use crate::fixture::{Node, World};
use crate::store::index::{Shelf, SledShelf};
use crate::store::log::Entry;
use crate::store::vfs::{Disk, StdDisk};

/// A node that began with a snapshot and followed for two blocks.
fn joined(node: &Node, folder: &Path) -> Chain {
    fetch(node, folder);
    let mut chain = open(&node.world, folder);
    follow(&mut chain, node, INTERVAL + 2);
    chain
}

fn backfill(world: &World, folder: &Path, chain: &Chain) -> Option<Backfill> {
    let (places, index) = (Places::below(folder), chain.stores().1);
    Backfill::open(&world.genesis, &places, Arc::new(StdDisk), Arc::new(SledShelf), index).unwrap()
}

/// Takes blocks up to a height.
fn take(backfill: &mut Backfill, node: &Node, through: u64) {
    let reader = node.reader();
    while let Some(height) = backfill.next().filter(|height| *height <= through) {
        let Entry { block, certificate } = reader.logged(height).unwrap().unwrap();
        backfill.take(&block, &certificate).unwrap().unwrap();
    }
}

#[test]
fn once_every_block_is_here_the_node_is_as_one_that_was_there_from_the_first() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let mut chain = joined(&node, folder.path());
    let reader = reader_of(&node.world, &chain);
    let first = Subject::TitleControl(node.world.title(1));
    let mut blocks = backfill(&node.world, folder.path(), &chain).unwrap();
    assert_eq!((blocks.next(), blocks.base()), (Some(1), INTERVAL));
    // What has come is found at once.
    take(&mut blocks, &node, 3);
    assert_eq!(reader.receipt(&first, 1).unwrap(), node.reader().receipt(&first, 1).unwrap());
    assert!(reader.history(&Subject::TitleControl(node.world.title(6)), 1, 9).is_err());
    take(&mut blocks, &node, INTERVAL);
    assert_eq!(blocks.next(), None);
    blocks.finish(&chain.stores().0).unwrap();

    assert_eq!(chain.min_height(), 1);
    for number in 1..=18 {
        let facts = Subject::TitleControl(node.world.title(number));
        let history = |reader: &crate::reader::Reader| reader.history(&facts, 1, 9).unwrap();
        assert_eq!(history(&reader), history(&node.reader()), "bill {number}");
    }
    let evidence = reader.evidence(&node.world.title(1)).unwrap().unwrap();
    assert_eq!(
        evidence.encode(),
        node.reader().evidence(&node.world.title(1)).unwrap().unwrap().encode()
    );
    // It goes on, and what it needed for this is gone.
    let mut more = node;
    more.commit([more.world.issue(99)], &super::QUORUM);
    follow(&mut chain, &more, INTERVAL + 3);
    assert!(backfill(&more.world, folder.path(), &chain).is_none());
    let head = chain.head();
    drop((chain, reader));
    let places = Places::below(folder.path());
    for gone in [places.backfill(), places.backfill_index()] {
        assert!(!gone.exists(), "{}", gone.display());
    }
    assert!(!places.snapshot().join("trail").exists());
    // The check executes every block from the first on.
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let log = read_log(&more.world.genesis, &places, &disk).unwrap();
    let checked = audit(&more.world.genesis, &places, &disk, &SledShelf, &log).unwrap().parent;
    assert_eq!((checked.height, checked.hash), (head.height, head.hash));
    let again = open(&more.world, folder.path());
    assert_eq!((again.head(), again.min_height()), (head, 1));
}

#[test]
fn a_block_that_is_another_or_that_no_quorum_signed_is_not_taken() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let chain = joined(&node, folder.path());
    let mut blocks = backfill(&node.world, folder.path(), &chain).unwrap();
    let reader = node.reader();
    let Entry { block: second, certificate: signed } = reader.logged(2).unwrap().unwrap();
    let skipped = blocks.take(&second, &signed).unwrap().unwrap_err();
    assert!(matches!(skipped, FalseBlock::OtherBlock { height: 1, .. }));
    let Entry { block: first, certificate } = reader.logged(1).unwrap().unwrap();
    let mut other = Block::decode(&first).unwrap();
    other.header.time_ms += 1;
    let fault = blocks.take(&other.encode(), &certificate).unwrap().unwrap_err();
    assert!(matches!(fault, FalseBlock::OtherBlock { .. }));
    assert!(matches!(blocks.take(b"block", &certificate), Ok(Err(FalseBlock::Format(_)))));
    assert!(matches!(blocks.take(&first, &signed), Ok(Err(FalseBlock::Certificate(_)))));
    blocks.take(&first, &certificate).unwrap().unwrap();
    assert_eq!(blocks.next(), Some(2));
}

#[test]
fn a_back_fill_goes_on_after_a_restart_and_after_the_index_was_lost() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let places = Places::below(folder.path());
    let chain = joined(&node, folder.path());
    let mut blocks = backfill(&node.world, folder.path(), &chain).unwrap();
    take(&mut blocks, &node, 4);
    drop((blocks, chain));
    SledShelf.remove(&places.index()).unwrap();
    let chain = open(&node.world, folder.path());
    let mut blocks = backfill(&node.world, folder.path(), &chain).unwrap();
    assert_eq!(blocks.next(), Some(5));
    let reader = reader_of(&node.world, &chain);
    let first = Subject::TitleControl(node.world.title(1));
    assert!(reader.receipt(&first, 1).unwrap().is_some());
    take(&mut blocks, &node, INTERVAL);
    drop(blocks);
    // Every block is here and not yet in its place.
    let blocks = backfill(&node.world, folder.path(), &chain).unwrap();
    assert_eq!(blocks.next(), None);
    blocks.finish(&chain.stores().0).unwrap();
    assert_eq!(chain.min_height(), 1);
}

#[test]
fn a_log_that_was_about_to_take_its_place_does_so_at_the_next_start() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let places = Places::below(folder.path());
    let chain = joined(&node, folder.path());
    let mut blocks = backfill(&node.world, folder.path(), &chain).unwrap();
    take(&mut blocks, &node, INTERVAL);
    let head = chain.head();
    // The power goes between the two renames: one is done by hand, in a copy of the folders' names.
    blocks.copy_all_behind(&chain.stores().0).unwrap();
    drop((blocks, chain));
    std::fs::rename(places.log(), places.log_before()).unwrap();
    let chain = open(&node.world, folder.path());
    assert_eq!((chain.head(), chain.min_height()), (head, 1));
    assert!(backfill(&node.world, folder.path(), &chain).is_none());
    assert!(reader_of(&node.world, &chain).block(1).unwrap().is_some());
    assert!(!places.log_before().join("acknowledged").exists());
}
