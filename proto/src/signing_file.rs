//! Signing files: an instruction that waits for the signatures of several officers or parties.
//!
//! A file holds the body and the approvals given so far, and nothing else: whoever signs reads
//! what it signs from the body. Its bytes are protobuf (`schema/bill/v1/signing.proto`) in the one
//! canonical form. Reading one opens the body by the rules of every envelope (L-01 to L-04) and
//! refuses a signature that does not hold, so that a body that was changed after somebody signed
//! is never shown as half-signed.

use prost::Message;
use thiserror::Error;

use crate::ids::ChainId;
use crate::instruction::{Approval, Submission, seal};
use crate::keys::PublicKey;
use crate::limits;
use crate::pb::bill::v1 as pb;
use crate::refusal::Refusal;
use crate::signing::Purpose;
use crate::wire::{WireError, check_length, count_entries, decode_canonical};

#[cfg(test)]
mod tests;

/// The format version this module writes and reads.
pub const SIGNING_FILE_FORMAT: u32 = 1;

/// Largest signing file: an envelope, and the format's number.
pub const MAX_SIGNING_FILE_BYTES: usize = limits::ENVELOPE_BYTES + 64;

/// An instruction with the signatures given so far. Every one of them holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningFile {
    submission: Submission,
    approvals: Vec<Approval>,
}

/// Why bytes are no signing file, or a signature cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SigningFileFault {
    /// Not the message in its one form.
    #[error("the file is no signing file: it is {0}")]
    Wire(#[from] WireError),
    /// Written by another version of the format.
    #[error("the signing file has format {found}, and this version reads {SIGNING_FILE_FORMAT}")]
    UnknownFormat {
        /// The version found.
        found: u32,
    },
    /// The body is no instruction of this chain, or the approvals cannot be read.
    #[error("the signing file holds no instruction of this network: {0}")]
    Instruction(#[from] Refusal),
    /// The body is not what this key signed.
    #[error("the signature by key {key:?} does not hold: the file was changed after it was given")]
    NotSigned {
        /// Whose signature.
        key: PublicKey,
    },
    /// The key signed before.
    #[error("key {key:?} has signed already")]
    SignedAlready {
        /// The key.
        key: PublicKey,
    },
    /// As many signatures as an envelope may carry.
    #[error("the signing file has {} signatures, and no more are allowed", limits::APPROVALS)]
    Full,
}

impl SigningFile {
    /// A file for a body that this approval is the first of.
    ///
    /// # Errors
    ///
    /// [`SigningFileFault`], as for a file that is read.
    pub fn begin(
        body: Vec<u8>,
        first: Approval,
        chain: &ChainId,
    ) -> Result<Self, SigningFileFault> {
        Self::open(body, vec![first], chain)
    }

    /// Reads a file for a chain, and checks every signature in it.
    ///
    /// # Errors
    ///
    /// The first [`SigningFileFault`].
    pub fn decode(bytes: &[u8], chain: &ChainId) -> Result<Self, SigningFileFault> {
        check_length(bytes, MAX_SIGNING_FILE_BYTES)?;
        let approvals = count_entries(bytes, APPROVALS_FIELD)?;
        if approvals > limits::APPROVALS {
            let limit = limits::APPROVALS;
            return Err(Refusal::TooManyApprovals { approvals, limit }.into());
        }
        let message: pb::SigningFile = decode_canonical(bytes, MAX_SIGNING_FILE_BYTES)?;
        if message.format != SIGNING_FILE_FORMAT {
            return Err(SigningFileFault::UnknownFormat { found: message.format });
        }
        let envelope = crate::pb::ledger::v1::Envelope {
            body: message.body,
            approvals: message.approvals,
            presentations: vec![],
        };
        let submission = Submission::open(&envelope.encode_to_vec(), chain)?;
        let approvals = submission.approvals()?;
        Self::checked(submission, approvals, chain)
    }

    /// The file's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let envelope = crate::pb::ledger::v1::Envelope::decode(self.envelope().as_slice())
            .expect("it was encoded just now");
        let file = pb::SigningFile {
            format: SIGNING_FILE_FORMAT,
            body: envelope.body,
            approvals: envelope.approvals,
        };
        file.encode_to_vec()
    }

    /// What is signed.
    #[must_use]
    pub fn submission(&self) -> &Submission {
        &self.submission
    }

    /// The signatures given so far, in ascending order of key.
    #[must_use]
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// The file with one more signature.
    ///
    /// # Errors
    ///
    /// [`SigningFileFault::SignedAlready`], [`SigningFileFault::Full`] or
    /// [`SigningFileFault::NotSigned`].
    pub fn with(self, approval: Approval, chain: &ChainId) -> Result<Self, SigningFileFault> {
        if self.approvals.iter().any(|given| given.key == approval.key) {
            return Err(SigningFileFault::SignedAlready { key: approval.key });
        }
        if self.approvals.len() == limits::APPROVALS {
            return Err(SigningFileFault::Full);
        }
        let mut approvals = self.approvals;
        approvals.push(approval);
        Self::open(self.submission.body().to_vec(), approvals, chain)
    }

    /// The envelope that is handed in.
    #[must_use]
    pub fn envelope(&self) -> Vec<u8> {
        seal(self.submission.body().to_vec(), &self.approvals)
    }

    fn open(
        body: Vec<u8>,
        mut approvals: Vec<Approval>,
        chain: &ChainId,
    ) -> Result<Self, SigningFileFault> {
        approvals.sort_by_key(|approval| approval.key);
        let submission = Submission::open(&seal(body, &approvals), chain)?;
        Self::checked(submission, approvals, chain)
    }

    fn checked(
        submission: Submission,
        approvals: Vec<Approval>,
        chain: &ChainId,
    ) -> Result<Self, SigningFileFault> {
        let body = submission.body();
        let is_false = |approval: &&Approval| {
            !approval.key.verify(Purpose::Instruction, chain, body, &approval.signature)
        };
        match approvals.iter().find(is_false) {
            Some(approval) => Err(SigningFileFault::NotSigned { key: approval.key }),
            None => Ok(Self { submission, approvals }),
        }
    }
}

/// Number of `approvals` in the schema.
const APPROVALS_FIELD: u32 = 3;
