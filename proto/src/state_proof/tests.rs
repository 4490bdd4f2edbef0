//! Entries that are not shown are refused; that those of the tree's own library hold is shown
//! where the node makes them.

use super::*;

fn key(number: u8) -> StateKey {
    StateKey::Title(title::TitleId([number; 32]))
}

/// Two entries that part at their first differing bit, as the wire format draws the tree.
fn pair() -> (Hash, StateEntry, StateEntry) {
    let (one, other) = (key(1).hash(), key(2).hash());
    let leaves = [&one, &other].map(|key| leaf_hash(key, &sha256(&[b"value"])));
    let shared = shared_bits(&one, &other);
    let mut root = match bit(&one, shared) {
        false => inner_hash(&leaves[0], &leaves[1]),
        true => inner_hash(&leaves[1], &leaves[0]),
    };
    for depth in (0..shared).rev() {
        root = match bit(&one, depth) {
            false => inner_hash(&root, &NOTHING),
            true => inner_hash(&NOTHING, &root),
        };
    }
    let entry = |sibling: Hash| {
        let siblings = [vec![sibling], vec![NOTHING; shared]].concat();
        StateEntry::new(Found::Value(b"value".to_vec()), siblings)
    };
    (root, entry(leaves[1]), entry(leaves[0]))
}

#[test]
fn a_value_is_shown_under_its_own_key_and_root_and_no_other() {
    let (root, one, other) = pair();
    assert_eq!(one.verify(&key(1), &root), Ok(Some(&b"value"[..])));
    assert_eq!(other.verify(&key(2), &root), Ok(Some(&b"value"[..])));
    assert_eq!(one.verify(&key(2), &root), Err(StateEntryFault::OtherRoot));
    assert_eq!(one.verify(&key(1), &Hash::ZERO), Err(StateEntryFault::OtherRoot));
    let changed = StateEntry::new(Found::Value(b"valuf".to_vec()), one.siblings.clone());
    assert_eq!(changed.verify(&key(1), &root), Err(StateEntryFault::OtherRoot));
}

#[test]
fn a_value_that_is_there_is_not_shown_to_be_absent() {
    let (root, one, _) = pair();
    let gone = StateEntry::new(Found::Nothing, one.siblings.clone());
    assert_eq!(gone.verify(&key(1), &root), Err(StateEntryFault::OtherRoot));
    let value_hash = sha256(&[b"value"]);
    let own = Found::Other { key: key(1).hash(), value_hash };
    let own = StateEntry::new(own, one.siblings.clone());
    assert_eq!(own.verify(&key(1), &root), Err(StateEntryFault::OwnLeaf));
    // The neighbour's leaf, which does stand in the map, but not where the key belongs.
    let neighbour = Found::Other { key: key(2).hash(), value_hash };
    let siblings = [vec![leaf_hash(&key(1).hash(), &value_hash)], one.siblings[1..].to_vec()];
    let neighbour = StateEntry::new(neighbour, siblings.concat());
    assert_eq!(neighbour.verify(&key(1), &root), Err(StateEntryFault::Elsewhere));
}

#[test]
fn an_entry_is_read_as_it_was_written_and_in_no_other_form() {
    let (_, one, _) = pair();
    assert_eq!(StateEntry::decode(&one.encode()), Ok(one.clone()));
    let other = Found::Other { key: Hash([1; 32]), value_hash: Hash([2; 32]) };
    for found in [Found::Nothing, other] {
        let entry = StateEntry::new(found, vec![Hash([3; 32]); 4]);
        assert_eq!(StateEntry::decode(&entry.encode()), Ok(entry));
    }
    let mut both = pb::StateEntry::decode(&one.encode()[..]).unwrap();
    both.other = Some(pb::StateLeaf { key: vec![1; 32], value_hash: vec![2; 32] });
    let fault = StateEntry::decode(&both.encode_to_vec()).unwrap_err();
    assert_eq!(fault, FieldFault::Redundant.of("StateEntry.other").into());
    let long = StateEntry::new(Found::Nothing, vec![Hash::ZERO; 257]);
    let fault = StateEntry::decode(&long.encode()).unwrap_err();
    assert_eq!(fault, FieldFault::TooMany.of(SIBLINGS).into());
}
