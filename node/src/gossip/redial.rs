//! When a peer that is not connected is tried again.

use std::time::{Duration, Instant};

use super::limits;

#[cfg(test)]
mod tests;

/// Waits that double with each failed attempt, and vary so that nodes that were started together
/// do not keep dialling each other at the same moments.
#[derive(Debug)]
pub(super) struct Redial {
    failures: u32,
    due: Instant,
}

impl Redial {
    /// The first attempt is due at once.
    pub(super) fn new(now: Instant) -> Self {
        Self { failures: 0, due: now }
    }

    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.due <= now
    }

    /// The peer is in touch: the next wait is a short one.
    pub(super) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// An attempt failed, or a connection ended before the hello was answered.
    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        self.later(now + wait(self.failures, random()));
    }

    /// A connection ended.
    pub(super) fn lost(&mut self, now: Instant) {
        self.later(now + wait(self.failures, random()));
    }

    /// Something is wrong that another attempt will not mend.
    pub(super) fn slowly(&mut self, now: Instant) {
        self.later(now + varied(limits::REDIAL_SLOW, random()));
    }

    fn later(&mut self, due: Instant) {
        self.due = self.due.max(due);
    }
}

fn wait(failures: u32, random: u32) -> Duration {
    let doubled = 2u32.saturating_pow(failures);
    let wait = limits::REDIAL_FIRST.saturating_mul(doubled);
    varied(wait.min(limits::REDIAL_MOST), random)
}

/// Between half of it and the whole.
fn varied(wait: Duration, random: u32) -> Duration {
    let half = wait / 2;
    half + half.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

fn random() -> u32 {
    // Without randomness the waits are merely all alike.
    getrandom::u32().unwrap_or(u32::MAX)
}
