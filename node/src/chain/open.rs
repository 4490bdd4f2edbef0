//! Starting: the log decides, the index follows.

use std::path::Path;
use std::sync::{Arc, Mutex};

use proto::block::Block;
use proto::genesis::Genesis;
use proto::header_tree::HeaderFrontier;
use proto::validators::Address;
use tracing::warn;

use super::backfill::recover;
use super::index::{Replayed, build_index, open_index};
use super::resume::{Begun, forget_clean_stop, resume, tell};
use super::{Chain, ChainError, Held, OnCommit, Places, SharedLog, UndecidedBlock, Verdict};
use crate::ledger::Parent;
use crate::pool::SharedPool;
use crate::store::index::{Horizon, Index, Shelf};
use crate::store::log::{LOG_LIMITS, LedgerLog, LogError, ReadOnlyLog};
use crate::store::side::{SIDE_LIMITS, Saved, SideFile};
use crate::store::snapshot::Snapshot;
use crate::store::stopped::CleanStop;
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
    /// Opens the chain. After a clean stop it goes on from there; otherwise it verifies the whole log,
    /// replays into the index what it lacks, and rebuilds the index when anything disagrees. Then it
    /// recovers the undecided blocks.
    ///
    /// # Errors
    ///
    /// [`ChainError`]; a damaged log names segment, offset and height.
    pub fn open(opening: Opening) -> Result<Self, ChainError> {
        let lock = opening.disk.lock(&opening.places.lock())?;
        let taken = CleanStop::take(opening.disk.as_ref(), &opening.places.stopped())?;
        recover(opening.disk.as_ref(), opening.shelf.as_ref(), &opening.places)?;
        let (stores, begun) = match resume(taken, &opening) {
            Ok(stores) => (stores, Begun::AfterCleanStop),
            Err(unproven) => {
                tell(&unproven);
                (Stores::verify(&opening)?, Begun::Verified(unproven))
            }
        };
        let Opening { genesis, own, places, disk, pool, on_commit, .. } = opening;
        let Stores { log, base, index, headers, parent } = stores;
        let (side, recovered) =
            SideFile::open(Arc::clone(&disk), places.side(), &genesis.chain().0, SIDE_LIMITS)?;
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
            base,
            side,
            index,
            pool,
            headers,
            parent,
            undecided,
            disk,
            evidence: places.evidence(),
            stopped: places.stopped(),
            begun,
            on_commit,
            lock: Arc::new(lock),
        })
    }

    /// The log and the index, for readers.
    #[must_use]
    pub fn stores(&self) -> (SharedLog, Index) {
        (Arc::clone(&self.log), self.index.clone())
    }
}

/// Log and index, which agree.
pub(super) struct Stores {
    pub(super) log: LedgerLog,
    /// The height of the snapshot that the log stands on; 0 without one.
    pub(super) base: u64,
    pub(super) index: Index,
    pub(super) headers: HeaderFrontier,
    pub(super) parent: Parent,
}

impl Stores {
    /// Reads and checks the whole log, and has the index follow it.
    fn verify(opening: &Opening) -> Result<Self, ChainError> {
        let Opening { genesis, places, disk, shelf, horizon, .. } = opening;
        let chain_id = genesis.chain().0;
        let (log, opened) = LedgerLog::open(Arc::clone(disk), places.log(), &chain_id, LOG_LIMITS)?;
        if let Some(tail) = opened.dropped_tail {
            warn!(segment = tail.segment, offset = tail.offset, "dropped an unfinished record");
        }
        let base = base_of(genesis, places, disk, log.first())?;
        let (folder, shelf) = (places.index(), shelf.as_ref());
        let (index, headers, parent) =
            open_index(genesis, shelf, &folder, *horizon, &log, base.as_ref())?;
        let base = base.map_or(0, |snapshot| snapshot.header().height);
        Ok(Self { log, base, index, headers, parent })
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

/// Reads a whole log and checks every byte of it. The log is only read; the caller holds the store's
/// lock.
///
/// # Errors
///
/// [`LogError`], naming segment, offset and height of the first bad entry.
pub fn read_log(
    genesis: &Genesis,
    places: &Places,
    disk: &Arc<dyn Disk>,
) -> Result<ReadOnlyLog, LogError> {
    ReadOnlyLog::open(Arc::clone(disk), places.log(), &genesis.chain().0, LOG_LIMITS)
}

/// Executes a log that was read from genesis into a scratch index, and removes that again. The caller
/// holds the store's lock.
///
/// # Errors
///
/// [`ChainError`], naming the first height that disagrees.
pub fn audit(
    genesis: &Genesis,
    places: &Places,
    disk: &Arc<dyn Disk>,
    shelf: &dyn Shelf,
    log: &ReadOnlyLog,
) -> Result<Replayed, ChainError> {
    let scratch = places.scratch();
    shelf.remove(&scratch)?;
    let replayed = build(genesis, places, disk, shelf, &scratch, Horizon::default(), log);
    shelf.remove(&scratch)?;
    replayed
}

/// Builds the index of a stopped node. The caller holds the store's lock and removed the old one.
///
/// # Errors
///
/// [`ChainError`], naming the first height that disagrees.
pub fn rebuild(
    genesis: &Genesis,
    places: &Places,
    disk: &Arc<dyn Disk>,
    shelf: &dyn Shelf,
    horizon: Horizon,
) -> Result<Replayed, ChainError> {
    forget_clean_stop(disk.as_ref(), places)?;
    let log = read_log(genesis, places, disk)?;
    build(genesis, places, disk, shelf, &places.index(), horizon, &log)
}

fn build(
    genesis: &Genesis,
    places: &Places,
    disk: &Arc<dyn Disk>,
    shelf: &dyn Shelf,
    folder: &Path,
    horizon: Horizon,
    log: &ReadOnlyLog,
) -> Result<Replayed, ChainError> {
    let base = base_of(genesis, places, disk, log.first())?;
    let entries = |from| log.scan(from);
    let (_, replayed) = build_index(genesis, shelf, folder, horizon, base.as_ref(), entries)?;
    Ok(replayed)
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
