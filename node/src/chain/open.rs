//! Starting: the log decides, the index follows.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use proto::block::Block;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::merkle::Tree;
use proto::state::StateKey;
use proto::validators::Address;
use tracing::{info, warn};

use super::{
    Chain, ChainError, Held, LogFault, OnCommit, SharedLog, UndecidedBlock, Verdict,
    read_certificate,
};
use crate::ledger::Parent;
use crate::ledger::state::State;
use crate::ledger::verify::{Verified, verify};
use crate::pool::SharedPool;
use crate::store::index::{Index, Meta};
use crate::store::lock::StoreLock;
use crate::store::log::{LOG_LIMITS, LedgerLog};
use crate::store::side::{SIDE_LIMITS, Saved, SideFile};
use crate::store::vfs::Disk;

/// Where a node keeps what, below its data folder.
#[derive(Clone, Debug)]
pub struct Places {
    root: PathBuf,
}

impl Places {
    /// The places below a data folder.
    #[must_use]
    pub fn below(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The ledger log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.root.join("ledger")
    }

    /// The index, which may be deleted while the node is stopped.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The blocks not yet decided.
    #[must_use]
    pub fn side(&self) -> PathBuf {
        self.root.join("undecided")
    }

    /// Proof of validators that signed twice.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.root.join("evidence")
    }

    /// The engine's own files.
    #[must_use]
    pub fn engine(&self) -> PathBuf {
        self.root.join("engine")
    }

    /// The engine's write-ahead log of the open height.
    #[must_use]
    pub fn engine_log(&self) -> PathBuf {
        self.engine().join("consensus.wal")
    }

    /// A validator's memory of the signatures it gave. Never restored from a backup.
    #[must_use]
    pub fn signatures(&self) -> PathBuf {
        self.engine().join("signed")
    }

    /// Where a check builds its own index and removes it again.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.root.join("check-scratch")
    }

    /// The lock that keeps a second process out.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }
}

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
        let Opening { genesis, own, places, disk, pool, on_commit } = opening;
        let lock = StoreLock::acquire(&places.lock())?;
        let chain_id = genesis.chain().0;
        let (log, opened) =
            LedgerLog::open(Arc::clone(&disk), places.log(), &chain_id, LOG_LIMITS)?;
        if let Some(tail) = opened.dropped_tail {
            warn!(segment = tail.segment, offset = tail.offset, "dropped an unfinished record");
        }
        let (index, headers, parent) = open_index(&genesis, &places, &log)?;
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

/// Executes a whole log from genesis into a scratch index, and removes that again. The caller
/// holds the store's lock.
///
/// # Errors
///
/// [`ChainError`], naming the first height that disagrees.
pub fn audit(
    genesis: &Genesis,
    places: &Places,
    disk: Arc<dyn Disk>,
) -> Result<Parent, ChainError> {
    let scratch = places.scratch();
    Index::remove(&scratch)?;
    let parent = build(genesis, places, disk, &scratch);
    Index::remove(&scratch)?;
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
) -> Result<Parent, ChainError> {
    build(genesis, places, disk, &places.index())
}

fn build(
    genesis: &Genesis,
    places: &Places,
    disk: Arc<dyn Disk>,
    folder: &Path,
) -> Result<Parent, ChainError> {
    let (log, _) = LedgerLog::open(disk, places.log(), &genesis.chain().0, LOG_LIMITS)?;
    let (_, _, parent) = build_index(genesis, folder, &log)?;
    Ok(parent)
}

/// Opens the index, or builds it anew from the log.
fn open_index(
    genesis: &Genesis,
    places: &Places,
    log: &LedgerLog,
) -> Result<(Index, Tree, Parent), ChainError> {
    let folder = places.index();
    match Index::open(&folder) {
        Ok(index) => {
            if let Some((headers, parent)) = follow(&index, genesis, log)? {
                return Ok((index, headers, parent));
            }
        }
        Err(error) => warn!(%error, "the index cannot be opened"),
    }
    info!("building the index from the ledger log");
    Index::remove(&folder)?;
    build_index(genesis, &folder, log)
}

