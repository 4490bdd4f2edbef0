use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

use prost::Message;
use proto::pb::ledger::v1 as pb;
use title::{Act, Time};

use super::*;
use crate::fixture::{DEADLINE_MS, FOUNDED_MS, Node, Who, World};
use crate::ledger::propose::Candidate;

const NOW_MS: u64 = FOUNDED_MS + 1_000;

const VOTERS: [u8; 3] = [0, 1, 2];

fn admission(node: &Node) -> Admission {
    Admission::new(node.reader(), Arc::clone(&node.pool), Arc::new(|| {}))
}

/// The same body, with a key that is no point for its approval.
fn with_a_bad_key(candidate: &Candidate) -> Vec<u8> {
    altered(candidate, |envelope| envelope.approvals[0].key_id = vec![0xff; 32])
}

fn with_a_presentation(candidate: &Candidate) -> Vec<u8> {
    altered(candidate, |envelope| {
        envelope.presentations.push(pb::Presentation { suite: 1, content: vec![1] });
    })
}

fn altered(candidate: &Candidate, change: impl FnOnce(&mut pb::Envelope)) -> Vec<u8> {
    let mut envelope = pb::Envelope::decode(&candidate.envelope[..]).unwrap();
    change(&mut envelope);
    envelope.encode_to_vec()
}

fn rule(admitted: Result<Admitted, ReadError>) -> &'static str {
    match admitted.unwrap() {
        Admitted::Ahead(refusal) | Admitted::Refused(refusal) => refusal.rule(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_recorded_body_gets_its_receipts_whatever_approvals_it_comes_with() {
    let mut node = Node::of(World::new());
    let issue = node.world.issue(1);
    node.commit([issue.clone()], &VOTERS);
    let admission = admission(&node);
    for envelope in [with_a_bad_key(&issue), with_a_presentation(&issue)] {
        let Admitted::Recorded(receipts) = admission.submit(&envelope, NOW_MS).unwrap() else {
            panic!("it is recorded")
        };
        assert_eq!(receipts.len(), 1);
    }
}

/// Whoever begins blocks sleeps while nothing waits, and must be woken each time that ends.
#[test]
fn what_waits_where_nothing_did_is_told_of_each_time() {
    let node = Node::of(World::new());
    let told = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&told);
    let on_first: OnFirst = Arc::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let admission = Admission::new(node.reader(), Arc::clone(&node.pool), on_first);
    let told_after = |title: u8| {
        let issue = node.world.issue(title);
        admission.submit(&issue.envelope, NOW_MS).unwrap();
        (issue.submission.id(), told.load(Ordering::Relaxed))
    };
    let (first, told) = told_after(1);
    assert_eq!(told, 1);
    let (second, told) = told_after(2);
    assert_eq!(told, 1);
    node.pool.remove([&first, &second]);
    assert_eq!(told_after(3).1, 2);
}

#[test]
fn approvals_are_read_after_head_and_presentations() {
    let mut node = Node::of(World::new());
    node.commit([node.world.issue(1)], &VOTERS);
    let admission = admission(&node);
    let stale = node.world.offer(Who::Shipper, 1, Hash([7; 32]), Who::Bank);
    assert_eq!(rule(admission.submit(&with_a_bad_key(&stale), NOW_MS)), "L-07");
    let fresh = node.world.issue(2);
    let both = altered(&fresh, |envelope| {
        envelope.approvals[0].key_id = vec![0xff; 32];
        envelope.presentations.push(pb::Presentation { suite: 1, content: vec![1] });
    });
    assert_eq!(rule(admission.submit(&both, NOW_MS)), "L-09");
    assert_eq!(rule(admission.submit(&with_a_bad_key(&fresh), NOW_MS)), "L-10");
}

#[test]
fn a_deadline_that_only_this_nodes_clock_has_passed_is_no_refusal() {
    let mut node = Node::of(World::new());
    let fresh = node.world.issue(1);
    let late = admission(&node).submit(&fresh.envelope, DEADLINE_MS + 1).unwrap();
    assert_eq!(late, Admitted::Late { id: fresh.submission.id() });
    assert_eq!(node.pool.len(), 0, "it is not let in either");
    // Another node's clock was right, and it was recorded there.
    node.commit([fresh.clone()], &VOTERS);
    let recorded = admission(&node).submit(&fresh.envelope, DEADLINE_MS + 1).unwrap();
    assert!(matches!(recorded, Admitted::Recorded(_)), "{recorded:?}");
}

#[test]
fn an_offer_that_only_this_nodes_clock_sees_lapsed_is_no_refusal() {
    const LAPSES_MS: u64 = FOUNDED_MS + 1_000;
    let mut node = Node::of(World::new());
    node.commit([node.world.issue(1)], &VOTERS);
    let (to, until) = (node.world.party(Who::Bank), Time(LAPSES_MS));
    let offer = Act::Offer { to, endorsement: None, until };
    let issued = node.head_of(1);
    node.commit([node.world.sign(Who::Shipper, node.world.title(1), issued, offer)], &VOTERS);
    let accept = node.world.sign(Who::Bank, node.world.title(1), node.head_of(1), Act::Accept);

    let late = admission(&node).submit(&accept.envelope, LAPSES_MS + 1).unwrap();
    assert_eq!(late, Admitted::Late { id: accept.submission.id() });
    assert_eq!(node.pool.len(), 0, "it is not let in either");
    // The ledger's time passes the offer's end too, with a block about something else.
    node.pool.insert(node.world.issue(2), Hash::ZERO).unwrap();
    node.commit_at(LAPSES_MS + 1, &VOTERS);
    let refused = admission(&node).submit(&accept.envelope, LAPSES_MS + 1);
    assert_eq!(rule(refused), "T-16");
}

#[test]
fn a_peer_that_sends_what_is_recorded_or_waits_is_told_no_more_than_that() {
    let mut node = Node::of(World::new());
    let issue = node.world.issue(1);
    node.commit([issue.clone()], &VOTERS);
    let admission = admission(&node);
    let taken = admission.take_in(&issue.envelope, NOW_MS).unwrap();
    assert_eq!(taken, Taken::Recorded(issue.submission.id()));
    let fresh = node.world.issue(2);
    let (id, deadline_ms) = (fresh.submission.id(), DEADLINE_MS);
    for new in [true, false] {
        let taken = admission.take_in(&fresh.envelope, NOW_MS).unwrap();
        assert_eq!(taken, Taken::Pending { id, deadline_ms, new });
    }
}

#[test]
fn a_head_that_has_not_come_here_yet_is_told_from_one_that_was_overtaken() {
    let (mut node, mut behind) = (Node::of(World::new()), Node::of(World::new()));
    node.commit([node.world.issue(1)], &VOTERS);
    let issued = node.head_of(1);
    let early = node.world.offer(Who::Shipper, 1, issued, Who::Bank);

    let taken = admission(&behind).take_in(&early.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Ahead(ref refusal) if refusal.rule() == "L-07"), "{taken:?}");
    behind.commit([behind.world.issue(1)], &VOTERS);
    let taken = admission(&behind).take_in(&early.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Pending { new: true, .. }), "{taken:?}");

    node.commit([early], &VOTERS);
    let late = node.world.offer(Who::Shipper, 1, issued, Who::Carrier);
    let taken = admission(&node).take_in(&late.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Refused(ref refusal) if refusal.rule() == "L-07"), "{taken:?}");
}

