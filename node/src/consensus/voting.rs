//! Whether a node with a consensus key may vote when it is in the validator set.
//!
//! Whether it is in the set, the state says at each height, and the engine asks no signature of a
//! node that is not. So a key outside the set signs nothing and its memory stays as it is; when the
//! set takes it in, it signs from that height on with the same memory and a log begun there.
//!
//! A validator that forgot what it signed could contradict itself (threat C2). It then follows
//! without a vote until the network has passed every height at which it can have signed, and ends;
//! started again, it votes. Nothing here waits: whoever runs the node does.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::validators::ValidatorSet;
use thiserror::Error;
use tracing::warn;

use super::engine::Role;
use super::log_check::{LogCheckError, LogMemory, Voter, check_log};
use super::signer::{EngineLog, GuardError, SignatureGuard, Slot, ValidatorSigner};
use crate::chain::{Chain, Places};
use crate::store::vfs::{Access, Disk, DiskError, create_whole, read_whole};

/// How far a validator can have signed beyond the block that some honest peer told:
/// the others may hold one more, and the height after that was open.
const OPEN_HEIGHTS: u64 = 2;

/// What a node does when votes are cast.
pub enum Voting {
    /// It has no consensus key.
    Never,
    /// It votes at the heights whose set holds its key.
    Yes(Arc<ValidatorSigner>),
    /// It has a key and must not use it yet.
    Silent(Silence),
}

/// For how long a validator keeps silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Until this height is committed: its engine's log forgot what it signed there.
    UntilCommitted(u64),
    /// Until it has caught up with its peers: it does not know what it signed.
    UntilCaughtUp,
}

/// Why it cannot be told whether a validator may vote.
#[derive(Debug, Error)]
pub enum VotingError {
    /// The memory of signatures cannot be used.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The mark that a validator keeps silent cannot be read or written.
    #[error("the mark of this validator's silence: {0}")]
    Marker(#[source] DiskError),
    /// The engine's log cannot be read.
    #[error(transparent)]
    LogCheck(#[from] LogCheckError),
    /// The memory of signatures was emptied: the engine's log holds one, and it holds none.
    #[error("{}: {slot:?} is not remembered", .path.display())]
    Unremembered {
        /// The memory.
        path: PathBuf,
        /// What was signed.
        slot: Slot,
    },
}

/// Where the chain of a node stands when it starts.
pub struct Stands<'a> {
    /// The chain.
    pub chain: ChainId,
    /// The newest committed height.
    pub head: u64,
    /// Who votes on the next.
    pub validators: &'a ValidatorSet,
    /// The blocks that are held for the next.
    pub blocks: BTreeSet<Hash>,
}

impl<'a> Stands<'a> {
    /// Where `chain` stands.
    #[must_use]
    pub fn of(chain: &'a Chain) -> Self {
        let head = chain.head().height;
        let blocks = chain.held(head + 1).collect();
        Self { chain: chain.chain_id(), head, validators: chain.next_validators(), blocks }
    }
}

impl Voting {
    /// Decides from what the node remembers of its own signatures, and leaves a log that the engine
    /// can open. A silence is on disk when this returns: the engine of a silent node writes its log
    /// anew, and so a restart could not tell any more that it forgot. `chain` says what is committed
    /// and held, and who votes next.
    ///
    /// # Errors
    ///
    /// [`VotingError`] when what it remembers cannot be read; it may not vote then.
    pub fn decide(
        key: Option<SecretKey>,
        stands: &Stands<'_>,
        disk: &Arc<dyn Disk>,
        places: &Places,
    ) -> Result<Self, VotingError> {
        let Some(key) = key else { return Ok(Self::Never) };
        if let Some(silence) = Silence::left(disk.as_ref(), places, stands.head)? {
            warn!(?silence, "this validator forgot what it signed; following without a vote");
            return Ok(Self::Silent(silence));
        }
        let memory = places.signatures();
        // `init` laid it out, so it was there.
        if !disk.exists(&memory).map_err(VotingError::Marker)? {
            warn!(
                head = stands.head,
                "the memory of given signatures is gone; following without a vote"
            );
            return Ok(Self::Silent(Silence::UntilCaughtUp));
        }
        let guard = SignatureGuard::open(disk.as_ref(), &memory)?;
        let log = EngineLog::new(Arc::clone(disk), places.engine_log());
        let signer = ValidatorSigner::new(key, stands.chain, guard).writing_through(log);
        match forgotten(&signer, stands, disk.as_ref(), places)? {
            None => Ok(Self::Yes(Arc::new(signer))),
            Some(signed) => {
                warn!(signed, "the engine's log forgot what was signed; following without a vote");
                let silence = Silence::UntilCommitted(signed);
                silence.begin(disk.as_ref(), places)?;
                Ok(Self::Silent(silence))
            }
        }
    }

    /// The engine's part for this node.
    pub fn role(&self) -> Role {
        match self {
            Self::Yes(signer) => Role::Validator(Arc::clone(signer)),
            Self::Never | Self::Silent(_) => Role::Observer,
        }
    }

    /// The signer, if it may be used.
    pub fn signer(&self) -> Option<Arc<ValidatorSigner>> {
        match self {
            Self::Yes(signer) => Some(Arc::clone(signer)),
            Self::Never | Self::Silent(_) => None,
        }
    }

