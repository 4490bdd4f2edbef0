//! A lock that one holder at a time has.

use std::path::PathBuf;

use super::MemoryDisk;

/// Held until it is dropped.
pub(super) struct MemoryLock {
    pub(super) disk: MemoryDisk,
    pub(super) path: PathBuf,
}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.disk.state().held.remove(&self.path);
    }
}
