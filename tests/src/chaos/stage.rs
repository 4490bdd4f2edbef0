//! What most campaigns begin with: a network of four validators and an observer, and traffic.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proto::validators::Address;

use crate::harness::client::Client;
use crate::harness::cluster::{Cluster, Plan};
use crate::harness::node::Node;
use crate::harness::wait::{PATIENCE, until};

use super::campaign::Order;
use super::dice::Dice;
use super::report::Report;
use super::traffic::Traffic;

/// A network under traffic that is about to be hurt.
pub struct Stage {
    /// The network.
    pub cluster: Cluster,
    /// What goes on at it.
    pub traffic: Traffic,
    /// What is chance.
    pub dice: Dice,
    /// What will be said.
    pub report: Report,
}

impl Stage {
    /// Starts a network and traffic at its first node and its observer.
    ///
    /// # Panics
    ///
    /// When it does not come up.
    #[must_use]
    pub fn open(campaign: &'static str, order: Order) -> Self {
        Self::on(Cluster::start(Plan::default()), campaign, order)
    }

    /// Starts traffic on a network that runs.
    ///
    /// # Panics
    ///
    /// When it records nothing.
    #[must_use]
    pub fn on(cluster: Cluster, campaign: &'static str, order: Order) -> Self {
        let observer = cluster.nodes().len() - 1;
        let clients = cluster.clients();
        let traffic = Traffic::start(cluster.genesis(), "chaos", &clients, &[0, observer]);
        traffic.wait_for(2);
        let report = Report::new(campaign, order.seed);
        Self { cluster, traffic, dice: Dice::new(order.seed), report }
    }

    /// Any validator.
    pub fn any_validator(&mut self) -> usize {
        self.dice.index(VALIDATORS)
    }

    /// A moment that no block and no act sets: a few acts later, and then a little.
    pub fn any_moment(&mut self) {
        let acts = self.dice.index(4);
        self.traffic.wait_for(1 + acts);
        // No condition is waited for: that the moment is any moment is the fault.
        std::thread::sleep(Duration::from_millis(self.dice.below(120)));
    }

    /// Waits until a node holds the newest block that the others hold now.
    ///
    /// # Panics
    ///
    /// When it does not catch up.
    pub fn wait_until_caught_up(&self, node: usize) {
        let others = self.cluster.clients();
        let height = others.iter().filter_map(|client| client.height().ok()).max();
        let height = height.expect("some node answers");
        let client = self.cluster.client(node);
        let what = format!("{} has caught up", self.cluster.nodes()[node].name());
        until(&what, PATIENCE, || (client.height().ok()? >= height).then_some(()));
    }

    /// The highest block any of these nodes holds.
    #[must_use]
    pub fn height(clients: &[Client]) -> u64 {
        clients.iter().filter_map(|client| client.height().ok()).max().unwrap_or(0)
    }
}

/// The validator that proposes in the first round of a height. They take turns in the order of
/// their addresses, and a height moves the turn on by one: `ValidatorSet::proposer` in the node's
/// consensus context, told here again from the wire format's order of addresses.
///
/// # Panics
///
/// When the genesis file names a validator that is no node of the network.
#[must_use]
pub fn proposer(cluster: &Cluster, height: u64) -> usize {
    let validators = cluster.genesis().validators().validators();
    let count = u64::try_from(validators.len()).expect("sets are small");
    let turn = usize::try_from(height % count).expect("smaller than the set");
    let address = validators[turn].address;
    let voters = cluster.nodes().iter().take(validators.len());
    let mut addresses = voters.map(|node: &Node| Address::of(&node.consensus_key()));
    addresses.position(|own| own == address).expect("the genesis file was made from their cards")
}

/// This machine's clock, in milliseconds since 1970.
///
/// # Panics
///
/// When it is not set.
#[must_use]
pub fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    u64::try_from(now.as_millis()).expect("the year is not 584556019")
}

/// Validators of every network under test.
pub const VALIDATORS: usize = 4;
