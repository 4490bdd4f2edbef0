//! Our own relays on loopback: what one node sends to another can be late, stand still, or be cut.
//!
//! Every node's configuration names relays in the place of its peers, one for each peer and
//! network, so that each direction of each pair can be treated in its own way, whoever of the two
//! dialled. A relay keeps the order of bytes, as TCP does, and holds back at most a few chunks per
//! connection: a direction that stands still is felt by its sender.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};

use crate::harness::client::runtime;
use crate::harness::cluster::Cluster;

use super::dice::Dice;

/// How one node's messages to another travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// They arrive, so much later.
    Open {
        /// At least this late.
        delay: Duration,
        /// And up to this much later.
        jitter: Duration,
    },
    /// They wait.
    Stalled,
    /// Connections break, and none is made.
    Cut,
}

impl Passage {
    /// As if there were no relay.
    pub const CLEAR: Self = Self::Open { delay: Duration::ZERO, jitter: Duration::ZERO };
}

/// The relays between all nodes of a network. Dropped, they end.
pub struct Relays {
    passages: BTreeMap<(usize, usize), watch::Sender<Passage>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Relays {
    /// Puts relays between the nodes of a network that does not run yet.
    ///
    /// # Panics
    ///
    /// When no port is free for one.
    #[must_use]
    pub fn between(cluster: &Cluster) -> Self {
        let nodes = cluster.nodes().len();
        let pairs = (0..nodes).flat_map(|from| (0..nodes).map(move |to| (from, to)));
        let passages: BTreeMap<_, _> = pairs
            .filter(|(from, to)| from != to)
            .map(|pair| (pair, watch::channel(Passage::CLEAR).0))
            .collect();
        let mut relays = Self { passages, tasks: Vec::new() };
        for from in 0..nodes {
            cluster.nodes()[from].reconfigure(|config| relays.lead(cluster, from, config));
        }
        relays
    }

    /// Sets how one node's messages to another travel from now on.
    ///
    /// # Panics
    ///
    /// When there are no two such nodes.
    pub fn set(&self, from: usize, to: usize, passage: Passage) {
        self.passages[&(from, to)].send_replace(passage);
    }

    /// Sets how all messages travel from now on.
    pub fn set_all(&self, passage: Passage) {
        self.passages.values().for_each(|sender| {
            sender.send_replace(passage);
        });
    }

    /// The configuration of node `from`, its peers' addresses replaced by relays.
    fn lead(&mut self, cluster: &Cluster, from: usize, mut config: String) -> String {
        for (to, peer) in cluster.nodes().iter().enumerate().filter(|(to, _)| *to != from) {
            for port in [peer.ports().consensus(), peer.ports().gossip()] {
                let relay = self.open(from, to, port);
                config = config.replace(&tcp(port), &tcp(relay));
            }
        }
        config
    }

    fn open(&mut self, from: usize, to: usize, port: u16) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = runtime().block_on(listener).expect("some port is free");
        let own = listener.local_addr().expect("it listens").port();
        let there = self.passages[&(from, to)].subscribe();
        let back = self.passages[&(to, from)].subscribe();
        let target = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        self.tasks.push(runtime().spawn(serve(listener, target, there, back)));
        own
    }
}

impl Drop for Relays {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn tcp(port: u16) -> String {
    format!("/tcp/{port}\"")
}

async fn serve(
    listener: TcpListener,
    target: SocketAddr,
    there: watch::Receiver<Passage>,
    back: watch::Receiver<Passage>,
) {
    while let Ok((asker, _)) = listener.accept().await {
        if [&there, &back].iter().any(|passage| *passage.borrow() == Passage::Cut) {
            continue;
        }
        let (there, back) = (there.clone(), back.clone());
        tokio::spawn(async move {
            let Ok(asked) = TcpStream::connect(target).await else { return };
            let (from_asker, to_asker) = asker.into_split();
            let (from_asked, to_asked) = asked.into_split();
            // When one direction ends, both do.
            tokio::select! {
                () = carry(from_asker, to_asked, there) => {}
                () = carry(from_asked, to_asker, back) => {}
            }
        });
    }
}

/// Carries bytes one way until either end hangs up or the way is cut.
async fn carry(from: OwnedReadHalf, to: OwnedWriteHalf, passage: watch::Receiver<Passage>) {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    let cut = passage.clone();
    tokio::select! {
        () = take(from, sender, passage.clone()) => {}
        () = give(to, receiver, passage) => {}
        () = until_cut(cut) => {}
    }
}

/// Reads, and says when each chunk may arrive.
async fn take(
    mut from: OwnedReadHalf,
    chunks: mpsc::Sender<(Instant, Arc<[u8]>)>,
    passage: watch::Receiver<Passage>,
) {
    let mut dice = Dice::new(0);
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut last = Instant::now();
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        // No chunk overtakes the one before.
        last = last.max(Instant::now() + lateness(*passage.borrow(), &mut dice));
        if chunks.send((last, buffer[..read].into())).await.is_err() {
            return;
        }
    }
    // What is under way arrives before the end does.
    sleep_until(last).await;
    sleep(Duration::from_millis(1)).await;
}

async fn give(
    mut to: OwnedWriteHalf,
    mut chunks: mpsc::Receiver<(Instant, Arc<[u8]>)>,
    mut passage: watch::Receiver<Passage>,
) {
    while let Some((due, chunk)) = chunks.recv().await {
        sleep_until(due).await;
        let moves = |passage: &Passage| *passage != Passage::Stalled;
        if passage.wait_for(moves).await.is_err() || to.write_all(&chunk).await.is_err() {
            return;
        }
    }
}

async fn until_cut(mut passage: watch::Receiver<Passage>) {
    // The end of the relays is a cut too.
    let _ = passage.wait_for(|passage| *passage == Passage::Cut).await;
}

fn lateness(passage: Passage, dice: &mut Dice) -> Duration {
    match passage {
        Passage::Open { delay, jitter } => {
            let most = u64::try_from(jitter.as_millis()).expect("nobody waits for ages");
            delay + Duration::from_millis(dice.below(most + 1))
        }
        Passage::Stalled | Passage::Cut => Duration::ZERO,
    }
}

const CHUNK_BYTES: usize = 32 * 1024;
/// Chunks on their way in one direction of one connection.
const CHUNKS: usize = 32;
