//! What is pruned, and that nothing else is.

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::ops::ControlFlow;

use borsh::BorshDeserialize;
use jmt::storage::{NibblePath, Node, NodeKey, TreeReader};
use jmt::{KeyHash, Version};
use proto::state::StateKey;
use title::Act;

use super::{Batch, Hash, Horizon, Index, IndexError, Store, Who, insert, keys};
use crate::ledger::state::{ReadError, State};
use crate::store::index::entry::{decode_stood, value_of};
use crate::store::index::packed::{read_list, write_list};
use crate::store::index::pruning::ROWS_AT_ONCE;

const BLOCKS: u64 = 5;

fn horizon(blocks: u64) -> Horizon {
    Horizon::of_blocks(NonZeroU64::new(blocks).unwrap())
}

/// Bills 1 to 6 are issued in one block; then the shipper offers one after the other and takes the
/// offer back, an act a block.
fn busy(blocks: u64, horizon: Horizon) -> Store {
    let mut store = Store::founded(horizon);
    let issues: Vec<_> = (1..=6).map(|number| store.world.issue(number)).collect();
    let mut heads: Vec<_> = store.apply(&issues).iter().map(|chain| chain.head).collect();
    for block in 2..=blocks {
        let bill = (block / 2 % 6) as u8;
        let head = heads[usize::from(bill)];
        let act = match block % 2 {
            0 => store.world.offer(Who::Shipper, bill + 1, head, Who::Bank),
            _ => store.world.sign(Who::Shipper, store.world.title(bill + 1), head, Act::Withdraw),
        };
        heads[usize::from(bill)] = store.apply(&[act])[0].head;
    }
    store
}

/// What names a node or a value, and a version that wrote it.
type Standing = (Vec<u8>, Version);

/// All rows that begin with this byte.
fn rows(index: &Index, kind: u8) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    let visit = &mut |key: &[u8], value: &[u8]| {
        if key[0] != kind {
            return ControlFlow::Break(());
        }
        found.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    index.rows.ascend(&[kind], visit).unwrap();
    found
}

/// What the index holds of states: what stands in place, and what was replaced.
fn held(store: &Store) -> BTreeSet<Standing> {
    let since = |entry: &[u8]| decode_stood(entry).unwrap().0;
    let nodes = rows(&store.index, 2);
    let values = nodes.iter().filter_map(|(_, entry)| {
        let Node::Leaf(leaf) = Node::deserialize(&mut &entry[8..]).unwrap() else { return None };
        let value = value_of(entry, leaf.key_hash()).unwrap();
        Some((keys::value(&leaf.key_hash().0), since(value)))
    });
    let in_place = nodes.iter().map(|(row, entry)| (row.clone(), since(entry))).chain(values);
    let lists = rows(&store.index, 15).into_iter().map(|(_, list)| read_list(&list).unwrap());
    let pairs = lists.flat_map(|list| {
        list.chunks(2).map(|pair| (pair[0].clone(), since(&pair[1]))).collect::<Vec<_>>()
    });
    let all: Vec<_> = in_place.chain(pairs).collect();
    let held: BTreeSet<_> = all.iter().cloned().collect();
    assert_eq!(held.len(), all.len(), "nothing is held twice");
    held
}

/// The version and the root of the state after each block, genesis first.
fn states(store: &Store) -> Vec<(Version, Hash)> {
    let genesis = store.world.genesis.clone();
    let founded = Store::founded(horizon(1)).parent.state_root;
    assert_eq!(genesis.chain(), store.parent.chain);
    let later = (1..=store.parent.height).map(|height| {
        let (header, version) = store.index.header(height).unwrap().unwrap();
        (version, header.state_root)
    });
    [(0, founded)].into_iter().chain(later).collect()
}

/// Everything that the state of a version is made of, found by walking down from its root.
fn reachable(index: &Index, version: Version, found: &mut BTreeSet<Standing>) {
    let root = NodeKey::new(version, [].into_iter().collect::<NibblePath>());
    let mut open = vec![root];
    while let Some(key) = open.pop() {
        found.insert((keys::node(key.nibble_path()), key.version()));
        match index.get_node(&key).unwrap() {
            Node::Null => {}
            Node::Leaf(leaf) => {
                let KeyHash(hash) = leaf.key_hash();
                let (since, _) = index.value_at(version, KeyHash(hash)).unwrap().unwrap();
                found.insert((keys::value(&hash), since));
            }
            Node::Internal(inner) => open.extend(inner.children_sorted().map(|(nibble, child)| {
                let path = key.nibble_path().nibbles().chain([nibble]).collect();
                NodeKey::new(child.version, path)
            })),
        }
    }
}

/// What all states from this version on are made of.
fn kept(store: &Store, oldest: Version) -> BTreeSet<Standing> {
    let mut found = BTreeSet::new();
    for version in oldest..=store.parent.state_version {
        reachable(&store.index, version, &mut found);
    }
    found
}

#[test]
fn the_index_holds_what_the_states_within_the_horizon_are_made_of_and_nothing_else() {
    for blocks in [1, BLOCKS] {
        let store = busy(40, horizon(blocks));
        let oldest = store.index.meta().unwrap().unwrap().oldest_version;
        assert_eq!(oldest, store.parent.state_version - blocks);
        assert_eq!(held(&store), kept(&store, oldest));
    }
}

