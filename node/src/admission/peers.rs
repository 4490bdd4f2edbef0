//! What becomes of an envelope that a peer sent: it is settled, its sender is charged, or it is
//! kept until the next block and looked at again.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use proto::refusal::Refusal;

use super::Taken;

/// Most envelopes kept that a block to come may make good.
const AHEAD: usize = 1_024;

/// After how many further looks such an envelope is given up.
const AHEAD_LOOKS: u8 = 4;

/// What follows from taking a peer's envelope in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing more.
    Settled,
    /// No honest node sends this, so its sender is charged.
    Charge,
    /// It was good where it comes from, and here a block may be missing that makes it so: it is looked
    /// at again after the next one.
    LookAgain,
}

impl Consequence {
    /// What follows for an envelope that was looked at `looked` times before.
    #[must_use]
    pub fn of(taken: &Taken, looked: u8) -> Self {
        match taken {
            Taken::Refused(refusal) if no_honest_node_sends(refusal) => Self::Charge,
            Taken::Ahead(_) if looked < AHEAD_LOOKS => Self::LookAgain,
            Taken::Refused(refusal) if looked < AHEAD_LOOKS && may_become_good(refusal) => {
                Self::LookAgain
            }
            Taken::Recorded(_)
            | Taken::Pending { .. }
            | Taken::Ahead(_)
            | Taken::Late { .. }
            | Taken::Refused(_) => Self::Settled,
        }
    }
}

/// Envelopes that a block to come may make good, with how often they were looked at: bounded, the
/// oldest gives way.
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

/// Whether another block may lift the refusal: one that enrols a party, gives it a key, or writes what the
/// law asks for. A head that was overtaken does not come back, and who waits for room tries again.
fn may_become_good(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::KeyNotInPolicy { .. }
            | Refusal::TooFewApprovals { .. }
            | Refusal::Law(_)
            | Refusal::Registry(_)
    )
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
