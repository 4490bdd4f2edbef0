//! An older state reads as it read when it was the newest, whatever was committed since then, also
//! between two of a reader's steps.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use jmt::Version;
use jmt::storage::{NibblePath, Node, NodeKey, TreeReader, TreeUpdateBatch};
use proto::hash::Hash;
use proto::snapshot::Prefix;
use proto::state::StateKey;
use title::ReferenceKey;

use super::{Batch, FOUNDED_MS, Horizon, Index, IndexError, Store, propose};
use crate::ledger::execute::write_tree;
use crate::ledger::state::memory::Value;
use crate::ledger::state::{Cut, ReadError, State};
use crate::store::index::keys;
use crate::store::index::rows::{Rows, Visit};
use crate::store::vfs::memory::Chance;

const BLOCKS: u64 = 12;

/// What stands in a state, as a test keeps it: whole, for itself.
#[derive(Clone)]
struct Model {
    version: Version,
    root: Hash,
    entries: BTreeMap<StateKey, Vec<u8>>,
}

/// An index with the models of all its states, genesis first.
struct History {
    store: Store,
    models: Vec<Model>,
}

impl History {
    fn keeping(blocks: u64) -> Self {
        let store = Store::founded(Horizon::of_blocks(NonZeroU64::new(blocks).unwrap()));
        let (version, root) = (store.parent.state_version, store.parent.state_root);
        let entries = store.world.genesis.entries();
        Self { store, models: vec![Model { version, root, entries }] }
    }

    /// Commits a block that writes these values.
    fn write(&mut self, values: BTreeMap<StateKey, Vec<u8>>) {
        let store = &mut self.store;
        let parent = store.parent.clone();
        let clock = FOUNDED_MS + 10 * (parent.height + 1);
        let own = store.world.address(0);
        let mut made = propose(&parent, &store.index, &[], own, clock).unwrap();
        let mut model = self.models.last().unwrap().clone();
        if !values.is_empty() {
            let executed = &mut made.executed;
            executed.changes = values
                .iter()
                .map(|(key, value)| (*key, Arc::new(Value::new(value.clone()))))
                .collect();
            executed.state_version += 1;
            let written = write_tree(&store.index, executed.state_version, &executed.changes);
            (executed.state_root, executed.tree) = written.unwrap();
            model.version = executed.state_version;
            model.root = executed.state_root;
            made.block.header.state_root = executed.state_root;
            model.entries.extend(values);
        }
        let meta = store.index.apply(&made.block.header, &made.executed, b"certificate").unwrap();
        store.parent = meta.parent(Hash::ZERO, parent.validators.clone());
        self.models.push(model);
    }

    /// Commits a block as they come: nothing, a few values, or many; one of them nearly always.
    fn go_on(&mut self, chance: &mut Chance) {
        let many = match chance.below(12) {
            0 => 0,
            1 => 150,
            few => few / 3,
        };
        let mut values = BTreeMap::new();
        for _ in 0..many {
            let bytes = 1 + chance.below(300);
            values.insert(reference(chance.below(200)), vec![chance.byte(); bytes]);
        }
        if many > 0 && chance.below(8) > 0 {
            values.insert(reference(0), chance.next().to_be_bytes().to_vec());
        }
        self.write(values);
    }
}

fn reference(number: usize) -> StateKey {
    StateKey::Reference(ReferenceKey([u8::try_from(number).unwrap(); 32]))
}

/// The same rows for a reader that remembers nothing.
fn forgetful(index: &Index) -> Index {
    Index { memory: Arc::default(), nodes: Arc::default(), ..index.clone() }
}

/// Checks that a state reads as it should: values, lacks of one and proofs one by one, and all of it as
/// one part.
fn check(index: &Index, model: &Model) {
    let state = State::at(index, model.version, model.root);
    for number in (0..200).step_by(4) {
        check_entry(index, model, number).unwrap();
    }
    let Cut::Part(part) = state.part(&Prefix::NONE).unwrap() else { panic!("it is small") };
    let listed: BTreeMap<_, _> = part.items.into_iter().collect();
    let all = model.entries.iter().map(|(key, value)| (key.hash(), value.clone())).collect();
    assert_eq!(listed, all, "version {}", model.version);
}

/// The same of one key.
fn check_entry(index: &Index, model: &Model, number: usize) -> Result<(), ReadError> {
    let (key, state) = (reference(number), State::at(index, model.version, model.root));
    let expected = model.entries.get(&key);
    assert_eq!(state.value(&key)?.as_ref(), expected, "version {}", model.version);
    let entry = state.entry(&key)?;
    assert_eq!(entry.verify(&key, &model.root).unwrap(), expected.map(Vec::as_slice));
    Ok(())
}

