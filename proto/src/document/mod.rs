//! The document behind a title: its commitment and the package it travels in.
//!
//! A document never enters the ledger. What enters is a [`Commitment`](title::Commitment): the number of a scheme and
//! a root over the document's bytes, fields and files, each hidden by its own salt. Whoever holds
//! the [`BillPackage`] recomputes the root; whoever is shown one field gets a [`Disclosure`] of that
//! field alone. Destroying the package erases the document, and the ledger's proofs still verify.
//!
//! A [`Statement`] opens any other commitment on a title in the same way: a notice, an order, a
//! change of medium.
//!
//! [`json`] reads a [`Document`] strictly, so that it can be read in one way only, and [`open`] says
//! whether a package holds the document behind a title.

pub mod json;
mod opening;
mod package;
mod statement;
mod transport;
mod tree;

pub use opening::{OpeningFault, open};
pub use package::{
    Attachment, BillPackage, MAX_ATTACHMENTS, MAX_DOCUMENT_BYTES, MAX_NAME_BYTES,
    MAX_PACKAGE_BYTES, PACKAGE_FORMAT, PackageFault, TitleFault,
};
pub use statement::{STATEMENT_FORMAT, Statement, StatementFault};
pub use transport::Document;
pub use tree::{
    COMMITMENT_V0, Disclosure, DisclosureFault, Field, File, Leaf, MAX_LEAVES, MAX_POINTER_BYTES,
    MasterSalt, Tree, TreeFault, bytes_hash, commit,
};
