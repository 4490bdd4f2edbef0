//! The blocks before the snapshot that a node began with: fetched in order, each executed as if the
//! node had been there, and at last put in front of the ledger log.
//!
//! Blocks hold instructions and no facts, and an observer holds and verifies everything; so a block is
//! not only held against its hash and its certificate, but executed on the state before it, in an
//! index of its own that is removed afterwards. What it recorded is found in the node's index from
//! then on.
//!
//! ```text
//! data/backfill/         a ledger log from block 1 on; in the end also the blocks after the snapshot
//! data/backfill-index/   the state after its last block
//! data/ledger-before/    the log after the snapshot, once the other has taken its place; removed
//! ```

use std::sync::Arc;

use proto::block::Block;
use proto::fact::FactRecord;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::header_tree::HeaderFrontier;
use thiserror::Error;

use super::index::{check_certificate, open_index};
use super::{ChainError, LogFault, Places, SharedLog, lock_log};
use crate::ledger::Parent;
use crate::ledger::opening::nothing_opened;
use crate::ledger::verify::{Invalid, Verified, verify};
use crate::store::index::{Horizon, Index, IndexError, Shelf};
use crate::store::log::{self, LOG_LIMITS, LedgerLog, is_begun};
use crate::store::snapshot;
use crate::store::vfs::Disk;

/// Blocks that are copied behind the others at a time, so that commits are not held up for long.
const COPIED_AT_ONCE: u64 = 64;

/// The blocks before a snapshot, as far as they are here.
pub struct Backfill {
    places: Places,
    disk: Arc<dyn Disk>,
    shelf: Arc<dyn Shelf>,
    /// Of the snapshot.
    base: u64,
    log: LedgerLog,
    index: Index,
    headers: HeaderFrontier,
    parent: Parent,
    /// The node's own.
    live: Index,
}

/// Why a block is not the one of its height.
#[derive(Debug, Error)]
pub enum FalseBlock {
    /// None is missing any more.
    #[error("no block is asked for any more")]
    NotAsked,
    /// It is no block.
    #[error(transparent)]
    Format(#[from] proto::block::BlockFault),
    /// It is another block than the snapshot's headers name.
    #[error("it is {found}; the header of block {height} is {expected}")]
    OtherBlock {
        /// The height.
        height: u64,
        /// Its hash.
        found: Hash,
        /// The hash at that height.
        expected: Hash,
    },
    /// Its certificate does not hold.
    #[error(transparent)]
    Certificate(LogFault),
}

impl Backfill {
    /// Goes on with what is here; nothing for a node that has every block.
    ///
    /// # Errors
    ///
    /// [`ChainError`].
    pub fn open(
        genesis: &Genesis,
        places: &Places,
        disk: Arc<dyn Disk>,
        shelf: Arc<dyn Shelf>,
        live: Index,
    ) -> Result<Option<Self>, ChainError> {
        let Some(base) = live.base()? else { return Ok(None) };
        let (folder, chain) = (places.backfill(), genesis.chain().0);
        let (log, _) = LedgerLog::open(Arc::clone(&disk), folder, &chain, LOG_LIMITS)?;
        let (index, headers, parent) = open_index(
            genesis,
            shelf.as_ref(),
            &places.backfill_index(),
            Horizon::default(),
            &log,
            None,
        )?;
        let places = places.clone();
        let backfill = Self { places, disk, shelf, base, log, index, headers, parent, live };
        backfill.put_what_is_lacking()?;
        Ok(Some(backfill))
    }

    /// The height of the block that is wanted next; nothing when all are here.
    #[must_use]
    pub fn next(&self) -> Option<u64> {
        Some(self.parent.height + 1).filter(|height| *height <= self.base)
    }

    /// The height of the snapshot.
    #[must_use]
    pub fn base(&self) -> u64 {
        self.base
    }

    /// Takes the block that is wanted next.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when this node failed; a false block is an answer.
    pub fn take(
        &mut self,
        bytes: &[u8],
        certificate: &[u8],
    ) -> Result<Result<(), FalseBlock>, ChainError> {
        let Some(height) = self.next() else { return Ok(Err(FalseBlock::NotAsked)) };
        if let Err(fault) = self.check(height, bytes, certificate)? {
            return Ok(Err(fault));
        }
        let (block, executed) = match verify(&self.parent, &self.index, bytes, &nothing_opened)? {
            Verified::Valid(executed) => *executed,
            // A quorum signed it, so the program is at fault, or the index it is executed on.
            Verified::Invalid(invalid) => return Err(self.disagrees(height, invalid)),
        };
        self.log.append(height, bytes, certificate)?;
        let meta = self.index.apply(&block.header, &executed, certificate)?;
        self.live.put_history(&block.header, &executed.records, certificate)?;
        self.headers.push(meta.hash);
        self.parent = meta.parent(self.headers.root(), executed.next_validators);
        Ok(Ok(()))
    }

