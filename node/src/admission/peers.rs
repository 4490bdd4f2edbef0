//! What becomes of an envelope that a peer sent: it is settled, its sender is charged, or it is
//! kept until the next block and looked at again.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use proto::refusal::Refusal;

use super::Taken;

/// Most envelopes kept that name a head which has not come here yet.
const AHEAD: usize = 1_024;

/// After how many blocks such an envelope is given up.
const AHEAD_BLOCKS: u8 = 4;

/// What follows from taking a peer's envelope in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing more.
    Settled,
    /// No honest node sends this, so its sender is charged.
    Charge,
    /// It names a head that has not come here yet: it is looked at again after the next block.
    LookAgain,
}

impl Consequence {
    /// What follows for an envelope that was looked at `looked` times before.
    #[must_use]
    pub fn of(taken: &Taken, looked: u8) -> Self {
        match taken {
            Taken::Refused(refusal) if no_honest_node_sends(refusal) => Self::Charge,
            Taken::Ahead(_) if looked < AHEAD_BLOCKS => Self::LookAgain,
            Taken::Recorded(_)
            | Taken::Pending { .. }
            | Taken::Ahead(_)
            | Taken::Late { .. }
            | Taken::Refused(_) => Self::Settled,
        }
    }
}

/// Envelopes that name a head which has not come here yet, with how often they were looked at:
/// bounded, the oldest gives way.
#[derive(Clone, Debug)]
pub struct Ahead<T> {
    kept: VecDeque<(u8, T)>,
}

impl<T> Default for Ahead<T> {
    fn default() -> Self {
        Self { kept: VecDeque::new() }
    }
}

impl<T> Ahead<T> {
    /// Keeps an envelope that was looked at `looked` times before, and now once more.
    pub fn keep(&mut self, looked: u8, envelope: T) {
        if self.kept.len() == AHEAD {
            self.kept.pop_front();
        }
        self.kept.push_back((looked.saturating_add(1), envelope));
    }

    /// Takes out all that is kept, oldest first, each with how often it was looked at.
    #[must_use]
    pub fn kept(&mut self) -> VecDeque<(u8, T)> {
        std::mem::take(&mut self.kept)
    }
}

/// Whether the refusal follows from the bytes alone, whatever a node's head is. An honest node
/// checks before it sends, so its peers are not charged for a state that differs.
fn no_honest_node_sends(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::TooLarge { .. }
        | Refusal::NotCanonical { .. }
        | Refusal::Field(_)
        | Refusal::Format { .. }
        | Refusal::WrongSubjects
        | Refusal::OtherChain { .. }
        | Refusal::UnknownPresentation
        | Refusal::TooManyApprovals { .. }
        | Refusal::ApprovalOrder
        | Refusal::UnknownSuite { .. }
        | Refusal::BadKey { .. }
        | Refusal::BadSignature { .. } => true,
        Refusal::DeadlinePassed { .. }
        | Refusal::StaleHead { .. }
        | Refusal::HeadBusy
        | Refusal::QuotaExceeded { .. }
        | Refusal::PoolFull
        | Refusal::KeyNotInPolicy { .. }
        | Refusal::TooFewApprovals { .. }
        | Refusal::Law(_)
        | Refusal::Registry(_) => false,
    }
}
