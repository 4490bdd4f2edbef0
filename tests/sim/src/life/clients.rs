//! What clients hand in, and the answers they get.

use bytes::Bytes;
use node::admission::{Admitted, Outcome};
use proto::ids::InstructionId;
use proto::receipt::Receipt;
use proto::refusal::Refusal;

use super::{Clock, Life, Output, Stop};
use crate::wire::Channel;

/// A client's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// What a client is told.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is recorded; here is the proof.
    Final(Vec<Receipt>),
    /// A rule says no, now.
    Refused(Refusal),
    /// It follows something that has not come to this node.
    Ahead(Refusal),
    /// Not known in the time that the client would wait.
    Unknown,
}

/// A client that waits for an outcome.
pub(super) struct Waiting {
    call: CallId,
    id: InstructionId,
    envelope: Bytes,
    until_us: u64,
}

/// Clients that may wait at one node; the others are told at once that nothing is known.
const SEATS: usize = 64;

impl Life {
    /// A client hands in an envelope and waits for what becomes of it.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the process ends.
    pub fn submit(
        &mut self,
        call: CallId,
        envelope: Bytes,
        wait_us: u64,
        clock: Clock,
    ) -> Result<(), Stop> {
        let admitted = self.admission.submit(&envelope, clock.wall_ms);
        match admitted.map_err(|error| Stop::Disk(error.to_string()))? {
            Admitted::Recorded(receipts) => self.tell(call, Answer::Final(receipts)),
            Admitted::Refused(refusal) => self.tell(call, Answer::Refused(refusal)),
            Admitted::Ahead(refusal) => self.tell(call, Answer::Ahead(refusal)),
            Admitted::Late { .. } => self.tell(call, Answer::Unknown),
            Admitted::Pending { id, new, .. } => {
                if new {
                    self.out.push(Output::Broadcast(Channel::Envelope, envelope.clone()));
                }
                if self.waiting.len() >= SEATS {
                    self.tell(call, Answer::Unknown);
                } else {
                    let until_us = clock.now_us + wait_us;
                    self.waiting.push(Waiting { call, id, envelope, until_us });
                }
            }
        }
        self.start_if_due(clock)
    }

    /// Looks, after a block, what became of what clients wait for.
    pub(super) fn look_for_outcomes(&mut self, clock: Clock) -> Result<(), Stop> {
        for waiting in std::mem::take(&mut self.waiting) {
            let outcome = self.admission.outcome_of(&waiting.id, &waiting.envelope, 0);
            match outcome.map_err(|error| Stop::Disk(error.to_string()))? {
                Outcome::Final(receipts) => self.tell(waiting.call, Answer::Final(receipts)),
                Outcome::Refused(refusal) => self.tell(waiting.call, Answer::Refused(refusal)),
                Outcome::Pending if clock.now_us >= waiting.until_us => {
                    self.tell(waiting.call, Answer::Unknown);
                }
                Outcome::Pending => self.waiting.push(waiting),
            }
        }
        Ok(())
    }

    fn tell(&mut self, call: CallId, answer: Answer) {
        self.out.push(Output::Answer(call, answer));
    }
}
