//! What a node answers to wallets and auditors, over gRPC.
//!
//! Reading order: this file says what the API needs and how it starts, `server` binds and
//! serves it, `service` lists the calls, `submit`, `submit_many`, `query`, `evidence`,
//! `checkpoint`, `blocks` and `stream` answer
//! them, `status` is the table of refusals and faults, `limits` what one node gives to those who
//! ask.
//!
//! Nothing a node answers has to be believed: facts come with receipts, blocks with certificates.
//! No log line or metric here holds a party, an instruction's content or a client's address.

mod blocks;
mod checkpoint;
pub mod convert;
mod error;
mod evidence;
mod incoming;
mod lane;
mod limits;
mod query;
mod seated;
mod server;
mod service;
mod status;
mod stream;
mod submit;
mod submit_many;
mod title;
mod tls;
mod work;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use proto::validators::Address;
use tokio::sync::watch;

pub use error::{ApiError, PemFile};
pub use server::Server;
pub use status::Fault;

use crate::admission::Admission;
use crate::chain::Head;
use crate::config::Tls;
use crate::gossip::PeerState;
use crate::histories::Cosignatures;
use crate::pool::SharedPool;
use crate::reader::Reader;
use crate::telemetry::{Metrics, Snapshot};

/// Where the API listens, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The node's certificate and key; without them connections are not encrypted.
    pub tls: Option<Tls>,
}

/// Where the answers come from.
#[derive(Clone)]
pub struct Sources {
    /// The committed records.
    pub reader: Reader,
    /// Where instructions are handed in.
    pub admission: Admission,
    /// Where they wait.
    pub pool: SharedPool,
    /// Told of each envelope that was not waiting here before, so that peers hear of it.
    pub spread: Arc<dyn Fn(Bytes) + Send + Sync>,
    /// The head, after everything that is read knows of it. Its sender lives as long as the node
    /// commits blocks.
    pub heads: watch::Receiver<Head>,
    /// What witnesses signed.
    pub cosignatures: Cosignatures,
    /// The nodes this one knows.
    pub peers: watch::Receiver<Vec<PeerState>>,
    /// The address of this node's consensus key. Whether it votes the state says.
    pub own: Option<Address>,
    /// What is counted.
    pub metrics: Metrics,
}

impl Sources {
    /// How the node stands at this moment.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let head = *self.heads.borrow();
        let peers = self.peers.borrow();
        let count = |things: usize| things.try_into().expect("what fits in memory fits 64 bits");
        Snapshot {
            height: head.height,
            head_time_ms: head.time_ms,
            pool: count(self.pool.len()),
            peers: count(peers.iter().filter(|peer| peer.connected).count()),
        }
    }
}

/// Waits until the node stops: until the flag is up, or nobody is left to raise it.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which also ends the wait.
    let _ = stop.wait_for(|stop| *stop).await;
}
