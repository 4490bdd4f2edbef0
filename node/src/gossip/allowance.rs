//! How much of something a peer may do: steadily, and at once after a silence.

use std::time::{Duration, Instant};

#[cfg(test)]
mod tests;

/// A leaky bucket, kept as the time at which it will be empty.
#[derive(Debug)]
pub(super) struct Allowance {
    per_unit: Duration,
    burst: Duration,
    empty_at: Instant,
}

impl Allowance {
    /// One unit in each `per_unit`, and `burst` units at once.
    pub(super) fn new(per_unit: Duration, burst: u32, now: Instant) -> Self {
        Self { per_unit, burst: per_unit * burst, empty_at: now }
    }

    /// Takes `units`, or none when that is more than is left.
    pub(super) fn take(&mut self, units: u32, now: Instant) -> bool {
        let filled = self.empty_at.max(now) + self.per_unit * units;
        let fits = filled <= now + self.burst;
        if fits {
            self.empty_at = filled;
        }
        fits
    }

    /// Takes `units` whether or not they are left. The debt ends after twice the time in which
    /// a full allowance comes back, however much is charged.
    pub(super) fn charge(&mut self, units: u32, now: Instant) {
        let filled = self.empty_at.max(now) + self.per_unit * units;
        self.empty_at = filled.min(now + self.burst * 2);
    }
}
