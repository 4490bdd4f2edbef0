//! A run of the hashes of headers, under the root over all of them.

use prost::Message;
use thiserror::Error;

use crate::hash::Hash;
use crate::header_tree::{HeaderTree, node};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::wire::{
    FieldError, FieldFault, WireError, bytes32, check_length, count_entries, decode_canonical,
};

/// Number of `path` in the schema.
const PATH_FIELD: u32 = 3;

/// Hashes in a run, but for the last one: a whole subtree of the tree of headers.
pub const RUN: u64 = 16_384;

/// How many runs the hashes of so many headers make.
#[must_use]
pub fn runs(headers: u64) -> u64 {
    headers.div_ceil(RUN)
}

/// The hashes of headers that follow each other, and the way to the root over all. True only once
/// [`HeadersPart::verify`] has said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadersPart {
    /// Which run, from 0.
    pub index: u64,
    /// The hashes, in order of height.
    pub hashes: Vec<Hash>,
    /// The sibling hashes, from the run's root up.
    pub path: Vec<Hash>,
}

/// Why a run is not shown to be one of the chain's headers. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeadersPartFault {
    /// Not a canonical message.
    #[error("the run of headers is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the run of headers' {0}")]
    Field(#[from] FieldError),
    /// Another run than the one asked for.
    #[error("it is another run of headers")]
    OtherRun,
    /// More or fewer hashes than the run has.
    #[error("it has {found} hashes of headers, and the run has {expected}")]
    Count {
        /// How many there are.
        found: u64,
        /// How many there must be.
        expected: u64,
    },
    /// The way leads to another root: a hash was changed, or stands in another place.
    #[error("it does not lead to the root over the headers")]
    OtherRoot,
}

impl HeadersPart {
    /// The run `index` of the first `headers` of a tree; `None` where there is no such run.
    #[must_use]
    pub fn of(tree: &HeaderTree, index: u64, headers: u64, hashes: Vec<Hash>) -> Option<Self> {
        let path = tree.path(index.checked_mul(RUN)?, headers, RUN)?;
        Some(Self { index, hashes, path })
    }

    /// Reads a run.
    ///
    /// # Errors
    ///
    /// [`HeadersPartFault`] for bytes that no run encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, HeadersPartFault> {
        check_length(bytes, limits::HEADERS_PART_BYTES)?;
        if count_entries(bytes, PATH_FIELD)? > limits::PATH {
            return Err(FieldFault::TooMany.of("HeadersPart.path").into());
        }
        let message: pb::HeadersPart = decode_canonical(bytes, limits::HEADERS_PART_BYTES)?;
        let (hashes, rest) = message.hashes.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(FieldFault::Length.of("HeadersPart.hashes").into());
        }
        let path = message.path.iter().map(|hash| bytes32(hash, "HeadersPart.path").map(Hash));
        Ok(Self {
            index: message.index,
            hashes: hashes.iter().copied().map(Hash).collect(),
            path: path.collect::<Result<_, _>>()?,
        })
    }

    /// The run's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let message = pb::HeadersPart {
            index: self.index,
            hashes: self.hashes.iter().flat_map(|hash| hash.0).collect(),
            path: self.path.iter().map(|hash| hash.0.to_vec()).collect(),
        };
        message.encode_to_vec()
    }

    /// Checks that these are the hashes of run `index` of so many headers, under the root over them.
    ///
    /// # Errors
    ///
    /// The first [`HeadersPartFault`].
    pub fn verify(&self, index: u64, headers: u64, root: &Hash) -> Result<(), HeadersPartFault> {
        if self.index != index || index >= runs(headers) {
            return Err(HeadersPartFault::OtherRun);
        }
        let found = self.hashes.len() as u64;
        let expected = RUN.min(headers - index * RUN);
        if found != expected {
            return Err(HeadersPartFault::Count { found, expected });
        }
        let mut run = HeaderTree::default();
        self.hashes.iter().for_each(|hash| run.push(*hash));
        if climb(run.root(), index, runs(headers), &self.path) != Some(*root) {
            return Err(HeadersPartFault::OtherRoot);
        }
        Ok(())
    }
}

/// RFC 9162, section 2.1.3.2, from a node in place of a leaf: since runs are whole subtrees, their
/// roots are the leaves of a tree of the same shape. None for a path of another length.
fn climb(node_hash: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let (mut place, mut last, mut hash) = (index, size - 1, node_hash);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    (last == 0).then_some(hash)
}
