use prost::Message;
use proto::pb::ledger::v1 as pb;
use tempfile::TempDir;
use title::{Act, Time};

use super::*;
use crate::chain::{Chain, Opening, Places};
use crate::fixture::{DEADLINE_MS, FOUNDED_MS, Who, World};
use crate::ledger::propose::Candidate;
use crate::store::index::SledShelf;
use crate::store::vfs::StdDisk;

const NOW_MS: u64 = FOUNDED_MS + 1_000;

struct Node {
    chain: Chain,
    pool: SharedPool,
    _folder: TempDir,
}

impl Node {
    fn new(world: &World) -> Self {
        let folder = TempDir::new().unwrap();
        let pool = SharedPool::default();
        let chain = Chain::open(Opening {
            genesis: Arc::clone(&world.genesis),
            own: Some(world.address(0)),
            places: Places::below(folder.path()),
            disk: Arc::new(StdDisk),
            shelf: Arc::new(SledShelf),
            pool: Arc::clone(&pool),
            on_commit: Box::new(|_| {}),
        })
        .unwrap();
        Self { chain, pool, _folder: folder }
    }

    fn record(&mut self, world: &World, candidate: Candidate) {
        self.pool.insert(candidate, Hash::ZERO).unwrap();
        let height = self.chain.head().height + 1;
        let block = self.chain.propose(height, 0, FOUNDED_MS + 10 * height).unwrap();
        self.chain.commit(world.certify(height, block.hash, 3)).unwrap();
    }

    fn admission(&self, world: &World) -> Admission {
        let (log, index) = self.chain.stores();
        let reader = Reader::new(Arc::clone(&world.genesis), log, index);
        Admission::new(reader, Arc::clone(&self.pool), Arc::new(|| {}))
    }
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
    let world = World::new();
    let mut node = Node::new(&world);
    let issue = world.issue(1);
    node.record(&world, issue.clone());
    let admission = node.admission(&world);
    for envelope in [with_a_bad_key(&issue), with_a_presentation(&issue)] {
        let Admitted::Recorded(receipts) = admission.submit(&envelope, NOW_MS).unwrap() else {
            panic!("it is recorded")
        };
        assert_eq!(receipts.len(), 1);
    }
}

#[test]
fn approvals_are_read_after_head_and_presentations() {
    let world = World::new();
    let mut node = Node::new(&world);
    node.record(&world, world.issue(1));
    let admission = node.admission(&world);
    let stale = world.offer(Who::Shipper, 1, Hash([7; 32]), Who::Bank);
    assert_eq!(rule(admission.submit(&with_a_bad_key(&stale), NOW_MS)), "L-07");
    let fresh = world.issue(2);
    let both = altered(&fresh, |envelope| {
        envelope.approvals[0].key_id = vec![0xff; 32];
        envelope.presentations.push(pb::Presentation { suite: 1, content: vec![1] });
    });
    assert_eq!(rule(admission.submit(&both, NOW_MS)), "L-09");
    assert_eq!(rule(admission.submit(&with_a_bad_key(&fresh), NOW_MS)), "L-10");
}

#[test]
fn a_deadline_that_only_this_nodes_clock_has_passed_is_no_refusal() {
    let world = World::new();
    let mut node = Node::new(&world);
    let fresh = world.issue(1);
    let late = node.admission(&world).submit(&fresh.envelope, DEADLINE_MS + 1).unwrap();
    assert_eq!(late, Admitted::Late);
    assert_eq!(node.pool.len(), 0, "it is not let in either");
    // Another node's clock was right, and it was recorded there.
    node.record(&world, fresh.clone());
    let recorded = node.admission(&world).submit(&fresh.envelope, DEADLINE_MS + 1).unwrap();
    assert!(matches!(recorded, Admitted::Recorded(_)), "{recorded:?}");
}

#[test]
fn an_offer_that_only_this_nodes_clock_sees_lapsed_is_no_refusal() {
    const LAPSES_MS: u64 = FOUNDED_MS + 1_000;
    let world = World::new();
    let mut node = Node::new(&world);
    node.record(&world, world.issue(1));
    let (to, until) = (world.party(Who::Bank), Time(LAPSES_MS));
    let offer = Act::Offer { to, endorsement: None, until };
    let issued = head_of(&node, &world);
    node.record(&world, world.sign(Who::Shipper, world.title(1), issued, offer));
    let accept = world.sign(Who::Bank, world.title(1), head_of(&node, &world), Act::Accept);

    let late = node.admission(&world).submit(&accept.envelope, LAPSES_MS + 1).unwrap();
    assert_eq!(late, Admitted::Late);
    assert_eq!(node.pool.len(), 0, "it is not let in either");
    // The ledger's time passes the offer's end too, with a block about something else.
    node.pool.insert(world.issue(2), Hash::ZERO).unwrap();
    let block = node.chain.propose(3, 0, LAPSES_MS + 1).unwrap();
    node.chain.commit(world.certify(3, block.hash, 3)).unwrap();
    let refused = node.admission(&world).submit(&accept.envelope, LAPSES_MS + 1);
    assert_eq!(rule(refused), "T-16");
}

#[test]
fn a_peer_that_sends_what_is_recorded_or_waits_is_told_no_more_than_that() {
    let world = World::new();
    let mut node = Node::new(&world);
    let issue = world.issue(1);
    node.record(&world, issue.clone());
    let admission = node.admission(&world);
    let taken = admission.take_in(&issue.envelope, NOW_MS).unwrap();
    assert_eq!(taken, Taken::Recorded(issue.submission.id()));
    let fresh = world.issue(2);
    let (id, deadline_ms) = (fresh.submission.id(), DEADLINE_MS);
    for new in [true, false] {
        let taken = admission.take_in(&fresh.envelope, NOW_MS).unwrap();
        assert_eq!(taken, Taken::Pending { id, deadline_ms, new });
    }
}

fn head_of(node: &Node, world: &World) -> Hash {
    let (log, index) = node.chain.stores();
    let reader = Reader::new(Arc::clone(&world.genesis), log, index);
    reader.title(&world.title(1)).unwrap().unwrap().control.head
}

#[test]
fn a_head_that_has_not_come_here_yet_is_told_from_one_that_was_overtaken() {
    let world = World::new();
    let mut node = Node::new(&world);
    let mut behind = Node::new(&world);
    node.record(&world, world.issue(1));
    let issued = head_of(&node, &world);
    let early = world.offer(Who::Shipper, 1, issued, Who::Bank);

    let taken = behind.admission(&world).take_in(&early.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Ahead(ref refusal) if refusal.rule() == "L-07"), "{taken:?}");
    behind.record(&world, world.issue(1));
    let taken = behind.admission(&world).take_in(&early.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Pending { new: true, .. }), "{taken:?}");

    node.record(&world, early);
    let late = world.offer(Who::Shipper, 1, issued, Who::Carrier);
    let taken = node.admission(&world).take_in(&late.envelope, NOW_MS).unwrap();
    assert!(matches!(taken, Taken::Refused(ref refusal) if refusal.rule() == "L-07"), "{taken:?}");
}
