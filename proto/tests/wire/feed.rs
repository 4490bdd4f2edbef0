//! The feed of facts: an auditor who has the genesis file gets every fact of every block, or
//! notices. Each kind of tampering has a reason of its own.

use prost::Message;
use proto::block::Header;
use proto::certificate::{CertificateFault, CommitCertificate};
use proto::checkpoint::Uncommitted;
use proto::fact::FactRecord;
use proto::feed::{BlockFacts, Feed, FeedFault, Seen, SeenFault};
use proto::following::HeaderFault;
use proto::handover::{Handover, HandoverFault};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::limits;
use proto::merkle::Tree;
use proto::pb::api::v1::FactsOfBlock;
use title::Time;

use crate::sample::{self, BLOCK_MS, FOUNDED_MS, VALIDATORS};

const SECOND: [u8; 4] = [101, 102, 103, 105];

/// Four blocks. The second lets other validators vote; the third records three facts.
struct Ledger {
    headers: Vec<Header>,
    records: Vec<FactRecord>,
}

impl Ledger {
    fn new() -> Self {
        let mut records = sample::committed().records;
        records.iter_mut().for_each(|record| record.height = 3);
        let root = Tree::of(records.iter().map(FactRecord::encode)).root();
        let mut parent = Hash(sample::chain().0);
        let mut headers = Vec::new();
        for (height, time_ms, from, to) in [
            (1, FOUNDED_MS + 1_000, VALIDATORS, VALIDATORS),
            (2, FOUNDED_MS + 2_000, VALIDATORS, SECOND),
            (3, BLOCK_MS, SECOND, SECOND),
            (4, BLOCK_MS + 1_000, SECOND, SECOND),
        ] {
            let empty = sample::handover_header(height, &from, &to);
            let mut header = Header { time_ms, parent, ..empty };
            if height == 3 {
                (header.facts_root, header.facts_count) = (root, 3);
            }
            parent = header.hash();
            headers.push(header);
        }
        Self { headers, records }
    }

    fn voters(height: usize) -> [u8; 4] {
        if height <= 2 { VALIDATORS } else { SECOND }
    }

    fn handover(&self) -> Handover {
        let certificate = signed(&self.headers[1], &VALIDATORS);
        Handover::new(self.headers[1].clone(), certificate, sample::set(&SECOND))
    }

    /// What an honest node sends of a block, the first of its stream or a later one.
    fn block(&self, height: usize, is_first: bool) -> FactsOfBlock {
        let header = &self.headers[height - 1];
        let new = if is_first { height >= 2 } else { height == 2 };
        FactsOfBlock {
            header: header.encode(),
            certificate: Some(signed(header, &Self::voters(height)).to_message()),
            records: if height == 3 { leaves(&self.records) } else { vec![] },
            handovers: if new { vec![self.handover().encode()] } else { vec![] },
        }
    }

    /// A feed from the genesis file that stands before a height.
    fn feed_before(&self, height: usize) -> Feed {
        let mut feed = Feed::from_height(&sample::genesis(), 1);
        (1..height).for_each(|height| drop(feed.take(&self.block(height, false)).unwrap()));
        feed
    }

    /// What a feed says to a changed block, after the honest ones before it.
    fn fault(&self, height: usize, change: impl FnOnce(&mut FactsOfBlock)) -> FeedFault {
        let mut block = self.block(height, false);
        change(&mut block);
        let mut feed = self.feed_before(height);
        let fault = feed.take(&block).unwrap_err();
        // A refused block moves nothing: the honest one still follows.
        feed.take(&self.block(height, false)).unwrap();
        fault
    }

    /// The same for a header that a dishonest quorum signed.
    fn forged(&self, height: usize, change: impl FnOnce(&mut Header)) -> FeedFault {
        let mut header = self.headers[height - 1].clone();
        change(&mut header);
        self.fault(height, |block| resign(block, &header, &Self::voters(height)))
    }
}

fn signed(header: &Header, seeds: &[u8]) -> CommitCertificate {
    sample::certificate(&header.chain, header, &seeds[..3])
}

