//! Rows in fjall, on the machine's own file system.
//!
//! It writes what changed to a journal, gathers it in memory, and writes it out as sorted files, which it
//! merges in the background. So a row that changes costs the same wherever it lies, and what is written
//! over does not stay on disk for long.

#[cfg(test)]
mod tests;

use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::keeper::{self, Keeper, over};
use super::rows::{Batch, Rows, Shelf, Visit};
use super::{IndexError, keys};

/// What it has of its own in the index's folder.
pub(super) const FOLDER: &str = "fjall";

/// Bytes of blocks of its files kept in memory.
const CACHE_BYTES: u64 = 96 << 20;

/// Bytes of changes of one kind of rows that are gathered before they become a file.
const GATHERED_BYTES: u64 = 32 << 20;

/// Bytes of its journal at most, which a start after a crash reads.
const JOURNAL_BYTES: u64 = 256 << 20;

/// Threads that write and merge its files.
const THREADS: usize = 1;

/// Keeps rows in fjall, one store to a folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct FjallShelf;

impl Shelf for FjallShelf {
    fn open(&self, folder: &Path) -> Result<Arc<dyn Rows>, IndexError> {
        Keeper::Fjall.warn_of_others(folder);
        let rows = FjallRows::open(folder).map_err(|source| failed(folder, source))?;
        over(Arc::new(rows), folder)
    }

    fn remove(&self, folder: &Path) -> Result<(), IndexError> {
        keeper::remove(folder)
    }
}

struct FjallRows {
    db: Database,
    /// The newest state: what changes all the time, all over.
    nodes: Keyspace,
    /// What it replaced: written once, and removed from the one end.
    replaced: Keyspace,
    others: Keyspace,
    folder: PathBuf,
}

impl FjallRows {
    fn open(folder: &Path) -> Result<Self, fjall::Error> {
        let db = Database::builder(folder.join(FOLDER))
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .worker_threads(THREADS)
            .open()?;
        let options = || KeyspaceCreateOptions::default().max_memtable_size(GATHERED_BYTES);
        Ok(Self {
            nodes: db.keyspace("nodes", options)?,
            replaced: db.keyspace("replaced", options)?,
            others: db.keyspace("others", options)?,
            db,
            folder: folder.to_owned(),
        })
    }

    fn named<T>(&self, result: Result<T, fjall::Error>) -> Result<T, IndexError> {
        result.map_err(|source| failed(&self.folder, source))
    }

    fn of(&self, kind: Kind) -> &Keyspace {
        match kind {
            Kind::Nodes => &self.nodes,
            Kind::Replaced => &self.replaced,
            Kind::Others => &self.others,
        }
    }
}

/// What rows are of. Each kind has files of its own, since they live so differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Nodes,
    Replaced,
    Others,
}

/// A stretch of the key space.
struct Span {
    kind: Kind,
    from: &'static [u8],
    /// None for the last one, which has no end.
    before: Option<&'static [u8]>,
}

/// All of the key space, in order.
const SPANS: [Span; 5] = [
    Span { kind: Kind::Others, from: &[], before: Some(keys::NODES) },
    Span { kind: Kind::Nodes, from: keys::NODES, before: Some(keys::AFTER_NODES) },
    Span { kind: Kind::Others, from: keys::AFTER_NODES, before: Some(keys::REPLACED) },
    Span { kind: Kind::Replaced, from: keys::REPLACED, before: Some(keys::AFTER_REPLACED) },
    Span { kind: Kind::Others, from: keys::AFTER_REPLACED, before: None },
];

fn kind_of(key: &[u8]) -> Kind {
    if key.starts_with(keys::NODES) {
        Kind::Nodes
    } else if key.starts_with(keys::REPLACED) {
        Kind::Replaced
    } else {
        Kind::Others
    }
}

impl Span {
    /// The part of it that lies between two keys; none where no part does.
    fn between<'a>(&self, from: &'a [u8], through: Bound<&'a [u8]>) -> Option<Part<'a>> {
        let begins = from.max(self.from);
        let ends = match (self.before, through) {
            (Some(before), Bound::Included(through)) if through >= before => {
                Bound::Excluded(before)
            }
            (Some(before), Bound::Unbounded) => Bound::Excluded(before),
            (_, through) => through,
        };
        let holds_none = match ends {
            Bound::Included(end) => begins > end,
            Bound::Excluded(end) => begins >= end,
            Bound::Unbounded => false,
        };
        (!holds_none).then_some((Bound::Included(begins), ends))
    }
}

type Part<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

impl Rows for FjallRows {
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        if let Some(value) = self.named(self.of(kind_of(key)).get(key))? {
            read(&value);
        }
        Ok(())
    }

    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError> {
        for span in SPANS {
            let Some(part) = span.between(from, Bound::Unbounded) else { continue };
            for entry in self.of(span.kind).range::<&[u8], _>(part) {
                let (key, value) = self.named(entry.into_inner())?;
                if visit(&key, &value).is_break() {
                    return Ok(());
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
        for span in SPANS.iter().rev() {
            let Some(part) = span.between(from, Bound::Included(through)) else { continue };
            if let Some(entry) = self.of(span.kind).range::<&[u8], _>(part).next_back() {
                let (key, value) = self.named(entry.into_inner())?;
                read(&key, &value);
                return Ok(());
            }
        }
        Ok(())
    }

    fn contains(&self, key: &[u8]) -> Result<bool, IndexError> {
        self.named(self.of(kind_of(key)).contains_key(key))
    }

    fn apply(&self, batch: &Batch) -> Result<(), IndexError> {
        let mut written = self.db.batch();
        for (key, value) in batch.changes() {
            let keyspace = self.of(kind_of(key));
            match value {
                Some(value) => written.insert(keyspace, key.clone(), value.clone()),
                None => written.remove(keyspace, key.clone()),
            }
        }
        self.named(written.commit())
    }

    /// Nothing is synced but here: what a power cut takes is made anew from the log.
    fn flush(&self) -> Result<(), IndexError> {
        self.named(self.db.persist(PersistMode::SyncAll))
    }
}

fn failed(folder: &Path, source: fjall::Error) -> IndexError {
    IndexError::Store { folder: folder.to_owned(), source: Box::new(source) }
}
