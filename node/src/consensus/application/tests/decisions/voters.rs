//! Nodes that enter and leave the validator set while they run.

use arc_malachitebft_core_types::{Validity, Value as _};
use proto::hash::Hash;

use super::{HOUR_MS, Height, NOW_MS, Node, ROUND, ValidatorSet, World, address, index_of, sealed};

/// After block 1 validator 4 votes in the place of this one.
fn changing(leaves: u8) -> (World, ValidatorSet) {
    let world = World::alone();
    let mut voters = vec![0, 1, 2, 3, 4];
    voters.retain(|index| *index != leaves);
    let set = ValidatorSet::from(&world.plan(1, &voters));
    (world, set)
}

/// Brings a block of the height's proposer to all nodes, and to its decision.
fn decide_next(world: &World, nodes: &mut [Node], proposer: usize) -> Hash {
    let height = nodes[proposer].application.head_height() + 1;
    let proposed = nodes[proposer].proposes(height);
    let block = proposed.value.value.id();
    for (index, node) in nodes.iter_mut().enumerate() {
        if index != proposer {
            let told = node.takes(&proposed.parts, NOW_MS).unwrap();
            assert_eq!((told.value, told.validity), (proposed.value.value, Validity::Valid));
        }
        node.decides(world, height, block);
    }
    block
}

#[test]
fn a_node_enters_and_leaves_the_set_without_a_restart_and_follows_before_and_after() {
    let (world, set) = changing(3);
    world.plan(2, &[0, 1, 2, 3]);
    let mut nodes: Vec<_> = (0..5).map(|index| Node::new(&world, index)).collect();
    let votes = |nodes: &[Node]| -> Vec<bool> {
        nodes.iter().map(|node| node.application.is_validator()).collect()
    };
    assert_eq!(votes(&nodes), [true, true, true, true, false]);
    let founder = usize::from(super::proposer(&world, 1));
    decide_next(&world, &mut nodes, founder);
    assert_eq!(votes(&nodes), [true, true, true, false, true]);
    for node in &nodes {
        let (height, params) = node.application.next_height();
        assert_eq!((height, params.validator_set), (Height(2), set.clone()));
    }
    let second = usize::from(index_of(set.proposer(2, 0).address()));
    decide_next(&world, &mut nodes, second);
    assert_eq!(votes(&nodes), [true, true, true, true, false]);
}

#[test]
fn a_restarted_node_starts_with_the_set_of_its_height() {
    let (world, set) = changing(3);
    let mut nodes: Vec<_> = (0..5).map(|index| Node::new(&world, index)).collect();
    let founder = usize::from(super::proposer(&world, 1));
    decide_next(&world, &mut nodes, founder);
    let Node { application, folder } = nodes.pop().unwrap();
    drop(application);
    let application = super::open(&world, 4, &folder);
    assert!(application.is_validator());
    assert_eq!(application.next_height().1.validator_set, set);
}

/// What was announced for height 2 while height 1 was open was judged by the set of height 1.
#[test]
fn a_block_announced_early_by_who_has_no_turn_in_the_new_set_is_dropped() {
    let old_turn = super::proposer(&World::new(), 2);
    for (leaves, told) in [(old_turn, 0), (4, 1)] {
        let (world, _) = changing(leaves);
        let mut node = Node::new(&world, super::proposer(&world, 1));
        assert_eq!(node.takes(&sealed(&world, 2, 0, 1), NOW_MS), None);
        let block = node.proposes(1).value.value.id();
        node.decides(&world, 1, block);
        let known = node.application.started_round(Height(2), ROUND, NOW_MS).unwrap();
        assert_eq!(known.len(), told, "{leaves}");
    }
}

#[test]
fn who_has_left_the_set_seals_nothing_and_is_not_listened_to() {
    let (world, set) = changing(super::proposer(&World::new(), 2));
    let mut node = Node::new(&world, super::proposer(&world, 1));
    let block = node.proposes(1).value.value.id();
    node.decides(&world, 1, block);
    // Its turn by the founders' order, were it still one of them.
    assert_eq!(node.takes(&sealed(&world, 2, 0, 1), NOW_MS + HOUR_MS), None);
    assert!(node.application.sealed.is_empty(), "it was not even judged");
    assert!(set.find(&address(super::proposer(&world, 2))).is_none());
}
