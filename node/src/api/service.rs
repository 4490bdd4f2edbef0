//! The service as generated from the schema: one line per call, the work in a file per kind.

use std::sync::Arc;
use std::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use proto::pb::api::v1 as pb;
use proto::pb::api::v1::ledger_server::Ledger;
use tokio::sync::{Semaphore, watch};
use tonic::{Request, Response, Status, Streaming};

use super::blocks::{BlockStream, FactStream};
use super::incoming::Places;
use super::lane::Lane;
use super::submit_many::Answers;
use super::work::Work;
use super::{Sources, convert, limits};
use crate::chain::Head;

/// What answers. Clones share their limits.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) sources: Sources,
    pub(super) stop: watch::Receiver<bool>,
    pub(super) work: Work,
    pub(super) lane: Lane,
    pub(super) submissions: Places,
    pub(super) streamed: Arc<Semaphore>,
    pub(super) submit_streams: Places,
    pub(super) waiting_calls: Arc<Semaphore>,
    pub(super) evidence_calls: Arc<Semaphore>,
    pub(super) block_streams: Places,
    pub(super) fact_streams: Places,
    /// How long the reader of a stream may take for a message.
    pub(super) patience: Duration,
}

impl Service {
    pub(super) fn new(sources: Sources, stop: watch::Receiver<bool>, patience: Duration) -> Self {
        Self {
            sources,
            stop,
            work: Work::new(),
            lane: Lane::new(),
            submissions: Places::new(limits::SUBMISSIONS, limits::SUBMISSIONS_PER_ADDRESS),
            streamed: Arc::new(Semaphore::new(limits::STREAMED)),
            submit_streams: Places::new(limits::SUBMIT_STREAMS, limits::SUBMIT_STREAMS_PER_ADDRESS),
            waiting_calls: Arc::new(Semaphore::new(limits::WAITING_CALLS)),
            evidence_calls: Arc::new(Semaphore::new(limits::EVIDENCE_CALLS)),
            block_streams: Places::new(limits::BLOCK_STREAMS, limits::BLOCK_STREAMS_PER_ADDRESS),
            fact_streams: Places::new(limits::FACT_STREAMS, limits::FACT_STREAMS_PER_ADDRESS),
            patience,
        }
    }

    /// The newest head, as shown.
    pub(super) fn head(&self) -> pb::Head {
        let head = *self.sources.heads.borrow();
        self.shown(&head)
    }

    /// A head as shown at this moment of the node's clock.
    pub(super) fn shown(&self, head: &Head) -> pb::Head {
        let heartbeat_ms = self.sources.reader.genesis().heartbeat_ms();
        convert::head(head, heartbeat_ms, now_ms())
    }
}

/// A clock before 1970 is as good as one at it: every head is then fresh.
pub(super) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl Ledger for Service {
    type BlocksStream = BlockStream;
    type FactsStream = FactStream;
    type SubmitManyStream = Answers;

    async fn submit(&self, request: Request<pb::SubmitRequest>) -> Answer<pb::SubmitResponse> {
        Ok(Response::new(self.submit(request).await?))
    }

    async fn submit_many(
        &self,
        request: Request<Streaming<pb::SubmitManyRequest>>,
    ) -> Answer<Self::SubmitManyStream> {
        Ok(Response::new(self.submit_many(request)?))
    }

    async fn outcome(&self, request: Request<pb::OutcomeRequest>) -> Answer<pb::SubmitResponse> {
        Ok(Response::new(self.outcome(request.get_ref()).await?))
    }

    async fn title(&self, request: Request<pb::TitleRequest>) -> Answer<pb::TitleResponse> {
        Ok(Response::new(self.title(request.get_ref()).await?))
    }

    async fn history(&self, request: Request<pb::HistoryRequest>) -> Answer<pb::HistoryResponse> {
        Ok(Response::new(self.history(request.get_ref()).await?))
    }

    async fn titles(&self, request: Request<pb::TitlesRequest>) -> Answer<pb::TitlesResponse> {
        Ok(Response::new(self.titles(request.get_ref()).await?))
    }

    async fn receipt(&self, request: Request<pb::ReceiptRequest>) -> Answer<pb::ReceiptResponse> {
        Ok(Response::new(self.receipt(request.get_ref()).await?))
    }

    async fn blocks(&self, request: Request<pb::BlocksRequest>) -> Answer<Self::BlocksStream> {
        Ok(Response::new(self.blocks(&request)?))
    }

    async fn grants(&self, request: Request<pb::GrantsRequest>) -> Answer<pb::GrantsResponse> {
        Ok(Response::new(self.grants(request.get_ref()).await?))
    }

    async fn members(&self, _: Request<pb::MembersRequest>) -> Answer<pb::MembersResponse> {
        Ok(Response::new(self.members().await?))
    }

    async fn status(&self, _: Request<pb::StatusRequest>) -> Answer<pb::StatusResponse> {
        Ok(Response::new(self.status().await?))
    }

    async fn evidence(
        &self,
        request: Request<pb::EvidenceRequest>,
    ) -> Answer<pb::EvidenceResponse> {
        self.evidence(request.into_inner()).await.map_err(Status::from)
    }

    async fn checkpoint(
        &self,
        request: Request<pb::CheckpointRequest>,
    ) -> Answer<pb::CheckpointResponse> {
        Ok(Response::new(self.checkpoint(request.get_ref()).await?))
    }

    async fn facts(&self, request: Request<pb::FactsRequest>) -> Answer<Self::FactsStream> {
        Ok(Response::new(self.facts(&request)?))
    }
}
