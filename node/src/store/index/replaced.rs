//! The newest state in place, what stood there before a block wrote over it, and what is read from both.
//!
//! The newest node at a path of the tree stands in place: each has one row for ever, and says which
//! version wrote it. A leaf has its key's value with it, which says the same. A block writes over them, and
//! in the same batch keeps what stood there, nodes and values, by its own version, in rows that many share.
//! So a block's rows are few, the newest state is read without a search, and an old state goes by removing
//! whole rows (`pruning`).
//!
//! **What stood in the state of version V** at a path, or as a key's value, is what the newest version up
//! to V wrote. Where what stands in place was written by such a version, it is that. Else it was written
//! over since then, and two ways lead back. Each entry that was kept says who wrote it, so that from the
//! newest one comes to what it replaced, to what that replaced, and so on: short for what seldom changes.
//! And the first version after V that kept an entry of it kept what stood in V: near for what always
//! changes, as the root. Both are gone at once, so that the nearer end is found first.
//!
//! **Reading while blocks come.** What stands in place and what is kept are read one after the other, and
//! blocks are written meanwhile, each of them whole or not at all. That is no trouble:
//!
//! - What was read as written by a version up to V is right, whatever is written later. Every version up
//!   to V was written before anybody asked for V, so none of them comes between.
//! - What was read as written by W, later than V, came with all that W kept, and everything before W was
//!   there already. None of that ever changes. So both ways lead back through entries that are there,
//!   unless they were pruned.
//! - A value is looked for as the last node up to the end of its key's path, in one step. Whatever the
//!   tree looks like by then, that is the leaf of the key if it has one, and says who wrote the value.
//! - What is kept by a version is pruned with the batch that makes it the oldest one, or a later one. An
//!   entry of the state of V is kept by a version after V. So if it is gone, then V is older than the
//!   oldest, and that is what the rows say from that batch on. Whoever finds nothing asks for the oldest
//!   version after that, and knows which of the two it was, pruned or lost.
//!
//! Nothing here is trusted, as nothing in the index is. What was lost, or came from another batch than
//! its neighbours, does not lead to the root that the reader has.

use std::collections::BTreeMap;

use borsh::BorshDeserialize;
use jmt::storage::{Node, NodeKey};
use jmt::{KeyHash, OwnedValue, Version};
use proto::state::StateKey;

use super::entry::{decode_stood, encode_node, encode_stood, value_of};
use super::packed::{lend_list, write_list};
use super::{Batch, Index, IndexError, Meta, keys};
use crate::ledger::execute::Executed;

/// Bytes that rows of what was replaced have at most, unless one entry alone has more. A look-up reads
/// one of them; and sixteen, which is what sled writes at once, stay below the size from which it puts
/// them into a file of their own.
const ROW_BYTES: usize = 6 << 10;

/// What was replaced, by name: a node's row, or what names a value.
type Replaced = BTreeMap<Vec<u8>, Vec<u8>>;

/// What was made of an entry, unless a later version wrote it than was asked for; and who wrote it.
type Lent<T> = (Version, Option<T>);

impl Index {
    /// The node at a path that a version wrote.
    pub(super) fn node_at(&self, key: &NodeKey) -> anyhow::Result<Option<Node>> {
        let name = keys::node(key.nibble_path());
        let lend = lending(key.version(), |mut node| Node::deserialize(&mut node));
        let newest = self.read(&name, &lend)?.flatten();
        let found = self.stood(&name, key.version(), newest, &lend)?;
        // One of another version is another node: then the one that was asked for is not here.
        let node = found.filter(|(since, _)| *since == key.version());
        Ok(node.map(|(_, node)| node).transpose()?)
    }

    /// The value that a key has in the state of a version, and the version that wrote it.
    pub(super) fn value_at(
        &self,
        version: Version,
        key_hash: KeyHash,
    ) -> Result<Option<(Version, OwnedValue)>, IndexError> {
        let lend = lending(version, <[u8]>::to_vec);
        let newest = self.newest_value(key_hash, &lend)?.flatten();
        self.stood(&keys::value(&key_hash.0), version, newest, &lend)
    }

    /// What `read` makes of the newest value of a key, with the version that wrote it.
    pub(super) fn newest_value<T>(
        &self,
        key_hash: KeyHash,
        read: &dyn Fn(&[u8]) -> T,
    ) -> Result<Option<T>, IndexError> {
        let mut found = None;
        let end = keys::end_of_path(&key_hash.0);
        self.rows.last(keys::NODES, &end, &mut |_, entry| {
            found = value_of(entry, key_hash).map(read);
        })?;
        Ok(found)
    }