fn resign(block: &mut FactsOfBlock, header: &Header, seeds: &[u8]) {
    block.header = header.encode();
    block.certificate = Some(signed(header, seeds).to_message());
}

fn leaves(records: &[FactRecord]) -> Vec<Vec<u8>> {
    records.iter().map(FactRecord::encode).collect()
}

fn header(fault: FeedFault) -> HeaderFault {
    match fault {
        FeedFault::Header(fault) => fault,
        other => panic!("the header is what is wrong, not: {other}"),
    }
}

#[test]
fn every_fact_of_every_block_comes_in_order_and_across_a_change_of_the_validators() {
    let ledger = Ledger::new();
    let mut feed = Feed::from_height(&sample::genesis(), 1);
    for height in 1..=4 {
        let BlockFacts { header, hash, signers, validators, records } =
            feed.take(&ledger.block(height, false)).unwrap();
        assert_eq!((&header, hash), (&ledger.headers[height - 1], header.hash()));
        assert_eq!((signers, validators), (3, 4));
        assert_eq!(records, if height == 3 { ledger.records.clone() } else { vec![] });
    }
    assert_eq!(feed.next_height(), 5);
}

#[test]
fn a_feed_may_begin_at_any_height_and_is_gap_free_from_there() {
    let ledger = Ledger::new();
    for first in 1..=4 {
        let mut feed = Feed::from_height(&sample::genesis(), first as u64);
        assert_eq!(feed.last(), None);
        for height in first..=4 {
            feed.take(&ledger.block(height, height == first)).unwrap();
        }
        let fault = feed.take(&ledger.block(4, false)).unwrap_err();
        assert_eq!(header(fault), HeaderFault::Height { expected: 5, found: 4 });
    }
}

#[test]
fn what_was_seen_is_gone_on_from_without_a_gap_and_without_the_blocks_before() {
    let ledger = Ledger::new();
    for last in 1..=3 {
        let seen = ledger.feed_before(last + 1).last().unwrap().clone();
        assert_eq!(seen.since, if last >= 2 { 2 } else { 0 });
        let mut feed = Feed::after(sample::chain(), seen).unwrap();
        assert_eq!(feed.next_height(), last as u64 + 1);
        feed.recognise(&ledger.block(last, true)).unwrap();
        feed.take(&ledger.block(last + 1, false)).unwrap();
        assert_eq!(feed.last().unwrap().header, ledger.headers[last]);
    }
}

#[test]
fn a_second_history_is_noticed_at_the_block_seen_last_and_at_the_next_one() {
    let ledger = Ledger::new();
    let seen = ledger.feed_before(4).last().unwrap().clone();
    let feed = Feed::after(sample::chain(), seen).unwrap();
    let mut other = ledger.headers[2].clone();
    other.state_root = Hash([0x99; 32]);
    let mut block = ledger.block(3, true);
    resign(&mut block, &other, &SECOND);
    let (seen, shown) = (ledger.headers[2].hash(), other.hash());
    let fault = FeedFault::OtherHistory { height: 3, seen, shown };
    assert_eq!(feed.recognise(&block), Err(fault));
    let fault = ledger.forged(4, |header| header.parent = shown);
    assert_eq!(header(fault), HeaderFault::Parent { before: seen, parent: shown });
}

#[test]
fn what_is_remembered_must_belong_together() {
    let ledger = Ledger::new();
    let seen = ledger.feed_before(4).last().unwrap().clone();
    let fault = |change: fn(&mut Seen)| {
        let mut changed = seen.clone();
        change(&mut changed);
        Feed::after(sample::chain(), changed).unwrap_err()
    };
    assert_eq!(fault(|seen| seen.in_force = sample::validators()), SeenFault::OtherValidators);
    assert_eq!(fault(|seen| seen.since = 4), SeenFault::Since { since: 4 });
    assert_eq!(fault(|seen| seen.header.time_ms += 1), SeenFault::OtherBlock);
    assert_eq!(fault(|seen| seen.certificate.height = 2), SeenFault::OtherBlock);
    let (theirs, ours) = (sample::chain(), ChainId([7; 32]));
    let other = Feed::after(ours, seen).unwrap_err();
    assert_eq!(other, SeenFault::OtherChain { theirs, ours });
}

