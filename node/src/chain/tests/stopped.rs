//! What a start takes on trust after a clean stop, and what it does not.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{ChainError, Hash, Node, World, commit, open, open_on};
use crate::chain::{Begun, Places, Unproven, forget_clean_stop};
use crate::store::index::memory::MemoryShelf;
use crate::store::log::{LogError, Moved};
use crate::store::vfs::memory::{Chance, MemoryDisk, Trouble};
use crate::store::vfs::{Access, Disk, StdDisk};

const FOLDER: &str = "/data";
const BLOCKS: u64 = 4;

/// A stopped node's disk and index.
struct Stopped {
    world: World,
    disk: MemoryDisk,
    shelf: MemoryShelf,
    blocks: Vec<Hash>,
}

fn places() -> Places {
    Places::below(Path::new(FOLDER))
}

fn segment() -> PathBuf {
    places().log().join("00000000000000000001.seg")
}

impl Stopped {
    /// After some blocks.
    fn cleanly() -> Self {
        let stopped = Self::running();
        stopped.start().chain.close().unwrap();
        stopped
    }

    /// By a crash after some blocks.
    fn running() -> Self {
        let (disk, shelf) = (MemoryDisk::default(), MemoryShelf::default());
        let mut stopped = Self { world: World::new(), disk, shelf, blocks: Vec::new() };
        let mut node = stopped.start();
        node.pool.insert(stopped.world.issue(1), Hash::ZERO).unwrap();
        let commits = (0..BLOCKS).map(|_| commit(&stopped.world, &mut node, 3).unwrap());
        stopped.blocks = commits.collect();
        drop(node);
        stopped
    }

    fn try_start(&self) -> Result<Node, ChainError> {
        let (disk, shelf) = (Arc::new(self.disk.clone()), Arc::new(self.shelf.clone()));
        open_on(&self.world, Path::new(FOLDER), 0, disk, shelf)
    }

    fn start(&self) -> Node {
        self.try_start().unwrap()
    }

    fn has_note(&self) -> bool {
        self.disk.exists(&places().stopped()).unwrap()
    }

    fn read(&self, path: &Path) -> Vec<u8> {
        let file = self.disk.open(path, Access::Read).unwrap();
        crate::store::vfs::read_whole(file.as_ref()).unwrap()
    }

    fn write(&self, path: &Path, bytes: &[u8]) {
        self.disk.create(path).unwrap().write_all_at(bytes, 0).unwrap();
    }

    /// Starts, which must not take the clean stop for one, and finds every block all the same.
    fn unproven(&self) -> Unproven {
        let node = self.start();
        self.assert_holds(&node);
        match node.chain.begun {
            Begun::Verified(unproven) => unproven,
            Begun::AfterCleanStop => panic!("the note was believed"),
        }
    }

    fn assert_holds(&self, node: &Node) {
        for (height, hash) in (1..).zip(&self.blocks) {
            let (_, certificate) = node.chain.decided(height).unwrap().unwrap();
            assert_eq!(certificate.block, *hash);
        }
    }
}

#[test]
fn after_a_clean_stop_the_log_is_not_read_and_the_chain_goes_on() {
    let mut stopped = Stopped::cleanly();
    for _ in 0..3 {
        let mut node = stopped.start();
        assert!(matches!(node.chain.begun(), Begun::AfterCleanStop), "{:?}", node.chain.begun());
        stopped.assert_holds(&node);
        stopped.blocks.push(commit(&stopped.world, &mut node, 3).unwrap());
        node.chain.close().unwrap();
    }
    // Everything that was appended after such starts is what a whole verification finds.
    forget_clean_stop(&stopped.disk, &places()).unwrap();
    assert!(matches!(stopped.unproven(), Unproven::NoNote));
    assert_eq!(stopped.start().chain.head().height, BLOCKS + 3);
}

