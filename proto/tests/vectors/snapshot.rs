//! Parts of a state snapshot, and a run of headers.

use std::collections::BTreeMap;

use proto::hash::Hash;
use proto::header_tree::HeaderTree;
use proto::snapshot::{HeadersPart, Prefix, StatePart};
use proto::state_proof::{inner_hash, leaf_hash, nothing};
use sha2::{Digest, Sha256};

use crate::golden::Golden;
use crate::sample;
use crate::second_opinion::state_root;

type Entries = Vec<(Hash, Vec<u8>)>;

#[test]
fn the_parts_of_a_snapshot_are_frozen() {
    let entries: BTreeMap<_, _> =
        sample::genesis().entries().into_iter().map(|(key, value)| (key.hash(), value)).collect();
    let entries: Entries = entries.into_iter().collect();
    let listed: Vec<_> = entries.iter().map(|(key, value)| (key.0, value.clone())).collect();
    let root = Hash(state_root(&listed));
    let mut golden = Golden::new(
        "snapshot.txt",
        "Parts of the state of the sample genesis file, whose entries and root are in state.txt: all of \
         it, one half, one with a single entry, one where the leaf of another key stands in the way; and \
         a run of three headers.",
    );
    let first = &entries[0].0;
    let mut beside = *first;
    beside.0[7] ^= 1;
    for (name, bits, key) in [
        ("whole", 0, first),
        ("left half", 1, &Hash::ZERO),
        ("single entry", 64, first),
        ("another's leaf", 64, &beside),
    ] {
        let part = part(&entries, prefix(bits, key));
        part.verify(&part.prefix, &root).unwrap();
        golden.bytes(name, &part.encode());
    }
    let hashes: Vec<_> = (1..=3).map(|number| Hash([number; 32])).collect();
    let mut tree = HeaderTree::default();
    hashes.iter().for_each(|hash| tree.push(*hash));
    let run = HeadersPart::of(&tree, 0, 3, hashes).unwrap();
    run.verify(0, 3, &tree.root()).unwrap();
    golden.bytes("run of headers", &run.encode());
    golden.bytes("root over the headers", tree.root().as_bytes());
    golden.check();
}

fn prefix(bits: usize, key: &Hash) -> Prefix {
    let mut prefix = Prefix::NONE;
    while prefix.bits() < bits {
        let [left, right] = prefix.halves().unwrap();
        prefix = if right.covers(key) { right } else { left };
    }
    prefix
}

/// The part from the definition of the tree in the wire format's section 8 alone.
fn part(entries: &[(Hash, Vec<u8>)], prefix: Prefix) -> StatePart {
    let (mut here, mut siblings) = (entries.to_vec(), Vec::new());
    for depth in 0..prefix.bits() {
        if here.len() < 2 {
            break;
        }
        let right = bit(prefix.first_key(), depth);
        let (on, off): (Entries, Entries) =
            here.into_iter().partition(|(key, _)| bit(key, depth) == right);
        siblings.push(subtree(&off, depth + 1));
        here = on;
    }
    siblings.reverse();
    let (items, others): (Entries, Entries) =
        here.into_iter().partition(|(key, _)| prefix.covers(key));
    let other = others.first().map(|(key, value)| (*key, sha256(value)));
    StatePart { prefix, items, other, siblings }
}

fn subtree(entries: &[(Hash, Vec<u8>)], depth: usize) -> Hash {
    match entries {
        [] => nothing(),
        [(key, value)] => leaf_hash(key, &sha256(value)),
        _ => {
            let right = entries.partition_point(|(key, _)| !bit(key, depth));
            let (left, right) = entries.split_at(right);
            inner_hash(&subtree(left, depth + 1), &subtree(right, depth + 1))
        }
    }
}

fn bit(key: &Hash, index: usize) -> bool {
    key.0[index / 8] & (0x80 >> (index % 8)) != 0
}

fn sha256(value: &[u8]) -> Hash {
    Hash(Sha256::digest(value).into())
}
