//! Answers about blocks that are held, to the engine and to peers that sync.

use std::ops::RangeInclusive;

use arc_malachitebft_app_channel::app::engine::host::SyncedValueOutcome;
use arc_malachitebft_core_consensus::ProposedValue;
use arc_malachitebft_core_types::{Round, Validity};
use arc_malachitebft_sync::RawDecidedValue;
use bytes::Bytes;
use proto::block::Block;
use proto::hash::Hash;

use super::{Application, ApplicationError};
use crate::chain::{Freshness, Head, UndecidedBlock, Verdict};
use crate::consensus::codec;
use crate::consensus::context::{Address, EblContext, Height, Value};
use crate::consensus::limits::{SYNC_BATCH, SYNC_RESPONSE_BYTES};
use crate::consensus::parts::Seal;

/// Synced blocks of one height that are kept before the engine found a certificate to be for them. It
/// finds out at once; a few may be under way.
const UNPROVED_KEPT: usize = 4;

/// The hash of a block's bytes; none when they are no block.
pub(super) fn block_hash(bytes: &[u8]) -> Option<Hash> {
    Block::decode(bytes).ok().map(|block| block.header.hash())
}

/// The parent of a block for the next height, where it is another block than our head.
fn other_parent(bytes: &[u8], head: &Head) -> Option<Hash> {
    let header = Block::decode(bytes).ok()?.header;
    (header.height == head.height + 1 && header.parent != head.hash).then_some(header.parent)
}

/// A block of the side file, which holds only valid ones, as the engine wants it.
pub(super) fn known_value(block: &UndecidedBlock) -> ProposedValue<EblContext> {
    ProposedValue {
        height: Height(block.height),
        round: Round::new(block.round),
        valid_round: Round::from(block.valid_round),
        proposer: Address(block.proposer),
        value: Value(block.hash),
        validity: Validity::Valid,
    }
}

/// A block that came in parts, as the engine wants it.
pub(super) fn announced_value(
    seal: &Seal,
    polka_round: Option<u32>,
    validity: Validity,
) -> ProposedValue<EblContext> {
    ProposedValue {
        height: Height(seal.height),
        round: Round::new(seal.round),
        valid_round: Round::from(polka_round),
        proposer: seal.proposer,
        value: Value(seal.block),
        validity,
    }
}

/// A verdict for the engine. It writes down what it is told, so a verdict by the clock is not
/// told: without a value it prevotes nil at its timeout.
pub(super) fn validity(verdict: Verdict) -> Option<Validity> {
    match verdict {
        Verdict::Valid => Some(Validity::Valid),
        Verdict::Invalid => Some(Validity::Invalid),
        Verdict::Untimely => None,
    }
}

impl Application {
    /// Judges a block that came by sync. The engine has checked its certificate, so the block's
    /// time is not measured against this node's clock. Whether the certificate is for this block
    /// the engine finds out from the answer, and blames the peer if not; if it is, an invalid block
    /// comes back to [`Self::saw_synced`].
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop.
    pub fn synced_value(
        &mut self,
        height: Height,
        round: Round,
        proposer: Address,
        bytes: Bytes,
    ) -> Result<SyncedValueOutcome<EblContext>, ApplicationError> {
        let number = codec::round_number(round)?;
        if height.0 != self.open_height() {
            return Ok(SyncedValueOutcome::LocalTransientError);
        }
        let Some(hash) = block_hash(&bytes) else {
            return Ok(SyncedValueOutcome::PeerFault);
        };
        let is_new = self.chain.undecided_by_hash(height.0, &hash).is_none();
        let how = Freshness::Recorded;
        let (block, verdict) =
            self.chain.consider(bytes.to_vec(), height.0, number, proposer.0, how)?;
        if verdict == Verdict::Valid && is_new {
            self.note_unproved(height.0, hash)?;
        }
        if verdict == Verdict::Invalid {
            self.stranger = other_parent(&bytes, &self.chain.head()).map(|parent| (hash, parent));
        }
        let validity = validity(verdict).expect("a recorded block is not held against a clock");
        Ok(SyncedValueOutcome::Verdict(ProposedValue {
            height,
            round,
            valid_round: Round::from(block.valid_round),
            proposer,
            value: Value(hash),
            validity,
        }))
    }

    /// A peer can make up valid blocks, and show the right certificate with each.
    fn note_unproved(&mut self, height: u64, block: Hash) -> Result<(), ApplicationError> {
        self.unproved.push_back(block);
        if self.unproved.len() > UNPROVED_KEPT
            && let Some(oldest) = self.unproved.pop_front()
        {
            self.chain.forget_undecided(height, &oldest)?;
        }
        Ok(())
    }

    /// Takes note of a synced block whose certificate the engine found to be for it.
    ///
    /// # Errors
    ///
    /// [`ApplicationError::OtherHistory`] when it stands on another block than ours, and
    /// [`ApplicationError::CertifiedInvalid`] when this node found it invalid otherwise.
    pub fn saw_synced(
        &mut self,
        value: &ProposedValue<EblContext>,
    ) -> Result<(), ApplicationError> {
        self.unproved.retain(|block| *block != value.value.0);
        if value.height.0 != self.open_height() || value.validity.is_valid() {
            return Ok(());
        }
        let (height, block) = (value.height.0, value.value.0);
        Err(match self.stranger {
            Some((stranger, theirs)) if stranger == block => {
                let ours = self.chain.head().hash;
                ApplicationError::OtherHistory { height, theirs, ours }
            }
            _ => ApplicationError::CertifiedInvalid { height, block },
        })
    }

    /// Decided blocks for a peer, from the start of `range` on, as many as one answer takes. The
    /// engine does not check the range.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop.
    pub fn decided_values(
        &self,
        range: RangeInclusive<Height>,
    ) -> Result<Vec<RawDecidedValue<EblContext>>, ApplicationError> {
        let mut values = Vec::new();
        let mut bytes = 0;
        let last = range.end().0.min(self.head_height());
        for height in (range.start().0..=last).take(SYNC_BATCH) {
            let Some((block, certificate)) = self.chain.decided(height)? else { break };
            bytes += block.len();
            if bytes > SYNC_RESPONSE_BYTES {
                break;
            }
            let certificate = codec::commit_to_engine(&certificate);
            values.push(RawDecidedValue::new(block.into(), certificate));
        }
        Ok(values)
    }

    /// The first height this node can hand on.
    #[must_use]
    pub fn history_min_height(&self) -> Height {
        Height(self.chain.min_height())
    }
}
