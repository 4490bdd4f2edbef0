//! Bugs planted where the node meets its disk, its log and its signatures, to show that the checks
//! find them. A run has at most one, and only when it is asked for.

use std::path::Path;
use std::sync::Arc;

use node::store::lock::LockError;
use node::store::vfs::{Access, Disk, DiskError, File, HeldLock};

/// A bug that every node of a run has.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
pub enum Bug {
    /// The ledger log is not synced: a client is told final before that is so.
    LogNotSynced,
    /// Undecided blocks are not synced: a vote leaves before the block is safe.
    SideFileNotSynced,
    /// Names of files are not synced.
    NamesNotSynced,
    /// Neither the engine's log nor the memory of signatures is read again after a start.
    SignaturesForgotten,
    /// A synced block's certificate is taken as it comes.
    CertificatesUnchecked,
    /// Votes and proposals are taken as they come.
    VotesUnchecked,
    /// The engine is given the founders at every height.
    FoundersForever,
    /// The question after a finished height is not answered.
    FinishedUnanswered,
    /// No timer runs out.
    TimersLost,
    /// The engine's log is not synced.
    EngineLogNotSynced,
    /// The memory of signatures is not synced.
    SignaturesNotSynced,
    /// After a start the last height is begun again.
    HeightReused,
    /// What helps a node on in a round is not heard.
    LivenessUnheard,
    /// Decided blocks are never asked for.
    NothingFetched,
    /// A synced block is taken although another was certified.
    OtherBlockTaken,
    /// Blocks are proposed and not streamed.
    PartsUnsent,
    /// A block that was found invalid is told as valid.
    InvalidTakenForValid,
    /// One decision in four is not committed.
    DecisionsLost,
    /// The engine counts more than half as a quorum.
    HalfIsAQuorum,
    /// Votes and proposals are signed and not published.
    VotesUnsent,
    /// A client takes what a node calls final without looking at the receipt.
    ReceiptsUnverified,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::LogNotSynced,
        Self::SideFileNotSynced,
        Self::NamesNotSynced,
        Self::SignaturesForgotten,
        Self::CertificatesUnchecked,
        Self::VotesUnchecked,
        Self::FoundersForever,
        Self::FinishedUnanswered,
        Self::TimersLost,
        Self::EngineLogNotSynced,
        Self::SignaturesNotSynced,
        Self::HeightReused,
        Self::LivenessUnheard,
        Self::NothingFetched,
        Self::OtherBlockTaken,
        Self::PartsUnsent,
        Self::InvalidTakenForValid,
        Self::DecisionsLost,
        Self::HalfIsAQuorum,
        Self::VotesUnsent,
        Self::ReceiptsUnverified,
    ];

    fn forgets(self, path: &Path) -> bool {
        let is = |part: &str| path.iter().any(|name| name == part);
        match self {
            Self::LogNotSynced => is("ledger"),
            Self::SideFileNotSynced => is("undecided"),
            Self::EngineLogNotSynced => is("consensus.wal"),
            Self::SignaturesNotSynced => is("signed"),
            _ => false,
        }
    }
}

/// A disk on which something is not synced.
pub struct CarelessDisk {
    disk: Arc<dyn Disk>,
    bug: Bug,
}

impl CarelessDisk {
    /// A disk with a bug.
    #[must_use]
    pub fn new(disk: Arc<dyn Disk>, bug: Bug) -> Self {
        Self { disk, bug }
    }

    fn careless(&self, path: &Path, file: Box<dyn File>) -> Box<dyn File> {
        if self.bug.forgets(path) { Box::new(CarelessFile(file)) } else { file }
    }
}

impl Disk for CarelessDisk {
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn File>, DiskError> {
        Ok(self.careless(path, self.disk.open(path, access)?))
    }

    fn create(&self, path: &Path) -> Result<Box<dyn File>, DiskError> {
        Ok(self.careless(path, self.disk.create(path)?))
    }

    fn exists(&self, path: &Path) -> Result<bool, DiskError> {
        self.disk.exists(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        self.disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> Result<(), DiskError> {
        self.disk.remove(path)
    }

    fn list(&self, dir: &Path) -> Result<Vec<String>, DiskError> {
        self.disk.list(dir)
    }

    fn create_dir(&self, dir: &Path) -> Result<(), DiskError> {
        self.disk.create_dir(dir)
    }

    fn sync_dir(&self, dir: &Path) -> Result<(), DiskError> {
        if self.bug == Bug::NamesNotSynced { Ok(()) } else { self.disk.sync_dir(dir) }
    }

    fn lock(&self, path: &Path) -> Result<HeldLock, LockError> {
        self.disk.lock(path)
    }
}

struct CarelessFile(Box<dyn File>);

impl File for CarelessFile {
    fn length(&self) -> Result<u64, DiskError> {
        self.0.length()
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), DiskError> {
        self.0.read_exact_at(buffer, offset)
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> Result<(), DiskError> {
        self.0.write_all_at(bytes, offset)
    }

    fn truncate(&self, length: u64) -> Result<(), DiskError> {
        self.0.truncate(length)
    }

    fn sync_data(&self) -> Result<(), DiskError> {
        Ok(())
    }
}
