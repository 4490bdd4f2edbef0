//! What a transport document must say to become, or to be accepted as, an electronic bill.
//!
//! [`inspect`] runs every rule and collects every fault, so that a carrier corrects a document once
//! and not fault by fault. The rules and their numbers stand in [`super::fault`], each check in
//! the file of the part of the document it reads.

mod cargo;
mod equipment;
mod header;
mod kind;
mod parties;
mod places;
#[cfg(test)]
mod tests;

pub use kind::BillKind;

use super::Document;
use super::fault::Fault;
use super::inspector::{Inspector, Place};

/// Most faults listed of each severity.
pub const MAX_FAULTS: usize = 50;

/// What the document is inspected for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The carrier is about to issue it: everything must be right.
    Issue,
    /// A recipient is about to accept the bill: what makes it a bill must be right, and faults of
    /// form are shown.
    Accept,
}

/// What the inspection found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The kind of bill, where the document says one without contradiction.
    pub kind: Option<BillKind>,
    /// What stops the act, in the order of the document's parts; at most [`MAX_FAULTS`].
    pub refusals: Vec<Fault>,
    /// What is shown before signing; at most [`MAX_FAULTS`].
    pub warnings: Vec<Fault>,
    /// Faults found beyond those listed.
    pub omitted: usize,
}

impl Report {
    /// Whether nothing stops the act.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// Checks a document against every rule.
#[must_use]
pub fn inspect(document: &Document, stage: Stage) -> Report {
    let root = Place::root(document.root());
    let mut inspector = Inspector::new(stage);
    let kind = kind::check(&mut inspector, &root);
    header::check(&mut inspector, &root);
    parties::check(&mut inspector, &root);
    places::check(&mut inspector, &root.member("transports"));
    equipment::check(&mut inspector, &root);
    cargo::check(&mut inspector, &root);
    let Inspector { refusals, warnings, omitted, .. } = inspector;
    Report { kind, refusals, warnings, omitted }
}
