//! Puts streamed blocks together, within bounds per neighbour.

use std::collections::{BTreeMap, BTreeSet};

use arc_malachitebft_app::streaming::{StreamContent, StreamMessage};
use arc_malachitebft_peer::PeerId;
use bytes::Bytes;
use proto::limits::BLOCK_BYTES;
use thiserror::Error;

use super::stream::{Stream, check_size};
use super::{Init, ProposalPart};
use crate::consensus::application::AnnouncementRefusal;
use crate::consensus::limits::ASSEMBLED_BYTES;

/// Streams kept per account.
const STREAMS: usize = 8;

/// Bytes kept per account: the block of this height, and one that comes early.
const ACCOUNT_BYTES: usize = 2 * BLOCK_BYTES;

/// Bytes kept per account of chunks whose announcement has not come.
const UNANNOUNCED_BYTES: usize = BLOCK_BYTES / 2;

/// Blocks other than announced that an account may cause between two starts of a round.
const FALSE_BLOCKS: usize = 2;

/// Who pays for a stream. The network checks a publisher's signature, but anyone can make up a
/// publisher; only neighbours are known from the allow-list. So a neighbour pays for what it
/// publishes, whoever delivers it, and for what it passes on of publishers that are no neighbours.
/// The two are apart, so that junk passed on by an honest neighbour costs it no block of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// What this neighbour published.
    Published(PeerId),
    /// What this neighbour delivered for others.
    Relayed(PeerId),
}

/// A whole block as announced, not yet looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// The announcement.
    pub init: Init,
    /// The bytes that came; whether they are the block announced is for the caller to check.
    pub block: Vec<u8>,
    /// Who pays if they are not.
    pub account: Account,
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
    /// The account has no room left beside this very stream.
    #[error("no room is left for this stream among those of its neighbour")]
    AccountFull,
    /// The account streamed too many blocks that were not the ones announced.
    #[error("too many streams of this neighbour were not the blocks announced")]
    FalseBlocks,
}

/// A stream is its publisher's, whose signature the network checked: no one else can add to it.
type Key = (PeerId, Bytes);

/// All streams under way.
#[derive(Default)]
pub struct Assembler {
    pub(super) streams: BTreeMap<Key, Stream>,
    /// Who delivered anything. Connections follow the allow-list, so they are few.
    neighbours: BTreeSet<PeerId>,
    false_blocks: BTreeMap<Account, usize>,
    opened: u64,
    /// Counts decisions and starts of rounds.
    age: u64,
}

impl Assembler {
    /// Takes one part that the neighbour `from` delivered for `publisher`. Gives the block once it
    /// is whole. `admit` decides whether an announcement has the right to be made.
    ///
    /// # Errors
    ///
    /// A [`PartRefusal`]; the part is then forgotten, and what was kept before stays.
    pub fn accept(
        &mut self,
        from: PeerId,
        publisher: PeerId,
        message: StreamMessage<ProposalPart>,
        admit: impl FnOnce(&Init) -> Result<(), AnnouncementRefusal>,
    ) -> Result<Option<Assembled>, PartRefusal> {
        let StreamContent::Data(part) = message.content else {
            return Err(PartRefusal::EndMark);
        };
        // Announcements are judged before anything is kept.
        let part = judge(part, message.sequence, admit)?;
        self.neighbours.insert(from);
        let key = (publisher, message.stream_id.to_bytes());
        let mut stream = match self.streams.remove(&key) {
            Some(stream) => stream,
            None => self.open(self.account(from, publisher))?,
        };
        let outcome = self.add(&mut stream, message.sequence, part);
        if outcome.is_ok() && stream.is_complete() {
            let account = stream.account;
            let whole = stream.finish();
            return Ok(whole.map(|(init, block)| Assembled { init, block, account }));
        }
        if stream.is_announced() || stream.bytes() > 0 {
            self.streams.insert(key, stream);
        }
        outcome.map(|()| None)
    }

    /// Notes that a block of this account was not the one announced.
    pub fn charge(&mut self, account: Account) {
        *self.false_blocks.entry(account).or_default() += 1;
    }

