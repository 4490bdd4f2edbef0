//! Receipts: proof of one fact for an outsider who knows the genesis file.

use prost::Message;
use thiserror::Error;

use crate::block::{BlockFault, Header};
use crate::certificate::{CertificateFault, CommitCertificate};
use crate::checkpoint::{Uncommitted, check_committed};
use crate::fact::{FactRecord, RecordFault};
use crate::handover::{Handover, HandoverFault, SetInForce};
use crate::ids::ChainId;
use crate::limits;
use crate::merkle::Inclusion;
use crate::pb::ledger::v1 as pb;
use crate::validators::ValidatorSet;
use crate::wire::{
    FieldError, FieldFault, WireError, ascends, check_length, count_entries, decode_canonical,
    present,
};

/// The version of the receipt.
pub const RECEIPT_FORMAT: u32 = 1;

/// Number of `handovers` in the schema.
const HANDOVERS_FIELD: u32 = 6;

/// A fact, its place in a block, the block's header, the quorum that committed it, and how the
/// genesis file's validators handed over to those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    record: Vec<u8>,
    inclusion: Inclusion,
    header: Vec<u8>,
    certificate: CommitCertificate,
    handovers: Vec<Handover>,
}

/// What a verified receipt proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The fact and where it stands.
    pub record: FactRecord,
    /// The header of its block.
    pub header: Header,
    /// How many validators signed.
    pub signers: usize,
    /// How many validators there were at that block.
    pub validators: usize,
}

