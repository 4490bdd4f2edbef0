use proto::block::Block;
use proto::checkpoint::Uncommitted;
use proto::fact::FactRecord;
use proto::pb::api::v1::CommittedBlock;
use title::Act;

use proto::following::HeaderFault;
use proto::handover::{Handover, HandoverFault};

use super::{FollowFault, Followed, Follower};
use crate::fixture::{Ledger, SHIPPER, VALIDATORS};

fn ledger() -> Ledger {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Sign);
    ledger.record(&SHIPPER, Act::Sign);
    ledger
}

fn record(ledger: &Ledger, index: usize) -> FactRecord {
    FactRecord::decode(&ledger.control().leaves[index]).unwrap()
}

fn fault(followed: Result<Followed, FollowFault>) -> HeaderFault {
    match followed.unwrap_err() {
        FollowFault::Header(fault) => fault,
        other => panic!("the header is what is wrong, not: {other}"),
    }
}

#[test]
fn blocks_are_followed_from_the_genesis_file_with_all_their_facts() {
    let ledger = ledger();
    let mut follower = Follower::new(&ledger.network, 1);
    for (index, block) in ledger.blocks.iter().enumerate() {
        let followed = follower.follow(block).unwrap();
        assert_eq!(followed.submissions.len(), 1);
        followed.check_facts(&[record(&ledger, index)]).unwrap();
    }
    assert_eq!(follower.next_height(), 4);
}

#[test]
fn a_block_left_out_is_noticed_and_the_right_one_still_follows() {
    let ledger = ledger();
    let mut follower = Follower::new(&ledger.network, 1);
    follower.follow(&ledger.blocks[0]).unwrap();
    let gap = HeaderFault::Height { expected: 2, found: 3 };
    assert_eq!(fault(follower.follow(&ledger.blocks[2])), gap);
    follower.follow(&ledger.blocks[1]).unwrap();
}

#[test]
fn a_first_block_that_does_not_continue_the_genesis_file_is_not_block_1() {
    let ledger = ledger();
    let mut block = Block::decode(&ledger.blocks[0].block).unwrap();
    block.header.parent = proto::hash::Hash([5; 32]);
    let certificate = Some(ledger.certificate(&block.header, &VALIDATORS).to_message());
    let committed = CommittedBlock { block: block.encode(), certificate, handovers: Vec::new() };
    let before = proto::hash::Hash(ledger.network.chain().0);
    let other = HeaderFault::Parent { before, parent: block.header.parent };
    assert_eq!(fault(Follower::new(&ledger.network, 1).follow(&committed)), other);
}

#[test]
fn neither_a_missing_nor_anothers_nor_a_thin_certificate_counts() {
    let ledger = ledger();
    let header = Block::decode(&ledger.blocks[0].block).unwrap().header;
    let thin = ledger.certificate(&header, &VALIDATORS[..2]).to_message();
    let anothers = ledger.blocks[1].certificate.clone();
    for certificate in [None, anothers, Some(thin)] {
        let committed = CommittedBlock { certificate, ..ledger.blocks[0].clone() };
        assert!(Follower::new(&ledger.network, 1).follow(&committed).is_err());
    }
}

#[test]
fn a_fact_held_back_or_put_in_changes_the_root() {
    let ledger = ledger();
    let mut follower = Follower::new(&ledger.network, 1);
    let followed = follower.follow(&ledger.blocks[0]).unwrap();
    let (own, other) = (record(&ledger, 0), record(&ledger, 1));
    for records in [vec![], vec![other.clone()], vec![own, other]] {
        assert_eq!(followed.check_facts(&records), Err(FollowFault::Facts));
    }
}

const SECOND: [u8; 4] = [1, 2, 3, 5];
const THIRD: [u8; 4] = [5, 6, 7, 8];

/// Four blocks; after the second and the third other validators vote.
fn handed_over() -> Ledger {
    let mut ledger = Ledger::issued();
    ledger.hand_over_to(&SECOND);
    ledger.record(&SHIPPER, Act::Sign);
    ledger.hand_over_to(&THIRD);
    ledger.record(&SHIPPER, Act::Sign);
    ledger.record(&SHIPPER, Act::Sign);
    ledger
}

