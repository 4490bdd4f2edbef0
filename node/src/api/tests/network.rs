//! A network of one validator and one carrier, with its API served on a free port.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use proto::account::{Account, Policy};
use proto::certificate::CommitCertificate;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::{MemberId, title_id};
use proto::instruction::{Draft, approve, seal};
use proto::keys::SecretKey;
use proto::pb::api::v1::ledger_client::LedgerClient;
use proto::pb::ledger::v1 as pb;
use proto::registry;
use proto::signing::Purpose;
use proto::validators::{Address, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};
use tempfile::TempDir;
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Instruction, Issue, Order, ReferenceKey, TitleId,
};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use tonic::transport::Channel;

use crate::admission::Admission;
use crate::api::limits::READER_PATIENCE;
use crate::api::{ApiError, Server, Settings, Sources};
use crate::chain::{Chain, Head, Opening, Places};
use crate::histories::Cosignatures;
use crate::pool::Pool;
use crate::reader::Reader;
use crate::store::index::{Horizon, SledShelf};
use crate::store::vfs::StdDisk;
use crate::telemetry::Metrics;

const GENESIS_MS: u64 = 1_700_000_000_000;
/// A deadline no test lives to see: 2100-01-01.
pub(super) const FAR_DEADLINE_MS: u64 = 4_102_444_800_000;

pub(super) struct Network {
    pub(super) chain: Chain,
    pub(super) sources: Sources,
    pub(super) heads: Arc<watch::Sender<Head>>,
    /// Told when an instruction begins to wait.
    pub(super) work: Arc<Notify>,
    /// What peers would hear of.
    pub(super) spread: mpsc::UnboundedReceiver<Bytes>,
    _folder: TempDir,
}

pub(super) struct Serving {
    address: String,
    pub(super) client: LedgerClient<Channel>,
    pub(super) channel: Channel,
    pub(super) stop: watch::Sender<bool>,
    pub(super) server: JoinHandle<Result<(), ApiError>>,
}

fn validator() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn carrier_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

fn carrier() -> Account {
    let member = MemberId::of(pb::IdentifierScheme::Duns, "150483782");
    let policy = Policy::new(1, &[carrier_key().public()]).unwrap();
    Account::new(member, policy, Hash([7; 32]))
}

/// An account of the carrier that the genesis file does not know.
pub(super) fn second_account() -> Account {
    let policy = Policy::new(1, &[SecretKey::from_seed(&[3; 32]).public()]).unwrap();
    Account::new(carrier().member, policy, Hash([8; 32]))
}

fn genesis(network_name: &str) -> Genesis {
    let validators = ValidatorSet::new(&[(validator().public(), 1)]).unwrap();
    let account = carrier();
    let member = pb::Member {
        id: account.member.0.to_vec(),
        legal_name: "Northwind Line".to_owned(),
        scheme: pb::IdentifierScheme::Duns.into(),
        identifier: "150483782".to_owned(),
        capacities: Capacities::of(&[Capacity::Carrier]).bits().into(),
        jurisdiction: "NL".to_owned(),
        rulebook: 1,
        status: pb::MemberStatus::Active.into(),
        chain: None,
    };
    let profile = pb::TermsProfile {
        number: 1,
        governing_law: "English law".to_owned(),
        convention: "Hague-Visby".to_owned(),
    };
    Genesis::from_message(pb::Genesis {
        network_name: network_name.to_owned(),
        time_ms: GENESIS_MS,
        heartbeat_ms: 60_000,
        clock_drift_ms: 5_000,
        network: Some(pb::Network {
            validators: Some(validators.to_message()),
            rulebooks: vec![1],
            terms_profiles: vec![profile],
            governance_threshold: 1,
            ..pb::Network::default()
        }),
        members: vec![member],
        accounts: vec![account.to_message()],
        ..pb::Genesis::default()
    })
    .unwrap()
}

impl Serving {
    /// A client with a connection of its own.
    pub(super) async fn client(&self) -> LedgerClient<Channel> {
        LedgerClient::connect(self.address.clone()).await.unwrap()
    }

    /// One that takes in no more than this before it reads.
    pub(super) async fn narrow_client(&self, bytes: u32) -> LedgerClient<Channel> {
        let endpoint = Channel::from_shared(self.address.clone()).unwrap();
        let channel = endpoint.initial_stream_window_size(bytes).connect().await.unwrap();
        LedgerClient::new(channel)
    }
}

impl Network {
    pub(super) fn new() -> Self {
        Self::named("one node")
    }

