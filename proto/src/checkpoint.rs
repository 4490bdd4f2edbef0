//! Checkpoints: a block's header and the quorum that committed it.
//!
//! The header names the state after its block and all headers before it, so whoever has checked a
//! checkpoint can check anything the ledger holds up to there, and recognises a second history.

#[cfg(test)]
pub(crate) mod tests;

use prost::Message;
use thiserror::Error;

use crate::block::{BlockFault, Header};
use crate::certificate::{CertificateFault, CommitCertificate};
use crate::genesis::RULES;
use crate::handover::Voters;
use crate::ids::ChainId;
use crate::limits;
use crate::merkle::{Consistency, Inclusion};
use crate::pb::ledger::v1 as pb;
use crate::validators::ValidatorSet;
use crate::wire::{FieldError, WireError, decode_canonical, present};

/// A committed header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The header.
    pub header: Header,
    /// Who committed it.
    pub certificate: CommitCertificate,
}

/// Why a checkpoint shows nothing. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointFault {
    /// Not a canonical message.
    #[error("the checkpoint is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the checkpoint's {0}")]
    Field(#[from] FieldError),
    /// The header cannot be read.
    #[error(transparent)]
    Header(#[from] BlockFault),
    /// The header was not committed by those who vote at its height.
    #[error(transparent)]
    Uncommitted(#[from] Uncommitted),
}

/// Why a header is not shown to be committed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Uncommitted {
    /// Made on another ledger.
    #[error("the header is of chain {theirs:?}, not of {ours:?}")]
    OtherChain {
        /// The chain in the header.
        theirs: ChainId,
        /// The chain asked about.
        ours: ChainId,
    },
    /// Executed under rules that this verifier does not know; what a signature is belongs to them.
    #[error("the header is of rules version {0}, which this verifier does not know")]
    OtherRules(u32),
    /// The header names another validator set than the one in force.
    #[error("the header's validator set is not the one in force at its height")]
    OtherValidators,
    /// The certificate is for another block.
    #[error("the certificate is not for this header")]
    OtherBlock,
    /// The certificate does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
}

impl Checkpoint {
    /// Reads a checkpoint.
    ///
    /// # Errors
    ///
    /// [`CheckpointFault`] for bytes that no checkpoint encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, CheckpointFault> {
        let message: pb::Checkpoint = decode_canonical(bytes, limits::CHECKPOINT_BYTES)?;
        let certificate = present(&message.certificate, "Checkpoint.certificate")?;
        Ok(Self {
            header: Header::decode(&message.header)?,
            certificate: CommitCertificate::from_message(certificate)?,
        })
    }

    /// The checkpoint's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let certificate = Some(self.certificate.to_message());
        pb::Checkpoint { header: self.header.encode(), certificate }.encode_to_vec()
    }

    /// Checks that a quorum of those who vote at its height committed it.
    ///
    /// # Errors
    ///
    /// The first [`Uncommitted`].
    pub fn verify(&self, voters: &Voters) -> Result<(), Uncommitted> {
        let set = voters.at(self.header.height);
        check_committed(&self.header, &self.certificate, voters.chain(), set)
    }
}

/// That one header stands on another: the later one's tree of headers has the earlier one in its
/// place, and begins with the earlier one's own tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestry {
    /// The earlier header in the later one's tree.
    pub inclusion: Inclusion,
    /// From the earlier one's tree to the later one's; none before the first block.
    pub consistency: Option<Consistency>,
}

impl Ancestry {
    /// Whether it leads from the earlier header to the later one.
    #[must_use]
    pub fn leads(&self, earlier: &Header, later: &Header) -> bool {
        let (before, size) = (earlier.height - 1, later.height - 1);
        let begins = match &self.consistency {
            None => before == 0,
            Some(shown) => {
                (shown.from, shown.to) == (before, size)
                    && shown.verify(&earlier.headers_root, &later.headers_root)
            }
        };
        let place = &self.inclusion;
        begins
            && (place.index, place.size) == (before, size)
            && place.verify(earlier.hash().as_bytes(), &later.headers_root)
    }

    /// Reads it from its message.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for a path that is missing or none.
    pub fn from_message(message: &pb::Ancestry) -> Result<Self, FieldError> {
        let inclusion = present(&message.inclusion, "Ancestry.inclusion")?;
        Ok(Self {
            inclusion: Inclusion::from_message(inclusion)?,
            consistency: message.consistency.as_ref().map(Consistency::from_message).transpose()?,
        })
    }

    /// It as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::Ancestry {
        pb::Ancestry {
            inclusion: Some(self.inclusion.to_message()),
            consistency: self.consistency.as_ref().map(Consistency::to_message),
        }
    }
}

/// Checks that a quorum of `set`, who vote at its height, committed a header of `chain`.
///
/// # Errors
///
/// The first [`Uncommitted`].
pub fn check_committed(
    header: &Header,
    certificate: &CommitCertificate,
    chain: &ChainId,
    set: &ValidatorSet,
) -> Result<(), Uncommitted> {
    if header.chain != *chain {
        return Err(Uncommitted::OtherChain { theirs: header.chain, ours: *chain });
    }
    if header.rules != RULES {
        return Err(Uncommitted::OtherRules(header.rules));
    }
    if header.validators != set.hash() {
        return Err(Uncommitted::OtherValidators);
    }
    if certificate.block != header.hash() || certificate.height != header.height {
        return Err(Uncommitted::OtherBlock);
    }
    Ok(certificate.verify(chain, set)?)
}
