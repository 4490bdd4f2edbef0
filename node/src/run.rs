//! `ebl-node run`: all wiring, and nothing else.

mod tasks;
mod voting;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_malachitebft_core_types::LinearTimeouts;
use libp2p::Multiaddr;
use libp2p::multiaddr::Protocol;
use proto::genesis::Genesis;
use proto::keys::SecretKey;
use proto::validators::Address;
use thiserror::Error;
use tokio::sync::{Notify, watch};
use tracing::{error, info};

use self::voting::{Voting, consensus_key};
use crate::admission::Admission;
use crate::api::{self, ApiError, Sources};
use crate::chain::{Chain, ChainError, Head, Opening, Places};
use crate::commands::init::network_keypair;
use crate::commands::{CommandError, read_both};
use crate::config::{Config, Peer};
use crate::consensus::application::{Application, ApplicationError};
use crate::consensus::engine::{Engine, EngineError, EngineOptions, EngineState};
use crate::consensus::idle::IdlePolicy;
use crate::consensus::log_check::LogCheckError;
use crate::consensus::shell::{Ended, Shell, Signals};
use crate::consensus::signer::GuardError;
use crate::gossip::{self, Gossip, GossipError, PeerAddress};
use crate::keyfile::{self, Seed};
use crate::pool::Pool;
use crate::reader::Reader;
use crate::store::vfs::StdDisk;
use crate::telemetry::{self, Endpoint, EndpointError, Metrics};

/// How often a node tells its peers which height it holds.
const STATUS_INTERVAL: Duration = Duration::from_secs(2);
/// How long an unproved claim of a greater height is not followed again.
const CLAIM_PAUSE: Duration = Duration::from_secs(10);
/// Inbound connections per address: several nodes may share one.
const CONNECTIONS_PER_IP: usize = 64;

/// Why a node did not start, or stopped by itself.
#[derive(Debug, Error)]
pub enum RunError {
    /// Configuration, genesis or keys.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The log of messages cannot be written.
    #[error(transparent)]
    Log(#[from] telemetry::LogError),
    /// The data folder cannot be made.
    #[error("{path}: {source}", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The network of waiting instructions.
    #[error(transparent)]
    Gossip(#[from] GossipError),
    /// The API.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The metrics endpoint.
    #[error(transparent)]
    Metrics(#[from] EndpointError),
    /// The engine did not start.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The memory of signatures cannot be used.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The consensus key is not in the validator set.
    #[error("this node's consensus key is not in the genesis file's validator set")]
    NotAValidator,
    /// The engine's log cannot be read.
    #[error(transparent)]
    LogCheck(#[from] LogCheckError),
    /// This validator kept silent, and need not any more.
    #[error(
        "the network has passed every height at which this validator can have signed: it may vote again"
    )]
    MayVoteAgain,
    /// The loop between engine and ledger failed.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// The loop ended without a word.
    #[error("the ledger thread ended unexpectedly")]
    ShellGone,
    /// The thread of the loop could not be made.
    #[error("the ledger thread cannot be started: {0}")]
    Thread(std::io::Error),
    /// The engine stopped by itself.
    #[error("the consensus engine stopped")]
    EngineStopped,
    /// The engine's log is damaged.
    #[error(
        "the consensus engine's log is damaged; this validator must not sign before an operator has looked"
    )]
    EngineLogDamaged,
}

impl RunError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Command(error) => error.hint(),
            Self::Log(error) => error.next(),
            Self::Api(error) => error.next(),
            Self::Metrics(error) => error.next(),
            Self::Folder { .. } => "check that the folder named by `data` can be made",
            Self::Chain(ChainError::Lock(_)) => "stop the other process first",
            Self::Chain(ChainError::Log(_) | ChainError::LogDisagrees { .. }) => {
                "this node refuses to serve; run `ebl-node check-store`, keep the folder as \
                 evidence, and restore it from a backup or from its peers"
            }
            Self::Chain(_) | Self::Application(_) | Self::ShellGone => {
                "nothing final is lost; look at the cause above, then start the node again"
            }
            Self::Gossip(_) | Self::Engine(_) => {
                "check the addresses in node.toml and whether another program uses them"
            }
            Self::NotAValidator => {
                "run it as an observer, or with the key named in the genesis file"
            }
            Self::Guard(_) | Self::LogCheck(_) => {
                "run this node as an observer until the network has passed that height; see \
                 docs/operating"
            }
            Self::EngineLogDamaged => {
                "keep engine/consensus.wal as evidence and start the node again: it follows \
                 silently until the network has passed that height"
            }
            Self::MayVoteAgain => "start the node again",
            Self::Thread(_) => "free some memory or raise the limit on threads",
            Self::EngineStopped => "start the node again",
        }
    }
}

