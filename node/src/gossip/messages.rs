//! What two nodes say, and how it is written: `peer/v1/gossip.proto`.

use std::fmt;

use bytes::Bytes;
use prost::Message;
use proto::ids::ChainId;
use proto::limits::{CHECKPOINT_BYTES, COSIGNATURE_BYTES, ENVELOPE_BYTES};
use proto::pb::peer::v1 as pb;
use proto::wire::{FieldError, FieldFault, WireError, bytes32, decode_bounded, present};
use thiserror::Error;

use super::limits;

#[cfg(test)]
mod tests;

/// Version of the conversation, as [`Hello`] tells it.
pub(super) const FORMAT: u32 = 1;

/// Who a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// Version of the conversation.
    pub format: u32,
    /// The chain it keeps.
    pub chain: ChainId,
    /// The network's name, for people.
    pub network_name: String,
    /// The height it has committed.
    pub height: u64,
    /// Its program and version, for people.
    pub software: String,
}

/// A block that a node has committed, as bytes that nobody has read yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// Of a checkpoint.
    pub checkpoint: Bytes,
    /// Of a witness's signature; empty from others.
    pub cosignature: Bytes,
}

/// What a node asks or tells.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// Who it is.
    Hello(Hello),
    /// A height it has committed.
    Height(u64),
    /// Envelopes that its clients handed in.
    Envelopes(Vec<Bytes>),
    /// What the other's pool holds.
    Pending,
    /// A block it has committed, and by whom.
    Checkpoint(Told),
}

/// What it is answered.
#[derive(Clone, PartialEq, Eq)]
pub enum Response {
    /// Who the other is.
    Hello(Hello),
    /// The height the other has committed.
    Height(u64),
    /// How many envelopes of a batch were taken.
    Taken(usize),
    /// What its pool holds.
    Pending(Vec<Bytes>),
    /// Nothing is answered before a hello.
    HelloFirst,
    /// The asker's allowance is used up.
    Throttled,
}

/// Why bytes are no message.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum MessageError {
    /// Too long, or not protobuf.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error(transparent)]
    Field(#[from] FieldError),
}

impl Request {
    /// The message's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        use pb::gossip_request::Request as Kind;
        let request = match self {
            Self::Hello(hello) => Kind::Hello(write_hello(hello)),
            Self::Height(height) => Kind::Height(pb::HeightReached { height: *height }),
            Self::Envelopes(batch) => Kind::Envelopes(write_batch(batch)),
            Self::Pending => Kind::Pending(pb::PendingRequest {}),
            Self::Checkpoint(told) => Kind::Checkpoint(write_told(told)),
        };
        pb::GossipRequest { request: Some(request) }.encode_to_vec()
    }

    /// Reads a message, within bounds.
    ///
    /// # Errors
    ///
    /// [`MessageError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        use pb::gossip_request::Request as Kind;
        let message: pb::GossipRequest = decode_bounded(bytes, limits::REQUEST_BYTES)?;
        Ok(match present(&message.request, "GossipRequest.request")? {
            Kind::Hello(hello) => Self::Hello(read_hello(hello)?),
            Kind::Height(reached) => Self::Height(reached.height),
            Kind::Envelopes(batch) => Self::Envelopes(read_batch(batch, limits::BATCH_ENVELOPES)?),
            Kind::Pending(_) => Self::Pending,
            Kind::Checkpoint(told) => Self::Checkpoint(read_told(told)?),
        })
    }

    /// What the request takes of the sender's allowance: something for each envelope, and for each
    /// KiB of the message, fields of a later version that nothing here reads among them.
    ///
    /// # Panics
    ///
    /// For a message of 4 GiB, which no reader admits.
    #[must_use]
    pub fn cost(&self, message_bytes: usize) -> u32 {
        let envelopes = match self {
            Self::Envelopes(batch) => batch.len(),
            Self::Hello(_) | Self::Height(_) | Self::Pending | Self::Checkpoint(_) => 0,
        };
        u32::try_from(1 + envelopes + message_bytes / 1024)
            .expect("a message is bounded far below 4 GiB")
    }
}

impl Response {
    /// The message's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        use pb::gossip_response::Response as Kind;
        let response = match self {
            Self::Hello(hello) => Kind::Hello(write_hello(hello)),
            Self::Height(height) => Kind::Height(pb::HeightReached { height: *height }),
            Self::Taken(count) => Kind::Taken(pb::EnvelopesTaken {
                count: u32::try_from(*count).expect("no batch has 2^32 envelopes"),
            }),
            Self::Pending(page) => Kind::Pending(write_batch(page)),
            Self::HelloFirst => Kind::HelloFirst(pb::HelloFirst {}),
            Self::Throttled => Kind::Throttled(pb::Throttled {}),
        };
        pb::GossipResponse { response: Some(response) }.encode_to_vec()
    }

    /// Reads a message, within bounds.
    ///
    /// # Errors
    ///
    /// [`MessageError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        use pb::gossip_response::Response as Kind;
        let message: pb::GossipResponse = decode_bounded(bytes, limits::RESPONSE_BYTES)?;
        Ok(match present(&message.response, "GossipResponse.response")? {
            Kind::Hello(hello) => Self::Hello(read_hello(hello)?),
            Kind::Height(reached) => Self::Height(reached.height),
            Kind::Taken(taken) => Self::Taken(taken.count as usize),
            Kind::Pending(page) => Self::Pending(read_batch(page, limits::PAGE_ENVELOPES)?),
            Kind::HelloFirst(_) => Self::HelloFirst,
            Kind::Throttled(_) => Self::Throttled,
        })
    }
}

