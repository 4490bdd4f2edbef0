//! A whole node's store in memory, on a disk and beside an index that fail as told.

use std::path::Path;
use std::sync::Arc;

use super::{ChainError, Hash, Node, World, commit, open_on};
use crate::store::index::memory::MemoryShelf;
use crate::store::vfs::memory::{Chance, MemoryDisk, Trouble};

const FOLDER: &str = "/data";
const BLOCKS: u64 = 3;

fn start(world: &World, disk: &MemoryDisk, shelf: &MemoryShelf) -> Result<Node, ChainError> {
    open_on(world, Path::new(FOLDER), 0, Arc::new(disk.clone()), Arc::new(shelf.clone()))
}

/// Commits until the disk fails; the hashes of what was told to others.
fn run(world: &World, disk: &MemoryDisk, shelf: &MemoryShelf) -> Vec<Hash> {
    let Ok(mut node) = start(world, disk, shelf) else { return Vec::new() };
    node.pool.insert(world.issue(1), Hash::ZERO).unwrap();
    (0..BLOCKS).map_while(|_| commit(world, &mut node, 3).ok()).collect()
}

fn assert_holds(world: &World, disk: &MemoryDisk, shelf: &MemoryShelf, told: &[Hash]) {
    let node = start(world, disk, shelf).unwrap();
    for (height, hash) in (1..).zip(told) {
        let (_, certificate) = node.chain.decided(height).unwrap().unwrap();
        assert_eq!(certificate.block, *hash);
    }
    assert!(node.chain.head().height >= told.len() as u64);
}

#[test]
fn no_power_cut_with_a_lagging_or_lost_index_loses_what_was_committed() {
    let world = World::new();
    let (whole, shelf) = (MemoryDisk::default(), MemoryShelf::default());
    assert_eq!(run(&world, &whole, &shelf).len() as u64, BLOCKS);
    for at in 0..whole.changes() {
        let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
        let shelf = MemoryShelf::default();
        let told = run(&world, &disk, &shelf);
        let mut chance = Chance::new(at);
        match chance.below(4) {
            0 => shelf.lose_all(),
            1 => drop(shelf.drop_one(&mut chance)),
            _ => shelf.lag(chance.below(3)),
        }
        assert_holds(&world, &disk.after_power_cut(at), &shelf, &told);
    }
}

#[test]
fn one_disk_is_opened_once_and_its_copy_after_a_restart_again() {
    let world = World::new();
    let (disk, shelf) = (MemoryDisk::default(), MemoryShelf::default());
    let _first = start(&world, &disk, &shelf).unwrap();
    assert!(matches!(start(&world, &disk, &shelf), Err(ChainError::Lock(_))));
    start(&world, &disk.after_restart(), &shelf).unwrap();
}
