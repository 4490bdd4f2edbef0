//! How an act ended: recorded, or waiting in a file for other signatures.

use std::fmt;

use serde::Serialize;

use super::Recorded;
use crate::output::Outcome;
use crate::signing::Collected;

/// The result of every verb that changes a title.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Carried {
    /// Recorded, with proof.
    Recorded(Box<Recorded>),
    /// Signed into a file that others sign too.
    Collected(Box<Collected>),
}

impl Carried {
    /// Whether the ledger holds it already.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Recorded(_))
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded(recorded) => recorded.fmt(f),
            Self::Collected(collected) => collected.fmt(f),
        }
    }
}

impl Outcome for Carried {
    fn command(&self) -> &'static str {
        match self {
            Self::Recorded(recorded) => recorded.command(),
            Self::Collected(collected) => collected.command(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Recorded(recorded) => recorded.hint(),
            Self::Collected(collected) => collected.hint(),
        }
    }
}
