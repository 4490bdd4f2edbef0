//! The swarm: TCP, Noise, yamux, and who gets past the handshake.
//!
//! A connection is refused, in this order, when too many from its address or altogether are still
//! shaking hands, when the Noise handshake shows an identity that is not in the peer list, or when
//! that peer has connections enough. Only then does any stream of ours exist on it.

use std::time::Duration;

use libp2p::allow_block_list::{self, AllowedPeers};
use libp2p::connection_limits::{self, ConnectionLimits};
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::request_response::{self, ProtocolSupport};
use libp2p::swarm::NetworkBehaviour;
use libp2p::{PeerId, Swarm, SwarmBuilder, noise, tcp, yamux};

use super::GossipError;
use super::codec::{Frames, PROTOCOL, SNAPSHOTS};
use super::handshakes::Handshakes;
use super::limits;

#[derive(NetworkBehaviour)]
pub(super) struct Behaviour {
    handshakes: Handshakes,
    limits: connection_limits::Behaviour,
    allowed: allow_block_list::Behaviour<AllowedPeers>,
    pub(super) requests: request_response::Behaviour<Frames>,
    pub(super) snapshots: request_response::Behaviour<Frames>,
}

pub(super) fn swarm(
    keypair: Keypair,
    peers: impl Iterator<Item = PeerId>,
) -> Result<Swarm<Behaviour>, GossipError> {
    let behaviour = behaviour(peers);
    let swarm = SwarmBuilder::with_existing_identity(keypair)
        .with_tokio()
        .with_tcp(tcp::Config::new().nodelay(true), noise::Config::new, multiplexing)
        .map_err(GossipError::Noise)?
        .with_dns()
        .map_err(GossipError::Resolver)?
        .with_behaviour(|_| behaviour)
        .expect("a behaviour that exists already cannot fail to be made")
        .with_swarm_config(|config| {
            config
                // Connections live until one side is wrong or gone; heights keep them warm.
                .with_idle_connection_timeout(Duration::MAX)
                .with_max_negotiating_inbound_streams(limits::REQUESTS_UNDER_WAY)
                // A request goes out together with its protocol's name: a stream has one protocol,
                // and to wait for its confirmation costs a round trip, of each batch of envelopes.
                .with_substream_upgrade_protocol_override(Version::V1Lazy)
        })
        .with_connection_timeout(limits::HANDSHAKE_TIMEOUT)
        .build();
    Ok(swarm)
}

fn behaviour(peers: impl Iterator<Item = PeerId>) -> Behaviour {
    let connections = ConnectionLimits::default()
        .with_max_pending_incoming(Some(limits::HANDSHAKES))
        .with_max_established_per_peer(Some(limits::CONNECTIONS_PER_PEER));
    let mut allowed = allow_block_list::Behaviour::<AllowedPeers>::default();
    for peer in peers {
        allowed.allow_peer(peer);
    }
    let requests = request_response::Config::default()
        .with_request_timeout(limits::REQUEST_TIMEOUT)
        .with_max_concurrent_streams(limits::REQUESTS_UNDER_WAY);
    let snapshots = request_response::Config::default()
        .with_request_timeout(limits::SNAPSHOT_TIMEOUT)
        .with_max_concurrent_streams(limits::SNAPSHOTS_UNDER_WAY);
    Behaviour {
        handshakes: Handshakes::default(),
        limits: connection_limits::Behaviour::new(connections),
        allowed,
        requests: request_response::Behaviour::with_codec(
            Frames::GOSSIP,
            [(PROTOCOL, ProtocolSupport::Full)],
            requests,
        ),
        snapshots: request_response::Behaviour::with_codec(
            Frames::SNAPSHOTS,
            [(SNAPSHOTS, ProtocolSupport::Full)],
            snapshots,
        ),
    }
}

/// The default would let one connection hold 512 streams and 1 GiB.
fn multiplexing() -> yamux::Config {
    let mut config = yamux::Config::default();
    config.set_max_num_streams(limits::STREAMS);
    config
}
