//! RFC 6962 trees: the facts of a block, and the headers of the chain.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, HashableLeaf, InclusionProof, RootHash};
use sha2::Sha256;

use crate::hash::Hash;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::wire::{FieldError, FieldFault};

/// A leaf: its bytes are hashed as they are.
#[derive(Clone, Debug)]
struct Leaf(Vec<u8>);

impl HashableLeaf for Leaf {
    fn hash<H: ct_merkle::digest::Update>(&self, hasher: &mut H) {
        hasher.update(&self.0);
    }
}

/// An append-only tree in memory.
#[derive(Clone, Default)]
pub struct Tree(MemoryBackedTree<Sha256, Leaf>);

impl Tree {
    /// The tree of these leaves.
    pub fn of(leaves: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Vec<u8>) {
        self.0.push(Leaf(leaf));
    }

    /// How many leaves there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether there is no leaf.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The root: MTH of RFC 6962 section 2.1, also for no leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        Hash((*self.0.root().as_bytes()).into())
    }

    /// The path from leaf `index` to the root; `None` when there is no such leaf.
    #[must_use]
    pub fn inclusion(&self, index: u64) -> Option<Inclusion> {
        let position = usize::try_from(index).ok().filter(|_| index < self.len())?;
        let proof = self.0.prove_inclusion(position);
        Some(Inclusion { index, size: self.len(), path: hashes(proof.as_bytes()) })
    }

    /// That the tree of the first `from` leaves is the beginning of this one; `None` for a tree
    /// without leaves, which begins every tree, or for one larger than this.
    #[must_use]
    pub fn consistency(&self, from: u64) -> Option<Consistency> {
        let added = usize::try_from(self.len().checked_sub(from)?).ok().filter(|_| from > 0)?;
        let proof = self.0.prove_consistency(added);
        Some(Consistency { from, to: self.len(), path: hashes(proof.as_bytes()) })
    }
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    let nodes = bytes.chunks_exact(32);
    nodes.map(|node| Hash::from_slice(node).expect("chunks have 32 bytes")).collect()
}

/// The path from one leaf to a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Which leaf, from 0.
    pub index: u64,
    /// How many leaves the tree has.
    pub size: u64,
    /// The sibling hashes, from the leaf up.
    pub path: Vec<Hash>,
}

impl Inclusion {
    /// Whether the path leads from `leaf` to `root`.
    #[must_use]
    pub fn verify(&self, leaf: &[u8], root: &Hash) -> bool {
        let bytes: Vec<u8> = self.path.iter().flat_map(|node| node.0).collect();
        let Ok(proof) = InclusionProof::<Sha256>::try_from_bytes(bytes) else {
            return false;
        };
        let root = RootHash::<Sha256>::new(root.0.into(), self.size);
        // Beyond this size the library's index arithmetic overflows.
        self.size <= u64::MAX / 2
            && self.index < self.size
            && root.verify_inclusion(&Leaf(leaf.to_vec()), self.index, &proof).is_ok()
    }

    /// Reads a path from its message.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for too long a path or a node that is no hash.
    pub fn from_message(message: &pb::Inclusion) -> Result<Self, FieldError> {
        const PATH: &str = "Inclusion.path";
        Ok(Self { index: message.index, size: message.size, path: read_path(&message.path, PATH)? })
    }

    /// The path as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::Inclusion {
        let path = self.path.iter().map(|node| node.0.to_vec()).collect();
        pb::Inclusion { index: self.index, size: self.size, path }
    }
}

/// That one tree is the beginning of another: nothing under the first root was changed or taken
/// away on the way to the second (RFC 9162, section 2.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// How many leaves the first tree has.
    pub from: u64,
    /// How many leaves the second tree has.
    pub to: u64,
    /// The nodes that lead to both roots.
    pub path: Vec<Hash>,
}

impl Consistency {
    /// Whether the path leads to both roots.
    #[must_use]
    pub fn verify(&self, first: &Hash, second: &Hash) -> bool {
        let bytes: Vec<u8> = self.path.iter().flat_map(|node| node.0).collect();
        // Beyond this size the library's index arithmetic overflows.
        if self.from == 0 || self.from > self.to || self.to > u64::MAX / 2 {
            return false;
        }
        let Ok(proof) = ConsistencyProof::<Sha256>::try_from_bytes(bytes) else { return false };
        let first = RootHash::<Sha256>::new(first.0.into(), self.from);
        RootHash::<Sha256>::new(second.0.into(), self.to).verify_consistency(&first, &proof).is_ok()
    }

    /// Reads a path from its message.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for too long a path or a node that is no hash.
    pub fn from_message(message: &pb::Consistency) -> Result<Self, FieldError> {
        let path = read_path(&message.path, "Consistency.path")?;
        Ok(Self { from: message.from, to: message.to, path })
    }

    /// The path as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::Consistency {
        let path = self.path.iter().map(|node| node.0.to_vec()).collect();
        pb::Consistency { from: self.from, to: self.to, path }
    }
}

fn read_path(path: &[Vec<u8>], field: &'static str) -> Result<Vec<Hash>, FieldError> {
    if path.len() > limits::PATH {
        return Err(FieldFault::TooMany.of(field));
    }
    path.iter().map(|node| Hash::from_slice(node).ok_or(FieldFault::Length.of(field))).collect()
}