/// The kind alone: a message may hold whole envelopes, and no log line shows what is in one.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hello(_) => "hello",
            Self::Height(_) => "height",
            Self::Envelopes(_) => "envelopes",
            Self::Pending => "question for what is pending",
            Self::Checkpoint(_) => "checkpoint",
        })
    }
}

/// The kind alone, as for [`Request`].
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hello(_) => "hello",
            Self::Height(_) => "height",
            Self::Taken(_) => "envelopes taken",
            Self::Pending(_) => "pending envelopes",
            Self::HelloFirst => "hello first",
            Self::Throttled => "throttled",
        })
    }
}

/// The bytes an envelope takes in a batch.
pub(super) fn framed_bytes(envelope: &Bytes) -> usize {
    limits::FRAME_HEAD_BYTES + envelope.len()
}

fn write_hello(hello: &Hello) -> pb::Hello {
    pb::Hello {
        format: hello.format,
        chain_id: hello.chain.0.to_vec(),
        network_name: hello.network_name.clone(),
        height: hello.height,
        software: hello.software.clone(),
    }
}

fn read_hello(message: &pb::Hello) -> Result<Hello, FieldError> {
    Ok(Hello {
        format: message.format,
        chain: ChainId(bytes32(&message.chain_id, "Hello.chain_id")?),
        network_name: read_text(&message.network_name, "Hello.network_name")?,
        height: message.height,
        software: read_text(&message.software, "Hello.software")?,
    })
}

/// Text that is going to be shown to people: short, and unable to move their cursor.
fn read_text(text: &str, field: &'static str) -> Result<String, FieldError> {
    if text.len() > limits::TEXT_BYTES {
        return Err(FieldFault::Length.of(field));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldFault::Unknown.of(field));
    }
    Ok(text.to_owned())
}

fn write_told(told: &Told) -> pb::CheckpointTold {
    let Told { checkpoint, cosignature } = told;
    pb::CheckpointTold { checkpoint: checkpoint.to_vec(), cosignature: cosignature.to_vec() }
}

fn read_told(message: &pb::CheckpointTold) -> Result<Told, FieldError> {
    let read = |bytes: &[u8], most, field| match bytes.len() <= most {
        true => Ok(Bytes::copy_from_slice(bytes)),
        false => Err(FieldFault::Length.of(field)),
    };
    const CHECKPOINT: &str = "CheckpointTold.checkpoint";
    const COSIGNATURE: &str = "CheckpointTold.cosignature";
    Ok(Told {
        checkpoint: read(&message.checkpoint, CHECKPOINT_BYTES, CHECKPOINT)?,
        cosignature: read(&message.cosignature, COSIGNATURE_BYTES, COSIGNATURE)?,
    })
}

fn write_batch(batch: &[Bytes]) -> pb::EnvelopeBatch {
    let mut frames = Vec::with_capacity(batch.iter().map(framed_bytes).sum());
    for envelope in batch {
        let length = u32::try_from(envelope.len()).expect("envelopes are bounded below 4 GiB");
        frames.extend_from_slice(&length.to_be_bytes());
        frames.extend_from_slice(envelope);
    }
    pb::EnvelopeBatch { frames }
}

/// Each envelope is copied out: a slice of the frames would keep all of them in memory.
fn read_batch(message: &pb::EnvelopeBatch, most: usize) -> Result<Vec<Bytes>, FieldError> {
    const FIELD: &str = "EnvelopeBatch.frames";
    let mut batch = Vec::new();
    let mut rest = message.frames.as_slice();
    while let Some((head, tail)) = rest.split_first_chunk::<{ limits::FRAME_HEAD_BYTES }>() {
        let length = u32::from_be_bytes(*head) as usize;
        if length == 0 || length > ENVELOPE_BYTES || length > tail.len() {
            return Err(FieldFault::Length.of(FIELD));
        }
        if batch.len() == most {
            return Err(FieldFault::TooMany.of(FIELD));
        }
        let (envelope, after) = tail.split_at(length);
        batch.push(Bytes::copy_from_slice(envelope));
        rest = after;
    }
    if rest.is_empty() { Ok(batch) } else { Err(FieldFault::Length.of(FIELD)) }
}
