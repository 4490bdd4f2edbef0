//! `ebl status`: how the node stands.

use std::fmt;

use proto::pb::api::v1 as pb;
use serde::Serialize;
use title::Time;

use crate::clock;
use crate::error::WalletError;
use crate::output::{Outcome, one_line};
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// How a node stands, as it says itself.
#[derive(Serialize)]
pub struct Status {
    node: String,
    network: String,
    chain_id: String,
    role: String,
    version: String,
    rules: u32,
    height: u64,
    block: String,
    time_ms: u64,
    stale: bool,
    pool_size: u64,
    heartbeat_ms: u64,
    rulebooks: Vec<u32>,
    terms_profiles: Vec<u32>,
    peers: Vec<Peer>,
}

#[derive(Serialize)]
struct Peer {
    id: String,
    connected: bool,
    height: u64,
    trouble: Option<String>,
}

/// Carries out `ebl status`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(wallet: &Wallet, console: &mut Console<'_>) -> Result<Status, WalletError> {
    let mut session = Session::open(wallet)?;
    let node = session.connect(console)?;
    let status = node.status().clone();
    let head = status.head.unwrap_or_default();
    Ok(Status {
        node: node.endpoint().to_string(),
        network: status.network_name,
        chain_id: hex::encode(&status.chain_id),
        role: status.role,
        version: status.version,
        rules: status.rules,
        height: head.height,
        block: hex::encode(&head.hash),
        time_ms: head.time_ms,
        stale: head.stale,
        pool_size: status.pool_size,
        heartbeat_ms: status.heartbeat_ms,
        rulebooks: status.rulebooks,
        terms_profiles: status.terms_profiles,
        peers: status.peers.into_iter().map(Peer::of).collect(),
    })
}

impl Peer {
    fn of(peer: pb::Peer) -> Self {
        Self {
            id: peer.peer_id,
            connected: peer.connected,
            height: peer.height,
            trouble: (!peer.trouble.is_empty()).then_some(peer.trouble),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stale = if self.stale { ", stale" } else { "" };
        // The node's own words: it may have chosen them to look like other lines.
        let [network, role, version] =
            [&self.network, &self.role, &self.version].map(|it| one_line(it));
        writeln!(f, "network     {network} ({})", self.chain_id)?;
        writeln!(f, "node        {}, {role} {version}", self.node)?;
        writeln!(
            f,
            "head        block {}, {}{stale}",
            self.height,
            clock::show(Time(self.time_ms))
        )?;
        writeln!(f, "rules       version {}", self.rules)?;
        writeln!(f, "rulebooks   {}", numbers(&self.rulebooks))?;
        writeln!(f, "terms       {}", numbers(&self.terms_profiles))?;
        writeln!(f, "waiting     {} instructions", self.pool_size)?;
        self.peers.iter().try_for_each(|peer| writeln!(f, "peer        {peer}"))
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = one_line(&self.id);
        match (&self.trouble, self.connected) {
            (Some(trouble), _) => write!(f, "{id}, kept out: {}", one_line(trouble)),
            (None, true) => write!(f, "{id}, at block {}", self.height),
            (None, false) => write!(f, "{id}, not connected"),
        }
    }
}

impl Outcome for Status {
    fn command(&self) -> &'static str {
        "status"
    }
}

fn numbers(list: &[u32]) -> String {
    list.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
