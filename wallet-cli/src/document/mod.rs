//! Intake of a transport document: bytes in, a checked document out.
//!
//! The document is the carrier's, byte for byte. It is read here once, strictly and within bounds
//! ([`JsonFault`]), and never written again: the ledger commits to the bytes as received, and to the
//! raw text of each field. What a bill must say before it is issued or accepted stands in [`inspect`],
//! one numbered rule after the other.

mod fault;
mod inspector;
mod rules;
#[cfg(test)]
mod standard_samples;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use proto::document::MAX_DOCUMENT_BYTES;
use thiserror::Error;

pub use fault::{Fault, Finding};
pub use proto::document::json::{
    JsonFault, Kind, Leaf, MAX_DEPTH, MAX_VALUES, Member, Pointer, Scalar, Value,
};
pub use proto::document::{Document, OpeningFault, open};
pub use proto::identifiers::{self, Identifier, IdentifierFault};
pub use rules::{BillKind, MAX_FAULTS, Report, Stage, inspect};

/// Why no document could be read.
#[derive(Debug, Error)]
pub enum IntakeFault {
    /// The bytes could not be had.
    #[error("the document cannot be read")]
    Unreadable(#[source] io::Error),
    /// The bytes are no acceptable JSON.
    #[error(transparent)]
    Json(#[from] JsonFault),
}

/// Reads a document, and no more bytes than a document may have.
///
/// # Errors
/// See [`IntakeFault`].
pub fn read(source: impl Read) -> Result<Document, IntakeFault> {
    let mut bytes = Vec::new();
    let one_too_many = MAX_DOCUMENT_BYTES as u64 + 1;
    source.take(one_too_many).read_to_end(&mut bytes).map_err(IntakeFault::Unreadable)?;
    Ok(Document::from_bytes(bytes)?)
}
