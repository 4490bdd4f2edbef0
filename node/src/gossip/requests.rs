//! What peers ask and tell.

use std::time::Instant;

use bytes::Bytes;
use libp2p::PeerId;
use libp2p::request_response::ResponseChannel;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::debug;

use super::messages::{Request, Response};
use super::task::Task;
use super::trouble::Trouble;
use super::{CheckpointHeard, Incoming, PendingQuestion, limits};

impl Task {
    /// Answers a request. The allowance is asked before anything else is done.
    pub(super) fn on_request(
        &mut self,
        from: PeerId,
        message: &[u8],
        channel: ResponseChannel<Vec<u8>>,
        now: Instant,
    ) {
        let request = match Request::decode(message) {
            Ok(request) => request,
            Err(error) => {
                debug!(peer = %from, %error, "a request of peer {from} cannot be read");
                self.counters.malformed.add(1);
                self.break_off(from, Trouble::Malformed, now);
                return;
            }
        };
        let Some(peer) = self.peers.get_mut(&from) else {
            return;
        };
        if !peer.allowance.take(request.cost(message.len()), now) {
            self.counters.throttled.add(1);
            self.respond(channel, &Response::Throttled);
            return;
        }
        let response = match request {
            Request::Hello(theirs) => {
                peer.hear_hello(&self.us, &theirs, now);
                Response::Hello(self.us.clone())
            }
            _ if !peer.is_admitted() => Response::HelloFirst,
            Request::Height(height) => {
                peer.hear_height(height);
                Response::Height(self.us.height)
            }
            Request::Checkpoint(told) => {
                // Nobody waits for what comes of it. When many are under way, the next will do.
                let _ = self.channels.checkpoints.try_send(CheckpointHeard { from, told });
                Response::Height(self.us.height)
            }
            Request::Envelopes(batch) => Response::Taken(self.take_in(from, &batch)),
            Request::Pending => return self.ask_the_pool(from, channel, now),
        };
        self.respond(channel, &response);
        self.speak(from, now);
    }

    /// Hands envelopes to the pool until there is no more room for this peer's. Returns how many
    /// were handed over.
    pub(super) fn take_in(&mut self, from: PeerId, batch: &[Bytes]) -> usize {
        let Some(peer) = self.peers.get(&from) else {
            return 0;
        };
        let taken = batch
            .iter()
            .map_while(|envelope| {
                let room = peer.room(envelope.len())?;
                let incoming = Incoming { from, envelope: envelope.clone(), _room: room };
                self.channels.incoming.try_send(incoming).ok()
            })
            .count();
        self.counters.received.add(taken);
        self.counters.not_taken.add(batch.len() - taken);
        taken
    }

    fn ask_the_pool(&mut self, from: PeerId, channel: ResponseChannel<Vec<u8>>, now: Instant) {
        let allowed = self.peers.get_mut(&from).is_some_and(|peer| peer.questions.take(1, now));
        let (reply, answer) = oneshot::channel();
        if !allowed || self.channels.questions.try_send(PendingQuestion { reply }).is_err() {
            self.counters.throttled.add(1);
            self.respond(channel, &Response::Throttled);
            return;
        }
        self.pages.spawn(async move {
            let page = timeout(limits::POOL_TIMEOUT, answer).await;
            (channel, page.ok().and_then(Result::ok))
        });
    }

    /// The pool has answered, or has not in time.
    pub(super) fn on_page(&mut self, channel: ResponseChannel<Vec<u8>>, page: Option<Vec<Bytes>>) {
        let response = page.map_or(Response::Throttled, Response::Pending);
        self.respond(channel, &response);
    }

    fn respond(&mut self, channel: ResponseChannel<Vec<u8>>, response: &Response) {
        let requests = &mut self.swarm.behaviour_mut().requests;
        // The asker may be gone.
        let _ = requests.send_response(channel, response.encode());
    }
}
