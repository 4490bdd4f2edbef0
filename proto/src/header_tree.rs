//! The tree of all headers, kept so that any two of its sizes can be shown to belong together.
//!
//! Every header names the root over those before it, so a proof may be asked for at any size the
//! tree once had. The library behind [`crate::merkle::Tree`] proves at the present size alone; this
//! keeps the roots of all whole subtrees, 64 bytes a header, and puts the paths of RFC 6962
//! sections 2.1.1 and 2.1.2 together from them. They are checked by that library's verifier.

use sha2::{Digest, Sha256};

pub use self::frontier::HeaderFrontier;
use crate::checkpoint::Ancestry;
use crate::hash::Hash;
use crate::merkle::{Consistency, Inclusion};

mod frontier;
#[cfg(test)]
mod tests;

/// The hashes of a chain's headers from block 1 on, as leaves of an RFC 6962 tree.
#[derive(Clone, Debug, Default)]
pub struct HeaderTree {
    /// At `[k][i]` the root of the `2^k` leaves from leaf `i * 2^k` on, as far as they are whole.
    whole: Vec<Vec<Hash>>,
}

impl HeaderTree {
    /// How many headers there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.whole.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends the hash of the next header.
    pub fn push(&mut self, header: Hash) {
        let mut root = leaf(&header);
        for level in 0.. {
            if level == self.whole.len() {
                self.whole.push(Vec::new());
            }
            let subtrees = &mut self.whole[level];
            subtrees.push(root);
            let [.., left, right] = subtrees.as_slice() else { return };
            if subtrees.len() % 2 == 1 {
                return;
            }
            root = node(left, right);
        }
    }

    /// The root over all headers.
    #[must_use]
    pub fn root(&self) -> Hash {
        match self.len() {
            0 => Hash(Sha256::digest([]).into()),
            size => self.root_of(0, size),
        }
    }

    /// The path from leaf `index` to the root over the first `size` leaves; `None` when there are no
    /// such leaves.
    #[must_use]
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Inclusion> {
        Some(Inclusion { index, size, path: self.path(index, size, 1)? })
    }

    /// The path from the subtree of `unit` leaves, a power of two, that holds leaf `index`, to the
    /// root over the first `size` leaves; `None` when there are no such leaves.
    pub(crate) fn path(&self, index: u64, size: u64, unit: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.len() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > unit {
            let middle = start + split(end - start);
            if index < middle {
                path.push(self.root_of(middle, end));
                end = middle;
            } else {
                path.push(self.root_of(start, middle));
                start = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// That the tree of the first `from` leaves is the beginning of that of the first `to`; `None`
    /// when there are no such leaves, or for a tree without leaves, which begins every tree.
    #[must_use]
    pub fn consistency(&self, from: u64, to: u64) -> Option<Consistency> {
        if from == 0 || from > to || to > self.len() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut end) = (0, to);
        while end > from {
            let middle = start + split(end - start);
            if from <= middle {
                path.push(self.root_of(middle, end));
                end = middle;
            } else {
                path.push(self.root_of(start, middle));
                start = middle;
            }
        }
        // The verifier knows the first root, so it is left out where it is a whole subtree.
        if start > 0 {
            path.push(self.root_of(start, end));
        }
        path.reverse();
        Some(Consistency { from, to, path })
    }

    /// That the header at height `later` stands on the one at height `earlier`, which is below it;
    /// `None` when there are no such headers.
    #[must_use]
    pub fn ancestry(&self, earlier: u64, later: u64) -> Option<Ancestry> {
        let (before, size) = (earlier.checked_sub(1)?, later.checked_sub(1)?);
        let inclusion = self.inclusion(before, size)?;
        Some(Ancestry { inclusion, consistency: self.consistency(before, size) })
    }

    /// MTH over the leaves from `start` up to `end`, which are not none.
    fn root_of(&self, start: u64, end: u64) -> Hash {
        let size = end - start;
        if size.is_power_of_two() && start.is_multiple_of(size) {
            let place = usize::try_from(start / size).expect("it indexes what is in memory");
            return self.whole[size.ilog2() as usize][place];
        }
        let middle = start + split(size);
        node(&self.root_of(start, middle), &self.root_of(middle, end))
    }
}

/// The largest power of two below a size, which is at least two.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn leaf(header: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(header.0).finalize().into())
}

/// Two subtrees under one root.
pub(crate) fn node(left: &Hash, right: &Hash) -> Hash {
    let hasher = Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0);
    Hash(hasher.finalize().into())
}
