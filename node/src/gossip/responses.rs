//! What peers answer, or fail to.

use std::io;
use std::time::Instant;

use libp2p::PeerId;
use libp2p::core::upgrade::NegotiationError;
use libp2p::request_response::{OutboundFailure, OutboundRequestId};
use libp2p::swarm::ConnectionId;
use tracing::debug;

use super::messages::{Request, Response};
use super::task::Task;
use super::trouble::Trouble;

impl Task {
    pub(super) fn on_response(
        &mut self,
        from: PeerId,
        id: OutboundRequestId,
        message: &[u8],
        now: Instant,
    ) {
        let (Some(request), Some(peer)) = (self.under_way.remove(&id), self.peers.get_mut(&from))
        else {
            return;
        };
        peer.settle(&request);
        let dropped = match (request, Response::decode(message)) {
            (Request::Hello(said), Ok(Response::Hello(theirs))) => {
                peer.hear_answer(&said, &theirs, now);
                0
            }
            (Request::Height(_) | Request::Checkpoint(_), Ok(Response::Height(height))) => {
                peer.hear_height(height);
                0
            }
            (Request::Envelopes(batch), Ok(Response::Taken(taken))) => {
                self.counters.delivered.add(taken.min(batch.len()));
                peer.delivered(batch, taken, now)
            }
            (Request::Pending, Ok(Response::Pending(page))) => {
                if self.take_in(from, &page) < page.len() {
                    self.ask_soon(from, now);
                }
                0
            }
            (request, Ok(Response::HelloFirst)) => peer.greet_again(request, now),
            (request, Ok(Response::Throttled)) => peer.retry(request, now),
            (_, answer) => {
                debug!(peer = %from, ?answer, "peer {from} sent what is no answer");
                self.counters.malformed.add(1);
                self.break_off(from, Trouble::Malformed, now);
                return;
            }
        };
        self.counters.undelivered.add(dropped);
        self.speak(from, now);
    }

    fn ask_soon(&mut self, id: PeerId, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.ask_soon(now);
        }
    }

    pub(super) fn on_failure(
        &mut self,
        to: PeerId,
        connection: ConnectionId,
        id: OutboundRequestId,
        failure: &OutboundFailure,
        now: Instant,
    ) {
        let (Some(request), Some(peer)) = (self.under_way.remove(&id), self.peers.get_mut(&to))
        else {
            return;
        };
        peer.settle(&request);
        let dropped = peer.retry(request, now);
        self.counters.undelivered.add(dropped);
        match failure {
            OutboundFailure::Timeout => {
                self.counters.timeouts.add(1);
                peer.meet(Trouble::Silent, now);
                self.swarm.close_connection(connection);
            }
            failure if speaks_another(failure) => {
                self.break_off(to, Trouble::OtherProtocol, now);
            }
            OutboundFailure::UnsupportedProtocols
            | OutboundFailure::DialFailure
            | OutboundFailure::ConnectionClosed
            | OutboundFailure::Io(_) => {
                debug!(peer = %to, %failure, "a request did not reach peer {to}");
            }
        }
    }
}

/// Whether the peer does not speak the request's protocol. Since requests go out with its name, that
/// is found when the answer is read.
pub(super) fn speaks_another(failure: &OutboundFailure) -> bool {
    let refused = |error: &io::Error| {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<NegotiationError>());
        matches!(cause, Some(NegotiationError::Failed))
    };
    match failure {
        OutboundFailure::UnsupportedProtocols => true,
        OutboundFailure::Io(error) => refused(error),
        _ => false,
    }
}
