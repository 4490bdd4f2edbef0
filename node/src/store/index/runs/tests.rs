use std::collections::BTreeMap;
use std::ops::Bound;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::directory::{Directory, Run};
use super::{Measures, Runs};
use crate::store::index::memory::MemoryRows;
use crate::store::index::rows::Visit;
use crate::store::index::{Batch, IndexError, Rows, keys};
use crate::store::vfs::memory::Chance;

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

/// Rows of some four look-ups, and merges that end at some three hundred.
const SMALL: Measures = Measures { row_bytes: 100, merged_bytes: 8_000 };

/// A store that fails after so many batches, as one whose machine lost its power.
#[derive(Default)]
struct Failing {
    rows: MemoryRows,
    left: AtomicUsize,
}

impl Failing {
    fn after(batches: usize) -> Arc<Self> {
        Arc::new(Self { rows: MemoryRows::default(), left: batches.into() })
    }

    fn keys(&self) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        let mut visit = |key: &[u8], _: &[u8]| {
            found.push(key.to_vec());
            Continue(())
        };
        self.rows.ascend(&[], &mut visit).unwrap();
        found
    }
}

impl Rows for Failing {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.rows.get(key, read)
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
        self.rows.last(from, through, read)
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        self.rows.contains(key)
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let less = |left: usize| left.checked_sub(1);
        let took = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        took.map_err(|_| IndexError::Stopped)?;
        self.rows.apply(batch)
    }

    fn flush(&self) -> Result<(), IndexError> {
        self.rows.flush()
    }
}

fn without_end() -> Arc<Failing> {
    Failing::after(usize::MAX)
}

/// A key of any kind: of a look-up half of the time.
fn a_key(chance: &mut Chance) -> Vec<u8> {
    let kind = [2, 6, 7, 8, 15, 97][chance.below(6)];
    vec![kind, u8::try_from(chance.below(60)).unwrap()]
}

fn a_batch(chance: &mut Chance) -> Batch {
    let mut batch = Batch::default();
    for _ in 0..chance.below(12) {
        let key = a_key(chance);
        match chance.below(3) {
            0 => batch.remove(key),
            _ => batch.insert(key, vec![7; chance.below(30)]),
        }
    }
    batch
}

fn change(model: &mut Model, batch: &Batch) {
    for (key, value) in batch.changes() {
        match value {
            Some(value) => model.insert(key.to_vec(), value.to_vec()),
            None => model.remove(&key[..]),
        };
    }
}

/// Everything from a key on.
fn all(rows: &dyn Rows, from: &[u8]) -> Model {
    let mut found = Vec::new();
    let mut visit = |key: &[u8], value: &[u8]| {
        found.push((key.to_vec(), value.to_vec()));
        Continue(())
    };
    rows.ascend(from, &mut visit).unwrap();
    assert!(found.is_sorted_by(|(a, _), (b, _)| a < b), "in ascending order, none twice");
    found.into_iter().collect()
}

fn value(rows: &dyn Rows, key: &[u8]) -> Option<Vec<u8>> {
    let mut found = None;
    rows.get(key, &mut |value| found = Some(value.to_vec())).unwrap();
    assert_eq!(rows.contains(key).unwrap(), found.is_some());
    found
}

fn look_like(rows: &dyn Rows, model: &Model, chance: &mut Chance) {
    let (one, other) = (a_key(chance), a_key(chance));
    assert_eq!(value(rows, &one), model.get(&one).cloned());
    let (from, through) = (one.clone().min(other.clone()), one.max(other));
    let bounds = (Bound::Included(from.clone()), Bound::Unbounded);
    let expected: Model =
        model.range(bounds).map(|(key, value)| (key.clone(), value.clone())).collect();
    assert_eq!(all(rows, &from), expected);
    let mut last = None;
    rows.last(&from, &through, &mut |key, value| last = Some((key.to_vec(), value.to_vec())))
        .unwrap();
    let expected = model.range(from..=through).next_back();
    assert_eq!(last, expected.map(|(key, value)| (key.clone(), value.clone())));
}

