//! `ebl-node run`: all wiring, and nothing else.

mod fault;
mod joining;
mod tasks;
mod voting;

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use libp2p::Multiaddr;
use libp2p::multiaddr::Protocol;
use proto::genesis::Genesis;
use proto::keys::SecretKey;
use proto::validators::Address;
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::timeout;
use tracing::{debug, error, info};

pub use self::fault::RunError;
use self::joining::Begins;
use self::voting::{consensus_key, witness_key};
use crate::admission::Admission;
use crate::api::{self, Sources};
use crate::chain::{Backfill, Begun, Chain, ChainError, Head, Opening, Places, forget_clean_stop};
use crate::commands::init::network_keypair;
use crate::commands::{CommandError, read_both};
use crate::config::{BeginWith, Config, Peer};
use crate::consensus::application::{Application, ApplicationError};
use crate::consensus::engine::{Engine, EngineOptions, EngineState};
use crate::consensus::idle::IdlePolicy;
use crate::consensus::log_check::clear_unreadable;
use crate::consensus::shell::{Ended, Shell, Signals};
use crate::consensus::voting::{Stands, Voting};
use crate::gossip::{self, Gossip, GossipError, PeerAddress};
use crate::histories::{Cosignatures, Histories, HistoriesError, Words};
use crate::keyfile::{self, Seed};
use crate::pool::Pool;
use crate::reader::Reader;
use crate::store::index::Index;
use crate::store::vfs::{Disk, StdDisk};
use crate::telemetry::{self, Endpoint, EndpointError, Metrics};
use crate::witness::Witness;

/// How often a node tells its peers which height it holds.
const STATUS_INTERVAL: Duration = Duration::from_millis(500);
/// How long an unproved claim of a greater height is not followed again.
const CLAIM_PAUSE: Duration = Duration::from_secs(10);
/// How long a node whose network has another history stays for its peers to compare, at most.
const PARTING: Duration = Duration::from_secs(15);
/// Inbound connections per address: several nodes may share one.
const CONNECTIONS_PER_IP: usize = 64;

/// What a start takes on trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// After a clean stop, that the ledger is as it was then.
    AfterCleanStop,
    /// Nothing: every byte of the ledger log is read.
    Verifying,
}

/// Runs a node until it is told to stop.
///
/// # Errors
///
/// [`RunError`].
pub async fn run(config: &Path, start: Start, stop: watch::Receiver<bool>) -> Result<(), RunError> {
    let (config, genesis) = read_both(config)?;
    telemetry::start_log(&config.log)?;
    let genesis = Arc::new(genesis);
    let network_seed = keyfile::read(&config.keys.network).map_err(CommandError::Key)?;
    let places = Places::below(&config.data);
    for path in [&config.data, &places.engine()] {
        std::fs::create_dir_all(path)
            .map_err(|source| RunError::Folder { path: path.clone(), source })?;
    }
    if start == Start::Verifying {
        forget_clean_stop(&StdDisk, &places)?;
    }
    let key = consensus_key(&config)?;
    info!(name = config.name, chain = %genesis.chain(), role = ?config.role, "starting");
    Node { config, genesis, places, network_seed }.run(key, stop).await
}

/// Everything that is known before anything is started.
struct Node {
    config: Config,
    genesis: Arc<Genesis>,
    places: Places,
    network_seed: Seed,
}

