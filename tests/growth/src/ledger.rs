//! One node's ledger, to which whoever has all keys adds a block.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{fs, io};

use ebl_sim::cast::{Cast, FOUNDED_MS, validator_key};
use node::chain::{Places, SharedLog, lock_log};
use node::ledger::Parent;
use node::ledger::propose::{Candidate, Proposal, propose};
use node::ledger::state;
use node::reader::{ReadError, Reader};
use node::store::index::{Horizon, Index, IndexError, Shelf};
use node::store::lock::LockError;
use node::store::log::{LOG_LIMITS, LedgerLog, LogError};
use node::store::vfs::{Disk, HeldLock, StdDisk};
use prost::Message;
use proto::block::Header;
use proto::certificate::CommitCertificate;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::header_tree::HeaderFrontier;
use proto::ids::ChainId;
use proto::instruction::Submission;
use proto::keys::SecretKey;
use proto::refusal::Refusal;
use proto::signing::Purpose;
use proto::validators::Address;
use proto::vote::{VoteBody, VoteKind};
use thiserror::Error;

/// Validators that found the network.
pub const VALIDATORS: usize = 4;

/// How many of them commit a block: the fewest that may.
pub const QUORUM: usize = VALIDATORS * 2 / 3 + 1;

/// The last moment at which what is signed here may be recorded: ten years after the founding, in
/// milliseconds since 1970.
pub const DEADLINE_MS: u64 = FOUNDED_MS + 10 * 365 * 86_400_000;

/// Why a ledger does not grow.
#[derive(Debug, Error)]
pub enum GrowthError {
    /// The folder cannot be used.
    #[error("{path}: {source}", path = path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder holds something already.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The folder is another process's.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The ledger log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The state cannot be read.
    #[error(transparent)]
    State(#[from] state::ReadError),
    /// What was signed was not taken.
    #[error("what was signed is refused: {0}")]
    Refused(#[from] Refusal),
    /// A block without some of what was signed for it.
    #[error("block {height} records {recorded} of {expected} instructions")]
    LeftOut {
        /// Which.
        height: u64,
        /// Instructions in it.
        recorded: usize,
        /// Instructions that belong in it.
        expected: usize,
    },
    /// A chain does not open.
    #[error(transparent)]
    Chain(#[from] node::chain::ChainError),
    /// A snapshot cannot be kept.
    #[error(transparent)]
    Snapshot(#[from] node::store::snapshot::SnapshotError),
    /// A part of it cannot be written.
    #[error(transparent)]
    Disk(#[from] node::store::vfs::DiskError),
    /// There is no snapshot, or it does not hold.
    #[error("the ledger gives no snapshot: it has too few blocks, or a part does not hold")]
    NoSnapshot,
    /// A node's key cannot be read.
    #[error(transparent)]
    Key(#[from] node::keyfile::KeyFileError),
    /// What the machine can do cannot be measured.
    #[error("this machine cannot be measured: {0}")]
    Machine(io::Error),
    /// A title that should be there is not.
    #[error("a title that was issued is not recorded")]
    NoTitle,
}

/// What a ledger takes on disk, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDisk {
    /// Its blocks and certificates, which are the truth.
    pub log: u64,
    /// Its index, which can be made anew; `None` where that is kept in memory.
    pub index: Option<u64>,
}

/// Who founds a ledger that grows, and how fast its blocks follow each other.
pub struct Founders {
    /// What they found.
    pub genesis: Arc<Genesis>,
    /// The keys of those who vote on the first block.
    pub keys: Vec<SecretKey>,
    /// Milliseconds from one block to the next.
    pub block_ms: u64,
    /// How far back the state is kept.
    pub horizon: Horizon,
}

impl Founders {
    /// The simulated network's.
    #[must_use]
    pub fn of(cast: &Cast) -> Self {
        let keys = (0..VALIDATORS).map(validator_key).collect();
        Self {
            genesis: Arc::clone(cast.genesis()),
            keys,
            block_ms: 1_000,
            horizon: Horizon::default(),
        }
    }
}

/// A ledger in a folder, and the keys of those who vote.
pub struct Ledger {
    genesis: Arc<Genesis>,
    log: SharedLog,
    index: Index,
    reader: Reader,
    headers: HeaderFrontier,
    parent: Parent,
    /// The keys of those who vote on the next block.
    voters: Vec<SecretKey>,
    block_ms: u64,
    places: Places,
    _lock: HeldLock,
}

impl Ledger {
    /// Founds the simulated network's ledger in an empty folder, its index on this shelf: sled's, as a
    /// node has it, or one in memory, which holds the same rows.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn found(folder: &Path, shelf: &dyn Shelf) -> Result<Self, GrowthError> {
        let failed = |source| GrowthError::Folder { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        if fs::read_dir(folder).map_err(failed)?.next().is_some() {
            return Err(GrowthError::NotEmpty(folder.to_owned()));
        }
        Self::found_by(Founders::of(&Cast::found(VALIDATORS)), folder, shelf)
    }

    /// Founds a ledger in a node's data folder that has none, its index on this shelf.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn found_by(
        founders: Founders,
        folder: &Path,
        shelf: &dyn Shelf,
    ) -> Result<Self, GrowthError> {
        let places = Places::below(folder);
        if places.log().exists() {
            return Err(GrowthError::NotEmpty(places.log()));
        }
        let Founders { genesis, keys, block_ms, horizon } = founders;
        let chain = genesis.chain().0;
        let disk: Arc<dyn Disk> = Arc::new(StdDisk);
        let lock = disk.lock(&places.lock())?;
        let (log, _) = LedgerLog::open(disk, places.log(), &chain, LOG_LIMITS)?;
        let (log, index) =
            (Arc::new(Mutex::new(log)), Index::open(shelf, &places.index(), horizon)?);
        let headers = HeaderFrontier::default();
        let parent = index.found(&genesis)?.parent(headers.root(), genesis.validators().clone());
        let reader = Reader::new(Arc::clone(&genesis), Arc::clone(&log), index.clone());
        Ok(Self {
            genesis,
            log,
            index,
            reader,
            headers,
            parent,
            voters: keys,
            block_ms,
            places,
            _lock: lock,
        })
    }

    /// What founded it.
    #[must_use]
    pub fn genesis(&self) -> &Arc<Genesis> {
        &self.genesis
    }

    /// What it holds.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The height of its newest block.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.parent.height
    }

    /// The header of a block.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn header(&self, height: u64) -> Result<Header, GrowthError> {
        let missing = ReadError::Missing { what: "header", height };
        let (header, _) = self.index.header(height)?.ok_or(missing)?;
        Ok(header)
    }

    /// The index, as a node's.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The block on which the next one stands.
    #[must_use]
    pub fn parent(&self) -> &Parent {
        &self.parent
    }

    /// The next block, of these instructions; nothing is recorded.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn propose(&self, candidates: &[Candidate]) -> Result<Proposal, GrowthError> {
        let time_ms = self.genesis.time_ms() + self.block_ms * (self.height() + 1);
        let proposer = Address::of(&self.voters[0].public());
        Ok(propose(&self.parent, &self.index, candidates, proposer, time_ms)?)
    }

    /// Records these instructions in one block that the fewest who may of those who vote commit.
    ///
    /// # Errors
    ///
    /// [`GrowthError`], also where one of them is left out.
    pub fn commit(&mut self, candidates: &[Candidate]) -> Result<(), GrowthError> {
        let height = self.height() + 1;
        let Proposal { block, executed, refused: _ } = self.propose(candidates)?;
        let (recorded, expected) = (block.envelopes.len(), candidates.len());
        if recorded != expected {
            return Err(GrowthError::LeftOut { height, recorded, expected });
        }
        let certificate = self.certificate(height, block.header.hash());
        let certificate = certificate.to_message().encode_to_vec();
        lock_log(&self.log).append(height, &block.encode(), &certificate)?;
        let meta = self.index.apply(&block.header, &executed, &certificate)?;
        self.headers.push(meta.hash);
        self.parent = meta.parent(self.headers.root(), executed.next_validators);
        Ok(())
    }

    /// Records these instructions in one block, one of which lets others vote from the next block on.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn hand_over(
        &mut self,
        voters: Vec<SecretKey>,
        candidates: &[Candidate],
    ) -> Result<(), GrowthError> {
        self.commit(candidates)?;
        self.voters = voters;
        Ok(())
    }

