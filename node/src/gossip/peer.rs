//! One peer of the list: where the conversation with it stands, and what is said to it next.
//!
//! Each side may speak once the other has accepted its hello, whatever becomes of the hello in the
//! other direction; so neither depends on the order in which streams are read. Nothing here knows
//! the swarm or the clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use libp2p::{Multiaddr, PeerId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::{info, warn};

use super::allowance::Allowance;
use super::limits;
use super::messages::{FORMAT, Hello, Request, Told};
use super::outbox::Outbox;
use super::redial::Redial;
use super::trouble::{PeerState, Trouble};

#[cfg(test)]
mod tests;

pub(super) struct Peer {
    pub(super) id: PeerId,
    pub(super) address: Option<Multiaddr>,
    pub(super) redial: Redial,
    pub(super) dialling: bool,
    /// Requests it may make of us.
    pub(super) allowance: Allowance,
    /// Those among them that cost the pool work.
    pub(super) questions: Allowance,
    /// Those for parts of a snapshot, and for blocks.
    pub(super) snapshots: Allowance,
    pub(super) outbox: Outbox,
    /// The last height it told.
    height: Option<u64>,
    connections: u32,
    /// We accepted its hello: it may speak.
    admitted: bool,
    /// It accepted our hello: we may speak.
    welcome: bool,
    /// Both were true at some time since the first of its present connections.
    greeted: bool,
    software: Option<Arc<str>>,
    trouble: Option<Trouble>,
    /// When we hang up, if the peer has not.
    leave_at: Option<Instant>,
    under_way: UnderWay,
    due: Due,
    height_told: u64,
    /// A block that is committed here, for it to compare with its own, until it is told.
    untold: Option<Arc<Told>>,
    /// The one told last.
    told: Option<Arc<Told>>,
    /// Room for what it sent and the pool has not yet taken, in bytes.
    inbox: Arc<Semaphore>,
}

/// Our requests that are not answered.
#[derive(Default)]
struct UnderWay {
    hello: bool,
    height: bool,
    question: bool,
    checkpoint: bool,
    batches: usize,
}

/// When the next request of each kind may leave.
struct Due {
    hello: Instant,
    question: Instant,
    height: Instant,
    heartbeat: Instant,
    checkpoint: Instant,
    batch: Instant,
    /// One that is not full.
    part_of_a_batch: Instant,
}

impl Peer {
    pub(super) fn new(id: PeerId, address: Option<Multiaddr>, now: Instant) -> Self {
        let per_unit = Duration::from_secs(1) / limits::ALLOWANCE_PER_SECOND;
        Self {
            id,
            address,
            redial: Redial::new(now),
            dialling: false,
            allowance: Allowance::new(per_unit, limits::ALLOWANCE_BURST, now),
            questions: Allowance::new(limits::QUESTION_INTERVAL, limits::QUESTION_BURST, now),
            snapshots: Allowance::new(limits::SNAPSHOT_INTERVAL, limits::SNAPSHOT_BURST, now),
            outbox: Outbox::default(),
            height: None,
            connections: 0,
            admitted: false,
            welcome: false,
            greeted: false,
            software: None,
            trouble: None,
            leave_at: None,
            under_way: UnderWay::default(),
            due: Due::all(now),
            height_told: 0,
            untold: None,
            told: None,
            inbox: Arc::new(Semaphore::new(limits::INBOX_BYTES)),
        }
    }

    pub(super) fn state(&self) -> PeerState {
        PeerState {
            peer: self.id,
            connected: self.greeted,
            height: self.height,
            software: self.software.clone(),
            trouble: self.trouble.clone(),
        }
    }

    pub(super) fn is_connected(&self) -> bool {
        self.connections > 0
    }

    pub(super) fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// Whether to dial it now.
    pub(super) fn wants_dialling(&self, now: Instant) -> bool {
        !self.is_connected() && !self.dialling && self.address.is_some() && self.redial.is_due(now)
    }

    pub(super) fn must_leave(&self, now: Instant) -> bool {
        self.leave_at.is_some_and(|at| at <= now)
    }

    /// A connection stands. It may be with another process than the last one, one that has heard
    /// no hello yet.
    pub(super) fn connected(&mut self, now: Instant) {
        self.connections += 1;
        self.dialling = false;
        self.welcome = false;
        self.tell_again();
        self.due = Due::all(now);
    }

