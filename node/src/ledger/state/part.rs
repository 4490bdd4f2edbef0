//! Parts of the map for a snapshot, each with what shows that it is whole.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jmt::storage::{LeafNode, Node, NodeKey, TreeReader};
use jmt::{JellyfishMerkleIterator, JellyfishMerkleTree, KeyHash, OwnedValue, Version};
use proto::hash::Hash;
use proto::limits;
use proto::snapshot::{Prefix, StatePart};
use proto::state::StateHasher;
use proto::state_proof::{Found, StateEntry};

use super::proof::entry_of;
use super::{ReadError, State, StateStore};

/// Bytes of a part's entries, which leaves room for its siblings.
const ITEMS_BYTES: usize = limits::STATE_PART_BYTES - 16 * 1024;

/// Keys, hashed, with their values.
type Items = Vec<(Hash, Vec<u8>)>;

/// A part of the map, or that it does not fit into one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The part, which holds under the state's root.
    Part(StatePart),
    /// It has more entries or bytes than a part may have; its halves may fit.
    TooLarge,
}

impl<R: StateStore> State<'_, R> {
    /// Every entry whose key begins like this at this version, changes on top left aside.
    ///
    /// # Errors
    ///
    /// As [`Self::value`], with [`ReadError::OtherPart`] in place of [`ReadError::Unproved`].
    pub fn part(&self, prefix: &Prefix) -> Result<Cut, ReadError> {
        let cut = self.read(KeyHash(prefix.first_key().0));
        let cut = cut.and_then(|(value, proof)| self.cut(prefix, &entry_of(value, &proof)));
        let proved = cut.and_then(|cut| match &cut {
            Cut::Part(part) if part.verify(prefix, &self.root).is_err() => {
                Err(ReadError::OtherPart)
            }
            Cut::Part(_) | Cut::TooLarge => Ok(cut),
        });
        proved.or_else(|error| self.unless_pruned(error))
    }

    /// How many entries the map has at this version.
    ///
    /// # Errors
    ///
    /// [`ReadError::Store`].
    pub fn entries(&self) -> Result<u64, ReadError> {
        let tree = JellyfishMerkleTree::<R, StateHasher>::new(self.reader);
        Ok(tree.get_leaf_count(self.version)? as u64)
    }

    /// The part on the way to whose least key the tree has this entry.
    fn cut(&self, prefix: &Prefix, entry: &StateEntry) -> Result<Cut, ReadError> {
        let way = entry.siblings();
        let mut part = StatePart {
            prefix: *prefix,
            items: Vec::new(),
            other: None,
            siblings: way[way.len().saturating_sub(prefix.bits())..].to_vec(),
        };
        match entry.found() {
            _ if way.len() > prefix.bits() => match self.items(prefix)? {
                Some(items) => part.items = items,
                None => return Ok(Cut::TooLarge),
            },
            Found::Value(value) => part.items = vec![(*prefix.first_key(), value.clone())],
            Found::Other { key, .. } if prefix.covers(key) => {
                let value = self.reader.get_value(self.version, KeyHash(key.0))?;
                part.items = vec![(*key, value)];
            }
            Found::Other { key, value_hash } => part.other = Some((*key, *value_hash)),
            Found::Nothing => {}
        }
        Ok(Cut::Part(part))
    }

    /// The entries in order of key; none where they are more than a part may have.
    fn items(&self, prefix: &Prefix) -> Result<Option<Items>, ReadError> {
        // The tree panics where a child is missing that it expects.
        let listed = catch_unwind(AssertUnwindSafe(|| self.list(prefix)));
        listed.map_err(|_| ReadError::Hole)?
    }

    fn list(&self, prefix: &Prefix) -> Result<Option<Items>, ReadError> {
        let (lent, first) = (Arc::new(Lent(self.reader)), KeyHash(prefix.first_key().0));
        let mut items = Vec::new();
        let mut room = ITEMS_BYTES;
        for entry in JellyfishMerkleIterator::new(lent, self.version, first)? {
            let (key, value) = entry?;
            let key = Hash(key.0);
            if !prefix.covers(&key) {
                break;
            }
            let bytes = StatePart::item_bytes(&value);
            if bytes > room || items.len() == limits::STATE_PART_ITEMS {
                return Ok(None);
            }
            room -= bytes;
            items.push((key, value));
        }
        Ok(Some(items))
    }
}

/// A store that is only lent, for the tree's iterator, which asks for a share of it.
struct Lent<'a, R>(&'a R);

impl<R: TreeReader> TreeReader for Lent<'_, R> {
    fn get_node_option(&self, node_key: &NodeKey) -> anyhow::Result<Option<Node>> {
        self.0.get_node_option(node_key)
    }

    fn get_value_option(
        &self,
        max_version: Version,
        key_hash: KeyHash,
    ) -> anyhow::Result<Option<OwnedValue>> {
        self.0.get_value_option(max_version, key_hash)
    }

    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        self.0.get_rightmost_leaf()
    }
}
