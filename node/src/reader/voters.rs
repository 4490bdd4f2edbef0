//! Who votes, and how the right to vote was handed over.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use proto::handover::Handover;
use proto::hash::Hash;
use proto::validators::{Address, ValidatorSet};

use super::ancestry::Headers;
use super::recorded::Recent;
use super::{ReadError, Reader};
use crate::chain::read_certificate;
use crate::config::Role;
use crate::store::index::Meta;

/// What was read before, because reading it again costs a curve point per validator.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// The set read last. It is asked for with every instruction, and changes at most once a block.
    last_set: Arc<Mutex<Option<LastSet>>>,
    /// The hand-overs by height. Every receipt asks for all before it; they are few and final.
    handovers: Arc<Mutex<BTreeMap<u64, Handover>>>,
    /// The tree of all headers, as far as a proof was asked for.
    pub(super) headers: Headers,
    /// Receipts of the newest blocks.
    pub(super) recent: Recent,
}

/// A set, and the root of the state it was read from.
struct LastSet {
    state_root: Hash,
    set: Arc<ValidatorSet>,
}

impl Reader {
    /// Who votes on the block after a moment.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn validators(&self, meta: &Meta) -> Result<Arc<ValidatorSet>, ReadError> {
        let mut last = self.known.last_set.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_ref()
            && last.state_root == meta.state_root
        {
            return Ok(Arc::clone(&last.set));
        }
        let set = Arc::new(self.noting(self.state(meta).validators().map_err(Into::into))?);
        *last = Some(LastSet { state_root: meta.state_root, set: Arc::clone(&set) });
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
        let mut known = self.known.handovers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut handovers = Vec::new();
        for height in self.index().handovers(heights)? {
            let handover = match known.get(&height) {
                Some(handover) => handover.clone(),
                None => self.read_handover(height)?,
            };
            known.entry(height).or_insert_with(|| handover.clone());
            handovers.push(handover);
        }
        Ok(handovers)
    }

    fn read_handover(&self, height: u64) -> Result<Handover, ReadError> {
        let missing = |what| ReadError::Missing { what, height };
        let next = self.index().handed_over(height)?.ok_or(missing("hand-over"))?;
        let (header, _) = self.index().header(height)?.ok_or(missing("header"))?;
        let certificate = self.index().certificate(height)?.ok_or(missing("certificate"))?;
        let certificate = read_certificate(&certificate).map_err(ReadError::Certificate)?;
        Ok(Handover::new(header, certificate, next))
    }
}