/// Runs a node until it is told to stop.
///
/// # Errors
///
/// [`RunError`].
pub async fn run(config: &Path, stop: watch::Receiver<bool>) -> Result<(), RunError> {
    let (config, genesis) = read_both(config)?;
    telemetry::start_log(&config.log)?;
    let genesis = Arc::new(genesis);
    let network_seed = keyfile::read(&config.keys.network).map_err(CommandError::Key)?;
    let places = Places::below(&config.data);
    for path in [&config.data, &places.engine()] {
        std::fs::create_dir_all(path)
            .map_err(|source| RunError::Folder { path: path.clone(), source })?;
    }
    let key = consensus_key(&config, &genesis)?;
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
        let pool = Arc::new(Pool::new(self.config.pool.into()));
        let (heads_sender, heads) = watch::channel(founding_head(&self.genesis));
        let chain = self.open_chain(own, Arc::clone(&pool), heads_sender.clone())?;
        heads_sender.send_replace(chain.head());
        let voting = Voting::decide(key, &chain, &self.places)?;
        let (log, index) = chain.stores();
        let reader = Reader::new(Arc::clone(&self.genesis), log, index);
        let gossip = self.start_gossip(&chain)?;
        let stop = tasks::until_over(&asked, voting.silence(), &heads, gossip.handle.peers());
        let work = Arc::new(Notify::new());
        let wake = Arc::clone(&work);
        let on_new = Arc::new(move || wake.notify_one());
        let admission = Admission::new(reader.clone(), Arc::clone(&pool), on_new);
        let metrics = Metrics::new();
        let sources = Sources {
            reader,
            admission: admission.clone(),
            pool: Arc::clone(&pool),
            spread: tasks::spread(&gossip.handle),
            heads: heads.clone(),
            peers: gossip.handle.peers(),
            role: self.config.role,
            metrics: metrics.clone(),
        };
        let server = api::Server::bind(&self.api_settings()).await?;
        let endpoint = self.bind_metrics().await?;
        let (mut engine, end) = Engine::start(self.engine_options(), voting.role()).await?;
        let application = Application::new(chain, voting.signer(), self.timeouts());
        let signals = Signals { work: Arc::clone(&work), stop: stop.clone() };
        let shell = Shell::new(application, end, signals, self.idle_policy());
        let ended = shell.spawn().map_err(RunError::Thread)?;

        info!(api = %server.address(), height = heads.borrow().height, "serving");
        if let Some(endpoint) = endpoint {
            let sources = sources.clone();
            let now = move || sources.snapshot();
            let served = endpoint.serve(metrics, now, stop.clone());
            tokio::spawn(async move {
                if let Err(error) = served.await {
                    error!(%error, "metrics are not served any more");
                }
            });
        }
        let serving = tokio::spawn(server.serve(sources, stop.clone()));
        tasks::follow_peers(gossip, admission, pool, heads, stop.clone());

        let ended = ended.await.map_err(|_| RunError::ShellGone)?;
        let outcome = tell(ended, &mut engine).await;
        if outcome.is_ok() {
            // Open calls end first, so that nobody is cut off in the middle of an answer.
            if let Ok(Err(error)) = serving.await {
                error!(%error, "the API did not end well");
            }
        }
        engine.stop().await;
        info!("stopped");
        match voting.silence() {
            Some(silence) if outcome.is_ok() && !*asked.borrow() => {
                silence.remember(&self.places)?;
                Err(RunError::MayVoteAgain)
            }
            _ => outcome,
        }
    }

    fn open_chain(
        &self,
        own: Option<Address>,
        pool: Arc<Pool>,
        heads: watch::Sender<Head>,
    ) -> Result<Chain, ChainError> {
        Chain::open(Opening {
            genesis: Arc::clone(&self.genesis),
            own,
            places: self.places.clone(),
            disk: Arc::new(StdDisk),
            pool,
            on_commit: Box::new(move |head| {
                heads.send_replace(head);
            }),
        })
    }

    fn start_gossip(&self, chain: &Chain) -> Result<Gossip, GossipError> {
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
            height: chain.head().height,
        })
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

    fn timeouts(&self) -> LinearTimeouts {
        let timing = self.config.consensus;
        let step = Duration::from_millis(timing.round_ms);
        let vote = Duration::from_millis(timing.vote_ms);
        LinearTimeouts {
            propose: Duration::from_millis(timing.propose_ms),
            propose_delta: step,
            prevote: vote,
            prevote_delta: step,
            precommit: vote,
            precommit_delta: step,
            ..LinearTimeouts::default()
        }
    }

    fn idle_policy(&self) -> IdlePolicy {
        let heartbeat = Duration::from_millis(u64::from(self.genesis.heartbeat_ms()));
        IdlePolicy { heartbeat, claim_pause: CLAIM_PAUSE }
    }
}

async fn tell(ended: Result<Ended, ApplicationError>, engine: &mut Engine) -> Result<(), RunError> {
    match ended {
        Ok(Ended::Asked) => Ok(()),
        Ok(Ended::LogDamaged) => Err(RunError::EngineLogDamaged),
        Ok(Ended::EngineStopped) => match engine.state().await {
            EngineState::Stopped => Err(RunError::EngineStopped),
            EngineState::HoldingForSafety => Err(RunError::EngineLogDamaged),
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
