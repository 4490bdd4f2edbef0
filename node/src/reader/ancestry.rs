//! How one committed block is shown to stand on another, and where trust in it comes from.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proto::checkpoint::{Ancestry, Checkpoint};
use proto::hash::Hash;
use proto::header_tree::HeaderTree;
use proto::merkle::Inclusion;
use proto::snapshot::{HeadersPart, RUN, runs};
use proto::trail::Trail;

use super::{ReadError, Reader};
use crate::chain::read_certificate;

/// The headers read so far. Proofs are asked for rarely, so it grows when one is.
#[derive(Clone, Default)]
pub(super) struct Headers(Arc<Mutex<HeaderTree>>);

impl Reader {
    /// A committed block's header and the quorum that committed it; `None` for a height that is not
    /// committed here.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn checkpoint_at(&self, height: u64) -> Result<Option<Checkpoint>, ReadError> {
        self.noting(self.find_checkpoint_at(height))
    }

    /// How trust leads from the genesis file to a committed block; `None` for a height that is not
    /// committed here.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn trail(&self, height: u64) -> Result<Option<Trail>, ReadError> {
        let Some(checkpoint) = self.checkpoint_at(height)? else { return Ok(None) };
        Ok(Some(Trail { handovers: self.handovers(1..height + 1)?, checkpoint }))
    }

    /// That the block at `later` stands on the one at `earlier`; `None` where it lies not above it,
    /// or where one of them is not committed here.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn ancestry(&self, earlier: u64, later: u64) -> Result<Option<Ancestry>, ReadError> {
        Ok(self.headers_before(later)?.ancestry(earlier, later))
    }

    /// The block at `earlier` among the headers before the one at `later`.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn place_below(&self, earlier: u64, later: u64) -> Result<Option<Inclusion>, ReadError> {
        let (Some(index), Some(size)) = (earlier.checked_sub(1), later.checked_sub(1)) else {
            return Ok(None);
        };
        Ok(self.headers_before(later)?.inclusion(index, size))
    }

    /// A run of the hashes of the headers before a height; `None` where there is no such run.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn run_of_headers(
        &self,
        height: u64,
        index: u64,
    ) -> Result<Option<HeadersPart>, ReadError> {
        let headers = height.saturating_sub(1);
        if index >= runs(headers) {
            return Ok(None);
        }
        let heights = index * RUN + 1..=headers.min((index + 1) * RUN);
        let hashes = heights.map(|height| self.header_hash(height)).collect::<Result<_, _>>()?;
        Ok(HeadersPart::of(&*self.headers_before(height)?, index, headers, hashes))
    }

    pub(super) fn find_checkpoint_at(&self, height: u64) -> Result<Option<Checkpoint>, ReadError> {
        let Some((header, _)) = self.index().header(height)? else {
            return self.unless_unfetched(height);
        };
        let missing = ReadError::Missing { what: "certificate", height };
        let certificate = self.index().certificate(height)?.ok_or(missing)?;
        let certificate = read_certificate(&certificate).map_err(ReadError::Certificate)?;
        Ok(Some(Checkpoint { header, certificate }))
    }

    /// The tree of at least the headers before a height, as far as they are committed.
    fn headers_before(&self, height: u64) -> Result<MutexGuard<'_, HeaderTree>, ReadError> {
        let Headers(tree) = &self.known.headers;
        let mut tree = tree.lock().unwrap_or_else(PoisonError::into_inner);
        let until = height.min(self.meta()?.height + 1);
        for missing in tree.len() + 1..until {
            tree.push(self.noting(self.header_hash(missing))?);
        }
        Ok(tree)
    }

    fn header_hash(&self, height: u64) -> Result<Hash, ReadError> {
        let missing = ReadError::Missing { what: "header", height };
        if let Some((header, _)) = self.index().header(height)? {
            return Ok(header.hash());
        }
        // Of a block before the snapshot that this node began with, the hash is here from the start.
        self.index().header_hash(height)?.ok_or(missing)
    }
}
