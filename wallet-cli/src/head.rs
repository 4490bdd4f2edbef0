//! The newest block that this wallet has checked, and whether a node's history has it.
//!
//! A wallet keeps one trail of each network (see [`proto::trail`]). Every node it connects to must
//! lead on from there to its own newest block. One that cannot has another history: it is asked for
//! its block at the height seen before, and where a quorum signed that one too, both trails are kept as
//! a file that names who signed both.

use std::path::{Path, PathBuf};

use prost::Message;
use proto::hash::Hash;
use proto::limits::TRAIL_BYTES;
use proto::pb::api::v1 as pb;
use proto::trail::{Led, Trail, TrailFault};
use proto::two_histories::TwoHistories;
use proto::witness::Cosignature;
use thiserror::Error;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, Home, HomeError};
use crate::network::Network;
use crate::node::{Node, NodeError};
use crate::profile::Endpoint;

/// How a node's newest block stands to the one seen before.
#[derive(Clone, Debug)]
pub enum Standing {
    /// There is no block, and none was seen before.
    NoBlock,
    /// The node has fewer blocks than were seen before, which tells nothing of those it has.
    Behind {
        /// The height it names; 0 for none.
        height: u64,
        /// The height seen before.
        seen: u64,
    },
    /// It stands on the one seen before, or is that one, or nothing was seen before.
    OnIt(Box<Newest>),
}

/// A node's newest block, proved.
#[derive(Clone, Debug)]
pub struct Newest {
    /// How trust leads to it.
    pub trail: Trail,
    /// The bytes of the answer that led there.
    pub bytes: usize,
    /// What witnesses signed of this history, checked.
    pub witnessed: Vec<Cosignature>,
}

impl Newest {
    /// Its height.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.trail.header().height
    }
}

/// Why a node's newest block is not believed.
#[derive(Debug, Error)]
pub enum HeadError {
    /// The node could not be asked.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// What it answered leads nowhere.
    #[error("the newest block of {endpoint} is not proved: {fault}")]
    Unproved {
        /// Who answered.
        endpoint: Endpoint,
        /// Why.
        fault: Box<TrailFault>,
    },
    /// It has shown a later block, and not that it stands on one that was seen.
    #[error("{endpoint} shows block {shown}, and not that it stands on block {seen}")]
    NotLedOn {
        /// Who.
        endpoint: Endpoint,
        /// The height it has shown.
        shown: u64,
        /// The height that was seen.
        seen: u64,
    },
    /// A trail that somebody gave does not hold.
    #[error("the block in {} is not proved: {fault}", path.display())]
    Given {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Box<TrailFault>,
    },
    /// A quorum signed its history, and it is not the one seen before.
    #[error(
        "{endpoint} has another history: its block {height} is {shown}, and {seen} was seen before; \
         a quorum signed each"
    )]
    OtherHistory {
        /// Who shows it.
        endpoint: Endpoint,
        /// The height at which both have a block.
        height: u64,
        /// The block seen before.
        seen: Hash,
        /// The block shown now.
        shown: Hash,
        /// The file that names who signed both.
        kept: Box<Path>,
        /// Where the wallet remembers what it saw.
        memory: Box<Path>,
    },
    /// What was seen before cannot be read.
    #[error("{} cannot be gone on from: {fault}", path.display())]
    Memory {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Box<TrailFault>,
    },
    /// A file of the wallet home.
    #[error(transparent)]
    File(#[from] HomeError),
}