#[test]
fn a_fact_left_out_added_repeated_exchanged_or_moved_is_noticed() {
    let ledger = Ledger::new();
    let count = |given| FeedFault::Count { given, signed: 3 };
    for index in 0..3 {
        assert_eq!(ledger.fault(3, |block| drop(block.records.remove(index))), count(2));
        let repeat = |block: &mut FactsOfBlock| block.records.push(block.records[index].clone());
        assert_eq!(ledger.fault(3, repeat), count(4));
        let swap = |block: &mut FactsOfBlock| block.records.swap(index, (index + 1) % 3);
        assert_eq!(ledger.fault(3, swap), FeedFault::Facts);
        let change = |block: &mut FactsOfBlock| {
            let mut record = ledger.records[index].clone();
            record.sequence += 1;
            block.records[index] = record.encode();
        };
        assert_eq!(ledger.fault(3, change), FeedFault::Facts);
        assert_eq!(ledger.fault(3, |block| block.records[index].push(0)), FeedFault::Facts);
    }
    assert_eq!(ledger.fault(3, |block| block.records.clear()), count(0));
    let added = FeedFault::Count { given: 1, signed: 0 };
    assert_eq!(ledger.fault(4, |block| block.records = leaves(&ledger.records[..1])), added);
}

#[test]
fn more_bytes_than_a_blocks_facts_can_have_are_not_hashed() {
    let ledger = Ledger::new();
    let long = vec![0; limits::BLOCK_FACTS_BYTES + 1];
    let fault = ledger.fault(3, |block| block.records = vec![long]);
    assert_eq!(fault, FeedFault::TooLong(limits::BLOCK_FACTS_BYTES + 1));
}

type Change = fn(&mut FactRecord);

#[test]
fn even_a_dishonest_quorum_cannot_say_that_a_fact_stands_elsewhere() {
    let ledger = Ledger::new();
    let later = |record: &mut FactRecord| {
        let mut fact = record.fact.title().unwrap().clone();
        fact.at = Time(BLOCK_MS + 1);
        record.fact = fact.into();
    };
    let changes: [(Change, FeedFault); 3] = [
        (|record| record.height = 2, FeedFault::OtherHeight { index: 1, says: 2 }),
        (|record| record.index = 2, FeedFault::OtherPlace { index: 1, says: 2 }),
        (later, FeedFault::OtherTime { index: 1, says: BLOCK_MS + 1 }),
    ];
    for (change, expected) in changes {
        let mut records = ledger.records.clone();
        change(&mut records[1]);
        let mut header = ledger.headers[2].clone();
        header.facts_root = Tree::of(leaves(&records)).root();
        let fault = ledger.fault(3, |block| {
            block.records = leaves(&records);
            resign(block, &header, &SECOND);
        });
        assert_eq!(fault, expected);
    }
    let mut header = ledger.headers[2].clone();
    header.facts_root = Tree::of([vec![1], vec![2], vec![3]]).root();
    let fault = ledger.fault(3, |block| {
        block.records = vec![vec![1], vec![2], vec![3]];
        resign(block, &header, &SECOND);
    });
    assert!(matches!(fault, FeedFault::Record { index: 0, .. }), "{fault}");
}

#[test]
fn a_block_left_out_repeated_or_out_of_order_is_noticed() {
    let ledger = Ledger::new();
    for (expected, found) in [(1, 2), (2, 1), (2, 4), (4, 3)] {
        let fault = ledger.feed_before(expected).take(&ledger.block(found, true)).unwrap_err();
        let (expected, found) = (expected as u64, found as u64);
        assert_eq!(header(fault), HeaderFault::Height { expected, found });
    }
}

#[test]
fn a_header_that_does_not_continue_the_one_before_is_refused_whoever_signed_it() {
    let ledger = Ledger::new();
    let foreign = ChainId([7; 32]);
    let ours = sample::chain();
    let fault = header(ledger.forged(3, |header| header.chain = foreign));
    assert_eq!(fault, HeaderFault::Uncommitted(Uncommitted::OtherChain { theirs: foreign, ours }));
    let (parent, before) = (Hash([5; 32]), Hash(ours.0));
    let fault = header(ledger.forged(1, |header| header.parent = parent));
    assert_eq!(fault, HeaderFault::Parent { before, parent });
    for (height, before_ms) in [(1, FOUNDED_MS), (3, FOUNDED_MS + 2_000)] {
        for time_ms in [before_ms, before_ms - 1] {
            let fault = header(ledger.forged(height, |header| header.time_ms = time_ms));
            assert_eq!(fault, HeaderFault::Time { before_ms, time_ms });
        }
    }
}

