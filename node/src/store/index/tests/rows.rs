//! All keepers of rows behave the same, and the one in memory fails as it is told to.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::store::index::memory::MemoryShelf;
use crate::store::index::{Batch, Keeper, Rows, Shelf};
use crate::store::vfs::memory::Chance;

type Entry = (Vec<u8>, Vec<u8>);

fn batch(inserted: &[(&[u8], &[u8])], removed: &[&[u8]]) -> Batch {
    let mut batch = Batch::default();
    inserted.iter().for_each(|(key, value)| batch.insert(*key, *value));
    removed.iter().for_each(|key| batch.remove(*key));
    batch
}

fn all_from(rows: &dyn Rows, from: &[u8]) -> Vec<Entry> {
    let mut found = Vec::new();
    let visit = &mut |key: &[u8], value: &[u8]| {
        found.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    rows.ascend(from, visit).unwrap();
    found
}

fn get(rows: &dyn Rows, key: &[u8]) -> Option<Vec<u8>> {
    let mut found = None;
    rows.get(key, &mut |value| found = Some(value.to_vec())).unwrap();
    assert_eq!(rows.contains(key).unwrap(), found.is_some());
    found
}

fn last(rows: &dyn Rows, from: &[u8], through: &[u8]) -> Option<Entry> {
    let mut found = None;
    let read = &mut |key: &[u8], value: &[u8]| found = Some((key.to_vec(), value.to_vec()));
    rows.last(from, through, read).unwrap();
    found
}

fn shelves() -> Vec<Arc<dyn Shelf>> {
    let memory: Arc<dyn Shelf> = Arc::new(MemoryShelf::default());
    Keeper::ALL.into_iter().map(Keeper::shelf).chain([memory]).collect()
}

#[test]
fn all_shelves_give_the_same_answers() {
    let folder = tempfile::TempDir::new().unwrap();
    for shelf in shelves() {
        let rows = shelf.open(folder.path()).unwrap();
        rows.apply(&batch(&[(b"a1", b"one"), (b"a3", b"three"), (b"b", b"")], &[])).unwrap();
        rows.apply(&batch(&[(b"a3", b"other"), (b"a9", b"gone")], &[b"b", b"a9"])).unwrap();
        let entry = |key: &[u8], value: &[u8]| (key.to_vec(), value.to_vec());
        assert_eq!(all_from(rows.as_ref(), b""), [entry(b"a1", b"one"), entry(b"a3", b"other")]);
        assert_eq!(all_from(rows.as_ref(), b"a2"), [entry(b"a3", b"other")]);
        assert_eq!(get(rows.as_ref(), b"a1").as_deref(), Some(&b"one"[..]));
        assert_eq!(get(rows.as_ref(), b"b"), None);
        assert_eq!(last(rows.as_ref(), b"a0", b"a2"), Some(entry(b"a1", b"one")));
        assert_eq!(last(rows.as_ref(), b"a0", b"a3"), Some(entry(b"a3", b"other")));
        assert_eq!(last(rows.as_ref(), b"a4", b"z"), None);
        rows.flush().unwrap();
        drop(rows);
        assert_eq!(all_from(shelf.open(folder.path()).unwrap().as_ref(), b"").len(), 2);
        shelf.remove(folder.path()).unwrap();
        shelf.remove(folder.path()).unwrap();
        assert_eq!(all_from(shelf.open(folder.path()).unwrap().as_ref(), b""), []);
        shelf.remove(folder.path()).unwrap();
    }
}

/// Keys of every kind that an index has and beyond, but for those of runs, which keep themselves.
fn a_key(chance: &mut Chance) -> Vec<u8> {
    let byte = |chance: &mut Chance, most| u8::try_from(chance.below(most)).unwrap();
    let kind = match byte(chance, 19) {
        18 => 20,
        kind => kind,
    };
    let more = chance.below(3);
    std::iter::once(kind).chain((0..more).map(|_| byte(chance, 4))).collect()
}

#[test]
fn whatever_is_asked_across_all_kinds_of_rows_every_shelf_answers_as_a_map() {
    let folder = tempfile::TempDir::new().unwrap();
    for shelf in shelves() {
        let mut chance = Chance::new(6);
        let mut model = BTreeMap::new();
        for _ in 0..6 {
            let rows = shelf.open(folder.path()).unwrap();
            for _ in 0..20 {
                let mut changes = Batch::default();
                for _ in 0..8 {
                    let key = a_key(&mut chance);
                    if chance.below(3) == 0 {
                        model.remove(&key);
                        changes.remove(key);
                    } else {
                        let value = vec![key[0]; chance.below(9)];
                        model.insert(key.clone(), value.clone());
                        changes.insert(key, value);
                    }
                }
                rows.apply(&changes).unwrap();
            }
            // From here on the store below has it, and not what waits for it.
            rows.flush().unwrap();
            for _ in 0..60 {
                let (from, through) = (a_key(&mut chance), a_key(&mut chance));
                let entry = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
                let after: Vec<_> = model.range(from.clone()..).map(entry).collect();
                assert_eq!(all_from(rows.as_ref(), &from), after);
                assert_eq!(get(rows.as_ref(), &from), model.get(&from).cloned());
                if from <= through {
                    let newest = model.range(from.clone()..=through.clone()).next_back();
                    assert_eq!(last(rows.as_ref(), &from, &through), newest.map(entry));
                }
            }
        }
        shelf.remove(folder.path()).unwrap();
    }
}

#[test]
fn a_lagging_shelf_stands_where_it_stood_before_the_lost_batches() {
    let shelf = MemoryShelf::default();
    let rows = shelf.open(Path::new("/index")).unwrap();
    let mut stands = vec![all_from(rows.as_ref(), b"")];
    for step in [
        batch(&[(b"a", b"1"), (b"b", b"1")], &[]),
        batch(&[(b"a", b"2")], &[b"b"]),
        batch(&[(b"b", b"3"), (b"c", b"3")], &[b"a"]),
    ] {
        rows.apply(&step).unwrap();
        stands.push(all_from(rows.as_ref(), b""));
    }
    for stand in stands.iter().rev().skip(1) {
        shelf.clone().lag(1);
        assert_eq!(all_from(shelf.open(Path::new("/index")).unwrap().as_ref(), b""), *stand);
    }
    shelf.lag(9);
    assert_eq!(all_from(rows.as_ref(), b""), []);
}

#[test]
fn a_shelf_loses_one_entry_or_all_of_them() {
    let shelf = MemoryShelf::default();
    let mut chance = Chance::new(4);
    assert_eq!(shelf.drop_one(&mut chance), None);
    let (one, two) = (Path::new("/one"), Path::new("/two"));
    shelf.open(one).unwrap().apply(&batch(&[(b"a", b"1")], &[])).unwrap();
    shelf.open(two).unwrap().apply(&batch(&[(b"b", b"1"), (b"c", b"1")], &[])).unwrap();
    let dropped: Vec<_> = std::iter::from_fn(|| shelf.drop_one(&mut chance)).collect();
    let mut sorted = dropped.clone();
    sorted.sort();
    assert_eq!(sorted, [b"a", b"b", b"c"]);
    shelf.open(one).unwrap().apply(&batch(&[(b"a", b"1")], &[])).unwrap();
    shelf.lose_all();
    assert_eq!(all_from(shelf.open(one).unwrap().as_ref(), b""), []);
}