fn listed(store: &dyn Rows) -> Directory {
    Directory::decode(&value(store, keys::RUNS).unwrap()).unwrap()
}

/// The runs of which a store has rows.
fn runs_with_rows(store: &Failing) -> Vec<u64> {
    let keys = store.keys();
    let ids = keys.iter().filter_map(|key| key.strip_prefix(&[19])?.first_chunk());
    let mut ids: Vec<u64> = ids.map(|id| u64::from_be_bytes(*id)).collect();
    ids.dedup();
    ids
}

#[test]
fn rows_in_runs_read_as_rows_each_for_itself() {
    for seed in 0..20 {
        let (store, mut chance, mut model) = (without_end(), Chance::new(seed), Model::new());
        let mut rows = Runs::over(store.clone(), SMALL).unwrap();
        for _ in 0..120 {
            let batch = a_batch(&mut chance);
            rows.apply(&batch).unwrap();
            change(&mut model, &batch);
            look_like(&rows, &model, &mut chance);
            if chance.below(10) == 0 {
                rows = Runs::over(store.clone(), SMALL).unwrap();
            }
        }
        assert_eq!(all(&rows, &[]), model);
        let levels = listed(store.as_ref()).runs.iter().map(|run| run.level).max();
        assert!(levels >= Some(2), "runs of runs were merged: {levels:?}");
    }
}

#[test]
fn a_store_that_stops_after_any_batch_comes_up_with_all_that_it_took() {
    for left in 0..300 {
        let (store, mut chance) = (Failing::after(left), Chance::new(3));
        let (mut model, mut then) = (Model::new(), None);
        let rows = Runs::over(store.clone(), SMALL).unwrap();
        while then.is_none() {
            let (batch, before) = (a_batch(&mut chance), model.clone());
            change(&mut model, &batch);
            then = rows.apply(&batch).is_err().then_some(before);
        }
        drop(rows);
        store.left.store(usize::MAX, Ordering::SeqCst);
        let rows = Runs::over(store.clone(), SMALL).unwrap();
        let found = all(&rows, &[]);
        assert!(found == model || Some(&found) == then.as_ref(), "after {left} batches");
        let listed: Vec<_> = all(store.as_ref(), keys::RUNS)
            .first_key_value()
            .map_or(Vec::new(), |_| listed(store.as_ref()).runs.iter().map(|run| run.id).collect());
        let mut in_order = listed.clone();
        in_order.sort_unstable();
        assert_eq!(runs_with_rows(&store), in_order, "nothing else is left behind");
    }
}

#[test]
fn many_look_ups_share_a_row_and_few_runs_are_searched() {
    let store = without_end();
    let rows = Runs::over(store.clone(), Measures::default()).unwrap();
    for block in 0..1_000_u32 {
        let mut batch = Batch::default();
        for of_block in 0..10_u32 {
            let id = proto::hash::tagged(
                proto::hash::Tag::Instruction,
                &[&block.to_be_bytes(), &of_block.to_be_bytes()],
            );
            batch.insert(keys::instruction(&proto::ids::InstructionId(id.0)), [1; 16]);
        }
        rows.apply(&batch).unwrap();
    }
    assert_eq!(all(&rows, keys::LOOK_UPS).len(), 10_000);
    // A thousand in base eight is 1750.
    let levels: Vec<_> = listed(store.as_ref()).runs.iter().map(|run| run.level).collect();
    assert_eq!(levels, [3, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1]);
    let rows = store.keys().len();
    assert!(rows < 10_000 / 50, "{rows} rows");
}

#[test]
fn what_is_gone_takes_no_room_once_nothing_older_says_otherwise() {
    let store = without_end();
    let rows = Runs::over(store.clone(), SMALL).unwrap();
    for step in 0..8 {
        let mut batch = Batch::default();
        match step % 2 {
            0 => batch.insert([8, 1], [9]),
            _ => batch.remove([8, 1]),
        }
        rows.apply(&batch).unwrap();
    }
    assert_eq!(all(&rows, &[]), Model::new());
    assert_eq!(listed(store.as_ref()).runs, []);
    assert_eq!(store.keys(), [keys::RUNS]);
}

