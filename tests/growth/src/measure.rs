//! What proofs weigh on a ledger of a size.

use ebl_sim::cast::Who;
use node::reader::{ReadError, Reader};
use node::store::index::Meta;
use prost::Message;
use proto::evidence::{Evidence, Subject as About};
use proto::handover::Handover;
use proto::hash::Hash;
use proto::instruction::Subject;
use proto::merkle::Tree;
use proto::reference::NormalReference;
use proto::state::StateKey;
use proto::state_proof::StateEntry;
use title::{ReferenceKey, TitleId};

use crate::growth::Growth;
use crate::ledger::{GrowthError, Ledger};

/// Keys of the state that are looked at, from one end of the ledger to the other; of present values
/// and of absent ones each.
pub const SAMPLES: u32 = 256;

/// What was taken from a ledger to be weighed, and for the time that checking it takes.
pub struct Proofs {
    /// The root that the entries lead to.
    pub state_root: Hash,
    /// The records of titles.
    pub present: Vec<(StateKey, StateEntry)>,
    /// References under which nothing was issued.
    pub absent: Vec<(StateKey, StateEntry)>,
    /// The receipt of the first fact of the bill, from before any hand-over.
    pub first_receipt: Vec<u8>,
    /// The receipt of the last fact of the bill, with its hand-overs.
    pub last_receipt: Vec<u8>,
    /// Everything about the bill.
    pub bill: Evidence,
    /// That a reference was never used.
    pub unused: Evidence,
    /// Bytes of the path of the newest fact to its block's root, and of the first header to the
    /// newest one's tree of headers.
    pub paths: Paths,
}

/// Bytes of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paths {
    /// From a fact to its block.
    pub fact: usize,
    /// From the first header to those before the newest.
    pub header: usize,
}

/// What some proofs weigh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// The mean, in bytes.
    pub mean: f64,
    /// The heaviest, in bytes.
    pub most: usize,
    /// The longest way to the root, in hashes.
    pub longest: usize,
}

/// What a file of evidence weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FileWeight {
    /// All of it, in bytes.
    pub bytes: usize,
    /// Its facts.
    pub facts: usize,
    /// Bytes of its facts, each with its block, its quorum and what the parties signed.
    pub bytes_of_facts: usize,
    /// Its hand-overs.
    pub handovers: usize,
    /// Bytes of its hand-overs.
    pub bytes_of_handovers: usize,
    /// Its entries of the state: each grows with the ledger, and nothing else does.
    pub entries: usize,
}

impl Proofs {
    /// Takes the proofs from a ledger that was grown, with everything about this bill.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn of(growth: &Growth, bill: TitleId) -> Result<Self, GrowthError> {
        let reader = growth.ledger().reader();
        let meta = reader.meta()?;
        let step = (growth.titles() / SAMPLES).max(1) as usize;
        let titles = (0..growth.titles()).step_by(step).take(SAMPLES as usize);
        let present = titles.map(|number| StateKey::Title(growth.cast().title(number)));
        let absent = (0..SAMPLES).map(|number| StateKey::Reference(never_used(number)));
        let receipt = |sequence| {
            let found = reader.receipt(&Subject::TitleControl(bill), sequence)?;
            found.ok_or(GrowthError::NoTitle)
        };
        let (first, last) = (receipt(1)?, receipt(facts_of(reader, &bill)?)?);
        let free = NormalReference::new("NEVER-USED").expect("a reference is written so");
        let unused = reader.evidence_of_absence(&growth.cast().member(Who::Carrier), &free)?;
        let inclusion = last.to_message().inclusion.expect("a receipt has a path");
        Ok(Self {
            state_root: meta.state_root,
            present: entries(reader, &meta, present)?,
            absent: entries(reader, &meta, absent)?,
            first_receipt: first.encode(),
            last_receipt: last.encode(),
            bill: reader.evidence(&bill)?.ok_or(GrowthError::NoTitle)?,
            unused: unused.expect("the ledger has blocks"),
            paths: Paths { fact: inclusion.encoded_len(), header: header_path(growth.ledger())? },
        })
    }
}

impl Weights {
    /// What entries of the state weigh.
    #[must_use]
    pub fn of(entries: &[(StateKey, StateEntry)]) -> Self {
        let bytes = || entries.iter().map(|(_, entry)| entry.encode().len());
        let ways = entries.iter().map(|(_, entry)| entry.siblings().len());
        Self {
            mean: bytes().sum::<usize>() as f64 / entries.len() as f64,
            most: bytes().max().unwrap_or(0),
            longest: ways.max().unwrap_or(0),
        }
    }
}

impl FileWeight {
    /// What a file weighs.
    #[must_use]
    pub fn of(file: &Evidence) -> Self {
        let bytes = file.encode().len();
        let mut bare = file.clone();
        let (facts, own_entries) = match &mut bare.subject {
            About::Title(title) => {
                (title.control.drain(..).count() + title.annotations.drain(..).count(), 2)
            }
            About::Unused { .. } => (0, 1),
        };
        Self {
            bytes,
            facts,
            bytes_of_facts: bytes - bare.encode().len(),
            handovers: file.handovers.len(),
            bytes_of_handovers: file.handovers.iter().map(|it| Handover::encode(it).len()).sum(),
            entries: 1 + file.members.len() + file.accounts.len() + own_entries,
        }
    }
}

/// How many records the state has.
#[must_use]
pub fn records(growth: &Growth) -> u64 {
    let founded = growth.ledger().genesis().entries().len() as u64;
    // A title, and its reference.
    founded + 2 * u64::from(growth.titles())
}

fn entries(
    reader: &Reader,
    meta: &Meta,
    keys: impl Iterator<Item = StateKey>,
) -> Result<Vec<(StateKey, StateEntry)>, GrowthError> {
    let state = reader.state(meta);
    let entries = keys.map(|key| Ok((key, state.entry(&key)?)));
    entries.collect::<Result<_, _>>().map_err(|error| GrowthError::Read(ReadError::State(error)))
}

fn facts_of(reader: &Reader, bill: &TitleId) -> Result<u64, GrowthError> {
    Ok(reader.title(bill)?.ok_or(GrowthError::NoTitle)?.control.length)
}

/// The path from the first header to the tree of all headers before the newest.
fn header_path(ledger: &Ledger) -> Result<usize, GrowthError> {
    let mut headers = Tree::default();
    for height in 1..ledger.height() {
        headers.push(ledger.header(height)?.hash().0.to_vec());
    }
    let path = headers.inclusion(0).expect("there are blocks before the newest");
    let (first, newest) = (ledger.header(1)?, ledger.header(ledger.height())?);
    assert!(
        path.verify(first.hash().as_bytes(), &newest.headers_root),
        "the newest header says so"
    );
    Ok(path.to_message().encoded_len())
}

fn never_used(number: u32) -> ReferenceKey {
    let mut key = [0xfe; 32];
    key[..4].copy_from_slice(&number.to_be_bytes());
    ReferenceKey(key)
}
