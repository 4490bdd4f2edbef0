//! Statements: what a commitment on a title stands for, other than its transport document.
//!
//! A notice, a governance order, the statement that the medium changes, the paper that was
//! withdrawn or takes the record's place: each is a JSON document, perhaps with files, committed to
//! by the same salted tree as a transport document. The ledger holds the commitment; whoever holds
//! the statement can show what it stands for. Its bytes are protobuf
//! (`schema/bill/v1/statement.proto`) in the one canonical form.

use prost::Message;
use thiserror::Error;
use title::TitleId;

use super::package::{
    Attachment, MAX_ATTACHMENTS, MAX_DOCUMENT_BYTES, MAX_PACKAGE_BYTES, PackageFault,
    check_attachments,
};
use super::tree::{File, MasterSalt};
use crate::ids::ChainId;
use crate::pb::bill::v1 as pb;
use crate::wire::{FieldError, WireError, bytes32, check_length, count_entries, decode_canonical};

#[cfg(test)]
mod tests;

/// The format version this module writes and reads.
pub const STATEMENT_FORMAT: u32 = 1;

/// A statement about a title, with what opens its commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The statement's JSON, byte for byte as committed to.
    pub document: Vec<u8>,
    /// The files that belong to it.
    pub attachments: Vec<Attachment>,
    /// The secret behind every leaf's salt.
    pub master_salt: MasterSalt,
    /// The ledger the title stands on.
    pub chain_id: ChainId,
    /// The title it is about.
    pub title_id: TitleId,
}

/// Why bytes are no statement, or a statement cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StatementFault {
    /// Not the message in its one form, or too long.
    #[error("the file is no statement: it is {0}")]
    Wire(#[from] WireError),
    /// Salt, chain id or title id has another length than 32 bytes.
    #[error("the statement is damaged")]
    Field(#[from] FieldError),
    /// Written by another version of the format.
    #[error("the statement has format {found}, and this version reads {STATEMENT_FORMAT}")]
    UnknownFormat {
        /// The version found.
        found: u32,
    },
    /// No document inside, or one larger than [`MAX_DOCUMENT_BYTES`].
    #[error("the statement's document has {bytes} bytes; 1 to {MAX_DOCUMENT_BYTES} are allowed")]
    Document {
        /// Size found.
        bytes: usize,
    },
    /// Its files, by the rules of a bill package.
    #[error(transparent)]
    Attachments(PackageFault),
}

impl Statement {
    /// Encodes the statement.
    ///
    /// # Errors
    ///
    /// Everything [`Self::decode`] would refuse.
    pub fn encode(&self) -> Result<Vec<u8>, StatementFault> {
        self.check()?;
        let message = pb::Statement {
            format: STATEMENT_FORMAT,
            document: self.document.clone(),
            attachments: self.attachments.iter().map(Attachment::to_message).collect(),
            master_salt: self.master_salt.0.to_vec(),
            chain_id: self.chain_id.0.to_vec(),
            title_id: self.title_id.0.to_vec(),
        };
        let bytes = message.encode_to_vec();
        check_length(&bytes, MAX_PACKAGE_BYTES)?;
        Ok(bytes)
    }

    /// Decodes a statement and checks everything that needs no ledger.
    ///
    /// # Errors
    ///
    /// The first [`StatementFault`].
    pub fn decode(bytes: &[u8]) -> Result<Self, StatementFault> {
        check_length(bytes, MAX_PACKAGE_BYTES)?;
        let count = count_entries(bytes, ATTACHMENTS_FIELD)?;
        if count > MAX_ATTACHMENTS {
            return Err(StatementFault::Attachments(PackageFault::TooManyAttachments { count }));
        }
        let message: pb::Statement = decode_canonical(bytes, MAX_PACKAGE_BYTES)?;
        if message.format != STATEMENT_FORMAT {
            return Err(StatementFault::UnknownFormat { found: message.format });
        }
        let statement = Self {
            document: message.document,
            attachments: message.attachments.into_iter().map(Attachment::from_message).collect(),
            master_salt: MasterSalt(bytes32(&message.master_salt, "Statement.master_salt")?),
            chain_id: ChainId(bytes32(&message.chain_id, "Statement.chain_id")?),
            title_id: TitleId(bytes32(&message.title_id, "Statement.title_id")?),
        };
        statement.check()?;
        Ok(statement)
    }

    /// The files as the commitment sees them.
    #[must_use]
    pub fn files(&self) -> Vec<File> {
        self.attachments.iter().map(Attachment::file).collect()
    }

    fn check(&self) -> Result<(), StatementFault> {
        let bytes = self.document.len();
        if bytes == 0 || bytes > MAX_DOCUMENT_BYTES {
            return Err(StatementFault::Document { bytes });
        }
        check_attachments(&self.attachments).map_err(StatementFault::Attachments)
    }
}

/// Number of `attachments` in the schema.
const ATTACHMENTS_FIELD: u32 = 3;
