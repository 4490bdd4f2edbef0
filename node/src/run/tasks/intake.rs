//! The intake of what peers send: checked by a few workers, one envelope of each peer in turn, so
//! that a peer that floods delays nobody but itself.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use libp2p::PeerId;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tracing::error;

use crate::admission::Admission;
use crate::admission::peers::{Ahead, Consequence};
use crate::chain::Head;
use crate::gossip::{Handle, Incoming};

/// Envelopes of peers that are checked at one time.
const WORKERS: usize = 2;

/// Envelopes that one of them takes at a time, where so many wait: handing one over costs as much as a
/// part of its check.
const TOGETHER: usize = 16;

/// Envelopes that are put in order at a time. Peers send many together; a worker that began with the
/// first of them would have to be called again for the others.
const ARRIVALS: usize = 64;

/// Envelopes from peers go through the same admission as those of clients. One that is a block
/// ahead of this node is looked at again after the next block.
pub(super) async fn take_in(
    incoming: mpsc::Receiver<Incoming>,
    admission: Admission,
    gossip: Handle,
    heads: watch::Receiver<Head>,
) {
    let ahead = Arc::new(UntilNextBlock::new(heads.clone()));
    let intake = Intake { admission, gossip, ahead };
    let again = intake.clone();
    let check = move |message| intake.check(0, message);
    tokio::select! {
        () = in_turns(incoming, |message: &Incoming| message.from, check) => {}
        () = look_again(again, heads) => {}
    }
}

/// What a check needs.
#[derive(Clone)]
struct Intake {
    admission: Admission,
    gossip: Handle,
    /// What is kept here still counts against its peer's room.
    ahead: Arc<UntilNextBlock<Incoming>>,
}

impl Intake {
    fn check(&self, looked: u8, message: Incoming) {
        let looked_at = self.ahead.height();
        let taken = match self.admission.take_in(&message.envelope, clock_ms()) {
            Ok(taken) => taken,
            Err(error) => return error!(%error, "an envelope could not be checked"),
        };
        match Consequence::of(&taken, looked) {
            Consequence::Charge => self.gossip.reject(message.from),
            Consequence::LookAgain => self.ahead.keep(looked, looked_at, message),
            Consequence::Settled => {}
        }
    }
}

/// What is ahead of this node, until the next block is there.
struct UntilNextBlock<T> {
    kept: Mutex<Ahead<T>>,
    heads: watch::Receiver<Head>,
    /// The block came before what waits for it was kept.
    came_first: Notify,
}

impl<T> UntilNextBlock<T> {
    fn new(heads: watch::Receiver<Head>) -> Self {
        Self { kept: Mutex::default(), heads, came_first: Notify::new() }
    }

    fn height(&self) -> u64 {
        self.heads.borrow().height
    }

    /// Keeps what was looked at `looked` times before, and now with the block at `looked_at` as the
    /// newest. If that is the newest no more, whoever looks again may have done so already.
    fn keep(&self, looked: u8, looked_at: u64, message: T) {
        self.kept().keep(looked, message);
        if self.height() != looked_at {
            self.came_first.notify_one();
        }
    }

    fn take(&self) -> VecDeque<(u8, T)> {
        self.kept().kept()
    }

    /// Waits for a reason to look again; says no when no block will come any more.
    async fn is_due(&self, heads: &mut watch::Receiver<Head>) -> bool {
        tokio::select! {
            changed = heads.changed() => changed.is_ok(),
            () = self.came_first.notified() => true,
        }
    }

    fn kept(&self) -> MutexGuard<'_, Ahead<T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks again, after each block, at what was ahead of this node.
async fn look_again(intake: Intake, mut heads: watch::Receiver<Head>) {
    while intake.ahead.is_due(&mut heads).await {
        let intake = intake.clone();
        let looked = tokio::task::spawn_blocking(move || {
            for (looked, message) in intake.ahead.take() {
                intake.check(looked, message);
            }
        });
        if looked.await.is_err() {
            error!("checking an envelope panicked");
        }
    }
}

/// Runs `check` on all that arrives, some at one time and each sender in turn, until nothing more
/// can arrive.
async fn in_turns<T: Send + 'static>(
    mut arriving: mpsc::Receiver<T>,
    sender: impl Fn(&T) -> PeerId,
    check: impl Fn(T) + Send + Sync + 'static,
) {
    let check = Arc::new(check);
    let mut turns = Turns::default();
    let mut checks = JoinSet::new();
    let mut arrived_together = Vec::new();
    let mut open = true;
    while open || !checks.is_empty() {
        tokio::select! {
            // First, so that whoever has sent anything gets a turn.
            biased;
            arrived = arriving.recv_many(&mut arrived_together, ARRIVALS), if open => {
                open = arrived > 0;
                for message in arrived_together.drain(..) {
                    turns.add(sender(&message), message);
                }
            }
            // A check that panics is caught where it runs.
            Some(_) = checks.join_next() => {}
        }
        while checks.len() < WORKERS {
            let together: Vec<_> = iter::from_fn(|| turns.next()).take(TOGETHER).collect();
            if together.is_empty() {
                break;
            }
            let check = Arc::clone(&check);
            checks.spawn_blocking(move || check_all(together, check.as_ref()));
        }
    }
}

fn check_all<T>(messages: Vec<T>, check: &impl Fn(T)) {
    for message in messages {
        if catch_unwind(AssertUnwindSafe(|| check(message))).is_err() {
            error!("checking an envelope panicked");
        }
    }
}

/// What waits to be checked, per sender. Bounded by its senders: what waits counts against the
/// room that gossip gives each peer.
struct Turns<T> {
    waiting: BTreeMap<PeerId, VecDeque<T>>,
    /// Who has something waiting, each once.
    order: VecDeque<PeerId>,
}

impl<T> Default for Turns<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), order: VecDeque::new() }
    }
}

impl<T> Turns<T> {
    fn add(&mut self, sender: PeerId, message: T) {
        let queue = self.waiting.entry(sender).or_default();
        if queue.is_empty() {
            self.order.push_back(sender);
        }
        queue.push_back(message);
    }

    fn next(&mut self) -> Option<T> {
        let sender = self.order.pop_front()?;
        let queue = self.waiting.get_mut(&sender)?;
        let message = queue.pop_front();
        if queue.is_empty() {
            self.waiting.remove(&sender);
        } else {
            self.order.push_back(sender);
        }
        message
    }
}

fn clock_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