fn build_index(
    genesis: &Genesis,
    folder: &Path,
    log: &LedgerLog,
) -> Result<(Index, Tree, Parent), ChainError> {
    let index = Index::open(folder)?;
    let founded = parent_of(genesis, index.found(genesis)?, &Tree::default());
    let (headers, parent) = replay(&index, log, Tree::default(), founded)?;
    index.flush()?;
    Ok((index, headers, parent))
}

/// Brings an existing index up to the log; `None` when it is empty or disagrees.
fn follow(
    index: &Index,
    genesis: &Genesis,
    log: &LedgerLog,
) -> Result<Option<(Tree, Parent)>, ChainError> {
    let Ok(Some(meta)) = index.meta() else { return Ok(None) };
    let Some(headers) = agree(index, genesis, log, &meta)? else {
        warn!(height = meta.height, "the index disagrees with the ledger log");
        return Ok(None);
    };
    let parent = parent_of(genesis, meta, &headers);
    replay(index, log, headers, parent).map(Some)
}

/// The headers the index holds, if they lead to the log's block at its height and its state can
/// be read there.
fn agree(
    index: &Index,
    genesis: &Genesis,
    log: &LedgerLog,
    meta: &Meta,
) -> Result<Option<Tree>, ChainError> {
    let head = log.head().map_or(0, |head| head.height);
    if meta.chain != genesis.chain() || meta.height > head {
        return Ok(None);
    }
    let mut headers = Tree::default();
    let mut previous = Hash(genesis.chain().0);
    for height in 1..=meta.height {
        match index.header(height) {
            Ok(Some((header, _))) if header.parent == previous => previous = header.hash(),
            _ => return Ok(None),
        }
        headers.push(previous.0.to_vec());
    }
    let logged = match log.read(meta.height)? {
        Some(entry) => logged_block(meta.height, &entry.block)?.header.hash(),
        None => Hash(genesis.chain().0),
    };
    let state = State::at(index, meta.state_version, meta.state_root);
    let readable = matches!(state.value(&StateKey::Network), Ok(Some(_)));
    Ok((readable && previous == meta.hash && logged == meta.hash).then_some(headers))
}

/// Executes what the log has beyond the index. Every block and certificate is checked as if a
/// stranger had sent it.
fn replay(
    index: &Index,
    log: &LedgerLog,
    mut headers: Tree,
    mut parent: Parent,
) -> Result<(Tree, Parent), ChainError> {
    for entry in log.scan(parent.height + 1) {
        let (height, entry) = entry?;
        let disagrees = |fault| ChainError::LogDisagrees { height, fault };
        let (block, executed) = match verify(&parent, index, &entry.block)? {
            Verified::Valid(executed) => *executed,
            Verified::Invalid(invalid) => return Err(disagrees(invalid.into())),
        };
        check_certificate(&parent, &block, &entry.certificate).map_err(disagrees)?;
        let meta = index.apply(&block.header, &executed)?;
        headers.push(meta.hash.0.to_vec());
        parent = Parent { headers_root: headers.root(), ..parent_from(meta, &parent) };
    }
    Ok((headers, parent))
}

/// Checks that a quorum committed a block.
pub(crate) fn check_certificate(
    parent: &Parent,
    block: &Block,
    certificate: &[u8],
) -> Result<(), LogFault> {
    let certificate = read_certificate(certificate)?;
    if certificate.height != block.header.height || certificate.block != block.header.hash() {
        return Err(LogFault::OtherBlock);
    }
    Ok(certificate.verify(&parent.chain, &parent.validators)?)
}

fn logged_block(height: u64, bytes: &[u8]) -> Result<Block, ChainError> {
    Block::decode(bytes).map_err(|fault| ChainError::LogDisagrees { height, fault: fault.into() })
}

fn parent_of(genesis: &Genesis, meta: Meta, headers: &Tree) -> Parent {
    Parent {
        chain: meta.chain,
        height: meta.height,
        hash: meta.hash,
        time_ms: meta.time_ms,
        state_root: meta.state_root,
        state_version: meta.state_version,
        headers_root: headers.root(),
        validators: genesis.validators().clone(),
    }
}

fn parent_from(meta: Meta, before: &Parent) -> Parent {
    Parent {
        chain: meta.chain,
        height: meta.height,
        hash: meta.hash,
        time_ms: meta.time_ms,
        state_root: meta.state_root,
        state_version: meta.state_version,
        headers_root: before.headers_root,
        validators: before.validators.clone(),
    }
}
