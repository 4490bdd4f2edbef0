//! Whether a node with a consensus key may vote.
//!
//! A validator that forgot what it signed could contradict itself (threat C2). It then follows
//! without a vote until the network has passed every height at which it can have signed, and ends;
//! started again, it votes.

use std::sync::Arc;

use proto::genesis::Genesis;
use proto::keys::SecretKey;
use proto::validators::Address;
use tokio::sync::watch;
use tracing::warn;

use super::RunError;
use crate::chain::{Chain, Head, Places};
use crate::commands::CommandError;
use crate::config::Config;
use crate::consensus::engine::Role;
use crate::consensus::log_check::{LogMemory, check_log};
use crate::consensus::signer::{SignatureGuard, ValidatorSigner};
use crate::gossip::PeerState;
use crate::keyfile;

/// How far a validator can have signed beyond the highest block that two thirds of its peers hold:
/// the others may hold one more, and the height after that was open.
const OPEN_HEIGHTS: u64 = 2;

/// What a node does when votes are cast.
pub(super) enum Voting {
    /// It has no consensus key.
    Never,
    /// It votes.
    Yes(Arc<ValidatorSigner>),
    /// It has a key and must not use it yet.
    Silent(Silence),
}

/// For how long a validator keeps silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// Until this height is committed: its engine's log forgot what it signed there.
    UntilCommitted(u64),
    /// Until it has caught up with its peers: it does not know what it signed.
    UntilCaughtUp,
}

/// Reads the consensus key, and checks that it is in the validator set.
pub(super) fn consensus_key(
    config: &Config,
    genesis: &Genesis,
) -> Result<Option<(SecretKey, Address)>, RunError> {
    let Some(path) = &config.keys.consensus else { return Ok(None) };
    let seed = keyfile::read(path).map_err(CommandError::Key)?;
    let key = SecretKey::from_seed(&seed);
    let address = Address::of(&key.public());
    if genesis.validators().find(&address).is_none() {
        return Err(RunError::NotAValidator);
    }
    Ok(Some((key, address)))
}

impl Voting {
    /// Decides from what the node remembers of its own signatures.
    pub(super) fn decide(
        key: Option<SecretKey>,
        chain: &Chain,
        places: &Places,
    ) -> Result<Self, RunError> {
        let Some(key) = key else { return Ok(Self::Never) };
        let memory = places.signatures();
        let head = chain.head().height;
        if head > 0 && !memory.exists() {
            warn!(head, "the memory of given signatures is gone; following without a vote");
            return Ok(Self::Silent(Silence::UntilCaughtUp));
        }
        let guard = SignatureGuard::open(&memory)?;
        let signer = Arc::new(ValidatorSigner::new(key, chain.chain_id(), guard));
        let signed = signer.last_height();
        if signed <= head {
            return Ok(Self::Yes(signer));
        }
        let log = places.engine_log();
        let whole = log.exists()
            && check_log(&log, signer.guard(), &signer.address(), head + 1)? == LogMemory::Whole;
        if whole {
            return Ok(Self::Yes(signer));
        }
        warn!(signed, "the engine's log forgot what was signed; following without a vote");
        Ok(Self::Silent(Silence::UntilCommitted(signed)))
    }

    /// The engine's part for this node.
    pub(super) fn role(&self) -> Role {
        match self {
            Self::Yes(signer) => Role::Validator(Arc::clone(signer)),
            Self::Never | Self::Silent(_) => Role::Observer,
        }
    }

    /// The signer, if it may be used.
    pub(super) fn signer(&self) -> Option<Arc<ValidatorSigner>> {
        match self {
            Self::Yes(signer) => Some(Arc::clone(signer)),
            Self::Never | Self::Silent(_) => None,
        }
    }

    /// Why the node must end by itself, if that is its way to vote again.
    pub(super) fn silence(&self) -> Option<Silence> {
        match self {
            Self::Silent(silence) => Some(*silence),
            Self::Never | Self::Yes(_) => None,
        }
    }
}

impl Silence {
    /// Waits until it is over.
    pub(super) async fn over(
        self,
        mut heads: watch::Receiver<Head>,
        peers: watch::Receiver<Vec<PeerState>>,
    ) {
        let height = match self {
            Self::UntilCommitted(height) => height,
            Self::UntilCaughtUp => highest_of_most(peers).await + OPEN_HEIGHTS,
        };
        // An error means that the chain is gone, which ends the node as well.
        let _ = heads.wait_for(|head| head.height >= height).await;
    }

    /// Begins the memory anew where it was lost.
    pub(super) fn remember(self, places: &Places) -> Result<(), RunError> {
        if self == Self::UntilCaughtUp {
            SignatureGuard::open(&places.signatures())?;
        }
        Ok(())
    }
}

/// The highest block any peer holds, once two thirds of them can be asked.
async fn highest_of_most(mut peers: watch::Receiver<Vec<PeerState>>) -> u64 {
    let told = |peers: &Vec<PeerState>| -> Vec<u64> {
        peers.iter().filter(|peer| peer.connected).filter_map(|peer| peer.height).collect()
    };
    let most = |peers: &Vec<PeerState>| {
        let reached = told(peers).len();
        reached > 0 && reached * 3 >= peers.len() * 2
    };
    let highest = peers.wait_for(most).await.map(|peers| told(&peers).into_iter().max()).ok();
    match highest.flatten() {
        Some(height) => height,
        // Without the network of peers there is nothing to catch up with, and no end of silence.
        None => std::future::pending().await,
    }
}
