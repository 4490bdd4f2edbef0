//! An open file.

use std::io;
use std::path::PathBuf;

use super::MemoryDisk;
use super::content::Change;
use crate::store::layout::width;
use crate::store::vfs::{DiskError, File, Operation};

/// An open file: its place on the disk, and the name it was opened by.
pub(super) struct MemoryFile {
    pub(super) disk: MemoryDisk,
    pub(super) path: PathBuf,
    pub(super) file: usize,
}

impl MemoryFile {
    fn change(&self, operation: Operation, change: Change) -> Result<(), DiskError> {
        let mut state = self.disk.state();
        let was_dark = state.dark;
        let counted = state.change(&self.path, operation);
        let is_dark = state.dark;
        let content = &mut state.files[self.file];
        match &counted {
            Ok(()) => content.change(change),
            Err(_) if was_dark => {}
            // The power cut may keep any part of what it meets; a failing write gets half way.
            Err(_) if is_dark => content.change(change),
            Err(_) => content.change(change.half()),
        }
        counted
    }
}

impl File for MemoryFile {
    fn length(&self) -> Result<u64, DiskError> {
        let state = self.disk.state();
        state.refuse_dark(&self.path, Operation::Inspect)?;
        Ok(width(state.files[self.file].live.len()))
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), DiskError> {
        let state = self.disk.state();
        state.refuse_dark(&self.path, Operation::Read)?;
        let start = in_memory(offset);
        let bytes = state.files[self.file].live.get(start..start + buffer.len());
        let short =
            || DiskError::new(&self.path, Operation::Read, io::ErrorKind::UnexpectedEof.into());
        buffer.copy_from_slice(bytes.ok_or_else(short)?);
        Ok(())
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> Result<(), DiskError> {
        let offset = in_memory(offset);
        self.change(Operation::Write, Change::Write { offset, bytes: bytes.to_vec() })
    }

    fn truncate(&self, length: u64) -> Result<(), DiskError> {
        let length = in_memory(length);
        self.change(Operation::Truncate, Change::Truncate { length })
    }

    fn sync_data(&self) -> Result<(), DiskError> {
        let mut state = self.disk.state();
        let synced = state.change(&self.path, Operation::Sync);
        if state.dark {
            return synced;
        }
        let content = &mut state.files[self.file];
        match &synced {
            Ok(()) => content.settle(),
            Err(_) => content.forget_unsynced(),
        }
        synced
    }
}

/// A place in a file as one in memory, which holds the whole file.
fn in_memory(offset: u64) -> usize {
    usize::try_from(offset).expect("no file here is larger than memory")
}
