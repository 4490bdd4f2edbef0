//! The answer to "finalized" that is due later: since when it waits, and whether it is due.
//!
//! The shell holds the answer itself, and a simulator in its place; this is what either needs to
//! know of it. No clock is read: every moment is the time passed since one start, as in
//! [`super::idle`].

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::application::Application;
use super::idle::{Decision, Idle, IdlePolicy, Situation};

/// The pace at which heights follow one another.
#[derive(Clone, Debug)]
pub struct Pace {
    idle: Idle,
    held_since: Option<Duration>,
    last_by_sync: bool,
}

impl Pace {
    /// The pace of a node that has finalized nothing in this run.
    #[must_use]
    pub fn new(policy: IdlePolicy) -> Self {
        Self { idle: Idle::new(policy), held_since: None, last_by_sync: false }
    }

    /// A height was finalized, and the next one waits for its start from now on.
    pub fn finalized(&mut self, now: Duration) {
        self.held_since = Some(now);
    }

    /// A block came by sync.
    pub fn synced(&mut self) {
        self.last_by_sync = true;
    }

    /// Whether the next height starts now; `None` when none waits. Asked after everything that
    /// happens, and again at the moment that it names. What it says must be done: a height that it
    /// starts does not wait any more. `announced` is the highest height any peer claims to hold.
    pub fn decide(
        &mut self,
        application: &Application,
        announced: u64,
        now: Duration,
    ) -> Option<Decision> {
        let since = self.held_since?;
        let situation = Situation {
            is_validator: application.is_validator(),
            has_work: application.has_work(),
            has_begun: application.next_height_has_begun(),
            last_by_sync: self.last_by_sync,
            head: application.head_height(),
            announced,
        };
        let decision = self.idle.decide(&situation, since, now);
        if let Decision::Start(_) = decision {
            self.held_since = None;
            self.last_by_sync = false;
        }
        Some(decision)
    }
}
