//! What a file leaves open, as `ebl verify` lists it whatever kind of file it was given.

use std::fmt;

use proto::evidence::NotProved;
use serde::Serialize;

/// One thing that is not proved.
#[derive(Debug, Serialize)]
pub(super) struct Open {
    /// A word for programs, which never changes its meaning.
    what: &'static str,
    in_words: String,
}

impl Open {
    pub(super) fn new(what: &'static str, in_words: impl Into<String>) -> Self {
        Self { what, in_words: in_words.into() }
    }
}

impl From<NotProved> for Open {
    fn from(open: NotProved) -> Self {
        Self::new(open.word(), open.to_string())
    }
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Not proved: {}.", self.in_words)
    }
}
