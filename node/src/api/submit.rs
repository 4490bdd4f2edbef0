//! Handing in an instruction, and waiting for what becomes of it.

use std::time::Instant;

use bytes::Bytes;
use proto::ids::InstructionId;
use proto::instruction::envelope_id;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::submit_response;
use tokio::time;
use tonic::Request;

use super::convert;
use super::incoming::Caller;
use super::service::{Service, now_ms};
use super::status::{self, Fault};
use super::stopped;
use crate::admission::{Admission, Admitted, Outcome};
use crate::reader::ReadError;
use crate::telemetry::Settled;

/// How long a call waits for a head that this node has not seen yet. A node that is a block behind
/// has it in far less.
const CATCH_UP: time::Duration = time::Duration::from_secs(3);

/// An instruction whose outcome is waited for.
#[derive(Clone)]
enum Awaited {
    /// Handed in by this call: when it waits no more and is not recorded, a rule says why.
    Here { id: InstructionId, envelope: Bytes },
    /// Handed in by an earlier call or at another node: known by id and deadline.
    Anywhere { id: InstructionId, deadline_ms: u64 },
}

impl Awaited {
    fn look(&self, admission: &Admission) -> Result<Outcome, ReadError> {
        match self {
            // No clock: only the ledger's own time may say that it is too late for what was let
            // in, since another node may be recording it.
            Self::Here { id, envelope } => admission.outcome_of(id, envelope, 0),
            Self::Anywhere { id, deadline_ms } => admission.outcome(id, *deadline_ms),
        }
    }
}

impl Service {
    /// Hands in an envelope and waits for its outcome, at most the time asked for. The same
    /// envelope handed in again gets the outcome of the first. Turned away, and nothing looked at, when
    /// as many are handed in already as may be.
    pub(super) async fn submit(
        &self,
        request: Request<pb::SubmitRequest>,
    ) -> Result<pb::SubmitResponse, Fault> {
        let _seat = self.submissions.take(Caller::of(&request)).ok_or(Fault::Busy)?;
        self.hand_in(request.into_inner()).await
    }

    /// Hands in an envelope that there is room for.
    pub(super) async fn hand_in(
        &self,
        request: pb::SubmitRequest,
    ) -> Result<pb::SubmitResponse, Fault> {
        let started = Instant::now();
        self.sources.metrics.submitted();
        let id = envelope_id(&request.envelope);
        let envelope = Bytes::from(request.envelope);
        let wait = convert::wait(request.wait_ms);
        let outcome = match self.admit(&envelope, wait.min(CATCH_UP)).await? {
            Admitted::Recorded(receipts) => Outcome::Final(receipts),
            Admitted::Ahead(refusal) | Admitted::Refused(refusal) => Outcome::Refused(refusal),
            Admitted::Late { id } => self.settle(Awaited::Here { id, envelope }, wait).await?,
            Admitted::Pending { id, new, .. } => {
                if new {
                    (self.sources.spread)(envelope.clone());
                }
                self.settle(Awaited::Here { id, envelope }, wait).await?
            }
        };
        self.count(&outcome, started);
        Ok(self.answer(id, &outcome))
    }

    /// Hands an envelope to admission; again after each block while it names a head that is still
    /// to come here, at most for `patience`.
    async fn admit(&self, envelope: &Bytes, patience: time::Duration) -> Result<Admitted, Fault> {
        let until = time::Instant::now() + patience;
        let mut heads = self.sources.heads.clone();
        let mut stop = self.stop.clone();
        loop {
            heads.mark_unchanged();
            let (admission, handed_in) = (self.sources.admission.clone(), envelope.clone());
            let admitted = self.lane.run(move || admission.submit(&handed_in, now_ms())).await??;
            if !matches!(admitted, Admitted::Ahead(_)) {
                return Ok(admitted);
            }
            let committed = tokio::select! {
                changed = heads.changed() => changed.is_ok(),
                () = time::sleep_until(until) => false,
                () = stopped(&mut stop) => false,
            };
            if !committed {
                return Ok(admitted);
            }
        }
    }

    /// The outcome of an instruction that was handed in, here or elsewhere.
    pub(super) async fn outcome(
        &self,
        request: &pb::OutcomeRequest,
    ) -> Result<pb::SubmitResponse, Fault> {
        let id =
            InstructionId(convert::id32(&request.instruction_id, "OutcomeRequest.instruction_id")?);
        if request.deadline_ms == 0 {
            return Err(Fault::NoDeadline { field: "OutcomeRequest.deadline_ms" });
        }
        let awaited = Awaited::Anywhere { id, deadline_ms: request.deadline_ms };
        // Where too many wait already, it looks once.
        let seat = self.waiting_calls.try_acquire();
        let wait = seat.as_ref().map_or(time::Duration::ZERO, |_| convert::wait(request.wait_ms));
        let outcome = self.settle(awaited, wait).await?;
        Ok(self.answer(Some(id), &outcome))
    }

    /// What is known of an instruction now. That it still waits needs no thread to find out.
    async fn look(&self, awaited: &Awaited) -> Result<Outcome, Fault> {
        let admission = self.sources.admission.clone();
        let (Awaited::Here { id, .. } | Awaited::Anywhere { id, .. }) = awaited;
        if admission.waits(id) {
            return Ok(Outcome::Pending);
        }
        let looked_for = awaited.clone();
        Ok(self.lane.run(move || looked_for.look(&admission)).await??)
    }

    /// Looks again after every block until the outcome is known, the wait is over or the node
    /// stops.
    async fn settle(&self, awaited: Awaited, wait: time::Duration) -> Result<Outcome, Fault> {
        let until = time::Instant::now() + wait;
        let mut heads = self.sources.heads.clone();
        let mut stop = self.stop.clone();
        loop {
            // Before looking: a block committed meanwhile must wake this call.
            heads.mark_unchanged();
            let outcome = self.look(&awaited).await?;
            if wait.is_zero() || outcome != Outcome::Pending {
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
            Outcome::Final(receipts) => {
                submit_response::Outcome::Final(convert::receipts(receipts))
            }
            Outcome::Refused(refusal) => {
                submit_response::Outcome::Refused(status::refused(refusal))
            }
            Outcome::Pending => {
                submit_response::Outcome::Unknown(pb::Unknown { head: Some(self.head()) })
            }
        };
        pb::SubmitResponse {
            instruction_id: id.map(|id| id.0.to_vec()).unwrap_or_default(),
            outcome: Some(outcome),
        }
    }

    fn count(&self, outcome: &Outcome, started: Instant) {
        let settled = match outcome {
            Outcome::Final(_) => Settled::Final,
            Outcome::Refused(refusal) => Settled::Refused { rule: refusal.rule() },
            Outcome::Pending => Settled::Unknown,
        };
        self.sources.metrics.settled(settled, started.elapsed());
    }
}
