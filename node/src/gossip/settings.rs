//! What the operator decides: where to listen, and whom to talk to.

use std::collections::BTreeSet;
use std::io;

use libp2p::core::transport::TransportError;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId, noise};
use proto::ids::ChainId;
use thiserror::Error;

use super::limits;

#[cfg(test)]
mod tests;

/// Where a node listens and whom it talks to.
pub struct Settings {
    /// The address to listen on: TCP. Port 0 lets the system choose.
    pub listen: Multiaddr,
    /// The only nodes that are talked to. An entry with this node's own identity is passed over,
    /// so that all nodes can share one list.
    pub peers: Vec<PeerAddress>,
    /// The node's network identity.
    pub keypair: Keypair,
    /// The ledger.
    pub chain: ChainId,
    /// The ledger's name, for people.
    pub network_name: String,
    /// The last recorded height, 0 before the first.
    pub height: u64,
}

/// A peer: its identity, and where it is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAddress {
    /// Its network identity, which it proves in every handshake.
    pub peer: PeerId,
    /// Its TCP address; `None` for a peer that can only dial in.
    pub address: Option<Multiaddr>,
}

/// Why an address is not one of a peer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The identity is missing at its end.
    #[error("address {address} lacks the peer's identity: it must end in /p2p/ and the identity")]
    NoIdentity {
        /// The whole address.
        address: Multiaddr,
    },
    /// It is of a kind that is not spoken.
    #[error(
        "address {address} is not of the form /ip4/192.0.2.1/tcp/26670 (or ip6, dns, dns4, dns6)"
    )]
    NotTcp {
        /// The address without the identity.
        address: Multiaddr,
    },
}

/// Why the exchange with peers cannot begin.
#[derive(Debug, Error)]
pub enum GossipError {
    /// The list is longer than a node can serve.
    #[error("{peers} peers are listed, more than the {} allowed", limits::PEERS)]
    TooManyPeers {
        /// Their number.
        peers: usize,
    },
    /// An identity is listed twice.
    #[error("peer {peer} is listed twice")]
    DuplicatePeer {
        /// The identity.
        peer: PeerId,
    },
    /// An address is of a kind that is not spoken.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The network's name is too long to be told.
    #[error("the network's name has {bytes} bytes, more than the {} allowed", limits::TEXT_BYTES)]
    NameTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The identity cannot be used for handshakes.
    #[error("the node's identity cannot be used for handshakes")]
    Noise(#[source] noise::Error),
    /// The system's name resolution cannot be set up.
    #[error("the system's name resolution cannot be set up")]
    Resolver(#[source] io::Error),
    /// The address cannot be listened on.
    #[error("cannot listen for peers on {address}")]
    Listen {
        /// The address.
        address: Multiaddr,
        /// What the system said.
        source: TransportError<io::Error>,
    },
}

impl TryFrom<Multiaddr> for PeerAddress {
    type Error = AddressError;

    /// Reads an address that ends in `/p2p/` and the peer's identity.
    fn try_from(whole: Multiaddr) -> Result<Self, AddressError> {
        let mut address = whole.clone();
        let Some(Protocol::P2p(peer)) = address.pop() else {
            return Err(AddressError::NoIdentity { address: whole });
        };
        check_tcp(&address)?;
        Ok(Self { peer, address: Some(address) })
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), GossipError> {
        if self.peers.len() > limits::PEERS {
            return Err(GossipError::TooManyPeers { peers: self.peers.len() });
        }
        if self.network_name.len() > limits::TEXT_BYTES {
            return Err(GossipError::NameTooLong { bytes: self.network_name.len() });
        }
        check_tcp(&self.listen)?;
        let mut seen = BTreeSet::new();
        for PeerAddress { peer, address } in &self.peers {
            if !seen.insert(peer) {
                return Err(GossipError::DuplicatePeer { peer: *peer });
            }
            address.as_ref().map_or(Ok(()), check_tcp)?;
        }
        Ok(())
    }
}

fn check_tcp(address: &Multiaddr) -> Result<(), AddressError> {
    use Protocol::{Dns, Dns4, Dns6, Ip4, Ip6, Tcp};
    let mut parts = address.iter();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ip4(_) | Ip6(_) | Dns(_) | Dns4(_) | Dns6(_)), Some(Tcp(_)), None) => Ok(()),
        _ => Err(AddressError::NotTcp { address: address.clone() }),
    }
}
