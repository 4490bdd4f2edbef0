//! What processes took, as Linux tells it, and what lies on their disks.

#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::harness::cluster::Cluster;
use crate::harness::node::Node;

/// Readings of one moment, of the whole network and of this process.
#[derive(Clone, Debug)]
pub struct Readings {
    /// When they were taken.
    pub at: Instant,
    /// Processor time of the nodes that run, one by one.
    pub nodes_cpu: Vec<Duration>,
    /// Processor time of this process: the clients, and relays where there are any.
    pub own_cpu: Duration,
    /// Processor time of the whole machine. None where the system does not tell.
    pub machine: Option<Processors>,
    /// Bytes on the nodes' disks.
    pub disk: Disk,
    /// Bytes that the nodes handed to block devices since they started. None where the system does
    /// not tell.
    pub written: Option<u64>,
    /// Bytes that went over the loopback device since the machine started: all that any process sent.
    pub loopback: Option<u64>,
    /// Energy counters of all processor packages, in microjoules. None where they cannot be read.
    pub energy: Option<Vec<Energy>>,
}

/// Processor time of all cores since the machine started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Processors {
    /// Spent by any process, or by the system for it.
    pub busy: Duration,
    /// Withheld from this machine by the one that it runs on.
    pub stolen: Duration,
}

/// Lengths of files of all nodes together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    /// The ledger's log, with the acknowledged mark.
    pub ledger: u64,
    /// The index.
    pub index: u64,
    /// Blocks that are not decided.
    pub undecided: u64,
    /// The engine's log and the memory of signatures.
    pub engine: u64,
    /// Everything else that lies in the data folders.
    pub rest: u64,
}

/// The counter of one package, which begins anew at its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Energy {
    microjoules: u64,
    range: u64,
}

impl Readings {
    /// Reads.
    #[must_use]
    pub fn now(cluster: &Cluster) -> Self {
        let nodes = || cluster.nodes().iter().filter(|node| node.is_started());
        let written = nodes().map(|node| written(node.process_id()?));
        Self {
            at: Instant::now(),
            nodes_cpu: nodes().filter_map(Node::processor_time).collect(),
            own_cpu: processor_time("self").unwrap_or_default(),
            machine: processors(&fs::read_to_string("/proc/stat").unwrap_or_default()),
            disk: nodes().map(|node| Disk::of(&node.data())).fold(Disk::default(), Disk::plus),
            written: written.sum(),
            loopback: loopback(&fs::read_to_string("/proc/net/dev").unwrap_or_default()),
            energy: energy(Path::new("/sys/class/powercap")),
        }
    }

    /// Processor time of all nodes.
    #[must_use]
    pub fn all_nodes_cpu(&self) -> Duration {
        self.nodes_cpu.iter().sum()
    }

    /// Joules of all packages since earlier readings.
    #[must_use]
    pub fn joules_since(&self, earlier: &Self) -> Option<f64> {
        let (now, then) = (self.energy.as_ref()?, earlier.energy.as_ref()?);
        let used = now.iter().zip(then).map(|(now, then)| now.since(*then)).sum::<u64>();
        Some(used as f64 / 1e6)
    }
}

impl Disk {
    /// What lies in a node's data folder.
    fn of(data: &Path) -> Self {
        let whole = length(data);
        let part = |name: &str| length(&data.join(name));
        let [ledger, index, undecided, engine] =
            ["ledger", "index", "undecided", "engine"].map(part);
        // Files come and go between two looks.
        let rest = whole.saturating_sub(ledger + index + undecided + engine);
        Self { ledger, index, undecided, engine, rest }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            ledger: self.ledger + other.ledger,
            index: self.index + other.index,
            undecided: self.undecided + other.undecided,
            engine: self.engine + other.engine,
            rest: self.rest + other.rest,
        }
    }
}

impl Energy {
    fn since(self, then: Self) -> u64 {
        let around = self.range * u64::from(self.microjoules < then.microjoules);
        self.microjoules + around - then.microjoules
    }
}

/// The length of a file, or of all files in a folder.
fn length(path: &Path) -> u64 {
    let Ok(entry) = fs::symlink_metadata(path) else { return 0 };
    if !entry.is_dir() {
        return entry.len();
    }
    fs::read_dir(path)
        .map(|inside| inside.filter_map(Result::ok).map(|it| length(&it.path())).sum())
        .unwrap_or_default()
}

/// The processor time a process used, where the system tells.
fn processor_time(process: &str) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis(10 * (user + system)))
}

/// The first line of `/proc/stat`: user, nice, system, idle, waiting, interrupts (two), stolen.
fn processors(text: &str) -> Option<Processors> {
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<u64> = line.split_whitespace().map_while(|it| it.parse().ok()).collect();
    let [user, nice, system, _, _, interrupts, late_interrupts, stolen, ..] = ticks[..] else {
        return None;
    };
    let busy = user + nice + system + interrupts + late_interrupts;
    Some(Processors {
        busy: Duration::from_millis(10 * busy),
        stolen: Duration::from_millis(10 * stolen),
    })
}

fn written(process: u32) -> Option<u64> {
    let io = fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    io.lines().find_map(|line| line.strip_prefix("write_bytes: "))?.parse().ok()
}

/// Bytes received by the loopback device, in the text of `/proc/net/dev`.
fn loopback(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix("lo:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The counters of all packages. Their parts (cores, memory) are in them already.
fn energy(powercap: &Path) -> Option<Vec<Energy>> {
    let packages = fs::read_dir(powercap).ok()?.filter_map(Result::ok).filter(|entry| {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("intel-rapl:"));
        number.is_some_and(|number| !number.contains(':'))
    });
    let mut paths: Vec<_> = packages.map(|entry| entry.path()).collect();
    paths.sort_unstable();
    let read = |path: &Path| fs::read_to_string(path).ok()?.trim().parse().ok();
    let counters = paths.iter().map(|path| {
        let (microjoules, range) = ("energy_uj", "max_energy_range_uj");
        Some(Energy {
            microjoules: read(&path.join(microjoules))?,
            range: read(&path.join(range))?,
        })
    });
    let counters: Vec<_> = counters.collect::<Option<_>>()?;
    (!counters.is_empty()).then_some(counters)
}