    /// Forgets streams for heights that are decided, and those that stay unannounced.
    pub fn prune(&mut self, decided: u64) {
        self.grow_older();
        self.streams.retain(|_, stream| stream.height().is_none_or(|height| height > decided));
    }

    /// Forgets what the start of a round at the open height has overtaken: its streams for rounds
    /// before the last one, and those that stay unannounced.
    pub fn start_round(&mut self, open: u64, round: u32) {
        self.grow_older();
        self.streams.retain(|_, stream| match stream.place() {
            Some((height, streamed)) => height != open || streamed.saturating_add(1) >= round,
            None => true,
        });
    }

    /// Bytes waiting, over all accounts.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.streams.values().map(Stream::bytes).sum()
    }

    fn account(&self, from: PeerId, publisher: PeerId) -> Account {
        if self.neighbours.contains(&publisher) {
            Account::Published(publisher)
        } else {
            Account::Relayed(from)
        }
    }

    fn open(&mut self, account: Account) -> Result<Stream, PartRefusal> {
        if self.false_blocks.get(&account).is_some_and(|count| *count >= FALSE_BLOCKS) {
            return Err(PartRefusal::FalseBlocks);
        }
        self.opened += 1;
        Ok(Stream::new(account, self.age, self.opened))
    }

    fn grow_older(&mut self) {
        self.age += 1;
        self.false_blocks.clear();
        let age = self.age;
        self.streams.retain(|_, stream| stream.is_announced() || stream.born + 1 >= age);
    }

    /// Adds a part to `stream`, which is taken out of the list meanwhile.
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
                stream.announce(*init)?;
                self.make_room(stream.account, stream.bytes());
                Ok(())
            }
            ProposalPart::Chunk(chunk) => {
                stream.check(sequence, chunk.len())?;
                let bytes = stream.bytes() + chunk.len();
                if !stream.is_announced() {
                    self.make_room_unannounced(stream.account, bytes)?;
                }
                self.make_room(stream.account, bytes);
                stream.keep(sequence, chunk);
                Ok(())
            }
        }
    }

    /// Lets the account's oldest unannounced streams go until one of `bytes` bytes fits beside.
    fn make_room_unannounced(&mut self, account: Account, bytes: usize) -> Result<(), PartRefusal> {
        if bytes > UNANNOUNCED_BYTES {
            return Err(PartRefusal::AccountFull);
        }
        let counts = |stream: &Stream| stream.account == account && !stream.is_announced();
        while self.bytes_of(counts) + bytes > UNANNOUNCED_BYTES {
            self.drop_oldest(counts);
        }
        Ok(())
    }

    /// Lets the account's oldest streams go, unannounced ones first, until one of `bytes` bytes, at
    /// most a block, fits beside the rest; then the oldest of the greediest account, until it fits
    /// in the whole.
    fn make_room(&mut self, account: Account, bytes: usize) {
        let counts = |stream: &Stream| stream.account == account;
        while self.streams.values().filter(|stream| counts(stream)).count() >= STREAMS
            || self.bytes_of(counts) + bytes > ACCOUNT_BYTES
        {
            self.drop_oldest(counts);
        }
        while self.bytes() + bytes > ASSEMBLED_BYTES {
            let greediest = self.greediest();
            self.drop_oldest(|stream| stream.account == greediest);
        }
    }

    fn bytes_of(&self, counts: impl Fn(&Stream) -> bool) -> usize {
        self.streams.values().filter(|stream| counts(stream)).map(Stream::bytes).sum()
    }

    fn greediest(&self) -> Account {
        let mut held = BTreeMap::new();
        for stream in self.streams.values() {
            *held.entry(stream.account).or_insert(0) += stream.bytes();
        }
        let most = held.into_iter().max_by_key(|(_, bytes)| *bytes);
        most.expect("bytes beyond the bound belong to somebody").0
    }

    fn drop_oldest(&mut self, counts: impl Fn(&Stream) -> bool) {
        let candidates = self.streams.iter().filter(|(_, stream)| counts(stream));
        let oldest = candidates.min_by_key(|(_, stream)| (stream.is_announced(), stream.turn));
        let key = oldest.map(|(key, _)| key.clone());
        let key = key.expect("where nothing is held there is room");
        self.streams.remove(&key);
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
