//! The loop: what the swarm reports, what the node wants told, and what has become due.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use libp2p::allow_block_list::NotAllowed;
use libp2p::futures::StreamExt;
use libp2p::request_response::{Event, Message, OutboundRequestId, ResponseChannel};
use libp2p::swarm::dial_opts::DialOpts;
use libp2p::swarm::{DialError, ListenError, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Swarm};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep_until};
use tracing::{debug, error, info};

use super::behaviour::{self, Behaviour, BehaviourEvent};
use super::messages::{FORMAT, Hello, Request, Told};
use super::peer::Peer;
use super::snapshots::{Question, Serving, Unanswered};
use super::trouble::{PeerState, Trouble};
use super::{
    CheckpointHeard, Counters, GossipError, Incoming, PeerAddress, PendingQuestion, Settings,
    limits,
};

/// What a [`Handle`](super::Handle) wants done.
pub(super) enum Command {
    Publish(Bytes),
    Reject(PeerId),
    Report(PeerId, Trouble),
    Tell(PeerId, Told),
    Ask(PeerId, Vec<u8>, oneshot::Sender<Result<Vec<u8>, Unanswered>>),
}

/// The task's ends of the channels.
pub(super) struct Channels {
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) heights: watch::Receiver<u64>,
    pub(super) newest: watch::Receiver<Option<Arc<Told>>>,
    pub(super) checkpoints: mpsc::Sender<CheckpointHeard>,
    pub(super) incoming: mpsc::Sender<Incoming>,
    pub(super) questions: mpsc::Sender<PendingQuestion>,
    pub(super) snapshots: mpsc::Sender<Question>,
    pub(super) peers: watch::Sender<Vec<PeerState>>,
    pub(super) highest: watch::Sender<u64>,
    pub(super) listening: watch::Sender<Vec<Multiaddr>>,
}

/// What the pool said is pending, and to whom it goes; `None` when it said nothing in time.
pub(super) type Page = (ResponseChannel<Vec<u8>>, Option<Vec<Bytes>>);

pub(super) struct Task {
    pub(super) swarm: Swarm<Behaviour>,
    pub(super) us: Hello,
    pub(super) peers: BTreeMap<PeerId, Peer>,
    pub(super) under_way: BTreeMap<OutboundRequestId, Request>,
    pub(super) pages: JoinSet<Page>,
    pub(super) serving: Serving,
    pub(super) channels: Channels,
    pub(super) counters: Arc<Counters>,
    stranger_logged: Option<Instant>,
}

/// Waits for a moment, or for ever where there is none.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment.into()).await,
        None => pending().await,
    }
}

impl Task {
    pub(super) fn new(
        settings: Settings,
        channels: Channels,
        counters: Arc<Counters>,
    ) -> Result<Self, GossipError> {
        let now = Instant::now();
        let own = settings.keypair.public().to_peer_id();
        let peers: BTreeMap<_, _> = settings
            .peers
            .into_iter()
            .filter(|entry| entry.peer != own)
            .map(|PeerAddress { peer, address }| (peer, Peer::new(peer, address, now)))
            .collect();
        let mut swarm = behaviour::swarm(settings.keypair, peers.keys().copied())?;
        swarm
            .listen_on(settings.listen.clone())
            .map_err(|source| GossipError::Listen { address: settings.listen, source })?;
        Ok(Self {
            swarm,
            us: Hello {
                format: FORMAT,
                chain: settings.chain,
                network_name: settings.network_name,
                height: settings.height,
                software: concat!("ebl-node ", env!("CARGO_PKG_VERSION")).to_owned(),
            },
            peers,
            under_way: BTreeMap::new(),
            pages: JoinSet::new(),
            serving: Serving::default(),
            channels,
            counters,
            stranger_logged: None,
        })
    }

