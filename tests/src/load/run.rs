//! A whole run: limits, network, titles, windows.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use proto::genesis::Genesis;
use tempfile::TempDir;

use super::blocks::{self, Committed};
use super::calls::WhenBusy;
use super::cast::Cast;
use super::drive::{self, Driven};
use super::limits::Limits;
use super::machine::Machine;
use super::options::Plan;
use super::processes::Readings;
use super::profile::{ProfileError, Recording};
use super::schedule::Pace;
use super::statistics::Ordered;
use super::titles::{Prepared, Titles};
use super::verify::Verifier;
use super::window::{self, Counts, OfferWaits, Window};
use crate::chaos::relay::{Passage, Relays};
use crate::harness::cluster::{self, Cluster};
use crate::harness::node::Node;
use crate::harness::programs::Programs;

/// Everything that a run showed.
pub struct Measured {
    /// What was asked for.
    pub plan: Plan,
    /// What it ran on.
    pub machine: Machine,
    /// What that could do at best.
    pub limits: Limits,
    /// How the titles came to be.
    pub set_up: SetUp,
    /// The windows.
    pub windows: Vec<Window>,
    /// The window of overload.
    pub overload: Option<Window>,
    /// What an offer and its acceptance took together.
    pub pairs: Ordered,
    /// What was read when the first window's clock started, and once all receipts were verified and
    /// nodes agreed.
    pub whole: (Readings, Readings),
    /// The blocks of all windows.
    pub blocks: Vec<Committed>,
    /// The most memory each node ever used, in KiB, where the system tells.
    pub peak_memory_kib: Vec<Option<u64>>,
}

/// How the titles came to be.
#[derive(Clone, Debug, Default)]
pub struct SetUp {
    /// How many there are.
    pub titles: usize,
    /// What became of the acts on them before the first window.
    pub counts: Counts,
    /// How long that took, with signing and verifying.
    pub took: Duration,
}

/// Measures.
///
/// # Errors
///
/// What the disk or the loopback device says while the machine's limits are measured.
///
/// # Panics
///
/// When the network does not come up, or does not agree at the end.
pub fn run(plan: &Plan) -> io::Result<Measured> {
    let folder = tempfile::Builder::new().prefix("ebl-load-").tempdir()?;
    let bounds = Bounds::measure(folder.path())?;
    let mut stage = Stage::open(plan, folder);
    let set_up = stage.set_up();
    Ok(stage.measure(bounds, set_up))
}

/// Measures on a network that runs already, with titles that are recorded there.
///
/// # Errors
///
/// As [`run`].
///
/// # Panics
///
/// When the network does not agree at the end.
pub fn run_on(plan: &Plan, cluster: Cluster, titles: Titles) -> io::Result<Measured> {
    let bounds = Bounds::measure(cluster.folder())?;
    let set_up = SetUp { titles: titles.count(), ..SetUp::default() };
    Ok(Stage::on(plan, cluster, titles).measure(bounds, set_up))
}

/// What a run takes place on.
struct Bounds {
    machine: Machine,
    limits: Limits,
}

impl Bounds {
    fn measure(folder: &Path) -> io::Result<Self> {
        eprintln!("measuring what the machine could do");
        Ok(Self { limits: Limits::measure(folder)?, machine: Machine::here() })
    }
}

/// A network that runs, and the titles on it.
struct Stage<'a> {
    plan: &'a Plan,
    cluster: Cluster,
    genesis: Genesis,
    titles: Titles,
    windows: Vec<Window>,
    offers: OfferWaits,
    pairs: Vec<Duration>,
    /// What stands between the nodes, held for as long as they run.
    _relays: Option<Relays>,
}

