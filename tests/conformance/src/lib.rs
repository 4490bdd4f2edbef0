//! What the law, the promises and the threats ask, and whether a test shows each of them.
//!
//! `docs/mletr.md` and `docs/threat-model.md` say of every demand how the ledger meets it and what
//! shows it. Reading order:
//!
//! 1. [`demands`]: the demands, a fixed list. None can be left out of the documents.
//! 2. [`document`]: a document as sections, and each section's evidence; [`overview`]: the table at
//!    its head, made from the sections.
//! 3. [`sources`]: the tests of this repository, read from its sources without building them.
//! 4. [`results`]: which tests passed, read from what `cargo test` printed.
//! 5. [`mod@check`]: the three compared. [`fault`]: everything that can be wrong, in words.
//!
//! An ordinary test of this crate holds the documents against the sources; `cargo conformance
//! --results FILE` also holds them against what ran.

pub mod check;
pub mod demands;
pub mod document;
pub mod fault;
pub mod overview;
pub mod repository;
pub mod results;
pub mod sources;

pub use check::{Counts, check, check_results, named_and_skipped};
pub use fault::Fault;
pub use repository::Repository;
