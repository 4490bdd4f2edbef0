//! JSON pointers (RFC 6901): how faults and committed fields name a place in a document.

use std::fmt;

/// A place in a document. The empty pointer is the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// The member `key` of this object.
    #[must_use]
    pub fn member(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
    }

    /// The entry `index` of this array, from 0.
    #[must_use]
    pub fn entry(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer as RFC 6901 writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Splits a pointer into keys and indexes with their escapes resolved.
    pub(super) fn steps(pointer: &str) -> impl Iterator<Item = String> {
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
    }
}

/// For people: control characters, which a key from a hostile document may hold, are escaped.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the document");
        }
        for character in self.0.chars() {
            if character.is_control() || crate::reference::is_invisible(character) {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        Ok(())
    }
}
