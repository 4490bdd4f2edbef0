use jmt::storage::{LeafNode, StaleNodeIndex, TreeReader};
use jmt::{JellyfishMerkleTree, KeyHash, OwnedValue, ValueHash};
use proto::state::StateHasher;

use super::*;

/// A store with nothing in it.
struct Nothing;

impl TreeReader for Nothing {
    fn get_node_option(&self, _: &NodeKey) -> anyhow::Result<Option<Node>> {
        Ok(None)
    }

    fn get_value_option(&self, _: Version, _: KeyHash) -> anyhow::Result<Option<OwnedValue>> {
        Ok(None)
    }

    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        Ok(None)
    }
}

/// What writes a map of some keys, as version 0: an inner node above leaves.
fn written() -> TreeUpdateBatch {
    let values = (0..8).map(|key: u8| (KeyHash::with::<StateHasher>([key]), Some(vec![key])));
    let tree = JellyfishMerkleTree::<_, StateHasher>::new(&Nothing);
    tree.put_value_set(values, 0).unwrap().1
}

/// A leaf that no block wrote.
fn leaf(number: usize) -> (NodeKey, Arc<Node>) {
    let hash = KeyHash::with::<StateHasher>(number.to_be_bytes());
    let path = hash.0.iter().map(|byte| (byte >> 4).into()).collect();
    let leaf = LeafNode::new(hash, ValueHash::with::<StateHasher>([1]));
    (NodeKey::new(0, path), Arc::new(Node::Leaf(leaf)))
}

fn root() -> NodeKey {
    NodeKey::new(0, [].into_iter().collect())
}

#[test]
fn what_a_block_wrote_is_known_until_another_takes_its_place() {
    let (nodes, first) = (Nodes::default(), written());
    nodes.keep(0, &first);
    for (key, node) in first.node_batch.nodes() {
        assert_eq!(nodes.recall(key).as_deref(), Some(node));
    }
    let mut second = TreeUpdateBatch::default();
    let stale = StaleNodeIndex { stale_since_version: 1, node_key: root() };
    second.stale_node_index_batch.insert(stale);
    nodes.keep(1, &second);
    assert_eq!(nodes.recall(&root()), None);
}

#[test]
fn of_any_but_the_newest_state_no_node_is_learned() {
    let nodes = Nodes::default();
    let (key, node) = leaf(1);
    nodes.learn(0, key.clone(), &node);
    assert_eq!(nodes.recall(&key), None, "no state is known to be the newest");
    nodes.keep(1, &TreeUpdateBatch::default());
    nodes.learn(0, key.clone(), &node);
    assert_eq!(nodes.recall(&key), None);
    nodes.learn(1, key.clone(), &node);
    assert_eq!(nodes.recall(&key), Some(node));
}

#[test]
fn leaves_stay_within_two_generations_and_crowd_out_no_inner_node() {
    let (nodes, first) = (Nodes::default(), written());
    nodes.keep(0, &first);
    for number in 0..=2 * LEAVES {
        let (key, node) = leaf(number);
        nodes.learn(0, key, &node);
    }
    assert_eq!(nodes.recall(&leaf(0).0), None);
    assert!(nodes.recall(&leaf(2 * LEAVES).0).is_some());
    assert!(matches!(nodes.recall(&root()).as_deref(), Some(Node::Internal(_))));
    let known = nodes.lock();
    assert!(known.leaves.young.len() + known.leaves.old.len() <= 2 * LEAVES + 1);
}
