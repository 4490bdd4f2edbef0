//! The bits with which keys of the state map begin.

use thiserror::Error;

use crate::hash::Hash;
use crate::limits;
use crate::state_proof::{bit, shared_bits};

/// How keys begin: the name of a part of the map. Ordered as the keys in it are, a part before its
/// halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    /// The bits, and zeros after them: the least key that begins so.
    first: Hash,
    bits: usize,
}

/// Why bytes name no part of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PrefixFault {
    /// A key has no so many bits.
    #[error("a key has no {0} bits")]
    TooMany(u32),
    /// The bytes are more or fewer than the bits fill.
    #[error("{bits} bits do not stand in {bytes} bytes")]
    Length {
        /// The number of bits told.
        bits: u32,
        /// The number of bytes they came in.
        bytes: usize,
    },
    /// A bit after the last one is set.
    #[error("a bit after the last one is set")]
    Beyond,
}

impl Prefix {
    /// How every key begins.
    pub const NONE: Self = Self { first: Hash::ZERO, bits: 0 };

    /// Reads a prefix.
    ///
    /// # Errors
    ///
    /// [`PrefixFault`] for a prefix in any form but its own.
    pub fn read(bits: u32, bytes: &[u8]) -> Result<Self, PrefixFault> {
        let count = usize::try_from(bits).unwrap_or(usize::MAX);
        if count > limits::SIBLINGS {
            return Err(PrefixFault::TooMany(bits));
        }
        if bytes.len() != count.div_ceil(8) {
            return Err(PrefixFault::Length { bits, bytes: bytes.len() });
        }
        let mut first = Hash::ZERO;
        first.0[..bytes.len()].copy_from_slice(bytes);
        if (count..bytes.len() * 8).any(|index| bit(&first, index)) {
            return Err(PrefixFault::Beyond);
        }
        Ok(Self { first, bits: count })
    }

    /// The least key that begins so.
    #[must_use]
    pub fn first_key(&self) -> &Hash {
        &self.first
    }

    /// How many bits there are.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// The bytes that hold the bits.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.first.0[..self.bits.div_ceil(8)]
    }

    /// Whether a key begins so.
    #[must_use]
    pub fn covers(&self, key: &Hash) -> bool {
        shared_bits(&self.first, key) >= self.bits
    }

    /// Whether every key that begins like `other` begins so.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.bits >= self.bits && self.covers(&other.first)
    }

    /// The two that have one bit more; none where a key has no more.
    #[must_use]
    pub fn halves(&self) -> Option<[Self; 2]> {
        if self.bits == limits::SIBLINGS {
            return None;
        }
        let bits = self.bits + 1;
        let mut right = self.first;
        right.0[self.bits / 8] |= 0x80 >> (self.bits % 8);
        Some([Self { first: self.first, bits }, Self { first: right, bits }])
    }
}
