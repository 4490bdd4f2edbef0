//! A network of nodes on this machine.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::ChainId;
use tempfile::TempDir;

use super::client::Client;
use super::member::Members;
use super::node::{Node, Role};
use super::programs::Programs;

/// What a network is made of.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many nodes vote.
    pub validators: usize,
    /// How many only follow.
    pub observers: usize,
    /// How long it stays without a block while idle, in milliseconds.
    pub heartbeat_ms: u32,
    /// Where its nodes listen.
    pub ground: Ground,
}

/// Where the nodes of a network listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// All on this machine's loopback.
    Loopback,
    /// Each in a network namespace of its own, which must be there.
    Namespaces,
}

impl Ground {
    fn address(self, node: usize) -> Ipv4Addr {
        match self {
            Self::Loopback => Ipv4Addr::LOCALHOST,
            Self::Namespaces => namespace_address(node),
        }
    }
}

/// The address of a node in its own namespace.
///
/// # Panics
///
/// When there are more nodes than addresses.
#[must_use]
pub fn namespace_address(node: usize) -> Ipv4Addr {
    Ipv4Addr::new(10, 77, u8::try_from(node).expect("networks under test are small"), 2)
}

/// The name of a node's own namespace.
#[must_use]
pub fn namespace_name(node: usize) -> String {
    format!("ebl-{node}")
}

/// Nodes of one network. Dropped, they are killed and their folder is removed.
pub struct Cluster {
    nodes: Vec<Node>,
    members: Vec<PathBuf>,
    genesis: Genesis,
    folder: Option<TempDir>,
    _seat: Seat,
}

/// The newest block that nodes agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Its height.
    pub height: u64,
    /// Its hash, which follows from all earlier blocks too.
    pub hash: Hash,
    /// The root of the state after it.
    pub state_root: Hash,
}

impl Default for Plan {
    fn default() -> Self {
        Self { validators: 4, observers: 1, heartbeat_ms: 5_000, ground: Ground::Loopback }
    }
}

impl Cluster {
    /// A running network of the test members.
    ///
    /// # Panics
    ///
    /// When it does not come up.
    #[must_use]
    pub fn start(plan: Plan) -> Self {
        let mut cluster = Self::prepare(plan);
        cluster.start_all();
        cluster
    }

    /// A network of the test members that does not run yet.
    ///
    /// # Panics
    ///
    /// When it cannot be founded.
    #[must_use]
    pub fn prepare(plan: Plan) -> Self {
        let folder = tempfile::tempdir().expect("the system has a temporary folder");
        let cards = Members::default().write_cards(folder.path());
        Self::found(Programs::built(), plan, folder, &cards)
    }

    /// Founds a network in a folder, from cards of its members. Nothing runs yet.
    ///
    /// # Panics
    ///
    /// When it cannot be founded.
    #[must_use]
    pub fn found(programs: &Programs, plan: Plan, folder: TempDir, members: &[PathBuf]) -> Self {
        let seat = Seat::take();
        let nodes = make(programs, plan, folder.path());
        let file = genesis_path(folder.path());
        let founding = Founding { programs, plan, nodes: &nodes, members };
        founding.write("test", &file);
        let cards: Vec<_> = nodes.iter().map(Node::card).collect();
        nodes.iter().for_each(|node| node.join(&file, &cards));
        let bytes = fs::read(file).expect("ebl-node wrote it");
        let genesis = Genesis::decode(&bytes).expect("ebl-node wrote it");
        Self { nodes, members: members.to_vec(), genesis, folder: Some(folder), _seat: seat }
    }

    /// Another network's genesis file: the same founders under another name.
    ///
    /// # Panics
    ///
    /// When it cannot be made.
    #[must_use]
    pub fn foreign_genesis(&self) -> PathBuf {
        let file = self.folder().join("foreign.genesis");
        let validators = self.genesis.validators().validators().len();
        let plan = Plan { validators, ..Plan::default() };
        let (nodes, members) = (&self.nodes[..], &self.members[..]);
        let founding = Founding { programs: Programs::built(), plan, nodes, members };
        founding.write("foreign", &file);
        file
    }

    /// Starts the validators that do not run, and waits until they serve.
    ///
    /// # Panics
    ///
    /// When one does not.
    pub fn start_validators(&mut self) {
        let validators = self.genesis.validators().validators().len();
        start(&mut self.nodes[..validators]);
    }

    /// Starts every node that does not run, and waits until all serve.
    ///
    /// # Panics
    ///
    /// When one does not.
    pub fn start_all(&mut self) {
        start(&mut self.nodes);
    }

