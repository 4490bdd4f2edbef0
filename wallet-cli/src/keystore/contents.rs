//! What a key file protects: four lines of text, each ended by a line feed.
//!
//! ```text
//! ebl account key 1
//! label: harbour-maker
//! public: <64 lower-case hexadecimal digits>
//! seed: <64 lower-case hexadecimal digits>
//! ```
//!
//! The first line carries the version. The seed is the 32-byte Ed25519 secret key of RFC 8032,
//! section 5.1.5; the public key repeats what follows from it, so that a person can compare it and
//! damage shows. Every key has exactly one such text.

use proto::keys::{PublicKey, SecretKey};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::hex32::Hex32;
use crate::label::Label;

/// An account key outside its encryption. It has no `Debug`; the seed is wiped when dropped.
pub(super) struct Contents {
    /// The user's label.
    pub(super) label: Label,
    /// The public key.
    pub(super) public: PublicKey,
    /// The secret seed.
    pub(super) seed: Zeroizing<[u8; 32]>,
}

/// Why a plaintext is no account key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ContentsFault {
    /// Another kind of file, or another version.
    #[error("it does not begin with \"{HEADING}\"")]
    Version,
    /// Not the four lines.
    #[error("it does not hold label, public key and seed as expected")]
    Layout,
    /// The public key does not follow from the seed.
    #[error("its public key does not belong to its seed")]
    PublicKey,
}

impl ContentsFault {
    /// What to do about it.
    pub(super) fn hint(self) -> String {
        match self {
            Self::Version => "a newer ebl may have written it; this one reads version 1".to_owned(),
            Self::Layout | Self::PublicKey => {
                "do not use this file; restore the key from your backup".to_owned()
            }
        }
    }
}

impl Contents {
    /// The contents for a key with this seed.
    pub(super) fn new(label: Label, seed: &Zeroizing<[u8; 32]>) -> Self {
        let public = SecretKey::from_seed(seed).public();
        Self { label, public, seed: seed.clone() }
    }

    /// The text, in a buffer that was large enough from the start and is wiped when dropped.
    pub(super) fn render(&self) -> Zeroizing<Vec<u8>> {
        let mut seed = Zeroizing::new([0; 64]);
        hex::encode_to_slice(self.seed.as_slice(), seed.as_mut_slice())
            .expect("64 digits hold 32 bytes");
        let public = self.public.to_string();
        let parts: [&[u8]; 8] = [
            HEADING.as_bytes(),
            LABEL.as_bytes(),
            self.label.as_str().as_bytes(),
            PUBLIC.as_bytes(),
            public.as_bytes(),
            SEED.as_bytes(),
            seed.as_slice(),
            END.as_bytes(),
        ];
        let mut text =
            Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
        parts.iter().for_each(|part| text.extend_from_slice(part));
        text
    }
}

/// Reads the text back.
pub(super) fn parse(plaintext: &[u8]) -> Result<Contents, ContentsFault> {
    let text = std::str::from_utf8(plaintext).map_err(|_| ContentsFault::Layout)?;
    let text = text.strip_prefix(HEADING).ok_or(ContentsFault::Version)?;
    let (label, text) = field(text, LABEL, PUBLIC)?;
    let (public, text) = field(text, PUBLIC, SEED)?;
    let (seed_digits, rest) = field(text, SEED, END)?;
    let label: Label = label.parse().map_err(|_| ContentsFault::Layout)?;
    let Hex32(public) = public.parse().map_err(|_| ContentsFault::Layout)?;
    let seed = seed(seed_digits)?;
    if rest != END {
        return Err(ContentsFault::Layout);
    }
    let contents = Contents::new(label, &seed);
    if *contents.public.as_bytes() != public {
        return Err(ContentsFault::PublicKey);
    }
    Ok(contents)
}

/// Reads what stands between `name` and `next`, and gives the text from `next` on.
fn field<'t>(text: &'t str, name: &str, next: &str) -> Result<(&'t str, &'t str), ContentsFault> {
    let value = text.strip_prefix(name).ok_or(ContentsFault::Layout)?;
    let end = value.find(next).ok_or(ContentsFault::Layout)?;
    Ok(value.split_at(end))
}

fn seed(digits: &str) -> Result<Zeroizing<[u8; 32]>, ContentsFault> {
    // Upper case would be a second text for the same key.
    let lower_case = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(digits, seed.as_mut_slice()).map_err(|_| ContentsFault::Layout)?;
    if lower_case { Ok(seed) } else { Err(ContentsFault::Layout) }
}

const HEADING: &str = "ebl account key 1";
const LABEL: &str = "\nlabel: ";
const PUBLIC: &str = "\npublic: ";
const SEED: &str = "\nseed: ";
const END: &str = "\n";

#[cfg(test)]
mod tests;
