//! When a height starts: there are no empty blocks while nothing happens.
//!
//! The engine waits for the answer to "finalized" before it starts the next height, and neither
//! syncing peers nor messages for the next height suffer from the wait: the engine keeps serving
//! blocks and keeps the messages. This module says for how long to wait. It has no clock of its
//! own: a moment is the time passed since a start that is the same for all moments.

#[cfg(test)]
mod tests;

use std::time::Duration;

/// How long a node waits, and how often it follows an unproved claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdlePolicy {
    /// The longest time without a block; from genesis.
    pub heartbeat: Duration,
    /// A peer may claim any height. A claim that no synced block confirmed is followed again only
    /// after this long, so that a liar cannot make the network produce empty blocks at full speed.
    pub claim_pause: Duration,
}

/// What a waiting node knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// This node votes on the next height.
    pub is_validator: bool,
    /// Instructions wait.
    pub has_work: bool,
    /// A validator's signed message, or a block it may propose, shows that the height has begun.
    pub has_begun: bool,
    /// The last block came by sync.
    pub last_by_sync: bool,
    /// The newest committed height.
    pub head: u64,
    /// The highest height any peer claims to hold.
    pub announced: u64,
}

/// Why the next height starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartReason {
    /// A node without a vote cannot cause a block and follows at once.
    NoVote,
    /// There is something to put in a block.
    Work,
    /// Another validator has started.
    Begun,
    /// Peers hold more blocks than this node.
    Behind,
    /// The heartbeat is due.
    Heartbeat,
}

/// The outcome of looking at a situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Start the next height.
    Start(StartReason),
    /// Wait for news, and look again at this moment at the latest.
    Wait(Duration),
}

/// The waiting node's memory.
#[derive(Clone, Debug)]
pub struct Idle {
    policy: IdlePolicy,
    claim_followed: Option<Duration>,
}

impl Idle {
    /// A node that has followed no claim yet.
    #[must_use]
    pub fn new(policy: IdlePolicy) -> Self {
        Self { policy, claim_followed: None }
    }

    /// Decides at `now` for a node that waits since `since`.
    pub fn decide(&mut self, situation: &Situation, since: Duration, now: Duration) -> Decision {
        let heartbeat = since + self.policy.heartbeat;
        if !situation.is_validator {
            return Decision::Start(StartReason::NoVote);
        }
        if situation.has_work {
            return Decision::Start(StartReason::Work);
        }
        if situation.has_begun {
            return Decision::Start(StartReason::Begun);
        }
        if now >= heartbeat {
            return Decision::Start(StartReason::Heartbeat);
        }
        if situation.announced <= situation.head {
            return Decision::Wait(heartbeat);
        }
        let pause_ends = self.claim_followed.map(|followed| followed + self.policy.claim_pause);
        match pause_ends {
            Some(ends) if now < ends && !situation.last_by_sync => {
                Decision::Wait(ends.min(heartbeat))
            }
            Some(_) | None => {
                self.claim_followed = Some(now);
                Decision::Start(StartReason::Behind)
            }
        }
    }
}
