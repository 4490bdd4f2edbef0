//! What a network does on a ledger of so many titles: how fast it records, what it keeps, how long it
//! takes to start.

use std::time::{Duration, Instant};

use ebl_tests::harness::cluster::{self, Cluster};
use ebl_tests::harness::node::Node;
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::until;
use ebl_tests::load::calls::Calls;
use ebl_tests::load::cast::Cast;
use ebl_tests::load::course::Mix;
use ebl_tests::load::options::{Index, Plan};
use ebl_tests::load::run::{Measured, run_on};
use ebl_tests::load::schedule::Pace;
use ebl_tests::load::titles::Titles;
use ebl_tests::load::window::Window;
use node::store::index::Keeper;

use crate::grown::{Grown, grow, hand_out};
use crate::ledger::{GrowthError, bytes_in};

/// How long a start may take that reads and checks everything.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// What is done at each size.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// How many validators.
    pub validators: usize,
    /// So many transfers are always in flight.
    pub in_flight: usize,
    /// Connections to each validator.
    pub connections_each: usize,
    /// How long a window is warmed up.
    pub warm_up: Duration,
    /// How long its clock runs at most.
    pub window: Duration,
    /// How many transfers are signed. As many windows as that takes follow each other, an even number.
    pub transfers: u32,
    /// What keys and references follow from.
    pub seed: u64,
    /// What keeps each node's index.
    pub index: Keeper,
}

/// What was found at one size.
pub struct Size {
    /// How many titles.
    pub titles: u32,
    /// In how many blocks.
    pub blocks: u64,
    /// How long it took to grow.
    pub grown_in: Duration,
    /// Bytes of the ledger log of one node.
    pub log_bytes: u64,
    /// Bytes of its index.
    pub index_bytes: u64,
    /// From the start of a process until it answers, when it reads and checks everything.
    pub verified_start: Duration,
    /// The same after a clean stop.
    pub clean_start: Duration,
    /// What the network did under load.
    pub load: Measured,
}

impl Trial {
    /// Grows a ledger to so many titles, starts a network on it, and puts a load on that. `told` hears
    /// the number of titles after each block, and `ready` is called before anything is measured.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    ///
    /// # Panics
    ///
    /// When a node does not start, or does not say how it did.
    pub fn at(
        &self,
        titles: u32,
        told: impl FnMut(u32),
        ready: impl FnOnce(),
    ) -> Result<Size, GrowthError> {
        let mut cluster = self.found()?;
        let started = Instant::now();
        let windows = self.windows(titles);
        let Grown { blocks, courses } =
            grow(&cluster, self, titles, self.transfers / windows, told)?;
        let grown_in = started.elapsed();
        ready();
        eprintln!("{titles} titles grown; a node reads and checks everything");
        let node = cluster.node(0);
        let verified_start = start(node, "the whole ledger log was verified");
        assert!(node.stop().success(), "{} stops as it is told", node.name());
        let (log_bytes, index_bytes) =
            (bytes_in(&node.data().join("ledger"))?, bytes_in(&node.data().join("index"))?);
        let clean_start = start(node, "as it was at the clean stop");
        assert!(node.stop().success(), "{} stops as it is told", node.name());
        eprintln!("giving the ledger to the other nodes");
        hand_out(&cluster)?;
        eprintln!("starting {} validators", self.validators);
        cluster.start_all();
        let titles_of = Titles::issued(Cast::new(self.seed), cluster.chain(), Mix::Pure, courses);
        let load = run_on(&self.plan(windows), cluster, titles_of).map_err(GrowthError::Machine)?;
        Ok(Size {
            titles,
            blocks,
            grown_in,
            log_bytes,
            index_bytes,
            verified_start,
            clean_start,
            load,
        })
    }

    /// As few windows as it takes to hand in all transfers, one of each title in each.
    fn windows(&self, titles: u32) -> u32 {
        self.transfers.div_ceil(titles).next_multiple_of(2)
    }

    fn found(&self) -> Result<Cluster, GrowthError> {
        let path = std::env::temp_dir();
        let folder = tempfile::Builder::new().prefix("ebl-growth-").tempdir();
        let folder = folder.map_err(|source| GrowthError::Folder { path, source })?;
        let cards = Cast::new(self.seed).write_cards(folder.path());
        let plan =
            cluster::Plan { validators: self.validators, observers: 0, ..cluster::Plan::default() };
        let cluster = Cluster::found(Programs::built(), plan, folder, &cards);
        cluster.nodes().iter().for_each(|node| node.keep_index_with(self.index.name()));
        Ok(cluster)
    }

    fn plan(&self, windows: u32) -> Plan {
        Plan {
            validators: self.validators,
            observers: 0,
            mix: Mix::Pure,
            connections_each: self.connections_each,
            calls: Calls::Stream,
            pace: Pace::Closed { in_flight: self.in_flight },
            warm_up: self.warm_up,
            window: self.window,
            windows,
            titles: None,
            seed: self.seed,
            overload: None,
            index: Index::of_name(self.index.name()).expect("a load knows what a node's index has"),
            delay: Duration::ZERO,
            dead: 0,
            profile: None,
        }
    }
}

impl Size {
    /// Transfers a second of all windows together.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        ebl_tests::load::window::per_second(&self.load.windows)
    }

    /// Transfers a second of the windows in which titles are offered: what is read of each was not
    /// read before, where there are many titles.
    #[must_use]
    pub fn offers_per_second(&self) -> f64 {
        let offers: Vec<Window> = self.load.windows.iter().step_by(2).cloned().collect();
        ebl_tests::load::window::per_second(&offers)
    }
}

/// Starts a node, which must say this meanwhile, and tells how long it took until it answered.
fn start(node: &mut Node, says: &str) -> Duration {
    let before = node.log().len();
    let started = Instant::now();
    node.spawn();
    let client = node.client();
    until("the node answers", PATIENCE, || {
        assert!(node.is_running(), "{} ended: {}", node.name(), node.last_words());
        client.status().ok()
    });
    let took = started.elapsed();
    let said = node.log().split_off(before);
    assert!(said.contains(says), "{} does not say `{says}`: {said}", node.name());
    took
}
