//! The engine's log, as the signer sees it: what led to a vote is on disk before the vote is signed.
//!
//! The engine appends what it hears and writes its log through only before it publishes. A vote
//! that is remembered, with a log that lost what led to it, could not be come to again after a
//! power cut; see [`crate::consensus::log_check`].

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::vfs::{Access, Disk, DiskError, File};

/// A second hand on the engine's log.
pub struct EngineLog {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    file: Mutex<Option<Box<dyn File>>>,
}

impl EngineLog {
    /// The log at `path`. The engine makes it when it starts.
    #[must_use]
    pub fn new(disk: Arc<dyn Disk>, path: PathBuf) -> Self {
        Self { disk, path, file: Mutex::new(None) }
    }

    /// Makes all that the engine appended durable.
    ///
    /// # Errors
    ///
    /// [`DiskError`] when the log is not there or cannot be synced.
    pub fn write_through(&self) -> Result<(), DiskError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match &*file {
            Some(file) => file.sync_data(),
            None => file.insert(self.disk.open(&self.path, Access::ReadWrite)?).sync_data(),
        }
    }
}