#[test]
fn the_same_holds_on_a_real_disk_with_sled() {
    let world = World::new();
    let (folder, head, root) = super::two_blocks(&world);
    let node = open(&world, folder.path(), 0).unwrap();
    assert!(matches!(node.chain.begun(), Begun::Verified(Unproven::NoNote)));
    node.chain.close().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    assert!(matches!(node.chain.begun(), Begun::AfterCleanStop), "{:?}", node.chain.begun());
    assert_eq!((node.chain.head(), node.chain.parent.state_root), (head, root));
    commit(&world, &mut node, 3).unwrap();
    node.chain.close().unwrap();
    forget_clean_stop(&StdDisk, &Places::below(folder.path())).unwrap();
    let node = open(&world, folder.path(), 0).unwrap();
    assert!(matches!(node.chain.begun(), Begun::Verified(Unproven::NoNote)));
    assert_eq!(node.chain.head().height, head.height + 1);
}

#[test]
fn a_crash_leaves_no_note_and_the_note_is_gone_before_anything_is_written() {
    let stopped = Stopped::running();
    assert!(!stopped.has_note());
    assert!(matches!(stopped.unproven(), Unproven::NoNote));
    stopped.start().chain.close().unwrap();
    assert!(stopped.has_note());
    let node = stopped.start();
    assert!(!stopped.has_note());
    drop(node);
    assert!(!stopped.has_note());
    assert!(matches!(stopped.unproven(), Unproven::NoNote));
}

#[test]
fn a_ledger_without_blocks_is_stopped_without_a_note() {
    let (disk, shelf) = (MemoryDisk::default(), MemoryShelf::default());
    let stopped = Stopped { world: World::new(), disk, shelf, blocks: Vec::new() };
    stopped.start().chain.close().unwrap();
    assert!(!stopped.has_note());
}

#[test]
fn a_note_is_not_believed_when_the_log_has_another_length() {
    let stopped = Stopped::cleanly();
    let mut bytes = stopped.read(&segment());
    bytes.push(0);
    stopped.write(&segment(), &bytes);
    let unproven = match stopped.try_start() {
        Ok(node) => node.chain.begun,
        Err(error) => panic!("what stands after the last record was never acknowledged: {error}"),
    };
    let Begun::Verified(Unproven::Log(Moved::Length { found, expected, .. })) = unproven else {
        panic!("{unproven:?}")
    };
    assert_eq!(found, expected + 1);
}

#[test]
fn a_log_that_lost_its_end_after_a_clean_stop_is_damaged() {
    let stopped = Stopped::cleanly();
    let bytes = stopped.read(&segment());
    stopped.write(&segment(), &bytes[..bytes.len() - 1]);
    let failed = stopped.try_start().map(|_| ());
    assert!(matches!(failed, Err(ChainError::Log(LogError::Damaged(_)))), "{failed:?}");
}

#[test]
fn a_changed_last_block_is_found_after_a_clean_stop() {
    let stopped = Stopped::cleanly();
    let mut bytes = stopped.read(&segment());
    let in_the_certificate = bytes.len() - 40;
    bytes[in_the_certificate] ^= 1;
    stopped.write(&segment(), &bytes);
    let failed = stopped.try_start().map(|_| ());
    assert!(matches!(failed, Err(ChainError::Log(LogError::Damaged(_)))), "{failed:?}");
}

#[test]
fn a_block_that_rotted_after_a_clean_stop_is_found_when_it_is_read_and_by_a_verification() {
    let stopped = Stopped::cleanly();
    let mut bytes = stopped.read(&segment());
    // In the first block.
    bytes[114 + 60 + 5] ^= 1;
    stopped.write(&segment(), &bytes);
    let node = stopped.start();
    assert!(matches!(node.chain.begun(), Begun::AfterCleanStop));
    let read = node.chain.decided(1).map(|_| ());
    assert!(matches!(read, Err(ChainError::Log(LogError::Damaged(_)))), "{read:?}");
    assert!(node.chain.decided(2).unwrap().is_some());
    node.chain.close().unwrap();
    forget_clean_stop(&stopped.disk, &places()).unwrap();
    let failed = stopped.try_start().map(|_| ());
    assert!(matches!(failed, Err(ChainError::Log(LogError::Damaged(_)))), "{failed:?}");
}

