//! Where a log's files are, which network they belong to, and how large their parts may be.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use proto::hash::Hash;

use super::damage::{LogError, Part};
use super::{marker, segment};
use crate::store::vfs::{Access, Disk, DiskError, File, TEMPORARY_SUFFIX, parent};

/// How large the parts of a log may be, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLimits {
    /// A segment that would grow beyond this is followed by a new one.
    pub segment_bytes: u64,
    /// Largest block.
    pub block_bytes: u32,
    /// Largest certificate.
    pub certificate_bytes: u32,
}

/// The limits a node uses: segments of 64 MiB, blocks of 16 MiB, certificates of 1 MiB.
pub const LOG_LIMITS: LogLimits =
    LogLimits { segment_bytes: 64 << 20, block_bytes: 16 << 20, certificate_bytes: 1 << 20 };

impl LogLimits {
    pub(super) fn check(&self, block: &[u8], certificate: &[u8]) -> Result<(), LogError> {
        check_part(Part::Block, block, self.block_bytes)?;
        check_part(Part::Certificate, certificate, self.certificate_bytes)
    }
}

fn check_part(what: Part, bytes: &[u8], limit: u32) -> Result<(), LogError> {
    match u32::try_from(bytes.len()) {
        Ok(length) if length <= limit => Ok(()),
        Ok(_) | Err(_) => Err(LogError::TooLarge { what, bytes: bytes.len(), limit }),
    }
}

/// Whether a log in `dir` holds anything, or did.
///
/// # Errors
/// [`DiskError`] when the directory cannot be read.
pub fn is_begun(disk: &dyn Disk, dir: &Path) -> Result<bool, DiskError> {
    if !disk.exists(&dir.join(marker::NAME))? {
        return Ok(false);
    }
    Ok(disk.list(dir)?.iter().any(|name| segment::first_height(name).is_some()))
}

/// Removes the files of a log, the marker last. Nothing is done where there is none.
///
/// # Errors
/// [`DiskError`] when it fails; a second call goes on.
pub fn remove(disk: &dyn Disk, dir: &Path) -> Result<(), DiskError> {
    let marker = dir.join(marker::NAME);
    if !disk.exists(&marker)? {
        return Ok(());
    }
    for name in disk.list(dir)?.iter().filter(|name| *name != marker::NAME) {
        disk.remove(&dir.join(name))?;
    }
    disk.remove(&marker)
}

pub(super) struct Files {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) dir: PathBuf,
    pub(super) chain_id: [u8; 32],
    pub(super) limits: LogLimits,
}

impl Files {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        chain_id: [u8; 32],
        limits: LogLimits,
    ) -> Self {
        Self { disk, dir, chain_id, limits }
    }

    pub(super) fn create_dir(&self) -> Result<(), DiskError> {
        self.disk.create_dir(&self.dir)?;
        self.disk.sync_dir(parent(&self.dir))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(super) fn open_segment(
        &self,
        first: u64,
        access: Access,
    ) -> Result<Box<dyn File>, DiskError> {
        self.disk.open(&self.path(&segment::name(first)), access)
    }

    /// First heights of all segment files, ascending. Other names are not the log's business.
    pub(super) fn segments(&self) -> Result<Vec<u64>, DiskError> {
        let names = self.disk.list(&self.dir)?;
        let mut firsts: Vec<u64> =
            names.iter().filter_map(|name| segment::first_height(name)).collect();
        firsts.sort_unstable();
        Ok(firsts)
    }

    pub(super) fn remove_unfinished(&self) -> Result<(), DiskError> {
        for name in self.disk.list(&self.dir)? {
            if name.ends_with(TEMPORARY_SUFFIX) {
                self.disk.remove(&self.path(&name))?;
            }
        }
        Ok(())
    }

    pub(super) fn wrong_chain(&self, name: &str, found: Hash) -> LogError {
        LogError::WrongChain { path: self.path(name), expected: Hash(self.chain_id), found }
    }
}
