//! How long a node needs that begins with a snapshot of such a ledger, until it answers.
//!
//! Real: every part as it is cut from the index, encoded, decoded, checked, written and synced; the index
//! in sled, built from the parts; the first answer, proved against the genesis file. Left out: the
//! network between the two, so that times are of the machine's work, on both sides together.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use libp2p::PeerId;
use node::chain::{Chain, Opening, Places};
use node::gossip::snapshots::messages::{Answer, Ask};
use node::reader::Reader;
use node::snapshot::fetch::{Decided, Fetch, Heard};
use node::snapshot::give::answer;
use node::store::index::{Horizon, Keeper};
use node::store::snapshot::Snapshot;
use node::store::vfs::{Disk, StdDisk};
use title::TitleId;

use crate::growth::Growth;
use crate::ledger::GrowthError;

/// What the fetching's own clock goes on by between two questions.
const STEP: Duration = Duration::from_millis(10);

/// A node that began with a snapshot, and what it took.
#[derive(Clone, Copy, Debug)]
pub struct Joined {
    /// Titles of the ledger.
    pub titles: u32,
    /// The height of the snapshot.
    pub height: u64,
    /// Parts of the state and runs of headers.
    pub parts: usize,
    /// Their bytes.
    pub bytes: u64,
    /// To cut, check and keep all parts.
    pub fetched: Duration,
    /// To build the index and stand on the snapshot's block.
    pub built: Duration,
    /// To read a title, prove it under the block, and the block against the genesis file.
    pub read: Duration,
}

/// Lets a node with an empty folder, whose index this keeps, join a grown ledger.
///
/// # Errors
///
/// [`GrowthError`], also for a ledger with too few blocks for a snapshot.
pub fn join(
    growth: &Growth,
    bill: TitleId,
    folder: &Path,
    keeper: Keeper,
) -> Result<Joined, GrowthError> {
    let ledger = growth.ledger();
    let (genesis, places) = (ledger.genesis(), Places::below(folder));
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let started = Instant::now();
    let mut fetching = Fetching { reader: ledger.reader(), snapshot: None, bytes: 0 };
    let snapshot = fetching.run(&places, &disk)?;
    let (height, parts) = (snapshot.header().height, snapshot.parts().len());
    let (fetched, started) = (started.elapsed(), Instant::now());
    let chain = Chain::open(Opening {
        genesis: Arc::clone(genesis),
        own: None,
        places,
        disk,
        shelf: keeper.shelf(),
        horizon: Horizon::default(),
        pool: Arc::default(),
        on_commit: Box::new(|_| {}),
    })?;
    let (built, started) = (started.elapsed(), Instant::now());
    let (log, index) = chain.stores();
    let reader = Reader::new(Arc::clone(genesis), log, index);
    reader.title(&bill)?.ok_or(GrowthError::NoTitle)?;
    let trail = reader.trail(height)?.ok_or(GrowthError::NoSnapshot)?;
    trail.verify_onward(genesis).map_err(|_| GrowthError::NoSnapshot)?;
    let (titles, bytes) = (growth.titles(), fetching.bytes);
    Ok(Joined { titles, height, parts, bytes, fetched, built, read: started.elapsed() })
}

struct Fetching<'a> {
    reader: &'a Reader,
    snapshot: Option<Snapshot>,
    bytes: u64,
}

impl Fetching<'_> {
    fn run(&mut self, places: &Places, disk: &Arc<dyn Disk>) -> Result<Snapshot, GrowthError> {
        let genesis = Arc::new(self.reader.genesis().clone());
        let (giver, mut fetch) = (PeerId::random(), Fetch::new(Arc::clone(&genesis)));
        let mut now = Instant::now();
        loop {
            now += STEP;
            let turn = fetch.next(&[giver], now);
            match turn.decided {
                Some(Decided::Begin { trail, bits }) => {
                    let begun =
                        Snapshot::begin(Arc::clone(disk), places.snapshot(), &genesis, *trail)?;
                    let (parts, runs) = (begun.missing_parts(bits), begun.missing_runs());
                    fetch.begin(begun.header(), parts, runs, 0);
                    self.snapshot = Some(begun);
                }
                Some(Decided::Whole) => return self.snapshot.take().ok_or(GrowthError::NoSnapshot),
                Some(Decided::NoSnapshot) => return Err(GrowthError::NoSnapshot),
                None => {}
            }
            for (peer, ask) in turn.asks {
                let given = self.given(&ask)?;
                self.keep(fetch.hear(peer, &ask, given, now))?;
            }
        }
    }

    /// The answer, once written and read.
    fn given(&mut self, ask: &Ask) -> Result<Answer, GrowthError> {
        let bytes = answer(self.reader, ask)?.encode();
        self.bytes += bytes.len() as u64;
        Ok(Answer::decode(&bytes).expect("a node reads what a node writes"))
    }

    fn keep(&mut self, heard: Heard) -> Result<(), GrowthError> {
        match (heard, &mut self.snapshot) {
            (Heard::Part(part), Some(snapshot)) => Ok(snapshot.keep_part(&part)?),
            (Heard::Run(run), Some(snapshot)) => Ok(snapshot.keep_run(&run)?),
            (Heard::Lie(_), _) => Err(GrowthError::NoSnapshot),
            (Heard::Nothing | Heard::Part(_) | Heard::Run(_), _) => Ok(()),
        }
    }
}
