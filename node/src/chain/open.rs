//! Starting: the log decides, the index follows.

use std::path::Path;
use std::sync::{Arc, Mutex};

use proto::block::Block;
use proto::genesis::Genesis;
use proto::validators::Address;
use tracing::warn;

use super::backfill::recover;
use super::index::{build_index, open_index};
use super::{Chain, ChainError, Held, OnCommit, Places, SharedLog, UndecidedBlock, Verdict};
use crate::ledger::Parent;
use crate::pool::SharedPool;
use crate::store::index::{Horizon, Index, Shelf};
use crate::store::log::{LOG_LIMITS, LedgerLog, ReadOnlyLog};
use crate::store::side::{SIDE_LIMITS, Saved, SideFile};
use crate::store::snapshot::Snapshot;
use crate::store::vfs::Disk;

/// What a chain is opened with.
pub struct Opening {
    /// The genesis file.
    pub genesis: Arc<Genesis>,
    /// This node's address, if it votes.
    pub own: Option<Address>,
    /// Where it keeps what. The data folder exists.
    pub places: Places,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// Where the index is kept.
    pub shelf: Arc<dyn Shelf>,
    /// How far back it keeps the state.
    pub horizon: Horizon,
    /// What waits to be recorded.
    pub pool: SharedPool,
    /// Told after each commit, once readers see it.
    pub on_commit: OnCommit,
}

impl Chain {
    /// Opens the chain: verifies the whole log, replays into the index what it lacks, rebuilds
    /// the index when anything disagrees, and recovers the undecided blocks.
    ///
    /// # Errors
    ///
    /// [`ChainError`]; a damaged log names segment, offset and height.
    pub fn open(opening: Opening) -> Result<Self, ChainError> {
        let Opening { genesis, own, places, disk, shelf, horizon, pool, on_commit } = opening;
        let lock = disk.lock(&places.lock())?;
        let chain_id = genesis.chain().0;
        recover(disk.as_ref(), shelf.as_ref(), &places)?;
        let (log, opened) =
            LedgerLog::open(Arc::clone(&disk), places.log(), &chain_id, LOG_LIMITS)?;
        if let Some(tail) = opened.dropped_tail {
            warn!(segment = tail.segment, offset = tail.offset, "dropped an unfinished record");
        }
        let base = base_of(&genesis, &places, &disk, log.first())?;
        let folder = places.index();
        let (index, headers, parent) =
            open_index(&genesis, shelf.as_ref(), &folder, horizon, &log, base.as_ref())?;
        let (side, recovered) =
            SideFile::open(Arc::clone(&disk), places.side(), &chain_id, SIDE_LIMITS)?;
        disk.create_dir(&places.evidence())?;
        let undecided = recovered
            .saved
            .into_iter()
            .filter(|saved| saved.height == parent.height + 1)
            .filter_map(held)
            .collect();
        Ok(Self {
            genesis,
            own,
            log: Arc::new(Mutex::new(log)),
            base: base.map_or(0, |snapshot| snapshot.header().height),
            side,
            index,
            pool,
            headers,
            parent,
            undecided,
            disk,
            evidence: places.evidence(),
            on_commit,
            _lock: lock,
        })
    }

    /// The log and the index, for readers.
    #[must_use]
    pub fn stores(&self) -> (SharedLog, Index) {
        (Arc::clone(&self.log), self.index.clone())
    }
}

fn held(saved: Saved) -> Option<Held> {
    let hash = Block::decode(&saved.block).ok()?.header.hash();
    let block = UndecidedBlock {
        height: saved.height,
        round: saved.round,
        valid_round: saved.valid_round,
        proposer: Address(saved.proposer),
        hash,
        bytes: saved.block.into(),
        verdict: Verdict::Valid,
    };
    Some(Held { block, executed: None })
}

/// Executes a whole log from genesis into a scratch index, and removes that again. The log is only
/// read. The caller holds the store's lock.
///
/// # Errors
///
/// [`ChainError`], naming the first height that disagrees.
pub fn audit(
    genesis: &Genesis,
    places: &Places,
    disk: Arc<dyn Disk>,
    shelf: &dyn Shelf,
) -> Result<Parent, ChainError> {
    let scratch = places.scratch();
    shelf.remove(&scratch)?;
    let parent = build(genesis, places, disk, shelf, &scratch, Horizon::default());
    shelf.remove(&scratch)?;
    parent
}

/// Builds the index of a stopped node. The caller holds the store's lock and removed the old one.
///
/// # Errors
///
/// [`ChainError`], naming the first height that disagrees.
pub fn rebuild(
    genesis: &Genesis,
    places: &Places,
    disk: Arc<dyn Disk>,
    shelf: &dyn Shelf,
    horizon: Horizon,
) -> Result<Parent, ChainError> {
    build(genesis, places, disk, shelf, &places.index(), horizon)
}

fn build(
    genesis: &Genesis,
    places: &Places,
    disk: Arc<dyn Disk>,
    shelf: &dyn Shelf,
    folder: &Path,
    horizon: Horizon,
) -> Result<Parent, ChainError> {
    let log = ReadOnlyLog::open(Arc::clone(&disk), places.log(), &genesis.chain().0, LOG_LIMITS)?;
    let base = base_of(genesis, places, &disk, log.first())?;
    let entries = |from| log.scan(from);
    let (_, _, parent) = build_index(genesis, shelf, folder, horizon, base.as_ref(), entries)?;
    Ok(parent)
}

/// The snapshot that a log stands on; none for one that begins with the first block, and for a node
/// that has not fetched a whole one.
pub(super) fn base_of(
    genesis: &Genesis,
    places: &Places,
    disk: &Arc<dyn Disk>,
    first: Option<u64>,
) -> Result<Option<Snapshot>, ChainError> {
    if first == Some(1) {
        return Ok(None);
    }
    let snapshot = Snapshot::open(Arc::clone(disk), places.snapshot(), genesis)?;
    let Some(snapshot) = snapshot.filter(Snapshot::is_whole) else { return Ok(None) };
    let base = snapshot.header().height;
    match first.filter(|first| *first != base + 1) {
        Some(first) => Err(ChainError::OtherBase { first, base }),
        None => Ok(Some(snapshot)),
    }
}
