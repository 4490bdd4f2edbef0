//! What a node answers to wallets and auditors, over gRPC.
//!
//! Reading order: this file says what the API needs and how it starts, `server` binds and
//! serves it, `service` lists the calls, `submit`, `query` and `blocks` answer them, `status` is
//! the table of refusals and faults, `limits` what one node gives to those who ask.
//!
//! Nothing a node answers has to be believed: facts come with receipts, blocks with certificates.
//! No log line or metric here holds a party, an instruction's content or a client's address.

mod blocks;
mod convert;
mod error;
mod incoming;
mod limits;
mod query;
mod server;
mod service;
mod status;
mod submit;
mod tls;
mod work;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::sync::watch;

pub use error::{ApiError, PemFile};
pub use server::Server;

use crate::admission::Admission;
use crate::chain::Head;
use crate::gossip::PeerState;
use crate::reader::Reader;
use crate::telemetry::Metrics;

/// Where the API listens, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The node's certificate and key; without them connections are not encrypted.
    pub tls: Option<Tls>,
}

/// Files with which the node proves to clients who it is.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The certificate in PEM, and after it those of its issuers.
    pub certificate: PathBuf,
    /// The certificate's private key in PEM.
    pub key: PathBuf,
}

/// What a node is in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It votes.
    Validator,
    /// It holds and verifies everything and never votes.
    Observer,
}

impl Role {
    /// The role in a word, as the API says it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Validator => "validator",
            Self::Observer => "observer",
        }
    }
}

/// Where the answers come from.
#[derive(Clone)]
pub struct Sources {
    /// The committed records.
    pub reader: Reader,
    /// Where instructions are handed in.
    pub admission: Admission,
    /// The head, after everything that is read knows of it. Its sender lives as long as the node
    /// commits blocks.
    pub heads: watch::Receiver<Head>,
    /// The nodes this one knows.
    pub peers: watch::Receiver<Vec<PeerState>>,
    /// What this node is.
    pub role: Role,
    /// What is counted.
    pub metrics: Metrics,
}

/// Waits until the node stops: until the flag is up, or nobody is left to raise it.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which also ends the wait.
    let _ = stop.wait_for(|stop| *stop).await;
}