/// A block can be read a moment before the pool forgets what it recorded. Whoever hears of the block
/// there, and goes on with the title at once, must not lose that.
#[test]
fn what_a_block_recorded_is_in_nobodys_way_though_the_pool_has_not_heard_of_it() {
    let mut node = Node::of(World::new());
    node.commit([node.world.issue(1)], &VOTERS);
    let recorded = node.world.offer(Who::Shipper, 1, node.head_of(1), Who::Bank);
    node.commit([recorded.clone()], &VOTERS);
    node.pool.insert(recorded.clone(), Hash::ZERO).unwrap();
    let next = node.world.sign(Who::Bank, node.world.title(1), node.head_of(1), Act::Accept);

    let taken = admission(&node).take_in(&next.envelope, NOW_MS).unwrap();
    assert_eq!(taken, Taken::Ahead(Refusal::HeadBusy));
    node.pool.remove([&recorded.submission.id()]);
    let taken = admission(&node).take_in(&next.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Pending { new: true, .. }), "{taken:?}");
    let rival = node.world.sign(Who::Shipper, node.world.title(1), node.head_of(1), Act::Withdraw);
    let taken = admission(&node).take_in(&rival.envelope, NOW_MS).unwrap();
    assert_eq!(taken, Taken::Refused(Refusal::HeadBusy));
}

/// A block that comes between the judgement and the pool finds nothing there to forget.
#[test]
fn what_a_block_overtook_on_its_way_to_the_pool_does_not_stay_there() {
    let mut node = Node::of(World::new());
    node.commit([node.world.issue(1)], &VOTERS);
    let head = node.head_of(1);
    let overtaken = node.world.offer(Who::Shipper, 1, head, Who::Bank);
    let recorded = node.world.offer(Who::Shipper, 1, head, Who::Carrier);
    let (reader, pool) = (node.reader(), Arc::clone(&node.pool));
    let (envelope, node) = (overtaken.envelope.clone(), Mutex::new(node));
    let on_first: OnFirst = Arc::new(move || {
        let mut node = node.lock().unwrap();
        node.pool.remove([&overtaken.submission.id()]);
        node.commit([recorded.clone()], &VOTERS);
        node.pool.insert(overtaken.clone(), Hash::ZERO).unwrap();
    });
    let admission = Admission::new(reader, Arc::clone(&pool), on_first);
    let taken = admission.take_in(&envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Refused(Refusal::StaleHead { .. })), "{taken:?}");
    assert!(pool.is_empty());
}

/// Whoever heard of a block elsewhere may go on with its titles while it is being committed here.
#[test]
fn what_follows_a_block_is_taken_in_however_that_block_is_just_coming() {
    let (mut first, mut second) = (Node::of(World::new()), Node::of(World::new()));
    for number in 1..=100 {
        let issue = first.world.issue(number);
        first.commit([issue.clone()], &VOTERS);
        let next = first.world.offer(Who::Shipper, number, first.head_of(number), Who::Bank);
        let admission = admission(&second);
        let begun = Barrier::new(2);
        thread::scope(|scope| {
            let taker = scope.spawn(|| {
                begun.wait();
                while let Taken::Ahead(_) = admission.take_in(&next.envelope, NOW_MS).unwrap() {}
            });
            begun.wait();
            second.commit([issue], &VOTERS);
            taker.join().unwrap();
        });
        assert!(second.pool.contains(&next.submission.id()), "{number}");
        second.pool.remove([&next.submission.id()]);
    }
}
