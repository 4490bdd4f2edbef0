//! Checking many signatures by one key.

use std::fmt;
use std::sync::{Arc, LazyLock};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};

use super::multiples::Multiples;
use super::{DecodedKey, PublicKey, Signature};
use crate::ids::ChainId;
use crate::signing::{Purpose, preimage};

/// Of the group's base point, with which every check begins: 0.6 MiB, found once.
static BASE: LazyLock<Multiples<8>> = LazyLock::new(|| Multiples::of(&ED25519_BASEPOINT_POINT));

/// Where keys that sign often are kept prepared.
pub trait Prepared {
    /// The key of these bytes, if it is prepared. Nobody has said that it is anyone's.
    fn prepared(&self, key: &[u8]) -> Option<Arc<PreparedKey>>;

    /// Takes note of a good signature by a key that stands in a signer's policy.
    fn note_use(&self, key: &DecodedKey);
}

/// Where there may be such a place; where there is none, no key is prepared.
impl<P: Prepared> Prepared for Option<&P> {
    fn prepared(&self, key: &[u8]) -> Option<Arc<PreparedKey>> {
        self.and_then(|keys| keys.prepared(key))
    }

    fn note_use(&self, key: &DecodedKey) {
        if let Some(keys) = self {
            keys.note_use(key);
        }
    }
}

/// A public key with multiples of its point, by which a signature is checked in somewhat more than half of the time.
/// They take 128 KiB, and to find them takes longer than a check, so whoever prepares keys prepares the few
/// that sign often.
///
/// It accepts exactly what [`DecodedKey::verify`] does. That wants R to be a canonical point, not of
/// small order, and equal to `[S]B - [k]A`. Here that sum is found first, by other additions, and
/// compared with R byte by byte: equal to it, R is canonical and a point, and of small order if the sum
/// is. Nothing is left out, and nothing depends on other signatures.
pub struct PreparedKey {
    key: PublicKey,
    /// Of -A.
    negated: Multiples<5>,
}

impl PreparedKey {
    /// Prepares a key.
    #[must_use]
    pub fn of(key: &DecodedKey) -> Self {
        Self { key: key.key(), negated: Multiples::of(&-key.0.to_edwards()) }
    }

    /// The key in its own form.
    #[must_use]
    pub fn key(&self) -> PublicKey {
        self.key
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
        let (r, s) = signature.halves();
        let Some(s) = Scalar::from_canonical_bytes(s).into_option() else { return false };
        let challenge = Sha512::new()
            .chain_update(r)
            .chain_update(self.key.as_bytes())
            .chain_update(preimage(purpose, chain, body));
        let k = Scalar::from_bytes_mod_order_wide(&challenge.finalize().into());
        let sum = BASE.times(&s) + self.negated.times(&k);
        sum.compress().to_bytes() == r && !sum.is_small_order()
    }
}

/// Without its multiples.
impl fmt::Debug for PreparedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.key, f)
    }
}
