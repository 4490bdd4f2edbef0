//! Questions and answers, and how they are written: `peer/v1/snapshot.proto`.

use std::fmt;

use prost::Message;
use proto::limits::{
    BLOCK_BYTES, CERTIFICATE_BYTES, HEADERS_PART_BYTES, STATE_PART_BYTES, TRAIL_BYTES,
};
use proto::pb::peer::v1 as pb;
use proto::snapshot::{Prefix, PrefixFault};
use proto::wire::{FieldError, FieldFault, WireError, decode_bounded, present};
use thiserror::Error;

use crate::gossip::limits;

#[cfg(test)]
mod tests;

/// What a node asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The newest agreed height whose state the other keeps.
    Offer,
    /// A run of the hashes of the headers before a height.
    Headers {
        /// The agreed height.
        height: u64,
        /// Which run, from 0.
        index: u64,
    },
    /// A part of the state after a height.
    State {
        /// The agreed height.
        height: u64,
        /// How the keys begin.
        prefix: Prefix,
    },
    /// Blocks with their certificates.
    Blocks {
        /// The first height.
        from: u64,
        /// The last height.
        to: u64,
    },
}

/// The bytes of blocks, each with those of its certificate.
pub type Blocks = Vec<(Vec<u8>, Vec<u8>)>;

/// What it is answered. Nothing in it is checked but its size.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// A height, and how many entries its state has by the other's word.
    Offer {
        /// Of a trail.
        trail: Vec<u8>,
        /// How many entries.
        entries: u64,
    },
    /// The bytes of a run of headers.
    Headers(Vec<u8>),
    /// The bytes of a part of the state.
    State(Vec<u8>),
    /// Blocks and certificates, ascending by height; at least one.
    Blocks(Blocks),
    /// The part of the state is too large for one answer.
    TooLarge,
    /// It is not kept there, or not yet.
    NotKept,
    /// The other has heard no hello.
    NotGreeted,
    /// It was too much at once.
    TryLater,
}

/// Why bytes are no question or answer.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum MessageError {
    /// Too long, or not protobuf.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A prefix that is none.
    #[error(transparent)]
    Prefix(#[from] PrefixFault),
}

impl Ask {
    /// The message's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        use pb::snapshot_request::Request as Kind;
        let request = match self {
            Self::Offer => Kind::Offer(pb::OfferRequest {}),
            Self::Headers { height, index } => {
                Kind::Headers(pb::HeadersRequest { height: *height, index: *index })
            }
            Self::State { height, prefix } => Kind::State(pb::StateRequest {
                height: *height,
                bits: u32::try_from(prefix.bits()).expect("a key has 256 bits"),
                prefix: prefix.bytes().to_vec(),
            }),
            Self::Blocks { from, to } => {
                Kind::Blocks(pb::BlocksRequest { from_height: *from, to_height: *to })
            }
        };
        pb::SnapshotRequest { request: Some(request) }.encode_to_vec()
    }

    /// Reads a message, within bounds.
    ///
    /// # Errors
    ///
    /// [`MessageError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        use pb::snapshot_request::Request as Kind;
        let message: pb::SnapshotRequest = decode_bounded(bytes, limits::ASK_BYTES)?;
        Ok(match present(&message.request, "SnapshotRequest.request")? {
            Kind::Offer(_) => Self::Offer,
            Kind::Headers(asked) => Self::Headers { height: asked.height, index: asked.index },
            Kind::State(asked) => {
                let prefix = Prefix::read(asked.bits, &asked.prefix)?;
                Self::State { height: asked.height, prefix }
            }
            Kind::Blocks(asked) => Self::Blocks { from: asked.from_height, to: asked.to_height },
        })
    }
}