#[test]
fn without_pruning_the_same_blocks_would_leave_several_times_as_much() {
    let (pruned, whole) = (busy(120, horizon(BLOCKS)), busy(120, Horizon::default()));
    assert_eq!(held(&whole), kept(&whole, 0));
    assert_eq!(whole.index.meta().unwrap().unwrap().oldest_version, 0);
    assert!(held(&whole).len() > 3 * held(&pruned).len());
}

#[test]
fn every_state_within_the_horizon_is_proved_and_every_older_one_refused_by_name() {
    let store = busy(40, horizon(BLOCKS));
    let whole = busy(40, Horizon::default());
    for (height, (version, root)) in (0u64..).zip(states(&store)) {
        let state = State::at(&store.index, version, root);
        let unpruned = State::at(&whole.index, version, root);
        for bill in 1..=7 {
            let key = StateKey::Title(store.world.title(bill));
            if height + BLOCKS >= store.parent.height {
                let entry = state.entry(&key).unwrap();
                assert_eq!(entry, unpruned.entry(&key).unwrap());
                assert_eq!(state.value(&key).unwrap(), unpruned.value(&key).unwrap());
                assert!(entry.verify(&key, &root).is_ok());
                continue;
            }
            let oldest = store.parent.state_version - BLOCKS;
            for refused in [state.entry(&key).map(|_| ()), state.value(&key).map(|_| ())] {
                assert!(
                    matches!(refused, Err(ReadError::Pruned { version: asked, oldest: kept })
                        if (asked, kept) == (version, oldest)),
                    "height {height}: {refused:?}"
                );
            }
        }
    }
}

#[test]
fn damage_within_the_horizon_is_not_excused_as_pruned() {
    let store = busy(40, horizon(BLOCKS));
    let (version, root) = states(&store)[usize::try_from(store.parent.height - BLOCKS).unwrap()];
    for kind in [15, 2] {
        let mut batch = Batch::default();
        rows(&store.index, kind).into_iter().for_each(|(key, _)| batch.remove(key));
        store.index.rows.apply(&batch).unwrap();
        let read = State::at(&store.index, version, root).network();
        assert!(matches!(read, Err(ReadError::Store(_) | ReadError::Hole)), "{read:?}");
    }
}

#[test]
fn blocks_without_facts_move_the_horizon_too() {
    let mut store = busy(10, horizon(BLOCKS));
    for _ in 0..BLOCKS {
        store.apply(&[]);
    }
    let newest = store.parent.state_version;
    assert_eq!(store.index.meta().unwrap().unwrap().oldest_version, newest);
    assert_eq!(held(&store), kept(&store, newest));
    assert_eq!(rows(&store.index, 15), [], "nothing that was replaced is left over");
}

#[test]
fn a_horizon_that_became_shorter_is_caught_up_with_in_bounded_steps() {
    let mut store = busy(40, Horizon::default());
    // Many more rows than one block may remove, all of them to go at once.
    let mut batch = Batch::default();
    for number in 0..2 * ROWS_AT_ONCE as u64 {
        let row = keys::value(&[0xff; 32]);
        let list = write_list(&[row.as_slice(), &[0; 8]]);
        batch.insert(keys::replaced(0, &number.to_be_bytes()), list);
    }
    store.index.rows.apply(&batch).unwrap();
    store.index.horizon = horizon(1);
    let count = |store: &Store| rows(&store.index, 15).len();
    let at_first = count(&store);
    let mut left = at_first;
    for _ in 0..4 {
        store.apply(&[]);
        let now = count(&store);
        assert!(now == 0 || left - now == ROWS_AT_ONCE, "{left} to {now}");
        assert!(left - now <= ROWS_AT_ONCE, "{left} to {now}");
        left = now;
    }
    assert_eq!(left, 0, "{at_first} at first");
    assert_eq!(held(&store), kept(&store, store.parent.state_version));
}

#[test]
fn a_horizon_that_became_longer_brings_nothing_back_and_says_so() {
    let mut store = busy(40, horizon(1));
    store.index.horizon = horizon(30);
    store.apply(&[]);
    let oldest = store.index.meta().unwrap().unwrap().oldest_version;
    assert_eq!(oldest, store.parent.state_version - 1);
    let (version, root) = states(&store)[30];
    let read = State::at(&store.index, version, root).network();
    assert!(matches!(read, Err(ReadError::Pruned { .. })), "{read:?}");
    assert_eq!(held(&store), kept(&store, oldest));
}

#[test]
fn a_row_to_be_pruned_that_names_no_version_is_damage() {
    let store = busy(3, horizon(1));
    insert(&store, keys::REPLACED, Vec::new());
    let clock = super::FOUNDED_MS + 1_000;
    let made = super::propose(&store.parent, &store.index, &[], store.world.address(0), clock);
    let made = made.unwrap();
    let applied = store.index.apply(&made.block.header, &made.executed, b"certificate");
    assert!(matches!(applied, Err(IndexError::Damaged { .. })), "{applied:?}");
}
