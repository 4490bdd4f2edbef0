use crate::fixture::{Node, World};

const VOTERS: [u8; 4] = [0, 1, 2, 3];

#[test]
fn receipts_of_a_block_that_was_asked_for_are_the_same_as_those_read_anew() {
    let mut node = Node::of(World::new());
    let blocks = [[1, 2, 3], [4, 5, 6]].map(|bills| bills.map(|bill| node.world.issue(bill)));
    for block in &blocks {
        node.commit(block.clone(), &VOTERS);
    }
    let reader = node.reader();
    for issue in blocks.iter().flatten() {
        let id = issue.submission.id();
        let receipts = reader.recorded(&id).unwrap().unwrap();
        assert_eq!(receipts.len(), 1);
        assert_eq!(Some(&receipts), reader.recorded_lately(&id).unwrap().as_ref());
        assert_eq!(Some(receipts), node.reader().recorded(&id).unwrap());
    }
    let waiting = node.world.issue(7).submission.id();
    assert_eq!(reader.recorded(&waiting).unwrap(), None);
}
