//! `ebl-node run`: all wiring, and nothing else.

mod fault;
mod joining;
mod running;
mod tasks;
mod voting;

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use libp2p::Multiaddr;
use libp2p::multiaddr::Protocol;
use proto::genesis::Genesis;
use proto::keys::SecretKey;
use proto::validators::Address;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot, watch};
use tracing::{debug, info};

pub use self::fault::RunError;
use self::joining::Begins;
use self::running::Running;
use self::voting::{consensus_key, witness_key};
use crate::admission::Admission;
use crate::api::{self, Sources};
use crate::chain::{Backfill, Begun, Chain, ChainError, Head, Opening, Places, forget_clean_stop};
use crate::commands::init::network_keypair;
use crate::commands::{CommandError, read_both};
use crate::config::{BeginWith, Config, Peer};
use crate::consensus::application::Application;
use crate::consensus::engine::{Engine, EngineOptions};
use crate::consensus::idle::IdlePolicy;
use crate::consensus::log_check::clear_unreadable;
use crate::consensus::shell::{Shell, Signals};
use crate::consensus::voting::{Stands, Voting};
use crate::gossip::{self, Gossip, GossipError, PeerAddress};
use crate::histories::{Cosignatures, Histories, HistoriesError, Words};
use crate::keyfile::{self, Seed};
use crate::pool::{Pool, SharedPool};
use crate::reader::Reader;
use crate::store::index::Index;
use crate::store::vfs::{Disk, StdDisk};
use crate::telemetry::{self, Endpoint, EndpointError, Metrics};
use crate::witness::Witness;

/// How often a node tells its peers which height it holds.
const STATUS_INTERVAL: Duration = Duration::from_millis(500);
/// How long an unproved claim of a greater height is not followed again.
const CLAIM_PAUSE: Duration = Duration::from_secs(10);
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
        self.check_addresses().await?;
        let early = match self.begin_with_snapshot(&disk, &asked).await? {
            Beginning::Stopped => return Ok(()),
            Beginning::Begun(gossip) => gossip,
        };
        let pool = Arc::new(Pool::new(self.config.pool.into()));
        let (heads_sender, heads) = watch::channel(founding_head(&self.genesis));
        let opening = self.opening(own, Arc::clone(&pool), heads_sender.clone());
        let Some(chain) = open_unless(&asked, opening).await? else {
            info!("stopped while the ledger was opened");
            return Ok(());
        };
        heads_sender.send_replace(chain.head());
        // Until this ends nobody else may have the folder: what is still under way may sign.
        let _lock = chain.lock();
        let voting = Voting::decide(key, &Stands::of(&chain), &disk, &self.places)?;
        if voting.signer().is_none() {
            clear_unreadable(disk.as_ref(), &self.places.engine_log())?;
        }
        let gossip = match early {
            Some(gossip) => gossip,
            None => self.start_gossip(chain.head().height)?,
        };
        gossip.handle.announce(chain.head().height);
        let opened = Opened { chain, voting, gossip, pool, heads, own };
        self.start(opened, &disk, &asked).await?.until_ended(&asked, &self.places).await
    }

    /// Starts everything around the opened ledger.
    async fn start(
        &self,
        opened: Opened,
        disk: &Arc<dyn Disk>,
        asked: &watch::Receiver<bool>,
    ) -> Result<Running, RunError> {
        let Opened { chain, voting, gossip, pool, heads, own } = opened;
        let (log, index) = chain.stores();
        let backfill = self.backfill(disk, index.clone());
        let backfill_log = Arc::clone(&log);
        let reader = Reader::new(Arc::clone(&self.genesis), log, index);
        let (stop, over) = tasks::until_over(asked, voting.silence(), &heads, &gossip.handle);
        let work = Arc::new(Notify::new());
        let wake = Arc::clone(&work);
        let on_first = Arc::new(move || wake.notify_one());
        let admission = Admission::new(reader.clone(), Arc::clone(&pool), on_first);
        let metrics = Metrics::new();
        let cosignatures = Cosignatures::default();
        let histories = self.histories(&reader, disk, &cosignatures)?;
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
        let (engine, end) = Engine::start(self.engine_options(), voting.role()).await?;
        // The engine's log has its name now, and nothing has been signed yet in this run.
        disk.sync_dir(&self.places.engine()).map_err(RunError::EngineFolder)?;
        let application =
            Application::new(chain, voting.signer(), self.config.consensus.timeouts());
        let signals = Signals { work, stop: stop.clone() };
        let shell = Shell::new(application, end, signals, self.idle_policy());
        let ended = shell.spawn().map_err(RunError::Thread)?;

        info!(api = %server.address(), height = heads.borrow().height, "serving");
        if let Some(endpoint) = endpoint {
            tasks::serve_metrics(endpoint, metrics, sources.clone(), stop.clone());
        }
        let serving = tokio::spawn(server.serve(sources, stop.clone()));
        tasks::fetch_blocks(backfill, backfill_log, gossip.handle.clone(), stop.clone());
        tasks::follow_peers(gossip, admission, pool, histories, reader, heads.clone(), stop);
        Ok(Running { voting, engine, ended, serving, heads, over, kept, disk: Arc::clone(disk) })
    }

    /// Whether all addresses can be listened on. To open the ledger takes the note of a clean stop away,
    /// and so a start that would fail on an address fails before that.
    async fn check_addresses(&self) -> Result<(), RunError> {
        api::Server::check(&self.api_settings()).await?;
        drop(self.bind_metrics().await?);
        for address in [&self.config.listen.gossip, &self.config.listen.consensus] {
            let Some(socket) = socket(address) else { continue };
            let listen = |source| RunError::Listen { address: address.clone(), source };
            drop(TcpListener::bind(socket).await.map_err(listen)?);
        }
        Ok(())
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

/// What is there before anything is started around it.
struct Opened {
    chain: Chain,
    voting: Voting,
    gossip: Gossip,
    pool: SharedPool,
    heads: watch::Receiver<Head>,
    own: Option<Address>,
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
    let (mut asked, started) = (asked.clone(), Instant::now());
    let chain = tokio::select! {
        opened = opened => opened.map_err(|_| RunError::ShellGone)??,
        Ok(_) = asked.wait_for(|asked| *asked) => return Ok(None),
    };
    let took_ms = started.elapsed().as_millis() as u64;
    let how = match chain.begun() {
        Begun::AfterCleanStop => "as it was at the clean stop",
        Begun::Verified(_) => "the whole ledger log was verified",
    };
    info!(height = chain.head().height, took_ms, "the ledger is open: {how}");
    Ok(Some(chain))
}

fn founding_head(genesis: &Genesis) -> Head {
    let hash = proto::hash::Hash(genesis.chain().0);
    Head { height: 0, hash, time_ms: genesis.time_ms() }
}

/// The socket of an address that names one; of any other the part that listens there says more.
fn socket(address: &Multiaddr) -> Option<SocketAddr> {
    let mut parts = address.iter();
    let ip = match parts.next()? {
        Protocol::Ip4(ip) => IpAddr::from(ip),
        Protocol::Ip6(ip) => IpAddr::from(ip),
        _ => return None,
    };
    let Some(Protocol::Tcp(port)) = parts.next() else { return None };
    Some(SocketAddr::new(ip, port))
}

fn consensus_address(peer: &Peer) -> Multiaddr {
    peer.consensus.clone().with(Protocol::P2p(peer.id))
}