    pub(super) async fn run(mut self) {
        let mut tick = interval(limits::TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let gathered = self.peers.values().filter_map(Peer::gathers_until).min();
            tokio::select! {
                event = self.swarm.select_next_some() => self.on_swarm_event(event),
                command = self.channels.commands.recv() => match command {
                    Some(command) => self.on_command(command),
                    None => return,
                },
                Ok(()) = self.channels.heights.changed() => self.on_height(),
                Ok(()) = self.channels.newest.changed() => self.on_newest(),
                Some(Ok((channel, page))) = self.pages.join_next() => self.on_page(channel, page),
                Some(Ok((channel, answer))) = self.serving.given.join_next() => {
                    self.on_given(channel, answer);
                }
                _ = tick.tick() => self.on_tick(Instant::now()),
                () = until(gathered) => self.speak_to_all(Instant::now()),
            }
            self.show();
        }
    }

    fn on_swarm_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        let now = Instant::now();
        match event {
            SwarmEvent::Behaviour(BehaviourEvent::Requests(event)) => self.on_event(event, now),
            SwarmEvent::Behaviour(BehaviourEvent::Snapshots(event)) => {
                self.on_snapshot_event(event, now);
            }
            SwarmEvent::ConnectionEstablished { peer_id, .. } => self.on_connected(peer_id, now),
            SwarmEvent::ConnectionClosed { peer_id, num_established, .. } => {
                self.on_disconnected(peer_id, num_established, now)
            }
            SwarmEvent::OutgoingConnectionError { peer_id: Some(peer), error, .. } => {
                self.on_not_reached(peer, &error, now)
            }
            SwarmEvent::IncomingConnectionError { peer_id, error, .. } => {
                self.on_refused(peer_id, &error, now);
            }
            SwarmEvent::NewListenAddr { .. } | SwarmEvent::ExpiredListenAddr { .. } => {
                let addresses = self.swarm.listeners().cloned().collect();
                self.channels.listening.send_replace(addresses);
            }
            SwarmEvent::ListenerClosed { reason, .. } => {
                error!(?reason, "no longer listening for peers; they are still dialled");
            }
            SwarmEvent::ListenerError { error, .. } => {
                error!(%error, "cannot accept a peer's connection");
            }
            _ => {}
        }
    }

    fn on_event(&mut self, event: Event<Vec<u8>, Vec<u8>>, now: Instant) {
        match event {
            Event::Message { peer, message, .. } => match message {
                Message::Request { request, channel, .. } => {
                    self.on_request(peer, &request, channel, now)
                }
                Message::Response { request_id, response } => {
                    self.on_response(peer, request_id, &response, now)
                }
            },
            Event::OutboundFailure { peer, connection_id, request_id, error } => {
                self.on_failure(peer, connection_id, request_id, &error, now)
            }
            Event::InboundFailure { peer, error, .. } => {
                debug!(%peer, %error, "an answer did not reach peer {peer}");
            }
            Event::ResponseSent { .. } => {}
        }
    }

    fn on_connected(&mut self, id: PeerId, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.connected(now);
            self.speak(id, now);
        }
    }

    fn on_disconnected(&mut self, id: PeerId, remaining: u32, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id) {
            let dropped = peer.disconnected(remaining, now);
            self.counters.undelivered.add(dropped);
            self.speak(id, now);
        }
    }

    fn on_not_reached(&mut self, id: PeerId, error: &DialError, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        debug!(peer = %id, %error, "dialling peer {id} failed");
        let trouble = match error {
            DialError::DialPeerConditionFalse(_) => {
                peer.dialling = false;
                return;
            }
            DialError::WrongPeerId { obtained, .. } => Trouble::OtherNode { found: *obtained },
            DialError::LocalPeerId { .. } => {
                Trouble::OtherNode { found: *self.swarm.local_peer_id() }
            }
            DialError::NoAddresses
            | DialError::Aborted
            | DialError::Denied { .. }
            | DialError::Transport(_) => Trouble::Unreachable,
        };
        peer.not_reached(trouble, now);
    }

    fn on_refused(&mut self, peer: Option<PeerId>, error: &ListenError, now: Instant) {
        let ListenError::Denied { cause } = error else {
            return;
        };
        let (Some(stranger), true) = (peer, cause.downcast_ref::<NotAllowed>().is_some()) else {
            self.counters.crowded.add(1);
            return;
        };
        self.counters.strangers.add(1);
        let quiet = |logged: Instant| now < logged + limits::STRANGER_LOG_INTERVAL;
        if !self.stranger_logged.is_some_and(quiet) {
            self.stranger_logged = Some(now);
            info!(
                peer = %stranger,
                "refused a connection from {stranger}, which is not in the peer list",
            );
        }
    }

    fn on_command(&mut self, command: Command) {
        let now = Instant::now();
        match command {
            Command::Publish(envelope) => self.publish(&envelope, now),
            Command::Ask(id, ask, reply) => self.ask(id, ask, reply),
            Command::Reject(id) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.allowance.charge(limits::REJECTION_COST, now);
                }
            }
            Command::Tell(id, told) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.tell(Arc::new(told));
                    self.speak(id, now);
                }
            }
            Command::Report(id, trouble) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.meet(trouble, now);
                }
            }
        }
    }

    fn publish(&mut self, envelope: &Bytes, now: Instant) {
        self.counters.published.add(1);
        for peer in self.peers.values_mut().filter(|peer| peer.is_connected()) {
            if !peer.outbox.push(envelope.clone()) {
                self.counters.undelivered.add(1);
            }
        }
        self.speak_to_all(now);
    }

    fn on_height(&mut self) {
        self.us.height = *self.channels.heights.borrow_and_update();
        self.speak_to_all(Instant::now());
    }

    fn on_newest(&mut self) {
        let newest = self.channels.newest.borrow_and_update().clone();
        for peer in self.peers.values_mut() {
            newest.iter().for_each(|newest| peer.tell(Arc::clone(newest)));
        }
        self.speak_to_all(Instant::now());
    }

    fn on_tick(&mut self, now: Instant) {
        let due = self.peers.values().filter(|peer| peer.wants_dialling(now));
        for id in due.map(|peer| peer.id).collect::<Vec<_>>() {
            self.dial(id, now);
        }
        self.speak_to_all(now);
    }

    fn dial(&mut self, id: PeerId, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        // A port of its own for each attempt: with the listening port at both ends, two nodes
        // that dial each other at once would meet in a single connection with two callers.
        let options = DialOpts::peer_id(id)
            .addresses(peer.address.iter().cloned().collect())
            .allocate_new_port()
            .build();
        peer.dialling = true;
        if let Err(error) = self.swarm.dial(options) {
            self.on_not_reached(id, &error, now);
        }
    }

    fn speak_to_all(&mut self, now: Instant) {
        let peers: Vec<_> = self.peers.keys().copied().collect();
        for peer in peers {
            self.speak(peer, now);
        }
    }

    /// Sends a peer whatever is due, or hangs up when that is due.
    pub(super) fn speak(&mut self, id: PeerId, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        while let Some(request) = peer.next_request(&self.us, now) {
            let requests = &mut self.swarm.behaviour_mut().requests;
            let request_id = requests.send_request(&id, request.encode());
            self.under_way.insert(request_id, request);
        }
        if peer.must_leave(now) {
            self.hang_up(id);
        }
    }

    /// Ends the conversation with a peer that broke its rules.
    pub(super) fn break_off(&mut self, id: PeerId, trouble: Trouble, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.meet(trouble, now);
        }
        self.hang_up(id);
    }

    fn hang_up(&mut self, id: PeerId) {
        // It may have hung up first.
        let _ = self.swarm.disconnect_peer_id(id);
    }

    fn show(&self) {
        let states: Vec<_> = self.peers.values().map(Peer::state).collect();
        let highest = states.iter().filter_map(|state| state.height).max();
        self.channels.peers.send_if_modified(|shown| {
            let changed = *shown != states;
            *shown = states;
            changed
        });
        self.channels.highest.send_if_modified(|shown| {
            let highest = highest.unwrap_or(0);
            let changed = *shown != highest;
            *shown = highest;
            changed
        });
    }
}
