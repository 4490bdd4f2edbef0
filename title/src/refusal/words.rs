//! Refusals in words, with parties named by whoever shows them.

mod names;
mod next;
mod what;

use std::fmt;

pub use self::names::order_words;
use super::Refusal;
use crate::party::PartyId;

/// A refusal in words: what was refused, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What, which and why.
    pub what: String,
    /// What to do next.
    pub next: &'static str,
}

impl Refusal {
    /// The refusal in words, with parties named by `name`.
    #[must_use]
    pub fn explain(&self, name: &dyn Fn(&PartyId) -> String) -> Explanation {
        Explanation { what: what::what(self, name), next: next::next(self) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&what::what(self, &|party| party.to_string()))
    }
}

impl std::error::Error for Refusal {}
