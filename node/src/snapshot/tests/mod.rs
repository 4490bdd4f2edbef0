//! Whole snapshots between nodes without a network: what one node gives, and another makes of it.

mod backfilled;
mod fetching;
mod restored;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use libp2p::PeerId;
use libp2p::identity::Keypair;
use proto::hash::Hash;
use proto::snapshot::INTERVAL;

use super::fetch::{Decided, Fetch, Heard, Lie};
use super::give::answer;
use crate::chain::{Chain, Opening, Places};
use crate::fixture::{Node, Who, World};
use crate::gossip::snapshots::Unanswered;
use crate::gossip::snapshots::messages::{Answer, Ask};
use crate::reader::Reader;
use crate::store::index::{Horizon, SledShelf};
use crate::store::snapshot::Snapshot;
use crate::store::vfs::{Disk, StdDisk};

/// Entries that a peer says it has, so that a small state is fetched in many parts.
const SAID: u64 = 20_000;
/// Turns after which a fetch will never end, and how long one takes.
const TURNS: usize = 100_000;
const TURN: Duration = Duration::from_millis(50);
/// Voters whose signatures are a quorum.
const QUORUM: [u8; 3] = [0, 1, 2];

/// A ledger of a few blocks beyond an agreed height, with a bill in most of them, some offered.
fn ledger() -> Node {
    let mut node = Node::of(World::new());
    for height in 1..=INTERVAL + 2 {
        let number = u8::try_from(height).unwrap();
        let mut acts = vec![node.world.issue(number)];
        if height > 1 && height % 3 == 0 {
            let head = node.head_of(number - 1);
            acts.push(node.world.offer(Who::Shipper, number - 1, head, Who::Bank));
        }
        node.commit(if [7, 13].contains(&height) { Vec::new() } else { acts }, &QUORUM);
    }
    node
}

/// Commits so many empty blocks.
fn grow(node: &mut Node, blocks: u64) {
    (0..blocks).for_each(|_| node.commit([], &QUORUM));
}

fn peer(number: u8) -> PeerId {
    Keypair::ed25519_from_bytes([number; 32]).unwrap().public().to_peer_id()
}

/// What a peer does with a question.
type Manners<'a> = Box<dyn FnMut(&Ask) -> Result<Answer, Unanswered> + 'a>;

/// An honest node.
fn honest(reader: &Reader) -> Manners<'_> {
    Box::new(|ask| {
        Ok(match answer(reader, ask).unwrap() {
            Answer::Offer { trail, .. } => Answer::Offer { trail, entries: SAID },
            answer => answer,
        })
    })
}

/// One that changes what an honest node would say.
fn changing<'a>(reader: &'a Reader, change: impl Fn(&Ask, Answer) -> Answer + 'a) -> Manners<'a> {
    let mut honest = honest(reader);
    Box::new(move |ask| Ok(change(ask, honest(ask)?)))
}

/// A node on its way to a snapshot, with a clock of its own.
struct Joiner<'a> {
    world: &'a World,
    folder: &'a Path,
    fetch: Fetch,
    snapshot: Option<Snapshot>,
    peers: BTreeMap<PeerId, Manners<'a>>,
    now: Instant,
    lies: Vec<(PeerId, Lie)>,
    asked: BTreeMap<PeerId, usize>,
}

impl<'a> Joiner<'a> {
    fn new(world: &'a World, folder: &'a Path) -> Self {
        let disk: Arc<dyn Disk> = Arc::new(StdDisk);
        let genesis = &world.genesis;
        let mut fetch = Fetch::new(Arc::clone(genesis));
        let kept = Snapshot::open(disk, Places::below(folder).snapshot(), genesis).unwrap();
        if let Some(kept) = &kept {
            let (parts, runs) = (kept.missing_parts(0), kept.missing_runs());
            fetch.begin(kept.header(), parts, runs, kept.parts().len());
        }
        Self {
            world,
            folder,
            fetch,
            snapshot: kept,
            peers: BTreeMap::new(),
            now: Instant::now(),
            lies: Vec::new(),
            asked: BTreeMap::new(),
        }
    }

