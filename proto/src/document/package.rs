//! The bill package: a document with what opens its commitment, as it travels between parties.
//!
//! It never enters the ledger. Its bytes are protobuf (`schema/bill/v1/package.proto`) in the one
//! canonical form: decoding refuses bytes that would not be encoded again to themselves, so that
//! one package has one hash. Counts and sizes are checked before anything is allocated for them.

use std::collections::BTreeSet;

use prost::Message;
use thiserror::Error;
use title::TitleId;

use super::tree::{File, MasterSalt, bytes_hash};
use crate::ids::{ChainId, MemberId, title_id};
use crate::pb::bill::v1 as pb;
use crate::reference::{self, NormalReference, ReferenceFault, is_invisible, reference_key_v0};
use crate::wire::{FieldError, WireError, bytes32, count_entries, decode_canonical};

#[cfg(test)]
mod tests;

/// The format version this module writes and reads.
pub const PACKAGE_FORMAT: u32 = 1;

/// Largest encoded package, in bytes: 16 MiB.
pub const MAX_PACKAGE_BYTES: usize = 16 << 20;

/// Largest transport document, in bytes: 4 MiB.
pub const MAX_DOCUMENT_BYTES: usize = 4 << 20;

/// Most attachments of one package.
pub const MAX_ATTACHMENTS: usize = 64;

/// Longest attachment name or media type, in bytes.
pub const MAX_NAME_BYTES: usize = 255;

/// A document with what opens its commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillPackage {
    /// The document's JSON, byte for byte as received.
    pub document: Vec<u8>,
    /// The files that belong to it.
    pub attachments: Vec<Attachment>,
    /// The secret behind every leaf's salt.
    pub master_salt: MasterSalt,
    /// The reference as the document carries it.
    pub reference: String,
    /// The scheme that makes the reference key.
    pub reference_scheme: u32,
    /// The ledger the title stands on.
    pub chain_id: ChainId,
    /// The title.
    pub title_id: TitleId,
    /// Version of the document, from 1; enters the title id.
    pub version: u32,
}

/// A file that belongs to the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name without a folder, unique in the package.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// The file's bytes.
    pub content: Vec<u8>,
}

