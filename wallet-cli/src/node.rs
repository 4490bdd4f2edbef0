//! A connection to one of the profile's nodes.
//!
//! Nodes are asked in the profile's order. A read that gets no answer is repeated at the next
//! node; an instruction is handed in once, and whoever does not hear the outcome asks for it.
//! A node that uses up its time is given up, whether it is silent or dribbles.

mod trouble;

use std::rc::Rc;
use std::time::Duration;

use proto::ids::{ChainId, InstructionId};
use proto::instruction::Subject;
use proto::limits;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::evidence_request::About;
use proto::pb::api::v1::ledger_client::LedgerClient;
use proto::trail::Trail;
use title::{PartyId, TitleId};
use tokio::runtime::{Builder, Runtime};
use tokio::time;
use tonic::transport::{Certificate, Channel, ClientTlsConfig};
use tonic::{Response, Status, Streaming};

pub use trouble::{NodeError, Silence, Trouble};

use crate::home;
use crate::profile::{Endpoint, Profile};

/// A node that answered and belongs to the profile's network.
pub struct Node {
    /// Its one thread keeps the connection alive while the user reads a preview.
    runtime: Rc<Runtime>,
    settings: Settings,
    connected: Connected,
    /// How trust leads to the newest block that this node has proved.
    seen: Option<Trail>,
    /// The newest block that the wallet has seen, from whomever.
    remembered: Option<Trail>,
}

/// What a node sends height by height, as it comes.
pub struct Coming<M> {
    runtime: Rc<Runtime>,
    endpoint: Endpoint,
    stream: Streaming<M>,
}

/// Committed blocks.
pub type Blocks = Coming<pb::CommittedBlock>;
/// The facts of blocks.
pub type Facts = Coming<pb::FactsOfBlock>;

struct Settings {
    endpoints: Vec<Endpoint>,
    chain: ChainId,
    certificates: Option<Certificate>,
    /// How long a node may take to answer from its records.
    patience: Duration,
}

struct Connected {
    /// Position among the endpoints.
    position: usize,
    client: LedgerClient<Channel>,
    status: pb::StatusResponse,
}

impl Node {
    /// Connects to the first of the profile's nodes that answers and is of its network.
    ///
    /// # Errors
    ///
    /// [`NodeError::Unreachable`] with what each node did, [`NodeError::OtherNetwork`],
    /// [`NodeError::Certificates`] or [`NodeError::Runtime`].
    pub fn connect(profile: &Profile) -> Result<Self, NodeError> {
        let settings = Settings {
            endpoints: profile.nodes.clone(),
            chain: profile.chain_id,
            certificates: certificates(profile)?,
            patience: READ,
        };
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = Rc::new(runtime.map_err(NodeError::Runtime)?);
        let connected = runtime.block_on(settings.connect(0))?;
        Ok(Self { runtime, settings, connected, seen: None, remembered: None })
    }

    /// How trust leads to the newest block that this node has proved; none before the first.
    #[must_use]
    pub fn seen(&self) -> Option<&Trail> {
        self.seen.as_ref()
    }

    /// Goes on from a block that this node has proved.
    pub fn saw(&mut self, trail: Trail) {
        self.seen = Some(trail);
    }

    /// The newest block that the wallet has seen of this network, whoever showed it.
    #[must_use]
    pub fn remembered(&self) -> Option<&Trail> {
        self.remembered.as_ref()
    }

    /// Goes by what the wallet has seen: every node that is turned to must stand on it.
    pub fn remember(&mut self, trail: Option<Trail>) {
        self.remembered = trail;
    }

