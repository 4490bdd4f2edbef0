//! `ebl-node init`: keys, configuration and card of a new node.

#[cfg(test)]
mod tests;

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use libp2p::{Multiaddr, PeerId, multiaddr::Protocol};
use proto::keys::SecretKey;
use serde::{Deserialize, Serialize};

use super::{CommandError, read, write_new};
use crate::chain::Places;
use crate::config::{Config, Keys, Listen, Peer, Role};
use crate::consensus::signer::SignatureGuard;
use crate::keyfile;
use crate::store::vfs::StdDisk;

/// The data folder of a new node, below its home.
const DATA: &str = "data";

/// What a new node is made of.
#[derive(Clone, Debug)]
pub struct Init {
    /// The folder to make.
    pub home: PathBuf,
    /// The node's name.
    pub name: String,
    /// Whether it votes.
    pub role: Role,
    /// The address it listens on and is reached at.
    pub ip: IpAddr,
    /// The first of four ports: consensus, gossip, API, metrics.
    pub port: u16,
}

/// A node's card: public, handed to the founders and to every peer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeCard {
    /// How to reach it.
    pub peer: Peer,
    /// Its consensus key in hex, if it votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consensus_key: Option<String>,
    /// The key in hex that it signs with as a witness, if it does not vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_key: Option<String>,
}

impl NodeCard {
    /// Reads a card.
    ///
    /// # Errors
    ///
    /// [`CommandError::Io`] or [`CommandError::NodeCard`].
    pub fn read(path: &Path) -> Result<Self, CommandError> {
        let bytes = read(path)?;
        toml::from_slice(&bytes).map_err(|source| CommandError::NodeCard {
            path: path.to_owned(),
            source: Box::new(source),
        })
    }
}

/// Makes the folder of a new node, and gives the path of its card.
///
/// # Errors
///
/// [`CommandError`]; an existing folder is not touched.
pub fn init(init: &Init) -> Result<PathBuf, CommandError> {
    let keys = init.home.join("keys");
    let [consensus, gossip, api, metrics] = ports(init.port)?;
    if init.ip.is_unspecified() {
        return Err(CommandError::Unspecified { ip: init.ip });
    }
    if init.home.join("node.toml").exists() {
        return Err(CommandError::Exists { path: init.home.join("node.toml") });
    }
    fs::create_dir_all(&keys).map_err(|source| CommandError::Io { path: keys.clone(), source })?;
    let network = keyfile::create(&keys.join("network.key"))?;
    let own = keyfile::create(&keys.join(own_key(init.role)))?;
    let public = Some(SecretKey::from_seed(&own).public().to_string());
    let (consensus_key, witness_key) = match init.role {
        Role::Validator => {
            lay_out_memory(&Places::below(&init.home.join(DATA)))?;
            (public, None)
        }
        Role::Observer => (None, public),
    };
    let listen = Listen {
        consensus: address(init.ip, consensus),
        gossip: address(init.ip, gossip),
        api: SocketAddr::new(init.ip, api),
        metrics: Some(SocketAddr::new(IpAddr::from([127, 0, 0, 1]), metrics)),
    };
    let peer = Peer {
        name: init.name.clone(),
        id: peer_id(&network),
        consensus: listen.consensus.clone(),
        gossip: listen.gossip.clone(),
    };
    write_new(&init.home.join("node.toml"), config(init, listen).text().as_bytes())?;
    let card = init.home.join("card.toml");
    let text = toml::to_string_pretty(&NodeCard { peer, consensus_key, witness_key });
    write_new(&card, text.expect("every field of a card can be written").as_bytes())?;
    Ok(card)
}

/// A new key signed nothing yet. From here on a memory that is not there was lost.
fn lay_out_memory(places: &Places) -> Result<(), CommandError> {
    let folder = places.engine();
    fs::create_dir_all(&folder).map_err(|source| CommandError::Io { path: folder, source })?;
    Ok(SignatureGuard::lay_out(&StdDisk, &places.signatures())?)
}

/// The file of the key that only a validator, or only an observer, has.
fn own_key(role: Role) -> &'static str {
    match role {
        Role::Validator => "consensus.key",
        Role::Observer => "witness.key",
    }
}

fn config(init: &Init, listen: Listen) -> Config {
    let (validator, own) =
        (init.role == Role::Validator, Path::new("keys").join(own_key(init.role)));
    Config {
        name: init.name.clone(),
        role: init.role,
        genesis: "network.genesis".into(),
        data: DATA.into(),
        keys: Keys {
            consensus: validator.then(|| own.clone()),
            network: "keys/network.key".into(),
            witness: (!validator).then_some(own),
        },
        consensus: crate::config::Consensus::default(),
        listen,
        tls: None,
        pool: crate::config::Pool::default(),
        store: crate::config::Store::default(),
        sync: crate::config::Syncing::default(),
        log: crate::config::Log::default(),
        peers: Vec::new(),
    }
}

/// The network identity that follows from a seed.
///
/// # Panics
///
/// Never: every 32 bytes are an Ed25519 seed.
#[must_use]
pub fn network_keypair(seed: &keyfile::Seed) -> libp2p::identity::Keypair {
    let mut bytes = **seed;
    // The call zeroes what it is given.
    libp2p::identity::Keypair::ed25519_from_bytes(&mut bytes).expect("32 bytes are a seed")
}

fn peer_id(seed: &keyfile::Seed) -> PeerId {
    network_keypair(seed).public().to_peer_id()
}

fn ports(first: u16) -> Result<[u16; 4], CommandError> {
    let port = |offset| first.checked_add(offset).ok_or(CommandError::Port { port: first });
    Ok([port(0)?, port(1)?, port(2)?, port(3)?])
}

fn address(ip: IpAddr, port: u16) -> Multiaddr {
    Multiaddr::from(ip).with(Protocol::Tcp(port))
}
