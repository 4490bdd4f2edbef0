//! Why a node stops.

use std::path::PathBuf;

use libp2p::Multiaddr;
use thiserror::Error;

use crate::api::ApiError;
use crate::chain::ChainError;
use crate::commands::CommandError;
use crate::consensus::application::ApplicationError;
use crate::consensus::engine::EngineError;
use crate::consensus::log_check::LogCheckError;
use crate::consensus::signer::{GuardError, Slot};
use crate::consensus::voting::VotingError;
use crate::gossip::GossipError;
use crate::histories::HistoriesError;
use crate::store::snapshot::SnapshotError;
use crate::store::vfs::DiskError;
use crate::telemetry::{self, EndpointError};
use crate::witness::WitnessError;

/// Why a node did not start, or stopped by itself.
#[derive(Debug, Error)]
pub enum RunError {
    /// Configuration, genesis or keys.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The log of messages cannot be written.
    #[error(transparent)]
    Log(#[from] telemetry::LogError),
    /// The data folder cannot be made.
    #[error("{path}: {source}", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A state snapshot could not be kept.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The network of waiting instructions.
    #[error(transparent)]
    Gossip(#[from] GossipError),
    /// The exchange with peers ended by itself.
    #[error("the exchange with peers ended by itself; the lines above say why")]
    GossipEnded,
    /// An address is not to be had.
    #[error("{address} cannot be listened on: {source}")]
    Listen {
        /// The address.
        address: Multiaddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The API.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The metrics endpoint.
    #[error(transparent)]
    Metrics(#[from] EndpointError),
    /// The engine did not start.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The memory of signatures cannot be used.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The mark that a validator keeps silent cannot be read or written.
    #[error("the mark of this validator's silence: {0}")]
    Marker(#[source] DiskError),
    /// The name of the engine's log cannot be made durable.
    #[error("the folder of the engine's log: {0}")]
    EngineFolder(#[source] DiskError),
    /// The memory of what this node signed as a witness cannot be used.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// What peers' witnesses signed cannot be kept or read.
    #[error(transparent)]
    Histories(#[from] HistoriesError),
    /// The engine's log cannot be read.
    #[error(transparent)]
    LogCheck(#[from] LogCheckError),
    /// The memory of signatures lacks one that was given.
    #[error(
        "{}: the engine's log holds a {:?} for height {} round {} that is not remembered here; signatures given are forgotten",
        .path.display(), .slot.kind, .slot.height, .slot.round
    )]
    MemoryForgot {
        /// The memory.
        path: PathBuf,
        /// What was signed.
        slot: Slot,
    },
    /// This validator kept silent, and need not any more.
    #[error(
        "the network has passed every height at which this validator can have signed: it may vote again"
    )]
    MayVoteAgain,
    /// The loop between engine and ledger failed.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// The loop ended without a word.
    #[error("the ledger thread ended unexpectedly")]
    ShellGone,
    /// The thread of the loop could not be made.
    #[error("the ledger thread cannot be started: {0}")]
    Thread(std::io::Error),
    /// The engine stopped by itself.
    #[error("the consensus engine stopped by itself; the lines above say why")]
    EngineStopped,
    /// The engine's log is damaged.
    #[error(
        "the consensus engine's log is damaged; this validator must not sign before an operator has looked"
    )]
    EngineLogDamaged,
    /// The engine holds still on purpose.
    #[error(
        "the consensus engine holds still: its log could not be written or read, and it signs nothing that it could forget"
    )]
    EngineHolds,
}

impl From<VotingError> for RunError {
    fn from(error: VotingError) -> Self {
        match error {
            VotingError::Guard(error) => Self::Guard(error),
            VotingError::Marker(error) => Self::Marker(error),
            VotingError::LogCheck(error) => Self::LogCheck(error),
            VotingError::Unremembered { path, slot } => Self::MemoryForgot { path, slot },
        }
    }
}

impl RunError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Command(error) => error.hint(),
            Self::Log(error) => error.next(),
            Self::Api(error) => error.next(),
            Self::Metrics(error) => error.next(),
            Self::Folder { .. } => "check that the folder named by `data` can be made",
            Self::Chain(error) | Self::Application(ApplicationError::Chain(error)) => error.hint(),
            Self::Guard(GuardError::Storage { .. } | GuardError::Disk(_))
            | Self::Snapshot(_)
            | Self::Histories(_)
            | Self::Marker(_)
            | Self::EngineFolder(_) => {
                "free space or fix permissions on the data folder, then start the node again; \
                 nothing final is lost"
            }
            Self::Application(ApplicationError::OtherHistory { .. }) => {
                "keep the data folder: it holds one of two histories that a quorum signed. `ebl \
                 verify` reads the file in data/evidence, if there is one; decide with the other \
                 operators which history stands before anybody deletes anything"
            }
            Self::Application(_) | Self::ShellGone | Self::GossipEnded => {
                "nothing final is lost; look at the cause above, then start the node again"
            }
            Self::Gossip(_) | Self::Engine(_) | Self::Listen { .. } => {
                "check the addresses in node.toml, whether another program uses them, and that \
                 the data folder can be written to"
            }
            Self::Guard(_) | Self::MemoryForgot { .. } => {
                "keep engine/signed as evidence, move it away and start the node again: it \
                 follows silently until it has caught up with its peers"
            }
            Self::LogCheck(_) => {
                "keep engine/consensus.wal as evidence, move it away and start the node again: it \
                 follows silently until the network has passed that height"
            }
            Self::EngineLogDamaged => {
                "keep engine/consensus.wal as evidence and start the node again: it follows \
                 silently until the network has passed that height"
            }
            Self::EngineHolds => {
                "look at the disk and free space, then start the node again; nothing final is \
                 lost"
            }
            Self::Witness(_) => {
                "mend the file of this witness's memory from nothing but itself; if it is lost, make \
                 a new key with `ebl-node init --observer` elsewhere and tell those who trust the old \
                 one"
            }
            Self::MayVoteAgain => "start the node again",
            Self::Thread(_) => "free some memory or raise the limit on threads",
            Self::EngineStopped => {
                "look at the disk if they speak of one, then start the node again; nothing final \
                 is lost"
            }
        }
    }
}
