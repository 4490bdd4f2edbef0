//! `ebl head`: the newest block of every node of the profile, compared with one another, with what
//! this wallet saw before, and with what others saw.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use proto::handover::Handover;
use proto::trail::Trail;
use proto::witness::Cosignature;
use serde::Serialize;
use thiserror::Error;
use title::Time;

use crate::args::HeadArgs;
use crate::clock;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::head::{self, HeadError, Newest, Standing};
use crate::home;
use crate::node::{Node, NodeError};
use crate::output::{Outcome, one_line};
use crate::profile::{Endpoint, Profile};
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Where every node stands.
#[derive(Serialize)]
pub struct Compared {
    network: String,
    chain_id: String,
    height: u64,
    block: String,
    time_ms: u64,
    signers: usize,
    validators: usize,
    /// Changes of the validators that trust leads through, from the genesis file on.
    handovers: usize,
    /// The height of the block that this wallet knew before; 0 for none.
    known_height: u64,
    /// The height of the block that this wallet knew before and no node has; absent where one has it.
    behind: Option<u64>,
    /// The bytes of the answer that led from there, or from the genesis file, to the newest block.
    bytes: usize,
    nodes: Vec<NodeView>,
    files: Vec<FileView>,
    witnesses: Vec<WitnessView>,
    out: Option<PathBuf>,
}

