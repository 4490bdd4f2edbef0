//! Look-ups, many to a row.
//!
//! Where a chain's fact stands, where an instruction's, which titles a party has to do with: each of these
//! is found by a hash, so that each would be a row somewhere else, in a page of the store that nobody else
//! needs. They are seldom read, and never while a transfer is executed. So those that are written together
//! become a *run*: look-ups in order of key, cut into rows of a few KiB, all of them at the end of what the
//! store has. A later run counts more than an earlier one, and says also what is gone.
//!
//! **Merging.** A look-up is searched in one run after the other, the newest first. To keep them few, eight
//! runs of one level become one of the next, unless they are large already. The runs that are merged are
//! always the newest ones, so the list stays in order of age, whatever the levels are.
//!
//! **Crashes.** The list of runs is a row (`directory`). A run is listed in the batch that completes it, so
//! nobody sees half of one. What is being written and not listed, and what was merged and is not removed
//! yet, is listed as doomed, and removed at the next start.
//!
//! **Readers** hold the list while they read. A merge writes aside, takes their place for a moment to list
//! what it made, and removes what it was made of once nobody can have the earlier list.

mod chunk;
mod directory;
mod merged;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::ops::Bound;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bytes::Bytes;

use self::chunk::{Chunks, find};
use self::directory::{Directory, Run};
use self::merged::Merged;
use super::rows::{Batch, Changes, Rows, Visit, last_by_ascending};
use super::{IndexError, keys};

/// As many runs of one level become one.
const MERGED_AT_ONCE: usize = 8;

/// Bytes of rows that are written or removed in one batch while runs are merged. The store stands still for
/// its readers meanwhile.
const SLICE_BYTES: usize = 1 << 20;

/// Rows that are removed in one batch.
const SLICE_ROWS: usize = 256;

/// How runs are made. A test makes them small.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measures {
    /// Bytes that a row of look-ups has at most, unless one alone has more.
    row_bytes: usize,
    /// Runs that are larger together are merged no further.
    merged_bytes: u64,
}

/// A row is read to find one look-up. Sixteen of them, which is what sled writes at once, stay below the
/// size from which it puts them into a file of their own. A merge keeps the thread that writes the index
/// busy, so it is bounded.
impl Default for Measures {
    fn default() -> Self {
        Self { row_bytes: 6 << 10, merged_bytes: 64 << 20 }
    }
}

/// Rows over a store that keeps look-ups in runs.
pub(super) struct Runs {
    store: Arc<dyn Rows>,
    measures: Measures,
    /// Held by whoever writes.
    writing: Mutex<()>,
    listed: RwLock<Directory>,
}

impl Runs {
    /// Rows over a store that nobody else writes to.
    pub(super) fn over(store: Arc<dyn Rows>, measures: Measures) -> Result<Self, IndexError> {
        let mut listed = None;
        store.get(keys::RUNS, &mut |row| listed = Some(Directory::decode(row)))?;
        let directory = match listed {
            None => Directory::default(),
            Some(directory) => directory.ok_or(IndexError::Damaged { what: "its look-ups" })?,
        };
        let runs = Self { store, measures, writing: Mutex::default(), listed: directory.into() };
        runs.remove_what_is_not_listed()?;
        Ok(runs)
    }

    fn directory(&self) -> RwLockReadGuard<'_, Directory> {
        // Only replaced, never changed in place, so a panic elsewhere does not spoil it.
        self.listed.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody reads.
    fn directory_alone(&self) -> RwLockWriteGuard<'_, Directory> {
        self.listed.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a batch that makes this the list.
    fn list(&self, mut batch: Batch, directory: Directory) -> Result<(), IndexError> {
        batch.insert(keys::RUNS, directory.encode());
        let mut listed = self.directory_alone();
        self.store.apply(&batch)?;
        *listed = directory;
        Ok(())
    }

