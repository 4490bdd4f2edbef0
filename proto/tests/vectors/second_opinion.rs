//! A second implementation of what is hashed, from `docs/wire-format.md` and SHA-256 alone. It
//! shares no code with the first, so that a vector is not only what the code happens to do.

use sha2::{Digest, Sha256};

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Section 1: the tagged hash.
pub(crate) fn tagged(tag: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut input = vec![tag.len() as u8];
    input.extend_from_slice(tag.as_bytes());
    for part in parts {
        input.extend_from_slice(&(part.len() as u32).to_be_bytes());
        input.extend_from_slice(part);
    }
    sha256(&[&input])
}

/// Section 7: the root of RFC 6962.
pub(crate) fn rfc6962(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => sha256(&[]),
        [leaf] => sha256(&[&[0], leaf]),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            sha256(&[&[1], &rfc6962(&leaves[..split]), &rfc6962(&leaves[split..])])
        }
    }
}

/// Section 8: the root of the state map, over (key, value) pairs.
pub(crate) fn state_root(entries: &[([u8; 32], Vec<u8>)]) -> [u8; 32] {
    subtree(entries.iter().collect(), 0)
}

fn subtree(entries: Vec<&([u8; 32], Vec<u8>)>, depth: usize) -> [u8; 32] {
    match entries[..] {
        [] => *b"SPARSE_MERKLE_PLACEHOLDER_HASH__",
        [(key, value)] => sha256(&[b"JMT::LeafNode", key, &sha256(&[value])]),
        _ => {
            let is_right =
                |entry: &&([u8; 32], Vec<u8>)| entry.0[depth / 8] >> (7 - depth % 8) & 1 == 1;
            let (right, left) = entries.into_iter().partition(is_right);
            let (left, right) = (subtree(left, depth + 1), subtree(right, depth + 1));
            sha256(&[b"JMT::IntrnalNode", &left, &right])
        }
    }
}

/// Section 18: the way of a key through the state map. The roots of the sibling subtrees, from below,
/// and the key of the one entry that stands where it ends; `None` where nothing does.
pub(crate) fn way(
    entries: &[([u8; 32], Vec<u8>)],
    key: &[u8; 32],
) -> (Vec<[u8; 32]>, Option<[u8; 32]>) {
    let bit = |of: &[u8; 32], depth: usize| of[depth / 8] >> (7 - depth % 8) & 1;
    let mut within: Vec<_> = entries.iter().collect();
    let mut siblings = Vec::new();
    while within.len() > 1 {
        let depth = siblings.len();
        let (own, beside) =
            within.into_iter().partition(|entry| bit(&entry.0, depth) == bit(key, depth));
        within = own;
        siblings.push(subtree(beside, depth + 1));
    }
    siblings.reverse();
    (siblings, within.first().map(|entry| entry.0))
}
