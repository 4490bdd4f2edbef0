//! Fetches the blocks before the snapshot that a node began with, while it serves.

use std::time::{Duration, Instant};

use libp2p::PeerId;
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tracing::{error, info, warn};

use crate::chain::{Backfill, ChainError, FalseBlock, SharedLog};
use crate::gossip::snapshots::Unanswered;
use crate::gossip::snapshots::messages::{Answer, Ask, Blocks};
use crate::gossip::{Handle, Trouble};
use crate::snapshot::fetch::peers::{BUSY, NOT_GREETED, Peers, UNANSWERED};

/// How long it is waited when nobody can be asked.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a peer is left alone that does not have the blocks.
const NOT_KEPT: Duration = Duration::from_secs(10);
/// How often an operator is told how far it has come.
const TOLD: Duration = Duration::from_secs(10);

/// Opens what is here of the blocks, fetches the rest, and puts all in front of the ledger log. Ends
/// when that is done, or when the disk fails: then the next start goes on.
pub(super) async fn fetch_blocks(
    open: impl FnOnce() -> Result<Option<Backfill>, ChainError> + Send + 'static,
    log: SharedLog,
    gossip: Handle,
) {
    let opened = spawn_blocking(open).await;
    let Ok(Some(backfill)) = told(opened.map_err(|_| Cut)).and_then(told) else { return };
    let base = backfill.base();
    let next = backfill.next();
    info!(base, next, "fetching the blocks up to {base}, before the snapshot");
    let fetching = Fetching { backfill, gossip, peers: Peers::default(), told: Instant::now() };
    let Ok(backfill) = told(fetching.run().await) else { return };
    let finished = spawn_blocking(move || backfill.finish(&log)).await;
    if let Ok(()) = told(finished.map_err(|_| Cut)).and_then(told) {
        info!("every block from the first on is here; the history is whole");
    }
}

/// The work was cut off.
#[derive(Debug, thiserror::Error)]
#[error("the work on a block was cut off")]
struct Cut;

/// Why blocks are not fetched any more.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Cut(#[from] Cut),
}

fn told<T, E: std::error::Error>(result: Result<T, E>) -> Result<T, ()> {
    result.map_err(|error| {
        error!(%error, "the blocks before the snapshot are not fetched until the next start");
    })
}

struct Fetching {
    backfill: Backfill,
    gossip: Handle,
    peers: Peers,
    told: Instant,
}

impl Fetching {
    /// Fetches until no block is missing.
    async fn run(mut self) -> Result<Backfill, Stopped> {
        while let Some(from) = self.backfill.next() {
            self.peers.meet(&connected(&self.gossip));
            let Some(peer) = self.peers.freest(Instant::now()) else {
                sleep(PAUSE).await;
                continue;
            };
            self.peers.asked(peer);
            let answer =
                self.gossip.ask(peer, &Ask::Blocks { from, to: self.backfill.base() }).await;
            self.peers.answered(peer);
            self = self.hear(peer, answer).await?;
        }
        Ok(self.backfill)
    }

    async fn hear(
        mut self,
        peer: PeerId,
        answer: Result<Answer, Unanswered>,
    ) -> Result<Self, Stopped> {
        let rest = match answer {
            Ok(Answer::Blocks(blocks)) => return self.take(peer, blocks).await,
            Ok(Answer::TryLater) => BUSY,
            Ok(Answer::NotGreeted) => NOT_GREETED,
            Ok(Answer::NotKept) => NOT_KEPT,
            Err(Unanswered::Gone | Unanswered::Silent) => UNANSWERED,
            Err(Unanswered::OtherProtocol) => {
                self.peers.drop(peer);
                return Ok(self);
            }
            Ok(_) | Err(Unanswered::Malformed) => {
                self.accuse(peer, &FalseBlock::NotAsked);
                return Ok(self);
            }
        };
        self.peers.rest(peer, Instant::now() + rest);
        Ok(self)
    }

    /// Executes blocks on a thread that may block.
    async fn take(mut self, peer: PeerId, blocks: Blocks) -> Result<Self, Stopped> {
        let taking = spawn_blocking(move || {
            for (block, certificate) in blocks {
                if let Err(fault) = self.backfill.take(&block, &certificate)? {
                    self.accuse(peer, &fault);
                    break;
                }
            }
            self.tell();
            Ok(self)
        });
        taking.await.map_err(|_| Cut)?
    }

    fn accuse(&mut self, peer: PeerId, fault: &FalseBlock) {
        warn!(peer = %peer, %fault, "peer {peer} gave a false block and is asked for none any more");
        self.gossip.report(peer, Trouble::FalsePart);
        self.peers.drop(peer);
    }

    fn tell(&mut self) {
        let now = Instant::now();
        if now >= self.told + TOLD {
            self.told = now;
            let (base, next) = (self.backfill.base(), self.backfill.next().unwrap_or(0));
            info!(next, base, "fetching the blocks before the snapshot: at {next} of {base}");
        }
    }
}

fn connected(gossip: &Handle) -> Vec<PeerId> {
    let peers = gossip.peers();
    let states = peers.borrow();
    states.iter().filter(|state| state.connected).map(|state| state.peer).collect()
}
