//! Stopping cleanly, and going on from there without reading the whole log.

use std::sync::Arc;

use proto::block::Block;
use thiserror::Error;
use tracing::{info, warn};

use super::index::parent_of;
use super::open::Stores;
use super::{Chain, ChainError, Opening, Places};
use crate::store::index::{Index, Meta};
use crate::store::log::{LOG_LIMITS, LedgerLog, Moved};
use crate::store::stopped::{CleanStop, Taken};
use crate::store::vfs::Disk;

/// A start after a clean stop looks for every fact of the newest blocks in the index, as what was written
/// last is what a lying disk loses: of as many blocks at most, and of no more once so many facts were
/// looked for.
const BLOCKS_LOOKED_AT: usize = 64;
const FACTS_LOOKED_AT: usize = 4_096;

/// What a chain knew of its ledger before it was opened.
#[derive(Debug)]
pub enum Begun {
    /// The node was stopped cleanly and everything stood as it had noted then: the log was not read.
    AfterCleanStop,
    /// Every byte of the log was read and checked, because nothing said how the node ended, or what
    /// did was not so.
    Verified(Unproven),
}

/// Why a clean stop is not taken for one.
#[derive(Debug, Error)]
pub enum Unproven {
    /// There is no note of one.
    #[error("no clean stop was noted")]
    NoNote,
    /// The note cannot be read.
    #[error("the note of a clean stop is damaged")]
    Unreadable,
    /// It is of another chain.
    #[error("the note is of another chain")]
    OtherChain,
    /// The log is not as it was.
    #[error("the ledger log changed since: {0}")]
    Log(#[from] Moved),
    /// The newest block is another one, or stands on others.
    #[error("the newest block of the ledger log is another one")]
    Block,
    /// The index is not as it was.
    #[error("the index is not as it was")]
    Index,
    /// Something of it cannot be read.
    #[error(transparent)]
    Unread(#[from] Box<ChainError>),
}

impl Chain {
    /// What it knew of its ledger before it was opened.
    #[must_use]
    pub fn begun(&self) -> &Begun {
        &self.begun
    }

    /// Ends a chain whose node is told to stop, and notes how the ledger stands, so that the next
    /// start need not read it all. A chain that is only dropped leaves no note.
    ///
    /// # Errors
    ///
    /// [`ChainError`]. Nothing is lost then, and the next start reads the whole log.
    pub fn close(self) -> Result<(), ChainError> {
        // While blocks before a snapshot are still being fetched, others write to log and index.
        if self.log().first() != Some(1) || self.index.base()?.is_some() {
            return Ok(());
        }
        let Some(log) = self.log().standing()? else { return Ok(()) };
        self.index.flush()?;
        let note = CleanStop {
            chain: self.parent.chain,
            hash: self.parent.hash,
            state_root: self.parent.state_root,
            headers: self.headers.clone(),
            log,
        };
        note.write(self.disk.as_ref(), &self.stopped)?;
        info!(height = self.parent.height, "noted a clean stop");
        Ok(())
    }
}

/// Takes the note of a clean stop away unread, so that the next start reads and checks the whole log.
///
/// # Errors
///
/// [`ChainError::Disk`].
pub fn forget_clean_stop(disk: &dyn Disk, places: &Places) -> Result<(), ChainError> {
    CleanStop::take(disk, &places.stopped())?;
    Ok(())
}

/// Goes on from a clean stop, if one was noted and everything is as it was then.
pub(super) fn resume(taken: Taken, opening: &Opening) -> Result<Stores, Unproven> {
    let Opening { genesis, places, disk, shelf, horizon, .. } = opening;
    let note = match taken {
        Taken::Nothing => return Err(Unproven::NoNote),
        Taken::Unreadable => return Err(Unproven::Unreadable),
        Taken::Note(note) => *note,
    };
    if note.chain != genesis.chain() {
        return Err(Unproven::OtherChain);
    }
    let index = Index::open(shelf.as_ref(), &places.index(), *horizon).map_err(unread)?;
    let meta = stands(&index, &note)?;
    let CleanStop { chain, hash, mut headers, log: standing, .. } = note;
    let height = standing.head.height;
    let log = LedgerLog::resume(Arc::clone(disk), places.log(), &chain.0, LOG_LIMITS, standing)?;
    let newest = log.read(height).map_err(unread)?.ok_or(Unproven::Block)?;
    let header = Block::decode(&newest.block).map_err(|_| Unproven::Block)?.header;
    if header.hash() != hash || header.headers_root != headers.root() {
        return Err(Unproven::Block);
    }
    headers.push(hash);
    let parent = parent_of(&index, meta, &headers).map_err(unread)?;
    if parent.state_root != header.state_root || parent.validators.hash() != header.next_validators
    {
        return Err(Unproven::Index);
    }
    Ok(Stores { log, base: 0, index, headers, parent })
}

/// Whether the index is as it was, as far as its newest blocks tell.
fn stands(index: &Index, note: &CleanStop) -> Result<Meta, Unproven> {
    let meta = index.meta().map_err(unread)?.ok_or(Unproven::Index)?;
    let as_noted = (meta.chain, meta.height, meta.hash, meta.state_root)
        == (note.chain, note.log.head.height, note.hash, note.state_root);
    let is_whole = !index.is_forgotten().map_err(unread)?
        && index.base().map_err(unread)?.is_none()
        && note.log.first() == Some(1);
    if !as_noted || !is_whole {
        return Err(Unproven::Index);
    }
    let (mut expected, mut facts) = (meta.hash, 0);
    for height in (1..=meta.height).rev().take(BLOCKS_LOOKED_AT) {
        if facts >= FACTS_LOOKED_AT {
            break;
        }
        let (header, _) = index.header(height).map_err(unread)?.ok_or(Unproven::Index)?;
        let found = index.facts_found(&header).map_err(unread)?.ok_or(Unproven::Index)?;
        if header.hash() != expected {
            return Err(Unproven::Index);
        }
        facts += found;
        expected = header.parent;
    }
    Ok(meta)
}

fn unread(error: impl Into<ChainError>) -> Unproven {
    Unproven::Unread(Box::new(error.into()))
}

/// Tells why the whole log is read.
pub(super) fn tell(unproven: &Unproven) {
    match unproven {
        Unproven::NoNote => info!("no clean stop was noted; the whole ledger log is verified"),
        other => warn!(why = %other, "the whole ledger log is verified in spite of a clean stop"),
    }
}
