//! An index kept by one store or another, and by one after another.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::{Hash, Node, Places, World, commit, open_on};
use crate::store::index::Keeper;
use crate::store::vfs::StdDisk;

fn open_with(world: &World, folder: &Path, keeper: Keeper) -> Node {
    open_on(world, folder, 0, Arc::new(StdDisk), keeper.shelf()).unwrap()
}

/// Commits the issue of one bill more.
fn issue(world: &World, node: &mut Node, number: u8) {
    node.pool.insert(world.issue(number), Hash::ZERO).unwrap();
    commit(world, node, 3).unwrap();
}

#[test]
fn a_node_whose_index_is_kept_otherwise_from_now_on_stands_where_it_stood() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    let mut stood = None;
    // Back at the first one, its index lacks all that came meanwhile.
    for (number, keeper) in (1..).zip([Keeper::Sled, Keeper::Fjall, Keeper::Sled, Keeper::Fjall]) {
        let mut node = open_with(&world, folder.path(), keeper);
        let stands = (node.chain.head(), node.chain.parent.state_root);
        assert!(stood.is_none_or(|stood| stood == stands), "{keeper:?}");
        issue(&world, &mut node, number);
        stood = Some((node.chain.head(), node.chain.parent.state_root));
    }
}

#[test]
fn what_a_killed_node_leaves_is_opened_to_where_its_log_stands() {
    for keeper in Keeper::ALL {
        let world = World::new();
        let (folder, left) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let mut node = open_with(&world, folder.path(), keeper);
        issue(&world, &mut node, 1);
        let (_, index) = node.chain.stores();
        index.flush().unwrap();
        issue(&world, &mut node, 2);
        // What lies on disk in the middle of it.
        copy(folder.path(), left.path());
        let found = open_with(&world, left.path(), keeper);
        assert_eq!(found.chain.head(), node.chain.head(), "{keeper:?}");
        assert_eq!(found.chain.parent.state_root, node.chain.parent.state_root);
    }
}

#[test]
fn the_folder_of_either_can_be_removed_whole() {
    let world = World::new();
    let folder = TempDir::new().unwrap();
    for (number, keeper) in (1..).zip(Keeper::ALL) {
        issue(&world, &mut open_with(&world, folder.path(), keeper), number);
        let index = Places::below(folder.path()).index();
        keeper.shelf().remove(&index).unwrap();
        assert!(!index.exists(), "{keeper:?}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if from.is_dir() {
            copy(&from, &to.join(name));
        } else {
            fs::copy(&from, to.join(name)).unwrap();
        }
    }
}
