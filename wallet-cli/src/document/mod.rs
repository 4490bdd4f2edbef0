//! Intake of a transport document: bytes in, a checked document out.
//!
//! The document is the carrier's, byte for byte. It is read here once, strictly and within bounds
//! ([`JsonFault`]), and never written again: the ledger commits to the bytes as received, and to the
//! raw text of each field. What a bill must say before it is issued or accepted stands in [`inspect`],
//! one numbered rule after the other.

mod fault;
mod inspector;
mod json;
mod opening;
mod pointer;
mod rules;
#[cfg(test)]
mod standard_samples;
#[cfg(test)]
mod tests;
mod value;

use std::io::{self, Read};

use proto::document::{Field, File, MAX_DOCUMENT_BYTES, MasterSalt, Tree, TreeFault};
use thiserror::Error;

pub use fault::{Fault, Finding};
pub use json::{JsonFault, MAX_DEPTH, MAX_VALUES};
pub use opening::{OpeningFault, open};
pub use pointer::Pointer;
pub use proto::identifiers::{self, Identifier, IdentifierFault};
pub use rules::{BillKind, MAX_FAULTS, Report, Stage, inspect};
pub use value::{Kind, Leaf, Member, Scalar, Value};

/// A transport document: its bytes as received, and what they say.
#[derive(Clone, Debug)]
pub struct Document {
    bytes: Vec<u8>,
    root: Value,
}

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

impl Document {
    /// Reads a document, and no more bytes than a document may have.
    ///
    /// # Errors
    /// See [`IntakeFault`].
    pub fn read(source: impl Read) -> Result<Self, IntakeFault> {
        let mut bytes = Vec::new();
        let one_too_many = MAX_DOCUMENT_BYTES as u64 + 1;
        source.take(one_too_many).read_to_end(&mut bytes).map_err(IntakeFault::Unreadable)?;
        Ok(Self::from_bytes(bytes)?)
    }

    /// Takes a document's bytes.
    ///
    /// # Errors
    /// See [`JsonFault`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, JsonFault> {
        let root = json::parse(&bytes)?;
        Ok(Self { bytes, root })
    }

    /// The bytes as received.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document's object.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The text at an RFC 6901 pointer, escapes resolved; `None` where there is none or it is not
    /// a text.
    #[must_use]
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.root.at(pointer).and_then(Value::text)
    }

    /// Every value without members, in the order of the document: what the commitment covers.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        self.root.for_each_leaf(&Pointer::root(), &mut |pointer, leaf| {
            let raw = leaf.raw.clone().into_bytes();
            fields.push(Field { pointer: pointer.as_str().to_owned(), raw });
        });
        fields
    }

    /// The commitment tree over this document and `files`, from which the ledger's commitment and
    /// every disclosure of a single field are taken.
    ///
    /// # Errors
    /// See [`TreeFault`]; only files can cause one, since reading a document is bounded more tightly.
    pub fn tree(&self, files: Vec<File>, master_salt: &MasterSalt) -> Result<Tree, TreeFault> {
        Tree::new(&self.bytes, self.fields(), files, master_salt)
    }
}
