//! The commands of `ebl-node`, apart from running it.

pub mod genesis;
pub mod init;
pub mod join;
pub mod store;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use proto::card::CardFault;
use proto::genesis::{Genesis, GenesisFault};
use thiserror::Error;

use crate::chain::ChainError;
use crate::config::{Config, ConfigError};
use crate::consensus::signer::GuardError;
use crate::keyfile::KeyFileError;
use crate::store::log::LogError;

/// Why a command did not do what was asked.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A key file cannot be used.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Something stands already where the command would write.
    #[error("{path} exists already", path = path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file that is no genesis.
    #[error("{path}: {fault}", path = path.display())]
    Genesis {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Box<GenesisFault>,
    },
    /// What was given makes no genesis.
    #[error("these cards make no genesis file: {0}")]
    NoGenesis(Box<GenesisFault>),
    /// A file that is no member card.
    #[error("{path}: {fault}", path = path.display())]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: CardFault,
    },
    /// A file that is no node card.
    #[error("{path}: {source}", path = path.display())]
    NodeCard {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A card of a node that does not vote, given as a validator's.
    #[error("{path} is the card of an observer; validators have a consensus key", path = path.display())]
    NotAValidator {
        /// The file.
        path: PathBuf,
    },
    /// A consensus key that may not vote.
    #[error("{path}: consensus_key: {fault}", path = path.display())]
    ValidatorKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: proto::keys::KeyFault,
    },
    /// A folder whose node already belongs to another network.
    #[error("{path} holds another network's genesis file", path = path.display())]
    OtherNetwork {
        /// The file.
        path: PathBuf,
    },
    /// A clock before 1970.
    #[error("this machine's clock is set before 1970")]
    Clock,
    /// A listen address that cannot be made.
    #[error("port {port} leaves no room for the four ports the node listens on")]
    Port {
        /// The port given.
        port: u16,
    },
    /// An address that nobody can be reached at.
    #[error("{ip} stands for every address of this machine, and no peer reaches it there")]
    Unspecified {
        /// The address given.
        ip: IpAddr,
    },
    /// The store is damaged or not this ledger's.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The ledger log is damaged.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The memory of signatures cannot be laid out.
    #[error(transparent)]
    Guard(#[from] GuardError),
}

impl CommandError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Config(_) => "mend the configuration file; `ebl-node init` writes a complete one",
            Self::Key(_) => "check the key files named in the configuration",
            Self::Io { .. } => "check that the path exists and that you may use it",
            Self::Exists { .. } => "choose another folder or file; nothing was overwritten",
            Self::Genesis { .. } => {
                "ask another member for the genesis file and compare the chain id"
            }
            Self::NoGenesis(_) => "mend the card or option named and run the command again",
            Self::Card { .. } => "ask the member for the card its wallet wrote with `ebl card`",
            Self::NodeCard { .. } => "ask the operator for the card that `ebl-node init` wrote",
            Self::NotAValidator { .. } => "give it to `ebl-node join` instead",
            Self::ValidatorKey { .. } => "ask the operator to make the node's keys anew",
            Self::OtherNetwork { .. } => {
                "make a new folder with `ebl-node init` for the other network"
            }
            Self::Clock => "set the clock",
            Self::Port { .. } => "choose a lower port",
            Self::Unspecified { .. } => {
                "give the address at which peers reach this node: it goes into the card that they are \
                 given; which ones it listens on can be changed in node.toml"
            }
            Self::Chain(error) => error.hint(),
            Self::Guard(_) | Self::Log(LogError::Disk(_)) => {
                "free space or fix permissions on the data folder, then try again"
            }
            Self::Log(_) => {
                "restore this node's ledger from a backup or from its peers; keep the damaged \
                 folder as evidence"
            }
        }
    }
}

/// Reads the genesis file of a configuration.
///
/// # Errors
///
/// [`CommandError::Io`] or [`CommandError::Genesis`].
pub fn read_genesis(path: &Path) -> Result<Genesis, CommandError> {
    let bytes = read(path)?;
    Genesis::decode(&bytes)
        .map_err(|fault| CommandError::Genesis { path: path.to_owned(), fault: Box::new(fault) })
}

/// Reads a configuration and the genesis file it names.
///
/// # Errors
///
/// [`CommandError`].
pub fn read_both(config: &Path) -> Result<(Config, Genesis), CommandError> {
    let config = Config::read(config)?;
    let genesis = read_genesis(&config.genesis)?;
    Ok((config, genesis))
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    fs::read(path).map_err(|source| CommandError::Io { path: path.to_owned(), source })
}

/// Writes a file that must not exist yet.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => CommandError::Exists { path: path.to_owned() },
        _ => CommandError::Io { path: path.to_owned(), source },
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
}
