//! What stood in a row of the state before a block wrote over it, and what is read from both.
//!
//! The newest node at a path of the tree and the newest value of a key stand in place: each has one row
//! for ever, and says which version wrote it. A block writes over them, and in the same batch keeps what
//! stood there, by its own version, in rows that many share. So a block's rows are few, the newest state
//! is read without a search, and an old state goes by removing whole rows (`pruning`).
//!
//! **What stood in a row in the state of version V** is what the newest version up to V wrote. Where
//! the row itself was written by such a version, it is that. Else it was written over since then, and
//! two ways lead back. Each entry that was kept says who wrote it, so that from the row one comes to what
//! it replaced, to what that replaced, and so on: short for rows that seldom change. And the first
//! version after V that kept anything of the row kept what stood in V: near for rows that always change,
//! as the root. Both are gone at once, so that the nearer end is found first.
//!
//! **Reading while blocks come.** The row and what is kept are read one after the other, and blocks
//! are written meanwhile, each of them whole or not at all. That is no trouble:
//!
//! - A row that was read as written by a version up to V is right, whatever is written later. Every
//!   version up to V was written before anybody asked for V, so none of them comes between.
//! - A row that was read as written by W, later than V, came with all that W kept, and everything before
//!   W was there already. None of that ever changes. So both ways lead back through entries that are
//!   there, unless they were pruned.
//! - What is kept by a version is pruned with the batch that makes it the oldest one, or a later one. An
//!   entry of the state of V is kept by a version after V. So if it is gone, then V is older than the
//!   oldest, and that is what the rows say from that batch on. Whoever finds nothing asks for the oldest
//!   version after that, and knows which of the two it was, pruned or lost.
//!
//! Nothing here is trusted, as nothing in the index is. A row that was lost, or that came from another
//! batch than its neighbours, does not lead to the root that the reader has.

use std::collections::BTreeMap;

use jmt::Version;
use jmt::storage::NodeKey;
use proto::state::StateKey;

use super::entry::{decode_stood, encode_node, encode_stood};
use super::packed::{lend_list, write_list};
use super::{Batch, Index, IndexError, Meta, keys};
use crate::ledger::execute::Executed;

/// Bytes that rows of what was replaced have at most, unless one entry alone has more. A look-up reads
/// one of them; and sixteen, which is what sled writes at once, stay below the size from which it puts
/// them into a file of their own.
const ROW_BYTES: usize = 6 << 10;

/// Rows of the state with what stood in them.
type Replaced = BTreeMap<Vec<u8>, Vec<u8>>;

impl Index {
    /// Keeps what a block writes over, and tells in how many rows. A row that was empty is not
    /// named.
    pub(super) fn put_replaced(
        &self,
        batch: &mut Batch,
        executed: &Executed,
        before: &Meta,
    ) -> Result<usize, IndexError> {
        let mut replaced = Replaced::new();
        for stale in &executed.tree.stale_node_index_batch {
            let row = keys::node(stale.node_key.nibble_path());
            let entry = self.standing_node(&stale.node_key, &row)?;
            replaced.insert(row, entry);
        }
        for key in executed.changes.keys() {
            let row = keys::value(&key.hash().0);
            if let Some(entry) = self.standing_value(before, key, &row)? {
                replaced.insert(row, entry);
            }
        }
        Ok(put_rows(batch, executed.state_version, &replaced))
    }

    fn standing_node(&self, key: &NodeKey, row: &[u8]) -> Result<Vec<u8>, IndexError> {
        if let Some(node) = self.nodes.recall(key) {
            return Ok(encode_node(key.version(), &node));
        }
        let entry = self
            .copy(row)?
            .filter(|entry| decode_stood(entry).is_some_and(|(since, _)| since == key.version()));
        entry.ok_or(IndexError::Damaged { what: "a node of the tree" })
    }

    fn standing_value(
        &self,
        before: &Meta,
        key: &StateKey,
        row: &[u8],
    ) -> Result<Option<Vec<u8>>, IndexError> {
        let Some(known) = self.memory.recall(&before.moment(), key) else { return self.copy(row) };
        let Some(value) = known else { return Ok(None) };
        match value.since() {
            Some(since) => Ok(Some(encode_stood(since, value.bytes()))),
            None => self.copy(row),
        }
    }

    /// What `read` makes of what stood in a row in the state of a version, and the version that wrote
    /// it; none where nothing stood there, or where it is gone.
    pub(super) fn stood<T>(
        &self,
        row: &[u8],
        version: Version,
        read: &dyn Fn(&[u8]) -> T,
    ) -> Result<Option<(Version, T)>, IndexError> {
        let lend = |entry: &[u8]| {
            let (since, content) = decode_stood(entry)?;
            Some((since, (since <= version).then(|| read(content))))
        };
        let mut later = self.read(row, lend)?.flatten();
        let mut next = version.saturating_add(1);
        while let Some((since, content)) = later {
            if let Some(content) = content {
                return Ok(Some((since, content)));
            }
            if next > since {
                return Ok(None);
            }
            if let Some((since, content)) = self.replaced_by(next, row, &lend)? {
                return Ok(content.map(|content| (since, content)));
            }
            next += 1;
            let earlier = self.replaced_by(since, row, &lend)?;
            later = earlier.filter(|(earlier, _)| *earlier < since);
        }
        Ok(None)
    }

    /// What `lend` makes of what a version wrote over in a row.
    pub(super) fn replaced_by<T>(
        &self,
        version: Version,
        row: &[u8],
        lend: &dyn Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, IndexError> {
        let (first, through) = (keys::replaced(version, &[]), keys::replaced(version, row));
        let mut found = None;
        self.rows.last(&first, &through, &mut |_, entries| {
            found = entry_of(entries, row).and_then(lend);
        })?;
        Ok(found)
    }
}

/// Writes what was replaced, in order, into as few rows as it fits in.
fn put_rows(batch: &mut Batch, version: Version, replaced: &Replaced) -> usize {
    let mut written = 0;
    let mut waiting: Vec<&[u8]> = Vec::new();
    let mut bytes = 0;
    for (row, entry) in replaced {
        let more = row.len() + entry.len();
        if bytes + more > ROW_BYTES {
            written += put_row(batch, version, &waiting);
            waiting.clear();
            bytes = 0;
        }
        waiting.extend([row.as_slice(), entry.as_slice()]);
        bytes += more;
    }
    written + put_row(batch, version, &waiting)
}

fn put_row(batch: &mut Batch, version: Version, entries: &[&[u8]]) -> usize {
    let Some(first) = entries.first() else { return 0 };
    batch.insert(keys::replaced(version, first), write_list(entries));
    1
}

/// What stood in a row, among entries that were replaced together.
fn entry_of<'a>(entries: &'a [u8], row: &[u8]) -> Option<&'a [u8]> {
    let list = lend_list(entries)?;
    let (pairs, _) = list.as_chunks::<2>();
    pairs.iter().find(|[replaced, _]| *replaced == row).map(|[_, entry]| *entry)
}
