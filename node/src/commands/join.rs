//! `ebl-node join`: gives a node its network's genesis file and its peers.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use proto::genesis::Genesis;

use super::init::NodeCard;
use super::{CommandError, read, read_genesis, write_new};
use crate::config::{Config, ConfigError};

/// Copies the genesis file into the node's folder and adds the peers to its configuration. Run
/// again it adds what is new, and where a peer has moved to. The configuration is written anew, without
/// comments. Gives the network joined.
///
/// # Errors
///
/// [`CommandError`]; a node never changes its network.
pub fn join(home: &Path, genesis: &Path, cards: &[PathBuf]) -> Result<Genesis, CommandError> {
    let path = home.join("node.toml");
    Config::read(&path)?;
    let founded = read_genesis(genesis)?;
    let copy = home.join("network.genesis");
    match fs::read(&copy) {
        Ok(bytes) if bytes != founded.encode() => {
            return Err(CommandError::OtherNetwork { path: copy });
        }
        Ok(_) => {}
        Err(_) => write_new(&copy, &founded.encode())?,
    }
    add_peers(&path, home, cards)?;
    Ok(founded)
}

fn add_peers(path: &Path, home: &Path, cards: &[PathBuf]) -> Result<(), CommandError> {
    let own = NodeCard::read(&home.join("card.toml"))?.peer.id;
    let failed = |source| CommandError::Io { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(failed)?;
    // Read anew without resolving paths, so that what is written back stays relative.
    let mut config: Config = toml::from_str(&text)
        .map_err(|source| ConfigError::Text { path: path.to_owned(), source: Box::new(source) })?;
    for card in cards {
        let peer = NodeCard::read(card)?.peer;
        if peer.id == own {
            continue;
        }
        // A card that is given again tells where its node has moved to.
        match config.peers.iter_mut().find(|known| known.id == peer.id) {
            Some(known) => *known = peer,
            None => config.peers.push(peer),
        }
    }
    let next = path.with_extension("toml.new");
    let mut file = fs::File::create(&next).map_err(failed)?;
    file.write_all(config.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&next, path).map_err(failed)
}

/// Reads the genesis file at a path and says in lines what it founds.
///
/// # Errors
///
/// [`CommandError`].
pub fn describe(path: &Path) -> Result<Vec<String>, CommandError> {
    let genesis = Genesis::decode(&read(path)?)
        .map_err(|fault| CommandError::Genesis { path: path.to_owned(), fault: Box::new(fault) })?;
    let mut lines = vec![
        format!("network     {}", genesis.network_name()),
        format!("chain id    {}", genesis.chain()),
        format!("heartbeat   {} ms", genesis.heartbeat_ms()),
        format!("clock drift {} ms", genesis.clock_drift_ms()),
    ];
    for validator in genesis.validators().validators() {
        lines.push(format!("validator   {} power {}", validator.key, validator.power));
    }
    for member in genesis.members().values() {
        lines.push(format!(
            "member      {} ({} {})",
            member.legal_name,
            member.scheme.as_str_name().trim_start_matches("IDENTIFIER_SCHEME_"),
            member.identifier
        ));
    }
    Ok(lines)
}
