//! Questions and answers are read as they were written, and within bounds.

use prost::Message;
use proto::limits::{BLOCK_BYTES, STATE_PART_BYTES};
use proto::pb::peer::v1 as pb;
use proto::snapshot::{Prefix, PrefixFault};
use proto::wire::{FieldFault, WireError};

use super::{Answer, Ask, MessageError};
use crate::gossip::limits;

const BLOCKS: &str = "SnapshotResponse.blocks";

fn blocks(frames: Vec<u8>) -> Vec<u8> {
    let response = Some(pb::snapshot_response::Response::Blocks(frames));
    pb::SnapshotResponse { response }.encode_to_vec()
}

#[test]
fn questions_and_answers_are_read_as_they_were_written() {
    let prefix = Prefix::read(12, &[0x5a, 0x80]).unwrap();
    for ask in [
        Ask::Offer,
        Ask::Headers { height: 32, index: 1 },
        Ask::State { height: 32, prefix },
        Ask::State { height: 32, prefix: Prefix::NONE },
        Ask::Blocks { from: 1, to: 32 },
    ] {
        assert_eq!(Ask::decode(&ask.encode()).unwrap(), ask);
    }
    for answer in [
        Answer::Offer { trail: vec![1; 9], entries: 7 },
        Answer::Headers(vec![2; 9]),
        Answer::State(vec![3; 9]),
        Answer::Blocks(vec![(vec![4; 9], vec![5; 3]), (vec![6; 2], Vec::new())]),
        Answer::TooLarge,
        Answer::NotKept,
        Answer::NotGreeted,
        Answer::TryLater,
    ] {
        assert_eq!(Answer::decode(&answer.encode()).unwrap(), answer);
    }
}

#[test]
fn what_is_too_long_or_no_message_is_refused_before_it_is_copied() {
    let fault = Ask::decode(&[0; limits::ASK_BYTES + 1]).unwrap_err();
    assert!(matches!(fault, MessageError::Wire(WireError::TooLong { .. })));
    let fault = Answer::decode(&vec![0; limits::ANSWER_BYTES + 1]).unwrap_err();
    assert!(matches!(fault, MessageError::Wire(WireError::TooLong { .. })));
    assert_eq!(
        Ask::decode(&[]).unwrap_err(),
        FieldFault::Missing.of("SnapshotRequest.request").into()
    );
    let long = Answer::State(vec![0; STATE_PART_BYTES + 1]).encode();
    let fault = FieldFault::Length.of("SnapshotResponse.state").into();
    assert_eq!(Answer::decode(&long).unwrap_err(), fault);
    let asked = pb::StateRequest { height: 16, bits: 300, prefix: vec![0; 38] };
    let request = Some(pb::snapshot_request::Request::State(asked));
    let fault = Ask::decode(&pb::SnapshotRequest { request }.encode_to_vec()).unwrap_err();
    assert_eq!(fault, PrefixFault::TooMany(300).into());
}

#[test]
fn frames_of_blocks_are_counted_and_measured_before_they_are_allocated() {
    let fault = |frames| Answer::decode(&blocks(frames)).unwrap_err();
    assert_eq!(fault(Vec::new()), FieldFault::Missing.of(BLOCKS).into());
    assert_eq!(fault(vec![0, 0, 0, 9, 1]), FieldFault::Length.of(BLOCKS).into());
    assert_eq!(fault(vec![0, 0, 0, 1, 1]), FieldFault::Length.of(BLOCKS).into());
    assert_eq!(fault(vec![0xff; 5]), FieldFault::Length.of(BLOCKS).into());
    let many = vec![0; 8 * (limits::BLOCKS_AT_ONCE + 1)];
    assert_eq!(fault(many), FieldFault::TooMany.of(BLOCKS).into());
    let long = Answer::Blocks(vec![(vec![0; BLOCK_BYTES + 1], Vec::new())]);
    let fault = Answer::decode(&long.encode()).unwrap_err();
    assert_eq!(fault, FieldFault::Length.of(BLOCKS).into());
}
