//! Thirty-two bytes as people write them: 64 hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use proto::hash::Hash;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use title::PartyId;

/// 32 bytes read from, and written as, 64 lower-case hexadecimal digits: a party, a chain id, a
/// public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hex32(pub [u8; 32]);

/// Why a text is not 32 bytes in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Hex32Error {
    /// Not 64 characters.
    #[error("expected 64 hexadecimal digits, found {length} characters")]
    Length {
        /// The characters found.
        length: usize,
    },
    /// A character that is no lower-case hexadecimal digit. Upper case is refused so that a
    /// value has one spelling and can be searched for.
    #[error("{character:?} is not one of 0-9 and a-f")]
    Digit {
        /// The first such character.
        character: char,
    },
}

impl FromStr for Hex32 {
    type Err = Hex32Error;

    fn from_str(text: &str) -> Result<Self, Hex32Error> {
        let length = text.chars().count();
        if length != 64 {
            return Err(Hex32Error::Length { length });
        }
        if let Some(character) = text.chars().find(|c| !matches!(c, '0'..='9' | 'a'..='f')) {
            return Err(Hex32Error::Digit { character });
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).expect("64 hexadecimal digits were checked above");
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Hex32 {
    type Error = Hex32Error;

    fn try_from(text: String) -> Result<Self, Hex32Error> {
        text.parse()
    }
}

impl From<Hex32> for String {
    fn from(value: Hex32) -> Self {
        hex::encode(value.0)
    }
}

impl From<PartyId> for Hex32 {
    fn from(party: PartyId) -> Self {
        Self(party.0)
    }
}

impl From<Hex32> for PartyId {
    fn from(value: Hex32) -> Self {
        Self(value.0)
    }
}

impl From<Hash> for Hex32 {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

impl From<Hex32> for Hash {
    fn from(value: Hex32) -> Self {
        Self(value.0)
    }
}

impl fmt::Display for Hex32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests;