    /// The address of the node that answers.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.settings.endpoints[self.connected.position]
    }

    /// What the node said of itself when it was connected to.
    #[must_use]
    pub fn status(&self) -> &pb::StatusResponse {
        &self.connected.status
    }

    /// Whether the profile names more nodes.
    #[must_use]
    pub fn has_others(&self) -> bool {
        self.connected.position + 1 < self.settings.endpoints.len()
    }

    /// Turns to the profile's next node.
    ///
    /// # Errors
    ///
    /// As [`Node::connect`].
    pub fn move_on(&mut self) -> Result<(), NodeError> {
        let next = self.connected.position + 1;
        self.connected = self.runtime.block_on(self.settings.connect(next))?;
        // It may honestly be behind the one before.
        self.seen = None;
        Ok(())
    }

    /// The fact records of a chain from `from` on, as the node has them.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn history(&mut self, chain: &Subject, from: u64) -> Result<Vec<Vec<u8>>, NodeError> {
        let (kind, subject) = chain.to_wire();
        let subject = subject.to_vec();
        let asked = pb::HistoryRequest { subject, from, limit: LIST, kind: kind.into() };
        let answer = self.read(READ, async |client| client.history(asked.clone()).await)?;
        Ok(answer.records)
    }

    /// The receipt of one fact of a chain, if the node has it.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn receipt(
        &mut self,
        chain: &Subject,
        sequence: u64,
    ) -> Result<Option<proto::pb::ledger::v1::Receipt>, NodeError> {
        let (kind, subject) = chain.to_wire();
        let asked = pb::ReceiptRequest { subject: subject.to_vec(), sequence, kind: kind.into() };
        let answer = self.read(READ, async |client| client.receipt(asked.clone()).await)?;
        Ok(answer.receipt)
    }

    /// The bytes of an evidence file, as the node puts it together; `None` when it knows of no such
    /// bill, or has no block yet.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn evidence(&mut self, about: About) -> Result<Option<Vec<u8>>, NodeError> {
        let asked = pb::EvidenceRequest { about: Some(about) };
        let answer = self.read(EVIDENCE, async |client| client.evidence(asked.clone()).await)?;
        Ok(Some(answer.evidence).filter(|bytes| !bytes.is_empty()))
    }

    /// A block of the node, the newest where `height` is 0, and what leads to it from the one at
    /// `known_height`, or from the genesis file where that is 0.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn checkpoint(
        &mut self,
        known_height: u64,
        height: u64,
    ) -> Result<pb::CheckpointResponse, NodeError> {
        let asked = pb::CheckpointRequest { known_height, height };
        self.read(READ, async |client| client.checkpoint(asked).await)
    }

    /// What stands of a title in the state of the node's newest block, and what leads to that block
    /// from the one at `known_height`, or from the genesis file where that is 0.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn title(
        &mut self,
        title: &TitleId,
        known_height: u64,
    ) -> Result<pb::TitleResponse, NodeError> {
        let asked = pb::TitleRequest { title: title.0.to_vec(), known_height: Some(known_height) };
        self.read(READ, async |client| client.title(asked.clone()).await)
    }

    /// The records of the titles that a party controls, is offered or issued, and whether there
    /// are more after them.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn titles(
        &mut self,
        party: &PartyId,
        after: Option<TitleId>,
    ) -> Result<pb::TitlesResponse, NodeError> {
        let after = after.map(|id| id.0.to_vec()).unwrap_or_default();
        let asked = pb::TitlesRequest { party: party.0.to_vec(), after, limit: LIST };
        self.read(READ, async |client| client.titles(asked.clone()).await)
    }

    /// The members and accounts as the node has them.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn members(&mut self) -> Result<pb::MembersResponse, NodeError> {
        self.read(READ, async |client| client.members(pb::MembersRequest {}).await)
    }

    /// Hands in an envelope and waits for its outcome. Never repeated: no answer means that the
    /// outcome is unknown.
    ///
    /// # Errors
    ///
    /// [`NodeError::Silent`].
    pub fn submit(&mut self, envelope: Vec<u8>) -> Result<pb::SubmitResponse, NodeError> {
        let asked = pb::SubmitRequest { envelope, wait_ms: WAIT_MS };
        let mut client = self.connected.client.clone();
        let answer = self.runtime.block_on(within(SUBMIT, client.submit(asked)));
        answer.map(Response::into_inner).map_err(|status| self.silent(status))
    }

    /// The outcome of an instruction that was handed in, here or elsewhere; waits for it at most
    /// `wait_ms`.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn outcome(
        &mut self,
        instruction: &InstructionId,
        deadline_ms: u64,
        wait_ms: u32,
    ) -> Result<pb::SubmitResponse, NodeError> {
        let instruction_id = instruction.0.to_vec();
        let asked = pb::OutcomeRequest { instruction_id, deadline_ms, wait_ms };
        self.read(SUBMIT, async |client| client.outcome(asked.clone()).await)
    }

    /// Committed blocks from a height on.
    ///
    /// # Errors
    ///
    /// [`NodeError`].
    pub fn blocks(&mut self, from_height: u64) -> Result<Blocks, NodeError> {
        let asked = pb::BlocksRequest { from_height };
        let stream = self.read(READ, async |client| client.blocks(asked).await)?;
        Ok(self.coming(stream))
    }

    /// The facts of every block from a height on, up to `to_height`; without end where that is 0.
    /// No other node is turned to: an auditor goes on at another one knowingly.
    ///
    /// # Errors
    ///
    /// [`NodeError::Silent`].
    pub fn facts(&mut self, from_height: u64, to_height: u64) -> Result<Facts, NodeError> {
        let asked = pb::FactsRequest { from_height, to_height };
        let client = self.connected.client.clone();
        let mut client = client.max_decoding_message_size(MOST_FACTS_BYTES);
        let answer = self.runtime.block_on(within(READ, client.facts(asked)));
        let answer = answer.map_err(|status| self.silent(status))?;
        Ok(self.coming(answer.into_inner()))
    }

    fn coming<M>(&self, stream: Streaming<M>) -> Coming<M> {
        Coming { endpoint: self.endpoint().clone(), runtime: Rc::clone(&self.runtime), stream }
    }

    /// Asks, and turns to the next node whenever one stays silent for so long.
    fn read<R>(
        &mut self,
        patience: Duration,
        ask: impl AsyncFn(&mut LedgerClient<Channel>) -> Result<Response<R>, Status>,
    ) -> Result<R, NodeError> {
        loop {
            let mut client = self.connected.client.clone();
            let status = match self.runtime.block_on(within(patience, ask(&mut client))) {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) => status,
            };
            if !trouble::is_worth_another(&status) || !self.has_others() {
                return Err(self.silent(status));
            }
            self.move_on()?;
        }
    }

    fn silent(&self, status: Status) -> NodeError {
        let endpoint = self.endpoint().clone();
        NodeError::Silent { endpoint, silence: Silence::of(&status), status: Box::new(status) }
    }
}

