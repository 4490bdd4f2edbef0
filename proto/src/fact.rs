//! The record of a fact: a leaf of its block, and a link of its chain.

use prost::Message;
use title::{Acting, Event, PartyId, Time};

use crate::convert;
use crate::hash::{Hash, Tag, tagged};
use crate::ids::InstructionId;
use crate::instruction::Subject;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::registry;
use crate::wire::{FieldError, FieldFault, WireError, bytes32, decode_canonical, present};

use thiserror::Error;

/// The head and length of a chain of facts. A chain that has not begun has the all-zero head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ChainHead {
    /// Hash over the last fact and the head before it.
    pub head: Hash,
    /// How many facts the chain has.
    pub length: u64,
}

/// What happened: to a title, or to the registry.
#[expect(clippy::large_enum_variant, reason = "nearly every fact is of a title, the large one")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// To a title.
    Title(title::Fact),
    /// To the registry.
    Registry(registry::Fact),
}

impl Fact {
    /// The chain it continues.
    #[must_use]
    pub fn subject(&self) -> Subject {
        match self {
            Self::Title(fact) => match fact.event {
                Event::Annotated { .. } => Subject::TitleAnnotations(fact.title),
                _ => Subject::TitleControl(fact.title),
            },
            Self::Registry(fact) => fact.chain.into(),
        }
    }

    /// Who acted.
    #[must_use]
    pub fn by(&self) -> &Acting {
        match self {
            Self::Title(fact) => &fact.by,
            Self::Registry(fact) => &fact.by,
        }
    }

    /// Who signed the same instruction, in ascending order.
    #[must_use]
    pub fn with(&self) -> &[PartyId] {
        match self {
            Self::Title(fact) => &fact.with,
            Self::Registry(fact) => &fact.with,
        }
    }

    /// The block time.
    #[must_use]
    pub fn at(&self) -> Time {
        match self {
            Self::Title(fact) => fact.at,
            Self::Registry(fact) => fact.at,
        }
    }

    /// The fact of a title, if it is one.
    #[must_use]
    pub fn title(&self) -> Option<&title::Fact> {
        match self {
            Self::Title(fact) => Some(fact),
            Self::Registry(_) => None,
        }
    }
}

impl From<title::Fact> for Fact {
    fn from(fact: title::Fact) -> Self {
        Self::Title(fact)
    }
}

impl From<registry::Fact> for Fact {
    fn from(fact: registry::Fact) -> Self {
        Self::Registry(fact)
    }
}

/// What was recorded, where, and by which instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRecord {
    /// The block.
    pub height: u64,
    /// Position among the facts of the block.
    pub index: u32,
    /// The instruction that asked for it.
    pub instruction: InstructionId,
    /// Hash of the approvals it carried.
    pub approvals_hash: Hash,
    /// Hash of the presentations it carried.
    pub presentations_hash: Hash,
    /// Position in its chain, from 1.
    pub sequence: u64,
    /// Head of that chain before.
    pub previous_head: Hash,
    /// The fact.
    pub fact: Fact,
}

/// Why bytes are no fact record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordFault {
    /// Not a canonical message.
    #[error("the fact record is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the fact record's {0}")]
    Field(#[from] FieldError),
}

impl FactRecord {
    /// The chain the fact continues.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.fact.subject()
    }

    /// The leaf's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, subject) = self.subject().to_wire();
        let record = pb::FactRecord {
            height: self.height,
            index: self.index,
            instruction_id: self.instruction.0.to_vec(),
            approvals_hash: self.approvals_hash.0.to_vec(),
            presentations_hash: self.presentations_hash.0.to_vec(),
            kind: kind.into(),
            subject: subject.to_vec(),
            sequence: self.sequence,
            previous_head: self.previous_head.0.to_vec(),
            fact: Some(convert::fact::fact_message(&self.fact)),
        };
        record.encode_to_vec()
    }

    /// Reads a leaf's bytes.
    ///
    /// # Errors
    ///
    /// [`RecordFault`] for bytes that no [`FactRecord`] encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordFault> {
        let message: pb::FactRecord = decode_canonical(bytes, limits::RECORD_BYTES)?;
        let id = bytes32(&message.subject, "FactRecord.subject")?;
        let subject = Subject::from_wire(message.kind, id)
            .ok_or(FieldFault::Unknown.of("FactRecord.kind"))?;
        let fact = present(&message.fact, "FactRecord.fact")?;
        let record = Self {
            height: message.height,
            index: message.index,
            instruction: InstructionId(bytes32(
                &message.instruction_id,
                "FactRecord.instruction_id",
            )?),
            approvals_hash: Hash(bytes32(&message.approvals_hash, "FactRecord.approvals_hash")?),
            presentations_hash: Hash(bytes32(
                &message.presentations_hash,
                "FactRecord.presentations_hash",
            )?),
            sequence: message.sequence,
            previous_head: Hash(bytes32(&message.previous_head, "FactRecord.previous_head")?),
            fact: convert::fact::fact(subject, fact)?,
        };
        // One fact has one chain: the kind says again what the event says.
        if record.subject() != subject {
            return Err(FieldFault::Unknown.of("FactRecord.kind").into());
        }
        Ok(record)
    }

    /// The chain after this fact.
    #[must_use]
    pub fn chain_after(&self) -> ChainHead {
        ChainHead { head: next_head(&self.previous_head, &self.encode()), length: self.sequence }
    }
}

/// The head after the fact with this leaf.
#[must_use]
pub fn next_head(previous: &Hash, leaf: &[u8]) -> Hash {
    tagged(Tag::Head, &[previous.as_bytes(), leaf])
}
