//! One part of the state map, shown to be all of it.

use prost::Message;
use thiserror::Error;

use super::prefix::{Prefix, PrefixFault};
use crate::hash::Hash;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::state_proof::{bit, fold, inner_hash, leaf_hash, nothing, sha256, shared_bits};
use crate::wire::{
    FieldError, FieldFault, WireError, ascends, bytes32, check_length, count_entries,
    decode_canonical,
};

/// Numbers of `items` and `siblings` in the schema.
const ITEMS_FIELD: u32 = 3;
const SIBLINGS_FIELD: u32 = 5;

/// Every entry of the state map whose key begins with some bits, and the way to a state root. True
/// only once [`StatePart::verify`] has said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatePart {
    /// How the keys begin.
    pub prefix: Prefix,
    /// The hashed keys and the values, ascending by key.
    pub items: Vec<(Hash, Vec<u8>)>,
    /// The leaf of another key, and the hash of its value, where it stands in the way alone.
    pub other: Option<(Hash, Hash)>,
    /// The roots of the sibling subtrees, from below.
    pub siblings: Vec<Hash>,
}

/// Why a part is not shown to be all that a state has there. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StatePartFault {
    /// Not a canonical message.
    #[error("the part of the state is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the part of the state's {0}")]
    Field(#[from] FieldError),
    /// The prefix is none.
    #[error("the part of the state's prefix: {0}")]
    Prefix(#[from] PrefixFault),
    /// Another part than the one asked for.
    #[error("it is another part of the state")]
    OtherPart,
    /// An entry that belongs to another part.
    #[error("entry {index} belongs to another part of the state")]
    Outside {
        /// Position in the list, from 0.
        index: usize,
    },
    /// The way begins below the part.
    #[error("its way to the root begins below it")]
    TooDeep,
    /// The way begins above the part, where only one leaf or none can stand, and there are more.
    #[error("its way to the root begins above it, and it has more than one entry")]
    TooShallow,
    /// A leaf is shown in place of entries, and it is one of the part's own.
    #[error("it shows an entry of its own and says that there is none")]
    OwnLeaf,
    /// A leaf is shown in place of entries that does not stand in the way.
    #[error("it shows a leaf that does not stand where its entries belong")]
    Elsewhere,
    /// The way leads to another root: something was left out, added or changed.
    #[error("it does not lead to the state root")]
    OtherRoot,
}

impl StatePart {
    /// Reads a part.
    ///
    /// # Errors
    ///
    /// [`StatePartFault`] for bytes that no part encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StatePartFault> {
        check_length(bytes, limits::STATE_PART_BYTES)?;
        if count_entries(bytes, ITEMS_FIELD)? > limits::STATE_PART_ITEMS {
            return Err(FieldFault::TooMany.of("StatePart.items").into());
        }
        if count_entries(bytes, SIBLINGS_FIELD)? > limits::SIBLINGS {
            return Err(FieldFault::TooMany.of("StatePart.siblings").into());
        }
        Self::from_message(decode_canonical(bytes, limits::STATE_PART_BYTES)?)
    }

    fn from_message(message: pb::StatePart) -> Result<Self, StatePartFault> {
        let prefix = Prefix::read(message.bits, &message.prefix)?;
        let other = message.other.as_ref().map(read_leaf).transpose()?;
        if other.is_some() && !message.items.is_empty() {
            return Err(FieldFault::Redundant.of("StatePart.other").into());
        }
        let items: Vec<_> = message.items.into_iter().map(read_item).collect::<Result<_, _>>()?;
        if !ascends(&items, |(key, _)| *key) {
            return Err(FieldFault::Order.of("StatePart.items").into());
        }
        let siblings = message.siblings.iter();
        let siblings = siblings.map(|hash| bytes32(hash, "StatePart.siblings").map(Hash));
        Ok(Self { prefix, items, other, siblings: siblings.collect::<Result<_, _>>()? })
    }

    /// The part's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let items = self.items.iter();
        let items =
            items.map(|(key, value)| pb::StateItem { key: key.0.to_vec(), value: value.clone() });
        let other = self.other.as_ref().map(|(key, value_hash)| pb::StateLeaf {
            key: key.0.to_vec(),
            value_hash: value_hash.0.to_vec(),
        });
        let bits = u32::try_from(self.prefix.bits()).expect("a key has 256 bits");
        let message = pb::StatePart {
            bits,
            prefix: self.prefix.bytes().to_vec(),
            items: items.collect(),
            other,
            siblings: self.siblings.iter().map(|hash| hash.0.to_vec()).collect(),
        };
        message.encode_to_vec()
    }

    /// What an entry takes of the bytes of a part, at most.
    #[must_use]
    pub fn item_bytes(value: &[u8]) -> usize {
        // Two fields, one inside the other, with a key and a value: lengths of three bytes or fewer.
        value.len() + 32 + 12
    }

    /// Checks that these are all the entries that `root` has under this prefix.
    ///
    /// # Errors
    ///
    /// The first [`StatePartFault`].
    pub fn verify(&self, prefix: &Prefix, root: &Hash) -> Result<(), StatePartFault> {
        if self.prefix != *prefix {
            return Err(StatePartFault::OtherPart);
        }
        if let Some(index) = self.items.iter().position(|(key, _)| !prefix.covers(key)) {
            return Err(StatePartFault::Outside { index });
        }
        let subtree = self.subtree()?;
        if fold(prefix.first_key(), subtree, &self.siblings) != *root {
            return Err(StatePartFault::OtherRoot);
        }
        Ok(())
    }

    /// The root of the subtree from which the siblings lead on. It is the part's own, or else one
    /// above that holds a single leaf or none, since the tree ends there.
    fn subtree(&self) -> Result<Hash, StatePartFault> {
        let (depth, bits) = (self.siblings.len(), self.prefix.bits());
        if depth > bits {
            return Err(StatePartFault::TooDeep);
        }
        if depth < bits && self.items.len() > 1 {
            return Err(StatePartFault::TooShallow);
        }
        match &self.other {
            None => {
                let leaves: Vec<_> = self.items.iter().map(|(key, value)| (key, value)).collect();
                Ok(root_of(&leaves, depth))
            }
            Some((key, _)) if self.prefix.covers(key) => Err(StatePartFault::OwnLeaf),
            Some((key, _)) if shared_bits(self.prefix.first_key(), key) < depth => {
                Err(StatePartFault::Elsewhere)
            }
            Some((key, value_hash)) => Ok(leaf_hash(key, value_hash)),
        }
    }
}

