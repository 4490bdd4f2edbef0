//! A node with an empty ledger begins with a snapshot: asks its peers, keeps what they give, and ends
//! when all of it is on disk.

use std::sync::Arc;
use std::time::{Duration, Instant};

use libp2p::PeerId;
use proto::genesis::Genesis;
use tokio::sync::watch;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use super::RunError;
use crate::chain::Places;
use crate::gossip::snapshots::Unanswered;
use crate::gossip::snapshots::messages::{Answer, Ask};
use crate::gossip::{Handle, Trouble};
use crate::snapshot::fetch::{Decided, Fetch, Heard};
use crate::store::log::is_begun;
use crate::store::snapshot::{Snapshot, SnapshotError, remove};
use crate::store::vfs::Disk;

/// How often it is looked whom to ask for what.
const TICK: Duration = Duration::from_millis(100);
/// How often an operator is told how far it has come.
const TOLD: Duration = Duration::from_secs(5);

/// How a node begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    /// With the snapshot in its data folder.
    WithSnapshot,
    /// With the first block, since nobody has a snapshot to give.
    WithBlocks,
    /// It was told to stop.
    Stopped,
}

/// Whether a node that is to begin with a snapshot has not begun yet.
pub(super) fn has_not_begun(
    genesis: &Genesis,
    places: &Places,
    disk: &Arc<dyn Disk>,
) -> Result<bool, RunError> {
    if is_begun(disk.as_ref(), &places.log()).map_err(SnapshotError::from)? {
        return Ok(false);
    }
    let kept = Snapshot::open(Arc::clone(disk), places.snapshot(), genesis);
    Ok(match kept {
        Ok(kept) => !kept.is_some_and(|kept| kept.is_whole()),
        Err(error) if error.is_damage() => true,
        Err(error) => return Err(error.into()),
    })
}

/// Fetches a snapshot until it is whole on disk.
///
/// # Errors
///
/// [`RunError`] when the disk fails. What was fetched stays, and the next start goes on from there.
pub(super) async fn fetch(
    genesis: Arc<Genesis>,
    places: &Places,
    disk: Arc<dyn Disk>,
    gossip: &Handle,
    asked: &watch::Receiver<bool>,
) -> Result<Begins, RunError> {
    let _lock = disk.lock(&places.lock()).map_err(crate::chain::ChainError::Lock)?;
    let mut joining = Joining::resume(genesis, places, disk, gossip.clone())?;
    let (mut peers, mut asked) = (gossip.peers(), asked.clone());
    let mut answers = JoinSet::new();
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let connected: Vec<_> = peers
            .borrow_and_update()
            .iter()
            .filter(|peer| peer.connected)
            .map(|peer| peer.peer)
            .collect();
        if let Some(begins) = joining.turn(&connected, &mut answers)? {
            return Ok(begins);
        }
        tokio::select! {
            Some(Ok(answered)) = answers.join_next() => {
                // Checking a part and writing it takes some milliseconds.
                block_in_place(|| joining.hear(answered))?;
            }
            _ = tick.tick() => joining.tell(),
            Ok(_) = asked.wait_for(|asked| *asked) => return Ok(Begins::Stopped),
        }
    }
}

/// What a peer answered to a question.
type Answered = (PeerId, Ask, Result<Answer, Unanswered>);

/// A snapshot on its way to the disk.
struct Joining<'a> {
    genesis: Arc<Genesis>,
    places: &'a Places,
    disk: Arc<dyn Disk>,
    gossip: Handle,
    fetch: Fetch,
    snapshot: Option<Snapshot>,
    told: Instant,
    bytes: u64,
    since: Instant,
}

