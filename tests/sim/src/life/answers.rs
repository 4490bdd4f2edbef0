//! The application's side: the engine's questions, one at a time, and when the next height starts.

use arc_malachitebft_app_channel::app::engine::host::SyncedValueOutcome;
use arc_malachitebft_core_types::{Validity, ValueOrigin, ValueResponse};
use node::consensus::application::Proposed;
use node::consensus::context::{Address, EblContext};
use node::consensus::idle::Decision;

use super::{Clock, Life, Output, Stop};
use crate::bugs::Bug;
use crate::engine::{Happening, Message, Note, Question};
use crate::liars::invalid_block;
use crate::wire::Channel;

impl Life {
    /// Answers one question, or takes note of one happening.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the process ends.
    pub fn turn(&mut self, clock: Clock) -> Result<(), Stop> {
        if let Some(question) = self.engine.question() {
            self.answer(question, clock)?;
        } else if let Some(happening) = self.engine.happening() {
            self.watch(happening)?;
        }
        self.after_commits(clock)?;
        self.start_if_due(clock)?;
        self.catch_up(clock)
    }

    fn answer(&mut self, question: Question, clock: Clock) -> Result<(), Stop> {
        match question {
            Question::Ready => {
                let (mut height, params) = self.application.next_height();
                if self.bug == Some(Bug::HeightReused) {
                    height.0 = height.0.saturating_sub(1).max(1);
                }
                self.hand(Message::Start(height, params), clock)
            }
            Question::GetValue(height, round) => {
                let Some(proposed) = self.application.get_value(height, round, clock.wall_ms)?
                else {
                    return Ok(());
                };
                let proposed = self.falsified(proposed);
                self.hand(Message::Propose(proposed.value), clock)?;
                self.publish(&proposed.parts);
                Ok(())
            }
            Question::Restream(height, round, block) => {
                while let Some(happening) = self.engine.happening() {
                    self.watch(happening)?;
                }
                let parts = self.application.restream(height, round, block)?;
                if !parts.is_empty() {
                    self.out.push(Output::Note(Note::Restreamed));
                }
                self.publish(&parts);
                Ok(())
            }
            Question::Part(from, part) => {
                let judged = self.application.proposal_part(from, from, part, clock.wall_ms)?;
                match judged {
                    Some(mut value) => {
                        if self.bug == Some(Bug::InvalidTakenForValid) {
                            value.validity = Validity::Valid;
                        }
                        self.hand(Message::Proposed(value, ValueOrigin::Consensus), clock)
                    }
                    None => Ok(()),
                }
            }
            Question::Decided(_) if self.loses_a_decision() => Ok(()),
            Question::Decided(certificate) => Ok(self.application.decided(&certificate)?),
            Question::Finalized(height, evidence) => {
                self.application.finalized(height, &evidence)?;
                if self.bug != Some(Bug::FinishedUnanswered) {
                    self.pace.finalized(clock.since_start());
                }
                Ok(())
            }
            Question::Synced(response, proposer) => self.judge_synced(response, proposer, clock),
        }
    }

    fn loses_a_decision(&mut self) -> bool {
        self.bug == Some(Bug::DecisionsLost) && self.dice.one_in(4)
    }

    /// In place of an honest block, what a liar proposes.
    fn falsified(&mut self, proposed: Proposed) -> Proposed {
        let Some((key, chain)) = &self.invalid_blocks else { return proposed };
        if self.dice.one_in(3) {
            return proposed;
        }
        invalid_block(&proposed, key, *chain, &mut self.dice).unwrap_or(proposed)
    }

    fn judge_synced(
        &mut self,
        response: ValueResponse<EblContext>,
        proposer: Address,
        clock: Clock,
    ) -> Result<(), Stop> {
        let (height, round) = (response.certificate.height, response.certificate.round);
        let bytes = response.value_bytes.clone();
        let outcome = self.application.synced_value(height, round, proposer, bytes)?;
        self.pace.synced();
        match outcome {
            SyncedValueOutcome::Verdict(mut value)
                if value.value.0 == response.certificate.value_id
                    || self.bug == Some(Bug::OtherBlockTaken) =>
            {
                value.round = round;
                self.hand(Message::Proposed(value, ValueOrigin::Sync), clock)
            }
            SyncedValueOutcome::Verdict(_) | SyncedValueOutcome::PeerFault => {
                self.out.push(Output::Note(Note::SyncedOther));
                self.syncing.blame(height.0);
                Ok(())
            }
            SyncedValueOutcome::LocalTransientError => {
                self.syncing.forget(height.0);
                Ok(())
            }
        }
    }

    fn watch(&mut self, happening: Happening) -> Result<(), Stop> {
        match happening {
            Happening::Received(message) => self.application.saw_message(message),
            Happening::Polka(polka) => self.application.saw_polka(polka),
            Happening::Synced(value) => self.application.saw_synced(&value)?,
        }
        Ok(())
    }

    /// After a block: envelopes that were ahead are looked at again, and waiting clients answered.
    fn after_commits(&mut self, clock: Clock) -> Result<(), Stop> {
        let committed =
            !self.heads.lock().unwrap_or_else(std::sync::PoisonError::into_inner).is_empty();
        if !committed {
            return Ok(());
        }
        self.syncing.committed(self.application.head_height());
        for (looked, envelope) in self.ahead.kept() {
            self.take_envelope(looked, envelope, clock)?;
        }
        self.look_for_outcomes(clock)
    }

    /// Starts the next height as soon as there is a reason to.
    pub(super) fn start_if_due(&mut self, clock: Clock) -> Result<(), Stop> {
        let announced = self.syncing.highest_claim();
        match self.pace.decide(&self.application, announced, clock.since_start()) {
            None => Ok(()),
            Some(Decision::Wait(until)) => {
                let at = u64::try_from(until.as_micros()).expect("a run lasts days at most");
                self.out.push(Output::LookAgain(at));
                Ok(())
            }
            Some(Decision::Start(_)) => {
                let (height, params) = self.application.next_height();
                self.hand(Message::Start(height, params), clock)
            }
        }
    }

    /// Tells the peers which height it holds.
    pub fn tell_status(&mut self, own: usize) {
        self.syncing.forgive();
        let status = arc_malachitebft_sync::Status {
            peer_id: crate::wire::peer_id(own),
            tip_height: node::consensus::context::Height(self.head()),
            history_min_height: self.application.history_min_height(),
        };
        self.out.push(Output::Broadcast(Channel::Status, crate::wire::status(&status)));
    }
}