impl Node {
    async fn run(
        self,
        key: Option<(SecretKey, Address)>,
        asked: watch::Receiver<bool>,
    ) -> Result<(), RunError> {
        let (key, own) = key.unzip();
        let disk: Arc<dyn Disk> = Arc::new(StdDisk);
        let early = match self.begin_with_snapshot(&disk, &asked).await? {
            Beginning::Stopped => return Ok(()),
            Beginning::Begun(gossip) => gossip,
        };
        let pool = Arc::new(Pool::new(self.config.pool.into()));
        let (heads_sender, heads) = watch::channel(founding_head(&self.genesis));
        let opening = self.opening(own, Arc::clone(&pool), heads_sender.clone());
        let started = Instant::now();
        let Some(chain) = open_unless(&asked, opening).await? else {
            info!("stopped while the ledger was opened");
            return Ok(());
        };
        let took_ms = started.elapsed().as_millis() as u64;
        let how = match chain.begun() {
            Begun::AfterCleanStop => "as it was at the clean stop",
            Begun::Verified(_) => "the whole ledger log was verified",
        };
        info!(height = chain.head().height, took_ms, "the ledger is open: {how}");
        heads_sender.send_replace(chain.head());
        let voting = Voting::decide(key, &Stands::of(&chain), &disk, &self.places)?;
        if voting.signer().is_none() {
            clear_unreadable(disk.as_ref(), &self.places.engine_log())?;
        }
        let (log, index) = chain.stores();
        let backfill = self.backfill(&disk, index.clone());
        let backfill_log = Arc::clone(&log);
        let reader = Reader::new(Arc::clone(&self.genesis), log, index);
        let height = chain.head().height;
        let gossip = match early {
            Some(gossip) => gossip,
            None => self.start_gossip(height)?,
        };
        gossip.handle.announce(height);
        let (stop, over) =
            tasks::until_over(&asked, voting.silence(), &heads, gossip.handle.peers());
        let work = Arc::new(Notify::new());
        let wake = Arc::clone(&work);
        let on_first = Arc::new(move || wake.notify_one());
        let admission = Admission::new(reader.clone(), Arc::clone(&pool), on_first);
        let metrics = Metrics::new();
        let cosignatures = Cosignatures::default();
        let histories = self.histories(&reader, &disk, &cosignatures)?;
        let kept = histories.kept();
        let sources = Sources {
            reader: reader.clone(),
            admission: admission.clone(),
            pool: Arc::clone(&pool),
            spread: tasks::spread(&gossip.handle),
            heads: heads.clone(),
            cosignatures,
            peers: gossip.handle.peers(),
            own,
            metrics: metrics.clone(),
        };
        let server = api::Server::bind(&self.api_settings()).await?;
        let endpoint = self.bind_metrics().await?;
        let (mut engine, end) = Engine::start(self.engine_options(), voting.role()).await?;
        // The engine's log has its name now, and nothing has been signed yet in this run.
        disk.sync_dir(&self.places.engine()).map_err(RunError::EngineFolder)?;
        let application =
            Application::new(chain, voting.signer(), self.config.consensus.timeouts());
        let signals = Signals { work: Arc::clone(&work), stop: stop.clone() };
        let shell = Shell::new(application, end, signals, self.idle_policy());
        let ended = shell.spawn().map_err(RunError::Thread)?;

        info!(api = %server.address(), height = heads.borrow().height, "serving");
        if let Some(endpoint) = endpoint {
            tasks::serve_metrics(endpoint, metrics, sources.clone(), stop.clone());
        }
        let serving = tokio::spawn(server.serve(sources, stop.clone()));
        tasks::fetch_blocks(backfill, backfill_log, gossip.handle.clone(), stop.clone());
        let follow = tasks::follow_peers;
        follow(gossip, admission, pool, histories, reader, heads.clone(), stop.clone());

        let ended = ended.await.map_err(|_| RunError::ShellGone)?;
        let log_damaged = matches!(ended, Ok(Ended::LogDamaged));
        voting.ended(log_damaged, heads.borrow().height, disk.as_ref(), &self.places)?;
        if matches!(ended, Err(ApplicationError::OtherHistory { .. })) {
            // Peers are told our blocks and tell theirs, so that both histories are kept here.
            let _ = timeout(PARTING, kept.notified()).await;
        }
        let outcome = tell(ended, &mut engine).await;
        if outcome.is_ok() {
            // Open calls end first, so that nobody is cut off in the middle of an answer.
            if let Ok(Err(error)) = serving.await {
                error!(%error, "the API did not end well");
            }
        }
        engine.stop().await;
        info!("stopped");
        match voting.silence().filter(|_| *over.borrow()) {
            Some(silence) if outcome.is_ok() => {
                silence.end(disk.as_ref(), &self.places)?;
                if *asked.borrow() { Ok(()) } else { Err(RunError::MayVoteAgain) }
            }
            _ => outcome,
        }
    }

    fn opening(
        &self,
        own: Option<Address>,
        pool: Arc<Pool>,
        heads: watch::Sender<Head>,
    ) -> Opening {
        Opening {
            genesis: Arc::clone(&self.genesis),
            own,
            places: self.places.clone(),
            disk: Arc::new(StdDisk),
            shelf: self.config.store.index.shelf(),
            horizon: self.config.horizon(),
            pool,
            on_commit: Box::new(move |head| {
                heads.send_replace(head);
            }),
        }
    }

    /// Lets a node that is to begin with a snapshot fetch one, if it has not begun yet. The network over
    /// which it did goes on.
    async fn begin_with_snapshot(
        &self,
        disk: &Arc<dyn Disk>,
        asked: &watch::Receiver<bool>,
    ) -> Result<Beginning, RunError> {
        let begins = self.config.sync.begin_with;
        if begins == BeginWith::Blocks
            || !joining::has_not_begun(&self.genesis, &self.places, disk)?
        {
            return Ok(Beginning::Begun(None));
        }
        let gossip = self.start_gossip(0)?;
        let (genesis, disk) = (Arc::clone(&self.genesis), Arc::clone(disk));
        let fetched = joining::fetch(genesis, &self.places, disk, &gossip.handle, asked);
        Ok(match fetched.await? {
            Begins::Stopped => Beginning::Stopped,
            Begins::WithSnapshot | Begins::WithBlocks => Beginning::Begun(Some(gossip)),
        })
    }

