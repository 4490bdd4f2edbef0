//! The tree's own proofs in the form of the wire format.

use borsh::BorshDeserialize;
use jmt::proof::SparseMerkleProof;
use proto::hash::Hash;
use proto::state::StateHasher;
use proto::state_proof::{Found, StateEntry, inner_hash, leaf_hash, nothing};

/// A proof as the tree writes it down: it shows its siblings in no other way.
#[derive(BorshDeserialize)]
struct Written {
    leaf: Option<Leaf>,
    siblings: Vec<Sibling>,
}

#[derive(BorshDeserialize)]
struct Leaf {
    key: [u8; 32],
    value_hash: [u8; 32],
}

#[derive(BorshDeserialize)]
enum Sibling {
    Nothing,
    Inner([u8; 32], [u8; 32]),
    Leaf(Leaf),
}

/// A value that the tree has, or the lack of one, with the tree's proof.
///
/// # Panics
///
/// When the tree writes its proofs in another way than the version this was built with.
pub(super) fn entry_of(
    value: Option<Vec<u8>>,
    proof: &SparseMerkleProof<StateHasher>,
) -> StateEntry {
    let written = borsh::to_vec(proof).expect("writing to memory does not fail");
    let written = Written::try_from_slice(&written).expect("the tree's version is fixed");
    let found = match (value, written.leaf) {
        (Some(value), _) => Found::Value(value),
        (None, None) => Found::Nothing,
        (None, Some(leaf)) => {
            Found::Other { key: Hash(leaf.key), value_hash: Hash(leaf.value_hash) }
        }
    };
    StateEntry::new(found, written.siblings.iter().map(Sibling::hash).collect())
}

impl Sibling {
    fn hash(&self) -> Hash {
        match self {
            Self::Nothing => nothing(),
            Self::Inner(left, right) => inner_hash(&Hash(*left), &Hash(*right)),
            Self::Leaf(leaf) => leaf_hash(&Hash(leaf.key), &Hash(leaf.value_hash)),
        }
    }
}
