//! Who votes, and how the right to vote was handed over.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use proto::handover::Handover;
use proto::hash::Hash;
use proto::validators::{Address, ValidatorSet};

use super::{ReadError, Reader};
use crate::chain::read_certificate;
use crate::config::Role;
use crate::store::index::Meta;

/// The set read last, and the root of the state it was read from: it is asked for with every
/// instruction, and changes at most once a block.
#[derive(Clone, Default)]
pub(super) struct LastSet(Arc<Mutex<Option<(Hash, Arc<ValidatorSet>)>>>);

impl Reader {
    /// Who votes on the block after a moment.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn validators(&self, meta: &Meta) -> Result<Arc<ValidatorSet>, ReadError> {
        let mut last = self.last_set.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((root, set)) = last.as_ref()
            && *root == meta.state_root
        {
            return Ok(Arc::clone(set));
        }
        let set = Arc::new(self.noting(self.state(meta).validators().map_err(Into::into))?);
        *last = Some((meta.state_root, Arc::clone(&set)));
        Ok(set)
    }

    /// What a node is at the height after the head: a validator when its consensus key, if it has
    /// one, is in the set that votes there.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn role(&self, own: Option<&Address>) -> Result<Role, ReadError> {
        let set = self.validators(&self.meta()?)?;
        let votes = own.is_some_and(|own| set.find(own).is_some());
        Ok(if votes { Role::Validator } else { Role::Observer })
    }

    /// The blocks at these heights after which other validators voted, in ascending order.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn handovers(&self, heights: Range<u64>) -> Result<Vec<Handover>, ReadError> {
        self.noting(self.find_handovers(heights))
    }

    pub(super) fn find_handovers(&self, heights: Range<u64>) -> Result<Vec<Handover>, ReadError> {
        let mut handovers = Vec::new();
        for (height, next) in self.index().handed_over(heights)? {
            let missing = |what| ReadError::Missing { what, height };
            let (header, _) = self.index().header(height)?.ok_or(missing("header"))?;
            let certificate = self.index().certificate(height)?.ok_or(missing("certificate"))?;
            let certificate = read_certificate(&certificate).map_err(ReadError::Certificate)?;
            handovers.push(Handover::new(header, certificate, next));
        }
        Ok(handovers)
    }
}