impl<'a> Joining<'a> {
    fn resume(
        genesis: Arc<Genesis>,
        places: &'a Places,
        disk: Arc<dyn Disk>,
        gossip: Handle,
    ) -> Result<Self, RunError> {
        let mut fetch = Fetch::new(Arc::clone(&genesis));
        let snapshot = match Snapshot::open(Arc::clone(&disk), places.snapshot(), &genesis) {
            Ok(snapshot) => snapshot,
            Err(error) if error.is_damage() => {
                warn!(%error, "what was fetched of a snapshot is of no use");
                None
            }
            Err(error) => return Err(error.into()),
        };
        let snapshot = match snapshot {
            Some(mut kept) => {
                let damaged = kept.forget_damaged()?;
                let (parts, runs) = (kept.missing_parts(0), kept.missing_runs());
                let fetched = kept.parts().len();
                let height = kept.header().height;
                info!(height, fetched, damaged, "going on with the snapshot of block {height}");
                fetch.begin(kept.header(), parts, runs, fetched);
                Some(kept)
            }
            None => {
                info!("looking for a state snapshot among the peers");
                None
            }
        };
        let now = Instant::now();
        Ok(Self { genesis, places, disk, gossip, fetch, snapshot, told: now, bytes: 0, since: now })
    }

    fn turn(
        &mut self,
        connected: &[PeerId],
        answers: &mut JoinSet<Answered>,
    ) -> Result<Option<Begins>, RunError> {
        let turn = self.fetch.next(connected, Instant::now());
        for (peer, ask) in turn.asks {
            let gossip = self.gossip.clone();
            answers.spawn(async move {
                let answer = gossip.ask(peer, &ask).await;
                (peer, ask, answer)
            });
        }
        match turn.decided {
            None => Ok(None),
            Some(Decided::Begin { trail, bits }) => {
                let height = trail.header().height;
                let (disk, folder) = (Arc::clone(&self.disk), self.places.snapshot());
                let snapshot = Snapshot::begin(disk, folder, &self.genesis, *trail)?;
                let (parts, runs) = (snapshot.missing_parts(bits), snapshot.missing_runs());
                info!(height, parts = parts.len(), "fetching the state after block {height}");
                self.fetch.begin(snapshot.header(), parts, runs, 0);
                self.snapshot = Some(snapshot);
                Ok(None)
            }
            Some(Decided::Whole) => {
                self.say_whole();
                Ok(Some(Begins::WithSnapshot))
            }
            Some(Decided::NoSnapshot) => {
                info!("no peer has a state snapshot to give; beginning with the first block");
                remove(self.disk.as_ref(), &self.places.snapshot()).map_err(SnapshotError::from)?;
                Ok(Some(Begins::WithBlocks))
            }
        }
    }

    fn hear(&mut self, (from, ask, answer): Answered) -> Result<(), RunError> {
        let now = Instant::now();
        let heard = match answer {
            Ok(answer) => {
                if let Answer::State(bytes) | Answer::Headers(bytes) = &answer {
                    self.bytes += bytes.len() as u64;
                }
                self.fetch.hear(from, &ask, answer, now)
            }
            Err(why) => self.fetch.fail(from, &ask, &why, now),
        };
        match (heard, &mut self.snapshot) {
            (Heard::Part(part), Some(snapshot)) => {
                snapshot.keep_part(&part).map_err(SnapshotError::from)?;
            }
            (Heard::Run(run), Some(snapshot)) => {
                snapshot.keep_run(&run).map_err(SnapshotError::from)?;
            }
            (Heard::Lie(lie), _) => {
                warn!(peer = %from, %lie, "peer {from} lied about the snapshot and is dropped");
                self.gossip.report(from, Trouble::FalsePart);
            }
            (Heard::Nothing | Heard::Part(_) | Heard::Run(_), _) => {}
        }
        Ok(())
    }

    fn tell(&mut self) {
        let now = Instant::now();
        if now < self.told + TOLD {
            return;
        }
        self.told = now;
        match self.fetch.progress() {
            Some(progress) => {
                let (height, fetched) = (progress.height, progress.fetched);
                let of = fetched + progress.missing;
                let rate = self.kib_per_second(now);
                info!(
                    height,
                    fetched, of, rate, "fetched {fetched} of {of} parts of the state, {rate} KiB/s"
                );
            }
            None => info!("waiting for peers that have a state snapshot"),
        }
    }

    fn say_whole(&self) {
        let rate = self.kib_per_second(Instant::now());
        let kib = self.bytes / 1024;
        info!(kib, rate, "the state snapshot is whole: {kib} KiB fetched at {rate} KiB/s");
    }

    fn kib_per_second(&self, now: Instant) -> u64 {
        let seconds = now.duration_since(self.since).as_secs().max(1);
        self.bytes / 1024 / seconds
    }
}