#[derive(Serialize)]
struct NodeView {
    node: Endpoint,
    #[serde(flatten)]
    state: NodeState,
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum NodeState {
    /// Its newest block, proved.
    Proved { height: u64, block: String },
    /// It has no block.
    NoBlock,
    /// It could not be asked.
    Silent { why: String },
}

#[derive(Serialize)]
struct FileView {
    file: PathBuf,
    height: u64,
    block: String,
}

#[derive(Serialize)]
struct WitnessView {
    witness: String,
    /// Whether the profile names it.
    trusted: bool,
    /// The newest block of this history that it signed; absent when it signed none.
    height: Option<u64>,
    block: Option<String>,
}

/// Why a file cannot be compared.
#[derive(Debug, Error)]
pub enum CompareError {
    /// The file is not there.
    #[error("{} does not exist", path.display())]
    Missing {
        /// Which.
        path: PathBuf,
    },
    /// No node has come as far as the file.
    #[error("{} is at block {height}, and no node of this profile has more than {newest}", path.display())]
    Ahead {
        /// Which.
        path: PathBuf,
        /// Its height.
        height: u64,
        /// The newest height of the nodes.
        newest: u64,
    },
    /// No node of the profile has a block.
    #[error("no node of this profile has a block yet")]
    NoBlock,
    /// No node shows a block, and some could not be asked.
    #[error("no node of this profile shows a block: {}", nodes.join("; "))]
    Silent {
        /// Each that could not be asked, and why.
        nodes: Vec<String>,
    },
}

impl Explain for CompareError {
    fn hint(&self) -> String {
        match self {
            Self::Missing { .. } => {
                "give a file that somebody else wrote with ebl head --out".to_owned()
            }
            Self::Ahead { .. } => {
                "wait until a node has caught up, or ask one that has that block; until then \
                 nothing shows that both are one history"
                    .to_owned()
            }
            Self::NoBlock => "the first act, or the first heartbeat, makes one".to_owned(),
            Self::Silent { .. } => {
                "try again once one of them answers, or name other nodes in the profile".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Missing { .. } => Exit::Usage,
            Self::Ahead { .. } | Self::NoBlock | Self::Silent { .. } => Exit::Unreachable,
        }
    }
}

/// A node that has a block.
struct Answered {
    node: Node,
    newest: Newest,
}

/// Carries out `ebl head`.
///
/// # Errors
///
/// [`WalletError`]; [`HeadError::OtherHistory`] where two histories are found.
pub fn run(
    wallet: &Wallet,
    args: &HeadArgs,
    console: &mut Console<'_>,
) -> Result<Compared, WalletError> {
    let session = Session::open(wallet)?;
    let before = head::remembered(&wallet.home, &session.network)?;
    let files = read_files(&session, &args.compare)?;
    let (mut nodes, mut answered) = (Vec::new(), Vec::new());
    for endpoint in &session.profile.nodes {
        let (state, found) = ask(&session, endpoint, before.as_ref(), console)?;
        nodes.push(NodeView { node: endpoint.clone(), state });
        answered.extend(found);
    }
    // Whoever has most shows that all the rest is below it.
    answered.sort_by_key(|answered| answered.newest.height());
    let Some(mut highest) = answered.pop() else { return Err(no_block(nodes).into()) };
    let (before, behind) = match before {
        Some(seen) if seen.header().height > highest.newest.height() => (None, Some(seen)),
        before => (before, None),
    };
    if let Some(seen) = &before {
        // Whoever said that it is behind what was seen has been proved by itself, whatever it showed then.
        stands_on(&session, &mut highest, seen)?;
    }
    for lower in &answered {
        stands_on(&session, &mut highest, &lower.newest.trail)?;
    }
    for (path, trail) in &files {
        let (height, newest) = (trail.header().height, highest.newest.height());
        if height > newest {
            return Err(CompareError::Ahead { path: path.clone(), height, newest }.into());
        }
        stands_on(&session, &mut highest, trail)?;
    }
    let Newest { trail, bytes, .. } = &highest.newest;
    if behind.is_none() {
        head::remember(&wallet.home, &session.network, before.as_ref(), trail)?;
    }
    if let Some(out) = &args.out {
        home::create(out, &trail.encode())?;
    }
    let witnessed = answered.iter().chain([&highest]).flat_map(|one| &one.newest.witnessed);
    Ok(Compared {
        known_height: before.map_or(0, |before| before.header().height),
        behind: behind.map(|seen| seen.header().height),
        bytes: *bytes,
        witnesses: witnesses(&session.profile, witnessed),
        nodes,
        files: files.iter().map(|(file, trail)| FileView::of(file, trail)).collect(),
        out: args.out.clone(),
        ..Compared::of(&session, trail)
    })
}

/// Why there is nothing to compare.
fn no_block(nodes: Vec<NodeView>) -> CompareError {
    let silent = nodes.into_iter().filter_map(|NodeView { node, state }| match state {
        NodeState::Silent { why } => Some(format!("{node}: {}", one_line(&why))),
        NodeState::Proved { .. } | NodeState::NoBlock => None,
    });
    let nodes: Vec<_> = silent.collect();
    if nodes.is_empty() { CompareError::NoBlock } else { CompareError::Silent { nodes } }
}

/// Checks that what somebody has seen is below the newest block of the node that has most.
fn stands_on(
    session: &Session<'_>,
    highest: &mut Answered,
    seen: &Trail,
) -> Result<(), WalletError> {
    let Answered { node, newest } = highest;
    match head::lead_on(node, &session.network, &session.wallet.home, Some(seen))? {
        Standing::OnIt(_) => Ok(()),
        Standing::NoBlock | Standing::Behind { .. } => {
            let (shown, seen) = (newest.height(), seen.header().height);
            Err(HeadError::NotLedOn { endpoint: node.endpoint().clone(), shown, seen }.into())
        }
    }
}

/// One node's newest block. It must lead on from what this wallet saw before; that of a node that is
/// behind is proved by itself, and compared with the others'.
fn ask(
    session: &Session<'_>,
    endpoint: &Endpoint,
    before: Option<&Trail>,
    console: &mut Console<'_>,
) -> Result<(NodeState, Option<Answered>), WalletError> {
    let mut alone = session.profile.clone();
    alone.nodes = vec![endpoint.clone()];
    let silent = |error: &NodeError| NodeState::Silent { why: error.to_string() };
    let mut node = match Node::connect(&alone) {
        Ok(node) => node,
        Err(error) => return Ok((silent(&error), None)),
    };
    let (home, network) = (&session.wallet.home, &session.network);
    let standing = match head::lead_on(&mut node, network, home, before) {
        Ok(Standing::Behind { height, seen }) => {
            let news =
                format!("{endpoint} has blocks up to {height}; block {seen} was seen before");
            console.status(&news);
            head::lead_on(&mut node, network, home, None)
        }
        standing => standing,
    };
    match standing {
        Ok(Standing::OnIt(newest)) => {
            let header = newest.trail.header();
            let state =
                NodeState::Proved { height: header.height, block: header.hash().to_string() };
            Ok((state, Some(Answered { node, newest: *newest })))
        }
        Ok(Standing::NoBlock | Standing::Behind { .. }) => Ok((NodeState::NoBlock, None)),
        Err(HeadError::Node(error)) => Ok((silent(&error), None)),
        Err(error) => Err(error.into()),
    }
}

fn read_files(
    session: &Session<'_>,
    paths: &[PathBuf],
) -> Result<Vec<(PathBuf, Trail)>, WalletError> {
    let read = |path: &PathBuf| {
        let trail = head::given(&session.network, path)?;
        Ok((path.clone(), trail.ok_or_else(|| CompareError::Missing { path: path.clone() })?))
    };
    paths.iter().map(read).collect()
}

/// The newest signature of each witness, and each witness of the profile without one.
fn witnesses<'a>(
    profile: &Profile,
    signed: impl Iterator<Item = &'a Cosignature>,
) -> Vec<WitnessView> {
    let mut newest: BTreeMap<[u8; 32], Option<&Cosignature>> =
        profile.witnesses.iter().map(|key| (key.0, None)).collect();
    for one in signed {
        let held = newest.entry(*one.witness.as_bytes()).or_default();
        if held.is_none_or(|held| held.height < one.height) {
            *held = Some(one);
        }
    }
    let view = |(key, signed): ([u8; 32], Option<&Cosignature>)| WitnessView {
        witness: hex::encode(key),
        trusted: profile.witnesses.iter().any(|trusted| trusted.0 == key),
        height: signed.map(|signed| signed.height),
        block: signed.map(|signed| signed.block.to_string()),
    };
    newest.into_iter().map(view).collect()
}

impl FileView {
    fn of(file: &Path, trail: &Trail) -> Self {
        let header = trail.header();
        Self { file: file.to_owned(), height: header.height, block: header.hash().to_string() }
    }
}

impl Compared {
    fn of(session: &Session<'_>, trail: &Trail) -> Self {
        let (header, network) = (trail.header(), &session.network);
        let handed_over = |it: &&Handover| it.header().height < header.height;
        let voted = trail.handovers.iter().rev().find(handed_over);
        let set = voted.map_or(network.validators(), Handover::next);
        Self {
            network: network.genesis().network_name().to_owned(),
            chain_id: network.chain().to_string(),
            height: header.height,
            block: header.hash().to_string(),
            time_ms: header.time_ms,
            signers: trail.checkpoint.certificate.signatures.len(),
            validators: set.validators().len(),
            handovers: trail.handovers.len(),
            known_height: 0,
            behind: None,
            bytes: 0,
            nodes: Vec::new(),
            files: Vec::new(),
            witnesses: Vec::new(),
            out: None,
        }
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "network     {} ({})", self.network, self.chain_id)?;
        writeln!(f, "newest      block {}, {}", self.height, clock::show(Time(self.time_ms)))?;
        writeln!(f, "            {}", self.block)?;
        writeln!(f, "signed by   {} of {} validators", self.signers, self.validators)?;
        if let Some(seen) = self.behind {
            writeln!(f, "behind      block {seen}, which was seen before and no node shows")?;
        }
        let from = match self.known_height {
            0 => "the genesis file".to_owned(),
            height => format!("block {height}, which was seen before"),
        };
        let changes = self.handovers;
        writeln!(f, "reached     from {from}, in {} bytes", self.bytes)?;
        writeln!(f, "            {changes} changes of the validators since the founding")?;
        self.nodes.iter().try_for_each(|node| writeln!(f, "node        {node}"))?;
        for FileView { file, height, .. } in &self.files {
            writeln!(f, "file        {}: block {height}, of the same history", file.display())?;
        }
        self.witnesses.iter().try_for_each(|witness| writeln!(f, "witness     {witness}"))?;
        match &self.out {
            Some(out) => writeln!(f, "written     {}", out.display()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for NodeView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            NodeState::Proved { height, .. } => {
                write!(f, "{}: block {height}, of the same history", self.node)
            }
            NodeState::NoBlock => write!(f, "{}: no block yet", self.node),
            NodeState::Silent { why } => write!(f, "{}: not asked: {}", self.node, one_line(why)),
        }
    }
}

impl fmt::Display for WitnessView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trust = if self.trusted { "" } else { ", not named in this profile" };
        match self.height {
            Some(height) => {
                write!(f, "{} signed block {height} of this history{trust}", self.witness)
            }
            None => write!(f, "{} signed nothing that these nodes show", self.witness),
        }
    }
}

impl Outcome for Compared {
    fn command(&self) -> &'static str {
        "head"
    }

    fn hint(&self) -> Option<String> {
        let out = self.out.as_ref()?.display();
        Some(format!("whoever is on the same network compares with: ebl head --compare {out}"))
    }
}