#[test]
fn an_older_state_reads_as_it_read_when_it_was_the_newest() {
    for seed in 0..3 {
        let mut chance = Chance::new(seed);
        let mut history = History::keeping(BLOCKS);
        for block in 1..=48 {
            history.go_on(&mut chance);
            if block % 16 != 0 {
                continue;
            }
            let oldest = history.store.index.meta().unwrap().unwrap().oldest_version;
            assert!(oldest > 0, "it prunes");
            for index in [&history.store.index, &forgetful(&history.store.index)] {
                let (kept, gone): (Vec<_>, Vec<_>) =
                    history.models.iter().partition(|model| model.version >= oldest);
                assert!(kept.len() > 12);
                kept.into_iter().for_each(|model| check(index, model));
                for model in gone {
                    let read = check_entry(index, model, 0);
                    assert!(matches!(read, Err(ReadError::Pruned { .. })), "{read:?}");
                }
            }
        }
    }
}

#[test]
fn a_block_that_replaces_more_than_fits_in_a_row_is_found_in_all_of_them() {
    let mut history = History::keeping(BLOCKS);
    let all = |byte: u8| (0..200).map(|number| (reference(number), vec![byte; 100])).collect();
    // One value that alone has more than a row.
    let large = BTreeMap::from([(reference(77), vec![7; 20_000])]);
    for values in [all(1), large, all(2), all(3)] {
        history.write(values);
    }
    let index = &history.store.index;
    history.models.iter().for_each(|model| check(index, model));
}

/// Rows that are told what is read of them and written to them, after it was.
struct Watched {
    rows: Arc<dyn Rows>,
    told: Box<dyn Fn(Step) + Send + Sync>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Read,
    /// As the last one up to a key.
    Searched,
    Written,
}

impl Watched {
    fn over(index: &Index, told: impl Fn(Step) + Send + Sync + 'static) -> Index {
        let rows = Watched { rows: Arc::clone(&index.rows), told: Box::new(told) };
        Index { rows: Arc::new(rows), ..index.clone() }
    }
}

impl Rows for Watched {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.rows.get(key, read)?;
        (self.told)(Step::Read);
        Ok(())
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        self.rows.ascend(from, visit)
    }

    fn last(
        &self,
        from: &[u8],
        through: &[u8],
        read: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), IndexError> {
        self.rows.last(from, through, read)?;
        (self.told)(Step::Searched);
        Ok(())
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        self.rows.contains(key)
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        self.rows.apply(batch)?;
        (self.told)(Step::Written);
        Ok(())
    }

    fn flush(&self) -> Result<(), IndexError> {
        self.rows.flush()
    }
}

#[test]
fn the_newest_value_of_a_key_is_read_with_its_leaf_and_not_searched_for() {
    let mut history = History::keeping(BLOCKS);
    let mut chance = Chance::new(5);
    (0..20).for_each(|_| history.go_on(&mut chance));
    let model = history.models.last().unwrap();
    let (read, searched) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (Arc::clone(&read), Arc::clone(&searched));
    let reader = Watched::over(&forgetful(&history.store.index), move |step| {
        let count = if step == Step::Searched { &counts.1 } else { &counts.0 };
        count.fetch_add(1, Ordering::Relaxed);
    });
    let state = State::at(&reader, model.version, model.root);
    for number in 0..200 {
        let key = reference(number);
        assert_eq!(state.value(&key).unwrap().as_ref(), model.entries.get(&key));
    }
    assert!(read.load(Ordering::Relaxed) > 200, "the way to each is read");
    assert_eq!(searched.load(Ordering::Relaxed), 0);
}

/// The row of an inner node, with every child told to be a leaf: one byte in place of nine. The node's
/// hash does not say.
fn told_wrong(row: &[u8]) -> Vec<u8> {
    const CHILDREN: usize = 16;
    // The version that wrote it, and the kind of node.
    let (head, mut rest) = row.split_at(9);
    let mut told = head.to_vec();
    for _ in 0..CHILDREN {
        if rest[0] == 0 {
            told.push(0);
            rest = &rest[1..];
            continue;
        }
        // That there is one, its hash, its version; then what it is, and how many leaves are below.
        let (child, more) = rest.split_at(1 + 32 + 8);
        assert_eq!(more[0], 1, "it is an inner node");
        told.extend_from_slice(child);
        told.push(0);
        rest = &more[9..];
    }
    told.extend_from_slice(rest);
    told
}

#[test]
fn a_node_that_tells_of_leaves_where_there_are_none_is_noticed() {
    let mut history = History::keeping(BLOCKS);
    history.write((0..200).map(|number| (reference(number), vec![1; 8])).collect());
    let model = history.models.last().unwrap();
    let index = &history.store.index;
    let root = NodeKey::new(model.version, NibblePath::from_iter([]));
    let Some(Node::Internal(inner)) = index.get_node_option(&root).unwrap() else {
        panic!("there are many values")
    };
    let row = keys::node(root.nibble_path());
    let mut batch = Batch::default();
    batch.insert(row.clone(), told_wrong(&index.copy(&row).unwrap().unwrap()));
    index.rows.apply(&batch).unwrap();
    // Whether what is below is known already, or read.
    for is_known in [false, true] {
        let reader = forgetful(index);
        if is_known {
            reader.nodes.keep(model.version, &TreeUpdateBatch::default());
            for (nibble, child) in inner.children_sorted() {
                let key = NodeKey::new(child.version, NibblePath::from_iter([nibble]));
                let node = index.get_node_option(&key).unwrap().unwrap();
                reader.nodes.learn(model.version, key, &Arc::new(node));
            }
        }
        let state = State::at(&reader, model.version, model.root);
        let read = state.value(&reference(7));
        assert!(matches!(read, Err(ReadError::Unproved { .. })), "{is_known}: {read:?}");
    }
}

