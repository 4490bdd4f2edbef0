//! What happened so far, for telemetry.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the start of the process. They tell no peer from another.
#[derive(Debug, Default)]
pub struct Counters {
    /// Envelopes of this node's clients that were to be spread.
    pub published: Counter,
    /// Envelopes that were not spread because this node had too many at once.
    pub publish_refused: Counter,
    /// Envelopes that a peer took, counted once for each peer.
    pub delivered: Counter,
    /// Envelopes dropped for one peer: too many waited for it, or it went away.
    pub undelivered: Counter,
    /// Envelopes taken from peers.
    pub received: Counter,
    /// Envelopes not taken because the pool was behind.
    pub not_taken: Counter,
    /// Requests not served because their sender had used up its allowance.
    pub throttled: Counter,
    /// Envelopes the pool rejected as nothing an honest node would have sent.
    pub rejected: Counter,
    /// Messages that were too long or could not be read.
    pub malformed: Counter,
    /// Connections refused because the node at the other end is not in the peer list.
    pub strangers: Counter,
    /// Connections refused because there were too many.
    pub crowded: Counter,
    /// Requests that a peer did not answer in time.
    pub timeouts: Counter,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Its present value.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }
}
