//! The keys that sign often, prepared.
//!
//! To prepare a key takes longer than a check by it, and 128 KiB. So keys are counted,
//! and those that sign often are prepared, a bounded number of them. One that signs more takes the place of
//! another; counts fade, and with them what was prepared for a key that nobody uses any more. Nothing
//! that is decided depends on it: a prepared key accepts the same signatures.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proto::ids::ChainId;
use proto::keys::{DecodedKey, Prepared, PreparedKey, PublicKey, Signature};
use proto::signing::Purpose;

/// Good signatures after which a key is prepared.
const OFTEN: u32 = 16;

/// Keys that are prepared at most: 32 MiB of them.
const PREPARED: usize = 256;

/// Keys that are counted at most.
const COUNTED: usize = 4_096;

/// Good signatures by all keys, after which every count is halved.
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
    /// Whether `signature` is this key's on `body`, for one purpose on one chain. Ask for keys that
    /// somebody enrolled: a good one is counted, and whoever makes up keys would have others' forgotten.
    #[must_use]
    pub fn verify(
        &self,
        key: &PublicKey,
        purpose: Purpose,
        chain: &ChainId,
        body: &[u8],
        signature: &Signature,
    ) -> bool {
        let is_good = match self.prepared(key.as_bytes()) {
            Some(prepared) => prepared.verify(purpose, chain, body, signature),
            None => key.verify(purpose, chain, body, signature),
        };
        if is_good {
            self.count(*key, || key.decoded());
        }
        is_good
    }

    fn count(&self, key: PublicKey, decoded: impl FnOnce() -> DecodedKey) {
        let is_due = self.lock().count(key);
        if is_due {
            // Others go on meanwhile. Prepared by two threads at once, it is the same twice.
            let prepared = Arc::new(PreparedKey::of(&decoded()));
            self.lock().keep(prepared);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Every change leaves it whole, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prepared for PreparedKeys {
    fn prepared(&self, key: &[u8]) -> Option<Arc<PreparedKey>> {
        let name = <[u8; 32]>::try_from(key).ok()?;
        self.lock().by_key.get(&name)?.prepared.clone()
    }

    fn note_use(&self, key: &DecodedKey) {
        self.count(key.key(), || *key);
    }
}

impl Counts {
    /// Counts a use of a key, and says whether it is to be prepared. Where so many are counted
    /// already that there is no room for it, it is not.
    fn count(&mut self, key: PublicKey) -> bool {
        self.uses += 1;
        if self.uses >= FADES_AFTER {
            self.fade();
        }
        if !self.by_key.contains_key(&key) && self.by_key.len() >= COUNTED {
            return false;
        }
        let count = self.by_key.entry(key).or_default();
        count.uses = count.uses.saturating_add(1);
        let uses = count.uses;
        if count.prepared.is_some() || uses < OFTEN {
            return false;
        }
        // Looking for the one to replace goes through all, so it is not done at every use.
        self.prepared < PREPARED || uses.is_multiple_of(OFTEN) && self.seldom(uses).is_some()
    }

    /// Halves all counts. Keys that are not used any more go, and before that what was prepared for those
    /// that became seldom.
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

    /// The key among those prepared that is used least, if that is at most half as often: so that two
    /// keys do not take each other's place by turns.
    fn seldom(&self, uses: u32) -> Option<PublicKey> {
        let prepared = self.by_key.iter().filter(|(_, count)| count.prepared.is_some());
        let (key, least) = prepared.min_by_key(|(_, count)| count.uses)?;
        (least.uses <= uses / 2).then_some(*key)
    }

    fn keep(&mut self, prepared: Arc<PreparedKey>) {
        let Some(count) = self.by_key.get(&prepared.key()) else { return };
        if count.prepared.is_some() {
            return;
        }
        if self.prepared >= PREPARED {
            let Some(seldom) = self.seldom(count.uses) else { return };
            self.replace(seldom, None);
        }
        self.replace(prepared.key(), Some(prepared));
    }

    fn replace(&mut self, key: PublicKey, by: Option<Arc<PreparedKey>>) {
        let Some(count) = self.by_key.get_mut(&key) else { return };
        match &by {
            Some(_) => self.prepared += 1,
            None => self.prepared -= 1,
        }
        count.prepared = by;
    }
}