    /// A connection ended; `remaining` others stand. Returns how many envelopes were dropped.
    pub(super) fn disconnected(&mut self, remaining: u32, now: Instant) -> usize {
        self.connections = remaining;
        if remaining > 0 {
            return 0;
        }
        if self.greeted {
            info!(peer = %self.id, "the connection to peer {} ended", self.id);
        }
        if self.welcome {
            self.redial.lost(now);
        } else {
            self.redial.failed(now);
            if !self.trouble.as_ref().is_some_and(Trouble::is_lasting) {
                self.note(Trouble::NotWelcome);
            }
        }
        self.admitted = false;
        self.welcome = false;
        self.greeted = false;
        self.leave_at = None;
        self.outbox.clear()
    }

    pub(super) fn not_reached(&mut self, trouble: Trouble, now: Instant) {
        self.dialling = false;
        self.redial.failed(now);
        self.meet(trouble, now);
    }

    /// Remembers what is wrong; says so once, and tries again slowly if time will not mend it.
    pub(super) fn meet(&mut self, trouble: Trouble, now: Instant) {
        if trouble.is_lasting() {
            self.redial.slowly(now);
        }
        self.note(trouble);
    }

    fn note(&mut self, trouble: Trouble) {
        if self.trouble.as_ref() != Some(&trouble) {
            warn!(peer = %self.id, "peer {} {trouble}", self.id);
            self.trouble = Some(trouble);
        }
    }

    /// Its hello arrived as a request. When it is not acceptable the asker hangs up, for it reads
    /// the reason in our answer; if it stays, we do.
    pub(super) fn hear_hello(&mut self, ours: &Hello, theirs: &Hello, now: Instant) {
        if let Err(trouble) = judge(ours, theirs) {
            self.admitted = false;
            self.leave_at.get_or_insert(now + limits::PARTING);
            self.meet(trouble, now);
            return;
        }
        self.admitted = true;
        self.learn(theirs);
    }

    /// Its hello arrived as the answer to `said`. When it is not acceptable we hang up.
    pub(super) fn hear_answer(&mut self, said: &Hello, theirs: &Hello, now: Instant) {
        if let Err(trouble) = judge(said, theirs) {
            self.leave_at = Some(now);
            self.meet(trouble, now);
            return;
        }
        self.welcome = true;
        self.redial.succeeded();
        self.height_told = said.height;
        self.due.heartbeat = now + limits::HEIGHT_HEARTBEAT;
        self.learn(theirs);
    }

    fn learn(&mut self, theirs: &Hello) {
        self.software = Some(theirs.software.as_str().into());
        if self.admitted && self.welcome && !self.greeted {
            self.greeted = true;
            info!(peer = %self.id, height = theirs.height, "in touch with peer {}", self.id);
        }
        self.hear_height(theirs.height);
    }

    /// It told its height, which also shows that it is there.
    pub(super) fn hear_height(&mut self, height: u64) {
        self.height = Some(height);
        // That it is there does not mend what it showed.
        if self.greeted && !self.trouble.as_ref().is_some_and(Trouble::is_about_history) {
            self.trouble = None;
        }
    }

    /// What to ask or tell it now, if anything. The caller sends it and reports what became of it.
    pub(super) fn next_request(&mut self, ours: &Hello, now: Instant) -> Option<Request> {
        if !self.is_connected() || self.leave_at.is_some() {
            return None;
        }
        if !self.welcome {
            return self.next_hello(ours, now);
        }
        self.next_question(now)
            .or_else(|| self.next_height(ours.height, now))
            .or_else(|| self.next_checkpoint(now))
            .or_else(|| self.next_batch(now))
    }

    fn next_hello(&mut self, ours: &Hello, now: Instant) -> Option<Request> {
        if self.under_way.hello || self.due.hello > now {
            return None;
        }
        self.under_way.hello = true;
        Some(Request::Hello(ours.clone()))
    }

    fn next_question(&mut self, now: Instant) -> Option<Request> {
        if self.under_way.question || self.due.question > now {
            return None;
        }
        self.under_way.question = true;
        self.due.question = now + limits::ASK_AGAIN;
        Some(Request::Pending)
    }

    fn next_height(&mut self, height: u64, now: Instant) -> Option<Request> {
        let changed = height != self.height_told && self.due.height <= now;
        if self.under_way.height || !(changed || self.due.heartbeat <= now) {
            return None;
        }
        self.under_way.height = true;
        self.height_told = height;
        self.due.height = now + limits::HEIGHT_INTERVAL;
        self.due.heartbeat = now + limits::HEIGHT_HEARTBEAT;
        Some(Request::Height(height))
    }

