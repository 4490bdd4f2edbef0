use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::{Behind, ENOUGH_BYTES, WAITING_BYTES};
use crate::store::index::memory::MemoryShelf;
use crate::store::index::rows::Visit;
use crate::store::index::{Batch, IndexError, Rows, Shelf};
use crate::store::vfs::memory::Chance;

/// A store that writes only as many batches as it was let.
struct Gate {
    store: Arc<dyn Rows>,
    stand: Mutex<Stand>,
    changed: Condvar,
}

#[derive(Default)]
struct Stand {
    let_through: usize,
    arrived: usize,
    fails: bool,
    panics: bool,
}

impl Gate {
    fn new() -> Arc<Self> {
        let store = MemoryShelf::default().open(Path::new("/index")).unwrap();
        Arc::new(Self { store, stand: Mutex::default(), changed: Condvar::new() })
    }

    fn tell(&self, change: impl FnOnce(&mut Stand)) {
        change(&mut self.stand.lock().unwrap());
        self.changed.notify_all();
    }

    fn wait_for(&self, arrived: usize) {
        let stand = self.stand.lock().unwrap();
        let stand = self.changed.wait_while(stand, |stand| stand.arrived < arrived);
        drop(stand.unwrap());
    }
}

impl Rows for Gate {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.store.get(key, read)
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        self.store.ascend(from, visit)
    }

    fn last(
        &self,
        from: &[u8],
        through: &[u8],
        read: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), IndexError> {
        self.store.last(from, through, read)
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        self.store.contains(key)
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let mut stand = self.stand.lock().unwrap();
        stand.arrived += 1;
        self.changed.notify_all();
        let mut stand = self.changed.wait_while(stand, |stand| stand.let_through == 0).unwrap();
        stand.let_through -= 1;
        let panics = stand.panics;
        if panics {
            drop(stand);
            panic!("the store met something that it has no error for");
        }
        if stand.fails {
            let source = "the disk is full".into();
            return Err(IndexError::Store { folder: "/index".into(), source });
        }
        self.store.apply(batch)
    }

    fn flush(&self) -> Result<(), IndexError> {
        self.store.flush()
    }
}

fn behind(gate: &Arc<Gate>) -> Behind {
    lingering(gate, Duration::ZERO)
}

fn lingering(gate: &Arc<Gate>, lingers: Duration) -> Behind {
    let store: Arc<dyn Rows> = Arc::clone(gate) as Arc<dyn Rows>;
    Behind::over(store, lingers, Path::new("/index")).unwrap()
}

fn some_batch(chance: &mut Chance, model: &mut BTreeMap<Vec<u8>, Vec<u8>>) -> Batch {
    let mut batch = Batch::default();
    for _ in 0..1 + chance.below(6) {
        let key = vec![chance.below(4) as u8, chance.below(4) as u8];
        if chance.below(3) == 0 {
            model.remove(&key);
            batch.remove(key);
        } else {
            let value = vec![chance.byte()];
            model.insert(key.clone(), value.clone());
            batch.insert(key, value);
        }
    }
    batch
}

