//! The blocks after which other validators vote, so that a receipt is led through them without a
//! scan of the chain.

use std::ops::ControlFlow::{Break, Continue};
use std::ops::Range;

use prost::Message;
use proto::block::Header;
use proto::pb::ledger::v1 as pb;
use proto::validators::ValidatorSet;

use super::{Batch, Index, IndexError, keys};

const DAMAGED: IndexError = IndexError::Damaged { what: "a hand-over of the validators" };

/// Writes the next set of a block that changes it.
pub(super) fn put_handover(batch: &mut Batch, header: &Header, next: &ValidatorSet) {
    if header.next_validators != header.validators {
        batch.insert(keys::handover(header.height), next.to_message().encode_to_vec());
    }
}

impl Index {
    /// Which blocks at these heights handed over to other validators, in ascending order.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn handovers(&self, heights: Range<u64>) -> Result<Vec<u64>, IndexError> {
        let mut found = Vec::new();
        if heights.is_empty() {
            return Ok(found);
        }
        let (first, end) = (keys::handover(heights.start), keys::handover(heights.end));
        let mut damaged = None;
        self.rows.ascend(&first, &mut |key, _| {
            if key >= end.as_slice() {
                return Break(());
            }
            match key.get(1..).and_then(|height| height.try_into().ok()) {
                Some(height) => found.push(u64::from_be_bytes(height)),
                None => damaged = Some(DAMAGED),
            }
            if damaged.is_some() { Break(()) } else { Continue(()) }
        })?;
        damaged.map_or(Ok(found), Err)
    }

    /// The set that a block handed over to; none where it changed nothing.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn handed_over(&self, height: u64) -> Result<Option<ValidatorSet>, IndexError> {
        self.read(&keys::handover(height), read_set)?.transpose()
    }

    /// Whether the set that a block hands over to is there, and none where it changes nothing.
    pub(super) fn has_its_handover(&self, header: &Header) -> Result<bool, IndexError> {
        let Some(set) = self.read(&keys::handover(header.height), read_set)? else {
            return Ok(header.next_validators == header.validators);
        };
        let names = |set: ValidatorSet| set.hash() == header.next_validators;
        Ok(header.next_validators != header.validators && set.is_ok_and(names))
    }
}

fn read_set(bytes: &[u8]) -> Result<ValidatorSet, IndexError> {
    let message = pb::ValidatorSet::decode(bytes).map_err(|_| DAMAGED)?;
    ValidatorSet::from_message(&message).map_err(|_| DAMAGED)
}