    /// Writes changes of look-ups as a run, beside others.
    fn put<'a>(
        &self,
        mut batch: Batch,
        look_ups: impl Iterator<Item = (&'a Bytes, &'a Option<Bytes>)>,
    ) -> Result<(), IndexError> {
        let mut directory = self.directory().clone();
        let id = directory.take_id();
        let mut chunks = Chunks::of(id, self.measures.row_bytes);
        for (key, value) in look_ups {
            chunks.push(&mut batch, key, value.as_deref());
        }
        let bytes = chunks.end(&mut batch);
        directory.runs.push(Run { id, level: 0, bytes });
        self.list(batch, directory)
    }

    /// Merges the newest runs as long as there are enough of one level.
    fn merge(&self) -> Result<(), IndexError> {
        loop {
            let mut directory = self.directory().clone();
            let Some(first) = directory.due(self.measures.merged_bytes) else { return Ok(()) };
            let id = directory.take_id();
            directory.doomed.push(id);
            self.list(Batch::default(), directory.clone())?;
            let inputs = directory.runs.split_off(first);
            let (batch, bytes) = self.write_merged(id, &inputs, directory.runs.is_empty())?;
            directory.doomed = inputs.iter().map(|run| run.id).collect();
            if bytes > 0 {
                let level = inputs[0].level.saturating_add(1);
                directory.runs.push(Run { id, level, bytes });
            }
            self.list(batch, directory)?;
            self.remove_what_is_not_listed()?;
        }
    }

    /// Writes what these runs say together as a run. What is gone is left out if there is nothing older.
    /// Gives the last rows, which are not written yet, and the bytes of all.
    fn write_merged(
        &self,
        id: u64,
        inputs: &[Run],
        are_all: bool,
    ) -> Result<(Batch, u64), IndexError> {
        let mut merged = Merged::of(self.store.as_ref(), inputs, &[])?;
        let mut chunks = Chunks::of(id, self.measures.row_bytes);
        let (mut batch, mut written) = (Batch::default(), 0);
        while let Some((key, value)) = merged.next()? {
            if value.is_none() && are_all {
                continue;
            }
            chunks.push(&mut batch, &key, value.as_deref());
            if chunks.bytes() - written >= SLICE_BYTES as u64 {
                self.store.apply(&batch)?;
                (batch, written) = (Batch::default(), chunks.bytes());
            }
        }
        let bytes = chunks.end(&mut batch);
        Ok((batch, bytes))
    }

    /// Removes the rows of runs that are doomed, and of those that the list does not know of yet: the store
    /// may have lost the newest list and kept the rows.
    fn remove_what_is_not_listed(&self) -> Result<(), IndexError> {
        let mut directory = self.directory().clone();
        for id in &directory.doomed {
            self.remove_rows(&keys::run(*id), &keys::run(id.saturating_add(1)))?;
        }
        self.remove_rows(&keys::run(directory.next()), keys::AFTER_RUNS)?;
        if directory.doomed.is_empty() {
            return Ok(());
        }
        directory.doomed.clear();
        self.list(Batch::default(), directory)
    }

    fn remove_rows(&self, from: &[u8], before: &[u8]) -> Result<(), IndexError> {
        loop {
            let mut found = Vec::new();
            self.store.ascend(from, &mut |key, _| {
                if key >= before || found.len() == SLICE_ROWS {
                    return Break(());
                }
                found.push(key.to_vec());
                Continue(())
            })?;
            if found.is_empty() {
                return Ok(());
            }
            let mut batch = Batch::default();
            found.into_iter().for_each(|key| batch.remove(key));
            self.store.apply(&batch)?;
        }
    }
}

impl Runs {
    /// Lends the store's own entries from a key on that come before another one.
    fn ascend_below(
        &self,
        end: &[u8],
        from: &[u8],
        visit: &mut Visit<'_>,
    ) -> Result<(), IndexError> {
        if from >= end {
            return Ok(());
        }
        let until = &mut |key: &[u8], value: &[u8]| {
            if key < end { visit(key, value) } else { Break(()) }
        };
        self.store.ascend(from, until)
    }

    fn ascend_look_ups(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        if from >= keys::AFTER_LOOK_UPS {
            return Ok(());
        }
        let directory = self.directory();
        let mut merged = Merged::of(self.store.as_ref(), &directory.runs, from)?;
        while let Some((key, value)) = merged.next()? {
            if value.is_some_and(|value| visit(&key, &value).is_break()) {
                break;
            }
        }
        Ok(())
    }
}

impl Rows for Runs {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        if !keys::is_look_up(key) {
            return self.store.get(key, read);
        }
        let directory = self.directory();
        for run in directory.runs.iter().rev() {
            let mut outcome = Ok(None);
            self.store.last(&keys::run(run.id), &keys::run_from(run.id, key), &mut |_, row| {
                outcome = find(row, key).map(|change| change.map(|value| value.map(&mut *read)));
            })?;
            if outcome?.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        let ended = Cell::new(false);
        let mut visit = |key: &[u8], value: &[u8]| {
            let told = visit(key, value);
            ended.set(told.is_break());
            told
        };
        self.ascend_below(keys::LOOK_UPS, from, &mut visit)?;
        if !ended.get() {
            self.ascend_look_ups(from.max(keys::LOOK_UPS), &mut visit)?;
        }
        if !ended.get() {
            self.ascend_below(keys::RUNS, from.max(keys::AFTER_LOOK_UPS), &mut visit)?;
        }
        if ended.get() {
            return Ok(());
        }
        self.store.ascend(from.max(keys::AFTER_RUNS), &mut visit)
    }

    fn last(
        &self,
        from: &[u8],
        through: &[u8],
        read: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), IndexError> {
        let clear_of = |begin: &[u8], after: &[u8]| through < begin || from >= after;
        if clear_of(keys::LOOK_UPS, keys::AFTER_LOOK_UPS) && clear_of(keys::RUNS, keys::AFTER_RUNS)
        {
            return self.store.last(from, through, read);
        }
        last_by_ascending(self, from, through, read)
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        if !keys::is_look_up(key) {
            return self.store.contains(key);
        }
        let mut found = false;
        self.get(key, &mut |_| found = true)?;
        Ok(found)
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let _writing = self.writing();
        let changes = batch.changes();
        let of_look_ups = (Bound::Included(keys::LOOK_UPS), Bound::Excluded(keys::AFTER_LOOK_UPS));
        let mut look_ups = changes.range::<[u8], _>(of_look_ups).peekable();
        if look_ups.peek().is_none() {
            return self.store.apply(batch);
        }
        let others = changes.iter().filter(|(key, _)| !keys::is_look_up(key));
        let others: Changes = others.map(|(key, value)| (key.clone(), value.clone())).collect();
        self.put(others.into(), look_ups)?;
        self.merge()
    }

    fn flush(&self) -> Result<(), IndexError> {
        self.store.flush()
    }
}