impl<'a> Stage<'a> {
    fn open(plan: &'a Plan, folder: TempDir) -> Self {
        let cast = Cast::new(plan.seed);
        let cards = cast.write_cards(folder.path());
        let network = cluster::Plan {
            validators: plan.validators,
            observers: plan.observers,
            ..cluster::Plan::default()
        };
        let mut cluster = Cluster::found(Programs::built(), network, folder, &cards);
        cluster.nodes().iter().for_each(|node| node.keep_index_with(plan.index.word()));
        let relays = (!plan.delay.is_zero()).then(|| Relays::between(&cluster));
        eprintln!("starting {} validators", plan.validators);
        cluster.start_all();
        if let Some(relays) = &relays {
            relays.set_all(Passage::Open { delay: plan.delay, jitter: Duration::ZERO });
        }
        // The last ones: calls go to the others.
        (plan.validators - plan.dead..plan.validators).for_each(|node| cluster.node(node).kill());
        let titles = Titles::new(cast, cluster.chain(), plan.mix);
        Self { _relays: relays, ..Self::on(plan, cluster, titles) }
    }

    fn on(plan: &'a Plan, cluster: Cluster, titles: Titles) -> Self {
        Self {
            plan,
            genesis: cluster.genesis().clone(),
            cluster,
            titles,
            windows: Vec::new(),
            offers: OfferWaits::new(),
            pairs: Vec::new(),
            _relays: None,
        }
    }

    /// Plays all windows, and tells what they showed.
    fn measure(mut self, bounds: Bounds, set_up: SetUp) -> Measured {
        let plan = self.plan;
        let from_height = self.height() + 1;
        for number in 1..=plan.windows {
            eprintln!("window {number} of {}", plan.windows);
            let recording = plan.profile.as_deref().filter(|_| number == 1);
            self.play(recording);
        }
        let overload = plan.overload.map(|times| self.overload(times));
        let agreed = self.cluster.agreed();
        let end = Readings::now(&self.cluster);
        let first = self.windows.first().expect("a plan has a window");
        let whole = (first.readings.0.clone(), end);
        let blocks = blocks::committed(&self.cluster.nodes()[0], from_height, agreed.height);
        let peak_memory_kib = self.running().map(Node::peak_memory_kib).collect();
        self.stop();
        Measured {
            plan: plan.clone(),
            machine: bounds.machine,
            limits: bounds.limits,
            set_up,
            windows: self.windows,
            overload,
            pairs: self.pairs.into_iter().collect(),
            whole,
            blocks,
            peak_memory_kib,
        }
    }

    /// Ends the nodes that run as an operator does.
    fn stop(&mut self) {
        for index in 0..self.cluster.nodes().len() {
            let node = self.cluster.node(index);
            if node.is_started() {
                let status = node.stop();
                assert!(status.success(), "{} ended with {status}", node.name());
            }
        }
    }

    /// Issues the titles, and in trade moves them on until they stand at every act of a life alike.
    fn set_up(&mut self) -> SetUp {
        eprintln!("issuing titles");
        let started = Instant::now();
        let mut counts = Counts::default();
        while self.needs_more_titles(started.elapsed()) {
            let more = self.missing_titles().min(ISSUED_AT_A_TIME);
            let acts = self.titles.sign_issues(more);
            counts.add(&self.prepare(acts));
        }
        loop {
            let acts = self.titles.sign_before_the_first_window();
            if acts.is_empty() {
                break;
            }
            counts.add(&self.prepare(acts));
        }
        eprintln!("{} titles", self.titles.count());
        SetUp { titles: self.titles.count(), counts, took: started.elapsed() }
    }

    /// In a closed loop nobody knows how many acts a window will take; at the rate of issues, and some
    /// more, it is as many as are issued in its time. Overload takes so many times that.
    fn needs_more_titles(&self, issuing_for: Duration) -> bool {
        let is_bounded_by_time =
            self.plan.titles.is_none() && matches!(self.plan.pace, Pace::Closed { .. });
        let longer = MARGIN * self.plan.overload.unwrap_or(1.0).max(1.0);
        let is_time_over = issuing_for >= self.one_window().mul_f64(longer);
        self.missing_titles() > 0 && !(is_bounded_by_time && is_time_over)
    }

    /// How many titles are missing to be enough at the highest rate there can be.
    fn missing_titles(&self) -> usize {
        let most = match self.plan.pace {
            Pace::Closed { in_flight } => in_flight as f64 / SHORTEST.as_secs_f64(),
            Pace::Open { per_second } => per_second,
        };
        let most = (most * self.one_window().as_secs_f64()).ceil() as usize + 1;
        self.plan.titles.unwrap_or(most).saturating_sub(self.titles.count())
    }