#[test]
fn large_runs_are_merged_no_further() {
    let store = without_end();
    let rows = Runs::over(store.clone(), SMALL).unwrap();
    for run in 0..16_u8 {
        let mut batch = Batch::default();
        (0..60_u8).for_each(|entry| batch.insert([7, run, entry], [0; 10]));
        rows.apply(&batch).unwrap();
    }
    assert_eq!(listed(store.as_ref()).runs.len(), 16);
}

#[test]
fn nothing_is_missed_while_runs_are_merged() {
    let rows = Runs::over(without_end(), SMALL).unwrap();
    let mut batch = Batch::default();
    (0..40).for_each(|entry| batch.insert([6, entry], [entry]));
    rows.apply(&batch).unwrap();
    let (ended, looked) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !ended.load(Ordering::SeqCst) {
                    assert_eq!(value(&rows, &[6, 20]), Some(vec![20]));
                    let from = all(&rows, &[6]);
                    assert_eq!(from.range(vec![6]..vec![7]).count(), 40);
                    looked.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let mut step = 0_u32;
        while step < 2_000 || looked.load(Ordering::SeqCst) < 50 {
            let mut batch = Batch::default();
            batch.insert([7, u8::try_from(step % 50).unwrap()], step.to_be_bytes());
            rows.apply(&batch).unwrap();
            step += 1;
        }
        ended.store(true, Ordering::SeqCst);
    });
}

#[test]
fn rows_of_runs_that_no_list_names_are_removed() {
    let store = without_end();
    let rows = Runs::over(store.clone(), SMALL).unwrap();
    let mut batch = Batch::default();
    batch.insert([7, 1], [1]);
    batch.insert([2, 1], [1]);
    rows.apply(&batch).unwrap();
    // The store keeps the rows and loses the list.
    let mut lost = Batch::default();
    lost.remove(keys::RUNS);
    store.apply(&lost).unwrap();
    let rows = Runs::over(store.clone(), SMALL).unwrap();
    assert_eq!(all(&rows, &[]).into_keys().collect::<Vec<_>>(), [[2, 1]]);
    assert_eq!(store.keys(), [[2, 1]]);
}

#[test]
fn a_damaged_list_and_a_damaged_row_are_refused() {
    let store = without_end();
    let rows = Runs::over(store.clone(), SMALL).unwrap();
    let mut batch = Batch::default();
    batch.insert([7, 1], [1]);
    rows.apply(&batch).unwrap();
    for row in [vec![1], vec![0, 0, 0, 1, 0, 0, 0, 2, 7, 1, 0, 0, 0, 1, 5], vec![0, 0, 0, 2, 7, 1]]
    {
        let mut damage = Batch::default();
        damage.insert(keys::run_from(0, &[7, 1]), row);
        store.apply(&damage).unwrap();
        let read = rows.ascend(&[7], &mut |_, _| Break(()));
        assert!(matches!(read, Err(IndexError::Damaged { what: "look-ups" })), "{read:?}");
    }
    let list = value(store.as_ref(), keys::RUNS).unwrap();
    for damaged in [&list[..list.len() - 1], &[&list[..], &[0]].concat(), &[]] {
        let mut damage = Batch::default();
        damage.insert(keys::RUNS, damaged);
        store.apply(&damage).unwrap();
        let opened = Runs::over(store.clone(), SMALL).map(drop);
        assert!(matches!(opened, Err(IndexError::Damaged { .. })), "{damaged:?}");
    }
}

#[test]
fn a_list_is_read_as_it_was_written() {
    let mut directory = Directory::default();
    for level in [2, 0, 0] {
        let id = directory.take_id();
        directory.runs.push(Run { id, level, bytes: 1 << 40 });
    }
    let doomed = directory.take_id();
    directory.doomed.push(doomed);
    assert_eq!(Directory::decode(&directory.encode()), Some(directory.clone()));
    // An id that was never given out.
    directory.doomed.push(4);
    assert_eq!(Directory::decode(&directory.encode()), None);
}