impl<M> Coming<M> {
    /// What comes next; waits for it no longer than `patience`.
    ///
    /// # Errors
    ///
    /// [`NodeError::Silent`], also when the node ends the stream.
    pub fn wait_for_next(&mut self, patience: Duration) -> Result<M, NodeError> {
        let silent = |status: Status| NodeError::Silent {
            endpoint: self.endpoint.clone(),
            silence: Silence::of(&status),
            status: Box::new(status),
        };
        let next = within(patience, self.stream.message());
        let next = self.runtime.block_on(next).map_err(silent)?;
        next.ok_or_else(|| silent(Status::unavailable("the stream ended")))
    }
}

impl Settings {
    /// The first node from `start` on that answers and is of the network. One that states another
    /// network may be lying, so the others are tried before that is reported.
    async fn connect(&self, start: usize) -> Result<Connected, NodeError> {
        let mut tried = Vec::new();
        let mut foreign = None;
        for (position, endpoint) in self.endpoints.iter().enumerate().skip(start) {
            match self.connect_to(position, endpoint).await {
                Ok(connected) => return Ok(connected),
                Err(Attempt::Trouble(trouble)) => tried.push((endpoint.clone(), trouble)),
                Err(Attempt::Foreign(theirs)) => {
                    let (endpoint, ours) = (endpoint.clone(), self.chain);
                    foreign.get_or_insert(NodeError::OtherNetwork { endpoint, theirs, ours });
                }
                Err(Attempt::Final(error)) => return Err(error),
            }
        }
        Err(foreign.unwrap_or(NodeError::Unreachable { tried }))
    }

