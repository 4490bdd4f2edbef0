//! The node's one configuration file. Unknown keys are refused; every default is written out by
//! `ebl-node init`.

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use arc_malachitebft_core_types::LinearTimeouts;
use libp2p::{Multiaddr, PeerId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::pool::PoolLimits;
use crate::store::index::{Horizon, Keeper};

/// Fewest blocks whose states a node keeps: a read that began at one head must not find its state
/// pruned before it ends, and calls may take minutes.
const LEAST_STATE_BLOCKS: u64 = 100;

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Votes on blocks while its key is in the validator set, and follows like an observer before
    /// and after.
    Validator,
    /// Holds and verifies everything, and never votes.
    Observer,
}

/// The file `node.toml`. Paths are relative to the file's folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The node's name in logs and peer lists.
    pub name: String,
    /// Whether it has a key to vote with.
    pub role: Role,
    /// The genesis file.
    pub genesis: PathBuf,
    /// The folder of the ledger.
    pub data: PathBuf,
    /// Its keys.
    pub keys: Keys,
    /// The engine's network and timing.
    #[serde(default)]
    pub consensus: Consensus,
    /// Where it listens.
    pub listen: Listen,
    /// TLS for the API; without it the API is in the clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
    /// How much may wait.
    #[serde(default)]
    pub pool: Pool,
    /// How much it keeps.
    #[serde(default)]
    pub store: Store,
    /// How it begins.
    #[serde(default)]
    pub sync: Syncing,
    /// What it tells of itself.
    #[serde(default)]
    pub log: Log,
    /// The nodes it talks to, and no others.
    #[serde(default)]
    pub peers: Vec<Peer>,
}

/// Key files.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Signs votes while it is in the validator set; validators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consensus: Option<PathBuf>,
    /// Identifies the node to its peers.
    pub network: PathBuf,
    /// Signs as a witness which blocks it has on disk; observers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<PathBuf>,
}

/// The engine's timing, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Consensus {
    /// How long to wait for a proposal.
    pub propose_ms: u64,
    /// How long to wait for a quorum of either vote.
    pub vote_ms: u64,
    /// What each further round adds to both.
    pub round_ms: u64,
}

impl Consensus {
    /// The same as the engine's timeouts.
    #[must_use]
    pub fn timeouts(&self) -> LinearTimeouts {
        let step = Duration::from_millis(self.round_ms);
        let vote = Duration::from_millis(self.vote_ms);
        LinearTimeouts {
            propose: Duration::from_millis(self.propose_ms),
            propose_delta: step,
            prevote: vote,
            prevote_delta: step,
            precommit: vote,
            precommit_delta: step,
            ..LinearTimeouts::default()
        }
    }
}

impl Default for Consensus {
    fn default() -> Self {
        Self { propose_ms: 800, vote_ms: 200, round_ms: 250 }
    }
}

/// Where the node listens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The engine's network.
    pub consensus: Multiaddr,
    /// The network of waiting instructions.
    pub gossip: Multiaddr,
    /// gRPC for wallets.
    pub api: SocketAddr,
    /// Prometheus metrics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<SocketAddr>,
}

/// TLS files, PEM.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// How much may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pool {
    /// Most instructions.
    pub instructions: usize,
    /// Most bytes.
    pub bytes: usize,
    /// Most instructions of one member.
    pub per_member: usize,
}

impl Default for Pool {
    fn default() -> Self {
        let PoolLimits { instructions, bytes, per_member } = PoolLimits::default();
        Self { instructions, bytes, per_member }
    }
}

impl From<Pool> for PoolLimits {
    fn from(pool: Pool) -> Self {
        let Pool { instructions, bytes, per_member } = pool;
        Self { instructions, bytes, per_member }
    }
}

/// How much the node keeps beside the ledger's blocks, which it keeps for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// So many blocks before the newest have a state that can be read and proved; at least 100.
    /// Older states are pruned. What stands in an evidence file does not depend on it.
    pub keep_state_blocks: u64,
    /// What keeps the index on disk. It can be changed while the node is stopped: the next start makes
    /// the index anew from the ledger's blocks.
    pub index: Keeper,
}

impl Default for Store {
    fn default() -> Self {
        Self { keep_state_blocks: Horizon::default().blocks(), index: Keeper::default() }
    }
}

/// How a node begins that has no ledger yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Syncing {
    /// With what.
    pub begin_with: BeginWith,
}

/// With what a node begins that has no ledger yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BeginWith {
    /// With the first block: it executes every one before it answers of the newest.
    #[default]
    Blocks,
    /// With a state that its peers give and a quorum signed; the blocks before it come afterwards.
    /// Observers only.
    Snapshot,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What the node tells of itself, on standard error.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// For people or machines.
    pub format: LogFormat,
    /// Which messages, such as `info` or `info,node=debug`. `RUST_LOG` outranks it.
    pub filter: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "warn,node=info".to_owned() }
    }
}

