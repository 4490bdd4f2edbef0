//! Short names for keys and profiles, which are also the stems of their files.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most characters a label may have.
pub const MOST_CHARACTERS: usize = 32;

/// A name such as `harbour-maker`: lower-case letters, digits and dashes, a letter or digit
/// first. Nothing else, because a label becomes a file name and must not leave its folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

/// Why a text is no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LabelError {
    /// The text is empty.
    #[error("a label needs at least one character")]
    Empty,
    /// The text is longer than [`MOST_CHARACTERS`].
    #[error("a label has at most {MOST_CHARACTERS} characters, this one has {length}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// A character that a label may not hold.
    #[error("{character:?} cannot be in a label; use a-z, 0-9 and dashes")]
    Character {
        /// The first such character.
        character: char,
    },
    /// The text begins with a dash and would be taken for an option.
    #[error("a label begins with a letter or a digit, not with a dash")]
    LeadingDash,
}

impl Label {
    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, LabelError> {
        if text.is_empty() {
            return Err(LabelError::Empty);
        }
        if text.len() > MOST_CHARACTERS {
            return Err(LabelError::TooLong { length: text.len() });
        }
        let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
        if let Some(character) = text.chars().find(|c| !allowed(c)) {
            return Err(LabelError::Character { character });
        }
        if text.starts_with('-') {
            return Err(LabelError::LeadingDash);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Label {
    type Error = LabelError;

    fn try_from(text: String) -> Result<Self, LabelError> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Labels as the end of a sentence: "a, b, c", or "none".
#[must_use]
pub fn listed(labels: &[Label]) -> String {
    if labels.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<&str> = labels.iter().map(Label::as_str).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
