//! Handing in an instruction, and waiting for what becomes of it.

use std::time::Instant;

use proto::ids::InstructionId;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::submit_response;
use tokio::time;

use super::convert;
use super::service::Service;
use super::status::{self, Fault};
use super::stopped;
use crate::admission::{Admitted, Outcome};
use crate::telemetry::Settled;

impl Service {
    /// Hands in an envelope and waits for its outcome, at most the time asked for. The same
    /// envelope handed in again gets the outcome of the first.
    pub(super) async fn submit(
        &self,
        request: pb::SubmitRequest,
    ) -> Result<pb::SubmitResponse, Fault> {
        let started = Instant::now();
        self.sources.metrics.submitted();
        let id = convert::instruction_id(&request.envelope);
        let admission = self.sources.admission.clone();
        let answer = self
            .work
            .run(move || admission.submit(&request.envelope))
            .await?;
        let outcome = match answer {
            Ok(Admitted::Recorded(receipts)) => Outcome::Final(receipts),
            Ok(Admitted::Pending { id, deadline_ms }) => {
                let wait = convert::wait(request.wait_ms);
                self.settle(id, deadline_ms, wait).await?
            }
            Err(refusal) => Outcome::Refused(refusal),
        };
        self.count(&outcome, started);
        Ok(self.answer(id, &outcome))
    }

    /// The outcome of an instruction that was handed in, here or elsewhere.
    pub(super) async fn outcome(
        &self,
        request: &pb::OutcomeRequest,
    ) -> Result<pb::SubmitResponse, Fault> {
        let id = InstructionId(convert::id32(
            &request.instruction_id,
            "OutcomeRequest.instruction_id",
        )?);
        if request.deadline_ms == 0 {
            return Err(Fault::NoDeadline {
                field: "OutcomeRequest.deadline_ms",
            });
        }
        let wait = convert::wait(request.wait_ms);
        let outcome = self.settle(id, request.deadline_ms, wait).await?;
        Ok(self.answer(Some(id), &outcome))
    }

    /// Asks again after every block until the outcome is known, the wait is over or the node
    /// stops. Where too many wait already, it asks once.
    async fn settle(
        &self,
        id: InstructionId,
        deadline_ms: u64,
        wait: time::Duration,
    ) -> Result<Outcome, Fault> {
        let until = time::Instant::now() + wait;
        let mut heads = self.sources.heads.clone();
        let mut stop = self.stop.clone();
        let seat = self.waiting_calls.try_acquire().ok();
        loop {
            // Before asking: a block committed while the answer is made must wake this call.
            heads.mark_unchanged();
            let admission = self.sources.admission.clone();
            let outcome = self
                .work
                .run(move || admission.outcome(&id, deadline_ms))
                .await?;
            if seat.is_none() || !matches!(outcome, Outcome::Pending) {
                return Ok(outcome);
            }
            let committed = tokio::select! {
                changed = heads.changed() => changed.is_ok(),
                () = time::sleep_until(until) => false,
                () = stopped(&mut stop) => false,
            };
            if !committed {
                return Ok(Outcome::Pending);
            }
        }
    }

    fn answer(&self, id: Option<InstructionId>, outcome: &Outcome) -> pb::SubmitResponse {
        let outcome = match outcome {
            Outcome::Final(receipts) => submit_response::Outcome::Final(convert::receipts(receipts)),
            Outcome::Refused(refusal) => submit_response::Outcome::Refused(status::refused(refusal)),
            Outcome::Pending => submit_response::Outcome::Unknown(pb::Unknown {
                head: Some(self.head()),
            }),
        };
        pb::SubmitResponse {
            instruction_id: id.map(|id| id.0.to_vec()).unwrap_or_default(),
            outcome: Some(outcome),
        }
    }

    fn count(&self, outcome: &Outcome, started: Instant) {
        let settled = match outcome {
            Outcome::Final(_) => Settled::Final,
            Outcome::Refused(refusal) => Settled::Refused {
                rule: refusal.rule(),
            },
            Outcome::Pending => Settled::Unknown,
        };
        self.sources.metrics.settled(settled, started.elapsed());
    }
}
