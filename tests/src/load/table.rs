//! What was measured, for people.

use std::fmt::Write;

use super::blocks::Sizes;
use super::cost::Cost;
use super::drive::End;
use super::failure::Failure;
use super::report::{pairs_per_second, ratio, waits};
use super::run::Measured;
use super::schedule::Pace;
use super::statistics::Ordered;
use super::window::{Window, per_second};

/// The table.
#[must_use]
pub fn table(measured: &Measured) -> String {
    let mut table = Table(String::new());
    machine(&mut table, measured);
    limits(&mut table, measured);
    headline(&mut table, measured);
    for (number, window) in measured.windows.iter().enumerate() {
        table.head(&format!("window {}, {}", number + 1, pace(window.pace)));
        of_window(&mut table, window, measured);
    }
    if let Some(window) = &measured.overload {
        table.head(&format!("overload, {}", pace(window.pace)));
        let of_peak = window.per_second() / per_second(&measured.windows);
        table.row("goodput over peak", format!("{of_peak:.3}"));
        of_window(&mut table, window, measured);
    }
    cost(&mut table, measured);
    for failure in Failure::of(measured) {
        table.row("FAILED", failure.to_string());
    }
    table.0
}

fn machine(table: &mut Table, measured: &Measured) {
    let machine = &measured.machine;
    let memory = machine.memory_kib.map_or_else(String::new, |kib| format!(", {} MiB", kib >> 10));
    let commit = machine.commit.as_deref().unwrap_or("unknown");
    table.head("run");
    table.row("machine", format!("{}, {} cores{memory}", machine.processor, machine.cores));
    table.row("kernel", machine.kernel.clone());
    table.row("commit", format!("{commit}, tree {}, {}", machine.tree.word(), machine.profile));
    table.row("date", machine.date.clone());
    let plan = &measured.plan;
    let (dead, observers) = (plan.dead, plan.observers);
    let network = format!("{} validators, {dead} dead, {observers} observers", plan.validators);
    table.row("network", network);
    table.row("index", plan.index.word().to_owned());
    table.row("delay one way", format!("{} ms", plan.delay.as_millis()));
    table.row("load", format!("{}, seed {}", plan.mix.word(), plan.seed));
    table.row("titles", measured.set_up.titles.to_string());
}

fn limits(table: &mut Table, measured: &Measured) {
    let limits = &measured.limits;
    table.head("what the machine can do at best");
    table.row("verify_strict", format!("{:.0} /s on one core", limits.verify_per_second));
    table.row("through the ledger's check", format!("{:.0} /s", limits.checked_per_second));
    table.row("SHA-256", format!("{:.2} GB/s on one core", limits.sha256_per_second / 1e9));
    table.row("write and fdatasync", microseconds(&limits.sync));
    table.row("round trip on loopback", microseconds(&limits.round_trip));
    let most = limits.transfers_per_second(measured.plan.validators);
    table.row("each signature once each", format!("{most:.0} transfers/s"));
}

fn headline(table: &mut Table, measured: &Measured) {
    table.head("all windows");
    table.row("transfers", format!("{:.1} /s", per_second(&measured.windows)));
    table.row("of the limit", format!("{:.3}", ratio(measured)));
    table.row("pairs of offer and accept", format!("{:.1} /s", pairs_per_second(measured)));
    table.row("submit to final", milliseconds(&waits(measured)));
    table.row("both of a pair", milliseconds(&measured.pairs));
}

fn of_window(table: &mut Table, window: &Window, measured: &Measured) {
    let clock = window.clock.as_secs_f64();
    let acts: Vec<_> = window.acts.iter().map(|(act, count)| format!("{count} {act}")).collect();
    table.row("final", format!("{} in {clock:.2} s: {}", window.recorded(), acts.join(", ")));
    if window.end == End::NoActLeft {
        table.row("ended early", "no signed act was left: ask for more with --titles");
    }
    table.row("a second", format!("{:.1}", window.per_second()));
    table.row("submit to final", milliseconds(&window.waits));
    if matches!(window.pace, Pace::Open { .. }) {
        table.row("handed in late by", milliseconds(&window.late));
    }
    let sizes = Sizes::between(&measured.blocks, window.wall.0, window.wall.1);
    let size = |percent| sizes.each.percentile(percent).unwrap_or(0);
    let most = sizes.each.most().unwrap_or(0);
    table.row(
        "blocks",
        format!(
            "{}, {:.1} /s; instructions p50 {} p99 {} max {most}",
            sizes.blocks,
            sizes.blocks as f64 / clock.max(f64::MIN_POSITIVE),
            size(50),
            size(99),
        ),
    );
    counts(table, window);
}

