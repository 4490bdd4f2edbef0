//! The loop's part: who may ask how much, and what becomes of questions of our own.

use std::collections::BTreeMap;
use std::time::Instant;

use libp2p::PeerId;
use libp2p::request_response::{
    Event, InboundRequestId, Message, OutboundFailure, OutboundRequestId, ResponseChannel,
};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::debug;

use super::messages::{Answer, Ask};
use super::{Question, Unanswered};
use crate::gossip::limits;
use crate::gossip::responses::speaks_another;
use crate::gossip::task::Task;
use crate::gossip::trouble::Trouble;

/// Where an answer goes, or that there was none in time.
type Given = (ResponseChannel<Vec<u8>>, Option<Vec<u8>>);

/// Questions under way, in both directions.
#[derive(Default)]
pub(in crate::gossip) struct Serving {
    /// Whom each of ours is for.
    asked: BTreeMap<OutboundRequestId, oneshot::Sender<Result<Vec<u8>, Unanswered>>>,
    /// Whose each of theirs is, until its answer has left.
    heard: BTreeMap<InboundRequestId, PeerId>,
    pub(in crate::gossip) given: JoinSet<Given>,
}

impl Serving {
    fn has_room(&self, peer: &PeerId) -> bool {
        let of_this = self.heard.values().filter(|other| *other == peer).count();
        of_this < limits::QUESTIONS_OF_ONE && self.heard.len() < limits::QUESTIONS_OF_ALL
    }
}

impl Task {
    /// Asks a peer a question of ours.
    pub(in crate::gossip) fn ask(
        &mut self,
        peer: PeerId,
        ask: Vec<u8>,
        reply: oneshot::Sender<Result<Vec<u8>, Unanswered>>,
    ) {
        let id = self.swarm.behaviour_mut().snapshots.send_request(&peer, ask);
        self.serving.asked.insert(id, reply);
    }

    pub(in crate::gossip) fn on_snapshot_event(
        &mut self,
        event: Event<Vec<u8>, Vec<u8>>,
        now: Instant,
    ) {
        match event {
            Event::Message { peer, message, .. } => match message {
                Message::Request { request_id, request, channel } => {
                    self.on_question(peer, request_id, &request, channel, now);
                }
                Message::Response { request_id, response } => {
                    self.settle(request_id, Ok(response));
                }
            },
            Event::OutboundFailure { request_id, error, .. } => {
                let why = match error {
                    OutboundFailure::Timeout => Unanswered::Silent,
                    failure if speaks_another(&failure) => Unanswered::OtherProtocol,
                    OutboundFailure::UnsupportedProtocols
                    | OutboundFailure::DialFailure
                    | OutboundFailure::ConnectionClosed
                    | OutboundFailure::Io(_) => Unanswered::Gone,
                };
                self.settle(request_id, Err(why));
            }
            Event::InboundFailure { request_id, .. } | Event::ResponseSent { request_id, .. } => {
                self.serving.heard.remove(&request_id);
            }
        }
    }

    fn settle(&mut self, id: OutboundRequestId, answer: Result<Vec<u8>, Unanswered>) {
        if let Some(reply) = self.serving.asked.remove(&id) {
            // Whoever asked may have given up.
            let _ = reply.send(answer);
        }
    }

    fn on_question(
        &mut self,
        from: PeerId,
        id: InboundRequestId,
        message: &[u8],
        channel: ResponseChannel<Vec<u8>>,
        now: Instant,
    ) {
        let ask = match Ask::decode(message) {
            Ok(ask) => ask,
            Err(error) => {
                debug!(peer = %from, %error, "a question of peer {from} cannot be read");
                self.counters.malformed.add(1);
                self.break_off(from, Trouble::Malformed, now);
                return;
            }
        };
        let has_room = self.serving.has_room(&from);
        let Some(peer) = self.peers.get_mut(&from) else { return };
        self.serving.heard.insert(id, from);
        if !peer.is_admitted() {
            return self.give(channel, Answer::NotGreeted.encode());
        }
        let (reply, answer) = oneshot::channel();
        let allowed = has_room && peer.snapshots.take(1, now);
        let question = Question { from, ask, reply };
        if !allowed || self.channels.snapshots.try_send(question).is_err() {
            self.counters.throttled.add(1);
            return self.give(channel, Answer::TryLater.encode());
        }
        self.serving.given.spawn(async move {
            let answer = timeout(limits::ANSWER_PATIENCE, answer).await;
            (channel, answer.ok().and_then(Result::ok))
        });
    }

    /// An answer is there, or there was none in time.
    pub(in crate::gossip) fn on_given(
        &mut self,
        channel: ResponseChannel<Vec<u8>>,
        answer: Option<Vec<u8>>,
    ) {
        self.give(channel, answer.unwrap_or_else(|| Answer::TryLater.encode()));
    }

    fn give(&mut self, channel: ResponseChannel<Vec<u8>>, answer: Vec<u8>) {
        // The asker may be gone.
        let _ = self.swarm.behaviour_mut().snapshots.send_response(channel, answer);
    }
}