fn assert_same(rows: &Behind, model: &BTreeMap<Vec<u8>, Vec<u8>>) {
    for first in 0..5 {
        for second in 0..5 {
            let key = [first, second];
            let mut found = None;
            rows.get(&key, &mut |value| found = Some(value.to_vec())).unwrap();
            assert_eq!(found.as_ref(), model.get(&key[..]));
            assert_eq!(rows.contains(&key).unwrap(), found.is_some());
            let mut all = Vec::new();
            rows.ascend(&key, &mut |key, value| {
                all.push((key.to_vec(), value.to_vec()));
                if all.len() == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .unwrap();
            let expected = model.range(key.to_vec()..).take(5);
            assert!(all.iter().map(|(key, value)| (key, value)).eq(expected), "from {key:?}");
            let through = [first + 1, second];
            let mut last = None;
            let read = &mut |key: &[u8], value: &[u8]| last = Some((key.to_vec(), value.to_vec()));
            rows.last(&key, &through, read).unwrap();
            let expected = model.range(key.to_vec()..=through.to_vec()).next_back();
            assert_eq!(last.as_ref().map(|(key, value)| (key, value)), expected);
        }
    }
}

#[test]
fn what_is_not_written_yet_is_read_as_if_it_were() {
    let mut chance = Chance::new(7);
    for _ in 0..20 {
        let (gate, mut model) = (Gate::new(), BTreeMap::new());
        let rows = behind(&gate);
        for step in 0..12 {
            rows.apply(&some_batch(&mut chance, &mut model)).unwrap();
            assert_same(&rows, &model);
            if step == 0 {
                // From here on some changes are being written and others wait.
                gate.wait_for(1);
            } else if chance.below(3) == 0 {
                gate.tell(|stand| stand.let_through += 1);
            }
            assert_same(&rows, &model);
        }
        gate.tell(|stand| stand.let_through += 100);
        rows.flush().unwrap();
        assert_same(&rows, &model);
        // Closed and opened again, the store has all of it.
        drop(rows);
        assert_same(&behind(&gate), &model);
    }
}

#[test]
fn rows_that_are_closed_write_what_waits_first() {
    let gate = Gate::new();
    let rows = behind(&gate);
    let mut batch = Batch::default();
    batch.insert(b"a", b"1");
    rows.apply(&batch).unwrap();
    gate.tell(|stand| stand.let_through += 1);
    drop(rows);
    assert!(gate.store.contains(b"a").unwrap());
}

/// Longer than any test.
const LONG: Duration = Duration::from_secs(3_600);

#[test]
fn blocks_that_wait_write_over_one_another_before_the_store_has_them() {
    let gate = Gate::new();
    let rows = lingering(&gate, LONG);
    gate.tell(|stand| stand.let_through += 100);
    for block in 0..10 {
        let mut batch = Batch::default();
        batch.insert(b"a", [block]);
        batch.insert([b'b', block], [block]);
        rows.apply(&batch).unwrap();
    }
    assert_eq!(gate.stand.lock().unwrap().arrived, 0, "all of it waits for more");
    rows.flush().unwrap();
    assert_eq!(gate.stand.lock().unwrap().arrived, 1);
    let mut found = Vec::new();
    gate.store
        .ascend(b"", &mut |_, value| {
            found.push(value[0]);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(found, [9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn what_is_enough_waits_for_nothing_more() {
    let gate = Gate::new();
    let rows = lingering(&gate, LONG);
    gate.tell(|stand| stand.let_through += 100);
    let mut batch = Batch::default();
    batch.insert(b"a", vec![0; ENOUGH_BYTES]);
    rows.apply(&batch).unwrap();
    gate.wait_for(1);
}

#[test]
fn what_is_little_waits_no_longer_than_it_may() {
    let gate = Gate::new();
    let rows = lingering(&gate, Duration::from_millis(1));
    gate.tell(|stand| stand.let_through += 100);
    let mut batch = Batch::default();
    batch.insert(b"a", b"1");
    rows.apply(&batch).unwrap();
    gate.wait_for(1);
}

#[test]
fn a_store_that_fails_is_told_of_and_takes_no_more() {
    let gate = Gate::new();
    let rows = behind(&gate);
    let mut batch = Batch::default();
    batch.insert(b"a", b"1");
    rows.apply(&batch).unwrap();
    gate.tell(|stand| (stand.fails, stand.let_through) = (true, 1));
    assert!(matches!(rows.flush(), Err(IndexError::Store { .. })));
    assert!(matches!(rows.apply(&batch), Err(IndexError::Stopped)));
    // What was taken in is still read: the node says why it stops before it does.
    assert!(rows.contains(b"a").unwrap());
}

#[test]
fn whoever_brings_more_than_may_wait_waits() {
    let gate = Gate::new();
    let rows = Arc::new(behind(&gate));
    let batch = |key: u8, bytes: usize| {
        let mut batch = Batch::default();
        batch.insert([key], vec![0; bytes]);
        batch
    };
    rows.apply(&batch(0, 1)).unwrap();
    gate.wait_for(1);
    // One batch more than there is room for is taken; the next has to wait for the store.
    rows.apply(&batch(1, WAITING_BYTES)).unwrap();
    let (told, waits) = std::sync::mpsc::channel();
    let more = Arc::clone(&rows);
    let waiting = std::thread::spawn(move || {
        more.apply(&batch(2, 1)).unwrap();
        told.send(()).unwrap();
    });
    assert!(waits.try_recv().is_err());
    gate.tell(|stand| stand.let_through += 1);
    gate.wait_for(2);
    waits.recv().unwrap();
    waiting.join().unwrap();
    gate.tell(|stand| stand.let_through += 100);
    rows.flush().unwrap();
    assert!(rows.contains(&[2]).unwrap());
}

#[test]
fn a_store_that_panics_is_told_to_whoever_waits() {
    let gate = Gate::new();
    let rows = behind(&gate);
    gate.tell(|stand| (stand.let_through, stand.panics) = (9, true));
    let mut batch = Batch::default();
    batch.insert([1], vec![0; 64]);
    rows.apply(&batch).unwrap();
    assert!(matches!(rows.flush(), Err(IndexError::Stopped)));
    assert!(matches!(rows.apply(&batch), Err(IndexError::Stopped)));
}
