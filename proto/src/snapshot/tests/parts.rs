//! Parts of a map, and every way to give less, more or something else.

use std::collections::BTreeMap;

use prost::Message;
use sha2::{Digest, Sha256};

use crate::hash::Hash;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::snapshot::{Prefix, StatePart, StatePartFault};
use crate::state_proof::{bit, inner_hash, leaf_hash, nothing, sha256};
use crate::wire::{FieldFault, WireError};

type Map = BTreeMap<Hash, Vec<u8>>;

/// A map of so many entries.
fn map(entries: u16) -> Map {
    let entry = |number: u16| {
        let key = Hash(Sha256::digest(number.to_be_bytes()).into());
        (key, number.to_le_bytes().to_vec())
    };
    (1..=entries).map(entry).collect()
}

fn root(map: &[(&Hash, &Vec<u8>)], depth: usize) -> Hash {
    match map {
        [] => nothing(),
        [(key, value)] => leaf_hash(key, &sha256(&[value])),
        _ => {
            let (left, right): (Vec<_>, Vec<_>) = map.iter().partition(|(key, _)| !bit(key, depth));
            inner_hash(&root(&left, depth + 1), &root(&right, depth + 1))
        }
    }
}

fn root_of(map: &Map) -> Hash {
    root(&map.iter().collect::<Vec<_>>(), 0)
}

/// The part of a map, from the definition of the tree alone.
fn part(map: &Map, prefix: Prefix) -> StatePart {
    let mut here: Vec<_> = map.iter().collect();
    let mut siblings = Vec::new();
    for depth in 0..prefix.bits() {
        if here.len() < 2 {
            break;
        }
        let right = bit(prefix.first_key(), depth);
        let (on, off): (Vec<_>, Vec<_>) =
            here.iter().partition(|(key, _)| bit(key, depth) == right);
        siblings.push(root(&off, depth + 1));
        here = on;
    }
    siblings.reverse();
    let (items, others): (Vec<_>, Vec<_>) = here.iter().partition(|(key, _)| prefix.covers(key));
    let other = others.first().map(|(key, value)| (**key, sha256(&[value])));
    let items = items.iter().map(|(key, value)| (**key, (*value).clone())).collect();
    StatePart { prefix, items, other, siblings }
}

/// Every prefix of so many bits.
fn prefixes(bits: usize) -> Vec<Prefix> {
    let mut all = vec![Prefix::NONE];
    for _ in 0..bits {
        all = all.iter().flat_map(|prefix| prefix.halves().unwrap()).collect();
    }
    all
}

/// A part with several entries on both sides of a bit, and the root above it.
fn sample() -> (StatePart, Hash) {
    let map = map(200);
    let prefix = Prefix::read(3, &[0b0110_0000]).unwrap();
    let part = part(&map, prefix);
    assert!(part.items.len() > 4 && part.siblings.len() == 3);
    (part, root_of(&map))
}

fn verify(part: &StatePart, root: &Hash) -> Result<(), StatePartFault> {
    part.verify(&part.prefix, root)
}

#[test]
fn the_parts_of_a_map_of_any_size_hold_and_are_all_of_it_together() {
    for entries in [0, 1, 2, 3, 9, 120] {
        let map = map(entries);
        let root = root_of(&map);
        for bits in [0, 1, 4, 9] {
            let mut seen = Map::new();
            for prefix in prefixes(bits) {
                let part = part(&map, prefix);
                part.verify(&prefix, &root).unwrap();
                assert_eq!(StatePart::decode(&part.encode()), Ok(part.clone()));
                seen.extend(part.items);
            }
            assert_eq!(seen, map, "{entries} entries, {bits} bits");
        }
    }
}

#[test]
fn a_part_that_lacks_any_one_entry_is_refused() {
    let (part, root) = sample();
    for index in 0..part.items.len() {
        let mut less = part.clone();
        less.items.remove(index);
        assert_eq!(verify(&less, &root), Err(StatePartFault::OtherRoot));
    }
    let none = StatePart { items: Vec::new(), ..part };
    assert_eq!(verify(&none, &root), Err(StatePartFault::OtherRoot));
}

#[test]
fn a_part_with_an_entry_more_or_another_value_or_key_is_refused() {
    let (part, root) = sample();
    let mut more = part.clone();
    let mut key = part.items[0].0;
    key.0[31] ^= 1;
    more.items.push((key, b"mine".to_vec()));
    more.items.sort();
    assert_eq!(verify(&more, &root), Err(StatePartFault::OtherRoot));
    let mut value = part.clone();
    value.items[2].1[0] ^= 1;
    assert_eq!(verify(&value, &root), Err(StatePartFault::OtherRoot));
    let mut other = part.clone();
    other.items[2].0.0[31] ^= 1;
    assert_eq!(verify(&other, &root), Err(StatePartFault::OtherRoot));
    let mut outside = part;
    outside.items[1].0.0[0] ^= 0x80;
    assert_eq!(verify(&outside, &root), Err(StatePartFault::Outside { index: 1 }));
}

