//! Streams in any order, and streams that mean harm.

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_peer::PeerId;
use bytes::Bytes;
use proptest::prelude::*;
use proto::limits::BLOCK_BYTES;

use super::assembler::{Assembler, PartRefusal};
use super::{Init, ProposalPart, split};
use crate::consensus::application::AnnouncementRefusal;
use crate::consensus::fixtures::announcement;
use crate::consensus::limits::{CHUNK_BYTES, CHUNKS};

fn peer(index: u8) -> PeerId {
    // An identity multihash over four bytes.
    PeerId::from_bytes(&[0, 4, 1, 2, 3, index]).unwrap()
}

fn stream(name: &str) -> StreamId {
    StreamId::new(Bytes::copy_from_slice(name.as_bytes()))
}

fn block(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

fn parts(name: &str, height: u64, bytes: usize) -> Vec<StreamMessage<ProposalPart>> {
    let init = announcement(height, 0, u32::try_from(bytes).unwrap());
    split(&stream(name), init, &block(bytes))
}

fn chunk(name: &str, sequence: u64, bytes: usize) -> StreamMessage<ProposalPart> {
    let part = ProposalPart::Chunk(vec![1; bytes].into());
    StreamMessage::new(stream(name), sequence, StreamContent::Data(part))
}

fn admit_all(_: &Init) -> Result<(), AnnouncementRefusal> {
    Ok(())
}

fn admit_none(init: &Init) -> Result<(), AnnouncementRefusal> {
    Err(AnnouncementRefusal::Past { height: init.seal.height })
}

/// Feeds all parts; the block must come out of the last and of no other.
fn assemble(
    assembler: &mut Assembler,
    from: PeerId,
    parts: Vec<StreamMessage<ProposalPart>>,
) -> Vec<u8> {
    let last = parts.len() - 1;
    for (index, part) in parts.into_iter().enumerate() {
        let whole = assembler.accept(from, from, part, admit_all).unwrap();
        if index == last {
            return whole.expect("the last part completes the block").block;
        }
        assert_eq!(whole, None);
    }
    unreachable!("a stream has at least two parts")
}

proptest! {
    #[test]
    fn parts_in_any_order_give_the_same_block(
        bytes in 1_usize..5 * CHUNK_BYTES,
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut shuffled = Vec::new();
        let in_order = parts("s", 1, bytes);
        for index in order.into_iter().filter(|index| *index < in_order.len()) {
            shuffled.push(in_order[index].clone());
        }
        let mut assembler = Assembler::default();
        prop_assert_eq!(assemble(&mut assembler, peer(1), shuffled), block(bytes));
        prop_assert_eq!(assembler.bytes(), 0);
    }
}

#[test]
fn the_longest_block_and_the_shortest_come_through() {
    let mut assembler = Assembler::default();
    for bytes in [1, CHUNK_BYTES, CHUNK_BYTES + 1, BLOCK_BYTES] {
        let whole = assemble(&mut assembler, peer(1), parts("s", 1, bytes));
        assert_eq!(whole, block(bytes));
    }
}

#[test]
fn nothing_is_kept_of_an_announcement_without_right() {
    let mut assembler = Assembler::default();
    let init = parts("s", 1, 100).remove(0);
    let refusal = assembler.accept(peer(1), peer(1), init, admit_none).unwrap_err();
    assert_eq!(refusal, AnnouncementRefusal::Past { height: 1 }.into());
    assert!(assembler.streams.is_empty());
}

#[test]
fn lengths_and_places_that_no_block_has_are_refused() {
    let mut assembler = Assembler::default();
    let mut accept = |part| assembler.accept(peer(1), peer(1), part, admit_all).unwrap_err();
    for size in [0, u32::try_from(BLOCK_BYTES).unwrap() + 1] {
        let part = ProposalPart::Init(Box::new(announcement(1, 0, size)));
        let part = StreamMessage::new(stream("s"), 0, StreamContent::Data(part));
        assert_eq!(accept(part), PartRefusal::Size { size });
    }
    let part = ProposalPart::Init(Box::new(announcement(1, 0, 1)));
    let late = StreamMessage::new(stream("s"), 1, StreamContent::Data(part));
    assert_eq!(accept(late), PartRefusal::Sequence { sequence: 1 });
    assert_eq!(accept(chunk("s", 0, 1)), PartRefusal::Sequence { sequence: 0 });
    let beyond = CHUNKS as u64 + 1;
    assert_eq!(accept(chunk("s", beyond, 1)), PartRefusal::Sequence { sequence: beyond });
    let empty = PartRefusal::ChunkLength { sequence: 1, bytes: 0 };
    assert_eq!(accept(chunk("s", 1, 0)), empty);
    let end = StreamMessage::new(stream("s"), 1, StreamContent::Fin);
    assert_eq!(accept(end), PartRefusal::EndMark);
    assert!(assembler.streams.is_empty());
}

#[test]
fn a_chunk_must_fit_its_place_in_the_announced_block() {
    let mut assembler = Assembler::default();
    let bytes = CHUNK_BYTES + 10;
    assembler.accept(peer(1), peer(1), parts("s", 1, bytes).remove(0), admit_all).unwrap();
    let mut accept = |part| assembler.accept(peer(1), peer(1), part, admit_all).unwrap_err();
    let short = PartRefusal::ChunkLength { sequence: 1, bytes: 10 };
    assert_eq!(accept(chunk("s", 1, 10)), short);
    let long = PartRefusal::ChunkLength { sequence: 2, bytes: 11 };
    assert_eq!(accept(chunk("s", 2, 11)), long);
    assert_eq!(accept(chunk("s", 3, 10)), PartRefusal::Sequence { sequence: 3 });
}

#[test]
fn an_announcement_that_its_early_chunks_contradict_is_refused() {
    let mut assembler = Assembler::default();
    assembler.accept(peer(1), peer(1), chunk("s", 1, 10), admit_all).unwrap();
    let init = parts("s", 1, 11).remove(0);
    let refusal = assembler.accept(peer(1), peer(1), init, admit_all).unwrap_err();
    assert_eq!(refusal, PartRefusal::ChunkLength { sequence: 1, bytes: 10 });
}

#[test]
fn a_repeated_part_changes_nothing() {
    let mut assembler = Assembler::default();
    let sent = parts("s", 1, CHUNK_BYTES + 1);
    for sequence in [0_usize, 1] {
        assembler.accept(peer(1), peer(1), sent[sequence].clone(), admit_all).unwrap();
        let again =
            assembler.accept(peer(1), peer(1), sent[sequence].clone(), admit_all).unwrap_err();
        assert_eq!(again, PartRefusal::Repeated { sequence: sequence as u64 });
    }
    let whole = assembler.accept(peer(1), peer(1), sent[2].clone(), admit_all).unwrap();
    assert_eq!(whole.unwrap().block, block(CHUNK_BYTES + 1));
}

/// A full block without its last chunk, under a name of its own.
fn unfinished(name: &str) -> Vec<StreamMessage<ProposalPart>> {
    let mut parts = parts(name, 1, BLOCK_BYTES);
    parts.pop();
    parts
}

#[test]
fn forged_publishers_beyond_number_leave_the_proposers_stream_alone() {
    let mut assembler = Assembler::default();
    // All junk comes through one neighbour, half of the proposer's parts do too.
    let (proposer, relay) = (peer(1), peer(2));
    let honest = parts("honest", 1, 3 * CHUNK_BYTES);
    assembler.accept(proposer, proposer, honest[0].clone(), admit_all).unwrap();
    for index in 0..600_u16 {
        let [high, low] = index.to_be_bytes();
        let forged = PeerId::from_bytes(&[0, 4, 9, 9, high, low]).unwrap();
        for part in unfinished("junk").into_iter().take(3) {
            assembler.accept(relay, forged, part, admit_all).unwrap();
        }
    }
    let bound = 2 * BLOCK_BYTES;
    assert!(assembler.bytes() <= bound, "one neighbour pays for all its publishers");
    assembler.accept(relay, proposer, honest[1].clone(), admit_all).unwrap();
    assembler.accept(proposer, proposer, honest[2].clone(), admit_all).unwrap();
    let whole = assembler.accept(relay, proposer, honest[3].clone(), admit_all).unwrap();
    assert_eq!(whole.unwrap().block, block(3 * CHUNK_BYTES));
    // And a stream that starts after the junk.
    assert_eq!(
        assemble(&mut assembler, proposer, parts("next", 2, BLOCK_BYTES)),
        block(BLOCK_BYTES)
    );
}

#[test]
fn chunks_without_an_announcement_get_a_small_share() {
    let mut assembler = Assembler::default();
    let half = CHUNKS as u64 / 2;
    for sequence in 1..=half {
        let early = chunk("s", sequence, CHUNK_BYTES);
        assembler.accept(peer(1), peer(1), early, admit_all).unwrap();
    }
    let beyond = chunk("s", half + 1, CHUNK_BYTES);
    let refusal = assembler.accept(peer(1), peer(1), beyond, admit_all).unwrap_err();
    assert_eq!(refusal, PartRefusal::AccountFull);
    assembler.accept(peer(1), peer(1), chunk("t", 1, CHUNK_BYTES), admit_all).unwrap();
    assert_eq!(assembler.bytes(), CHUNK_BYTES, "the older stream gave way");
}

#[test]
fn a_full_account_loses_its_own_oldest_stream_first() {
    let mut assembler = Assembler::default();
    for name in ["a", "b", "c"] {
        for part in unfinished(name) {
            assembler.accept(peer(1), peer(1), part, admit_all).unwrap();
        }
    }
    assert_eq!(assembler.bytes(), 2 * (BLOCK_BYTES - CHUNK_BYTES));
    let last = parts("b", 1, BLOCK_BYTES).pop().unwrap();
    let whole = assembler.accept(peer(1), peer(1), last, admit_all).unwrap();
    assert!(whole.is_some(), "the newer stream stayed");
}

#[test]
fn all_neighbours_together_are_kept_below_64_mebibytes() {
    let mut assembler = Assembler::default();
    for index in 0..40 {
        for name in ["a", "b"] {
            for part in unfinished(name) {
                assembler.accept(peer(index), peer(index), part, admit_all).unwrap();
            }
        }
        assert!(assembler.bytes() <= 24 * BLOCK_BYTES);
    }
    let modest = assemble(&mut assembler, peer(99), parts("modest", 1, BLOCK_BYTES));
    assert_eq!(modest, block(BLOCK_BYTES), "who holds little loses nothing");
}

#[test]
fn who_streams_false_blocks_is_refused_until_a_round_starts() {
    let mut assembler = Assembler::default();
    for name in ["a", "b"] {
        let mut whole = None;
        for part in parts(name, 1, 10) {
            whole = assembler.accept(peer(1), peer(1), part, admit_all).unwrap();
        }
        assembler.charge(whole.unwrap().account);
    }
    let third = || parts("c", 1, 10).remove(0);
    let refusal = assembler.accept(peer(1), peer(1), third(), admit_all).unwrap_err();
    assert_eq!(refusal, PartRefusal::FalseBlocks);
    assembler.accept(peer(2), peer(2), third(), admit_all).unwrap();
    assembler.start_round(1, 1);
    assembler.accept(peer(1), peer(1), third(), admit_all).unwrap();
}

#[test]
fn streams_that_the_rounds_have_overtaken_are_forgotten() {
    let mut assembler = Assembler::default();
    for part in parts("round 0", 1, 100 + CHUNK_BYTES).into_iter().take(2) {
        assembler.accept(peer(1), peer(1), part, admit_all).unwrap();
    }
    assembler.accept(peer(2), peer(2), chunk("unannounced", 1, 100), admit_all).unwrap();
    assembler.start_round(1, 1);
    assert_eq!(assembler.bytes(), CHUNK_BYTES + 100, "a block may be late by a round");
    assembler.start_round(1, 2);
    assert!(assembler.streams.is_empty());
}

#[test]
fn decided_heights_and_streams_never_announced_are_forgotten() {
    let mut assembler = Assembler::default();
    assembler.accept(peer(1), peer(1), parts("for 1", 1, 100).remove(0), admit_all).unwrap();
    assembler.accept(peer(1), peer(1), parts("for 2", 2, 100).remove(0), admit_all).unwrap();
    assembler.accept(peer(2), peer(2), chunk("unannounced", 1, 100), admit_all).unwrap();
    assembler.prune(1);
    assert_eq!(assembler.bytes(), 100, "chunks may come before their announcement");
    let whole =
        assembler.accept(peer(1), peer(1), parts("for 2", 2, 100).remove(1), admit_all).unwrap();
    assert!(whole.is_some());
    assembler.prune(2);
    assert!(assembler.streams.is_empty());
}
