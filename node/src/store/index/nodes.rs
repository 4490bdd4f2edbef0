//! Nodes of the newest state's tree, decoded: those that a block wrote, and those that were read and
//! proved.
//!
//! A node never changes: its key names the version that wrote it. A node that a block replaced goes
//! with that block, so that older states are read from the store or, once they are pruned, not at all.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jmt::Version;
use jmt::storage::{Node, NodeKey, TreeUpdateBatch};

/// Inner nodes kept in each of two generations; what is not asked for while one fills goes. Most takes a
/// kilobyte. The tree of a million titles has some 70,000: every way through it is known but for its end.
const INNER: usize = 40_960;

/// Leaves kept likewise. They are small, some 200 bytes, and each is on the way of one key alone; so as many
/// as values are remembered, or writing over a remembered value would read its leaf.
const LEAVES: usize = 65_536;

/// Nodes by key. Shared by all who read the tree.
#[derive(Debug, Default)]
pub(super) struct Nodes(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Of the newest state, where a block was written since the start.
    version: Option<Version>,
    inner: Generations,
    leaves: Generations,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<NodeKey, Arc<Node>>,
    old: HashMap<NodeKey, Arc<Node>>,
}

impl Nodes {
    pub(super) fn recall(&self, key: &NodeKey) -> Option<Arc<Node>> {
        let mut known = self.lock();
        known.inner.recall(key, INNER).or_else(|| known.leaves.recall(key, LEAVES))
    }

    /// Takes in a node that was proved to belong to the state of this version; of any but the newest
    /// none is kept.
    pub(super) fn learn(&self, version: Version, key: NodeKey, node: &Arc<Node>) {
        let mut known = self.lock();
        if known.version == Some(version) {
            known.put(key, Arc::clone(node));
        }
    }

    /// Takes in what a block wrote as this version, and lets go of what it took the place of.
    pub(super) fn keep(&self, version: Version, tree: &TreeUpdateBatch) {
        let mut known = self.lock();
        known.version = Some(version);
        for stale in &tree.stale_node_index_batch {
            known.inner.forget(&stale.node_key);
            known.leaves.forget(&stale.node_key);
        }
        for (key, node) in tree.node_batch.nodes() {
            known.put(key.clone(), Arc::new(node.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Every change above leaves it whole, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn put(&mut self, key: NodeKey, node: Arc<Node>) {
        match node.as_ref() {
            Node::Internal(_) => self.inner.put(key, node, INNER),
            Node::Leaf(_) | Node::Null => self.leaves.put(key, node, LEAVES),
        }
    }
}

impl Generations {
    fn recall(&mut self, key: &NodeKey, most: usize) -> Option<Arc<Node>> {
        if let Some(node) = self.young.get(key) {
            return Some(Arc::clone(node));
        }
        let node = self.old.remove(key)?;
        self.put(key.clone(), Arc::clone(&node), most);
        Some(node)
    }

    fn forget(&mut self, key: &NodeKey) {
        self.young.remove(key);
        self.old.remove(key);
    }

    fn put(&mut self, key: NodeKey, node: Arc<Node>, most: usize) {
        self.young.insert(key, node);
        if self.young.len() > most {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
