//! The proposer of the open height is killed, and the others go on without it.
//!
//! Who that is follows from the height and the order of addresses ([`proposer`]). A kill counts
//! when no node that lives held the proposer's block just after it: then the leader died while it
//! led. The time runs from the kill to the first moment at which a node that lives holds a block at
//! the height that was open.

use std::thread;
use std::time::{Duration, Instant};

use crate::chaos::campaign::Order;
use crate::chaos::checks::conclude;
use crate::chaos::report::{Report, Times};
use crate::chaos::stage::{Stage, VALIDATORS, proposer};
use crate::harness::client::Client;
use crate::harness::wait::PATIENCE;

/// Kills leaders until as many died while they led as there are cycles.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let mut stage = Stage::open("leader", order);
    let mut times = Times::default();
    while times.count() < order.cycles {
        stage.any_moment();
        if let Some(time) = kill_leader(&mut stage) {
            times.add(time);
        }
        stage.report.cycles = times.count();
        eprint!("\rleader {} of {}", times.count(), order.cycles);
    }
    eprintln!();
    stage.report.times.push(("kill to next finality", times));
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    report
}

/// None when the leader's block was decided before it died.
fn kill_leader(stage: &mut Stage) -> Option<Duration> {
    let open = Stage::height(&stage.cluster.clients()) + 1;
    let leader = proposer(&stage.cluster, open);
    let alive: Vec<_> =
        (0..VALIDATORS).filter(|node| *node != leader).map(|it| stage.cluster.client(it)).collect();
    stage.cluster.node(leader).kill();
    let killed = Instant::now();
    let mut led = false;
    let time = loop {
        let height = Stage::height(&alive);
        if height >= open {
            break led.then(|| killed.elapsed());
        }
        led = true;
        assert!(killed.elapsed() < PATIENCE, "no block came after the leader was killed");
        thread::sleep(PAUSE);
    };
    match time {
        Some(_) => count_round(stage, &alive[0], open),
        None => stage.report.met("leaders whose block was decided before they died, not counted"),
    }
    stage.cluster.node(leader).start();
    stage.wait_until_caught_up(leader);
    time
}

fn count_round(stage: &mut Stage, client: &Client, height: u64) {
    let (_, certificate) = client.blocks(height, height).remove(0);
    let what = match certificate.round {
        0 => "heights decided on the dead leader's proposal",
        1 => "heights decided in the next leader's round",
        _ => "heights decided in a later round",
    };
    stage.report.met(what);
}

/// Between two looks: what the time is known to.
const PAUSE: Duration = Duration::from_millis(5);