    fn next_checkpoint(&mut self, now: Instant) -> Option<Request> {
        if self.under_way.checkpoint || self.due.checkpoint > now {
            return None;
        }
        let told = self.untold.take()?;
        self.under_way.checkpoint = true;
        self.told = Some(Arc::clone(&told));
        Some(Request::Checkpoint(Told::clone(&told)))
    }

    /// A block that it is to be told of, in place of one that it was not told of yet.
    pub(super) fn tell(&mut self, newest: Arc<Told>) {
        self.untold = Some(newest);
    }

    /// What it was told may not have reached it.
    fn tell_again(&mut self) {
        self.untold = self.untold.take().or_else(|| self.told.take());
    }

    fn next_batch(&mut self, now: Instant) -> Option<Request> {
        if self.under_way.batches == limits::BATCHES_UNDER_WAY || self.due.batch > now {
            return None;
        }
        if self.due.part_of_a_batch > now && !self.outbox.fills_a_batch() {
            return None;
        }
        let batch = self.outbox.next_batch()?;
        self.due.part_of_a_batch = now + limits::GATHERING;
        self.under_way.batches += 1;
        Some(Request::Envelopes(batch))
    }

    /// When envelopes are due that are held back until more have come; none when none are.
    pub(super) fn gathers_until(&self) -> Option<Instant> {
        let speaks = self.is_connected() && self.welcome && self.leave_at.is_none();
        let is_held_back =
            !self.outbox.is_empty() && self.under_way.batches < limits::BATCHES_UNDER_WAY;
        (speaks && is_held_back).then(|| self.due.part_of_a_batch.max(self.due.batch))
    }

    /// A request is no longer under way, answered or not.
    pub(super) fn settle(&mut self, request: &Request) {
        match request {
            Request::Hello(_) => self.under_way.hello = false,
            Request::Height(_) => self.under_way.height = false,
            Request::Pending => self.under_way.question = false,
            Request::Checkpoint(_) => self.under_way.checkpoint = false,
            Request::Envelopes(_) => self.under_way.batches -= 1,
        }
    }

    /// A request had no effect: it was throttled or lost. Returns how many envelopes were dropped.
    pub(super) fn retry(&mut self, request: Request, now: Instant) -> usize {
        match request {
            Request::Hello(_) => self.due.hello = now + limits::HELLO_RETRY,
            Request::Height(_) => {}
            Request::Pending => self.due.question = now + limits::ASK_RETRY,
            Request::Checkpoint(_) => {
                self.tell_again();
                self.due.checkpoint = now + limits::ASK_RETRY;
            }
            Request::Envelopes(batch) => return self.put_back(batch, now),
        }
        0
    }

    /// It says that it has heard no hello, so it is another process than the one that had.
    pub(super) fn greet_again(&mut self, request: Request, now: Instant) -> usize {
        self.welcome = false;
        self.due.hello = now + limits::HELLO_RETRY;
        self.retry(request, now)
    }

    /// It took the first `taken` of a batch. Returns how many envelopes were dropped.
    pub(super) fn delivered(&mut self, mut batch: Vec<Bytes>, taken: usize, now: Instant) -> usize {
        let rest = batch.split_off(taken.min(batch.len()));
        if rest.is_empty() {
            return 0;
        }
        self.put_back(rest, now)
    }

    fn put_back(&mut self, batch: Vec<Bytes>, now: Instant) -> usize {
        if !self.is_connected() {
            return batch.len();
        }
        self.due.batch = now + limits::PAUSE;
        self.outbox.put_back(batch)
    }

    /// What was asked for as pending could not all be taken: the question is repeated.
    pub(super) fn ask_soon(&mut self, now: Instant) {
        self.due.question = now + limits::ASK_RETRY;
    }

    /// Room for an envelope of `bytes` that it sent, until the pool takes it.
    pub(super) fn room(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let charged = u32::try_from(bytes + limits::INBOX_BYTES_PER_ENVELOPE).ok()?;
        self.inbox.clone().try_acquire_many_owned(charged).ok()
    }
}

impl Due {
    fn all(now: Instant) -> Self {
        Self {
            hello: now,
            question: now,
            height: now,
            heartbeat: now,
            checkpoint: now,
            batch: now,
            part_of_a_batch: now,
        }
    }
}

/// Whether two nodes keep the same ledger and can tell each other so.
fn judge(ours: &Hello, theirs: &Hello) -> Result<(), Trouble> {
    if theirs.format != FORMAT {
        return Err(Trouble::OtherFormat { theirs: theirs.format });
    }
    if theirs.chain != ours.chain {
        return Err(Trouble::OtherChain { theirs: theirs.chain, ours: ours.chain });
    }
    Ok(())
}
