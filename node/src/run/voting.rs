//! Whether a node with a consensus key may vote when it is in the validator set.
//!
//! Whether it is in the set, the state says at each height, and the engine asks no signature of a
//! node that is not. So a key outside the set signs nothing and its memory stays as it is; when the
//! set takes it in, it signs from that height on with the same memory and a log begun there.
//!
//! A validator that forgot what it signed could contradict itself (threat C2). It then follows
//! without a vote until the network has passed every height at which it can have signed, and ends;
//! started again, it votes.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::validators::Address;
use tokio::sync::watch;
use tracing::warn;

use super::RunError;
use crate::chain::{Head, Places};
use crate::commands::CommandError;
use crate::config::Config;
use crate::consensus::engine::Role;
use crate::consensus::log_check::{LogMemory, check_log};
use crate::consensus::signer::{SignatureGuard, ValidatorSigner};
use crate::gossip::PeerState;
use crate::keyfile;
use crate::store::vfs::{Disk, DiskError, Operation, StdDisk, create_whole};

/// How far a validator can have signed beyond the block that some honest peer told:
/// the others may hold one more, and the height after that was open.
const OPEN_HEIGHTS: u64 = 2;

/// What a node does when votes are cast.
pub(super) enum Voting {
    /// It has no consensus key.
    Never,
    /// It votes at the heights whose set holds its key.
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

/// Reads the consensus key. It need not be in the validator set, which may still take it in.
pub(super) fn consensus_key(config: &Config) -> Result<Option<(SecretKey, Address)>, RunError> {
    let Some(path) = &config.keys.consensus else { return Ok(None) };
    let seed = keyfile::read(path).map_err(CommandError::Key)?;
    let key = SecretKey::from_seed(&seed);
    let address = Address::of(&key.public());
    Ok(Some((key, address)))
}

impl Voting {
    /// Decides from what the node remembers of its own signatures. A silence is on disk when this
    /// returns: the engine of a silent node writes its log anew, and so a restart could not tell
    /// any more that it forgot.
    pub(super) fn decide(
        key: Option<SecretKey>,
        chain: ChainId,
        head: u64,
        places: &Places,
    ) -> Result<Self, RunError> {
        let Some(key) = key else { return Ok(Self::Never) };
        if let Some(silence) = Silence::left(places, head)? {
            warn!(?silence, "this validator forgot what it signed; following without a vote");
            return Ok(Self::Silent(silence));
        }
        let memory = places.signatures();
        // `init` laid it out, so it was there.
        if !StdDisk.exists(&memory).map_err(RunError::Marker)? {
            warn!(head, "the memory of given signatures is gone; following without a vote");
            return Ok(Self::Silent(Silence::UntilCaughtUp));
        }
        let guard = SignatureGuard::open(&StdDisk, &memory)?;
        let signer = Arc::new(ValidatorSigner::new(key, chain, guard));
        let signed = signer.last_height();
        if signed <= head || remembers(&signer, head + 1, places)? {
            return Ok(Self::Yes(signer));
        }
        warn!(signed, "the engine's log forgot what was signed; following without a vote");
        let silence = Silence::UntilCommitted(signed);
        silence.begin(places)?;
        Ok(Self::Silent(silence))
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

/// Whether the engine's log holds what was signed at the open height. A signature beyond that
/// height was given on a ledger that is not here any more, and its log cannot be here either.
fn remembers(signer: &ValidatorSigner, open: u64, places: &Places) -> Result<bool, RunError> {
    let log = places.engine_log();
    Ok(signer.last_height() == open
        && log.exists()
        && check_log(&log, signer.guard(), &signer.address(), open)? == LogMemory::Whole)
}

impl Silence {
    /// The silence that was begun before and is not over at `head`.
    fn left(places: &Places, head: u64) -> Result<Option<Self>, RunError> {
        let marker = places.silence();
        if !StdDisk.exists(&marker).map_err(RunError::Marker)? {
            return Ok(None);
        }
        let text = std::fs::read(&marker)
            .map_err(|error| RunError::Marker(DiskError::new(&marker, Operation::Read, error)))?;
        let height = std::str::from_utf8(&text).ok().and_then(|text| text.trim_end().parse().ok());
        match height {
            Some(height) if head >= height => {
                remove_marker(places)?;
                Ok(None)
            }
            Some(height) => Ok(Some(Self::UntilCommitted(height))),
            // It is written whole, so it was damaged, and may have named any height.
            None => Ok(Some(Self::UntilCaughtUp)),
        }
    }

    fn begin(self, places: &Places) -> Result<(), RunError> {
        if let Self::UntilCommitted(height) = self {
            create_whole(&StdDisk, &places.silence(), format!("{height}\n").as_bytes())
                .map_err(RunError::Marker)?;
        }
        Ok(())
    }

    /// Waits until it is over. False when the chain or the peers went away before that.
    pub(super) async fn has_passed(
        self,
        mut heads: watch::Receiver<Head>,
        mut peers: watch::Receiver<Vec<PeerState>>,
    ) -> bool {
        let height = match self {
            Self::UntilCommitted(height) => height,
            Self::UntilCaughtUp => loop {
                if let Some(height) = held_by_honest(&peers.borrow_and_update()) {
                    break height.saturating_add(OPEN_HEIGHTS);
                }
                if peers.changed().await.is_err() {
                    return false;
                }
            },
        };
        heads.wait_for(|head| head.height >= height).await.is_ok()
    }

    /// Ends it: the memory is begun anew where it was lost, and the mark is taken away.
    pub(super) fn end(self, places: &Places) -> Result<(), RunError> {
        let memory = places.signatures();
        if !StdDisk.exists(&memory).map_err(RunError::Marker)? {
            SignatureGuard::lay_out(&StdDisk, &memory)?;
        }
        remove_marker(places)
    }
}

fn remove_marker(places: &Places) -> Result<(), RunError> {
    let marker = places.silence();
    if StdDisk.exists(&marker).map_err(RunError::Marker)? {
        StdDisk.remove(&marker).map_err(RunError::Marker)?;
        StdDisk.sync_dir(&places.engine()).map_err(RunError::Marker)?;
    }
    Ok(())
}

/// The highest block that some honest peer holds, once two thirds of the peers have told theirs.
/// A third of them may lie, so as many of the highest claims are passed over.
fn held_by_honest(peers: &[PeerState]) -> Option<u64> {
    let mut told: Vec<u64> = peers.iter().filter_map(|peer| peer.height).collect();
    if told.is_empty() || told.len() * 3 < peers.len() * 2 {
        return None;
    }
    told.sort_unstable_by(|one, other| other.cmp(one));
    told.get(peers.len() / 3).copied()
}
