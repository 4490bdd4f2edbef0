//! What a node that began with a snapshot cannot answer yet, told by its own name: it is not absent,
//! and nothing is damaged.

use proto::instruction::Subject;

use super::{ReadError, Reader};
use crate::store::index::Place;

impl Reader {
    /// Says so while blocks are still being fetched, since what is not found may stand in one of them.
    ///
    /// # Errors
    ///
    /// [`ReadError::NotFetched`].
    pub fn check_whole(&self) -> Result<(), ReadError> {
        match self.index.base()? {
            Some(through) => Err(ReadError::NotFetched { through }),
            None => Ok(()),
        }
    }

    /// Nothing for a height that is not committed here, unless it is one whose block is still being
    /// fetched.
    pub(super) fn unless_unfetched<T>(&self, height: u64) -> Result<Option<T>, ReadError> {
        match self.index.base()? {
            Some(through) if (1..=through).contains(&height) => {
                Err(ReadError::NotFetched { through })
            }
            Some(_) | None => Ok(None),
        }
    }

    /// Where a fact of a chain stands; nothing where the chain has no such fact.
    pub(super) fn place(&self, chain: &Subject, sequence: u64) -> Result<Option<Place>, ReadError> {
        if let Some(place) = self.index.place(chain, sequence)? {
            return Ok(Some(place));
        }
        if self.index.base()?.is_some()
            && self.chain_head(chain)?.is_some_and(|head| sequence <= head.length)
        {
            self.check_whole()?;
        }
        Ok(None)
    }
}
