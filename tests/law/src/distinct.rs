//! Counts distinct states in bounded memory.
//!
//! Up to [`CAP`] digests the count is exact. Beyond, only digests below a bound are kept, and the
//! bound is halved whenever there are too many: what is kept is then an even sample, and the count
//! an estimate. Which digests are kept depends on the set alone, so any split among threads gives
//! the same count.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use crate::histories::mix;
use crate::model::{Bill, Stands};

/// How many digests are kept at most: 8 MiB of them.
pub const CAP: usize = 1 << 20;

/// A set of digests, or an even sample of one.
#[derive(Clone, Debug, Default)]
pub struct Distinct {
    kept: HashSet<u64, BuildHasherDefault<Digest>>,
    halvings: u32,
}

/// How many distinct states there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly so many, but for digests that happen to be equal.
    Exactly(u64),
    /// About so many, from a sample.
    About(u64),
}

impl Distinct {
    /// Adds a digest.
    pub fn insert(&mut self, digest: u64) {
        if digest > u64::MAX >> self.halvings {
            return;
        }
        self.kept.insert(digest);
        while self.kept.len() > CAP {
            self.halvings += 1;
            let bound = u64::MAX >> self.halvings;
            self.kept.retain(|digest| *digest <= bound);
        }
    }

    /// Adds everything another set keeps.
    pub fn add(&mut self, other: &Self) {
        if other.halvings > self.halvings {
            self.halvings = other.halvings;
            let bound = u64::MAX >> self.halvings;
            self.kept.retain(|digest| *digest <= bound);
        }
        for digest in &other.kept {
            self.insert(*digest);
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> Count {
        let kept = self.kept.len() as u64;
        match self.halvings {
            0 => Count::Exactly(kept),
            halvings => Count::About(kept << halvings),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(count) => write!(f, "{count}"),
            Self::About(count) => write!(f, "about {count} (from a sample of at most {CAP})"),
        }
    }
}

/// A digest of what the law knows of a bill, times, commitments and the numbers of references
/// and versions left out: two bills of the same digest are in the same legal position.
#[must_use]
pub fn digest(bill: &Bill) -> u64 {
    let order = |stands: Stands| {
        1 | (stands.form as u64) << 1 | u64::from(stands.a) << 8 | u64::from(stands.b) << 16
    };
    let maybe = |stands: Option<Stands>| stands.map_or(0, order);
    let with = |pair: Option<(u8, Stands)>| {
        pair.map_or(0, |(party, stands)| u64::from(party) << 32 | order(stands))
    };
    let position = u64::from(bill.hands)
        | (bill.stage as u64) << 32
        | u64::from(bill.carrier) << 40
        | u64::from(bill.other) << 48
        | u64::from(bill.flags) << 56
        | u64::from(bill.stop.is_some()) << 60
        | u64::from(bill.master.is_some()) << 61;
    let asked = u64::from(bill.reason) | u64::from(bill.rulebook) << 16;
    let parts = [
        position,
        asked,
        order(bill.stands) << 32 | maybe(bill.undo),
        maybe(bill.brings),
        with(bill.heir),
        with(bill.pledge),
        with(bill.giver),
    ];
    parts.into_iter().fold(0, |digest, part| mix(digest.rotate_left(23) ^ mix(part)))
}

/// The digests are spread already, but a sample has only small ones: their low bits are turned
/// to the front, where the set looks for a tag.
#[derive(Clone, Copy, Debug, Default)]
struct Digest(u64);

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 = digest.rotate_left(32);
    }
}

#[cfg(test)]
mod tests;
