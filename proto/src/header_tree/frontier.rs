//! The edge of the tree of headers: as much of it as it takes to append to it and to tell its root.

use sha2::{Digest, Sha256};

use super::{leaf, node};
use crate::hash::Hash;

/// The tree of a chain's headers, of which only the roots of the whole subtrees at its edge are kept:
/// 32 bytes for each doubling, however many headers there are. It proves nothing.
///
/// The newest header stands apart, because it names the root over those before it: so what is kept
/// can be held against a header that a quorum signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderFrontier {
    /// Headers before the newest.
    before: u64,
    /// The roots of the whole subtrees that they fall into, the largest first.
    whole: Vec<Hash>,
    newest: Option<Hash>,
}

impl HeaderFrontier {
    /// The tree of so many headers, from the roots of the whole subtrees that they fall into; `None`
    /// when there are not as many as that takes.
    #[must_use]
    pub fn of(headers: u64, whole: Vec<Hash>) -> Option<Self> {
        let is_right = usize::try_from(headers.count_ones()) == Ok(whole.len());
        is_right.then_some(Self { before: headers, whole, newest: None })
    }

    /// How many headers there are before the newest, and the roots of the whole subtrees that they
    /// fall into, the largest first.
    #[must_use]
    pub fn before_newest(&self) -> (u64, &[Hash]) {
        (self.before, &self.whole)
    }

    /// How many headers there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.before + u64::from(self.newest.is_some())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends the hash of the next header.
    pub fn push(&mut self, header: Hash) {
        let Some(newest) = self.newest.replace(header) else { return };
        let mut root = leaf(&newest);
        // Each subtree that is as large as what is added to it becomes one with it.
        for _ in 0..self.before.trailing_ones() {
            let left = self.whole.pop().expect("there is a subtree for each bit");
            root = node(&left, &root);
        }
        self.whole.push(root);
        self.before += 1;
    }

    /// The root over all headers.
    #[must_use]
    pub fn root(&self) -> Hash {
        let newest = self.newest.as_ref().map(leaf);
        let from_the_right = newest.into_iter().chain(self.whole.iter().rev().copied());
        let root = from_the_right.reduce(|right, left| node(&left, &right));
        root.unwrap_or_else(|| Hash(Sha256::digest([]).into()))
    }
}
