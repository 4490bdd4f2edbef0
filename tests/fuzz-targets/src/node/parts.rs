//! Blocks put together from streamed parts.

use std::sync::OnceLock;

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_peer::PeerId;
use bytes::Bytes;
use node::consensus::application::AnnouncementRefusal;
use node::consensus::context::Address;
use node::consensus::limits::CHUNK_BYTES;
use node::consensus::parts::{Account, Assembled, Assembler, Authority, Init, ProposalPart, Seal};
use proto::hash::Hash;
use proto::keys::Signature;
use proto::limits::BLOCK_BYTES;
use proto::validators;

use crate::input::Input;
use crate::target::Seed;

/// Events of one history; what follows is not read.
const MOST_EVENTS: usize = 256;
/// Bytes of one event.
const EVENT_BYTES: usize = 8;
/// Neighbours and publishers there are.
const PEERS: u8 = 8;

/// Any sequence of parts, ends of heights and of rounds. Memory stays within bounds in all; a block comes
/// out as long as it was announced, its chunks in their order; one height that is decided leaves nothing
/// of it behind.
///
/// # Panics
///
/// Where that does not hold.
pub fn parts(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    let mut assembler = Assembler::default();
    for _ in 0..MOST_EVENTS {
        if input.is_empty() {
            break;
        }
        event(&mut Input::new(input.bytes(EVENT_BYTES)), &mut assembler);
        assert!(assembler.bytes() <= 24 * BLOCK_BYTES, "{} bytes are kept", assembler.bytes());
    }
    assembler.prune(u64::MAX);
    // What was announced is decided; what was not is dropped by age.
    assembler.prune(u64::MAX);
    assembler.prune(u64::MAX);
    assert_eq!(assembler.bytes(), 0, "something outlives all heights");
}

fn event(input: &mut Input<'_>, assembler: &mut Assembler) {
    let kind = input.byte();
    let (from, publisher) = (peer(input.byte()), peer(input.byte()));
    match kind & 0x0f {
        0 => assembler.prune(u64::from(input.byte() & 3)),
        1 => assembler.start_round(u64::from(input.byte() & 3), u32::from(input.byte() & 3)),
        2 => assembler.charge(Account::Published(publisher)),
        3 => assembler.charge(Account::Relayed(from)),
        _ => part(kind, from, publisher, input, assembler),
    }
}

fn part(
    kind: u8,
    from: PeerId,
    publisher: PeerId,
    input: &mut Input<'_>,
    assembler: &mut Assembler,
) {
    let (stream, place) = (input.byte() & 15, input.byte());
    let sequence = u64::from(place & 0x3f);
    let size = u32::from_be_bytes([0, input.byte(), input.byte(), input.byte()]);
    let content = match kind & 0x0f {
        4 => StreamContent::Fin,
        5..=8 => StreamContent::Data(ProposalPart::Init(Box::new(announced(place, size)))),
        // Mostly whole chunks, so that blocks come together.
        9..=13 => StreamContent::Data(ProposalPart::Chunk(chunk(sequence, CHUNK_BYTES))),
        _ => StreamContent::Data(ProposalPart::Chunk(chunk(sequence, size as usize))),
    };
    let sequence = if kind & 0x0f <= 8 && place & 0x40 == 0 { 0 } else { sequence };
    let id = StreamId::new(Bytes::copy_from_slice(&[stream]));
    let admit = |init: &Init| match kind & 0x80 {
        0 => Ok(()),
        _ => Err(AnnouncementRefusal::Past { height: init.seal.height }),
    };
    let message = StreamMessage::new(id, sequence, content);
    if let Ok(Some(whole)) = assembler.accept(from, publisher, message, admit) {
        check_whole(&whole);
    }
}

fn check_whole(whole: &Assembled) {
    assert_eq!(whole.block.len(), whole.init.seal.size as usize, "another length was announced");
    for (sequence, part) in (1..).zip(whole.block.chunks(CHUNK_BYTES)) {
        assert!(part == chunk(sequence, part.len()), "chunk {sequence} is out of its place");
    }
}

fn announced(place: u8, size: u32) -> Init {
    let seal = Seal {
        height: u64::from(place & 3),
        round: u32::from(place >> 2 & 3),
        proposer: Address(validators::Address([1; 32])),
        block: Hash([place; 32]),
        size,
    };
    Init { seal, authority: Authority::Proposer(Signature([0; 64])) }
}

/// A chunk that says of every byte where it belongs.
fn chunk(sequence: u64, bytes: usize) -> Bytes {
    static CHUNKS: OnceLock<Vec<Bytes>> = OnceLock::new();
    // One byte more than a chunk may have.
    let made = || (0..64).map(|mark| Bytes::from(vec![mark; CHUNK_BYTES + 1])).collect();
    let place = usize::try_from(sequence).expect("sequences are six bits");
    CHUNKS.get_or_init(made)[place].slice(..bytes.min(CHUNK_BYTES + 1))
}

fn peer(byte: u8) -> PeerId {
    PeerId::from_bytes(&[0, 1, byte % PEERS]).expect("an identity hash of one byte")
}

/// Histories in which blocks come together: kind, neighbour, publisher, stream, place, size.
pub(super) fn seeds() -> Vec<Seed> {
    let init = |stream: u8, size: [u8; 3]| [5, 1, 1, stream, 0x01, size[0], size[1], size[2]];
    let whole = |stream: u8, sequence: u8| [9, 1, 1, stream, sequence, 0, 0, 0];
    let last = |stream: u8, sequence: u8, size: u8| [14, 1, 1, stream, sequence, 0, 0, size];
    let (prune, round) = ([0, 0, 0, 3, 0, 0, 0, 0], [1, 0, 0, 1, 2, 0, 0, 0]);
    vec![
        [init(1, [0, 0, 9]), last(1, 1, 9)].concat(),
        [init(1, [1, 0, 5]), whole(1, 1), last(1, 2, 5), prune].concat(),
        [whole(2, 2), whole(2, 1), init(2, [2, 0, 0]), round].concat(),
        [whole(3, 1), round, prune, [2, 1, 1, 0, 0, 0, 0, 0], whole(3, 1)].concat(),
    ]
}
