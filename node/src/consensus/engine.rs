//! The engine itself: its settings, its start and its end.

mod settings;

use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_malachitebft_app::types::Keypair;
use arc_malachitebft_app_channel::app::engine::network::NetworkMsg as NetworkActorMsg;
use arc_malachitebft_app_channel::app::engine::node::NodeRef;
use arc_malachitebft_app_channel::spawn::spawn_network_actor;
use arc_malachitebft_app_channel::{
    Channels, ConsensusContext, EngineBuilder, EngineHandle, NetworkIdentity, NetworkRequest,
    RequestContext, SyncContext, WalContext,
};
use arc_malachitebft_codec::Codec;
use arc_malachitebft_metrics::SharedRegistry;
use libp2p::Multiaddr;
use proto::ids::ChainId;
use thiserror::Error;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::{info, warn};

use super::announced::AnnouncedHeights;
use super::codec::{CodecError, EblCodec};
use super::context::{Address, EblContext};
use super::shell::EngineEnd;
use super::signer::{SharedSigner, SignatureVerifier, ValidatorSigner};

/// How long the engine's parts get to finish what they are doing.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Requests to the running engine that may wait.
const REQUESTS: usize = 16;

/// What this node does in consensus.
#[derive(Clone)]
pub enum Role {
    /// Votes whenever it is in the validator set.
    Validator(Arc<ValidatorSigner>),
    /// Follows the votes and decides with the others, never votes.
    Observer,
    /// Takes no part in the gossip and only fetches decided blocks.
    SyncOnly,
}

/// Everything the engine is started with.
#[derive(Clone)]
pub struct EngineOptions {
    /// The node's name in logs and metrics.
    pub moniker: String,
    /// The chain; part of every protocol name, so that networks never mix.
    pub chain: ChainId,
    /// Where to listen, such as `/ip4/0.0.0.0/tcp/26656`.
    pub listen: Multiaddr,
    /// The peers, each with its `/p2p/` identity. Nobody else is talked to.
    pub peers: Vec<Multiaddr>,
    /// The network identity. It is not the consensus key.
    pub network_key: Keypair,
    /// The engine's write-ahead log.
    pub log: PathBuf,
    /// How often the node tells its peers which height it holds.
    pub status_interval: Duration,
    /// Inbound connections from one address; more than a handful only where nodes share one.
    pub connections_per_ip: usize,
}

/// Why the engine did not start.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The proof that ties the network identity to the validator could not be written.
    #[error("the validator proof cannot be written: {0}")]
    Proof(#[from] CodecError),
    /// The listen address names no transport the engine has.
    #[error("{0} is no TCP address to listen on")]
    Listen(Multiaddr),
    /// A peer without an identity could be anybody.
    #[error("the peer address {0} does not end in /p2p/<identity>")]
    PeerIdentity(Multiaddr),
    /// A part of the engine did not start: the port is taken, or the log cannot be opened.
    #[error("the consensus engine did not start: {0}")]
    Start(#[source] Box<dyn StdError + Send + Sync>),
}

/// How the engine stood when its questions ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineState {
    /// A part failed in a way that a restart mends.
    Stopped,
    /// Its log could not be trusted. It holds still on purpose: an operator must act before the
    /// validator signs again.
    HoldingForSafety,
}

/// A running engine.
pub struct Engine {
    node: NodeRef,
    /// None once it has told its end, which it tells once.
    finished: Option<JoinHandle<()>>,
    requests: mpsc::Sender<NetworkRequest>,
}

