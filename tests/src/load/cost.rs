//! What a transfer takes of the machine.

use super::processes::{Disk, Readings};
use super::run::Measured;
use super::window::{Counts, Window};

/// What a number of transfers took of the machine.
pub struct Cost {
    /// How many transfers.
    pub transfers: f64,
    /// How many nodes run.
    pub nodes: f64,
    /// Seconds.
    pub clock_s: f64,
    /// Processor seconds of all nodes.
    pub nodes_cpu_s: f64,
    /// Processor seconds of the clients.
    pub client_cpu_s: f64,
    /// Processor seconds of everything else that ran on the machine.
    pub others_cpu_s: Option<f64>,
    /// Processor seconds withheld by the machine that this one runs on.
    pub stolen_cpu_s: Option<f64>,
    /// Joules of the machine, clients and everything else on it included.
    pub joules: Option<f64>,
    /// Bytes by which all nodes' ledger logs grew.
    pub ledger_bytes: f64,
    /// Bytes by which all nodes' indexes grew.
    pub index_bytes: f64,
    /// Bytes by which everything else that nodes keep grew.
    pub other_bytes: f64,
    /// Bytes that the nodes handed to block devices.
    pub written_bytes: Option<f64>,
    /// Bytes over the loopback device, of all processes of this machine.
    pub loopback_bytes: Option<f64>,
    /// Bytes of envelopes handed in and of answers with receipts, of what was recorded: a part of
    /// what went over loopback.
    pub client_bytes: f64,
}

impl Cost {
    /// Of one window's clock.
    #[must_use]
    pub fn of_window(window: &Window, measured: &Measured) -> Self {
        let mut cost = Self::between(&window.readings, measured);
        cost.transfers = window.recorded() as f64;
        cost.clock_s = window.clock.as_secs_f64();
        cost.client_bytes =
            client_bytes(&window.counts) * cost.transfers / (window.counts.recorded.max(1) as f64);
        cost
    }

    /// Of the clocks of all windows but the one of overload.
    #[must_use]
    pub fn of_windows(measured: &Measured) -> Self {
        let each = measured.windows.iter().map(|window| Self::of_window(window, measured));
        each.reduce(Self::plus).expect("a plan has a window")
    }

    /// From the start of the first clock until all receipts were verified and the nodes agreed:
    /// warm-ups, ends of windows, pauses and the window of overload included.
    #[must_use]
    pub fn with_pauses(measured: &Measured) -> Self {
        let windows = || measured.windows.iter().chain(&measured.overload);
        let first = windows().next().expect("a plan has a window");
        let recorded: usize = windows().map(|window| window.counts.recorded).sum();
        let mut cost = Self::between(&measured.whole, measured);
        cost.transfers = recorded.saturating_sub(first.before_clock) as f64;
        cost.client_bytes = windows().map(|window| client_bytes(&window.counts)).sum();
        cost
    }

    fn between((from, to): &(Readings, Readings), measured: &Measured) -> Self {
        let grew = |now: u64, then: u64| now as f64 - then as f64;
        let (disk, was) = (to.disk, from.disk);
        let other = |disk: Disk| disk.undecided + disk.engine + disk.rest;
        let since = |now: Option<u64>, then: Option<u64>| Some(grew(now?, then?));
        let nodes_cpu = to.all_nodes_cpu().saturating_sub(from.all_nodes_cpu());
        let client_cpu = to.own_cpu.saturating_sub(from.own_cpu);
        let machine = to.machine.zip(from.machine);
        let others = machine.map(|(now, then)| {
            (now.busy.saturating_sub(then.busy)).saturating_sub(nodes_cpu + client_cpu)
        });
        let stolen = machine.map(|(now, then)| now.stolen.saturating_sub(then.stolen));
        Self {
            transfers: 0.0,
            nodes: measured.peak_memory_kib.len() as f64,
            clock_s: to.at.duration_since(from.at).as_secs_f64(),
            nodes_cpu_s: nodes_cpu.as_secs_f64(),
            client_cpu_s: client_cpu.as_secs_f64(),
            others_cpu_s: others.map(|time| time.as_secs_f64()),
            stolen_cpu_s: stolen.map(|time| time.as_secs_f64()),
            joules: to.joules_since(from),
            ledger_bytes: grew(disk.ledger, was.ledger),
            index_bytes: grew(disk.index, was.index),
            other_bytes: grew(other(disk), other(was)),
            written_bytes: since(to.written, from.written),
            loopback_bytes: since(to.loopback, from.loopback),
            client_bytes: 0.0,
        }
    }

    fn plus(self, other: Self) -> Self {
        let both = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
        Self {
            transfers: self.transfers + other.transfers,
            nodes: self.nodes,
            clock_s: self.clock_s + other.clock_s,
            nodes_cpu_s: self.nodes_cpu_s + other.nodes_cpu_s,
            client_cpu_s: self.client_cpu_s + other.client_cpu_s,
            others_cpu_s: both(self.others_cpu_s, other.others_cpu_s),
            stolen_cpu_s: both(self.stolen_cpu_s, other.stolen_cpu_s),
            joules: both(self.joules, other.joules),
            ledger_bytes: self.ledger_bytes + other.ledger_bytes,
            index_bytes: self.index_bytes + other.index_bytes,
            other_bytes: self.other_bytes + other.other_bytes,
            written_bytes: both(self.written_bytes, other.written_bytes),
            loopback_bytes: both(self.loopback_bytes, other.loopback_bytes),
            client_bytes: self.client_bytes + other.client_bytes,
        }
    }

    /// So many processor seconds, in cores.
    #[must_use]
    pub fn cores(&self, cpu_s: f64) -> f64 {
        cpu_s / self.clock_s.max(f64::MIN_POSITIVE)
    }

    /// So much, for each transfer; none for no transfer.
    #[must_use]
    pub fn each(&self, much: f64) -> Option<f64> {
        (self.transfers > 0.0).then(|| much / self.transfers)
    }

    /// So much of all nodes, for each transfer on each node.
    #[must_use]
    pub fn each_node(&self, much: f64) -> Option<f64> {
        self.each(much / self.nodes)
    }
}

fn client_bytes(counts: &Counts) -> f64 {
    (counts.answer_bytes + counts.envelope_bytes) as f64
}
