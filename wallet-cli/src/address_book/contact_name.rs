//! Names of contacts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most characters of a name. Fewer than the 64 digits of a party, so that no name can pass
/// for one.
pub const MOST_NAME_CHARACTERS: usize = 48;

/// A name such as `Harbour Bank`: letters and digits of any script, single spaces, and `-.,&'()/`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContactName(String);

/// Why a text is no name of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ContactNameError {
    /// The text is empty.
    #[error("a name needs at least one character")]
    Empty,
    /// More than [`MOST_NAME_CHARACTERS`].
    #[error("a name has at most {MOST_NAME_CHARACTERS} characters, this one has {length}")]
    TooLong {
        /// Its characters.
        length: usize,
    },
    /// A character that could not be seen or would mislead.
    #[error("{character:?} cannot be in a name; use letters, digits, spaces and -.,&'()/")]
    Character {
        /// The first such character.
        character: char,
    },
    /// A dash in front would be taken for an option.
    #[error("a name does not begin with a dash")]
    LeadingDash,
    /// Spaces in front, behind, or two in a row: two names could look the same.
    #[error("a name has single spaces between words, and none in front or behind")]
    Spaces,
}

impl ContactName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without its case, by which names are compared.
    pub(super) fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// A text without its case.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}

impl FromStr for ContactName {
    type Err = ContactNameError;

    fn from_str(text: &str) -> Result<Self, ContactNameError> {
        let length = text.chars().count();
        if length == 0 {
            return Err(ContactNameError::Empty);
        }
        if length > MOST_NAME_CHARACTERS {
            return Err(ContactNameError::TooLong { length });
        }
        let allowed = |c: &char| c.is_alphanumeric() || " -.,&'()/".contains(*c);
        if let Some(character) = text.chars().find(|c| !allowed(c)) {
            return Err(ContactNameError::Character { character });
        }
        if text.starts_with('-') {
            return Err(ContactNameError::LeadingDash);
        }
        if text.trim() != text || text.contains("  ") {
            return Err(ContactNameError::Spaces);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ContactName {
    type Error = ContactNameError;

    fn try_from(text: String) -> Result<Self, ContactNameError> {
        text.parse()
    }
}

impl From<ContactName> for String {
    fn from(name: ContactName) -> Self {
        name.0
    }
}

impl fmt::Display for ContactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
