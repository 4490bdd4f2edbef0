//! The transport document: its bytes as the carrier made them, and what they say.

use super::json::{self, JsonFault, Pointer, Value};
use super::{Field, File, MasterSalt, Tree, TreeFault};

#[cfg(test)]
mod tests;

/// A transport document: its bytes as received, and what they say.
#[derive(Clone, Debug)]
pub struct Document {
    bytes: Vec<u8>,
    root: Value,
}

impl Document {
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
