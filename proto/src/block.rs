//! Blocks: a header and the envelopes it executed.

use prost::Message;
use thiserror::Error;

use crate::hash::{Hash, Tag, tagged};
use crate::ids::ChainId;
use crate::limits;
use crate::merkle::Tree;
use crate::pb::ledger::v1 as pb;
use crate::validators::Address;
use crate::wire::{
    FieldError, FieldFault, WireError, bytes32, check_length, count_entries, decode_canonical,
};

/// The version of header and block.
pub const BLOCK_FORMAT: u32 = 1;

/// What a quorum signs, by its hash. A commit certificate for it proves the state after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The rules version under which the block was executed.
    pub rules: u32,
    /// The chain.
    pub chain: ChainId,
    /// From 1.
    pub height: u64,
    /// The proposer's clock in milliseconds since 1970, strictly increasing.
    pub time_ms: u64,
    /// Hash of the previous header; the chain id at height 1.
    pub parent: Hash,
    /// Who first proposed it.
    pub proposer: Address,
    /// Hash of the set that votes on it.
    pub validators: Hash,
    /// Hash of the set that votes on the next.
    pub next_validators: Hash,
    /// RFC 6962 root over its fact records.
    pub facts_root: Hash,
    /// How many facts it records.
    pub facts_count: u32,
    /// RFC 6962 root over the hashes of all earlier headers.
    pub headers_root: Hash,
    /// Root of the state map after it.
    pub state_root: Hash,
    /// Hash of the misbehaviour evidence it carries; all zero when none.
    pub evidence_root: Hash,
    /// Root of a state snapshot, where the rules ask for one.
    pub snapshot_root: Option<Hash>,
    /// RFC 6962 root over the bytes of its envelopes: with it the block hash fixes every byte.
    pub envelopes_root: Hash,
}

/// Why bytes are no block or header.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockFault {
    /// Not a canonical message.
    #[error("the block is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the block's {0}")]
    Field(#[from] FieldError),
    /// Another version of the format.
    #[error("block format {0} is not known")]
    Format(u32),
    /// The envelopes are not those the header was made for: these bytes are no block at all.
    #[error("the block's envelopes are not those of its header")]
    OtherEnvelopes,
}

impl Header {
    /// The header's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let header = pb::Header {
            format: BLOCK_FORMAT,
            rules: self.rules,
            chain_id: self.chain.0.to_vec(),
            height: self.height,
            time_ms: self.time_ms,
            parent: self.parent.0.to_vec(),
            proposer: self.proposer.0.to_vec(),
            validators: self.validators.0.to_vec(),
            next_validators: self.next_validators.0.to_vec(),
            facts_root: self.facts_root.0.to_vec(),
            facts_count: self.facts_count,
            headers_root: self.headers_root.0.to_vec(),
            state_root: self.state_root.0.to_vec(),
            evidence_root: self.evidence_root.0.to_vec(),
            snapshot_root: self.snapshot_root.map(|root| root.0.to_vec()).unwrap_or_default(),
            envelopes_root: self.envelopes_root.0.to_vec(),
        };
        header.encode_to_vec()
    }

    /// Reads a header's bytes.
    ///
    /// # Errors
    ///
    /// [`BlockFault`] for bytes that no header encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, BlockFault> {
        let message: pb::Header = decode_canonical(bytes, limits::HEADER_BYTES)?;
        if message.format != BLOCK_FORMAT {
            return Err(BlockFault::Format(message.format));
        }
        let hash = |bytes: &[u8], field| bytes32(bytes, field).map(Hash);
        Ok(Self {
            rules: message.rules,
            chain: ChainId(bytes32(&message.chain_id, "Header.chain_id")?),
            height: message.height,
            time_ms: message.time_ms,
            parent: hash(&message.parent, "Header.parent")?,
            proposer: Address(bytes32(&message.proposer, "Header.proposer")?),
            validators: hash(&message.validators, "Header.validators")?,
            next_validators: hash(&message.next_validators, "Header.next_validators")?,
            facts_root: hash(&message.facts_root, "Header.facts_root")?,
            facts_count: message.facts_count,
            headers_root: hash(&message.headers_root, "Header.headers_root")?,
            state_root: hash(&message.state_root, "Header.state_root")?,
            evidence_root: hash(&message.evidence_root, "Header.evidence_root")?,
            snapshot_root: match message.snapshot_root.as_slice() {
                [] => None,
                bytes => Some(hash(bytes, "Header.snapshot_root")?),
            },
            envelopes_root: hash(&message.envelopes_root, "Header.envelopes_root")?,
        })
    }

    /// The block's hash: what validators vote for.
    #[must_use]
    pub fn hash(&self) -> Hash {
        tagged(Tag::Header, &[&self.encode()])
    }
}

/// Number of `envelopes` in the schema.
const ENVELOPES_FIELD: u32 = 2;

/// The root over a block's envelopes, as its header states it.
#[must_use]
pub fn envelopes_root(envelopes: &[Vec<u8>]) -> Hash {
    Tree::of(envelopes.iter().cloned()).root()
}

/// A header and the envelopes it executed, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The header.
    pub header: Header,
    /// The envelopes, in the order of execution, byte for byte as submitted.
    pub envelopes: Vec<Vec<u8>>,
}

impl Block {
    /// The block's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        pb::Block { header: self.header.encode(), envelopes: self.envelopes.clone() }
            .encode_to_vec()
    }

    /// Reads a block's bytes.
    ///
    /// # Errors
    ///
    /// [`BlockFault`] for bytes that no block encodes to, that exceed the limits, or whose envelopes
    /// are not those of the header.
    pub fn decode(bytes: &[u8]) -> Result<Self, BlockFault> {
        check_length(bytes, limits::BLOCK_BYTES)?;
        if count_entries(bytes, ENVELOPES_FIELD)? > limits::BLOCK_INSTRUCTIONS {
            return Err(FieldFault::TooMany.of("Block.envelopes").into());
        }
        let message: pb::Block = decode_canonical(bytes, limits::BLOCK_BYTES)?;
        let header = Header::decode(&message.header)?;
        if header.envelopes_root != envelopes_root(&message.envelopes) {
            return Err(BlockFault::OtherEnvelopes);
        }
        Ok(Self { header, envelopes: message.envelopes })
    }
}
