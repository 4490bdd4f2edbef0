//! Rows that are written behind the back of whoever changes them.
//!
//! A block is committed once it is in the ledger log; its rows are needed to answer, not to be on
//! disk. So changes are taken into memory, where every reader sees them at once, and a thread of its
//! own writes them to the store: after a moment, many blocks together when they come fast, so that rows
//! which every block writes over are written once for all of them. The store lags by that moment and
//! by a bounded number of bytes, and after a crash the log makes up for it, as for any other loss.

#[cfg(test)]
mod tests;

use std::collections::btree_map::Range;
use std::iter::Peekable;
use std::ops::{Bound, ControlFlow};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::IndexError;
use super::rows::{Batch, Changes, Rows, Visit, last_by_ascending};

/// Bytes of changes that may wait while others are written. Whoever brings more waits.
const WAITING_BYTES: usize = 32 << 20;

/// Bytes of changes that are written without waiting for more.
const ENOUGH_BYTES: usize = 8 << 20;

/// How long changes wait for more before they are given to the store.
pub(super) const LINGERS: Duration = Duration::from_secs(1);

/// What a change takes beside its key and value, roughly.
const CHANGE_BYTES: usize = 96;

/// Rows over a store that lags behind them.
pub(super) struct Behind {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

struct Shared {
    store: Arc<dyn Rows>,
    /// How long changes wait for more.
    lingers: Duration,
    pending: Mutex<Pending>,
    /// Told when there is more to write, when something was written, and when all ends.
    changed: Condvar,
}

#[derive(Default)]
struct Pending {
    /// What nobody has begun to write.
    waiting: Changes,
    waiting_bytes: usize,
    /// When it is written at the latest; none while nothing waits.
    due: Option<Instant>,
    /// What is being written just now.
    writing: Arc<Batch>,
    stage: Stage,
    /// Why the store took no more, until somebody was told.
    fault: Option<IndexError>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Open,
    /// The rows are being closed: what waits is written, and then no more.
    Closing,
    /// The store failed. Nothing more is written.
    Failed,
}

impl Behind {
    /// Rows over a store, to which changes are written after they waited so long for more. `folder`
    /// is named where their thread cannot be started.
    pub(super) fn over(
        store: Arc<dyn Rows>,
        lingers: Duration,
        folder: &Path,
    ) -> Result<Self, IndexError> {
        let (pending, changed) = (Mutex::default(), Condvar::new());
        let shared = Arc::new(Shared { store, lingers, pending, changed });
        let writes = Arc::clone(&shared);
        let writer = thread::Builder::new()
            .name("index".to_owned())
            .spawn(move || writes.write_until_closed())
            .map_err(|source| IndexError::Store {
                folder: folder.to_owned(),
                source: Box::new(source),
            })?;
        Ok(Self { shared, writer: Some(writer) })
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        let mut pending = self.shared.pending();
        if pending.stage == Stage::Open {
            pending.stage = Stage::Closing;
        }
        drop(pending);
        self.shared.changed.notify_all();
        if let Some(writer) = self.writer.take() {
            // It panicked if the store did; then nothing is left to be done.
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        // Every change leaves it whole, so a panic elsewhere does not spoil it.
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, pending: MutexGuard<'a, Pending>) -> MutexGuard<'a, Pending> {
        self.changed.wait(pending).unwrap_or_else(PoisonError::into_inner)
    }

    fn write_until_closed(&self) {
        while let Some(batch) = self.next_batch() {
            // Some stores panic where their file is damaged. Whoever waits must hear of it all the same.
            let written = catch_unwind(AssertUnwindSafe(|| self.store.apply(&batch)));
            let written = written.unwrap_or(Err(IndexError::Stopped));
            let mut pending = self.pending();
            if let Err(error) = written {
                pending.fault = Some(error);
                pending.stage = Stage::Failed;
            } else {
                pending.writing = Arc::default();
            }
            drop(pending);
            self.changed.notify_all();
        }
    }

    fn next_batch(&self) -> Option<Arc<Batch>> {
        let mut pending = self.pending();
        while pending.stage == Stage::Open {
            pending = match pending.lingers() {
                None => self.wait(pending),
                Some(Duration::ZERO) => break,
                Some(left) => {
                    let woken = self.changed.wait_timeout(pending, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        if pending.waiting.is_empty() || pending.stage == Stage::Failed {
            return None;
        }
        pending.waiting_bytes = 0;
        pending.due = None;
        pending.writing = Arc::new(Batch::from(std::mem::take(&mut pending.waiting)));
        let batch = Arc::clone(&pending.writing);
        drop(pending);
        // Whoever waits for room has it now.
        self.changed.notify_all();
        Some(batch)
    }
}

impl Pending {
    /// Lets a change wait, in place of an earlier one of its key.
    fn take_in(&mut self, key: &Bytes, value: Option<&Bytes>) {
        let bytes = |value: Option<&Bytes>| CHANGE_BYTES + key.len() + value.map_or(0, Bytes::len);
        self.waiting_bytes += bytes(value);
        if let Some(earlier) = self.waiting.insert(key.clone(), value.cloned()) {
            self.waiting_bytes -= bytes(earlier.as_ref());
        }
    }

    /// How long what waits is still left to wait; none where nothing does.
    fn lingers(&self) -> Option<Duration> {
        let left = self.due?.saturating_duration_since(Instant::now());
        Some(if self.waiting_bytes < ENOUGH_BYTES { left } else { Duration::ZERO })
    }

    /// The newest change of a key that the store may not have yet: `Some(None)` where it goes.
    fn change(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        let change = self.waiting.get(key).or_else(|| self.writing.changes().get(key));
        change.map(|value| value.as_deref())
    }

    /// The changes from a key on, in ascending order.
    fn changes_from<'a>(&'a self, from: &'a [u8]) -> Merged<'a> {
        let bounds = (Bound::Included(from), Bound::Unbounded);
        Merged {
            newer: self.waiting.range::<[u8], _>(bounds).peekable(),
            older: self.writing.changes().range::<[u8], _>(bounds).peekable(),
        }
    }

    /// The last change of a range.
    fn last_change(&self, from: &[u8], through: &[u8]) -> Option<(Bytes, Option<Bytes>)> {
        let bounds = (Bound::Included(from), Bound::Included(through));
        let newer = self.waiting.range::<[u8], _>(bounds).next_back();
        let older = self.writing.changes().range::<[u8], _>(bounds).next_back();
        // Of two changes of one key the newer comes last.
        let last = older.into_iter().chain(newer).max_by_key(|(key, _)| *key);
        last.map(|(key, value)| (key.clone(), value.clone()))
    }

    fn refuse_failed(&mut self) -> Result<(), IndexError> {
        match (self.stage, self.fault.take()) {
            (Stage::Failed, Some(fault)) => Err(fault),
            (Stage::Failed, None) => Err(IndexError::Stopped),
            (Stage::Open | Stage::Closing, _) => Ok(()),
        }
    }
}

/// Changes of two ages as one, in ascending order; of two changes of one key the newer counts.
struct Merged<'a> {
    newer: Peekable<Range<'a, Bytes, Option<Bytes>>>,
    older: Peekable<Range<'a, Bytes, Option<Bytes>>>,
}

impl<'a> Iterator for Merged<'a> {
    type Item = (&'a [u8], Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        let next = match (self.newer.peek(), self.older.peek()) {
            (Some((newer, _)), Some((older, _))) if older < newer => self.older.next(),
            (Some((newer, _)), Some((older, _))) => {
                if newer == older {
                    self.older.next();
                }
                self.newer.next()
            }
            (Some(_), None) => self.newer.next(),
            (None, _) => self.older.next(),
        };
        next.map(|(key, value)| (&key[..], value.as_deref()))
    }
}

impl Rows for Behind {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        if let Some(change) = self.shared.pending().change(key) {
            change.into_iter().for_each(read);
            return Ok(());
        }
        self.shared.store.get(key, read)
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        let pending = self.shared.pending();
        let mut changes = pending.changes_from(from).peekable();
        let mut ended = false;
        self.shared.store.ascend(from, &mut |key, value| {
            // Changes before this entry, and of it.
            while let Some((changed, new)) = changes.next_if(|(changed, _)| *changed < key) {
                if new.is_some_and(|new| visit(changed, new).is_break()) {
                    ended = true;
                    return ControlFlow::Break(());
                }
            }
            let value = match changes.next_if(|(changed, _)| *changed == key) {
                Some((_, new)) => new,
                None => Some(value),
            };
            if value.is_some_and(|value| visit(key, value).is_break()) {
                ended = true;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if !ended {
            for (key, new) in changes {
                if new.is_some_and(|new| visit(key, new).is_break()) {
                    break;
                }
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
        let change = self.shared.pending().last_change(from, through);
        if matches!(change, Some((_, None))) {
            return last_by_ascending(self, from, through, read);
        }
        let change = change.and_then(|(key, value)| Some((key, value?)));
        let mut stored = None;
        self.shared.store.last(from, through, &mut |key, value| {
            if change.as_ref().is_none_or(|(changed, _)| changed[..] < *key) {
                stored = Some((Bytes::copy_from_slice(key), Bytes::copy_from_slice(value)));
            }
        })?;
        if let Some((key, value)) = stored.or(change) {
            read(&key, &value);
        }
        Ok(())
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        if let Some(change) = self.shared.pending().change(key) {
            return Ok(change.is_some());
        }
        self.shared.store.contains(key)
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let mut pending = self.shared.pending();
        while pending.waiting_bytes > WAITING_BYTES && pending.stage == Stage::Open {
            pending = self.shared.wait(pending);
        }
        pending.refuse_failed()?;
        for (key, value) in batch.changes() {
            pending.take_in(key, value.as_ref());
        }
        if pending.due.is_none() && !pending.waiting.is_empty() {
            pending.due = Some(Instant::now() + self.shared.lingers);
        }
        drop(pending);
        self.shared.changed.notify_all();
        Ok(())
    }

    fn flush(&self) -> Result<(), IndexError> {
        let mut pending = self.shared.pending();
        pending.due = pending.due.map(|due| due.min(Instant::now()));
        self.shared.changed.notify_all();
        while pending.stage != Stage::Failed
            && !(pending.waiting.is_empty() && pending.writing.changes().is_empty())
        {
            pending = self.shared.wait(pending);
        }
        pending.refuse_failed()?;
        drop(pending);
        self.shared.store.flush()
    }
}
