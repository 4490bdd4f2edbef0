//! One process per store: an advisory lock on a file in the store's directory, held as long as
//! the value lives. The system releases it when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

#[cfg(test)]
mod tests;

/// The exclusive right to a store.
#[derive(Debug)]
pub struct StoreLock {
    _held: File,
}

impl StoreLock {
    /// Takes the lock file at `path`, creating it when missing. Never waits.
    ///
    /// # Errors
    /// [`LockError::Held`] when another process (or another part of this one) has it.
    pub fn acquire(path: &Path) -> Result<Self, LockError> {
        let failed = |source| LockError::Io { path: path.to_path_buf(), source };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held { path: path.to_path_buf() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// Why a store could not be locked.
#[derive(Debug, Error)]
pub enum LockError {
    /// Another process has the store open.
    #[error("the store is in use by another process: {} is locked", path.display())]
    Held {
        /// The lock file.
        path: PathBuf,
    },
    /// The lock file cannot be created or locked.
    #[error("cannot lock {}", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
