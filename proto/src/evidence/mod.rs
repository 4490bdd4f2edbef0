//! Evidence files: everything the ledger shows about one bill, in one file that needs no node.
//!
//! A file holds the genesis file, how its validators handed over to later ones, one committed
//! header, and under that header's roots the bill's record, every fact of its two chains, the
//! parties' registration, and what the parties themselves signed. It may hold the bill package
//! too. Another kind of file shows that a reference was never used. The format is drawn in section
//! 18 of the wire format; [`Evidence::verify`] is the whole of what has to be checked, but for the
//! document, which [`ProvenTitle::open_document`] opens.

mod control;
mod facts;
mod fault;
mod not_proved;
mod proven;
mod verify;

#[cfg(test)]
mod tests;

use prost::Message;
use title::TitleId;

pub use self::control::{Challenge, ControlAnswer};
pub use self::fault::{ClaimFault, EvidenceFault, FactFault, Part, Unlawful};
pub use self::not_proved::{Compared, NotProved};
pub use self::proven::{Claim, Proven, ProvenFact, ProvenTitle, ProvenUnused};
use crate::checkpoint::Checkpoint;
use crate::handover::Handover;
use crate::ids::MemberId;
use crate::limits;
use crate::pb::evidence::v1 as pb;
use crate::receipt::Receipt;
use crate::state_proof::StateEntry;
use crate::wire::{FieldFault, bytes32, check_length, count_entries, decode_canonical};

/// The version of the format.
pub const EVIDENCE_FORMAT: u32 = 1;

/// An evidence file. What it says is true only once [`Evidence::verify`] has said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The bytes of the genesis file.
    pub genesis: Vec<u8>,
    /// From the genesis file's validators to those of the checkpoint, ascending by height.
    pub handovers: Vec<Handover>,
    /// What everything is shown under.
    pub checkpoint: Checkpoint,
    /// The network's record.
    pub network: StateEntry,
    /// The records of the members that are named, in ascending order of id.
    pub members: Vec<StateEntry>,
    /// The records of the accounts that are named, in ascending order of party.
    pub accounts: Vec<StateEntry>,
    /// What it is about.
    pub subject: Subject,
}

/// What an evidence file is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A bill.
    Title(TitleEvidence),
    /// A reference that was never used.
    Unused {
        /// Whose reference it is: the carrier's member id.
        carrier: MemberId,
        /// The reference in its normal form.
        reference: String,
        /// That the state holds nothing under its key.
        entry: StateEntry,
    },
}

/// Everything about one bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleEvidence {
    /// Which.
    pub title: TitleId,
    /// Its record.
    pub record: StateEntry,
    /// The record of its reference.
    pub reference: StateEntry,
    /// Every fact of its control chain, oldest first.
    pub control: Vec<FactProof>,
    /// Every fact of its annotation chain, oldest first.
    pub annotations: Vec<FactProof>,
    /// The bytes of its bill package; `None` when the document is kept back.
    pub package: Option<Vec<u8>>,
    /// What the party in control answered to a verifier.
    pub answer: Option<ControlAnswer>,
}

/// A fact, the quorum that committed it at its time, and what the parties signed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactProof {
    /// A receipt without hand-overs: those of the file lead to its block.
    pub receipt: Receipt,
    /// The bytes of the envelope that asked for it.
    pub envelope: Vec<u8>,
}

/// Numbers of the lists in the schema.
const HANDOVERS_FIELD: u32 = 3;
const MEMBERS_FIELD: u32 = 7;
const ACCOUNTS_FIELD: u32 = 8;
const CONTROL_FIELD: u32 = 4;
const ANNOTATIONS_FIELD: u32 = 5;

impl Evidence {
    /// Reads an evidence file. Every list is counted, and every entry measured, before it is
    /// decoded.
    ///
    /// # Errors
    ///
    /// [`EvidenceFault`] for bytes that no evidence encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, EvidenceFault> {
        check_length(bytes, limits::EVIDENCE_BYTES)?;
        bound(bytes, HANDOVERS_FIELD, limits::HANDOVERS, "Evidence.handovers")?;
        bound(bytes, MEMBERS_FIELD, limits::EVIDENCE_RECORDS, "Evidence.members")?;
        bound(bytes, ACCOUNTS_FIELD, limits::EVIDENCE_RECORDS, "Evidence.accounts")?;
        let message: pb::Evidence = decode_canonical(bytes, limits::EVIDENCE_BYTES)?;
        if message.format != EVIDENCE_FORMAT {
            return Err(EvidenceFault::Format(message.format));
        }
        let handovers = message.handovers.iter().enumerate().map(|(index, bytes)| {
            Handover::decode(bytes).map_err(|fault| EvidenceFault::Handover { index, fault })
        });
        Ok(Self {
            genesis: message.genesis,
            handovers: handovers.collect::<Result<_, _>>()?,
            checkpoint: Checkpoint::decode(&message.checkpoint)?,
            network: entry(&message.network, Part::Network)?,
            members: entries(&message.members, Part::Member)?,
            accounts: entries(&message.accounts, Part::Account)?,
            subject: match message.claim.ok_or(FieldFault::Missing.of("Evidence.claim"))? {
                pb::evidence::Claim::Title(bytes) => Subject::Title(TitleEvidence::decode(&bytes)?),
                pb::evidence::Claim::Unused(bytes) => read_unused(&bytes)?,
            },
        })
    }

    /// The file's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let claim = match &self.subject {
            Subject::Title(title) => pb::evidence::Claim::Title(title.encode()),
            Subject::Unused { carrier, reference, entry } => {
                let claim = pb::UnusedClaim {
                    carrier: carrier.0.to_vec(),
                    reference: reference.clone(),
                    entry: entry.encode(),
                };
                pb::evidence::Claim::Unused(claim.encode_to_vec())
            }
        };
        let message = pb::Evidence {
            format: EVIDENCE_FORMAT,
            genesis: self.genesis.clone(),
            handovers: self.handovers.iter().map(Handover::encode).collect(),
            checkpoint: self.checkpoint.encode(),
            network: self.network.encode(),
            members: self.members.iter().map(StateEntry::encode).collect(),
            accounts: self.accounts.iter().map(StateEntry::encode).collect(),
            claim: Some(claim),
        };
        message.encode_to_vec()
    }
}

