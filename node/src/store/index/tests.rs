mod pruning;
mod replaced;
mod rows;

use std::ops::ControlFlow;
use std::sync::Arc;

use jmt::KeyHash;
use jmt::storage::NibblePath;
use proto::fact::{ChainHead, FactRecord};
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Subject;
use proto::state::StateKey;
use tempfile::TempDir;

use super::entry::value_of;
use super::{Batch, Expected, Horizon, Index, IndexError, Place, SledShelf, keys};
use crate::fixture::{FOUNDED_MS, Who, World};
use crate::ledger::Parent;
use crate::ledger::propose::{Candidate, propose};
use crate::ledger::state::{ReadError, State};

struct Store {
    world: World,
    index: Index,
    parent: Parent,
    _folder: TempDir,
}

impl Store {
    /// An index that is founded and holds no block.
    fn founded(horizon: Horizon) -> Self {
        let (world, folder) = (World::new(), TempDir::new().unwrap());
        let index = Index::open(&SledShelf, folder.path(), horizon).unwrap();
        let meta = index.found(&world.genesis).unwrap();
        let parent = meta.parent(Hash::ZERO, world.genesis.validators().clone());
        Self { world, index, parent, _folder: folder }
    }

    /// The next block, with these acts; its facts' chains after it.
    fn apply(&mut self, acts: &[Candidate]) -> Vec<ChainHead> {
        let clock = FOUNDED_MS + 10 * (self.parent.height + 1);
        let own = self.world.address(0);
        let made = propose(&self.parent, &self.index, acts, own, clock).unwrap();
        assert!(made.refused.is_empty(), "{:?}", made.refused);
        let header = &made.block.header;
        let meta = self.index.apply(header, &made.executed, b"certificate").unwrap();
        self.parent = meta.parent(Hash::ZERO, self.parent.validators.clone());
        made.executed.records.iter().map(FactRecord::chain_after).collect()
    }
}

/// An index with one bill, issued to the shipper and offered to the bank.
fn store() -> Store {
    let mut store = Store::founded(Horizon::default());
    let issue = store.world.issue(1);
    let chains = store.apply(&[issue]);
    let offer = store.world.offer(Who::Shipper, 1, chains[0].head, Who::Bank);
    store.apply(&[offer]);
    store
}

/// Takes an entry away behind the index's back.
fn remove(store: &Store, key: &[u8]) -> Vec<u8> {
    let value = store.index.copy(key).unwrap().unwrap();
    let mut batch = Batch::default();
    batch.remove(key);
    store.index.rows.apply(&batch).unwrap();
    value
}

/// Puts an entry in behind the index's back.
fn insert(store: &Store, key: &[u8], value: Vec<u8>) {
    let mut batch = Batch::default();
    batch.insert(key, value);
    store.index.rows.apply(&batch).unwrap();
}

fn read(store: &Store) -> Result<Option<Vec<u8>>, ReadError> {
    let meta = store.index.meta().unwrap().unwrap();
    // Another reader of the same rows, which remembers nothing.
    let (memory, nodes) = (Arc::default(), Arc::default());
    let index = Index { memory, nodes, ..store.index.clone() };
    let state = State::at(&index, meta.state_version, meta.state_root);
    state.value(&StateKey::Title(store.world.title(1)))
}

#[test]
fn a_party_finds_the_titles_it_has_to_do_with_and_no_others() {
    let store = store();
    let titles = |who| store.index.titles_of(&store.world.party(who), None, 10).unwrap();
    for who in [Who::Carrier, Who::Shipper, Who::Bank] {
        assert_eq!(titles(who), [store.world.title(1)], "{who:?}");
    }
    assert_eq!(titles(Who::Customs), []);
}

#[test]
fn a_page_continues_after_the_last_title_of_the_one_before() {
    let store = store();
    let party = store.world.party(Who::Carrier);
    let first = store.index.titles_of(&party, None, 1).unwrap();
    assert_eq!(store.index.titles_of(&party, first.first().copied(), 1).unwrap(), []);
}

#[test]
fn facts_are_found_by_title_and_by_instruction() {
    let store = store();
    let place = store.index.place(&Subject::TitleControl(store.world.title(1)), 2).unwrap();
    assert_eq!(place, Some(Place { height: 2, index: 0 }));
    let issue = store.world.issue(1).submission.id();
    let (first, count) = store.index.instruction(&issue).unwrap().unwrap();
    assert_eq!((first, count), (Place { height: 1, index: 0 }, 1));
    assert_eq!(store.index.place(&Subject::TitleControl(store.world.title(1)), 3).unwrap(), None);
}

/// The row of the leaf of bill 1, with its value.
fn leaf(store: &Store) -> (Vec<u8>, Vec<u8>) {
    let end = keys::end_of_path(&StateKey::Title(store.world.title(1)).hash().0);
    let mut found = None;
    let read = &mut |row: &[u8], entry: &[u8]| found = Some((row.to_vec(), entry.to_vec()));
    store.index.rows.last(keys::NODES, &end, read).unwrap();
    found.unwrap()
}

