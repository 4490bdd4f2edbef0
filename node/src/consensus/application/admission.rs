//! Who may announce a block to this node.

use proto::hash::Hash;
use thiserror::Error;

use crate::consensus::context::{Address, ValidatorSet};
use crate::consensus::limits::QUEUED_HEIGHTS;
use crate::consensus::parts::{Authority, Init};
use crate::consensus::signer::SignatureVerifier;

/// Heights after the open one whose blocks are taken. A node that catches up learns how far its
/// peers are at intervals, and must have kept what they said meanwhile, or it would stay behind for
/// as long as they are busy.
pub(super) const HEIGHTS_AHEAD: u64 = QUEUED_HEIGHTS as u64;

/// Rounds after the current one whose blocks are taken, the engine's own bound for messages.
const ROUNDS_AHEAD: u32 = 10;

/// Why an announcement is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnnouncementRefusal {
    /// The height is decided.
    #[error("height {height} is decided")]
    Past {
        /// The height announced.
        height: u64,
    },
    /// The height is too far ahead.
    #[error("height {height} is too far after {open}, the height that is open here")]
    Ahead {
        /// The height announced.
        height: u64,
        /// The height open here.
        open: u64,
    },
    /// The round is too far ahead.
    #[error("round {round} is too far after {current}, the round of this height")]
    RoundAhead {
        /// The round announced.
        round: u32,
        /// The current one.
        current: u32,
    },
    /// It is not this validator's turn.
    #[error("it is not the turn of {named} but of {expected}")]
    NotTheProposer {
        /// The validator announced as proposer.
        named: Address,
        /// The one whose turn it is.
        expected: Address,
    },
    /// The seal is not the proposer's.
    #[error("the seal is not by {proposer}")]
    BadSeal {
        /// The round's proposer.
        proposer: Address,
    },
    /// The prevotes are not a quorum's for this block.
    #[error("the prevotes shown are not a quorum's for block {block}")]
    BadPolka {
        /// The block announced.
        block: Hash,
    },
}

/// What an announcement is judged by.
pub(super) struct Admission<'a> {
    pub(super) open_height: u64,
    pub(super) round: u32,
    /// The validators of the open height. They stand in for those of the next few: where the set
    /// changes in between, an early announcement is refused, or dropped when it is judged again,
    /// and the block comes later or by sync.
    pub(super) validators: &'a ValidatorSet,
    pub(super) verifier: &'a SignatureVerifier,
}

impl Admission<'_> {
    pub(super) fn admit(&self, init: &Init) -> Result<(), AnnouncementRefusal> {
        self.check_place(init)?;
        let seal = &init.seal;
        let proposer = self.validators.proposer(seal.height, seal.round);
        let expected = proposer.address();
        if seal.proposer != expected {
            return Err(AnnouncementRefusal::NotTheProposer { named: seal.proposer, expected });
        }
        match &init.authority {
            Authority::Proposer(signature)
                if !self.verifier.seal(seal, signature, proposer.key()) =>
            {
                Err(AnnouncementRefusal::BadSeal { proposer: expected })
            }
            Authority::Quorum(polka)
                if polka.height.0 != seal.height
                    || polka.value_id != seal.block
                    || !self.verifier.polka(polka, self.validators) =>
            {
                Err(AnnouncementRefusal::BadPolka { block: seal.block })
            }
            Authority::Proposer(_) | Authority::Quorum(_) => Ok(()),
        }
    }

    fn check_place(&self, init: &Init) -> Result<(), AnnouncementRefusal> {
        let (height, round, open) = (init.seal.height, init.seal.round, self.open_height);
        if height < open {
            return Err(AnnouncementRefusal::Past { height });
        }
        if height - open > HEIGHTS_AHEAD {
            return Err(AnnouncementRefusal::Ahead { height, open });
        }
        let current = if height == open { self.round } else { 0 };
        if round > current.saturating_add(ROUNDS_AHEAD) {
            return Err(AnnouncementRefusal::RoundAhead { round, current });
        }
        Ok(())
    }
}
