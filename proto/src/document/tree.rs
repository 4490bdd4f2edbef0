//! The salted commitment to a document, scheme 0.
//!
//! ```text
//! salt(i)  = tagged(DocumentSalt, [master salt, u32be(i)])
//! leaf(0)  = tagged(DocumentLeaf, [salt(0), 0x00, SHA-256(document bytes)])
//! leaf(i)  = tagged(DocumentLeaf, [salt(i), 0x01, pointer, raw text])              each field
//! leaf(j)  = tagged(DocumentLeaf, [salt(j), 0x02, name, media type, SHA-256(file)]) each file
//! merkle   = RFC 6962 root over the leaves, SHA-256, in this order
//! root     = tagged(DocumentRoot, [u32be(0), u64be(number of leaves), merkle])
//! ```
//!
//! Fields stand in the order of the document, files in the order of the package. A field is every
//! JSON value without members: a string, number, `true`, `false`, `null`, and an object or array
//! that is empty. Its pointer is its RFC 6901 pointer with escapes in keys resolved, its raw text the
//! bytes of the value exactly as received, without the white space around it.
//!
//! Fields are committed beside the whole document so that one may be shown without the others.
//! Each has its own salt, or a short value (a weight, a port) could be found by guessing. Plain
//! SHA-256 inside leaves is what `sha256sum` and DCSA's checksums give, and the salt hides it.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;
use title::Commitment;

use crate::hash::{Hash, Tag, tagged};
use crate::merkle::{self, Inclusion};

#[cfg(test)]
mod tests;

/// Number of the commitment scheme this module implements.
pub const COMMITMENT_V0: u32 = 0;

/// Most leaves of one commitment: the document, its fields and its files.
pub const MAX_LEAVES: usize = 65_536;

/// Longest pointer of a field, and longest name or media type of a file, in bytes.
pub const MAX_POINTER_BYTES: usize = 512;

/// The secret from which every leaf's salt is made. Random, and fresh for each document.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterSalt(pub [u8; 32]);

impl fmt::Debug for MasterSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterSalt(..)")
    }
}

/// One JSON value without members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// RFC 6901 pointer.
    pub pointer: String,
    /// The value's bytes as received.
    pub raw: Vec<u8>,
}

/// A file that belongs to the document, by the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// SHA-256 of the bytes, see [`bytes_hash`].
    pub bytes_hash: Hash,
}

/// What one leaf says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// SHA-256 of the whole document's bytes.
    Document(Hash),
    /// A field of the document.
    Field(Field),
    /// A file beside it.
    File(File),
}

/// Why something cannot be committed to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TreeFault {
    /// More than [`MAX_LEAVES`].
    #[error(
        "the document has {leaves} fields and files, and at most {MAX_LEAVES} are committed to"
    )]
    TooManyLeaves {
        /// Leaves, with the one for the whole document.
        leaves: usize,
    },
    /// A pointer, name or media type longer than [`MAX_POINTER_BYTES`].
    #[error("a field's pointer or a file's name has {bytes} bytes, at most {MAX_POINTER_BYTES}")]
    PointerTooLong {
        /// Its length.
        bytes: usize,
    },
    /// Two fields share a pointer, so that one disclosure could stand for either.
    #[error("two fields share the pointer {pointer:?}")]
    SamePointer {
        /// The pointer.
        pointer: String,
    },
    /// Two files share a name.
    #[error("two files share the name {name:?}")]
    SameName {
        /// The name.
        name: String,
    },
}

/// The leaves of one document, from which it is committed to and disclosed in parts.
///
/// It holds the document's fields and the master salt: as confidential as the package.
pub struct Tree {
    leaves: Vec<Leaf>,
    merkle: merkle::Tree,
    master_salt: MasterSalt,
}

impl Tree {
    /// Builds the tree over a document's bytes, its fields in document order, and its files.
    ///
    /// # Errors
    /// See [`TreeFault`].
    pub fn new(
        document: &[u8],
        fields: Vec<Field>,
        files: Vec<File>,
        master_salt: &MasterSalt,
    ) -> Result<Self, TreeFault> {
        let count = 1 + fields.len() + files.len();
        if count > MAX_LEAVES {
            return Err(TreeFault::TooManyLeaves { leaves: count });
        }
        check_fields(&fields)?;
        check_files(&files)?;
        let leaves: Vec<Leaf> = std::iter::once(Leaf::Document(bytes_hash(document)))
            .chain(fields.into_iter().map(Leaf::Field))
            .chain(files.into_iter().map(Leaf::File))
            .collect();
        let hash =
            |(index, leaf): (u32, &Leaf)| leaf.hash(&leaf_salt(master_salt, index)).0.to_vec();
        let merkle = merkle::Tree::of((0..).zip(&leaves).map(hash));
        Ok(Self { leaves, merkle, master_salt: master_salt.clone() })
    }

