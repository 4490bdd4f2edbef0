//! The index's own small entries, byte by byte. Numbers are big-endian.
//!
//! ```text
//! place   height (8) index (4)
//! meta    format (1) chain id (32) height (8) block hash (32) time (8) state version (8)
//!         state root (32) oldest version (8)
//! stood   version that wrote it (8), then a node (borsh) or a value
//! leaf    as stood, then its value as stood
//! ```

use borsh::BorshDeserialize;
use jmt::storage::Node;
use jmt::{KeyHash, Version};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::validators::ValidatorSet;

use crate::ledger::Parent;
use crate::ledger::state::HeldLeaf;
use crate::ledger::state::memory::Moment;

/// The form of the index that this program writes. One of another form, also one from before forms
/// had numbers, is built anew. 2: what became stale is noted, and pruned. 3: facts, and notes of what
/// became stale, share rows. 4: nodes stand in place, leaves with their values, and what they replaced
/// apart. 5: look-ups are in runs.
const FORMAT: u8 = 5;

/// How far the index has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Of which chain it is.
    pub chain: ChainId,
    /// The last block it holds; 0 for genesis.
    pub height: u64,
    /// That block's hash; the chain id for genesis.
    pub hash: Hash,
    /// That block's time in milliseconds since 1970.
    pub time_ms: u64,
    /// The version of the state after it.
    pub state_version: u64,
    /// The root of the state after it.
    pub state_root: Hash,
    /// The oldest version of the state that is still whole; of older ones parts were pruned.
    pub oldest_version: u64,
}

impl Meta {
    /// The state after the last block.
    pub(super) fn moment(&self) -> Moment {
        (self.state_version, self.state_root)
    }

    /// The block it has come to, for the next one to stand on.
    #[must_use]
    pub fn parent(self, headers_root: Hash, validators: ValidatorSet) -> Parent {
        Parent {
            chain: self.chain,
            height: self.height,
            hash: self.hash,
            time_ms: self.time_ms,
            state_root: self.state_root,
            state_version: self.state_version,
            headers_root,
            validators,
        }
    }
}

/// Where a fact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The block.
    pub height: u64,
    /// Position among its facts.
    pub index: u32,
}

pub(super) fn encode_place(place: Place) -> Vec<u8> {
    [&place.height.to_be_bytes()[..], &place.index.to_be_bytes()].concat()
}

pub(super) fn decode_place(bytes: &[u8]) -> Option<Place> {
    let (height, index) = bytes.split_first_chunk::<8>()?;
    let index = index.try_into().ok()?;
    Some(Place { height: u64::from_be_bytes(*height), index: u32::from_be_bytes(index) })
}

/// The block that a look-up of a fact leads to.
pub(super) fn leads_to(look_up: &[u8]) -> Option<u64> {
    look_up.first_chunk().map(|height| u64::from_be_bytes(*height))
}

/// What stands in a row of the state, with the version that wrote it.
pub(super) fn encode_stood(since: Version, content: &[u8]) -> Vec<u8> {
    [&since.to_be_bytes()[..], content].concat()
}

pub(super) fn encode_node(since: Version, node: &Node) -> Vec<u8> {
    encode_node_before(since, node, 0)
}

/// A node's entry, with room for so many bytes more: it is measured first, so that it never grows.
fn encode_node_before(since: Version, node: &Node, more: usize) -> Vec<u8> {
    let bytes = borsh::object_length(node).expect("a node is far smaller than memory");
    let mut entry = Vec::with_capacity(size_of::<Version>() + bytes + more);
    entry.extend_from_slice(&since.to_be_bytes());
    borsh::to_writer(&mut entry, node).expect("writing to memory does not fail");
    entry
}

pub(super) fn encode_leaf(since: Version, leaf: &Node, value: &[u8]) -> Vec<u8> {
    let mut entry = encode_node_before(since, leaf, value.len());
    entry.extend_from_slice(value);
    entry
}

/// The value in a leaf's entry, as it stands there, if the leaf is of this key.
pub(super) fn value_of(entry: &[u8], key_hash: KeyHash) -> Option<&[u8]> {
    let (_, mut rest) = decode_stood(entry)?;
    match Node::deserialize(&mut rest) {
        Ok(Node::Leaf(leaf)) if leaf.key_hash() == key_hash => Some(rest),
        _ => None,
    }
}

/// The leaf in a row, with its value, if this version of the state wrote the leaf.
pub(super) fn leaf_of(row: &[u8], version: Version) -> Option<HeldLeaf> {
    let (written, mut rest) = decode_stood(row)?;
    if written != version {
        return None;
    }
    let Ok(Node::Leaf(leaf)) = Node::deserialize(&mut rest) else { return None };
    let (since, value) = decode_stood(rest)?;
    Some(HeldLeaf { leaf, value: value.to_vec(), since })
}

pub(super) fn decode_stood(entry: &[u8]) -> Option<(Version, &[u8])> {
    let (since, content) = entry.split_first_chunk()?;
    Some((Version::from_be_bytes(*since), content))
}

pub(super) fn encode_meta(meta: &Meta) -> Vec<u8> {
    [
        &[FORMAT][..],
        &meta.chain.0,
        &meta.height.to_be_bytes(),
        &meta.hash.0,
        &meta.time_ms.to_be_bytes(),
        &meta.state_version.to_be_bytes(),
        &meta.state_root.0,
        &meta.oldest_version.to_be_bytes(),
    ]
    .concat()
}

pub(super) fn decode_meta(bytes: &[u8]) -> Option<Meta> {
    let rest = bytes.strip_prefix(&[FORMAT])?;
    let (chain, rest) = rest.split_first_chunk::<32>()?;
    let (height, rest) = rest.split_first_chunk::<8>()?;
    let (hash, rest) = rest.split_first_chunk::<32>()?;
    let (time_ms, rest) = rest.split_first_chunk::<8>()?;
    let (state_version, rest) = rest.split_first_chunk::<8>()?;
    let (state_root, rest) = rest.split_first_chunk::<32>()?;
    Some(Meta {
        chain: ChainId(*chain),
        height: u64::from_be_bytes(*height),
        hash: Hash(*hash),
        time_ms: u64::from_be_bytes(*time_ms),
        state_version: u64::from_be_bytes(*state_version),
        state_root: Hash(*state_root),
        oldest_version: u64::from_be_bytes(rest.try_into().ok()?),
    })
}
