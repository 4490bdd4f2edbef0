//! Messages are late, lost, or go one way only.
//!
//! Two legs. On loopback our own relays stand between all nodes: delay and jitter, cuts, and
//! directions that stand still. Where namespaces are allowed, each node has its own, and packets
//! are lost between them, some of them or all of one direction.

use std::time::Duration;

use crate::chaos::campaign::{Missing, Order, Size};
use crate::chaos::checks::conclude;
use crate::chaos::namespaces::{Loss, Namespaces};
use crate::chaos::relay::{Passage, Relays};
use crate::chaos::report::Report;
use crate::chaos::stage::{Stage, VALIDATORS};
use crate::harness::cluster::{Cluster, Ground, Plan};
use crate::harness::wait::{PATIENCE, until};

/// Half of the cycles with relays, half with namespaces where there are any.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let half = Order { cycles: order.cycles.div_ceil(2), ..order };
    match Namespaces::require() {
        Ok(()) => {
            let mut report = through_relays(half);
            match through_namespaces(half) {
                Ok(other) => report.absorb(other),
                Err(missing) => report.left_out.push(format!("namespaces: {missing}")),
            }
            report
        }
        Err(missing) => {
            let mut report = through_relays(order);
            report.left_out.push(format!("lost packets: {missing}"));
            report
        }
    }
}

fn through_relays(order: Order) -> Report {
    let mut cluster = Cluster::prepare(Plan::default());
    let relays = Relays::between(&cluster);
    cluster.start_all();
    let mut stage = Stage::on(cluster, "net", order);
    for cycle in 1..=order.cycles {
        stage.any_moment();
        disturb(&mut stage, &relays, cycle, order.size);
        relays.set_all(Passage::CLEAR);
        (0..=VALIDATORS).for_each(|node| stage.wait_until_caught_up(node));
        stage.report.cycles = cycle;
        eprint!("\rnet, relays: {cycle} of {}", order.cycles);
    }
    eprintln!();
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    report
}

fn disturb(stage: &mut Stage, relays: &Relays, cycle: usize, size: Size) {
    let victim = stage.any_validator();
    let acts = if size == Size::Small { 2 } else { 6 };
    match cycle % 5 {
        0 => {
            let delay = Duration::from_millis(20 + stage.dice.below(80));
            relays.set_all(Passage::Open { delay, jitter: delay });
            stage.report.met("times with delay and jitter everywhere");
            stage.traffic.wait_for(acts);
        }
        1 => {
            others(victim).for_each(|other| relays.set(victim, other, Passage::Stalled));
            stage.report.met("validators that hear and are not heard");
            stage.traffic.wait_for(acts);
        }
        2 => {
            others(victim).for_each(|other| relays.set(other, victim, Passage::Stalled));
            stage.report.met("validators that are heard and do not hear");
            stage.traffic.wait_for(acts);
        }
        3 => split_in_half(
            stage,
            victim,
            |one, other| relays.set(one, other, Passage::Cut),
            || {
                relays.set_all(Passage::CLEAR);
            },
        ),
        _ => {
            others(victim).for_each(|other| {
                relays.set(victim, other, Passage::Cut);
                relays.set(other, victim, Passage::Cut);
            });
            stage.report.met("validators cut off");
            stage.traffic.wait_for(acts);
        }
    }
}

fn through_namespaces(order: Order) -> Result<Report, Missing> {
    let namespaces = Namespaces::make(VALIDATORS + 1)?;
    let cluster = Cluster::start(Plan { ground: Ground::Namespaces, ..Plan::default() });
    let mut stage = Stage::on(cluster, "net", order);
    for cycle in 1..=order.cycles {
        stage.any_moment();
        lose(&mut stage, &namespaces, cycle);
        namespaces.heal();
        (0..=VALIDATORS).for_each(|node| stage.wait_until_caught_up(node));
        stage.report.cycles = cycle;
        eprint!("\rnet, namespaces: {cycle} of {}", order.cycles);
    }
    eprintln!();
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    drop(cluster);
    Ok(report)
}

fn lose(stage: &mut Stage, namespaces: &Namespaces, cycle: usize) {
    let victim = stage.any_validator();
    match cycle % 4 {
        0 => split_in_half(
            stage,
            victim,
            |one, other| namespaces.lose(one, other, Loss::All),
            || namespaces.heal(),
        ),
        1 => {
            let percent = 5 + u8::try_from(stage.dice.below(15)).expect("below fifteen");
            for from in 0..=VALIDATORS {
                others(from).for_each(|to| namespaces.lose(from, to, Loss::Percent(percent)));
            }
            stage.report.met("times with 5 to 20 of 100 packets lost everywhere");
            stage.traffic.wait_for(4);
        }
        2 => {
            others(victim).for_each(|other| namespaces.lose(victim, other, Loss::All));
            stage.report.met("validators whose packets are lost, and only theirs");
            stage.traffic.wait_for(4);
        }
        _ => {
            others(victim).for_each(|other| namespaces.lose(other, victim, Loss::All));
            stage.report.met("validators that lose what is sent to them");
            stage.traffic.wait_for(4);
        }
    }
}

/// Two validators on each side: nobody can decide. Heals it once that is seen.
fn split_in_half(stage: &mut Stage, one: usize, part: impl Fn(usize, usize), heal: impl Fn()) {
    let side = [one, (one + 1) % VALIDATORS];
    let is_here = |node: &usize| side.contains(node);
    for here in 0..=VALIDATORS {
        for there in (0..=VALIDATORS).filter(|there| is_here(&here) != is_here(there)) {
            part(here, there);
        }
    }
    stage.report.met("splits in half");
    let clients = stage.cluster.clients();
    // Whatever was under way is over when the height stays the same for as long as a block with a
    // dead proposer takes.
    let mut last = (Stage::height(&clients), std::time::Instant::now());
    until("no half decides anything", PATIENCE, || {
        let height = Stage::height(&clients);
        if height != last.0 {
            last = (height, std::time::Instant::now());
        }
        (last.1.elapsed() >= STILL).then_some(())
    });
    heal();
    stage.traffic.wait_for(2);
}

fn others(node: usize) -> impl Iterator<Item = usize> {
    (0..=VALIDATORS).filter(move |other| *other != node)
}

/// Longer than a round whose proposer says nothing.
const STILL: Duration = Duration::from_secs(4);