    /// The commitment that stands on the ledger.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        let root = document_root(self.merkle.len(), &self.merkle.root());
        Commitment { scheme: COMMITMENT_V0, root: root.0 }
    }

    /// Opens the field at `pointer` and nothing else, or `None` where the document has none.
    #[must_use]
    pub fn disclose_field(&self, pointer: &str) -> Option<Disclosure> {
        self.disclose(|leaf| matches!(leaf, Leaf::Field(field) if field.pointer == pointer))
    }

    /// Opens the entry of the file `name` and nothing else, or `None` where there is none.
    #[must_use]
    pub fn disclose_file(&self, name: &str) -> Option<Disclosure> {
        self.disclose(|leaf| matches!(leaf, Leaf::File(file) if file.name == name))
    }

    fn disclose(&self, wanted: impl Fn(&Leaf) -> bool) -> Option<Disclosure> {
        let position = self.leaves.iter().position(wanted)?;
        let index = u32::try_from(position).expect("a tree has at most MAX_LEAVES leaves");
        let inclusion =
            self.merkle.inclusion(index.into()).expect("the leaf was found in this tree");
        Some(Disclosure {
            leaf: self.leaves[position].clone(),
            salt: leaf_salt(&self.master_salt, index),
            merkle_root: self.merkle.root(),
            inclusion,
        })
    }
}

/// One leaf with what proves that it belongs to a commitment. It tells nothing about the others
/// but how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// What is shown.
    pub leaf: Leaf,
    /// The leaf's own salt.
    pub salt: Hash,
    /// RFC 6962 root over the leaves, which the commitment's root covers together with their count.
    pub merkle_root: Hash,
    /// The path from the leaf to that root.
    pub inclusion: Inclusion,
}

/// Why a disclosure proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DisclosureFault {
    /// The commitment was made by a scheme this version does not know.
    #[error("the commitment uses scheme {scheme}, and this version knows {COMMITMENT_V0}")]
    UnknownScheme {
        /// The scheme.
        scheme: u32,
    },
    /// The leaf, its salt or its proof is not the one committed to.
    #[error("the disclosed value is not the one committed to")]
    NotCommitted,
}

impl Disclosure {
    /// Checks that the leaf is part of the document behind `commitment`.
    ///
    /// # Errors
    /// See [`DisclosureFault`].
    pub fn open(&self, commitment: &Commitment) -> Result<&Leaf, DisclosureFault> {
        if commitment.scheme != COMMITMENT_V0 {
            return Err(DisclosureFault::UnknownScheme { scheme: commitment.scheme });
        }
        let committed = document_root(self.inclusion.size, &self.merkle_root).0 == commitment.root;
        let leaf = self.leaf.hash(&self.salt);
        if !committed || !self.inclusion.verify(leaf.as_bytes(), &self.merkle_root) {
            return Err(DisclosureFault::NotCommitted);
        }
        Ok(&self.leaf)
    }
}

/// Commits to a document in one step, see [`Tree::new`].
///
/// # Errors
/// See [`TreeFault`].
pub fn commit(
    document: &[u8],
    fields: Vec<Field>,
    files: Vec<File>,
    master_salt: &MasterSalt,
) -> Result<Commitment, TreeFault> {
    Ok(Tree::new(document, fields, files, master_salt)?.commitment())
}

/// Plain SHA-256 of a document's or file's bytes: what `sha256sum` prints.
#[must_use]
pub fn bytes_hash(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

impl Leaf {
    fn hash(&self, salt: &Hash) -> Hash {
        let salt = salt.as_bytes();
        match self {
            Self::Document(hash) => tagged(Tag::DocumentLeaf, &[salt, &[0], hash.as_bytes()]),
            Self::Field(Field { pointer, raw }) => {
                tagged(Tag::DocumentLeaf, &[salt, &[1], pointer.as_bytes(), raw])
            }
            Self::File(File { name, media_type, bytes_hash }) => {
                let (name, media_type) = (name.as_bytes(), media_type.as_bytes());
                let parts: &[&[u8]] = &[salt, &[2], name, media_type, bytes_hash.as_bytes()];
                tagged(Tag::DocumentLeaf, parts)
            }
        }
    }
}

fn leaf_salt(master_salt: &MasterSalt, index: u32) -> Hash {
    tagged(Tag::DocumentSalt, &[&master_salt.0, &index.to_be_bytes()])
}

fn document_root(leaf_count: u64, merkle_root: &Hash) -> Hash {
    let scheme = COMMITMENT_V0.to_be_bytes();
    tagged(Tag::DocumentRoot, &[&scheme, &leaf_count.to_be_bytes(), merkle_root.as_bytes()])
}

fn check_fields(fields: &[Field]) -> Result<(), TreeFault> {
    let mut seen = BTreeSet::new();
    for Field { pointer, .. } in fields {
        check_length(pointer)?;
        if !seen.insert(pointer) {
            return Err(TreeFault::SamePointer { pointer: pointer.clone() });
        }
    }
    Ok(())
}

fn check_files(files: &[File]) -> Result<(), TreeFault> {
    let mut seen = BTreeSet::new();
    for File { name, media_type, .. } in files {
        check_length(name)?;
        check_length(media_type)?;
        if !seen.insert(name) {
            return Err(TreeFault::SameName { name: name.clone() });
        }
    }
    Ok(())
}

fn check_length(text: &str) -> Result<(), TreeFault> {
    if text.len() > MAX_POINTER_BYTES {
        return Err(TreeFault::PointerTooLong { bytes: text.len() });
    }
    Ok(())
}