    fn start_gossip(&self, height: u64) -> Result<Gossip, GossipError> {
        let peers = self
            .config
            .peers
            .iter()
            .map(|peer| PeerAddress { peer: peer.id, address: Some(peer.gossip.clone()) });
        gossip::start(gossip::Settings {
            listen: self.config.listen.gossip.clone(),
            peers: peers.collect(),
            keypair: network_keypair(&self.network_seed),
            chain: self.genesis.chain(),
            network_name: self.genesis.network_name().to_owned(),
            height,
        })
    }

    /// How the blocks before a snapshot are opened that this node may have begun with.
    fn backfill(
        &self,
        disk: &Arc<dyn Disk>,
        index: Index,
    ) -> impl FnOnce() -> Result<Option<Backfill>, ChainError> + Send + 'static {
        let (genesis, places, disk) =
            (Arc::clone(&self.genesis), self.places.clone(), Arc::clone(disk));
        let shelf = self.config.store.index.shelf();
        move || Backfill::open(&genesis, &places, disk, shelf, index)
    }

    fn histories(
        &self,
        reader: &Reader,
        disk: &Arc<dyn Disk>,
        cosignatures: &Cosignatures,
    ) -> Result<Histories, RunError> {
        let witness = match witness_key(&self.config)? {
            Some(key) => {
                let (genesis, memory) = (Arc::clone(&self.genesis), self.places.witnessed());
                Some(Witness::resume(genesis, key, memory, Arc::clone(disk))?)
            }
            None => None,
        };
        let words = Words::open(Arc::clone(disk), self.places.witnesses());
        let words = words.map_err(HistoriesError::from)?;
        let (reader, disk, evidence) = (reader.clone(), Arc::clone(disk), self.places.evidence());
        Ok(Histories::new(reader, disk, evidence, witness, words, cosignatures.clone())?)
    }

    async fn bind_metrics(&self) -> Result<Option<Endpoint>, EndpointError> {
        match self.config.listen.metrics {
            Some(address) => Endpoint::bind(address).await.map(Some),
            None => Ok(None),
        }
    }

    fn engine_options(&self) -> EngineOptions {
        EngineOptions {
            moniker: self.config.name.clone(),
            chain: self.genesis.chain(),
            listen: self.config.listen.consensus.clone(),
            peers: self.config.peers.iter().map(consensus_address).collect(),
            network_key: network_keypair(&self.network_seed),
            log: self.places.engine_log(),
            status_interval: STATUS_INTERVAL,
            connections_per_ip: CONNECTIONS_PER_IP,
        }
    }

    fn api_settings(&self) -> api::Settings {
        api::Settings { listen: self.config.listen.api, tls: self.config.tls.clone() }
    }

    fn idle_policy(&self) -> IdlePolicy {
        let heartbeat = Duration::from_millis(u64::from(self.genesis.heartbeat_ms()));
        IdlePolicy { heartbeat, claim_pause: CLAIM_PAUSE }
    }
}

/// How far a node came before it opens its ledger.
enum Beginning {
    /// It may be opened. The network is there if it was needed already.
    Begun(Option<Gossip>),
    /// It was told to stop.
    Stopped,
}

/// Opens the chain, which can take long; none when the node is told to stop meanwhile. The opening
/// has a thread of its own, which nothing waits for: it ends with the process, and an index that
/// is half built is built anew.
async fn open_unless(
    asked: &watch::Receiver<bool>,
    opening: Opening,
) -> Result<Option<Chain>, RunError> {
    let (sender, opened) = oneshot::channel();
    let open = move || {
        if sender.send(Chain::open(opening)).is_err() {
            debug!("nobody waited for the ledger");
        }
    };
    thread::Builder::new().name("opening".to_owned()).spawn(open).map_err(RunError::Thread)?;
    let mut asked = asked.clone();
    tokio::select! {
        opened = opened => Ok(Some(opened.map_err(|_| RunError::ShellGone)??)),
        Ok(_) = asked.wait_for(|asked| *asked) => Ok(None),
    }
}

async fn tell(ended: Result<Ended, ApplicationError>, engine: &mut Engine) -> Result<(), RunError> {
    match ended {
        Ok(Ended::Asked) => Ok(()),
        Ok(Ended::LogDamaged) => Err(RunError::EngineLogDamaged),
        Ok(Ended::EngineStopped) => match engine.state().await {
            EngineState::Stopped => Err(RunError::EngineStopped),
            EngineState::HoldingForSafety => Err(RunError::EngineHolds),
        },
        Err(error) => Err(error.into()),
    }
}

fn founding_head(genesis: &Genesis) -> Head {
    let hash = proto::hash::Hash(genesis.chain().0);
    Head { height: 0, hash, time_ms: genesis.time_ms() }
}

fn consensus_address(peer: &Peer) -> Multiaddr {
    peer.consensus.clone().with(Protocol::P2p(peer.id))
}