    async fn connect_to(&self, position: usize, endpoint: &Endpoint) -> Result<Connected, Attempt> {
        let channel = self.channel(endpoint)?.connect().await.map_err(Trouble::of)?;
        let mut client = LedgerClient::new(channel).max_decoding_message_size(MOST_ANSWER_BYTES);
        let status = within(self.patience, client.status(pb::StatusRequest {})).await;
        let status = status.map_err(|status| Trouble::Silent(Silence::of(&status)))?.into_inner();
        // The chain id is not taken on trust either: every proof is checked against the pinned
        // one. This only tells a wrong address from a wrong proof.
        match ChainId::from_slice(&status.chain_id) {
            Some(theirs) if theirs == self.chain => Ok(Connected { position, client, status }),
            theirs => Err(Attempt::Foreign(theirs)),
        }
    }

    fn channel(&self, endpoint: &Endpoint) -> Result<tonic::transport::Endpoint, Attempt> {
        let channel = Channel::builder(endpoint.uri().clone())
            .connect_timeout(CONNECT)
            .http2_keep_alive_interval(KEEPALIVE)
            .keep_alive_timeout(KEEPALIVE);
        if !endpoint.is_encrypted() {
            return Ok(channel);
        }
        let certificates = self.certificates.clone().ok_or_else(|| {
            Attempt::Final(NodeError::NoCertificates { endpoint: endpoint.clone() })
        })?;
        let tls = ClientTlsConfig::new().ca_certificate(certificates);
        Ok(channel.tls_config(tls).map_err(Trouble::of)?)
    }
}

/// How an attempt to connect failed.
enum Attempt {
    /// Another node may do better.
    Trouble(Trouble),
    /// The node says that it is of another network, this one if it names any.
    Foreign(Option<ChainId>),
    /// The profile is wrong.
    Final(NodeError),
}

impl From<Trouble> for Attempt {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

fn certificates(profile: &Profile) -> Result<Option<Certificate>, NodeError> {
    let Some(path) = &profile.tls_ca else { return Ok(None) };
    let pem = home::read(path, MOST_CERTIFICATE_BYTES).map_err(NodeError::Certificates)?;
    Ok(Some(Certificate::from_pem(pem)))
}

/// The answer to a question that is given up after a while. The transport's own limit would not
/// do: it ends with the first bytes of an answer, and the rest may never come.
async fn within<R>(
    patience: Duration,
    answer: impl Future<Output = Result<R, Status>>,
) -> Result<R, Status> {
    let given_up = || Status::deadline_exceeded("the answer took too long");
    time::timeout(patience, answer).await.unwrap_or_else(|_| Err(given_up()))
}

/// How long a connection may take, the TLS handshake included.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a node may take to answer from its records.
const READ: Duration = Duration::from_secs(20);
/// How long a node may take for an evidence file: a long history is long to put together.
const EVIDENCE: Duration = Duration::from_secs(60);
/// How long a node is asked to wait for an outcome, and how long its answer is waited for.
const WAIT_MS: u32 = 30_000;
const SUBMIT: Duration = Duration::from_secs(75);
/// A silent connection is asked for a sign of life so often, and given so long for it.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// The most entries of a list that a node gives at once.
pub const LIST: u32 = 256;
/// An evidence file and what stands around it, the longest answer there is.
const MOST_ANSWER_BYTES: usize = limits::EVIDENCE_BYTES + 64 * 1024;
/// The facts of a block, and what stands around them.
const MOST_FACTS_BYTES: usize =
    limits::BLOCK_FACTS_BYTES + limits::CERTIFICATE_BYTES + HANDOVERS_BYTES + 64 * 1024;
const _: () = assert!(limits::RECEIPT_BYTES < MOST_ANSWER_BYTES);
const _: () = assert!(limits::TRAIL_BYTES < MOST_ANSWER_BYTES);
const _: () = assert!(limits::BLOCK_BYTES + HANDOVERS_BYTES < MOST_ANSWER_BYTES);
const HANDOVERS_BYTES: usize = limits::HANDOVERS * (limits::HANDOVER_BYTES + 4);
const MOST_CERTIFICATE_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests;