fn counts(table: &mut Table, window: &Window) {
    let counts = &window.counts;
    table.row(
        "handed in",
        format!(
            "{}: {} final, {} verified, {} unknown",
            counts.handed_in, counts.recorded, counts.verified, counts.unknown
        ),
    );
    for (rule, count) in &counts.refused {
        table.row("refused", format!("{count} by {rule}"));
    }
    for (busy, count) in &counts.turned_away {
        table.row("turned away", format!("{count}, no room for {}", busy.word()));
    }
    for (code, count) in &counts.failures {
        table.row("calls that failed", format!("{count} {code}"));
    }
    for (what, count) in [
        ("handed in again when busy", counts.retries),
        ("outcome asked for again", counts.asked_again),
        ("client full", counts.unsent as u64),
    ] {
        if count > 0 {
            table.row(what, count.to_string());
        }
    }
}

fn cost(table: &mut Table, measured: &Measured) {
    let (clocked, whole) = (Cost::of_windows(measured), Cost::with_pauses(measured));
    table.head("what a transfer takes, while clocks ran; with pauses");
    let both = |much: fn(&Cost) -> Option<f64>, digits: usize| {
        let tell = |cost: &Cost| match much(cost) {
            Some(number) => format!("{number:.digits$}"),
            None => "not readable here".to_owned(),
        };
        format!("{}; {}", tell(&clocked), tell(&whole))
    };
    table.row("CPU s of all nodes, per 1,000", both(|it| it.each(it.nodes_cpu_s * 1e3), 3));
    table.row("CPU s of the clients, per 1,000", both(|it| it.each(it.client_cpu_s * 1e3), 3));
    table.row("cores that nodes used", both(|it| Some(it.cores(it.nodes_cpu_s)), 2));
    table.row("cores that others used", both(|it| Some(it.cores(it.others_cpu_s?)), 2));
    table.row("cores stolen", both(|it| Some(it.cores(it.stolen_cpu_s?)), 2));
    table.row("joules of the machine, per 1,000", both(|it| it.each(it.joules? * 1e3), 2));
    table.row("bytes of a node's ledger log", both(|it| it.each_node(it.ledger_bytes), 0));
    table.row("bytes of a node's index", both(|it| it.each_node(it.index_bytes), 0));
    table.row("bytes of a node's other files", both(|it| it.each_node(it.other_bytes), 0));
    table.row("bytes a node wrote to devices", both(|it| it.each_node(it.written_bytes?), 0));
    table.row("bytes over loopback, all", both(|it| it.each(it.loopback_bytes?), 0));
    table.row("of these envelopes, answers", both(|it| it.each(it.client_bytes), 0));
    let peaks: Vec<_> = measured.peak_memory_kib.iter().flatten().collect();
    let peaks: Vec<_> = peaks.iter().map(|kib| format!("{}", **kib >> 10)).collect();
    table.row("most memory of each node", format!("{} MiB", peaks.join(", ")));
}

fn pace(pace: Pace) -> String {
    match pace {
        Pace::Closed { in_flight } => format!("closed loop, {in_flight} in flight"),
        Pace::Open { per_second } => format!("open loop, {per_second:.1} a second"),
    }
}

fn milliseconds(waits: &Ordered) -> String {
    let ms = |value: Option<u64>| match value {
        Some(nanoseconds) => format!("{:.1}", nanoseconds as f64 / 1e6),
        None => "-".to_owned(),
    };
    let [p50, p95, p99] = [50, 95, 99].map(|percent| ms(waits.percentile(percent)));
    format!("p50 {p50}, p95 {p95}, p99 {p99}, most {} ms", ms(waits.most()))
}

fn microseconds(times: &Ordered) -> String {
    let us = |percent| times.percentile(percent).unwrap_or(0) as f64 / 1e3;
    format!("p50 {:.0}, p99 {:.0} microseconds", us(50), us(99))
}

struct Table(String);

impl Table {
    fn head(&mut self, what: &str) {
        writeln!(self.0, "\n{what}").expect("a string takes what is written to it");
    }

    fn row(&mut self, what: &str, value: impl std::fmt::Display) {
        writeln!(self.0, "  {what:<34} {value}").expect("a string takes what is written to it");
    }
}