impl Explain for HeadError {
    fn hint(&self) -> String {
        match self {
            Self::Node(error) => error.hint(),
            Self::Given { .. } => {
                "ask whoever gave you the file for it again; they write it with ebl head --out"
                    .to_owned()
            }
            Self::Unproved { .. } | Self::NotLedOn { .. } => {
                "nothing was signed; ask another node, and tell the network's governance".to_owned()
            }
            Self::OtherHistory { kept, memory, .. } => {
                let (kept, memory) = (kept.display(), memory.display());
                format!(
                    "sign nothing; ebl verify {kept} names who signed both: give that file to the \
                     network's governance, and ask other nodes which block they have; if the one seen \
                     before proves to be the false one, remove {memory}"
                )
            }
            Self::Memory { path, .. } => format!(
                "move {} away; the next command then begins with the genesis file again and cannot \
                 notice what changed before it",
                path.display()
            ),
            Self::File(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Node(error) => error.exit(),
            Self::Unproved { .. }
            | Self::NotLedOn { .. }
            | Self::Given { .. }
            | Self::OtherHistory { .. } => Exit::Unverified,
            Self::Memory { .. } => Exit::Config,
            Self::File(error) => error.exit(),
        }
    }

    fn details(&self) -> serde_json::Value {
        match self {
            Self::OtherHistory { height, kept, .. } => {
                serde_json::json!({ "height": height, "kept": kept })
            }
            _ => serde_json::Value::Null,
        }
    }
}

/// The trail remembered of a network, verified; none before the first command.
///
/// # Errors
///
/// [`HeadError::Memory`] or [`HeadError::File`].
pub fn remembered(home: &Home, network: &Network) -> Result<Option<Trail>, HeadError> {
    let path = home.trail(&network.chain());
    let fault = |fault| HeadError::Memory { path: path.clone(), fault };
    read(network, &path, fault)
}

/// A trail that somebody gave, verified; none where there is no such file.
///
/// # Errors
///
/// [`HeadError::Given`] or [`HeadError::File`].
pub fn given(network: &Network, path: &Path) -> Result<Option<Trail>, HeadError> {
    read(network, path, |fault| HeadError::Given { path: path.to_owned(), fault })
}

fn read(
    network: &Network,
    path: &Path,
    fault: impl Fn(Box<TrailFault>) -> HeadError,
) -> Result<Option<Trail>, HeadError> {
    let bytes = match home::read(path, TRAIL_BYTES) {
        Err(HomeError::Missing { .. }) => return Ok(None),
        read => read?,
    };
    let trail = Trail::decode(&bytes);
    let verified = trail.and_then(|trail| trail.verify(network.genesis()).map(|_| trail));
    verified.map(Some).map_err(|why| fault(Box::new(why)))
}

/// Checks a node's newest block against the one seen before, and remembers the later of them.
///
/// # Errors
///
/// [`HeadError`].
pub fn check(node: &mut Node, network: &Network, home: &Home) -> Result<Standing, HeadError> {
    let before = remembered(home, network)?;
    node.remember(before.clone());
    let standing = lead_on(node, network, home, before.as_ref())?;
    if let Standing::OnIt(newest) = &standing {
        remember(home, network, before.as_ref(), &newest.trail)?;
        node.saw(newest.trail.clone());
    }
    Ok(standing)
}

/// Remembers a trail that was checked, unless it is the one remembered.
///
/// # Errors
///
/// [`HeadError::File`].
pub fn remember(
    home: &Home,
    network: &Network,
    before: Option<&Trail>,
    newest: &Trail,
) -> Result<(), HeadError> {
    if before != Some(newest) {
        home::replace(&home.trail(&network.chain()), &newest.encode())?;
    }
    Ok(())
}

/// Checks that a node's newest block stands on one that was seen before. Where it does not and a
/// quorum signed it, both histories are kept in the wallet home.
///
/// # Errors
///
/// [`HeadError`].
pub fn lead_on(
    node: &mut Node,
    network: &Network,
    home: &Home,
    before: Option<&Trail>,
) -> Result<Standing, HeadError> {
    let known = before.map_or(0, |trail| trail.header().height);
    let answer = node.checkpoint(known, NEWEST)?;
    let trail = match (Trail::lead_on(before, network.genesis(), &answer), before) {
        (Ok(Led::Later(trail)), _) => *trail,
        (Ok(Led::Same), Some(before)) => before.clone(),
        (Ok(Led::Behind { height }), _) => return Ok(Standing::Behind { height, seen: known }),
        (Err(TrailFault::NoBlock), Some(_)) => {
            return Ok(Standing::Behind { height: 0, seen: known });
        }
        (Err(TrailFault::NoBlock), None) | (Ok(Led::Same), None) => return Ok(Standing::NoBlock),
        (Err(fault), Some(before)) => return Err(accuse(node, network, home, before, fault)),
        (Err(fault), None) => return Err(unproved(node, fault)),
    };
    let witnessed = witnessed(&answer, &trail);
    Ok(Standing::OnIt(Box::new(Newest { trail, bytes: answer.encoded_len(), witnessed })))
}

/// What witnesses signed. What says nothing is left out: it takes nothing from the quorum's word.
fn witnessed(answer: &pb::CheckpointResponse, trail: &Trail) -> Vec<Cosignature> {
    let shown = answer.witnessed.iter().take(MOST_WITNESSES);
    shown.filter_map(|shown| Cosignature::within(shown, trail.header()).ok()).collect()
}

/// Why a node does not lead on from what was seen: it is asked for its block of that height.
fn accuse(
    node: &mut Node,
    network: &Network,
    home: &Home,
    seen: &Trail,
    fault: TrailFault,
) -> HeadError {
    let height = seen.header().height;
    let answer = match node.checkpoint(0, height) {
        Ok(answer) => answer,
        Err(silent) => return silent.into(),
    };
    match Trail::lead_on(None, network.genesis(), &answer) {
        Ok(Led::Later(shown)) if at_odds(seen, &shown) => {
            keep(node, network, home, seen, *shown).unwrap_or_else(HeadError::File)
        }
        _ => unproved(node, fault),
    }
}

fn at_odds(seen: &Trail, shown: &Trail) -> bool {
    let (seen, shown) = (seen.header(), shown.header());
    seen.height == shown.height && seen != shown
}

/// Keeps both histories in a file.
fn keep(
    node: &Node,
    network: &Network,
    home: &Home,
    seen: &Trail,
    shown: Trail,
) -> Result<HeadError, HomeError> {
    let (height, first, second) =
        (seen.header().height, seen.header().hash(), shown.header().hash());
    let kept = home.two_histories(height, &second);
    let genesis = network.genesis().encode();
    let file = TwoHistories { genesis, first: seen.clone(), second: shown };
    home::replace(&kept, &file.encode())?;
    let (endpoint, memory) = (node.endpoint().clone(), home.trail(&network.chain()).into());
    let kept = kept.into();
    Ok(HeadError::OtherHistory { endpoint, height, seen: first, shown: second, kept, memory })
}

fn unproved(node: &Node, fault: TrailFault) -> HeadError {
    HeadError::Unproved { endpoint: node.endpoint().clone(), fault: Box::new(fault) }
}

/// Asks for a node's newest block.
const NEWEST: u64 = 0;
/// What a node may tell of witnesses; each of its peers may be one.
const MOST_WITNESSES: usize = 256;