/// A ledger that commits a block after every row that is read of it: what a reader gets, and how far
/// the ledger came meanwhile.
fn read_against_commits(keeping: u64, number: usize) -> (Result<(), ReadError>, u64) {
    let mut history = History::keeping(keeping);
    let mut chance = Chance::new(7);
    for _ in 0..20 {
        history.go_on(&mut chance);
    }
    let (model, begun) = (history.models.last().unwrap().clone(), history.store.parent.height);
    let index = forgetful(&history.store.index);
    let history = Arc::new(Mutex::new(history));
    let commits = Arc::clone(&history);
    let reader = Watched::over(&index, move |_| {
        let every = (0..200).step_by(3).map(|number| (reference(number), vec![9; 40])).collect();
        commits.lock().unwrap().write(every);
    });
    let read = check_entry(&reader, &model, number);
    let height = history.lock().unwrap().store.parent.height;
    (read, height - begun)
}

#[test]
fn a_read_is_right_though_a_block_is_committed_after_every_row_that_it_reads() {
    for number in (0..200).step_by(8) {
        let (read, blocks) = read_against_commits(1_000, number);
        read.unwrap();
        assert!(blocks > 3, "the ledger went on meanwhile");
    }
}

#[test]
fn a_read_that_such_blocks_overtake_is_told_pruned_and_never_damaged() {
    let mut overtaken = 0;
    for keeping in 1..8 {
        for number in (0..200).step_by(16) {
            match read_against_commits(keeping, number).0 {
                Ok(()) => {}
                Err(ReadError::Pruned { .. }) => overtaken += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
    }
    assert!(overtaken > 20, "{overtaken}");
}

#[test]
fn what_is_pruned_is_called_so_from_the_moment_it_is_gone() {
    let mut history = History::keeping(1);
    let mut chance = Chance::new(3);
    for _ in 0..5 {
        history.go_on(&mut chance);
        history.write(BTreeMap::from([(reference(0), chance.next().to_be_bytes().to_vec())]));
    }
    let oldest = history.models[history.models.len() - 2].clone();
    check(&history.store.index, &oldest);
    let plain = history.store.index.clone();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let asked = oldest.clone();
    // The block is written, and whoever writes it has not said so yet.
    history.store.index = Watched::over(&plain.clone(), move |step| {
        if step == Step::Written {
            told.lock().unwrap().push(check_entry(&plain, &asked, 0));
        }
    });
    history.write(BTreeMap::from([(reference(0), vec![1])]));
    let seen = seen.lock().unwrap();
    assert!(matches!(seen[..], [Err(ReadError::Pruned { .. })]), "{seen:?}");
}

#[test]
fn older_states_are_read_while_blocks_go_on_being_committed() {
    const READERS: u64 = 3;
    let mut history = History::keeping(6);
    let mut chance = Chance::new(11);
    history.go_on(&mut chance);
    let index = history.store.index.clone();
    let models = Mutex::new(history.models.clone());
    let (right, pruned) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let is_enough =
        || right.load(Ordering::Relaxed) > 2_000 && pruned.load(Ordering::Relaxed) > 200;
    let ends = AtomicBool::new(false);
    let read = |index: Index, mut chance: Chance| {
        while !ends.load(Ordering::Relaxed) {
            let model = {
                let models = models.lock().unwrap();
                let back = chance.below(models.len().min(8));
                models[models.len() - 1 - back].clone()
            };
            for _ in 0..8 {
                match check_entry(&index, &model, chance.below(200)) {
                    Ok(()) => right.fetch_add(1, Ordering::Relaxed),
                    Err(ReadError::Pruned { .. }) => pruned.fetch_add(1, Ordering::Relaxed),
                    Err(error) => panic!("version {}: {error:?}", model.version),
                };
            }
        }
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (1..=READERS)
            .map(|seed| {
                let index = forgetful(&index);
                let read = &read;
                scope.spawn(move || read(index, Chance::new(seed)))
            })
            .collect();
        // A reader ends before it is told to only by failing.
        while !is_enough() && readers.iter().all(|reader| !reader.is_finished()) {
            history.go_on(&mut chance);
            models.lock().unwrap().push(history.models.last().unwrap().clone());
        }
        ends.store(true, Ordering::Relaxed);
    });
}
