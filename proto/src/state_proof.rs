//! Proofs under a state root: that a key of the state map has this value, or none.
//!
//! The tree is drawn in section 8 of the wire format; the node keeps it with `jmt`, and what is
//! proved here is checked against that library in the tests.

#[cfg(test)]
mod tests;

use prost::Message;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hash::Hash;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::state::StateKey;
use crate::wire::{
    FieldError, FieldFault, WireError, bytes32, check_length, count_entries, decode_canonical,
};

/// What stands for a subtree without any entry.
const NOTHING: Hash = Hash(*b"SPARSE_MERKLE_PLACEHOLDER_HASH__");

/// Number of `siblings` in the schema.
const SIBLINGS_FIELD: u32 = 3;
const SIBLINGS: &str = "StateEntry.siblings";

/// The value of one key of the state map, or that there is none, with the way to a state root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateEntry {
    found: Found,
    siblings: Vec<Hash>,
}

/// What stands where the key belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The key's value.
    Value(Vec<u8>),
    /// Nothing at all.
    Nothing,
    /// The only entry of that part of the map, which has another key.
    Other {
        /// Its key, hashed.
        key: Hash,
        /// SHA-256 of its value.
        value_hash: Hash,
    },
}

/// Why an entry shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StateEntryFault {
    /// Not a canonical message.
    #[error("the state entry is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the state entry's {0}")]
    Field(#[from] FieldError),
    /// The leaf given in place of the key's own is the key's own.
    #[error("the state entry says that a value is absent and shows its leaf")]
    OwnLeaf,
    /// A leaf in the way that does not stand on the key's way.
    #[error("the state entry shows a leaf that does not stand where the key belongs")]
    Elsewhere,
    /// The way leads to another root.
    #[error("the state entry does not lead to the state root")]
    OtherRoot,
}

impl StateEntry {
    /// Puts an entry together; `siblings` from below.
    #[must_use]
    pub fn new(found: Found, siblings: Vec<Hash>) -> Self {
        Self { found, siblings }
    }

    /// What stands where the key belongs, not checked yet.
    #[must_use]
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// The roots of the sibling subtrees, from below.
    #[must_use]
    pub fn siblings(&self) -> &[Hash] {
        &self.siblings
    }

    /// Reads an entry.
    ///
    /// # Errors
    ///
    /// [`StateEntryFault`] for bytes that no entry encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateEntryFault> {
        check_length(bytes, limits::STATE_ENTRY_BYTES)?;
        if count_entries(bytes, SIBLINGS_FIELD)? > limits::SIBLINGS {
            return Err(FieldFault::TooMany.of(SIBLINGS).into());
        }
        Self::from_message(decode_canonical(bytes, limits::STATE_ENTRY_BYTES)?)
    }

    fn from_message(message: pb::StateEntry) -> Result<Self, StateEntryFault> {
        let found = match (message.value.is_empty(), message.other) {
            (false, None) => Found::Value(message.value),
            (false, Some(_)) => return Err(FieldFault::Redundant.of("StateEntry.other").into()),
            (true, None) => Found::Nothing,
            (true, Some(leaf)) => Found::Other {
                key: Hash(bytes32(&leaf.key, "StateLeaf.key")?),
                value_hash: Hash(bytes32(&leaf.value_hash, "StateLeaf.value_hash")?),
            },
        };
        let siblings = message
            .siblings
            .iter()
            .map(|sibling| bytes32(sibling, SIBLINGS).map(Hash))
            .collect::<Result<_, _>>()?;
        Ok(Self { found, siblings })
    }

    /// The entry's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (value, other) = match &self.found {
            Found::Value(value) => (value.clone(), None),
            Found::Nothing => (Vec::new(), None),
            Found::Other { key, value_hash } => {
                let (key, value_hash) = (key.0.to_vec(), value_hash.0.to_vec());
                (Vec::new(), Some(pb::StateLeaf { key, value_hash }))
            }
        };
        let siblings = self.siblings.iter().map(|sibling| sibling.0.to_vec()).collect();
        pb::StateEntry { value, other, siblings }.encode_to_vec()
    }

    /// The value under `root`, or that there is none.
    ///
    /// # Errors
    ///
    /// [`StateEntryFault`] when the entry does not show it.
    pub fn verify(&self, key: &StateKey, root: &Hash) -> Result<Option<&[u8]>, StateEntryFault> {
        let key = key.hash();
        let (leaf, value) = match &self.found {
            Found::Value(value) => (leaf_hash(&key, &sha256(&[value])), Some(value.as_slice())),
            Found::Nothing => (NOTHING, None),
            Found::Other { key: other, .. } if *other == key => {
                return Err(StateEntryFault::OwnLeaf);
            }
            Found::Other { key: other, .. } if shared_bits(&key, other) < self.siblings.len() => {
                return Err(StateEntryFault::Elsewhere);
            }
            Found::Other { key: other, value_hash } => (leaf_hash(other, value_hash), None),
        };
        if self.siblings.len() > limits::SIBLINGS || fold(&key, leaf, &self.siblings) != *root {
            return Err(StateEntryFault::OtherRoot);
        }
        Ok(value)
    }
}

/// The root that siblings, from below, lead to from a subtree at their depth on the way of a key.
pub(crate) fn fold(key: &Hash, subtree: Hash, siblings: &[Hash]) -> Hash {
    let depths = (0..siblings.len()).rev();
    siblings.iter().zip(depths).fold(subtree, |node, (sibling, depth)| {
        if bit(key, depth) { inner_hash(sibling, &node) } else { inner_hash(&node, sibling) }
    })
}

/// The leaf of a key, as the tree hashes it.
#[must_use]
pub fn leaf_hash(key: &Hash, value_hash: &Hash) -> Hash {
    sha256(&[b"JMT::LeafNode", key.as_bytes(), value_hash.as_bytes()])
}

/// Two subtrees under one root, as the tree hashes them.
#[must_use]
pub fn inner_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[b"JMT::IntrnalNode", left.as_bytes(), right.as_bytes()])
}

/// What stands for a subtree without any entry.
#[must_use]
pub fn nothing() -> Hash {
    NOTHING
}

/// SHA-256 of these parts, one behind the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    Hash(hasher.finalize().into())
}

/// Bit `index` of a key, from the highest of its first byte.
pub(crate) fn bit(key: &Hash, index: usize) -> bool {
    key.0[index / 8] & (0x80 >> (index % 8)) != 0
}

/// How many bits two keys have in common from the first on.
pub(crate) fn shared_bits(one: &Hash, other: &Hash) -> usize {
    (0..256).find(|index| bit(one, *index) != bit(other, *index)).unwrap_or(256)
}
