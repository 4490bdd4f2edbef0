use std::sync::Arc;

use proto::hash::Hash;
use proto::instruction::Subject;

use super::{AT_LEAST, BLOCKS_AHEAD, Insert, NEWEST_BLOCKS, Pool, PoolLimits};
use crate::fixture::{DEADLINE_MS, FOUNDED_MS, Who, World};

const ONE: Hash = Hash([1; 32]);
const TWO: Hash = Hash([2; 32]);

fn limits() -> PoolLimits {
    PoolLimits { instructions: 8, bytes: 1 << 20, per_member: 4 }
}

#[test]
fn one_instruction_waits_on_a_title_at_a_time() {
    let world = World::new();
    let pool = Pool::new(limits());
    let first = world.offer(Who::Shipper, 1, Hash([7; 32]), Who::Bank);
    let second = world.offer(Who::Shipper, 1, Hash([7; 32]), Who::Carrier);
    assert_eq!(pool.insert(first.clone(), ONE).unwrap(), Insert::First);
    assert_eq!(pool.insert(second.clone(), TWO).unwrap_err().rule(), "L-07");
    assert_eq!(pool.insert(first.clone(), ONE).unwrap(), Insert::Known);
    assert_eq!(pool.insert(world.issue(2), TWO).unwrap(), Insert::New);
    pool.remove([&first.submission.id()]);
    assert_eq!(pool.insert(second, TWO).unwrap(), Insert::New);
}

#[test]
fn a_member_that_floods_leaves_room_and_turns_to_others() {
    let world = World::new();
    let pool = Pool::new(limits());
    for number in 1..=4 {
        pool.insert(world.issue(number), ONE).unwrap();
    }
    assert_eq!(pool.insert(world.issue(5), ONE).unwrap_err().rule(), "L-08");
    pool.insert(world.issue(6), TWO).unwrap();
    let turn: Vec<_> = pool.candidates(2).iter().map(|c| c.submission.id()).collect();
    assert_eq!(turn, [world.issue(1).submission.id(), world.issue(6).submission.id()]);
}

#[test]
fn a_full_pool_takes_nothing_and_loses_nothing() {
    let world = World::new();
    let pool = Pool::new(PoolLimits { instructions: 2, ..limits() });
    pool.insert(world.issue(1), ONE).unwrap();
    pool.insert(world.issue(2), TWO).unwrap();
    assert_eq!(pool.insert(world.issue(3), TWO).unwrap_err().rule(), "L-08");
    assert_eq!(pool.len(), 2);
}

#[test]
fn an_envelope_is_known_by_every_byte_of_it_and_only_while_it_waits() {
    let world = World::new();
    let pool = Pool::new(limits());
    let issue = world.issue(1);
    assert_eq!(pool.opened(&issue.envelope), None);
    pool.insert(issue.clone(), ONE).unwrap();
    let known = pool.opened(&issue.envelope).unwrap();
    assert!(Arc::ptr_eq(&known, &issue.submission), "what was checked is what is given");
    for at in 0..issue.envelope.len() {
        let mut altered = issue.envelope.to_vec();
        altered[at] ^= 1;
        assert_eq!(pool.opened(&altered), None, "byte {at}");
    }
    pool.remove([&issue.submission.id()]);
    assert_eq!(pool.opened(&issue.envelope), None);
}

#[test]
fn there_is_room_for_some_of_the_largest_of_the_newest_blocks() {
    let pool = Pool::new(PoolLimits { instructions: 16_384, ..limits() });
    let room = || pool.lock().room(&pool.limits);
    assert_eq!(room(), AT_LEAST);
    pool.saw_block(1_000);
    pool.saw_block(1);
    assert_eq!(room(), BLOCKS_AHEAD * 1_000);
    pool.saw_block(10_000);
    assert_eq!(room(), 16_384, "never more than the operator allows");
    (0..NEWEST_BLOCKS).for_each(|_| pool.saw_block(2));
    assert_eq!(room(), AT_LEAST, "and blocks that were long ago do not count");
}

#[test]
fn bytes_are_counted_and_given_back() {
    let world = World::new();
    let size = world.issue(1).envelope.len();
    let pool = Pool::new(PoolLimits { bytes: size + 10, ..limits() });
    pool.insert(world.issue(1), ONE).unwrap();
    assert_eq!(pool.insert(world.issue(2), ONE).unwrap_err().rule(), "L-08");
    pool.remove([&world.issue(1).submission.id()]);
    pool.insert(world.issue(2), ONE).unwrap();
}

#[test]
fn what_a_block_overtook_is_forgotten() {
    let world = World::new();
    let pool = Pool::new(limits());
    pool.insert(world.issue(1), ONE).unwrap();
    pool.insert(world.issue(2), ONE).unwrap();
    pool.overtaken(&[(Subject::TitleControl(world.title(1)), Hash::ZERO)], FOUNDED_MS);
    assert_eq!(pool.len(), 1);
    pool.overtaken(&[], DEADLINE_MS);
    assert_eq!(pool.len(), 1, "the deadline itself is not too late");
    pool.overtaken(&[], DEADLINE_MS + 1);
    assert!(pool.is_empty());
}

/// The block can be read a moment before the pool hears of it.
#[test]
fn what_already_names_the_head_that_a_block_brought_stays() {
    let world = World::new();
    let pool = Pool::new(limits());
    let (before, brought) = (Hash([7; 32]), Hash([8; 32]));
    let next = world.offer(Who::Shipper, 1, brought, Who::Bank);
    let late = world.offer(Who::Shipper, 1, before, Who::Bank);
    let control = Subject::TitleControl(world.title(1));
    pool.insert(next.clone(), ONE).unwrap();
    assert!(!pool.is_contested(&late.submission));
    pool.overtaken(&[(control, before)], FOUNDED_MS);
    assert!(pool.contains(&next.submission.id()));
    let other = world.offer(Who::Shipper, 1, brought, Who::Carrier);
    assert!(pool.is_contested(&other.submission));
    assert!(!pool.is_contested(&next.submission), "it is not in its own way");
    pool.overtaken(&[(control, brought)], FOUNDED_MS);
    assert!(pool.is_empty());
}

#[test]
fn a_peer_that_asks_gets_no_more_bytes_than_it_may() {
    let world = World::new();
    let pool = Pool::new(limits());
    for number in 1..=3 {
        pool.insert(world.issue(number), ONE).unwrap();
    }
    let size = world.issue(1).envelope.len();
    assert_eq!(pool.envelopes(2 * size + 1).len(), 2);
    assert_eq!(pool.envelopes(size - 1).len(), 0);
}

/// While blocks are small there is little room, less than a member's own share of a full pool.
#[test]
fn a_member_that_floods_a_quiet_network_leaves_room_to_others() {
    let world = World::new();
    let pool = Pool::new(PoolLimits { instructions: 16, per_member: 2_048, ..limits() });
    let taken = (1..=16).filter(|number| pool.insert(world.issue(*number), ONE).is_ok()).count();
    assert_eq!(taken, 12);
    pool.insert(world.issue(17), TWO).unwrap();
    assert_eq!(pool.insert(world.issue(18), ONE).unwrap_err().rule(), "L-08");
}
