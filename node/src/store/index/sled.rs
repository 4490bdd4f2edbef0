//! Rows in sled, on the machine's own file system.

#[cfg(test)]
mod tests;

use std::fs::{File, TryLockError};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use tracing::warn;

#[cfg(test)]
pub(crate) use self::tests::open_sled;
use super::IndexError;
use super::keeper::{self, Keeper, over};
use super::rows::{Batch, Rows, Shelf, Visit};

/// Bytes sled may keep in memory; it holds a multiple of it.
const CACHE_BYTES: u64 = 96 * 1024 * 1024;

/// How often its file is looked at until sled has let go of it: for a second together.
const RELEASE_TRIES: u32 = 200;

/// How long between two looks.
const RELEASE_PAUSE: Duration = Duration::from_millis(5);

/// What sled calls its own file.
pub(super) const SLED_FILE: &str = "db";

/// Keeps rows in sled, one store to a folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct SledShelf;

impl Shelf for SledShelf {
    fn open(&self, folder: &Path) -> Result<Arc<dyn Rows>, IndexError> {
        Keeper::Sled.warn_of_others(folder);
        // Whoever had it open before may have used sled without this shelf.
        wait_until_released(&folder.join(SLED_FILE));
        let db = sled::Config::default()
            .path(folder)
            .cache_capacity(CACHE_BYTES)
            .mode(sled::Mode::HighThroughput)
            .flush_every_ms(Some(1_000))
            .open()
            .map_err(|source| failed(folder, source))?;
        let release = Release(Some(folder.join(SLED_FILE)));
        let rows = Arc::new(SledRows { db, folder: folder.to_owned(), release });
        over(rows, folder)
    }

    fn remove(&self, folder: &Path) -> Result<(), IndexError> {
        keeper::remove(folder)
    }
}

struct SledRows {
    db: sled::Db,
    folder: PathBuf,
    /// Dropped after the store.
    release: Release,
}

/// Waits, when it is dropped, until a store that was closed has let go of its file.
struct Release(Option<PathBuf>);

impl Drop for Release {
    fn drop(&mut self) {
        self.0.iter().for_each(|file| wait_until_released(file));
    }
}

/// Waits, for a second at most, until nobody holds the lock of a store's file. A thread of sled's may outlive
/// its store for a moment and hold it, so that whoever opens the store again at once would be refused.
fn wait_until_released(file: &Path) {
    let Ok(file) = File::open(file) else { return };
    for _ in 0..RELEASE_TRIES {
        // What cannot be locked at all is not waited for either.
        if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return;
        }
        sleep(RELEASE_PAUSE);
    }
}

impl Drop for SledRows {
    /// Closes the store, if the disk still works. Sled syncs once more when it is closed, and panics
    /// when that fails, which would hide why the node stops. Such a store is left open: what of the
    /// index was not written is made anew from the log.
    fn drop(&mut self) {
        if self.flush().is_err() {
            warn!(folder = %self.folder.display(), "the index could not be closed");
            std::mem::forget(self.db.clone());
            self.release.0 = None;
        }
    }
}

impl SledRows {
    fn named<T>(&self, result: Result<T, sled::Error>) -> Result<T, IndexError> {
        result.map_err(|source| failed(&self.folder, source))
    }
}

impl Rows for SledRows {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        if let Some(value) = self.named(self.db.get(key))? {
            read(&value);
        }
        Ok(())
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        for entry in self.db.range(from..) {
            let (key, value) = self.named(entry)?;
            if visit(&key, &value) == ControlFlow::Break(()) {
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
        if let Some((key, value)) =
            self.named(self.db.range(from..=through).next_back().transpose())?
        {
            read(&key, &value);
        }
        Ok(())
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        self.named(self.db.contains_key(key))
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let mut changes = sled::Batch::default();
        for (key, value) in batch.changes() {
            match value {
                Some(value) => changes.insert(&key[..], &value[..]),
                None => changes.remove(&key[..]),
            }
        }
        self.named(self.db.apply_batch(changes))
    }

    /// Sled's own flush does not survive a power cut; a sync of its file after it does.
    fn flush(&self) -> Result<(), IndexError> {
        self.named(self.db.flush())?;
        let synced = File::open(self.folder.join(SLED_FILE)).and_then(|file| file.sync_all());
        synced.map_err(|source| failed(&self.folder, sled::Error::Io(source)))
    }
}

fn failed(folder: &Path, source: sled::Error) -> IndexError {
    IndexError::Store { folder: folder.to_owned(), source: Box::new(source) }
}
