//! Old states go. What a block takes the place of, nodes of the tree and values, is noted with the
//! version that replaced it, and removed once no state is left that needs it.
//!
//! The tree is written anew along the path to each value that changes, so without this the index
//! would grow with every block for ever. What becomes of proofs is in `docs/evidence.md`.

use std::num::NonZeroU64;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::atomic::Ordering;

use jmt::{KeyHash, Version};

use super::packed::{read_list, write_list};
use super::{Batch, Index, IndexError, Meta, keys};
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

/// Rows that one note names at most.
pub(super) const ROWS_PER_NOTE: usize = 64;

/// A note of rows that have been replaced: its key, and theirs.
struct Note {
    key: Vec<u8>,
    rows: Vec<Vec<u8>>,
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
        before: &Meta,
    ) -> Result<Version, IndexError> {
        let oldest_before = before.oldest_version;
        let stale = self.replaced_by(executed, before)?;
        let most = ROWS_AT_ONCE + 2 * stale.len();
        put_notes(batch, executed.state_version, &stale);
        let oldest = self.version_after(self.horizon.oldest_block(height))?.max(oldest_before);
        if oldest == oldest_before && self.is_pruned.load(Ordering::Relaxed) {
            return Ok(oldest);
        }
        let notes = self.stale_at(oldest, most)?;
        let found: usize = notes.iter().map(|note| note.rows.len()).sum();
        self.is_pruned.store(found + ROWS_PER_NOTE <= most, Ordering::Relaxed);
        for note in notes {
            note.rows.into_iter().for_each(|row| batch.remove(row));
            batch.remove(note.key);
        }
        Ok(oldest)
    }

    /// The rows that no state from this block's on needs: nodes off the new paths, and the values
    /// that stood there before.
    fn replaced_by(&self, executed: &Executed, before: &Meta) -> Result<Vec<Vec<u8>>, IndexError> {
        let stale = executed.tree.stale_node_index_batch.iter();
        let mut rows: Vec<_> = stale.map(|stale| keys::node(&stale.node_key)).collect();
        for key in executed.changes.keys() {
            let hash = key.hash().0;
            let known = self.memory.recall(&before.moment(), key);
            if matches!(known, Some(None)) {
                continue;
            }
            match known.flatten().and_then(|value| value.since()) {
                Some(since) => rows.push(keys::value(&hash, since)),
                None => self.newest_value(before.state_version, KeyHash(hash), &mut |row, _| {
                    rows.push(row.to_vec());
                })?,
            }
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

    /// Notes of rows that no version from `oldest` on needs, with at most so many rows in all.
    fn stale_at(&self, oldest: Version, most: usize) -> Result<Vec<Note>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "what is to be pruned" };
        let mut found = Vec::new();
        let mut room = most;
        let mut damaged = None;
        self.rows.ascend(keys::STALE, &mut |key, value| {
            if !key.starts_with(keys::STALE) || keys::stale_since(key) > Some(oldest) {
                return Break(());
            }
            let Some(note) = read_note(key, value) else {
                damaged = Some(DAMAGED);
                return Break(());
            };
            let Some(left) = room.checked_sub(note.rows.len()) else { return Break(()) };
            room = left;
            found.push(note);
            Continue(())
        })?;
        damaged.map_or(Ok(found), Err)
    }
}

/// Notes that no state from `version` on needs these rows.
pub(super) fn put_notes(batch: &mut Batch, version: Version, stale: &[Vec<u8>]) {
    for (rows, number) in stale.chunks(ROWS_PER_NOTE).zip(0..) {
        batch.insert(keys::stale(version, number), write_list(rows));
    }
}

fn read_note(key: &[u8], value: &[u8]) -> Option<Note> {
    keys::stale_since(key)?;
    let rows = read_list(value)?;
    let is_note = rows.len() <= ROWS_PER_NOTE && rows.iter().all(|row| keys::is_of_state(row));
    is_note.then(|| Note { key: key.to_vec(), rows })
}