/// Why a receipt proves nothing. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReceiptFault {
    /// Not a canonical message.
    #[error("the receipt is {0}")]
    Wire(#[from] WireError),
    /// Another version of the format.
    #[error("receipt format {0} is not known")]
    Format(u32),
    /// A field without meaning.
    #[error("the receipt's {0}")]
    Field(#[from] FieldError),
    /// The fact cannot be read.
    #[error(transparent)]
    Record(#[from] RecordFault),
    /// The header cannot be read.
    #[error(transparent)]
    Header(#[from] BlockFault),
    /// Made on another ledger.
    #[error("the receipt is of chain {theirs:?}, not of {ours:?}")]
    OtherChain {
        /// The chain in its header.
        theirs: ChainId,
        /// The chain asked about.
        ours: ChainId,
    },
    /// Executed under rules that this verifier does not know.
    #[error("the receipt is of rules version {0}, which this verifier does not know")]
    OtherRules(u32),
    /// A hand-over that leads to no set.
    #[error("hand-over {index} of the validators proves nothing: {fault}")]
    Handover {
        /// Position in the list, from 0.
        index: usize,
        /// What is wrong with it.
        fault: HandoverFault,
    },
    /// A hand-over that is not before the block: it cannot say who voted on it.
    #[error("hand-over {index} of the validators is not before the fact's block")]
    LateHandover {
        /// Position in the list, from 0.
        index: usize,
    },
    /// The header names another validator set than the one that the hand-overs lead to from the
    /// one trusted.
    #[error("the header's validator set is not the one this verifier trusts, nor handed over to")]
    OtherValidators,
    /// The certificate is for another block.
    #[error("the certificate is not for this header")]
    OtherBlock,
    /// The certificate does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// The fact is not in the block.
    #[error("the fact is not in the block that the header describes")]
    NotIncluded,
    /// The fact says it stands elsewhere.
    #[error("the fact names another place or time than the header's block")]
    Misplaced,
}

impl From<Uncommitted> for ReceiptFault {
    fn from(fault: Uncommitted) -> Self {
        match fault {
            Uncommitted::OtherChain { theirs, ours } => Self::OtherChain { theirs, ours },
            Uncommitted::OtherRules(rules) => Self::OtherRules(rules),
            Uncommitted::OtherValidators => Self::OtherValidators,
            Uncommitted::OtherBlock => Self::OtherBlock,
            Uncommitted::Certificate(fault) => Self::Certificate(fault),
        }
    }
}

impl Receipt {
    /// Puts a receipt together.
    #[must_use]
    pub fn new(
        record: Vec<u8>,
        inclusion: Inclusion,
        header: &Header,
        certificate: CommitCertificate,
    ) -> Self {
        Self { record, inclusion, header: header.encode(), certificate, handovers: Vec::new() }
    }

    /// The same receipt, led to by the hand-overs before its block, in ascending order of height.
    #[must_use]
    pub fn after(self, handovers: Vec<Handover>) -> Self {
        Self { handovers, ..self }
    }

    /// Reads a receipt from bytes.
    ///
    /// # Errors
    ///
    /// [`ReceiptFault`] for bytes that no receipt encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReceiptFault> {
        check_length(bytes, limits::RECEIPT_BYTES)?;
        if count_entries(bytes, HANDOVERS_FIELD)? > limits::HANDOVERS {
            return Err(FieldFault::TooMany.of(HANDOVERS).into());
        }
        Self::from_message(&decode_canonical(bytes, limits::RECEIPT_BYTES)?)
    }

    /// Reads a receipt from its message.
    ///
    /// # Errors
    ///
    /// [`ReceiptFault`] for a format or field without meaning.
    pub fn from_message(message: &pb::Receipt) -> Result<Self, ReceiptFault> {
        if message.format != RECEIPT_FORMAT {
            return Err(ReceiptFault::Format(message.format));
        }
        let inclusion = present(&message.inclusion, "Receipt.inclusion")?;
        let certificate = present(&message.certificate, "Receipt.certificate")?;
        Ok(Self {
            record: message.record.clone(),
            inclusion: Inclusion::from_message(inclusion)?,
            header: message.header.clone(),
            certificate: CommitCertificate::from_message(certificate)?,
            handovers: read_handovers(&message.handovers)?,
        })
    }

    /// The receipt as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::Receipt {
        pb::Receipt {
            format: RECEIPT_FORMAT,
            record: self.record.clone(),
            inclusion: Some(self.inclusion.to_message()),
            header: self.header.clone(),
            certificate: Some(self.certificate.to_message()),
            handovers: self.handovers.iter().map(Handover::encode).collect(),
        }
    }

    /// The receipt's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.to_message().encode_to_vec()
    }

    /// Whether it brings hand-overs of its own.
    #[must_use]
    pub fn has_handovers(&self) -> bool {
        !self.handovers.is_empty()
    }

    /// The height that its header claims.
    ///
    /// # Errors
    ///
    /// [`ReceiptFault::Header`] for a header that is none.
    pub fn height(&self) -> Result<u64, ReceiptFault> {
        Ok(Header::decode(&self.header)?.height)
    }

    /// Checks the whole: that `set`, the genesis file's validators, handed over step by step to a
    /// set of which a quorum committed a block of `chain` in which the fact stands where it says.
    /// Needs no node.
    ///
    /// # Errors
    ///
    /// The first [`ReceiptFault`].
    pub fn verify(&self, chain: &ChainId, set: &ValidatorSet) -> Result<Proved, ReceiptFault> {
        let record = FactRecord::decode(&self.record)?;
        let header = Header::decode(&self.header)?;
        if header.chain != *chain {
            return Err(ReceiptFault::OtherChain { theirs: header.chain, ours: *chain });
        }
        let in_force = self.walk(chain, set, header.height)?;
        let set = in_force.set();
        check_committed(&header, &self.certificate, chain, set)?;
        if self.inclusion.size != u64::from(header.facts_count)
            || !self.inclusion.verify(&self.record, &header.facts_root)
        {
            return Err(ReceiptFault::NotIncluded);
        }
        if record.height != header.height
            || u64::from(record.index) != self.inclusion.index
            || record.fact.at().0 != header.time_ms
        {
            return Err(ReceiptFault::Misplaced);
        }
        let signers = self.certificate.signatures.len();
        Ok(Proved { record, header, signers, validators: set.validators().len() })
    }

    /// The set that the hand-overs lead to, all of them before `height`.
    fn walk(
        &self,
        chain: &ChainId,
        founded: &ValidatorSet,
        height: u64,
    ) -> Result<SetInForce, ReceiptFault> {
        let mut in_force = SetInForce::founded(*chain, founded);
        for (index, handover) in self.handovers.iter().enumerate() {
            if handover.header().height >= height {
                return Err(ReceiptFault::LateHandover { index });
            }
            let handed_over = in_force.hand_over(handover);
            handed_over.map_err(|fault| ReceiptFault::Handover { index, fault })?;
        }
        Ok(in_force)
    }
}

const HANDOVERS: &str = "Receipt.handovers";

/// Reads hand-overs, each by itself, so that none allocates more than its own bytes allow.
fn read_handovers(list: &[Vec<u8>]) -> Result<Vec<Handover>, ReceiptFault> {
    if list.len() > limits::HANDOVERS {
        return Err(FieldFault::TooMany.of(HANDOVERS).into());
    }
    let mut handovers = Vec::with_capacity(list.len());
    for (index, bytes) in list.iter().enumerate() {
        let handover = Handover::decode(bytes);
        handovers.push(handover.map_err(|fault| ReceiptFault::Handover { index, fault })?);
    }
    if !ascends(&handovers, |handover| handover.header().height) {
        return Err(FieldFault::Order.of(HANDOVERS).into());
    }
    Ok(handovers)
}
