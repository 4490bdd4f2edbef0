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
use crate::chain::{Freshness, UndecidedBlock, Verdict};
use crate::consensus::codec;
use crate::consensus::context::{Address, EblContext, Height, Value};
use crate::consensus::limits::{SYNC_BATCH, SYNC_RESPONSE_BYTES};
use crate::consensus::parts::Seal;

/// The hash of a block's bytes; none when they are no block.
pub(super) fn block_hash(bytes: &[u8]) -> Option<Hash> {
    Block::decode(bytes).ok().map(|block| block.header.hash())
}

/// A block of the side file as the engine wants it.
pub(super) fn known_value(block: &UndecidedBlock) -> ProposedValue<EblContext> {
    ProposedValue {
        height: Height(block.height),
        round: Round::new(block.round),
        valid_round: Round::from(block.valid_round),
        proposer: Address(block.proposer),
        value: Value(block.hash),
        validity: validity(block.verdict),
    }
}

/// A block that came in parts, as the engine wants it.
pub(super) fn announced_value(
    seal: &Seal,
    polka_round: Option<u32>,
    verdict: Verdict,
) -> ProposedValue<EblContext> {
    ProposedValue {
        height: Height(seal.height),
        round: Round::new(seal.round),
        valid_round: Round::from(polka_round),
        proposer: seal.proposer,
        value: Value(seal.block),
        validity: validity(verdict),
    }
}

fn validity(verdict: Verdict) -> Validity {
    match verdict {
        Verdict::Valid => Validity::Valid,
        Verdict::Invalid => Validity::Invalid,
    }
}

impl Application {
    /// Judges a block that came by sync. The engine has checked its certificate, so the block's
    /// time is not measured against this node's clock.
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
        let how = Freshness::Recorded;
        let (block, verdict) =
            self.chain.consider(bytes.to_vec(), height.0, number, proposer.0, how)?;
        Ok(SyncedValueOutcome::Verdict(ProposedValue {
            height,
            round,
            valid_round: Round::from(block.valid_round),
            proposer,
            value: Value(hash),
            validity: validity(verdict),
        }))
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
