//! What a program asks a node: the gRPC API, without a wallet around it.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use proto::block::{Block, Header};
use proto::certificate::CommitCertificate;
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::ids::{InstructionId, MemberId};
use proto::instruction::Subject;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::ledger_client::LedgerClient;
use proto::pb::api::v1::submit_response;
use proto::receipt::Receipt;
use proto::registry::{Member, Network};
use proto::state::TitleRecord;
use title::TitleId;
use tokio::runtime::Runtime;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

use super::member::Signed;
use super::wait::PATIENCE;

/// A connection to one node's API, made when first used and again after the node was away.
#[derive(Clone)]
pub struct Client {
    api: LedgerClient<Channel>,
}

/// What came of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Recorded; one receipt per fact.
    Final(Vec<Receipt>),
    /// A rule said no.
    Refused(String),
    /// Not known yet.
    Unknown,
}

/// What the registry holds.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The members, by id.
    pub members: BTreeMap<MemberId, Member>,
    /// What holds for the whole network.
    pub network: Network,
}

impl Outcome {
    /// The rule that said no.
    ///
    /// # Panics
    ///
    /// When none did.
    #[must_use]
    pub fn rule(self) -> String {
        match self {
            Self::Refused(rule) => rule,
            Self::Final(_) | Self::Unknown => panic!("expected a refusal and got {self:?}"),
        }
    }

    /// The receipts.
    ///
    /// # Panics
    ///
    /// When the instruction is not final.
    pub fn receipts(self) -> Vec<Receipt> {
        match self {
            Self::Final(receipts) => receipts,
            Self::Refused(_) | Self::Unknown => panic!("expected receipts and got {self:?}"),
        }
    }
}

