//! How pending instructions reach every node, and how nodes know each other's height.
//!
//! This is a swarm of its own beside the consensus engine's. A node tells what its clients submit
//! to every peer it is connected with, in one hop and over plain requests. There are at most a few
//! dozen nodes and each is connected with each, so one hop is all it takes; a request is answered,
//! so a sender knows what arrived, batches while it waits and slows down when asked to; and nobody
//! forwards what another sent, so nobody can use others to flood. Where two nodes are not
//! connected, or something was dropped under pressure, the pool of each node is asked from time to
//! time for what is pending, and so is every peer at the start of a connection.
//!
//! Nothing depends on this for safety. A block is checked by whoever votes for it, and a node that
//! hears of no instruction merely proposes none.
//!
//! Reading order: `behaviour` (who may connect), `messages` (what is said), `peer` (the
//! conversation with one peer: decisions without a clock or a socket), `snapshots` (what a node that
//! begins asks for), `task` with `requests` and
//! `responses` (the loop that feeds them), `limits` (what it may all cost).
//!
//! No log line, counter or state here holds anything of an envelope's content.

mod allowance;
mod behaviour;
mod codec;
mod counters;
mod handshakes;
pub(crate) mod limits;
pub mod messages;
mod outbox;
mod peer;
mod redial;
mod requests;
mod responses;
mod settings;
pub mod snapshots;
mod task;
mod trouble;

#[cfg(test)]
mod tests;

pub use counters::{Counter, Counters};
pub use settings::{AddressError, GossipError, PeerAddress, Settings};
pub use trouble::{PeerState, Trouble};

use std::sync::Arc;

use bytes::Bytes;
use libp2p::{Multiaddr, PeerId};
use proto::limits::ENVELOPE_BYTES;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use messages::Told;
use snapshots::Question;
use task::{Command, Task};

/// What [`start`] gives to whoever wires the node.
pub struct Gossip {
    /// For everybody who tells or asks something.
    pub handle: Handle,
    /// Envelopes from peers, for the pool: not decoded, not checked, maybe known already.
    pub incoming: mpsc::Receiver<Incoming>,
    /// Peers' questions for what is pending, for the pool.
    pub questions: mpsc::Receiver<PendingQuestion>,
    /// Peers' questions for parts of a snapshot, and for blocks.
    pub snapshots: mpsc::Receiver<Question>,
    /// Blocks that peers have committed, to compare with ours: not decoded, not checked.
    pub checkpoints: mpsc::Receiver<CheckpointHeard>,
    /// Ends after the last [`Handle`] is dropped.
    pub task: JoinHandle<()>,
}

/// Tells the peers something, or asks about them. The task ends when the last one is dropped.
#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    height: Arc<watch::Sender<u64>>,
    newest: Arc<watch::Sender<Option<Arc<Told>>>>,
    peers: watch::Receiver<Vec<PeerState>>,
    highest: watch::Receiver<u64>,
    listening: watch::Receiver<Vec<Multiaddr>>,
    counters: Arc<Counters>,
}

/// An envelope from a peer. As long as this value lives it counts against what the peer may have
/// waiting here, so the pool takes the envelope out of it once it has decided.
pub struct Incoming {
    /// The peer that sent it; not whoever signed it.
    pub from: PeerId,
    /// Its bytes, not empty and within the limit for envelopes.
    pub envelope: Bytes,
    _room: OwnedSemaphorePermit,
}

/// A peer asks for the envelopes that wait to be recorded.
#[derive(Debug)]
pub struct PendingQuestion {
    reply: oneshot::Sender<Vec<Bytes>>,
}

/// A peer tells of a block that it has committed.
pub struct CheckpointHeard {
    /// The peer.
    pub from: PeerId,
    /// What it told.
    pub told: Told,
}

/// Why an envelope is not spread.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum PublishError {
    /// Peers would not take it.
    #[error("an envelope of {bytes} bytes, none or more than {ENVELOPE_BYTES}, cannot be spread")]
    Length {
        /// Its length.
        bytes: usize,
    },
    /// Too many envelopes wait to be spread. Peers may still ask for it as pending.
    #[error("too many envelopes wait to be spread")]
    Busy,
    /// The task has ended.
    #[error("the exchange with peers has ended")]
    Ended,
}

