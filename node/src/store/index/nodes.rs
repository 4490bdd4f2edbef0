//! Nodes of the newest state's tree that were written or asked for lately, decoded.
//!
//! A node never changes: its key names the version that wrote it. What is read through here is still
//! proved against the state's root by whoever reads it. A node that a block replaced goes with that
//! block, so that older states are read from the store or, once they are pruned, not at all.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jmt::storage::{Node, NodeKey, TreeUpdateBatch};

/// Nodes kept in each of two generations; what is not asked for while one fills goes. Five levels
/// of the tree of a million titles lie above most of its leaves, and all blocks pass the upper ones.
const GENERATION: usize = 24_576;

/// Nodes by key. Shared by all who read the tree.
#[derive(Debug, Default)]
pub(super) struct Nodes(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    young: BTreeMap<NodeKey, Node>,
    old: BTreeMap<NodeKey, Node>,
}

impl Nodes {
    pub(super) fn recall(&self, key: &NodeKey) -> Option<Node> {
        let mut known = self.lock();
        if let Some(node) = known.young.get(key) {
            return Some(node.clone());
        }
        let node = known.old.remove(key)?;
        known.put(key.clone(), node.clone());
        Some(node)
    }

    /// Takes in what a block wrote, and lets go of what it took the place of.
    pub(super) fn keep(&self, tree: &TreeUpdateBatch) {
        let mut known = self.lock();
        for stale in &tree.stale_node_index_batch {
            known.young.remove(&stale.node_key);
            known.old.remove(&stale.node_key);
        }
        for (key, node) in tree.node_batch.nodes() {
            known.put(key.clone(), node.clone());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Every change above leaves it whole, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn put(&mut self, key: NodeKey, node: Node) {
        self.young.insert(key, node);
        if self.young.len() > GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
