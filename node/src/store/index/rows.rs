//! The ordered keys and values that an index is made of, whoever keeps them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

use super::IndexError;

/// Ordered keys with values. Nothing here is trusted: rows may lag, come up empty or lack entries
/// after a crash, and whoever reads them notices. Values are lent to the reader, not copied; a
/// reader must not come back to the rows while it has one.
pub trait Rows: Send + Sync {
    /// Lends the value of a key to `read`, which is called once, or not at all where there is none.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn get(&self, key: &[u8], read: &mut dyn FnMut(&[u8])) -> Result<(), IndexError>;

    /// Lends every entry from a key on, in ascending order, until `visit` breaks off.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn ascend(&self, from: &[u8], visit: &mut Visit<'_>) -> Result<(), IndexError>;

    /// Lends the last key from `from` up to and including `through`, and its value, to `read`, which
    /// is called once, or not at all where there is none.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn last(
        &self,
        from: &[u8],
        through: &[u8],
        read: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), IndexError>;

    /// Whether a key has a value.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn contains(&self, key: &[u8]) -> Result<bool, IndexError>;

    /// Writes a batch, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn apply(&self, batch: &Batch) -> Result<(), IndexError>;

    /// Writes what is still held back, and syncs it. Whoever opens the rows again compares them with
    /// the log all the same.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn flush(&self) -> Result<(), IndexError>;
}

/// Sees a key and its value, and says whether to go on.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// [`Rows::last`] for rows that can only be read in ascending order.
pub(super) fn last_by_ascending(
    rows: &dyn Rows,
    from: &[u8],
    through: &[u8],
    read: &mut dyn FnMut(&[u8], &[u8]),
) -> Result<(), IndexError> {
    let mut last = None;
    rows.ascend(from, &mut |key, value| {
        if key > through {
            return ControlFlow::Break(());
        }
        last = Some((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    })?;
    if let Some((key, value)) = last {
        read(&key, &value);
    }
    Ok(())
}

/// Where rows are kept, by folder.
pub trait Shelf: Send + Sync {
    /// Opens the rows of a folder, or begins empty ones.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    fn open(&self, folder: &Path) -> Result<Arc<dyn Rows>, IndexError>;

    /// Removes the rows of a folder, if there are any. They must not be open.
    ///
    /// # Errors
    ///
    /// [`IndexError::Remove`].
    fn remove(&self, folder: &Path) -> Result<(), IndexError>;
}

/// Changes that are written together. Of two changes of one key the later counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    changes: Changes,
}

/// Keys with their new values; `None` where a key has none any more. Copies share their bytes.
pub(super) type Changes = BTreeMap<Bytes, Option<Bytes>>;

impl From<Changes> for Batch {
    fn from(changes: Changes) -> Self {
        Self { changes }
    }
}

impl Batch {
    /// Gives a key a value.
    pub fn insert(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.changes.insert(key.into().into(), Some(value.into().into()));
    }

    /// Takes a key's value away.
    pub fn remove(&mut self, key: impl Into<Vec<u8>>) {
        self.changes.insert(key.into().into(), None);
    }

    /// Every key that changes, in order, with its new value; `None` where it has none any more.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }
}
