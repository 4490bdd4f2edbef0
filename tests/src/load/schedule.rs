//! When acts are due. Pure: a moment is the time since the window began.

#[cfg(test)]
mod tests;

use std::time::Duration;

/// When an act is handed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// As soon as another is answered: so many are always in flight.
    Closed {
        /// How many.
        in_flight: usize,
    },
    /// At even moments, whatever happens to those before.
    Open {
        /// How many a second.
        per_second: f64,
    },
}

/// The acts of one window, one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    pace: Pace,
    end: Duration,
    taken: u64,
}

impl Schedule {
    /// A window that lasts until `end`.
    #[must_use]
    pub const fn new(pace: Pace, end: Duration) -> Self {
        Self { pace, end, taken: 0 }
    }

    /// The moment that the next act is due, if that is not after `now`. In a closed loop it is due at
    /// once while fewer than that many are in flight; in an open loop what is in flight does not count.
    #[must_use]
    pub fn due(&self, now: Duration, in_flight: usize) -> Option<Duration> {
        if now >= self.end {
            return None;
        }
        match self.pace {
            Pace::Closed { in_flight: most } => (in_flight < most).then_some(now),
            Pace::Open { .. } => self.next().filter(|due| *due <= now),
        }
    }

    /// The moment that the next act will be due by itself: none in a closed loop, which waits for
    /// answers.
    #[must_use]
    pub fn next(&self) -> Option<Duration> {
        match self.pace {
            Pace::Closed { .. } => None,
            Pace::Open { per_second } => {
                Some(Duration::from_secs_f64(self.taken as f64 / per_second))
            }
        }
    }

    /// The next act was taken. Gives its number, from 0.
    pub const fn take(&mut self) -> u64 {
        self.taken += 1;
        self.taken - 1
    }
}