    /// The nodes: validators, then observers.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A node, to do something to it.
    pub fn node(&mut self, index: usize) -> &mut Node {
        &mut self.nodes[index]
    }

    /// A client of a node.
    #[must_use]
    pub fn client(&self, index: usize) -> Client {
        self.nodes[index].client()
    }

    /// Clients of all nodes that run.
    #[must_use]
    pub fn clients(&self) -> Vec<Client> {
        self.nodes.iter().filter(|node| node.is_started()).map(Node::client).collect()
    }

    /// The genesis file's content.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// The chain id.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.genesis.chain()
    }

    /// The folder that all files of the network lie in.
    ///
    /// # Panics
    ///
    /// Never: only a dropped network has no folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().expect("only a dropped network has no folder").path()
    }

    /// The genesis file.
    #[must_use]
    pub fn genesis_file(&self) -> PathBuf {
        genesis_path(self.folder())
    }

    /// Waits until every running node has the newest block that any of them has, and checks that
    /// it is the same block.
    ///
    /// # Panics
    ///
    /// When two nodes differ, or one does not catch up.
    #[must_use]
    pub fn agreed(&self) -> Agreed {
        let clients = self.clients();
        let heights = clients.iter().map(|client| client.height().expect("the node answers"));
        let height = heights.max().expect("some node runs").max(1);
        let mut all = clients.iter().map(|client| {
            let header = client.header(height);
            Agreed { height, hash: header.hash(), state_root: header.state_root }
        });
        let first = all.next().expect("some node runs");
        all.for_each(|other| assert_eq!(first, other, "two nodes differ at height {height}"));
        first
    }

    /// Leaves processes and folder to whoever reads this, and gives the folder.
    ///
    /// # Panics
    ///
    /// Never: only a dropped network has no folder.
    #[must_use]
    pub fn keep(mut self) -> PathBuf {
        self.nodes.iter_mut().for_each(Node::release);
        self.folder.take().expect("only a dropped network has no folder").keep()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if thread::panicking() {
            for node in &self.nodes {
                eprintln!("--- {} said last:\n{}", node.name(), node.last_words());
            }
        }
        // Processes go before the folder they write to.
        self.nodes.clear();
    }
}

/// Validators, then observers.
fn make(programs: &Programs, plan: Plan, folder: &Path) -> Vec<Node> {
    let validators = (1..=plan.validators).map(|it| (Role::Validator, format!("validator-{it}")));
    let observers = (1..=plan.observers).map(|it| (Role::Observer, format!("observer-{it}")));
    let all = validators.chain(observers).enumerate();
    all.map(|(index, (role, name))| {
        let address = plan.ground.address(index);
        let mut node = Node::init_at(address, programs, folder, &name, role);
        if plan.ground == Ground::Namespaces {
            node.live_in(&["ip", "netns", "exec", &namespace_name(index)]);
        }
        node
    })
    .collect()
}

fn start(nodes: &mut [Node]) {
    let mut started: Vec<_> = nodes.iter_mut().filter(|node| !node.is_started()).collect();
    started.iter_mut().for_each(|node| node.spawn());
    started.iter_mut().for_each(|node| node.wait_until_serving());
}

fn genesis_path(folder: &Path) -> PathBuf {
    folder.join("network.genesis")
}

/// What `ebl-node genesis` is told.
struct Founding<'a> {
    programs: &'a Programs,
    plan: Plan,
    nodes: &'a [Node],
    members: &'a [PathBuf],
}

impl Founding<'_> {
    fn write(&self, network_name: &str, file: &Path) {
        let mut command = Command::new(&self.programs.node);
        command.args(["genesis", "--network-name", network_name, "--terms", TERMS]);
        command.arg("--heartbeat-ms").arg(self.plan.heartbeat_ms.to_string());
        for node in &self.nodes[..self.plan.validators] {
            command.arg("--validator").arg(node.card());
        }
        for member in self.members {
            command.arg("--member").arg(member);
        }
        let output = command.arg("--out").arg(file).output().expect("the program was built");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "no genesis file was made: {errors}");
    }
}

/// The terms profile of every test network.
const TERMS: &str = "1:English law:Hague-Visby";

/// The right to run one of the few networks that a machine can run at a time.
struct Seat;

impl Seat {
    fn take() -> Self {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken >= SEATS {
            taken = LEFT.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += 1;
        Self
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        LEFT.notify_one();
    }
}

static TAKEN: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();
/// How many networks run at a time: five nodes each keep two processors busy.
const SEATS: usize = 2;
