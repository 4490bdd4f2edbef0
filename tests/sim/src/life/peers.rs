//! What peers send, decoded as the real node decodes it.

use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::{LivenessMsg, SignedConsensusMsg};
use arc_malachitebft_sync::{Request, Response, Status};
use bytes::Bytes;
use node::admission::peers::Consequence;
use node::consensus::codec::EblCodec;
use node::consensus::context::EblContext;
use node::consensus::parts::ProposalPart;

use super::{Clock, Life, MachineId, Output, Stop};
use crate::bugs::Bug;
use crate::engine::Message;
use crate::wire::{Channel, peer_id};

/// Bytes of waiting envelopes told to a peer that asks, as the node does.
const PENDING_BYTES: usize = 1024 * 1024;
/// What became of bytes from a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// They meant something.
    Message,
    /// They did not.
    Noise,
}

impl Life {
    /// Takes bytes from a peer. What cannot be decoded is dropped.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the process ends.
    pub fn hear(
        &mut self,
        from: MachineId,
        channel: Channel,
        bytes: Bytes,
        clock: Clock,
    ) -> Result<Heard, Stop> {
        let heard = match channel {
            Channel::Consensus => match decode::<SignedConsensusMsg<EblContext>>(bytes) {
                Some(message) => self.hand(Message::Consensus(message), clock),
                None => return Ok(Heard::Noise),
            },
            Channel::Liveness if self.bug == Some(Bug::LivenessUnheard) => Ok(()),
            Channel::Liveness => match decode::<LivenessMsg<EblContext>>(bytes) {
                Some(message) => self.hand(Message::Liveness(message), clock),
                None => return Ok(Heard::Noise),
            },
            Channel::Part => match decode::<StreamMessage<ProposalPart>>(bytes) {
                Some(part) => self.hand(Message::Part(peer_id(from), part), clock),
                None => return Ok(Heard::Noise),
            },
            Channel::Status => match decode::<Status<EblContext>>(bytes) {
                Some(status) => {
                    self.syncing.claim(from, status.tip_height.0);
                    self.look(clock)
                }
                None => return Ok(Heard::Noise),
            },
            Channel::Request => match decode::<Request<EblContext>>(bytes) {
                Some(request) => self.serve(from, &request),
                None => return Ok(Heard::Noise),
            },
            Channel::Response => match decode::<Response<EblContext>>(bytes) {
                Some(response) => self.take_blocks(from, response, clock),
                None => return Ok(Heard::Noise),
            },
            Channel::Envelope => self.take_envelope(0, bytes, clock),
            Channel::Pending => {
                for envelope in self.pool.envelopes(PENDING_BYTES) {
                    let bytes = Bytes::copy_from_slice(&envelope);
                    self.out.push(Output::Send(from, Channel::Envelope, bytes));
                }
                Ok(())
            }
        };
        heard.map(|()| Heard::Message)
    }

    /// An instruction from a peer goes through the same admission as a client's.
    pub(super) fn take_envelope(
        &mut self,
        looked: u8,
        envelope: Bytes,
        clock: Clock,
    ) -> Result<(), Stop> {
        let taken = self.admission.take_in(&envelope, clock.wall_ms);
        let taken = taken.map_err(|error| Stop::Disk(error.to_string()))?;
        match Consequence::of(&taken, looked) {
            Consequence::LookAgain => self.ahead.keep(looked, envelope),
            Consequence::Settled | Consequence::Charge => {}
        }
        self.start_if_due(clock)
    }
}

fn decode<T>(bytes: Bytes) -> Option<T>
where
    EblCodec: Codec<T>,
{
    EblCodec.decode(bytes).ok()
}