impl Answer {
    /// The message's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        use pb::snapshot_response::Response as Kind;
        let response = match self {
            Self::Offer { trail, entries } => {
                Kind::Offer(pb::Offer { trail: trail.clone(), entries: *entries })
            }
            Self::Headers(run) => Kind::Headers(run.clone()),
            Self::State(part) => Kind::State(part.clone()),
            Self::Blocks(blocks) => Kind::Blocks(write_blocks(blocks)),
            Self::TooLarge => Kind::TooLarge(pb::TooLarge {}),
            Self::NotKept => Kind::NotKept(pb::NotKept {}),
            Self::NotGreeted => Kind::NotGreeted(pb::NotGreeted {}),
            Self::TryLater => Kind::TryLater(pb::TryLater {}),
        };
        pb::SnapshotResponse { response: Some(response) }.encode_to_vec()
    }

    /// Reads a message, within bounds.
    ///
    /// # Errors
    ///
    /// [`MessageError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        use pb::snapshot_response::Response as Kind;
        let message: pb::SnapshotResponse = decode_bounded(bytes, limits::ANSWER_BYTES)?;
        let within = |bytes: Vec<u8>, most, field| match bytes.len() <= most {
            true => Ok(bytes),
            false => Err(FieldFault::Length.of(field)),
        };
        let response = message.response.ok_or(FieldFault::Missing.of("SnapshotResponse.response"));
        Ok(match response? {
            Kind::Offer(offer) => {
                let trail = within(offer.trail, TRAIL_BYTES, "Offer.trail")?;
                Self::Offer { trail, entries: offer.entries }
            }
            Kind::Headers(run) => {
                Self::Headers(within(run, HEADERS_PART_BYTES, "SnapshotResponse.headers")?)
            }
            Kind::State(part) => {
                Self::State(within(part, STATE_PART_BYTES, "SnapshotResponse.state")?)
            }
            Kind::Blocks(frames) => Self::Blocks(read_blocks(&frames)?),
            Kind::TooLarge(_) => Self::TooLarge,
            Kind::NotKept(_) => Self::NotKept,
            Kind::NotGreeted(_) => Self::NotGreeted,
            Kind::TryLater(_) => Self::TryLater,
        })
    }
}

/// The kind alone: blocks hold whole envelopes, and no log line shows what is in one.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Offer { .. } => "offer",
            Self::Headers(_) => "headers",
            Self::State(_) => "state",
            Self::Blocks(_) => "blocks",
            Self::TooLarge => "too large",
            Self::NotKept => "not kept",
            Self::NotGreeted => "not greeted",
            Self::TryLater => "try later",
        })
    }
}

/// The bytes that a block and its certificate take in an answer.
#[must_use]
pub fn framed_bytes(block: &[u8], certificate: &[u8]) -> usize {
    2 * limits::FRAME_HEAD_BYTES + block.len() + certificate.len()
}

fn write_blocks(blocks: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut frames = Vec::new();
    for part in blocks.iter().flat_map(|(block, certificate)| [block, certificate]) {
        let length = u32::try_from(part.len()).expect("blocks are bounded far below 4 GiB");
        frames.extend_from_slice(&length.to_be_bytes());
        frames.extend_from_slice(part);
    }
    frames
}

fn read_blocks(frames: &[u8]) -> Result<Blocks, FieldError> {
    const FIELD: &str = "SnapshotResponse.blocks";
    let mut blocks = Vec::new();
    let mut rest = frames;
    while !rest.is_empty() {
        if blocks.len() == limits::BLOCKS_AT_ONCE {
            return Err(FieldFault::TooMany.of(FIELD));
        }
        let block = read_frame(&mut rest, BLOCK_BYTES).ok_or(FieldFault::Length.of(FIELD))?;
        let certificate = read_frame(&mut rest, CERTIFICATE_BYTES);
        blocks.push((block, certificate.ok_or(FieldFault::Length.of(FIELD))?));
    }
    if blocks.is_empty() { Err(FieldFault::Missing.of(FIELD)) } else { Ok(blocks) }
}

fn read_frame(rest: &mut &[u8], most: usize) -> Option<Vec<u8>> {
    let (head, tail) = rest.split_first_chunk::<{ limits::FRAME_HEAD_BYTES }>()?;
    let length = u32::from_be_bytes(*head) as usize;
    let (frame, after) = tail.split_at_checked(length).filter(|_| length <= most)?;
    *rest = after;
    Some(frame.to_vec())
}
