//! One node's ledger, to which whoever has all keys adds a block.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use ebl_sim::cast::{Cast, FOUNDED_MS, validator_address, validator_key};
use node::chain::{Chain, ChainError, Opening, Places, UndecidedBlock};
use node::ledger::propose::Candidate;
use node::pool::SharedPool;
use node::reader::{ReadError, Reader};
use node::store::index::{Horizon, SledShelf};
use node::store::vfs::StdDisk;
use proto::block::{Block, BlockFault, Header};
use proto::certificate::CommitCertificate;
use proto::hash::Hash;
use proto::instruction::Submission;
use proto::refusal::Refusal;
use proto::signing::Purpose;
use proto::vote::{VoteBody, VoteKind};
use thiserror::Error;

/// Milliseconds from one block to the next.
const BLOCK_MS: u64 = 1_000;

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
    /// The chain stopped.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The block that was built is none.
    #[error(transparent)]
    Block(#[from] BlockFault),
    /// What was signed was not taken.
    #[error("what was signed is refused: {0}")]
    Refused(#[from] Refusal),
    /// A block without some of what was signed for it.
    #[error("block {height} records {recorded} facts of {expected}")]
    LeftOut {
        /// Which.
        height: u64,
        /// Facts in it.
        recorded: u32,
        /// Facts that belong in it.
        expected: usize,
    },
    /// A title that should be there is not.
    #[error("a title that was issued is not recorded")]
    NoTitle,
}

/// What a ledger takes on disk, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDisk {
    /// Its blocks and certificates, which are the truth.
    pub log: u64,
    /// Its index, which can be made anew.
    pub index: u64,
}

/// A ledger in a folder, and the keys of everybody who takes part.
pub struct Ledger {
    cast: Arc<Cast>,
    chain: Chain,
    pool: SharedPool,
    reader: Reader,
    /// The numbers of those who vote on the next block.
    voters: Vec<usize>,
    places: Places,
}

impl Ledger {
    /// Founds a ledger in an empty folder.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn found(folder: &Path) -> Result<Self, GrowthError> {
        let failed = |source| GrowthError::Folder { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        if fs::read_dir(folder).map_err(failed)?.next().is_some() {
            return Err(GrowthError::NotEmpty(folder.to_owned()));
        }
        let cast = Arc::new(Cast::found(VALIDATORS));
        let (pool, places) = (SharedPool::default(), Places::below(folder));
        let chain = Chain::open(Opening {
            genesis: Arc::clone(cast.genesis()),
            own: Some(validator_address(0)),
            places: places.clone(),
            disk: Arc::new(StdDisk),
            shelf: Arc::new(SledShelf),
            horizon: Horizon::default(),
            pool: Arc::clone(&pool),
            on_commit: Box::new(|_| {}),
        })?;
        let (log, index) = chain.stores();
        let reader = Reader::new(Arc::clone(cast.genesis()), log, index);
        Ok(Self { cast, chain, pool, reader, voters: (0..VALIDATORS).collect(), places })
    }

    /// Everybody who takes part.
    #[must_use]
    pub fn cast(&self) -> &Arc<Cast> {
        &self.cast
    }

    /// What it holds.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The height of its newest block.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.chain.head().height
    }

    /// The header of a block.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn header(&self, height: u64) -> Result<Header, GrowthError> {
        let (_, index) = self.chain.stores();
        let missing = ReadError::Missing { what: "header", height };
        let (header, _) = index.header(height).map_err(ReadError::from)?.ok_or(missing)?;
        Ok(header)
    }

    /// Records these instructions, one fact of each, in one block that [`QUORUM`] of those who vote
    /// commit.
    ///
    /// # Errors
    ///
    /// [`GrowthError`], also where one of them is left out.
    pub fn commit(&mut self, candidates: Vec<Candidate>) -> Result<(), GrowthError> {
        let expected = candidates.len();
        for candidate in candidates {
            self.pool.insert(candidate, Hash::ZERO)?;
        }
        let height = self.height() + 1;
        let block = self.chain.propose(height, 0, FOUNDED_MS + BLOCK_MS * height)?;
        let recorded = Block::decode(&block.bytes)?.header.facts_count;
        if recorded as usize != expected {
            return Err(GrowthError::LeftOut { height, recorded, expected });
        }
        let certificate = self.certificate(&block);
        Ok(self.chain.commit(certificate)?)
    }

    /// Records that as many others vote from the next block on, beside other instructions.
    /// Validator 0, whose ledger this is, stays among them.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn hand_over(
        &mut self,
        voters: &[usize],
        mut beside: Vec<Candidate>,
    ) -> Result<(), GrowthError> {
        let meta = self.reader.meta()?;
        let network = self.reader.state(&meta).network().map_err(ReadError::from)?;
        let envelope = self.cast.change_validators(network.chain.head, DEADLINE_MS, voters);
        beside.push(candidate(&self.cast, envelope)?);
        self.commit(beside)?;
        self.voters = voters.to_vec();
        Ok(())
    }

    /// What it takes on disk. What sled holds back in memory is written first.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn on_disk(&self) -> Result<OnDisk, GrowthError> {
        let (_, index) = self.chain.stores();
        index.flush().map_err(ReadError::from)?;
        Ok(OnDisk { log: bytes_in(&self.places.log())?, index: bytes_in(&self.places.index())? })
    }

    fn certificate(&self, block: &UndecidedBlock) -> CommitCertificate {
        let (height, hash) = (block.height, block.hash);
        let signatures = self.voters.iter().take(QUORUM).map(|number| {
            let validator = validator_address(*number);
            let kind = VoteKind::Precommit;
            let vote = VoteBody { kind, height, round: 0, block: Some(hash), validator };
            let key = validator_key(*number);
            (validator, key.sign(Purpose::Vote, &self.cast.chain(), &vote.encode()))
        });
        CommitCertificate::new(height, 0, hash, signatures.collect())
    }
}

/// An envelope as the pool holds it.
///
/// # Errors
///
/// [`GrowthError::Refused`].
pub fn candidate(cast: &Cast, envelope: Vec<u8>) -> Result<Candidate, GrowthError> {
    let submission = Arc::new(Submission::open(&envelope, &cast.chain())?);
    Ok(Candidate { submission, envelope: envelope.into() })
}

fn bytes_in(folder: &Path) -> Result<u64, GrowthError> {
    let failed = |source| GrowthError::Folder { path: folder.to_owned(), source };
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.metadata().map_err(failed)?;
        bytes += if kind.is_dir() { bytes_in(&entry.path())? } else { kind.len() };
    }
    Ok(bytes)
}
