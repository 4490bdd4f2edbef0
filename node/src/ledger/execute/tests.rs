use std::collections::{BTreeMap, HashMap};

use jmt::Version;
use jmt::storage::{LeafNode, Node, NodeKey};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Nodes as they were written; a tree that is written to asks for nothing else.
#[derive(Default)]
struct Nodes(HashMap<NodeKey, Node>);

impl Nodes {
    fn take_in(&mut self, update: &TreeUpdateBatch) {
        for stale in &update.stale_node_index_batch {
            self.0.remove(&stale.node_key).expect("what becomes stale was there");
        }
        let written = update.node_batch.nodes();
        self.0.extend(written.iter().map(|(key, node)| (key.clone(), node.clone())));
    }
}

impl TreeReader for Nodes {
    fn get_node_option(&self, key: &NodeKey) -> anyhow::Result<Option<Node>> {
        Ok(self.0.get(key).cloned())
    }

    fn get_value_option(&self, _: Version, _: KeyHash) -> anyhow::Result<Option<OwnedValue>> {
        unreachable!("values are not read")
    }

    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        unreachable!("leaves are not looked for")
    }
}

/// Keys that part in the first places and keys that part in the last, so that leaves make room for one
/// another at any depth.
fn key((first, middle, last): (u8, u8, u8)) -> KeyHash {
    let mut bytes = [0x5a; 32];
    (bytes[0], bytes[13], bytes[31]) = (first, middle & 1, last & 3);
    KeyHash(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn values_written_together_make_the_tree_that_one_after_the_other_makes(
        sets in vec(vec((any::<(u8, u8, u8)>(), any::<u8>()), 1..60), 1..8),
    ) {
        let mut nodes = Nodes::default();
        for (version, set) in (0..).zip(sets) {
            let values = |(at, value): &_| (key(*at), vec![*value]);
            let values: BTreeMap<_, _> = set.iter().map(values).collect();
            let singly = values.clone().into_iter().map(|(key, value)| (key, Some(value)));
            let tree = JellyfishMerkleTree::<_, StateHasher>::new(&nodes);
            let (expected_root, expected) = tree.put_value_set(singly, version).unwrap();
            let (root, update) =
                write_values(&nodes, version, values.into_iter().collect()).unwrap();
            prop_assert_eq!(root.0, expected_root.0);
            prop_assert_eq!(update.node_batch.nodes(), expected.node_batch.nodes());
            prop_assert_eq!(update.node_batch.values(), expected.node_batch.values());
            prop_assert_eq!(&update.stale_node_index_batch, &expected.stale_node_index_batch);
            nodes.take_in(&update);
        }
    }
}