/// Listens, and begins to dial the peers. Needs a tokio runtime.
///
/// # Errors
///
/// [`GossipError`] when the settings are inconsistent or the address cannot be listened on.
pub fn start(settings: Settings) -> Result<Gossip, GossipError> {
    settings.check()?;
    let (commands, commands_heard) = mpsc::channel(limits::COMMANDS);
    let (height, heights) = watch::channel(settings.height);
    // What one peer may have waiting is bounded by its room, so that this is room for all.
    let each = limits::INBOX_BYTES / limits::INBOX_BYTES_PER_ENVELOPE;
    let (incoming_sent, incoming) = mpsc::channel(each * settings.peers.len().max(1));
    let (questions_sent, questions) = mpsc::channel(limits::QUESTIONS);
    let (snapshots_sent, snapshots) = mpsc::channel(limits::QUESTIONS_OF_ALL);
    let (newest, newest_heard) = watch::channel(None);
    let (checkpoints_sent, checkpoints) = mpsc::channel(limits::CHECKPOINTS);
    let (peers_shown, peers) = watch::channel(Vec::new());
    let (highest_shown, highest) = watch::channel(0);
    let (listening_shown, listening) = watch::channel(Vec::new());
    let counters = Arc::new(Counters::default());
    let task = Task::new(
        settings,
        task::Channels {
            commands: commands_heard,
            heights,
            newest: newest_heard,
            checkpoints: checkpoints_sent,
            incoming: incoming_sent,
            questions: questions_sent,
            snapshots: snapshots_sent,
            peers: peers_shown,
            highest: highest_shown,
            listening: listening_shown,
        },
        counters.clone(),
    )?;
    let (height, newest) = (Arc::new(height), Arc::new(newest));
    let handle = Handle { commands, height, newest, peers, highest, listening, counters };
    let task = tokio::spawn(task.run());
    Ok(Gossip { handle, incoming, questions, snapshots, checkpoints, task })
}

impl Handle {
    /// Sends an envelope that this node took from a client to every connected peer. Never waits.
    /// What came from a peer is not published again.
    ///
    /// # Errors
    ///
    /// [`PublishError`]. An envelope that was accepted can still be dropped for a peer that is too
    /// slow; both are counted.
    pub fn publish(&self, envelope: impl Into<Bytes>) -> Result<(), PublishError> {
        use mpsc::error::TrySendError;
        let envelope = envelope.into();
        if envelope.is_empty() || envelope.len() > ENVELOPE_BYTES {
            return Err(PublishError::Length { bytes: envelope.len() });
        }
        self.commands.try_send(Command::Publish(envelope)).map_err(|error| {
            self.counters.publish_refused.add(1);
            match error {
                TrySendError::Full(_) => PublishError::Busy,
                TrySendError::Closed(_) => PublishError::Ended,
            }
        })
    }

    /// Waits until the task has ended.
    pub async fn ended(&self) {
        self.commands.closed().await;
    }

    /// Tells the peers that `height` is recorded. A lower height than before changes nothing.
    pub fn announce(&self, height: u64) {
        self.height.send_if_modified(|told| {
            let higher = height > *told;
            *told = height.max(*told);
            higher
        });
    }

    /// Tells the peers of a block that is committed here, so that they notice if theirs is another.
    pub fn tell(&self, newest: Told) {
        self.newest.send_replace(Some(Arc::new(newest)));
    }

    /// Tells one peer of a block of ours, in place of the newest, so that it can compare what it told.
    pub fn tell_one(&self, peer: PeerId, told: Told) {
        // When there is no place for it, the peer learns it another time.
        let _ = self.commands.try_send(Command::Tell(peer, told));
    }

    /// Remembers what was found to be wrong with a peer, for its operator and ours.
    pub fn report(&self, peer: PeerId, trouble: Trouble) {
        // When there is no place for it, it is found again.
        let _ = self.commands.try_send(Command::Report(peer, trouble));
    }

    /// Says that `from` sent an envelope that no honest node would have sent on, whatever the
    /// state of its ledger: not canonical, another chain, a wrong signature. It costs the peer a
    /// part of what it may send.
    pub fn reject(&self, from: PeerId) {
        self.counters.rejected.add(1);
        // When there is no place for it the peer goes unpunished this time.
        let _ = self.commands.try_send(Command::Reject(from));
    }

    /// The peers of the list, in the order of their identities, whenever something changes.
    #[must_use]
    pub fn peers(&self) -> watch::Receiver<Vec<PeerState>> {
        self.peers.clone()
    }

    /// The highest of the heights that peers of this chain told last; 0 before any did. It is
    /// their word and not checked: fit to show, not to decide by.
    #[must_use]
    pub fn highest(&self) -> watch::Receiver<u64> {
        self.highest.clone()
    }

    /// The addresses this node listens on, with their real ports.
    #[must_use]
    pub fn listening(&self) -> watch::Receiver<Vec<Multiaddr>> {
        self.listening.clone()
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> &Arc<Counters> {
        &self.counters
    }
}

impl PendingQuestion {
    /// Answers with envelopes that wait, the most urgent first. Takes no more of them than fit
    /// into one answer.
    pub fn answer<E: Into<Bytes>>(self, waiting: impl IntoIterator<Item = E>) {
        let mut room = limits::PAGE_BYTES;
        let page = waiting
            .into_iter()
            .map(Into::into)
            .filter(|envelope| (1..=ENVELOPE_BYTES).contains(&envelope.len()))
            .take(limits::PAGE_ENVELOPES)
            .take_while(|envelope| {
                let bytes = messages::framed_bytes(envelope);
                let fits = bytes <= room;
                room = room.saturating_sub(bytes);
                fits
            })
            .collect();
        // Whoever asked may be gone.
        let _ = self.reply.send(page);
    }
}