    /// What it takes on disk. What sled holds back in memory is written first.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn on_disk(&self) -> Result<OnDisk, GrowthError> {
        self.index.flush()?;
        let index = Some(self.places.index()).filter(|folder| folder.exists());
        let index = index.map(|folder| bytes_in(&folder)).transpose()?;
        Ok(OnDisk { log: bytes_in(&self.places.log())?, index })
    }

    fn certificate(&self, height: u64, block: Hash) -> CommitCertificate {
        let quorum = self.voters.len() * 2 / 3 + 1;
        let signatures = self.voters.iter().take(quorum).map(|key| {
            let validator = Address::of(&key.public());
            let kind = VoteKind::Precommit;
            let vote = VoteBody { kind, height, round: 0, block: Some(block), validator };
            (validator, key.sign(Purpose::Vote, &self.genesis.chain(), &vote.encode()))
        });
        CommitCertificate::new(height, 0, block, signatures.collect())
    }
}

/// An envelope as the pool holds it.
///
/// # Errors
///
/// [`GrowthError::Refused`].
pub fn candidate(chain: &ChainId, envelope: Vec<u8>) -> Result<Candidate, GrowthError> {
    let submission = Arc::new(Submission::open(&envelope, chain)?);
    Ok(Candidate { submission, envelope: envelope.into() })
}

pub(crate) fn bytes_in(folder: &Path) -> Result<u64, GrowthError> {
    let failed = |source| GrowthError::Folder { path: folder.to_owned(), source };
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.metadata().map_err(failed)?;
        bytes += if kind.is_dir() { bytes_in(&entry.path())? } else { kind.len() };
    }
    Ok(bytes)
}
