//! Finding a value from the root down, each step checked before the next is taken.
//!
//! A node is believed when its hash is the one that its parent names, and the root when its hash is
//! the state's. So a value is proved as it is found, and nodes that are known already cost no hash:
//! most of a way through the tree is known from the instruction before.

use std::sync::Arc;

use jmt::ValueHash;
use jmt::storage::{LeafNode, Node, NodeKey};
use proto::state::{StateHasher, StateKey};
use proto::state_proof::nothing;

use super::memory::Value;
use super::{ReadError, State, StateStore};

/// Steps of four bits that a hashed key has.
const STEPS: usize = 64;

impl<R: StateStore> State<'_, R> {
    /// The value of a key at this version, changes on top left aside.
    pub(super) fn walk(&self, key: &StateKey) -> Result<Option<Value>, ReadError> {
        let hash = key.hash().0;
        let mut at = step(self.version, &hash, 0);
        let mut expected = self.root.0;
        for depth in 0..STEPS {
            let node = self.node(key, at, &expected)?;
            let inner = match node.as_ref() {
                Node::Null => return Ok(None),
                // The only one of its tree.
                Node::Leaf(leaf) => return self.value_of(key, leaf, None),
                Node::Internal(inner) => inner,
            };
            let Some(child) = inner.child(nibble(&hash, depth).into()) else {
                return Ok(None);
            };
            expected = child.hash;
            at = step(child.version, &hash, depth + 1);
            if child.is_leaf() {
                return self.end(key, at, &expected);
            }
        }
        // No tree is as deep as that: every key has left its neighbours by then.
        Err(ReadError::Unproved { key: *key })
    }

    /// The value at the end of the way, where the leaf with this hash is. What the store has together is
    /// read at once.
    fn end(
        &self,
        key: &StateKey,
        at: NodeKey,
        expected: &[u8; 32],
    ) -> Result<Option<Value>, ReadError> {
        let is_of_another = |node: &Node| matches!(node, Node::Leaf(leaf) if !is_of(key, leaf));
        if self.reader.known_node(&at).is_some_and(|known| is_of_another(&known)) {
            return Ok(None);
        }
        let held = self.reader.held_leaf(&at)?;
        let (node, value) = match held {
            Some(held) => {
                let leaf = Node::Leaf(held.leaf);
                (
                    self.believed(key, at, leaf, expected)?,
                    Some(Value::written(held.value, held.since)),
                )
            }
            None => (self.node(key, at, expected)?, None),
        };
        match node.as_ref() {
            Node::Leaf(leaf) => self.value_of(key, leaf, value),
            // That a child is a leaf is not in its parent's hash, where it has siblings.
            Node::Internal(_) | Node::Null => Err(ReadError::Unproved { key: *key }),
        }
    }

    /// A node whose hash is this one.
    fn node(
        &self,
        wanted: &StateKey,
        at: NodeKey,
        expected: &[u8; 32],
    ) -> Result<Arc<Node>, ReadError> {
        if let Some(known) = self.reader.known_node(&at) {
            return Ok(known);
        }
        let node = self.reader.get_node_option(&at)?.ok_or(ReadError::Hole)?;
        self.believed(wanted, at, node, expected)
    }

    /// A node from the store, if its hash is this one.
    fn believed(
        &self,
        wanted: &StateKey,
        at: NodeKey,
        node: Node,
        expected: &[u8; 32],
    ) -> Result<Arc<Node>, ReadError> {
        if hash_of(&node) != *expected {
            return Err(ReadError::Unproved { key: *wanted });
        }
        let node = Arc::new(node);
        self.reader.learn_node(self.version, at, &node);
        Ok(node)
    }

    /// The value under a leaf, if the leaf is the key's: the one that was read with it, or else what the
    /// store has.
    fn value_of(
        &self,
        key: &StateKey,
        leaf: &LeafNode,
        read: Option<Value>,
    ) -> Result<Option<Value>, ReadError> {
        if !is_of(key, leaf) {
            return Ok(None);
        }
        let value = match read {
            Some(value) => Some(value),
            None => self.reader.get_value_option(self.version, leaf.key_hash())?.map(Value::new),
        };
        let unproved = ReadError::Unproved { key: *key };
        let Some(value) = value else { return Err(unproved) };
        let hash = ValueHash::with::<StateHasher>(value.bytes());
        if LeafNode::new(leaf.key_hash(), hash) == *leaf { Ok(Some(value)) } else { Err(unproved) }
    }
}

fn is_of(key: &StateKey, leaf: &LeafNode) -> bool {
    leaf.key_hash().0 == key.hash().0
}

/// Where the tree has the node at so many steps towards a hashed key, written by this version.
fn step(version: u64, hash: &[u8; 32], steps: usize) -> NodeKey {
    NodeKey::new(version, (0..steps).map(|depth| nibble(hash, depth).into()).collect())
}

/// The four bits of a hash by which the tree branches at a depth, the high ones of a byte first.
fn nibble(hash: &[u8; 32], depth: usize) -> u8 {
    let byte = hash[depth / 2];
    if depth.is_multiple_of(2) { byte >> 4 } else { byte & 0x0f }
}

fn hash_of(node: &Node) -> [u8; 32] {
    match node {
        Node::Null => nothing().0,
        Node::Leaf(leaf) => leaf.hash::<StateHasher>(),
        Node::Internal(inner) => inner.hash::<StateHasher>(),
    }
}