    fn one_window(&self) -> Duration {
        self.plan.warm_up + self.plan.window
    }

    /// Hands acts in as fast as they go, outside every clock.
    fn prepare(&mut self, acts: Vec<Prepared>) -> Counts {
        let order = drive::Order {
            pace: Pace::Closed { in_flight: PREPARED_IN_FLIGHT },
            warm_up: Duration::ZERO,
            length: FOR_EVER,
            calls: self.plan.calls,
            when_busy: WhenBusy::Retry,
        };
        let (acts, driven) = self.drive(acts, order);
        self.conclude(order.pace, &acts, driven).counts
    }

    fn order(&self, pace: Pace) -> drive::Order {
        let Plan { warm_up, window: length, calls, .. } = *self.plan;
        drive::Order { pace, warm_up, length, calls, when_busy: WhenBusy::Retry }
    }

    /// Plays a window, and profiles a node meanwhile if that was asked for.
    fn play(&mut self, profile: Option<&Path>) {
        let acts = self.titles.sign_next();
        let order = self.order(self.plan.pace);
        let recording = profile.map(|file| self.record(file));
        let (acts, driven) = self.drive(acts, order);
        if let Some(Err(error)) = recording.map(|it| it.and_then(Recording::end)) {
            eprintln!("no profile was made: {error}");
        }
        self.pairs.extend(window::pairs(&acts, &driven, &mut self.offers));
        let window = self.conclude(order.pace, &acts, driven);
        self.windows.push(window);
    }

    /// Samples the first validator in the middle half of a window's clock.
    fn record(&self, into: &Path) -> Result<Recording, ProfileError> {
        let node = &self.cluster.nodes()[0];
        let process = node.process_id().expect("the first validator runs");
        let (delay, length) = (self.plan.warm_up + self.plan.window / 4, self.plan.window / 2);
        Recording::begin(process, delay, length, self.cluster.folder(), into)
    }

    /// Offers many times what the windows so far reached.
    fn overload(&mut self, times: f64) -> Window {
        let reached = window::per_second(&self.windows);
        // A network that recorded nothing is overloaded by anything.
        let pace = Pace::Open { per_second: (reached * times).max(1.0) };
        eprintln!("window of overload");
        let acts = self.titles.sign_next();
        let order = drive::Order { when_busy: WhenBusy::GiveUp, ..self.order(pace) };
        let (acts, driven) = self.drive(acts, order);
        self.conclude(pace, &acts, driven)
    }

    fn drive(&self, acts: Vec<Prepared>, order: drive::Order) -> (Vec<Prepared>, Driven<Readings>) {
        let voters = self.plan.validators - self.plan.dead;
        let nodes: Vec<_> = self.cluster.nodes()[..voters].iter().map(Node::api).collect();
        let read = || Readings::now(&self.cluster);
        drive::drive(acts, &nodes, self.plan.connections_each, order, read)
    }

    fn conclude(&mut self, pace: Pace, acts: &[Prepared], driven: Driven<Readings>) -> Window {
        let chain = self.cluster.chain();
        let verifier = Verifier { chain: &chain, validators: self.genesis.validators() };
        Window::conclude(pace, acts, driven, &mut self.titles, verifier)
    }

    fn running(&self) -> impl Iterator<Item = &Node> {
        self.cluster.nodes().iter().filter(|node| node.is_started())
    }

    fn height(&self) -> u64 {
        self.cluster.client(0).height().expect("the node answers")
    }
}

/// How many titles are issued between two looks at the time.
const ISSUED_AT_A_TIME: usize = 1_024;
/// How much longer than a window titles are issued for it: they are issued with pauses for signing and
/// verifying, and a window has none.
const MARGIN: f64 = 2.0;
/// No instruction is final sooner.
const SHORTEST: Duration = Duration::from_millis(2);
/// In flight before the first window.
const PREPARED_IN_FLIGHT: usize = 256;
const FOR_EVER: Duration = Duration::from_secs(3_600);