    fn with(mut self, number: u8, manners: Manners<'a>) -> Self {
        self.peers.insert(peer(number), manners);
        self
    }

    /// Goes on for so many turns, in which nothing is decided.
    fn turns(&mut self, turns: usize) {
        assert_eq!(self.go(turns, usize::MAX), None);
    }

    /// Goes on until something is decided about the whole, or so many parts were kept.
    fn run(&mut self, most: usize) -> Option<Decided> {
        let begun = self.now;
        let decided = self.go(TURNS, most);
        assert!(self.now < begun + TURN * u32::try_from(TURNS).unwrap(), "it never ended");
        decided
    }

    fn go(&mut self, turns: usize, most: usize) -> Option<Decided> {
        let mut kept = 0;
        for _ in 0..turns {
            self.now += TURN;
            let connected: Vec<_> = self.peers.keys().copied().collect();
            let turn = self.fetch.next(&connected, self.now);
            match turn.decided {
                Some(Decided::Begin { trail, bits }) => {
                    let (disk, folder) = (Arc::new(StdDisk), Places::below(self.folder).snapshot());
                    let begun = Snapshot::begin(disk, folder, &self.world.genesis, *trail).unwrap();
                    let (parts, runs) = (begun.missing_parts(bits), begun.missing_runs());
                    self.fetch.begin(begun.header(), parts, runs, 0);
                    self.snapshot = Some(begun);
                }
                Some(decided) => return Some(decided),
                None => {}
            }
            for (peer, ask) in turn.asks {
                *self.asked.entry(peer).or_default() += 1;
                kept += self.hear(peer, &ask);
                if kept >= most {
                    return None;
                }
            }
        }
        None
    }

    fn hear(&mut self, peer: PeerId, ask: &Ask) -> usize {
        let heard = match (self.peers.get_mut(&peer).unwrap())(ask) {
            Ok(answer) => self.fetch.hear(peer, ask, answer, self.now),
            Err(why) => self.fetch.fail(peer, ask, &why, self.now),
        };
        match heard {
            Heard::Part(part) => self.snapshot.as_mut().unwrap().keep_part(&part).unwrap(),
            Heard::Run(run) => self.snapshot.as_mut().unwrap().keep_run(&run).unwrap(),
            Heard::Lie(lie) => {
                self.lies.push((peer, lie));
                return 0;
            }
            Heard::Nothing => return 0,
        }
        1
    }
}

/// Fetches the whole snapshot of a node.
fn fetch(node: &Node, folder: &Path) {
    let reader = node.reader();
    let mut joiner = Joiner::new(&node.world, folder).with(1, honest(&reader));
    assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole));
}

/// Opens an observer's chain in a folder.
fn open(world: &World, folder: &Path) -> Chain {
    Chain::open(Opening {
        genesis: Arc::clone(&world.genesis),
        own: None,
        places: Places::below(folder),
        disk: Arc::new(StdDisk),
        shelf: Arc::new(SledShelf),
        horizon: Horizon::default(),
        pool: Arc::default(),
        on_commit: Box::new(|_| {}),
    })
    .unwrap()
}

fn reader_of(world: &World, chain: &Chain) -> Reader {
    let (log, index) = chain.stores();
    Reader::new(Arc::clone(&world.genesis), log, index)
}

/// Lets a chain follow a node up to a height.
fn follow(chain: &mut Chain, node: &Node, through: u64) {
    let reader = node.reader();
    for height in chain.head().height + 1..=through {
        let (bytes, certificate) = reader.block(height).unwrap().unwrap();
        let header = reader.index().header(height).unwrap().unwrap().0;
        let how = crate::chain::Freshness::Recorded;
        let (block, _) = chain.consider(bytes, height, 0, header.proposer, how).unwrap();
        assert_ne!(block.hash, Hash::ZERO);
        chain.commit(certificate).unwrap();
    }
}
