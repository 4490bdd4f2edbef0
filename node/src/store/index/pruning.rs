//! Old states go. What a block takes the place of, nodes of the tree and values, is noted with the
//! version that replaced it, and removed once no state is left that needs it.
//!
//! The tree is written anew along the path to each value that changes, so without this the index
//! would grow with every block for ever. What becomes of proofs is in `docs/evidence.md`.

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::ops::ControlFlow::{Break, Continue};

use jmt::{KeyHash, Version};

use super::{Batch, Index, IndexError, keys};
use crate::ledger::execute::Executed;

/// Blocks before the newest whose states are kept, where nothing else is asked for: more than the
/// network commits in the longest time that a call may take.
const BLOCKS: NonZeroU64 = NonZeroU64::new(1_000).expect("a thousand is not zero");

/// Rows that a block removes at most, beside twice as many as it makes stale itself. So a block's
/// work is bounded by its own size, also after the horizon was made shorter, and what is left behind
/// is caught up with.
pub(super) const ROWS_AT_ONCE: usize = 1_024;

/// How far back the state can be read: after the newest block, and after each of so many before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon(NonZeroU64);

impl Horizon {
    /// So many blocks before the newest.
    #[must_use]
    pub const fn of_blocks(blocks: NonZeroU64) -> Self {
        Self(blocks)
    }

    /// How many blocks before the newest.
    #[must_use]
    pub const fn blocks(self) -> u64 {
        self.0.get()
    }

    /// The oldest block whose state is kept once a block is committed; 0 for genesis.
    #[must_use]
    pub fn oldest_block(self, height: u64) -> u64 {
        height.saturating_sub(self.blocks())
    }
}

impl Default for Horizon {
    fn default() -> Self {
        Self(BLOCKS)
    }
}

/// A row that has been replaced: the key of its note, and its own.
struct Stale {
    note: Vec<u8>,
    row: Vec<u8>,
}

impl Index {
    /// Notes what a block takes the place of, removes what no kept state needs any more, and tells
    /// the oldest version that is whole once the batch is written.
    ///
    /// A horizon that became longer brings nothing back, so the oldest version never falls.
    pub(super) fn put_pruning(
        &self,
        batch: &mut Batch,
        height: u64,
        executed: &Executed,
        oldest_before: Version,
    ) -> Result<Version, IndexError> {
        let stale = self.replaced_by(executed)?;
        let most = ROWS_AT_ONCE + 2 * stale.len();
        for row in &stale {
            batch.insert(keys::stale(executed.state_version, row), []);
        }
        let oldest = self.version_after(self.horizon.oldest_block(height))?.max(oldest_before);
        for stale in self.stale_at(oldest, most)? {
            batch.remove(stale.row);
            batch.remove(stale.note);
        }
        Ok(oldest)
    }

    /// The rows that no state from this block's on needs: nodes off the new paths, and the values
    /// that stood there before.
    fn replaced_by(&self, executed: &Executed) -> Result<BTreeSet<Vec<u8>>, IndexError> {
        let mut rows = BTreeSet::new();
        for stale in &executed.tree.stale_node_index_batch {
            let node = borsh::to_vec(&stale.node_key).expect("writing to memory does not fail");
            rows.insert(keys::node(&node));
        }
        for (version, key_hash) in executed.tree.node_batch.values().keys() {
            let Some(before) = version.checked_sub(1) else { continue };
            self.newest_value(before, *key_hash, &mut |key, _| {
                rows.insert(key.to_vec());
            })?;
        }
        Ok(rows)
    }

    /// Lends the newest value of a key up to a version, with the row's key.
    pub(super) fn newest_value(
        &self,
        version: Version,
        key_hash: KeyHash,
        read: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), IndexError> {
        let (first, last) = (keys::value(&key_hash.0, 0), keys::value(&key_hash.0, version));
        self.rows.last(&first, &last, read)
    }

    /// The version of the state after a block; of one before the snapshot that the index began with,
    /// whose state was never here, that of the snapshot's.
    fn version_after(&self, height: u64) -> Result<Version, IndexError> {
        let height = height.max(self.base()?.unwrap_or(0));
        if height == 0 {
            return Ok(0);
        }
        const DAMAGED: IndexError = IndexError::Damaged { what: "a header" };
        let read =
            |bytes: &[u8]| bytes.first_chunk().map(|version| Version::from_be_bytes(*version));
        self.read(&keys::header(height), read)?.flatten().ok_or(DAMAGED)
    }

    /// Rows that no version from `oldest` on needs, at most so many.
    fn stale_at(&self, oldest: Version, most: usize) -> Result<Vec<Stale>, IndexError> {
        let mut found = Vec::new();
        let mut damaged = None;
        self.rows.ascend(keys::STALE, &mut |note, _| {
            if !note.starts_with(keys::STALE) || found.len() == most {
                return Break(());
            }
            match keys::read_stale(note) {
                Some((since, _)) if since > oldest => return Break(()),
                Some((_, row)) => found.push(Stale { note: note.to_vec(), row: row.to_vec() }),
                None => damaged = Some(IndexError::Damaged { what: "what is to be pruned" }),
            }
            if damaged.is_some() { Break(()) } else { Continue(()) }
        })?;
        damaged.map_or(Ok(found), Err)
    }
}
