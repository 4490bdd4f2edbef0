//! Ed25519 keys and the one rule for accepting a signature.
//!
//! Accepted is exactly what `verify_strict` of ed25519-dalek accepts with a key that passed
//! [`PublicKey::parse`]: S below the group order; R and the key canonical points, not of small
//! order; and `R = [S]B - [k]A` without cofactor. The wire format spells this out for a second
//! implementation. The rule belongs to the rules version. A [`PreparedKey`] accepts the same.

mod multiples;
mod prepared;
#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::fmt;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use thiserror::Error;

pub use self::prepared::{Prepared, PreparedKey};
use crate::ids::ChainId;
use crate::signing::{Purpose, preimage};

/// The suite number of strict Ed25519.
pub const SUITE_ED25519: u32 = 1;

/// A secret key. Zeroed when dropped; has no `Debug`, no `Display` and no `Clone`.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key with this seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `body` for one purpose on one chain.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, chain: &ChainId, body: &[u8]) -> Signature {
        Signature(self.0.sign(&preimage(purpose, chain, body)).to_bytes())
    }
}

/// A public key that may be enrolled: canonical, on the curve, and not of low order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// Why 32 bytes are no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// Not 32 bytes.
    #[error("a public key has 32 bytes")]
    Length,
    /// Not the canonical encoding of a point of the curve.
    #[error("the bytes are not the canonical encoding of a curve point")]
    NotAPoint,
    /// A key of low order: signatures by it prove nothing.
    #[error("the key is of low order and proves nothing")]
    LowOrder,
}

impl PublicKey {
    /// Checks a public key for enrolment.
    ///
    /// # Errors
    ///
    /// A [`KeyFault`] for what must never stand in a policy or a validator set (threat T10).
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyFault> {
        DecodedKey::parse(bytes).map(|decoded| decoded.key())
    }

    /// The key as a point of the curve.
    #[must_use]
    pub fn decoded(&self) -> DecodedKey {
        let key = VerifyingKey::from_bytes(&self.0);
        DecodedKey(key.expect("parse admitted only curve points"))
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `signature` is this key's on `body`, for one purpose on one chain.
    #[must_use]
    pub fn verify(
        &self,
        purpose: Purpose,
        chain: &ChainId,
        body: &[u8],
        signature: &Signature,
    ) -> bool {
        self.decoded().verify(purpose, chain, body, signature)
    }
}

/// A public key as a point of the curve. Finding the point costs about a seventh of checking a
/// signature, so whoever checks many by one key keeps it in this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodedKey(VerifyingKey);

impl DecodedKey {
    /// Checks a public key for enrolment, as [`PublicKey::parse`] does.
    ///
    /// # Errors
    ///
    /// The same [`KeyFault`].
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyFault> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyFault::Length)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyFault::NotAPoint)?;
        if key.is_weak() {
            return Err(KeyFault::LowOrder);
        }
        if key.to_edwards().compress().to_bytes() != bytes {
            return Err(KeyFault::NotAPoint);
        }
        Ok(Self(key))
    }

    /// The key in its own form.
    #[must_use]
    pub fn key(&self) -> PublicKey {
        PublicKey(self.0.to_bytes())
    }

    /// Whether `signature` is this key's on `body`, for one purpose on one chain.
    #[must_use]
    pub fn verify(
        &self,
        purpose: Purpose,
        chain: &ChainId,
        body: &[u8],
        signature: &Signature,
    ) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(&preimage(purpose, chain, body), &signature).is_ok()
    }
}

/// Looked up by its bytes.
impl Borrow<[u8; 32]> for PublicKey {
    fn borrow(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", hex::encode(&self.0[..4]))
    }
}

/// A signature, not yet checked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(pub [u8; 64]);

impl Signature {
    /// Reads a signature from exactly 64 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// R, then S.
    fn halves(&self) -> ([u8; 32], [u8; 32]) {
        let (mut r, mut s) = ([0; 32], [0; 32]);
        r.copy_from_slice(&self.0[..32]);
        s.copy_from_slice(&self.0[32..]);
        (r, s)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", hex::encode(&self.0[..4]))
    }
}
