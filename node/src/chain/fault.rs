//! Why the chain stops a node.

use proto::block::BlockFault;
use proto::certificate::CertificateFault;
use proto::hash::Hash;
use proto::wire::{FieldError, WireError};
use thiserror::Error;

use crate::ledger::state::ReadError;
use crate::ledger::verify::Invalid;
use crate::store::index::IndexError;
use crate::store::lock::LockError;
use crate::store::log::LogError;
use crate::store::side::SideError;
use crate::store::snapshot::SnapshotError;
use crate::store::vfs::DiskError;

/// Why a node must stop. Nothing recorded is lost by stopping.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The ledger log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The side file failed.
    #[error(transparent)]
    Side(#[from] SideError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Reading the state failed; the index is rebuilt at the next start.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Another process has the store.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The state snapshot that this node began with cannot be read any more.
    #[error("the snapshot in the data folder: {0}")]
    Snapshot(#[from] SnapshotError),
    /// What was put into the index is not the state of the snapshot.
    #[error("the index was built from the snapshot to the state {found}, not {expected}")]
    OtherState {
        /// The root of what was put in.
        found: Hash,
        /// The root in the snapshot's header.
        expected: Hash,
    },
    /// The ledger log begins elsewhere than after the snapshot.
    #[error("the ledger log begins at block {first}; the snapshot is of block {base}")]
    OtherBase {
        /// The first height in the log.
        first: u64,
        /// The height of the snapshot.
        base: u64,
    },
    /// A decision for a block this node does not have.
    #[error("block {block} of height {height} was decided but is not held here")]
    UnknownBlock {
        /// The height decided.
        height: u64,
        /// The block decided.
        block: Hash,
    },
    /// A decision for a block this node finds invalid: nodes disagree about the rules.
    #[error(
        "block {height} was decided by a quorum but is invalid here: {invalid}; this node's program and the network's differ"
    )]
    DecidedInvalid {
        /// The height decided.
        height: u64,
        /// What is wrong with it.
        invalid: Box<Invalid>,
    },
    /// The ledger log holds what this chain's rules or validators never committed.
    #[error("the ledger log does not hold this ledger at height {height}: {fault}")]
    LogDisagrees {
        /// The first height that disagrees.
        height: u64,
        /// How.
        fault: LogFault,
    },
}

impl ChainError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Log(LogError::Disk(_) | LogError::Poisoned)
            | Self::Side(SideError::Disk(_) | SideError::Poisoned)
            | Self::Disk(_)
            | Self::Snapshot(SnapshotError::Disk(_))
            | Self::Index(IndexError::Remove { .. }) => {
                "free space or fix permissions on the data folder, then start the node again; \
                 nothing final is lost"
            }
            Self::Lock(_) => "stop the other process first",
            Self::DecidedInvalid { .. } => {
                "nothing final is lost; to start this program again does not help: install the version \
                 that the other nodes run (`ebl-node --version`), then start it"
            }
            Self::Log(_) | Self::LogDisagrees { .. } => {
                "this node refuses to serve; run `ebl-node check-store`, keep the folder as \
                 evidence, and restore it from a backup or from its peers"
            }
            Self::Snapshot(_) | Self::OtherState { .. } | Self::OtherBase { .. } => {
                "this node's data folder is of no use any more: move it away and start the node \
                 again, which fetches a snapshot anew"
            }
            Self::Side(_) | Self::Index(_) | Self::Read(_) | Self::UnknownBlock { .. } => {
                "nothing final is lost; look at the cause above, then start the node again"
            }
        }
    }
}

/// How a logged block disagrees with the chain.
#[derive(Debug, Error)]
pub enum LogFault {
    /// The block does not follow from its parent.
    #[error(transparent)]
    Block(#[from] Invalid),
    /// The block's bytes are none.
    #[error(transparent)]
    Format(#[from] BlockFault),
    /// The certificate's bytes are none.
    #[error("its certificate is {0}")]
    Wire(#[from] WireError),
    /// The certificate has a field without meaning.
    #[error("its certificate's {0}")]
    Field(#[from] FieldError),
    /// The certificate does not hold.
    #[error("its certificate does not hold: {0}")]
    Certificate(#[from] CertificateFault),
    /// The certificate is for another block.
    #[error("its certificate is for another block")]
    OtherBlock,
}