    /// Takes note of the end of a run with `head` committed. A validator whose engine found its log
    /// damaged, or whose signer was asked to contradict it, could only do the same again: its next
    /// start begins a silence until that height is over.
    ///
    /// # Errors
    ///
    /// [`VotingError`] when the disk fails.
    pub fn ended(
        &self,
        log_damaged: bool,
        head: u64,
        disk: &dyn Disk,
        places: &Places,
    ) -> Result<(), VotingError> {
        match self {
            Self::Yes(signer) if log_damaged || signer.was_contradicted() => {
                let height = signer.last_height().max(head + 1);
                Silence::UntilCommitted(height).begin(disk, places)
            }
            Self::Yes(_) | Self::Never | Self::Silent(_) => Ok(()),
        }
    }

    /// Why the node must end by itself, if that is its way to vote again.
    pub fn silence(&self) -> Option<Silence> {
        match self {
            Self::Silent(silence) => Some(*silence),
            Self::Never | Self::Yes(_) => None,
        }
    }
}

/// The height at which something was signed that the engine's log does not hold. A signature beyond
/// the open height was given on a ledger that is not here any more, and its log cannot be here
/// either.
fn forgotten(
    signer: &ValidatorSigner,
    stands: &Stands<'_>,
    disk: &dyn Disk,
    places: &Places,
) -> Result<Option<u64>, VotingError> {
    let signed = signer.last_height();
    let (guard, own, open) = (signer.guard(), signer.address(), stands.head + 1);
    let (validators, blocks) = (stands.validators, &stands.blocks);
    let voter = Voter { guard, own, height: open, validators, blocks };
    // Also where nothing was signed at the open height: a log must be one that can be opened.
    let memory = check_log(disk, &places.engine_log(), &voter)?;
    if let LogMemory::Unremembered(slot) = memory {
        return Err(VotingError::Unremembered { path: places.signatures(), slot });
    }
    Ok((signed > open || memory != LogMemory::Whole).then_some(signed.max(open)))
}

impl Silence {
    /// The silence that was begun before and is not over at `head`.
    fn left(disk: &dyn Disk, places: &Places, head: u64) -> Result<Option<Self>, VotingError> {
        let marker = places.silence();
        if !disk.exists(&marker).map_err(VotingError::Marker)? {
            return Ok(None);
        }
        let file = disk.open(&marker, Access::Read).map_err(VotingError::Marker)?;
        let text = read_whole(file.as_ref()).map_err(VotingError::Marker)?;
        let height = std::str::from_utf8(&text).ok().and_then(|text| text.trim_end().parse().ok());
        match height {
            Some(height) if head >= height => {
                remove_marker(disk, places)?;
                Ok(None)
            }
            Some(height) => Ok(Some(Self::UntilCommitted(height))),
            // It is written whole, so it was damaged, and may have named any height.
            None => Ok(Some(Self::UntilCaughtUp)),
        }
    }

    /// Begins it, durably: the next start finds it.
    ///
    /// # Errors
    ///
    /// [`VotingError`] when the disk fails.
    pub fn begin(self, disk: &dyn Disk, places: &Places) -> Result<(), VotingError> {
        if let Self::UntilCommitted(height) = self {
            create_whole(disk, &places.silence(), format!("{height}\n").as_bytes())
                .map_err(VotingError::Marker)?;
        }
        Ok(())
    }

    /// The committed height at which it is over; `None` while the peers do not tell. `claims` are
    /// the heights that this node's peers claim to hold, `None` for a peer that told none yet, and `head`
    /// is what this node held itself when it began to wait: what it signed last may have been for the
    /// height after that, so that is passed however far behind the peers claim to be.
    #[must_use]
    pub fn height_to_reach(self, claims: &[Option<u64>], head: u64) -> Option<u64> {
        match self {
            Self::UntilCommitted(height) => Some(height),
            Self::UntilCaughtUp => {
                let theirs = held_by_honest(claims)?.saturating_add(OPEN_HEIGHTS);
                Some(theirs.max(head.saturating_add(1)))
            }
        }
    }

    /// Ends it: the memory is begun anew where it was lost, and the mark is taken away.
    ///
    /// # Errors
    ///
    /// [`VotingError`] when the disk fails; the silence then goes on.
    pub fn end(self, disk: &dyn Disk, places: &Places) -> Result<(), VotingError> {
        let memory = places.signatures();
        if !disk.exists(&memory).map_err(VotingError::Marker)? {
            SignatureGuard::lay_out(disk, &memory)?;
        }
        remove_marker(disk, places)
    }
}

fn remove_marker(disk: &dyn Disk, places: &Places) -> Result<(), VotingError> {
    let marker = places.silence();
    if disk.exists(&marker).map_err(VotingError::Marker)? {
        disk.remove(&marker).map_err(VotingError::Marker)?;
        disk.sync_dir(&places.engine()).map_err(VotingError::Marker)?;
    }
    Ok(())
}

/// The highest block that some honest peer holds, once two thirds of the peers have told theirs.
/// A third of them may lie, so as many of the highest claims are passed over.
fn held_by_honest(claims: &[Option<u64>]) -> Option<u64> {
    let mut told: Vec<u64> = claims.iter().flatten().copied().collect();
    if told.is_empty() || told.len() * 3 < claims.len() * 2 {
        return None;
    }
    told.sort_unstable_by(|one, other| other.cmp(one));
    told.get(claims.len() / 3).copied()
}