#[test]
fn a_part_is_held_against_the_root_and_the_bounds_that_were_asked_for() {
    let (part, root) = sample();
    assert_eq!(verify(&part, &Hash::ZERO), Err(StatePartFault::OtherRoot));
    let asked = Prefix::read(3, &[0b0100_0000]).unwrap();
    assert_eq!(part.verify(&asked, &root), Err(StatePartFault::OtherPart));
    // Half of what was asked for, under the name of the whole.
    let [left, _] = part.prefix.halves().unwrap();
    let half = self::part(&map(200), left);
    half.verify(&left, &root).unwrap();
    let half = StatePart { prefix: part.prefix, ..half };
    assert_eq!(verify(&half, &root), Err(StatePartFault::TooDeep));
}

#[test]
fn the_siblings_of_a_part_cannot_be_changed_left_out_or_put_in() {
    let (part, root) = sample();
    for index in 0..part.siblings.len() {
        let mut changed = part.clone();
        changed.siblings[index].0[0] ^= 1;
        assert_eq!(verify(&changed, &root), Err(StatePartFault::OtherRoot));
    }
    let mut fewer = part.clone();
    fewer.siblings.remove(0);
    assert_eq!(verify(&fewer, &root), Err(StatePartFault::TooShallow));
    let mut swapped = part;
    swapped.siblings.swap(0, 2);
    assert_eq!(verify(&swapped, &root), Err(StatePartFault::OtherRoot));
}

#[test]
fn entries_are_not_shown_to_be_absent_by_a_leaf_that_is_theirs_or_elsewhere() {
    let map = map(3);
    let root = root_of(&map);
    let (key, value) = map.first_key_value().unwrap();
    let prefix = Prefix::read(32, &key.0[..4]).unwrap();
    let part = part(&map, prefix);
    let own = Some((*key, sha256(&[value])));
    let own = StatePart { items: Vec::new(), other: own, ..part.clone() };
    assert_eq!(verify(&own, &root), Err(StatePartFault::OwnLeaf));
    let (last, value) = map.last_key_value().unwrap();
    let far = Some((*last, sha256(&[value])));
    let far = StatePart { items: Vec::new(), other: far, ..part };
    assert_eq!(verify(&far, &root), Err(StatePartFault::Elsewhere));
}

#[test]
fn a_neighbouring_leaf_shows_that_a_part_is_empty_and_that_of_another_value_does_not() {
    let map = map(1);
    let (key, _) = map.first_key_value().unwrap();
    let mut absent = *key;
    absent.0[3] ^= 1;
    let part = part(&map, Prefix::read(32, &absent.0[..4]).unwrap());
    assert_eq!((part.items.len(), part.other.is_some(), part.siblings.len()), (0, true, 0));
    assert_eq!(verify(&part, &root_of(&map)), Ok(()));
    let other = Some((*key, Hash::ZERO));
    let other = StatePart { other, ..part };
    assert_eq!(verify(&other, &root_of(&map)), Err(StatePartFault::OtherRoot));
}

#[test]
fn a_part_is_read_in_no_other_form() {
    let (part, _) = sample();
    let written = pb::StatePart::decode(&part.encode()[..]).unwrap();
    let read = |change: &dyn Fn(&mut pb::StatePart)| {
        let mut message = written.clone();
        change(&mut message);
        StatePart::decode(&message.encode_to_vec()).unwrap_err()
    };
    let order = FieldFault::Order.of("StatePart.items").into();
    assert_eq!(read(&|part| part.items.swap(0, 1)), order);
    assert_eq!(read(&|part| part.items[1] = part.items[0].clone()), order);
    let missing = FieldFault::Missing.of("StateItem.value").into();
    assert_eq!(read(&|part| part.items[0].value.clear()), missing);
    let long = FieldFault::Length.of("StateItem.value").into();
    assert_eq!(read(&|part| part.items[0].value = vec![1; limits::NETWORK_BYTES + 1]), long);
    let redundant = FieldFault::Redundant.of("StatePart.other").into();
    let leaf = pb::StateLeaf { key: vec![1; 32], value_hash: vec![2; 32] };
    assert_eq!(read(&|part| part.other = Some(leaf.clone())), redundant);
    let siblings = FieldFault::TooMany.of("StatePart.siblings").into();
    assert_eq!(read(&|part| part.siblings = vec![vec![0; 32]; 257]), siblings);
}

#[test]
fn a_part_beyond_its_bounds_is_not_decoded() {
    let item = pb::StateItem { key: vec![1; 32], value: vec![1] };
    let many = pb::StatePart { items: vec![item; 8193], ..pb::StatePart::default() };
    let fault = StatePart::decode(&many.encode_to_vec()).unwrap_err();
    assert_eq!(fault, FieldFault::TooMany.of("StatePart.items").into());
    let long = vec![0; limits::STATE_PART_BYTES + 1];
    let fault = StatePart::decode(&long).unwrap_err();
    assert!(matches!(fault, StatePartFault::Wire(WireError::TooLong { .. })));
}
