//! Old states go. What a block takes the place of, nodes of the tree and values, is kept by the
//! version that replaced it ([`super::replaced`]), and removed once no state is left that needs it.
//!
//! The tree is written anew along the path to each value that changes, so without this the index
//! would grow with every block for ever. What becomes of proofs is in `docs/evidence.md`.

use std::num::NonZeroU64;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::atomic::Ordering;

use jmt::Version;

use super::{Batch, Index, IndexError, keys};

/// Blocks before the newest whose states are kept, where nothing else is asked for: more than the
/// network commits in the longest time that a call may take.
const BLOCKS: NonZeroU64 = NonZeroU64::new(1_000).expect("a thousand is not zero");

/// Rows that a block removes at most, beside twice as many as it writes of the same kind. So a
/// block's work is bounded by its own size, also after the horizon was made shorter, and what is left
/// behind is caught up with.
pub(super) const ROWS_AT_ONCE: usize = 256;

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

impl Index {
    /// Removes what no kept state needs any more, beside a block that writes so many rows of what it
    /// replaced, and tells the oldest version that is whole once the batch is written.
    ///
    /// A horizon that became longer brings nothing back, so the oldest version never falls.
    pub(super) fn put_pruning(
        &self,
        batch: &mut Batch,
        height: u64,
        written: usize,
        oldest_before: Version,
    ) -> Result<Version, IndexError> {
        let oldest = self.version_after(self.horizon.oldest_block(height))?.max(oldest_before);
        if oldest == oldest_before && self.is_pruned.load(Ordering::Relaxed) {
            return Ok(oldest);
        }
        let most = ROWS_AT_ONCE + 2 * written;
        let rows = self.replaced_up_to(oldest, most)?;
        self.is_pruned.store(rows.len() < most, Ordering::Relaxed);
        rows.into_iter().for_each(|row| batch.remove(row));
        Ok(oldest)
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

    /// The first rows of what versions up to `oldest` replaced: states before them are made of it.
    fn replaced_up_to(&self, oldest: Version, most: usize) -> Result<Vec<Vec<u8>>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "what is to be pruned" };
        let mut found = Vec::new();
        let mut damaged = None;
        self.rows.ascend(keys::REPLACED, &mut |key, _| {
            if !key.starts_with(keys::REPLACED) || found.len() == most {
                return Break(());
            }
            let Some(version) = keys::replaced_by(key) else {
                damaged = Some(DAMAGED);
                return Break(());
            };
            if version > oldest {
                return Break(());
            }
            found.push(key.to_vec());
            Continue(())
        })?;
        damaged.map_or(Ok(found), Err)
    }
}