impl Engine {
    /// Starts the engine; gives its handle, and what the shell talks to.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when the settings make no sense or a part does not start.
    pub async fn start(
        options: EngineOptions,
        role: Role,
    ) -> Result<(Self, EngineEnd), EngineError> {
        settings::check(&options)?;
        let settings = settings::Settings::new(&options, &role);
        let identity = identity(&options, &role)?;
        let registry = SharedRegistry::global().with_moniker(&options.moniker);
        let (network, parts) = spawn_network_actor::<EblContext, _>(
            identity,
            &settings.consensus,
            &settings.sync,
            &registry,
            EblCodec,
        )
        .await
        .map_err(start_error)?;
        let (follower, announced) = AnnouncedHeights::follow(network.clone());
        network
            .cast(NetworkActorMsg::Subscribe(Box::new(follower)))
            .expect("the network was started just above");

        let built = EngineBuilder::new(EblContext::new(options.chain), settings)
            .with_custom_network(network.clone(), parts)
            .with_default_wal(WalContext::new(options.log, EblCodec))
            .with_default_sync(SyncContext::new(EblCodec))
            .with_default_consensus(consensus_context(options.chain, &role))
            .with_default_request(RequestContext::new(REQUESTS))
            .build()
            .await;
        let (channels, handle) = match built {
            Ok(built) => built,
            Err(report) => {
                network.stop(None);
                return Err(start_error(report));
            }
        };
        Ok(Self::split(channels, handle, announced))
    }

    fn split(
        channels: Channels<EblContext>,
        handle: EngineHandle,
        announced: tokio::sync::watch::Receiver<u64>,
    ) -> (Self, EngineEnd) {
        let end = EngineEnd {
            questions: channels.consensus,
            network: channels.network,
            events: channels.events.subscribe(),
            announced,
        };
        let engine = Self {
            node: handle.actor,
            finished: Some(handle.handle),
            requests: channels.net_requests,
        };
        (engine, end)
    }

    /// Requests to the engine's network: its state, and changes of the peers.
    #[must_use]
    pub fn network_requests(&self) -> mpsc::Sender<NetworkRequest> {
        self.requests.clone()
    }

    /// What became of the engine after its questions ended without anybody asking it to stop. On
    /// a safety failure it stops its parts and stays, so that no supervisor restarts it unseen.
    pub async fn state(&mut self) -> EngineState {
        let Some(finished) = &mut self.finished else { return EngineState::Stopped };
        if timeout(STOP_WITHIN, finished).await.is_err() {
            return EngineState::HoldingForSafety;
        }
        self.finished = None;
        EngineState::Stopped
    }

    /// Stops the engine and waits for its parts, the log among them.
    pub async fn stop(self) {
        let reason = Some("the node stops".to_owned());
        self.node.get_cell().stop_children_and_wait(reason.clone(), Some(STOP_WITHIN)).await;
        self.node.stop(reason);
        let ended = match self.finished {
            Some(finished) => timeout(STOP_WITHIN, finished).await.is_ok(),
            None => true,
        };
        if ended {
            info!("the engine has stopped");
        } else {
            warn!("the engine did not stop in time");
        }
    }
}

fn identity(options: &EngineOptions, role: &Role) -> Result<NetworkIdentity, EngineError> {
    let moniker = options.moniker.clone();
    let keypair = options.network_key.clone();
    let Role::Validator(signer) = role else {
        return Ok(NetworkIdentity::new(moniker, keypair, None));
    };
    let proof = signer.prove(keypair.public().to_peer_id().to_bytes());
    let proof = EblCodec.encode(&proof)?;
    Ok(NetworkIdentity::new_validator(moniker, keypair, signer.address().to_string(), proof))
}

fn consensus_context(chain: ChainId, role: &Role) -> ConsensusContext<EblContext> {
    let verifier = Box::new(SignatureVerifier::new(chain));
    match role {
        Role::Validator(signer) => {
            let shared = Box::new(SharedSigner(Arc::clone(signer)));
            ConsensusContext::new_validator(signer.address(), verifier, shared)
        }
        Role::Observer | Role::SyncOnly => {
            ConsensusContext::new_full_node(Address::NOBODY, verifier)
        }
    }
}

fn start_error(report: impl Into<Box<dyn StdError + Send + Sync>>) -> EngineError {
    EngineError::Start(report.into())
}
