//! An index that prunes: lost, lagging, of an older form, or read while it goes on.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use title::Act;

use super::{Hash, Node, Places, Reader, Shelf, SledShelf, Who, World, commit, open, open_on};
use crate::store::index::memory::MemoryShelf;
use crate::store::index::{Batch, Meta};
use crate::store::vfs::memory::MemoryDisk;

const FOLDER: &str = "/data";
const META: &[u8] = &[1];
/// The form of the index before nodes and values stood in place.
const FORM_BEFORE: u8 = 3;

fn start(world: &World, disk: &MemoryDisk, shelf: &MemoryShelf) -> Node {
    let (disk, shelf) = (Arc::new(disk.clone()), Arc::new(shelf.clone()));
    open_on(world, Path::new(FOLDER), 0, disk, shelf).unwrap()
}

/// Commits blocks in which the shipper offers bill 1 and takes the offer back, in turn.
fn go_on(world: &World, node: &mut Node, blocks: u64) {
    let title = world.title(1);
    for _ in 0..blocks {
        let record = reader(world, node).title(&title).unwrap();
        let head = record.as_ref().map_or(Hash::ZERO, |record| record.control.head);
        let act = match record.map_or(0, |record| record.control.length) {
            0 => world.issue(1),
            odd if odd % 2 == 1 => world.offer(Who::Shipper, 1, head, Who::Bank),
            _ => world.sign(Who::Shipper, title, head, Act::Withdraw),
        };
        node.pool.insert(act, Hash::ZERO).unwrap();
        commit(world, node, 3).unwrap();
    }
}

fn reader(world: &World, node: &Node) -> Reader {
    let (log, index) = node.chain.stores();
    Reader::new(Arc::clone(&world.genesis), log, index)
}

fn meta(world: &World, node: &Node) -> Meta {
    reader(world, node).meta().unwrap()
}

fn all(shelf: &dyn Shelf, folder: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    let visit = &mut |key: &[u8], value: &[u8]| {
        found.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    shelf.open(folder).unwrap().ascend(&[], visit).unwrap();
    found
}

#[test]
fn an_index_that_lost_its_newest_batches_prunes_the_same_once_it_has_caught_up() {
    let world = World::new();
    let (disk, shelf) = (MemoryDisk::default(), MemoryShelf::default());
    let index = Places::below(Path::new(FOLDER)).index();
    let mut node = start(&world, &disk, &shelf);
    go_on(&world, &mut node, 12);
    let stood = meta(&world, &node);
    assert_eq!((stood.state_version, stood.oldest_version), (12, 10));
    drop(node);
    let sound = all(&shelf, &index);
    for batches in 1..=8 {
        shelf.lag(batches);
        assert_ne!(all(&shelf, &index), sound);
        drop(start(&world, &disk.after_restart(), &shelf));
        assert_eq!(all(&shelf, &index), sound, "{batches} batches lost");
    }
}

#[test]
fn an_index_built_anew_holds_the_very_rows_that_the_old_one_held() {
    let world = World::new();
    let folder = tempfile::TempDir::new().unwrap();
    let index = Places::below(folder.path()).index();
    let mut node = open(&world, folder.path(), 0).unwrap();
    go_on(&world, &mut node, 12);
    drop(node);
    let before = all(&SledShelf, &index);
    SledShelf.remove(&index).unwrap();
    drop(open(&world, folder.path(), 0).unwrap());
    assert_eq!(all(&SledShelf, &index), before);
}

#[test]
fn an_index_of_the_form_before_is_built_anew() {
    let world = World::new();
    let folder = tempfile::TempDir::new().unwrap();
    let index = Places::below(folder.path()).index();
    let mut node = open(&world, folder.path(), 0).unwrap();
    go_on(&world, &mut node, 12);
    let stood = meta(&world, &node);
    drop(node);
    let sound = all(&SledShelf, &index);
    let written = &sound.iter().find(|(key, _)| key == META).unwrap().1;
    // Before forms had numbers the entry began with the chain id and named no oldest version.
    let unnumbered = written[1..written.len() - 8].to_vec();
    let before = [&[FORM_BEFORE][..], &written[1..]].concat();
    // A row of a node or value with its version in its key, as it stood there then.
    let leftover = [&[3][..], &[0xee; 40]].concat();
    for form in [unnumbered, before] {
        let mut batch = Batch::default();
        batch.insert(META, form);
        batch.insert(leftover.as_slice(), [0]);
        SledShelf.open(&index).unwrap().apply(&batch).unwrap();
        let node = open(&world, folder.path(), 0).unwrap();
        assert_eq!(meta(&world, &node), stood);
        drop(node);
        assert_eq!(all(&SledShelf, &index), sound);
    }
}

#[test]
fn a_read_that_the_ledger_overtook_is_no_damage() {
    let world = World::new();
    let (disk, shelf) = (MemoryDisk::default(), MemoryShelf::default());
    let mut node = start(&world, &disk, &shelf);
    go_on(&world, &mut node, 3);
    let reader = reader(&world, &node);
    let begun = reader.meta().unwrap();
    let title = world.title(1);
    let read =
        |reader: &Reader| reader.noting(reader.state(&begun).title(title).map_err(Into::into));
    assert_eq!(read(&reader).unwrap().unwrap().control.length, 3);
    go_on(&world, &mut node, 2);
    assert_eq!(read(&reader).unwrap().unwrap().control.length, 3, "still within the horizon");
    go_on(&world, &mut node, 1);
    let overtaken = read(&reader).unwrap_err();
    assert!(overtaken.is_overtaken(), "{overtaken}");
    assert!(!reader.index().is_forgotten().unwrap());
    assert_eq!(reader.title(&title).unwrap().unwrap().control.length, 6, "asked again it answers");
}
