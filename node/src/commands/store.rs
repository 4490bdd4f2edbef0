//! `ebl-node check-store` and `ebl-node rebuild-index`.

use std::path::Path;
use std::sync::Arc;

use super::{CommandError, read_both};
use crate::chain::{Places, audit};
use crate::store::index::{Shelf, SledShelf};
use crate::store::lock::StoreLock;
use crate::store::log::{LOG_LIMITS, Verification, verify};
use crate::store::vfs::StdDisk;

/// What a check of a whole store found sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// How many blocks.
    pub blocks: u64,
    /// The last one's hash; the chain id while there is only genesis.
    pub head: proto::hash::Hash,
    /// The root of the state after it.
    pub state_root: proto::hash::Hash,
}

/// Checks a stopped node's ledger: every byte of the log, every certificate, and every block by
/// executing it again from genesis into a scratch index. Changes nothing else.
///
/// # Errors
///
/// [`CommandError`], naming segment, offset and height of the first bad entry.
pub fn check_store(config: &Path) -> Result<Sound, CommandError> {
    let (config, genesis) = read_both(config)?;
    let places = Places::below(&config.data);
    let _lock = StoreLock::acquire(&places.lock()).map_err(crate::chain::ChainError::Lock)?;
    let disk = Arc::new(StdDisk);
    let Verification { fault, .. } =
        verify(disk.clone(), places.log(), &genesis.chain().0, LOG_LIMITS);
    if let Some(fault) = fault {
        return Err(fault.into());
    }
    let parent = audit(&genesis, &places, disk, &SledShelf)?;
    Ok(Sound { blocks: parent.height, head: parent.hash, state_root: parent.state_root })
}

/// Removes a stopped node's index; the next start builds it anew from the log. Done here and now,
/// so that its cost is not met at that start.
///
/// # Errors
///
/// [`CommandError`].
pub fn rebuild_index(config: &Path) -> Result<Sound, CommandError> {
    let (config, genesis) = read_both(config)?;
    let places = Places::below(&config.data);
    let _lock = StoreLock::acquire(&places.lock()).map_err(crate::chain::ChainError::Lock)?;
    SledShelf.remove(&places.index()).map_err(crate::chain::ChainError::Index)?;
    let horizon = config.horizon();
    let parent = crate::chain::rebuild(&genesis, &places, Arc::new(StdDisk), &SledShelf, horizon)?;
    Ok(Sound { blocks: parent.height, head: parent.hash, state_root: parent.state_root })
}