    /// Whether it is the block of this height, and a quorum committed it.
    fn check(
        &self,
        height: u64,
        bytes: &[u8],
        certificate: &[u8],
    ) -> Result<Result<(), FalseBlock>, ChainError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a header's hash" };
        let expected = self.live.header_hash(height)?.ok_or(DAMAGED)?;
        let block = match Block::decode(bytes) {
            Ok(block) => block,
            Err(fault) => return Ok(Err(fault.into())),
        };
        let found = block.header.hash();
        if found != expected {
            return Ok(Err(FalseBlock::OtherBlock { height, found, expected }));
        }
        Ok(check_certificate(&self.parent, &block, certificate).map_err(FalseBlock::Certificate))
    }

    fn disagrees(&self, height: u64, invalid: Invalid) -> ChainError {
        ChainError::DecidedInvalid { height, invalid: Box::new(invalid) }
    }

    /// Puts into the node's index what it lacks of the blocks that are here: the last one's after a
    /// crash, all after it was built anew.
    fn put_what_is_lacking(&self) -> Result<(), ChainError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a block before the snapshot" };
        for height in 1..=self.parent.height.min(self.base) {
            let (header, _) = self.index.header(height)?.ok_or(DAMAGED)?;
            if self.live.header(height)?.is_some() && self.live.is_complete(&header)? {
                continue;
            }
            let records = self.index.records_of(height)?;
            let records: Result<Vec<_>, _> =
                records.iter().map(|leaf| FactRecord::decode(leaf)).collect();
            let certificate = self.index.certificate(height)?.ok_or(DAMAGED)?;
            self.live.put_history(&header, &records.map_err(|_| DAMAGED)?, &certificate)?;
        }
        Ok(())
    }

    /// Puts the blocks in front of the ledger log, which from then on begins with the first block, and
    /// removes what was needed for it. The log is held for as long as some blocks take to copy.
    ///
    /// # Errors
    ///
    /// [`ChainError`]. The next start goes on from where this was cut off.
    ///
    /// # Panics
    ///
    /// While a block is still wanted.
    pub fn finish(mut self, log: &SharedLog) -> Result<(), ChainError> {
        assert!(self.next().is_none(), "it is finished when every block is here");
        while self.copy_behind(&lock_log(log), COPIED_AT_ONCE)? == COPIED_AT_ONCE {}
        let mut held = lock_log(log);
        self.copy_behind(&held, u64::MAX)?;
        let (disk, places) = (self.disk.as_ref(), &self.places);
        log::remove(disk, &places.log_before())?;
        disk.rename(&places.log(), &places.log_before())?;
        disk.rename(&places.backfill(), &places.log())?;
        disk.sync_dir(places.root())?;
        self.log.moved_to(places.log());
        *held = self.log;
        drop(held);
        self.live.history_is_whole()?;
        drop(self.index);
        clear(disk, self.shelf.as_ref(), places)
    }

    #[cfg(test)]
    pub(crate) fn copy_all_behind(&mut self, log: &SharedLog) -> Result<u64, ChainError> {
        self.copy_behind(&lock_log(log), u64::MAX)
    }

    /// Copies blocks after the snapshot behind those before it. Says how many.
    fn copy_behind(&mut self, log: &LedgerLog, most: u64) -> Result<u64, ChainError> {
        let mut copied = 0;
        let next = self.log.head().map_or(1, |head| head.height + 1);
        for height in next.. {
            if copied == most {
                break;
            }
            let Some(entry) = log.read(height)? else { break };
            self.log.append(height, &entry.block, &entry.certificate)?;
            copied += 1;
        }
        Ok(copied)
    }
}

/// Ends what was cut off while a log took another's place. Asked before the log is opened.
///
/// # Errors
///
/// [`ChainError`].
pub(super) fn recover(
    disk: &dyn Disk,
    shelf: &dyn Shelf,
    places: &Places,
) -> Result<(), ChainError> {
    if !is_begun(disk, &places.log_before())? {
        return Ok(());
    }
    if !is_begun(disk, &places.log())? {
        let in_place = match is_begun(disk, &places.backfill())? {
            true => places.backfill(),
            false => places.log_before(),
        };
        disk.rename(&in_place, &places.log())?;
        disk.sync_dir(places.root())?;
    }
    clear(disk, shelf, places)
}

/// Removes what a node needed only as long as blocks were missing.
fn clear(disk: &dyn Disk, shelf: &dyn Shelf, places: &Places) -> Result<(), ChainError> {
    shelf.remove(&places.backfill_index())?;
    snapshot::remove(disk, &places.snapshot())?;
    Ok(log::remove(disk, &places.log_before())?)
}