/// A block as a stream that begins with it carries it: with all hand-overs up to its own.
fn begins_with(ledger: &Ledger, index: usize) -> CommittedBlock {
    let height = index as u64 + 1;
    let up_to = ledger.handovers.iter().filter(|handover| handover.header().height <= height);
    CommittedBlock {
        handovers: up_to.map(Handover::encode).collect(),
        ..ledger.blocks[index].clone()
    }
}

#[test]
fn blocks_are_followed_across_changes_of_the_validators() {
    let ledger = handed_over();
    let mut follower = Follower::new(&ledger.network, 1);
    for (index, block) in ledger.blocks.iter().enumerate() {
        let followed = follower.follow(block).unwrap();
        followed.check_facts(&[record(&ledger, index)]).unwrap();
    }
    assert_eq!(follower.next_height(), 5);
}

#[test]
fn a_stream_may_begin_or_begin_again_after_any_change() {
    let ledger = handed_over();
    for index in 0..4 {
        let mut follower = Follower::new(&ledger.network, index as u64 + 1);
        follower.follow(&begins_with(&ledger, index)).unwrap();
        // The next node that is asked begins with all of them anew.
        if index < 3 {
            follower.follow(&begins_with(&ledger, index + 1)).unwrap();
        }
    }
}

#[test]
fn a_block_after_a_change_is_not_believed_without_the_way_to_its_validators() {
    let ledger = handed_over();
    let mut late = Follower::new(&ledger.network, 4);
    assert_eq!(
        fault(late.follow(&ledger.blocks[3])),
        HeaderFault::Uncommitted(Uncommitted::OtherValidators)
    );
    let mut without_first = begins_with(&ledger, 3);
    without_first.handovers.remove(0);
    let gap = HeaderFault::Handover(HandoverFault::Gap);
    assert_eq!(fault(late.follow(&without_first)), gap);
    late.follow(&begins_with(&ledger, 3)).unwrap();
}

#[test]
fn a_change_is_followed_only_with_the_set_that_the_block_names() {
    let ledger = handed_over();
    let mut follower = Follower::new(&ledger.network, 1);
    follower.follow(&ledger.blocks[0]).unwrap();
    let silent = CommittedBlock { handovers: Vec::new(), ..ledger.blocks[1].clone() };
    assert_eq!(fault(follower.follow(&silent)), HeaderFault::NoHandover);
    let header = ledger.handovers[0].header().clone();
    let certificate = ledger.certificate(&header, &VALIDATORS);
    let founders = ledger.network.validators().clone();
    let other = Handover::new(header, certificate, founders).encode();
    let forged = CommittedBlock { handovers: vec![other], ..ledger.blocks[1].clone() };
    let other_set = HeaderFault::Handover(HandoverFault::OtherSet);
    assert_eq!(fault(follower.follow(&forged)), other_set);
    let flood = vec![Vec::new(); proto::limits::HANDOVERS + 1];
    let flooded = CommittedBlock { handovers: flood, ..ledger.blocks[1].clone() };
    assert_eq!(fault(follower.follow(&flooded)), HeaderFault::TooManyHandovers);
    follower.follow(&ledger.blocks[1]).unwrap();
}

#[test]
fn those_who_were_voted_out_commit_no_later_block() {
    let ledger = handed_over();
    let mut follower = Follower::new(&ledger.network, 1);
    for block in &ledger.blocks[..3] {
        follower.follow(block).unwrap();
    }
    let header = Block::decode(&ledger.blocks[3].block).unwrap().header;
    let old = Some(ledger.certificate(&header, &VALIDATORS).to_message());
    let committed = CommittedBlock { certificate: old, ..ledger.blocks[3].clone() };
    assert!(matches!(
        fault(follower.follow(&committed)),
        HeaderFault::Uncommitted(Uncommitted::Certificate(_))
    ));
}
