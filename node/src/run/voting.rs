//! The consensus key of a node, and the wait of a validator that must not use it yet.

#[cfg(test)]
mod tests;

use proto::keys::SecretKey;
use proto::validators::Address;
use tokio::sync::watch;

use super::RunError;
use crate::chain::Head;
use crate::commands::CommandError;
use crate::config::Config;
use crate::consensus::voting::Silence;
use crate::gossip::PeerState;
use crate::keyfile;

/// Reads the consensus key. It need not be in the validator set, which may still take it in.
pub(super) fn consensus_key(config: &Config) -> Result<Option<(SecretKey, Address)>, RunError> {
    let Some(path) = &config.keys.consensus else { return Ok(None) };
    let seed = keyfile::read(path).map_err(CommandError::Key)?;
    let key = SecretKey::from_seed(&seed);
    let address = Address::of(&key.public());
    Ok(Some((key, address)))
}

/// The key that an observer signs with as a witness, if it has one.
pub(super) fn witness_key(config: &Config) -> Result<Option<SecretKey>, RunError> {
    let Some(path) = &config.keys.witness else { return Ok(None) };
    let seed = keyfile::read(path).map_err(CommandError::Key)?;
    Ok(Some(SecretKey::from_seed(&seed)))
}

/// Waits until a silence is over. False when the chain or the peers went away before that.
pub(super) async fn has_passed(
    silence: Silence,
    mut heads: watch::Receiver<Head>,
    mut peers: watch::Receiver<Vec<PeerState>>,
) -> bool {
    let begun = heads.borrow().height;
    let height = loop {
        let claims: Vec<_> = peers.borrow_and_update().iter().map(|peer| peer.height).collect();
        if let Some(height) = silence.height_to_reach(&claims, begun) {
            break height;
        }
        if peers.changed().await.is_err() {
            return false;
        }
    };
    heads.wait_for(|head| head.height >= height).await.is_ok()
}
