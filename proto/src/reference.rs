//! The reference of a transport document, and the opaque key made from it.
//!
//! A reference is printed, typed, scanned and pasted, so one number has many spellings. The ledger
//! must see one key for all of them, and never the same key for two numbers that merely look
//! alike. The rule, in this order:
//!
//! 1. at most [`MAX_RAW_BYTES`] bytes of UTF-8 come in;
//! 2. control characters are refused, line ends and tabs among them;
//! 3. characters that show nothing (zero width, soft hyphen, direction marks) are refused;
//! 4. Unicode compatibility composition (NFKC): full-width letters and digits, ligatures and
//!    non-breaking spaces take their ordinary form. Taken character by character, which gives the
//!    same as the whole text, since nothing that could compose survives step 6;
//! 5. white space is removed;
//! 6. what is left must be printable ASCII; a Cyrillic or Greek look-alike is refused by name and
//!    never mapped, because two people would read two different numbers in it;
//! 7. letters become upper case. Only ASCII letters are left here, so no locale has a say; step 6
//!    comes first, since the full Unicode mapping would turn a dotless i into `I`;
//! 8. 1 to [`MAX_CHARACTERS`] characters remain, the length of DCSA's
//!    `transportDocumentReference`.
//!
//! Scheme 0 hashes the result. Reference keys of scheme 0 can be guessed by whoever guesses the
//! reference; a later scheme mends that without a change of the ledger.

use std::fmt;

use thiserror::Error;
use title::ReferenceKey;
use unicode_normalization::UnicodeNormalization;

use crate::hash::{Tag, tagged};
use crate::ids::{ChainId, MemberId};

#[cfg(test)]
mod tests;

/// Number of the scheme that [`reference_key_v0`] implements.
pub const SCHEME_V0: u32 = 0;

/// Most bytes of a reference before normalisation.
pub const MAX_RAW_BYTES: usize = 256;

/// Most characters of a reference after normalisation (DCSA: `transportDocumentReference`).
pub const MAX_CHARACTERS: usize = 20;

/// A reference in the one spelling that enters a key: 1 to 20 printable ASCII characters, no
/// white space, no lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NormalReference(String);

impl NormalReference {
    /// Normalises a reference as it was typed or as the document carries it.
    ///
    /// # Errors
    /// The first reason why the text names no reference, see [`ReferenceFault`].
    pub fn new(raw: &str) -> Result<Self, ReferenceFault> {
        if raw.len() > MAX_RAW_BYTES {
            return Err(ReferenceFault::TooManyBytes { bytes: raw.len() });
        }
        refuse_unseen(raw)?;
        let mut normal = String::with_capacity(MAX_CHARACTERS);
        for (position, character) in raw.chars().enumerate() {
            for part in std::iter::once(character).nfkc() {
                if part.is_whitespace() {
                    continue;
                }
                if !part.is_ascii_graphic() {
                    return Err(ReferenceFault::NotAscii { character, position });
                }
                normal.push(part.to_ascii_uppercase());
            }
        }
        match normal.len() {
            0 => Err(ReferenceFault::Empty),
            1..=MAX_CHARACTERS => Ok(Self(normal)),
            characters => Err(ReferenceFault::TooLong { characters }),
        }
    }

    /// The normal spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NormalReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text names no reference. Positions count characters from 0.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReferenceFault {
    /// Nothing but white space.
    #[error("the reference is empty")]
    Empty,
    /// Longer than any reference before normalisation.
    #[error("the reference has {bytes} bytes, and at most {MAX_RAW_BYTES} are read")]
    TooManyBytes {
        /// Bytes found.
        bytes: usize,
    },
    /// Longer than DCSA allows after normalisation.
    #[error("the reference has {characters} characters, and at most {MAX_CHARACTERS} are allowed")]
    TooLong {
        /// Characters after normalisation.
        characters: usize,
    },
    /// A control character, line end or tab.
    #[error("the reference holds the control character U+{:04X} at position {position}",
        u32::from(*character))]
    Control {
        /// The character.
        character: char,
        /// Where, in characters from 0.
        position: usize,
    },
    /// A character that shows nothing, so that two references would look the same.
    #[error("the reference holds the invisible character U+{:04X} at position {position}",
        u32::from(*character))]
    Invisible {
        /// The character.
        character: char,
        /// Where, in characters from 0.
        position: usize,
    },
    /// A character beyond ASCII, perhaps one that looks like a Latin letter.
    #[error("the reference holds '{}' (U+{:04X}) at position {position}, which is not a plain \
        letter, digit or mark", character.escape_debug(), u32::from(*character))]
    NotAscii {
        /// The character as it was typed.
        character: char,
        /// Where, in characters from 0.
        position: usize,
    },
}

/// The key of a reference under scheme 0: over the chain id, the carrier's member id (never one
/// of its keys, so that the key outlives a rotation) and the normal reference.
#[must_use]
pub fn reference_key_v0(
    chain: &ChainId,
    carrier: &MemberId,
    reference: &NormalReference,
) -> ReferenceKey {
    let parts: [&[u8]; 3] = [&chain.0, &carrier.0, reference.as_str().as_bytes()];
    ReferenceKey(tagged(Tag::ReferenceV0, &parts).0)
}

/// Steps 2 and 3 of the module's rule.
fn refuse_unseen(raw: &str) -> Result<(), ReferenceFault> {
    for (position, character) in raw.chars().enumerate() {
        if character.is_control() {
            return Err(ReferenceFault::Control { character, position });
        }
        if is_invisible(character) {
            return Err(ReferenceFault::Invisible { character, position });
        }
    }
    Ok(())
}

/// Whether a character shows nothing and is no white space either: Unicode's format characters
/// (category Cf) and the fillers and selectors of property `Default_Ignorable_Code_Point`.
///
/// Step 6 would refuse nearly all of them anyway, as not ASCII. They are named here because "not a
/// plain letter" does not help a reader who sees no letter, and because NFKC drops or maps some.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}'
        | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
        | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}
