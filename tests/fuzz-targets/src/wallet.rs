//! The wallet's files, and what it is handed by others.

mod documents;
mod home;
mod texts;

pub use documents::{bill_terms, document, statement_words};
pub use home::{address_book, key_file, profile};
pub use texts::typed;

use crate::target::{Seed, Target};

/// The targets of this group.
pub const TARGETS: &[Target] = &[
    target("document", document, documents::document_seeds),
    target("statement_words", statement_words, documents::statement_words_seeds),
    target("bill_terms", bill_terms, documents::bill_terms_seeds),
    target("key_file", key_file, home::key_file_seeds),
    target("profile", profile, home::profile_seeds),
    target("address_book", address_book, home::address_book_seeds),
    target("typed", typed, texts::seeds),
];

const fn target(name: &'static str, run: fn(&[u8]), seeds: fn() -> Vec<Seed>) -> Target {
    Target { name, run, seeds }
}
