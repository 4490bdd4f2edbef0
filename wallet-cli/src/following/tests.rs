use proto::block::Block;
use proto::fact::FactRecord;
use proto::pb::api::v1::CommittedBlock;
use title::Act;

use super::{FollowFault, Follower};
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
    assert_eq!(follower.follow(&ledger.blocks[2]).unwrap_err(), FollowFault::Gap);
    follower.follow(&ledger.blocks[1]).unwrap();
}

#[test]
fn a_first_block_that_does_not_continue_the_genesis_file_is_not_block_1() {
    let ledger = ledger();
    let mut block = Block::decode(&ledger.blocks[0].block).unwrap();
    block.header.parent = proto::hash::Hash([5; 32]);
    let certificate = Some(ledger.certificate(&block.header, &VALIDATORS).to_message());
    let committed = CommittedBlock { block: block.encode(), certificate };
    let fault = Follower::new(&ledger.network, 1).follow(&committed).unwrap_err();
    assert_eq!(fault, FollowFault::Gap);
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