#[test]
fn a_lost_value_is_noticed_and_not_read_as_the_one_before() {
    let store = store();
    let (row, entry) = leaf(&store);
    assert!(read(&store).unwrap().is_some());
    remove(&store, &row);
    assert!(matches!(read(&store), Err(ReadError::Hole)));
    // The value of before in its place, under the leaf of now.
    let hash = StateKey::Title(store.world.title(1)).hash();
    let name = keys::value(&hash.0);
    let before = store.index.replaced_by(2, &name, &|entry| Some(entry.to_vec())).unwrap();
    let now = value_of(&entry, KeyHash(hash.0)).unwrap();
    let torn = [&entry[..entry.len() - now.len()], &before.unwrap()].concat();
    insert(&store, &row, torn);
    assert!(matches!(read(&store), Err(ReadError::Unproved { .. })));
}

#[test]
fn an_edited_value_is_noticed() {
    let store = store();
    let (row, mut entry) = leaf(&store);
    assert!(read(&store).unwrap().is_some());
    *entry.last_mut().unwrap() ^= 1;
    insert(&store, &row, entry);
    assert!(matches!(read(&store), Err(ReadError::Unproved { .. })));
}

#[test]
fn a_tree_node_of_before_in_the_place_of_the_newest_is_noticed() {
    let store = store();
    let root = keys::node(&NibblePath::from_iter([]));
    let before = store.index.replaced_by(2, &root, &|entry| Some(entry.to_vec())).unwrap();
    let now = remove(&store, &root);
    insert(&store, &root, [&now[..8], &before.unwrap()[8..]].concat());
    assert!(matches!(read(&store), Err(ReadError::Unproved { .. })));
}

#[test]
fn a_lost_tree_node_is_noticed() {
    let store = store();
    let mut nodes = Batch::default();
    let all = &mut |key: &[u8], _: &[u8]| {
        if key[0] != 2 {
            return ControlFlow::Break(());
        }
        nodes.remove(key);
        ControlFlow::Continue(())
    };
    store.index.rows.ascend(&[2], all).unwrap();
    store.index.rows.apply(&nodes).unwrap();
    assert!(matches!(read(&store), Err(ReadError::Hole)));
}

#[test]
fn a_forgotten_index_still_answers_and_stays_forgotten() {
    let store = store();
    assert!(!store.index.is_forgotten().unwrap());
    store.index.forget().unwrap();
    let meta = store.index.meta().unwrap().unwrap();
    insert(&store, keys::META, super::entry::encode_meta(&meta));
    assert!(store.index.is_forgotten().unwrap());
}

#[test]
fn a_block_that_lost_any_entry_is_not_complete() {
    let store = store();
    let (header, _) = store.index.header(2).unwrap().unwrap();
    assert!(store.index.is_complete(&header).unwrap());
    let offer = store.index.records_of(2).unwrap().remove(0);
    let offer = proto::fact::FactRecord::decode(&offer).unwrap().instruction;
    for key in [
        keys::certificate(2),
        keys::facts(2, 0),
        keys::chain_fact(&Subject::TitleControl(store.world.title(1)), 2),
        keys::instruction(&offer),
    ] {
        let value = remove(&store, &key);
        assert!(!store.index.is_complete(&header).unwrap(), "{key:?}");
        insert(&store, &key, value);
    }
    assert!(store.index.is_complete(&header).unwrap());
}

#[test]
fn one_look_up_that_is_lost_or_leads_elsewhere_is_noticed_among_all() {
    let store = store();
    let mut expected = Expected::default();
    for height in [2, 1] {
        let (header, _) = store.index.header(height).unwrap().unwrap();
        expected.add(&store.index.whole_records(&header).unwrap().unwrap());
    }
    let has = |blocks| store.index.has(&expected, blocks).unwrap();
    assert!(has(1..=2));
    assert!(!has(2..=2) && !has(1..=1), "each block has look-ups");
    // One of a block that is not asked for does not count.
    insert(&store, &keys::instruction(&InstructionId([9; 32])), vec![0; 20]);
    assert!(has(1..=2));
    let issue = store.world.issue(1).submission.id();
    for key in [
        keys::chain_fact(&Subject::TitleControl(store.world.title(1)), 2),
        keys::instruction(&issue),
    ] {
        let value = remove(&store, &key);
        assert!(!has(1..=2), "{key:?}");
        let mut elsewhere = value.clone();
        elsewhere[11] ^= 1;
        insert(&store, &key, elsewhere);
        assert!(!has(1..=2), "{key:?}");
        insert(&store, &key, value);
        assert!(has(1..=2));
    }
}

#[test]
fn all_rows_of_a_kind_are_found_however_many_slices_they_take() {
    let store = store();
    let mut batch = Batch::default();
    let rows: Vec<_> = (0..2 * super::READ_AT_ONCE as u64).collect();
    for row in &rows {
        batch.insert([&[30, 1][..], &row.to_be_bytes()].concat(), row.to_be_bytes());
    }
    batch.insert([30, 2], [0]);
    store.index.rows.apply(&batch).unwrap();
    let expected: Vec<_> = rows.iter().map(|row| row.to_be_bytes().to_vec()).collect();
    assert_eq!(store.index.all(&[30, 1]).unwrap(), expected);
    assert_eq!(store.index.all(&[30, 3]).unwrap(), Vec::<Vec<u8>>::new());
}