#[test]
fn an_older_note_is_not_believed() {
    let mut stopped = Stopped::cleanly();
    let older = stopped.read(&places().stopped());
    let mut node = stopped.start();
    stopped.blocks.push(commit(&stopped.world, &mut node, 3).unwrap());
    drop(node);
    stopped.write(&places().stopped(), &older);
    assert!(matches!(stopped.unproven(), Unproven::Index));
    // Nor when the index is as old as the note.
    stopped.write(&places().stopped(), &older);
    stopped.shelf.lag(1);
    assert!(matches!(stopped.unproven(), Unproven::Log(Moved::Acknowledged)));
}

#[test]
fn a_newer_note_is_not_believed() {
    let stopped = Stopped::running();
    let older = stopped.disk.after_restart();
    let mut node = stopped.start();
    commit(&stopped.world, &mut node, 3).unwrap();
    node.chain.close().unwrap();
    let newer = stopped.read(&places().stopped());
    let stopped = Stopped { disk: older, ..stopped };
    stopped.write(&places().stopped(), &newer);
    assert!(matches!(stopped.unproven(), Unproven::Log(Moved::Acknowledged)));
}

#[test]
fn a_note_of_another_chain_or_with_damage_is_not_believed() {
    let stopped = Stopped::cleanly();
    let note = stopped.read(&places().stopped());
    let mut damaged = note.clone();
    damaged[200] ^= 1;
    stopped.write(&places().stopped(), &damaged);
    assert!(matches!(stopped.unproven(), Unproven::Unreadable));
    stopped.write(&places().stopped(), &note[..note.len() - 8]);
    assert!(matches!(stopped.unproven(), Unproven::Unreadable));
    let other = Stopped { world: World::alone(), ..Stopped::running() };
    let other = Stopped { disk: MemoryDisk::default(), shelf: MemoryShelf::default(), ..other };
    other.write(&places().stopped(), &note);
    let node = other.start();
    assert!(matches!(node.chain.begun(), Begun::Verified(Unproven::OtherChain)));
}

#[test]
fn an_index_that_lags_is_gone_or_lacks_something_new_is_not_believed() {
    let stopped = Stopped::cleanly();
    stopped.shelf.lag(1);
    assert!(matches!(stopped.unproven(), Unproven::Index));
    stopped.start().chain.close().unwrap();
    stopped.shelf.lose_all();
    assert!(matches!(stopped.unproven(), Unproven::Index));
    let node = stopped.start();
    node.chain.index.forget().unwrap();
    node.chain.close().unwrap();
    assert!(matches!(stopped.unproven(), Unproven::Index));
}

#[test]
fn no_power_cut_while_a_node_stops_or_starts_makes_it_believe_what_is_not_so() {
    let stopped = Stopped::running();
    let image = stopped.disk.after_restart();
    let whole = Stopped { disk: image.after_restart(), shelf: stopped.shelf.clone(), ..stopped };
    let run = |disk: &MemoryDisk| {
        let shelf = Arc::new(whole.shelf.clone());
        let start =
            || open_on(&whole.world, Path::new(FOLDER), 0, Arc::new(disk.clone()), shelf.clone());
        start()?.chain.close()?;
        start()?.chain.close()
    };
    whole.disk.trouble(Trouble::None);
    run(&whole.disk).unwrap();
    let changes = whole.disk.changes();
    assert!(changes > 10);
    let (mut believed, mut verified) = (0, 0);
    for at in 0..changes {
        let disk = image.after_restart().with_trouble(Trouble::PowerCut(at));
        assert!(run(&disk).is_err());
        let mut chance = Chance::new(at);
        let disk = disk.after_power_cut(chance.below(1 << 20) as u64);
        let after = Stopped {
            world: World::new(),
            disk,
            shelf: whole.shelf.clone(),
            blocks: whole.blocks.clone(),
        };
        let node = after.start();
        after.assert_holds(&node);
        match node.chain.begun() {
            Begun::AfterCleanStop => believed += 1,
            Begun::Verified(Unproven::NoNote) => verified += 1,
            Begun::Verified(other) => panic!("a note was there and did not hold: {other}"),
        }
    }
    assert!(believed > 0 && verified > 0, "{believed}, {verified}");
}
