//! Puts streamed blocks together, within bounds per publisher.

use std::collections::BTreeMap;

use arc_malachitebft_app::streaming::{StreamContent, StreamMessage};
use arc_malachitebft_peer::PeerId;
use bytes::Bytes;
use proto::limits::BLOCK_BYTES;
use thiserror::Error;

use super::stream::{Stream, check_size};
use super::{Init, ProposalPart};
use crate::consensus::application::AnnouncementRefusal;

/// Peers whose parts are kept at the same time. The allow-list of a network is shorter.
const PUBLISHERS: usize = 256;

/// Streams kept per publisher.
const STREAMS: usize = 8;

/// Bytes kept per publisher: the block of this height, and one that comes early.
const PUBLISHER_BYTES: usize = 2 * BLOCK_BYTES;

/// A whole block as announced, not yet looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// The announcement.
    pub init: Init,
    /// The bytes that came; whether they are the block announced is for the caller to check.
    pub block: Vec<u8>,
}

/// Why a part is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PartRefusal {
    /// The announcement has no right to be made.
    #[error(transparent)]
    Announcement(#[from] AnnouncementRefusal),
    /// The announced length is no length of a block.
    #[error("a block of {size} bytes cannot be announced")]
    Size {
        /// The length announced.
        size: u32,
    },
    /// An announcement elsewhere than at 0, or a chunk beyond the end.
    #[error("no such part belongs at sequence {sequence}")]
    Sequence {
        /// The sequence met.
        sequence: u64,
    },
    /// The part at this sequence came before.
    #[error("the part at sequence {sequence} came before")]
    Repeated {
        /// The sequence met.
        sequence: u64,
    },
    /// The chunk has another length than its place asks for.
    #[error("the chunk at sequence {sequence} has {bytes} bytes, which its place does not allow")]
    ChunkLength {
        /// The sequence met.
        sequence: u64,
        /// The length met.
        bytes: usize,
    },
    /// The engine's own end mark, which our streams do not use.
    #[error("a stream ends where its announcement says, not by a mark")]
    EndMark,
    /// The publisher has no room left beside this very stream.
    #[error("the publisher already has {PUBLISHER_BYTES} bytes waiting")]
    PublisherFull,
    /// Too many peers stream at once.
    #[error("parts of {PUBLISHERS} peers are already waiting")]
    TooManyPublishers,
}

/// All streams under way.
#[derive(Default)]
pub struct Assembler {
    pub(super) publishers: BTreeMap<PeerId, Publisher>,
    decided: u64,
}

#[derive(Default)]
pub(super) struct Publisher {
    streams: BTreeMap<Bytes, Stream>,
    turns: u64,
}

impl Assembler {
    /// Takes one part. Gives the block once it is whole. `admit` decides whether an announcement
    /// has the right to be made.
    ///
    /// # Errors
    ///
    /// A [`PartRefusal`]; the part is then forgotten, and what was kept before stays.
    pub fn accept(
        &mut self,
        publisher: PeerId,
        message: StreamMessage<ProposalPart>,
        admit: impl FnOnce(&Init) -> Result<(), AnnouncementRefusal>,
    ) -> Result<Option<Assembled>, PartRefusal> {
        let StreamContent::Data(part) = message.content else {
            return Err(PartRefusal::EndMark);
        };
        let stream = message.stream_id.to_bytes();
        // Announcements are judged before anything is kept for the peer.
        let part = judge(part, message.sequence, admit)?;
        let known = self.publishers.contains_key(&publisher);
        if !known && self.publishers.len() >= PUBLISHERS {
            return Err(PartRefusal::TooManyPublishers);
        }
        let decided = self.decided;
        let entry = self.publishers.entry(publisher).or_default();
        let whole = entry.accept(&stream, message.sequence, part, decided);
        if entry.streams.is_empty() {
            self.publishers.remove(&publisher);
        }
        whole
    }

    /// Forgets streams for heights that are decided, and those that were never announced.
    pub fn prune(&mut self, decided: u64) {
        self.decided = decided;
        for publisher in self.publishers.values_mut() {
            publisher.streams.retain(|_, stream| match stream.height() {
                Some(height) => height > decided,
                None => stream.born + 1 >= decided,
            });
        }
        self.publishers.retain(|_, publisher| !publisher.streams.is_empty());
    }

    /// Bytes waiting, over all publishers.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.publishers.values().map(Publisher::bytes).sum()
    }
}

fn judge(
    part: ProposalPart,
    sequence: u64,
    admit: impl FnOnce(&Init) -> Result<(), AnnouncementRefusal>,
) -> Result<ProposalPart, PartRefusal> {
    if let ProposalPart::Init(init) = &part {
        if sequence != 0 {
            return Err(PartRefusal::Sequence { sequence });
        }
        check_size(init.seal.size)?;
        admit(init)?;
    }
    Ok(part)
}

impl Publisher {
    fn bytes(&self) -> usize {
        self.streams.values().map(Stream::bytes).sum()
    }

    fn accept(
        &mut self,
        id: &Bytes,
        sequence: u64,
        part: ProposalPart,
        decided: u64,
    ) -> Result<Option<Assembled>, PartRefusal> {
        let turn = self.turns;
        let mut stream = match self.streams.remove(id) {
            Some(stream) => stream,
            None => {
                self.turns += 1;
                Stream::new(decided, turn)
            }
        };
        let outcome = self.add(&mut stream, sequence, part);
        if outcome.is_ok() && stream.is_complete() {
            let whole = stream.finish();
            return Ok(whole.map(|(init, block)| Assembled { init, block }));
        }
        if stream.is_announced() || stream.bytes() > 0 {
            self.streams.insert(id.clone(), stream);
        }
        outcome.map(|()| None)
    }

    /// Adds a part to `stream`, which is taken out of the publisher's list meanwhile.
    fn add(
        &mut self,
        stream: &mut Stream,
        sequence: u64,
        part: ProposalPart,
    ) -> Result<(), PartRefusal> {
        match part {
            ProposalPart::Init(_) if stream.is_announced() => {
                Err(PartRefusal::Repeated { sequence })
            }
            ProposalPart::Init(init) => {
                self.make_room(stream.bytes())?;
                stream.announce(*init)
            }
            ProposalPart::Chunk(chunk) => {
                stream.check(sequence, chunk.len())?;
                self.make_room(stream.bytes() + chunk.len())?;
                stream.keep(sequence, chunk);
                Ok(())
            }
        }
    }

    /// Lets this publisher's oldest streams go until one of `bytes` bytes fits beside the rest.
    fn make_room(&mut self, bytes: usize) -> Result<(), PartRefusal> {
        if bytes > PUBLISHER_BYTES {
            return Err(PartRefusal::PublisherFull);
        }
        while self.streams.len() >= STREAMS || self.bytes() + bytes > PUBLISHER_BYTES {
            let oldest = self.streams.iter().min_by_key(|(_, stream)| stream.turn);
            let oldest = oldest.map(|(id, _)| id.clone());
            let oldest = oldest.expect("an empty list is neither too long nor too large");
            self.streams.remove(&oldest);
        }
        Ok(())
    }
}