    /// What stood under a name in the state of a version, given what stands there now; none where
    /// nothing stood, or where it is gone.
    fn stood<T>(
        &self,
        name: &[u8],
        version: Version,
        newest: Option<Lent<T>>,
        lend: &dyn Fn(&[u8]) -> Option<Lent<T>>,
    ) -> Result<Option<(Version, T)>, IndexError> {
        let mut later = newest;
        let mut next = version.saturating_add(1);
        while let Some((since, content)) = later {
            if let Some(content) = content {
                return Ok(Some((since, content)));
            }
            if next > since {
                return Ok(None);
            }
            if let Some((since, content)) = self.replaced_by(next, name, lend)? {
                return Ok(content.map(|content| (since, content)));
            }
            next += 1;
            let earlier = self.replaced_by(since, name, lend)?;
            later = earlier.filter(|(earlier, _)| *earlier < since);
        }
        Ok(None)
    }

    /// What `lend` makes of what a version wrote over under a name.
    pub(super) fn replaced_by<T>(
        &self,
        version: Version,
        name: &[u8],
        lend: &dyn Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, IndexError> {
        let (first, through) = (keys::replaced(version, &[]), keys::replaced(version, name));
        let mut found = None;
        self.rows.last(&first, &through, &mut |_, entries| {
            found = entry_of(entries, name).and_then(lend);
        })?;
        Ok(found)
    }

    /// Keeps what a block writes over, and tells in how many rows. Where nothing stood, nothing is
    /// named.
    pub(super) fn put_replaced(
        &self,
        batch: &mut Batch,
        executed: &Executed,
        before: &Meta,
    ) -> Result<usize, IndexError> {
        let mut replaced = Replaced::new();
        for stale in &executed.tree.stale_node_index_batch {
            let name = keys::node(stale.node_key.nibble_path());
            let entry = self.standing_node(&stale.node_key, &name)?;
            replaced.insert(name, entry);
        }
        for key in executed.changes.keys() {
            if let Some(entry) = self.standing_value(before, key)? {
                replaced.insert(keys::value(&key.hash().0), entry);
            }
        }
        Ok(put_rows(batch, executed.state_version, &replaced))
    }

    /// A node that stands in place, without a value.
    fn standing_node(&self, key: &NodeKey, row: &[u8]) -> Result<Vec<u8>, IndexError> {
        if let Some(node) = self.nodes.recall(key) {
            return Ok(encode_node(key.version(), &node));
        }
        let read = |entry: &[u8]| {
            let (since, mut node) = decode_stood(entry)?;
            let node = Node::deserialize(&mut node).ok()?;
            (since == key.version()).then(|| encode_node(since, &node))
        };
        let entry = self.read(row, read)?.flatten();
        entry.ok_or(IndexError::Damaged { what: "a node of the tree" })
    }

    /// The value that stands in place; none where there is none yet.
    fn standing_value(&self, before: &Meta, key: &StateKey) -> Result<Option<Vec<u8>>, IndexError> {
        if let Some(known) = self.memory.recall(&before.moment(), key) {
            let Some(value) = known else { return Ok(None) };
            if let Some(since) = value.since() {
                return Ok(Some(encode_stood(since, value.bytes())));
            }
        }
        self.newest_value(KeyHash(key.hash().0), &<[u8]>::to_vec)
    }
}

/// Says of an entry who wrote it, and what `read` makes of it if that is no later than `version`.
fn lending<T>(version: Version, read: impl Fn(&[u8]) -> T) -> impl Fn(&[u8]) -> Option<Lent<T>> {
    move |entry| {
        let (since, content) = decode_stood(entry)?;
        Some((since, (since <= version).then(|| read(content))))
    }
}

/// Writes what was replaced, in order, into as few rows as it fits in.
fn put_rows(batch: &mut Batch, version: Version, replaced: &Replaced) -> usize {
    let mut written = 0;
    let mut waiting: Vec<&[u8]> = Vec::new();
    let mut bytes = 0;
    for (name, entry) in replaced {
        let more = name.len() + entry.len();
        if bytes + more > ROW_BYTES {
            written += put_row(batch, version, &waiting);
            waiting.clear();
            bytes = 0;
        }
        waiting.extend([name.as_slice(), entry.as_slice()]);
        bytes += more;
    }
    written + put_row(batch, version, &waiting)
}

fn put_row(batch: &mut Batch, version: Version, entries: &[&[u8]]) -> usize {
    let Some(first) = entries.first() else { return 0 };
    batch.insert(keys::replaced(version, first), write_list(entries));
    1
}

/// What stood under a name, among entries that were replaced together.
fn entry_of<'a>(entries: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let list = lend_list(entries)?;
    let (pairs, _) = list.as_chunks::<2>();
    pairs.iter().find(|[replaced, _]| *replaced == name).map(|[_, entry]| *entry)
}