impl Client {
    /// A client of the node whose API listens on this port.
    ///
    /// # Panics
    ///
    /// Never: an address and a port make an endpoint.
    #[must_use]
    pub fn new(api_port: u16) -> Self {
        Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, api_port)))
    }

    /// A client of the node whose API listens at this address.
    ///
    /// # Panics
    ///
    /// Never: an address makes an endpoint.
    #[must_use]
    pub fn at(address: SocketAddr) -> Self {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))
            .expect("an address makes an endpoint")
            .connect_timeout(Duration::from_secs(5))
            .timeout(CALL);
        let _inside = runtime().enter();
        Self { api: LedgerClient::new(endpoint.connect_lazy()) }
    }

    /// Hands in an instruction and waits for its outcome.
    ///
    /// # Errors
    ///
    /// What the node or the connection to it says instead of an answer.
    pub fn try_submit(&self, envelope: &[u8]) -> Result<Outcome, Status> {
        self.try_submit_within(envelope, WAIT)
    }

    /// Hands in an instruction and waits for its outcome, but not longer than told.
    ///
    /// # Errors
    ///
    /// What the node or the connection to it says instead of an answer.
    pub fn try_submit_within(&self, envelope: &[u8], wait: Duration) -> Result<Outcome, Status> {
        let envelope = envelope.to_vec();
        let mut request = Request::new(pb::SubmitRequest { envelope, wait_ms: milliseconds(wait) });
        request.set_timeout(wait + ROUND_TRIP);
        let response = runtime().block_on(self.api.clone().submit(request))?;
        Ok(outcome(response.into_inner()))
    }

    /// Hands in an instruction and waits for its outcome.
    ///
    /// # Panics
    ///
    /// When there is no answer.
    #[must_use]
    pub fn submit(&self, signed: &Signed) -> Outcome {
        self.try_submit(&signed.envelope).expect("the node answers")
    }

    /// The outcome of an instruction handed in before, perhaps at another node.
    ///
    /// # Panics
    ///
    /// When there is no answer.
    #[must_use]
    pub fn outcome(&self, signed: &Signed) -> Outcome {
        self.outcome_of(signed.id, signed.deadline_ms)
    }

    /// The outcome of an instruction, by its id and its deadline.
    ///
    /// # Panics
    ///
    /// When there is no answer.
    #[must_use]
    pub fn outcome_of(&self, id: InstructionId, deadline_ms: u64) -> Outcome {
        let instruction_id = id.0.to_vec();
        let wait_ms = milliseconds(WAIT);
        let request = pb::OutcomeRequest { instruction_id, deadline_ms, wait_ms };
        let response = runtime().block_on(self.api.clone().outcome(request));
        outcome(response.expect("the node answers").into_inner())
    }

    /// What the node says of itself.
    ///
    /// # Errors
    ///
    /// What the node or the connection to it says instead of an answer.
    pub fn status(&self) -> Result<pb::StatusResponse, Status> {
        let response = runtime().block_on(self.api.clone().status(pb::StatusRequest {}))?;
        Ok(response.into_inner())
    }

    /// The height of the newest block the node has on disk.
    ///
    /// # Errors
    ///
    /// What the node or the connection to it says instead of an answer.
    pub fn height(&self) -> Result<u64, Status> {
        Ok(self.status()?.head.map_or(0, |head| head.height))
    }

    /// The time of the newest block the node has on disk, in milliseconds since 1970.
    ///
    /// # Panics
    ///
    /// When there is no answer.
    #[must_use]
    pub fn time_ms(&self) -> u64 {
        self.status().expect("the node answers").head.map_or(0, |head| head.time_ms)
    }

    /// Who is enrolled, and what holds for the whole network.
    ///
    /// # Panics
    ///
    /// When there is no answer, or none that can be read.
    #[must_use]
    pub fn registry(&self) -> Registry {
        let response = runtime().block_on(self.api.clone().members(pb::MembersRequest {}));
        let response = response.expect("the node answers").into_inner();
        let members = response.members.iter().map(|bytes| {
            let member = Member::decode(bytes).expect("the node sends what it recorded");
            (member.id(), member)
        });
        let network = Network::decode(&response.network).expect("the node sends what it recorded");
        Registry { members: members.collect(), network }
    }

    /// A title, if there is one.
    ///
    /// # Panics
    ///
    /// When there is no answer, or none that can be read.
    #[must_use]
    pub fn title(&self, title: TitleId) -> Option<TitleRecord> {
        let request = pb::TitleRequest { title: title.0.to_vec(), known_height: None };
        let response = runtime().block_on(self.api.clone().title(request));
        let record = response.expect("the node answers").into_inner().record;
        (!record.is_empty())
            .then(|| TitleRecord::decode(&record).expect("the node sends what it recorded"))
    }

    /// A title, and the head it was read at.
    ///
    /// # Errors
    ///
    /// What the node or the connection to it says instead of an answer.
    ///
    /// # Panics
    ///
    /// When the answer cannot be read.
    pub fn title_at(&self, title: TitleId) -> Result<(pb::Head, Option<TitleRecord>), Status> {
        let request = pb::TitleRequest { title: title.0.to_vec(), known_height: None };
        let answer = runtime().block_on(self.api.clone().title(request))?.into_inner();
        let decode = |record| TitleRecord::decode(record).expect("the node sends what it recorded");
        let record = (!answer.record.is_empty()).then(|| decode(&answer.record));
        Ok((answer.head.expect("every read carries its head"), record))
    }

    /// The head of a title's control chain.
    ///
    /// # Panics
    ///
    /// When there is no such title.
    #[must_use]
    pub fn head_of(&self, title: TitleId) -> Hash {
        self.title(title).expect("the title was issued").control.head
    }

    /// The facts of a title, oldest first.
    ///
    /// # Panics
    ///
    /// When there is no answer, or none that can be read.
    #[must_use]
    pub fn history(&self, title: TitleId) -> Vec<FactRecord> {
        self.facts(&Subject::TitleControl(title))
    }

    /// The first facts of a chain, oldest first, as many as one answer holds.
    ///
    /// # Panics
    ///
    /// When there is no answer, or none that can be read.
    #[must_use]
    pub fn facts(&self, chain: &Subject) -> Vec<FactRecord> {
        let (kind, id) = chain.to_wire();
        let (subject, kind) = (id.to_vec(), kind.into());
        let request = pb::HistoryRequest { subject, from: 1, limit: 256, kind };
        let response = runtime().block_on(self.api.clone().history(request));
        let records = response.expect("the node answers").into_inner().records;
        let decode = |record: &Vec<u8>| FactRecord::decode(record).expect("the node's own record");
        records.iter().map(decode).collect()
    }

    /// The receipt of a fact, made anew by this node.
    ///
    /// # Panics
    ///
    /// When there is no answer, or none that can be read.
    #[must_use]
    pub fn receipt(&self, title: TitleId, sequence: u64) -> Option<Receipt> {
        let request = pb::ReceiptRequest { subject: title.0.to_vec(), sequence, kind: 0 };
        let response = runtime().block_on(self.api.clone().receipt(request));
        let receipt = response.expect("the node answers").into_inner().receipt?;
        Some(Receipt::from_message(&receipt).expect("the node sends what can be read"))
    }

    /// The committed blocks from one height to another, both included; waits for those that are
    /// still to come.
    ///
    /// # Panics
    ///
    /// When they do not come, or cannot be read.
    #[must_use]
    pub fn blocks(&self, from_height: u64, to_height: u64) -> Vec<(Block, CommitCertificate)> {
        let blocks = async {
            let request = pb::BlocksRequest { from_height };
            let stream = self.api.clone().blocks(request).await;
            let mut stream = stream.expect("the node answers").into_inner();
            let mut blocks = Vec::new();
            for _ in from_height..=to_height {
                let next = stream.message().await.expect("the node answers");
                blocks.push(read_block(&next.expect("the stream ends with its reader")));
            }
            blocks
        };
        let blocks = async { tokio::time::timeout(PATIENCE, blocks).await };
        runtime().block_on(blocks).expect("the blocks come")
    }

    /// The header at a height.
    ///
    /// # Panics
    ///
    /// When it does not come, or cannot be read.
    #[must_use]
    pub fn header(&self, height: u64) -> Header {
        self.blocks(height, height).remove(0).0.header
    }
}

/// The runtime under all clients: callers are plain threads, as scenarios read best.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("the system has room for two threads")
    })
}

fn read_block(message: &pb::CommittedBlock) -> (Block, CommitCertificate) {
    let block = Block::decode(&message.block).expect("the node sends what it recorded");
    let certificate = message.certificate.as_ref().expect("a committed block has a certificate");
    let certificate = CommitCertificate::from_message(certificate);
    (block, certificate.expect("the node sends what it recorded"))
}

fn outcome(response: pb::SubmitResponse) -> Outcome {
    match response.outcome {
        Some(submit_response::Outcome::Final(list)) => {
            let read = |receipt| Receipt::from_message(receipt).expect("a receipt can be read");
            Outcome::Final(list.receipts.iter().map(read).collect())
        }
        Some(submit_response::Outcome::Refused(refused)) => Outcome::Refused(refused.rule),
        Some(submit_response::Outcome::Unknown(_)) | None => Outcome::Unknown,
    }
}

fn milliseconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis()).expect("nobody waits for a month")
}

/// How long a node is asked to wait for an outcome.
const WAIT: Duration = Duration::from_secs(45);
/// What an answer may take beyond the wait that was asked for.
const ROUND_TRIP: Duration = Duration::from_secs(5);
/// How long any call may take.
const CALL: Duration = Duration::from_secs(60);
