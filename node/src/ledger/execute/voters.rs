//! Who votes on the next block.

use proto::validators::ValidatorSet;

use super::{Execution, StateStore};

impl<R: StateStore> Execution<'_, R> {
    /// The set that stands in the network's record after this block.
    pub(super) fn next_validators(&self) -> ValidatorSet {
        self.network.validators.clone()
    }

    /// Changes the set where a test planned so, at whichever node and however often the block is
    /// executed.
    #[cfg(test)]
    pub(super) fn with_planned_voters(mut self) -> Self {
        use proto::registry::Record;
        if let Some(set) = crate::fixture::planned(&self.parent.chain, self.parent.height + 1) {
            let network = std::sync::Arc::make_mut(&mut self.network);
            network.validators = set;
            let record = Record::Network(network.clone());
            self.state.put(record.key(), record.encode());
        }
        self
    }
}