    pub(super) fn named(network_name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let genesis = Arc::new(genesis(network_name));
        let pool = Arc::new(Pool::default());
        let start = Head { height: 0, hash: Hash(genesis.chain().0), time_ms: GENESIS_MS };
        let heads = Arc::new(watch::Sender::new(start));
        let told = Arc::clone(&heads);
        let chain = Chain::open(Opening {
            genesis: Arc::clone(&genesis),
            own: Some(Address::of(&validator().public())),
            places: Places::below(folder.path()),
            disk: Arc::new(StdDisk),
            shelf: Arc::new(SledShelf),
            horizon: Horizon::default(),
            pool: Arc::clone(&pool),
            on_commit: Box::new(move |head| {
                told.send_replace(head);
            }),
        })
        .unwrap();
        let (log, index) = chain.stores();
        let reader = Reader::new(genesis, log, index);
        let work = Arc::new(Notify::new());
        let notified = Arc::clone(&work);
        let on_work = Arc::new(move || notified.notify_one());
        let (spread, heard) = mpsc::unbounded_channel();
        let sources = Sources {
            admission: Admission::new(reader.clone(), Arc::clone(&pool), on_work),
            reader,
            pool,
            spread: Arc::new(move |envelope| spread.send(envelope).unwrap()),
            heads: heads.subscribe(),
            peers: watch::Sender::new(Vec::new()).subscribe(),
            cosignatures: Cosignatures::default(),
            own: Some(Address::of(&validator().public())),
            metrics: Metrics::new(),
        };
        Self { chain, sources, heads, work, spread: heard, _folder: folder }
    }

    pub(super) async fn serve(&self) -> Serving {
        self.serve_waiting(READER_PATIENCE).await
    }

    /// Serves, waiting for readers of streams only so long.
    pub(super) async fn serve_waiting(&self, patience: Duration) -> Serving {
        let settings = Settings { listen: "127.0.0.1:0".parse().unwrap(), tls: None };
        let server = Server::bind(&settings).await.unwrap().patient_for(patience);
        let address = format!("http://{}", server.address());
        let stop = watch::Sender::new(false);
        let server = tokio::spawn(server.serve(self.sources.clone(), stop.subscribe()));
        let channel = Channel::from_shared(address.clone()).unwrap().connect().await.unwrap();
        Serving { address, client: LedgerClient::new(channel.clone()), channel, stop, server }
    }

    /// Commits a block of what waits.
    pub(super) fn commit(&mut self) {
        let height = self.chain.head().height + 1;
        self.commit_at(GENESIS_MS + height * 1_000);
    }

    /// Commits a block of what waits, at this time.
    pub(super) fn commit_at(&mut self, now_ms: u64) {
        let height = self.chain.head().height + 1;
        let block = self.chain.propose(height, 0, now_ms).unwrap().hash;
        let own = Address::of(&validator().public());
        let vote = VoteBody {
            kind: VoteKind::Precommit,
            height,
            round: 0,
            block: Some(block),
            validator: own,
        };
        let signature = validator().sign(Purpose::Vote, &self.chain.chain_id(), &vote.encode());
        let certificate = CommitCertificate::new(height, 0, block, vec![(own, signature)]);
        self.chain.commit(certificate).unwrap();
    }

    pub(super) fn title(&self, reference: u8) -> TitleId {
        title_id(&self.chain.chain_id(), &ReferenceKey([reference; 32]), 1)
    }

    /// An act of the carrier about itself.
    pub(super) fn own_act(&self, act: registry::Act) -> Vec<u8> {
        let account = carrier();
        let meta = self.sources.reader.meta().unwrap();
        let state = self.sources.reader.state(&meta);
        let head = state.member(account.member).unwrap().unwrap().chain.head;
        let by = Acting::own(account.party());
        let instruction = registry::Instruction { by, with: vec![], act };
        let (chain, own) = (self.chain.chain_id(), registry::Chain::Member(account.member));
        let draft = Draft::on_registry(chain, FAR_DEADLINE_MS, own, head, instruction);
        let body = draft.body();
        let approval = approve(&chain, &body, &carrier_key());
        seal(body, &[approval])
    }

    /// The carrier's issue of a bearer bill to itself.
    pub(super) fn issue(&self, reference: u8) -> Vec<u8> {
        let party = carrier().party();
        let chain = self.chain.chain_id();
        let issue = Issue {
            reference: ReferenceKey([reference; 32]),
            version: 1,
            order: Order::Blank,
            controller: party,
            rulebook: 1,
            terms_profile: 1,
            document: Commitment { scheme: 1, root: [9; 32] },
            master: None,
        };
        let title = self.title(reference);
        let instruction = Instruction::new(Acting::own(party), title, Act::Issue(issue));
        let body = Draft::on_head(chain, FAR_DEADLINE_MS, Hash::ZERO, instruction).body();
        let approval = approve(&chain, &body, &carrier_key());
        seal(body, &[approval])
    }
}

pub(super) fn party() -> title::PartyId {
    carrier().party()
}
