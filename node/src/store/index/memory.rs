//! Rows in memory that are as little to be trusted as sled: after a crash they may lag, be gone,
//! or lack an entry.

use std::collections::{BTreeMap, VecDeque};
use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::IndexError;
use super::rows::{Batch, Rows, Shelf, Visit};
use super::runs::{Measures, Runs};
use crate::store::vfs::memory::Chance;

/// Most batches that [`MemoryShelf::lag`] can take back.
const REMEMBERED: usize = 256;

/// Keeps rows in memory, by folder; clones share them. They outlive whoever opened them, as a disk
/// does.
#[derive(Clone, Default)]
pub struct MemoryShelf(Arc<Mutex<BTreeMap<PathBuf, Arc<MemoryRows>>>>);

impl MemoryShelf {
    /// Loses everything: each folder comes up empty.
    pub fn lose_all(&self) {
        self.folders().clear();
    }

    /// Takes the last batches of every folder back, as a crash may. At most 256 are remembered,
    /// and a flush promises nothing.
    pub fn lag(&self, batches: usize) {
        for rows in self.folders().values() {
            rows.store().take_back(batches);
        }
    }

    /// Loses one entry, and tells its key; `None` when there is none.
    pub fn drop_one(&self, chance: &mut Chance) -> Option<Vec<u8>> {
        let folders = self.folders();
        let entries: usize = folders.values().map(|rows| rows.store().rows.len()).sum();
        if entries == 0 {
            return None;
        }
        let mut place = chance.below(entries);
        for rows in folders.values() {
            let mut store = rows.store();
            let Some(key) = store.rows.keys().nth(place).cloned() else {
                place -= store.rows.len();
                continue;
            };
            store.rows.remove(&key);
            return Some(key.into());
        }
        None
    }

    fn folders(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Arc<MemoryRows>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf for MemoryShelf {
    fn open(&self, folder: &Path) -> Result<Arc<dyn Rows>, IndexError> {
        let rows = Arc::clone(self.folders().entry(folder.to_owned()).or_default());
        Ok(Arc::new(Runs::over(rows, Measures::default())?))
    }

    fn remove(&self, folder: &Path) -> Result<(), IndexError> {
        self.folders().remove(folder);
        Ok(())
    }
}

/// Rows of one folder, each as it was written.
#[derive(Default)]
pub(super) struct MemoryRows(Mutex<Store>);

#[derive(Default)]
struct Store {
    rows: BTreeMap<Bytes, Bytes>,
    /// What takes the newest batches back, the oldest first.
    undoing: VecDeque<Batch>,
}

impl MemoryRows {
    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Makes the changes, and gives those that take them back.
    fn change(&mut self, batch: &Batch) -> Batch {
        let mut undoing = Batch::default();
        for (key, value) in batch.changes() {
            let before = match value {
                Some(value) => self.rows.insert(key.clone(), value.clone()),
                None => self.rows.remove(key),
            };
            match before {
                Some(before) => undoing.insert(key.clone(), before),
                None => undoing.remove(key.clone()),
            }
        }
        undoing
    }

    fn take_back(&mut self, batches: usize) {
        for _ in 0..batches {
            let Some(undoing) = self.undoing.pop_back() else { return };
            self.change(&undoing);
        }
    }
}

impl Rows for MemoryRows {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        if let Some(value) = self.store().rows.get(key) {
            read(value);
        }
        Ok(())
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        let bounds = (Bound::Included(from), Bound::Unbounded);
        for (key, value) in self.store().rows.range::<[u8], _>(bounds) {
            if visit(key, value) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    fn last(
        &self,
        from: &[u8],
        through: &[u8],
        read: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), IndexError> {
        let bounds = (Bound::Included(from), Bound::Included(through));
        if let Some((key, value)) = self.store().rows.range::<[u8], _>(bounds).next_back() {
            read(key, value);
        }
        Ok(())
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        Ok(self.store().rows.contains_key(key))
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let mut store = self.store();
        let undoing = store.change(batch);
        store.undoing.push_back(undoing);
        if store.undoing.len() > REMEMBERED {
            store.undoing.pop_front();
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), IndexError> {
        Ok(())
    }
}