impl Evidence {
    /// What it holds of a bill, to add a package or an answer; `None` for an unused reference.
    pub fn about_mut(&mut self) -> Option<&mut TitleEvidence> {
        match &mut self.subject {
            Subject::Title(title) => Some(title),
            Subject::Unused { .. } => None,
        }
    }
}

impl TitleEvidence {
    fn decode(bytes: &[u8]) -> Result<Self, EvidenceFault> {
        bound(bytes, CONTROL_FIELD, limits::EVIDENCE_FACTS, "TitleClaim.control")?;
        bound(bytes, ANNOTATIONS_FIELD, limits::EVIDENCE_FACTS, "TitleClaim.annotations")?;
        let message: pb::TitleClaim = decode_canonical(bytes, limits::EVIDENCE_BYTES)?;
        Ok(Self {
            title: TitleId(bytes32(&message.title, "TitleClaim.title")?),
            record: entry(&message.record, Part::Title)?,
            reference: entry(&message.reference, Part::Reference)?,
            control: read_facts(&message.control, Part::Control)?,
            annotations: read_facts(&message.annotations, Part::Annotation)?,
            package: (!message.package.is_empty()).then_some(message.package),
            answer: match message.answer.as_slice() {
                [] => None,
                bytes => Some(ControlAnswer::decode(bytes)?),
            },
        })
    }

    fn encode(&self) -> Vec<u8> {
        let message = pb::TitleClaim {
            title: self.title.0.to_vec(),
            record: self.record.encode(),
            reference: self.reference.encode(),
            control: self.control.iter().map(FactProof::encode).collect(),
            annotations: self.annotations.iter().map(FactProof::encode).collect(),
            package: self.package.clone().unwrap_or_default(),
            answer: self.answer.as_ref().map(ControlAnswer::encode).unwrap_or_default(),
        };
        message.encode_to_vec()
    }
}

impl FactProof {
    fn decode(bytes: &[u8]) -> Result<Self, FactFault> {
        let message: pb::FactProof = decode_canonical(bytes, limits::FACT_PROOF_BYTES)?;
        Ok(Self { receipt: Receipt::decode(&message.receipt)?, envelope: message.envelope })
    }

    fn encode(&self) -> Vec<u8> {
        let (receipt, envelope) = (self.receipt.encode(), self.envelope.clone());
        pb::FactProof { receipt, envelope }.encode_to_vec()
    }
}

fn bound(
    bytes: &[u8],
    number: u32,
    limit: usize,
    field: &'static str,
) -> Result<(), EvidenceFault> {
    if count_entries(bytes, number)? > limit {
        return Err(FieldFault::TooMany.of(field).into());
    }
    Ok(())
}

fn entry(bytes: &[u8], part: Part) -> Result<StateEntry, EvidenceFault> {
    StateEntry::decode(bytes).map_err(|fault| EvidenceFault::Entry { part, index: 0, fault })
}

fn entries(list: &[Vec<u8>], part: Part) -> Result<Vec<StateEntry>, EvidenceFault> {
    let read = list.iter().enumerate().map(|(index, bytes)| {
        StateEntry::decode(bytes).map_err(|fault| EvidenceFault::Entry { part, index, fault })
    });
    read.collect()
}

fn read_facts(list: &[Vec<u8>], part: Part) -> Result<Vec<FactProof>, EvidenceFault> {
    let read = list.iter().enumerate().map(|(index, bytes)| {
        FactProof::decode(bytes).map_err(|fault| EvidenceFault::Fact { part, index, fault })
    });
    read.collect()
}

fn read_unused(bytes: &[u8]) -> Result<Subject, EvidenceFault> {
    let message: pb::UnusedClaim = decode_canonical(bytes, limits::STATE_ENTRY_BYTES)?;
    Ok(Subject::Unused {
        carrier: MemberId(bytes32(&message.carrier, "UnusedClaim.carrier")?),
        reference: message.reference,
        entry: entry(&message.entry, Part::Reference)?,
    })
}