/// Why bytes are no bill package, or a package cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackageFault {
    /// Larger than [`MAX_PACKAGE_BYTES`].
    #[error("the bill package has {bytes} bytes, and at most {MAX_PACKAGE_BYTES} are allowed")]
    TooLarge {
        /// Size found.
        bytes: usize,
    },
    /// More attachments than [`MAX_ATTACHMENTS`].
    #[error("the bill package has {count} attachments, and at most {MAX_ATTACHMENTS} are allowed")]
    TooManyAttachments {
        /// Attachments found.
        count: usize,
    },
    /// No protobuf message of this kind: its fields cannot be told apart.
    #[error("the file is not a bill package, or it was cut short")]
    Malformed,
    /// Not the message in its one form.
    #[error("the file is no proper bill package")]
    Wire(#[from] WireError),
    /// Salt, chain id or title id has another length than 32 bytes.
    #[error("the bill package is damaged")]
    Field(#[from] FieldError),
    /// Written by another version of the format.
    #[error("the bill package has format {found}, and this version reads {PACKAGE_FORMAT}")]
    UnknownFormat {
        /// The version found.
        found: u32,
    },
    /// No document inside.
    #[error("the bill package holds no document")]
    NoDocument,
    /// A document larger than [`MAX_DOCUMENT_BYTES`].
    #[error("the document has {bytes} bytes, and at most {MAX_DOCUMENT_BYTES} are allowed")]
    DocumentTooLarge {
        /// Size found.
        bytes: usize,
    },
    /// Versions of a document count from 1.
    #[error("the bill package states no version of its document")]
    NoVersion,
    /// The reference cannot be normalised.
    #[error("the bill package names no usable reference")]
    Reference(#[from] ReferenceFault),
    /// A reference scheme this version does not know.
    #[error("the bill package uses reference scheme {scheme}, which this version does not know")]
    UnknownReferenceScheme {
        /// The scheme's number.
        scheme: u32,
    },
    /// An attachment's name is empty, too long, holds control characters, or names a place
    /// outside the folder it is saved to.
    #[error("attachment {index} has the name {name:?}, which is not a plain file name")]
    AttachmentName {
        /// Position, from 0.
        index: usize,
        /// The name.
        name: String,
    },
    /// Two attachments share a name, letters' case aside.
    #[error("two attachments have the name {name:?}")]
    SameName {
        /// The name.
        name: String,
    },
    /// An attachment's media type is not of the form type/subtype.
    #[error("attachment {index} has the media type {media_type:?}, which is not type/subtype")]
    MediaType {
        /// Position, from 0.
        index: usize,
        /// The media type.
        media_type: String,
    },
}

/// Why a package does not belong to the title it names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TitleFault {
    /// The reference cannot be normalised.
    #[error("the bill package names no usable reference")]
    Reference(#[from] ReferenceFault),
    /// The title id is not that of the reference.
    #[error("the bill package says title {stated}, but its carrier and reference make {derived}")]
    Mismatch {
        /// The id in the package.
        stated: TitleId,
        /// The id made from chain, carrier, reference and version.
        derived: TitleId,
    },
}

impl BillPackage {
    /// Encodes the package.
    ///
    /// # Errors
    /// Everything [`Self::decode`] would refuse, so that no package is written that no one reads.
    pub fn encode(&self) -> Result<Vec<u8>, PackageFault> {
        self.check()?;
        let message = self.to_message();
        let bytes = message.encoded_len();
        if bytes > MAX_PACKAGE_BYTES {
            return Err(PackageFault::TooLarge { bytes });
        }
        Ok(message.encode_to_vec())
    }

    /// Decodes a package and checks everything that needs no ledger.
    ///
    /// # Errors
    /// The first fault found, see [`PackageFault`].
    pub fn decode(bytes: &[u8]) -> Result<Self, PackageFault> {
        if bytes.len() > MAX_PACKAGE_BYTES {
            return Err(PackageFault::TooLarge { bytes: bytes.len() });
        }
        let count = count_entries(bytes, ATTACHMENTS_FIELD).map_err(|_| PackageFault::Malformed)?;
        if count > MAX_ATTACHMENTS {
            return Err(PackageFault::TooManyAttachments { count });
        }
        let message: pb::BillPackage = decode_canonical(bytes, MAX_PACKAGE_BYTES)?;
        if message.format_version != PACKAGE_FORMAT {
            return Err(PackageFault::UnknownFormat { found: message.format_version });
        }
        let package = Self::from_message(message)?;
        package.check()?;
        Ok(package)
    }

    /// Checks that the title id is the one that this carrier's reference and version make.
    ///
    /// `carrier` is the member the ledger names as the issuing carrier. A package that fails
    /// here may describe a bill of another carrier under a title of this one.
    ///
    /// # Errors
    /// See [`TitleFault`].
    pub fn check_title(&self, carrier: &MemberId) -> Result<(), TitleFault> {
        let reference = NormalReference::new(&self.reference)?;
        let key = reference_key_v0(&self.chain_id, carrier, &reference);
        let derived = title_id(&self.chain_id, &key, self.version);
        if derived != self.title_id {
            return Err(TitleFault::Mismatch { stated: self.title_id, derived });
        }
        Ok(())
    }

    /// The attachments as the commitment sees them.
    #[must_use]
    pub fn files(&self) -> Vec<File> {
        self.attachments.iter().map(Attachment::file).collect()
    }

    fn check(&self) -> Result<(), PackageFault> {
        if self.document.is_empty() {
            return Err(PackageFault::NoDocument);
        }
        if self.document.len() > MAX_DOCUMENT_BYTES {
            return Err(PackageFault::DocumentTooLarge { bytes: self.document.len() });
        }
        if self.version == 0 {
            return Err(PackageFault::NoVersion);
        }
        if self.reference_scheme != reference::SCHEME_V0 {
            return Err(PackageFault::UnknownReferenceScheme { scheme: self.reference_scheme });
        }
        NormalReference::new(&self.reference)?;
        check_attachments(&self.attachments)
    }

    fn to_message(&self) -> pb::BillPackage {
        pb::BillPackage {
            format_version: PACKAGE_FORMAT,
            document: self.document.clone(),
            attachments: self.attachments.iter().map(Attachment::to_message).collect(),
            master_salt: self.master_salt.0.to_vec(),
            reference: self.reference.clone(),
            reference_scheme: self.reference_scheme,
            chain_id: self.chain_id.0.to_vec(),
            title_id: self.title_id.0.to_vec(),
            version: self.version,
        }
    }

    fn from_message(message: pb::BillPackage) -> Result<Self, PackageFault> {
        Ok(Self {
            document: message.document,
            attachments: message.attachments.into_iter().map(Attachment::from_message).collect(),
            master_salt: MasterSalt(bytes32(&message.master_salt, "BillPackage.master_salt")?),
            reference: message.reference,
            reference_scheme: message.reference_scheme,
            chain_id: ChainId(bytes32(&message.chain_id, "BillPackage.chain_id")?),
            title_id: TitleId(bytes32(&message.title_id, "BillPackage.title_id")?),
            version: message.version,
        })
    }
}

impl Attachment {
    pub(super) fn file(&self) -> File {
        File {
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            bytes_hash: bytes_hash(&self.content),
        }
    }

    pub(super) fn to_message(&self) -> pb::Attachment {
        pb::Attachment {
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            content: self.content.clone(),
        }
    }

    pub(super) fn from_message(message: pb::Attachment) -> Self {
        let pb::Attachment { name, media_type, content } = message;
        Self { name, media_type, content }
    }
}

pub(super) fn check_attachments(attachments: &[Attachment]) -> Result<(), PackageFault> {
    if attachments.len() > MAX_ATTACHMENTS {
        return Err(PackageFault::TooManyAttachments { count: attachments.len() });
    }
    let mut names = BTreeSet::new();
    for (index, attachment) in attachments.iter().enumerate() {
        let (name, media_type) = (&attachment.name, &attachment.media_type);
        if !is_file_name(name) {
            return Err(PackageFault::AttachmentName { index, name: name.clone() });
        }
        if !is_media_type(media_type) {
            return Err(PackageFault::MediaType { index, media_type: media_type.clone() });
        }
        if !names.insert(name.to_lowercase()) {
            return Err(PackageFault::SameName { name: name.clone() });
        }
    }
    Ok(())
}

/// A name that can be written into a folder and stays there on every common file system, and that
/// shows on the screen as it is.
fn is_file_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_control() || is_invisible(c) || "/\\:*?\"<>|".contains(c);
    let bare = name.trim_matches(|c: char| c.is_whitespace());
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && bare == name
        && !name.ends_with('.')
        && !name.contains(forbidden)
}

/// `type/subtype` in the characters RFC 6838 allows, without parameters.
fn is_media_type(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    text.len() <= MAX_NAME_BYTES
        && text.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

/// Number of `attachments` in the schema.
const ATTACHMENTS_FIELD: u32 = 3;
