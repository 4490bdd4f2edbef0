//! Who votes on the next block.

use jmt::storage::TreeReader;
use prost::Message;
use proto::state::StateKey;
use proto::validators::ValidatorSet;

use super::{Execution, ReadError};

impl<R: TreeReader> Execution<'_, R> {
    /// Lets other validators vote from the next block on. What is left of the network's record
    /// stays as it is.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the store fails.
    pub fn set_validators(&mut self, set: &ValidatorSet) -> Result<(), ReadError> {
        let mut network = self.state.network()?;
        network.validators = Some(set.to_message());
        self.state.put(StateKey::Network, network.encode_to_vec());
        Ok(())
    }

    /// Changes the set where a test planned so, at whichever node and however often the block is
    /// executed.
    #[cfg(test)]
    pub(super) fn as_planned(mut self) -> Result<Self, ReadError> {
        if let Some(set) = crate::fixture::planned(&self.parent.chain, self.parent.height + 1) {
            self.set_validators(&set)?;
        }
        Ok(self)
    }

    /// The set that stands in the network's record after this block. The parent's is that record's
    /// before it, so it is read again only where the record was written.
    pub(super) fn next_validators(&self) -> Result<ValidatorSet, ReadError> {
        if self.state.is_changed(&StateKey::Network) {
            return self.state.validators();
        }
        Ok(self.parent.validators.clone())
    }
}