/// Another node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Its name.
    pub name: String,
    /// The id that follows from its network key.
    pub id: PeerId,
    /// Its engine's address.
    pub consensus: Multiaddr,
    /// Its address for waiting instructions.
    pub gossip: Multiaddr,
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file's text is not a configuration.
    #[error("{path}: {source}", path = path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A validator without a key to vote with.
    #[error("{path}: a validator needs keys.consensus", path = path.display())]
    NoConsensusKey {
        /// The file.
        path: PathBuf,
    },
    /// An observer with a key to vote with.
    #[error("{path}: an observer never votes; remove keys.consensus", path = path.display())]
    NeedlessConsensusKey {
        /// The file.
        path: PathBuf,
    },
    /// A validator that would be its own witness.
    #[error(
        "{path}: a witness has no vote, so that its word is another's; remove keys.witness",
        path = path.display()
    )]
    VotingWitness {
        /// The file.
        path: PathBuf,
    },
    /// A validator that would vote on what it did not execute.
    #[error(
        "{path}: a validator executes every block before it votes; remove sync.begin_with",
        path = path.display()
    )]
    ValidatorSnapshot {
        /// The file.
        path: PathBuf,
    },
    /// Two peers are one node.
    #[error("{path}: peer {id} is named twice", path = path.display())]
    PeerTwice {
        /// The file.
        path: PathBuf,
        /// Which.
        id: PeerId,
    },
    /// States pruned under those who read them.
    #[error(
        "{path}: store.keep_state_blocks must be at least {LEAST_STATE_BLOCKS}",
        path = path.display()
    )]
    StateBlocks {
        /// The file.
        path: PathBuf,
    },
    /// A timeout of nothing, or of hours.
    #[error("{path}: consensus.{name} must lie between 50 and 60000", path = path.display())]
    Timeout {
        /// The file.
        path: PathBuf,
        /// Which.
        name: &'static str,
    },
}

impl Config {
    /// Reads a configuration file, checks it and resolves its paths.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], with the line for text that is none.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Io { path: path.to_owned(), source })?;
        let mut config: Self = toml::from_str(&text).map_err(|source| ConfigError::Text {
            path: path.to_owned(),
            source: Box::new(source),
        })?;
        config.check(path)?;
        config.resolve(path.parent().unwrap_or(Path::new(".")));
        Ok(config)
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        toml::to_string_pretty(self).expect("every field of a configuration can be written")
    }

    /// How far back the state is kept.
    ///
    /// # Panics
    ///
    /// Never for a configuration that was read: it keeps at least 100 blocks.
    #[must_use]
    pub fn horizon(&self) -> Horizon {
        let blocks = NonZeroU64::new(self.store.keep_state_blocks);
        Horizon::of_blocks(blocks.expect("a configuration that was read keeps at least 100"))
    }

    fn check(&self, path: &Path) -> Result<(), ConfigError> {
        let path = path.to_owned();
        match (self.role, &self.keys.consensus) {
            (Role::Validator, None) => return Err(ConfigError::NoConsensusKey { path }),
            (Role::Observer, Some(_)) => return Err(ConfigError::NeedlessConsensusKey { path }),
            (Role::Validator, Some(_)) if self.keys.witness.is_some() => {
                return Err(ConfigError::VotingWitness { path });
            }
            (Role::Validator, Some(_)) if self.sync.begin_with == BeginWith::Snapshot => {
                return Err(ConfigError::ValidatorSnapshot { path });
            }
            (Role::Validator, Some(_)) | (Role::Observer, None) => {}
        }
        for (name, value) in [
            ("propose_ms", self.consensus.propose_ms),
            ("vote_ms", self.consensus.vote_ms),
            ("round_ms", self.consensus.round_ms),
        ] {
            if !(50..=60_000).contains(&value) {
                return Err(ConfigError::Timeout { path, name });
            }
        }
        if self.store.keep_state_blocks < LEAST_STATE_BLOCKS {
            return Err(ConfigError::StateBlocks { path });
        }
        for (index, peer) in self.peers.iter().enumerate() {
            if self.peers[..index].iter().any(|other| other.id == peer.id) {
                return Err(ConfigError::PeerTwice { path, id: peer.id });
            }
        }
        Ok(())
    }

    fn resolve(&mut self, folder: &Path) {
        let resolve = |path: &mut PathBuf| *path = folder.join(&*path);
        resolve(&mut self.genesis);
        resolve(&mut self.data);
        resolve(&mut self.keys.network);
        self.keys.consensus.iter_mut().chain(&mut self.keys.witness).for_each(resolve);
        if let Some(tls) = &mut self.tls {
            resolve(&mut tls.certificate);
            resolve(&mut tls.key);
        }
    }
}