/// The root over entries in order of key, that share `depth` bits: section 8 of the wire format. As
/// deep as the keys have bits in common, which is 256 at most.
fn root_of(items: &[(&Hash, &Vec<u8>)], depth: usize) -> Hash {
    match items {
        [] => nothing(),
        [(key, value)] => leaf_hash(key, &sha256(&[value])),
        _ => {
            let right = items.partition_point(|(key, _)| !bit(key, depth));
            inner_hash(&root_of(&items[..right], depth + 1), &root_of(&items[right..], depth + 1))
        }
    }
}

fn read_item(item: pb::StateItem) -> Result<(Hash, Vec<u8>), FieldError> {
    let key = Hash(bytes32(&item.key, "StateItem.key")?);
    match item.value.len() {
        0 => Err(FieldFault::Missing.of("StateItem.value")),
        bytes if bytes > limits::NETWORK_BYTES => Err(FieldFault::Length.of("StateItem.value")),
        _ => Ok((key, item.value)),
    }
}

fn read_leaf(leaf: &pb::StateLeaf) -> Result<(Hash, Hash), FieldError> {
    let key = Hash(bytes32(&leaf.key, "StateLeaf.key")?);
    Ok((key, Hash(bytes32(&leaf.value_hash, "StateLeaf.value_hash")?)))
}
