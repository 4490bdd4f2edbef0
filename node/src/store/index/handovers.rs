//! The blocks after which other validators vote, so that a receipt is led through them without a
//! scan of the chain.

use std::ops::Range;

use prost::Message;
use proto::block::Header;
use proto::pb::ledger::v1 as pb;
use proto::validators::ValidatorSet;

use super::{Index, IndexError, keys};

const DAMAGED: IndexError = IndexError::Damaged { what: "a hand-over of the validators" };

/// Writes the next set of a block that changes it.
pub(super) fn put_handover(batch: &mut sled::Batch, header: &Header, next: &ValidatorSet) {
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
        for entry in self.db.range(keys::handover(heights.start)..keys::handover(heights.end)) {
            let (key, _) = self.sled(entry)?;
            let height = key.get(1..).and_then(|height| height.try_into().ok()).ok_or(DAMAGED)?;
            found.push(u64::from_be_bytes(height));
        }
        Ok(found)
    }

    /// The set that a block handed over to; none where it changed nothing.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn handed_over(&self, height: u64) -> Result<Option<ValidatorSet>, IndexError> {
        self.get(&keys::handover(height))?.map(|entry| read_set(&entry)).transpose()
    }

    /// Whether the set that a block hands over to is there, and none where it changes nothing.
    pub(super) fn has_its_handover(&self, header: &Header) -> Result<bool, IndexError> {
        let Some(entry) = self.get(&keys::handover(header.height))? else {
            return Ok(header.next_validators == header.validators);
        };
        let names = |set: ValidatorSet| set.hash() == header.next_validators;
        Ok(header.next_validators != header.validators && read_set(&entry).is_ok_and(names))
    }
}

fn read_set(bytes: &[u8]) -> Result<ValidatorSet, IndexError> {
    let message = pb::ValidatorSet::decode(bytes).map_err(|_| DAMAGED)?;
    ValidatorSet::from_message(&message).map_err(|_| DAMAGED)
}
