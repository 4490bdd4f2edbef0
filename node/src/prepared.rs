//! The keys that sign often, prepared.
//!
//! A key's preparation takes as long as some eight checks by it save, and 128 KiB. So keys are counted,
//! and those that come often enough are prepared, a bounded number of them. Counts fade, and with them
//! what was prepared for a key that nobody uses any more. Nothing that is decided depends on it: a prepared key
//! accepts the same signatures.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proto::ids::ChainId;
use proto::keys::{DecodedKey, PreparedKey, PublicKey, Signature};
use proto::signing::Purpose;

/// Uses after which a key is prepared.
const OFTEN: u32 = 16;

/// Keys that are prepared at most: 32 MiB of them.
const PREPARED: usize = 256;

/// Keys that are counted at most.
const COUNTED: usize = 4_096;

/// Uses of all keys, after which every count is halved.
const FADES_AFTER: u32 = 16_384;

/// Public keys that are counted, and prepared when they are used often. Shared by all who check.
#[derive(Debug, Default)]
pub struct PreparedKeys(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    by_key: HashMap<PublicKey, Count>,
    prepared: usize,
    /// Uses since counts were halved.
    uses: u32,
}

#[derive(Debug, Default)]
struct Count {
    uses: u32,
    prepared: Option<Arc<PreparedKey>>,
}

impl PreparedKeys {
    /// The key prepared, once it was asked for often enough. Ask for keys that somebody enrolled, since
    /// whoever makes up keys would have others' ones forgotten.
    #[must_use]
    pub fn of(&self, key: &DecodedKey) -> Option<Arc<PreparedKey>> {
        self.used(key.key(), || *key)
    }

    fn used(
        &self,
        key: PublicKey,
        decoded: impl FnOnce() -> DecodedKey,
    ) -> Option<Arc<PreparedKey>> {
        let is_due = {
            let mut counts = self.lock();
            let count = counts.count(key)?;
            if let Some(prepared) = &count.prepared {
                return Some(Arc::clone(prepared));
            }
            count.uses >= OFTEN && counts.prepared < PREPARED
        };
        if !is_due {
            return None;
        }
        // Others go on meanwhile. Prepared by two threads at once, it is the same twice.
        let prepared = Arc::new(PreparedKey::of(&decoded()));
        self.lock().keep(&prepared);
        Some(prepared)
    }

    /// The key of these bytes, if it is prepared. It is not counted, so anyone's may be asked for.
    #[must_use]
    pub fn known(&self, key: &[u8]) -> Option<Arc<PreparedKey>> {
        let name = <[u8; 32]>::try_from(key).ok()?;
        self.lock().by_key.get(&name)?.prepared.clone()
    }

    /// Whether `signature` is this key's on `body`, for one purpose on one chain. Ask for keys that
    /// somebody enrolled, as with [`Self::of`].
    #[must_use]
    pub fn verify(
        &self,
        key: &PublicKey,
        purpose: Purpose,
        chain: &ChainId,
        body: &[u8],
        signature: &Signature,
    ) -> bool {
        match self.used(*key, || key.decoded()) {
            Some(prepared) => prepared.verify(purpose, chain, body, signature),
            None => key.verify(purpose, chain, body, signature),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Every change leaves it whole, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Counts a use of a key; none where so many are counted already that there is no room for it.
    fn count(&mut self, key: PublicKey) -> Option<&Count> {
        self.uses += 1;
        if self.uses >= FADES_AFTER {
            self.fade();
        }
        if !self.by_key.contains_key(&key) && self.by_key.len() >= COUNTED {
            return None;
        }
        let count = self.by_key.entry(key).or_default();
        count.uses = count.uses.saturating_add(1);
        Some(count)
    }

    /// Halves all counts. Keys that are not used any more go, and before that what was prepared for those that
    /// became seldom.
    fn fade(&mut self) {
        self.uses = 0;
        self.by_key.retain(|_, count| {
            count.uses /= 2;
            if count.uses < OFTEN / 2 {
                count.prepared = None;
            }
            count.uses > 0
        });
        self.prepared = self.by_key.values().filter(|count| count.prepared.is_some()).count();
    }

    fn keep(&mut self, prepared: &Arc<PreparedKey>) {
        let Some(count) = self.by_key.get_mut(&prepared.key()) else { return };
        if count.prepared.is_none() && self.prepared < PREPARED {
            count.prepared = Some(Arc::clone(prepared));
            self.prepared += 1;
        }
    }
}
