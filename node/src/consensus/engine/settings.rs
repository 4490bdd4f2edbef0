//! The engine's own configuration, derived from ours. Nothing in it is left to a user: what could
//! weaken the network is fixed here.

use std::time::Duration;

use arc_malachitebft_app::config::{
    ConsensusConfig, DiscoveryConfig, NodeConfig, P2pConfig, ProtocolNames, PubSubMaxSizePerTopic,
    ValuePayload, ValueSyncConfig,
};
use libp2p::Multiaddr;
use libp2p::multiaddr::Protocol;
use proto::limits::VALIDATORS;

use super::{EngineError, EngineOptions, Role};
use crate::consensus::limits;

/// Messages kept per height before this node reaches it: some rounds of a full set.
const QUEUED_MESSAGES: usize = 8 * VALIDATORS;

/// Room for a transport frame around a payload.
const FRAME_BYTES: usize = 64 * 1024;

/// How long an address that lost a connection waits before it may connect again.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// How long a sync request may take before another peer is asked.
const SYNC_REQUEST_WITHIN: Duration = Duration::from_secs(5);

/// The settings in the engine's own form.
pub(super) struct Settings {
    moniker: String,
    pub(super) consensus: ConsensusConfig,
    pub(super) sync: ValueSyncConfig,
}

impl Settings {
    pub(super) fn new(options: &EngineOptions, role: &Role) -> Self {
        let consensus = ConsensusConfig {
            enabled: !matches!(role, Role::SyncOnly),
            p2p: network(options),
            value_payload: ValuePayload::ProposalAndParts,
            queue_capacity: limits::QUEUED_HEIGHTS,
            queue_per_height_capacity: QUEUED_MESSAGES,
        };
        Self { moniker: options.moniker.clone(), consensus, sync: sync(options) }
    }
}

impl NodeConfig for Settings {
    fn moniker(&self) -> &str {
        &self.moniker
    }

    fn consensus(&self) -> &ConsensusConfig {
        &self.consensus
    }

    fn consensus_mut(&mut self) -> &mut ConsensusConfig {
        &mut self.consensus
    }

    fn value_sync(&self) -> &ValueSyncConfig {
        &self.sync
    }

    fn value_sync_mut(&mut self) -> &mut ValueSyncConfig {
        &mut self.sync
    }
}

/// Refuses what the engine would panic on, or what would open the allow-list.
pub(super) fn check(options: &EngineOptions) -> Result<(), EngineError> {
    let is_tcp = |address: &Multiaddr| address.iter().any(|part| matches!(part, Protocol::Tcp(_)));
    if !is_tcp(&options.listen) {
        return Err(EngineError::Listen(options.listen.clone()));
    }
    let named = |address: &Multiaddr| matches!(address.iter().last(), Some(Protocol::P2p(_)));
    match options.peers.iter().find(|peer| !named(peer)) {
        Some(peer) => Err(EngineError::PeerIdentity(peer.clone())),
        None => Ok(()),
    }
}

fn network(options: &EngineOptions) -> P2pConfig {
    let defaults = P2pConfig::default();
    let size = |bytes: usize| {
        let mut size = defaults.rpc_max_size;
        size.0 = bytes as u64;
        size
    };
    P2pConfig {
        listen_addr: options.listen.clone(),
        persistent_peers: options.peers.clone(),
        persistent_peers_only: true,
        discovery: DiscoveryConfig {
            enabled: false,
            max_connections_per_ip: options.connections_per_ip,
            ip_throttle_duration: RECONNECT_PAUSE,
            ..DiscoveryConfig::default()
        },
        pubsub_max_size: size(limits::STREAM_MESSAGE_BYTES + FRAME_BYTES),
        pubsub_max_size_per_topic: PubSubMaxSizePerTopic {
            consensus: Some(size(limits::CONSENSUS_MESSAGE_BYTES)),
            proposal_parts: Some(size(limits::STREAM_MESSAGE_BYTES)),
            liveness: Some(size(limits::LIVENESS_MESSAGE_BYTES)),
        },
        rpc_max_size: size(limits::SYNC_RESPONSE_BYTES + FRAME_BYTES),
        protocol_names: protocol_names(options),
        ..defaults.clone()
    }
}

fn sync(options: &EngineOptions) -> ValueSyncConfig {
    let mut sync = ValueSyncConfig {
        enabled: true,
        status_update_interval: options.status_interval,
        request_timeout: SYNC_REQUEST_WITHIN,
        batch_size: limits::SYNC_BATCH,
        ..ValueSyncConfig::default()
    };
    sync.max_request_size.0 = limits::SYNC_MESSAGE_BYTES as u64;
    sync.max_response_size.0 = limits::SYNC_RESPONSE_BYTES as u64;
    sync
}

fn protocol_names(options: &EngineOptions) -> ProtocolNames {
    let name = |part: &str| format!("/ebl/{}/{part}/v1", options.chain);
    ProtocolNames {
        consensus: name("consensus"),
        discovery_kad: name("discovery-kad"),
        discovery_regres: name("discovery"),
        sync: name("sync"),
        validator_proof: name("validator-proof"),
    }
}