#[test]
fn only_a_quorum_of_those_in_force_commits_a_block() {
    let ledger = Ledger::new();
    let fault = header(ledger.fault(3, |block| block.certificate = None));
    assert_eq!(fault, HeaderFault::NoCertificate);
    let anothers = ledger.block(4, false).certificate;
    let fault = header(ledger.fault(3, |block| block.certificate = anothers));
    assert_eq!(fault, HeaderFault::Uncommitted(Uncommitted::OtherBlock));
    let thin = sample::certificate(&sample::chain(), &ledger.headers[2], &SECOND[..2]);
    let fault = header(ledger.fault(3, |block| block.certificate = Some(thin.to_message())));
    let no_quorum = CertificateFault::NoQuorum { signed: 2, total: 4 };
    let no_quorum = Uncommitted::Certificate(no_quorum);
    assert_eq!(fault, HeaderFault::Uncommitted(no_quorum));
    let old = sample::certificate(&sample::chain(), &ledger.headers[2], &VALIDATORS);
    let fault = header(ledger.fault(3, |block| block.certificate = Some(old.to_message())));
    let HeaderFault::Uncommitted(Uncommitted::Certificate(fault)) = fault else {
        panic!("the certificate is what is wrong, not: {fault}")
    };
    assert!(matches!(fault, CertificateFault::Stranger(_)), "{fault}");
    let unsorted = |block: &mut FactsOfBlock| {
        block.certificate.as_mut().unwrap().signatures.reverse();
    };
    let fault = header(ledger.fault(3, unsorted));
    assert!(matches!(fault, HeaderFault::CertificateField(_)), "{fault}");
    let own = |header: &mut Header| header.validators = sample::validators().hash();
    assert_eq!(
        header(ledger.forged(3, own)),
        HeaderFault::Uncommitted(Uncommitted::OtherValidators)
    );
}

#[test]
fn a_change_of_the_validators_is_followed_only_with_the_set_that_the_block_names() {
    let ledger = Ledger::new();
    let fault = header(ledger.fault(2, |block| block.handovers.clear()));
    assert_eq!(fault, HeaderFault::NoHandover);
    let certificate = signed(&ledger.headers[1], &VALIDATORS);
    let other = Handover::new(ledger.headers[1].clone(), certificate, sample::validators());
    let fault = header(ledger.fault(2, |block| block.handovers = vec![other.encode()]));
    assert_eq!(fault, HeaderFault::Handover(HandoverFault::OtherSet));
    let flood = vec![Vec::new(); limits::HANDOVERS + 1];
    let fault = header(ledger.fault(2, |block| block.handovers = flood));
    assert_eq!(fault, HeaderFault::TooManyHandovers);
    let mut late = Feed::from_height(&sample::genesis(), 3);
    let fault = late.take(&ledger.block(3, false)).unwrap_err();
    assert_eq!(header(fault), HeaderFault::Uncommitted(Uncommitted::OtherValidators));
    late.take(&ledger.block(3, true)).unwrap();
}

#[test]
fn no_byte_of_a_block_can_be_changed() {
    let ledger = Ledger::new();
    let feed = ledger.feed_before(3);
    let bytes = ledger.block(3, false).encode_to_vec();
    feed.clone().take(&FactsOfBlock::decode(&bytes[..]).unwrap()).unwrap();
    for position in 0..bytes.len() {
        for bit in [0, 3, 7] {
            let mut changed = bytes.clone();
            changed[position] ^= 1 << bit;
            let Ok(block) = FactsOfBlock::decode(&changed[..]) else { continue };
            assert!(feed.clone().take(&block).is_err(), "bit {bit} of byte {position}");
        }
    }
}
