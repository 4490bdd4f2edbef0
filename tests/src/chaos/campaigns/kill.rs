//! Nodes are killed at any moment, and nothing that was told final is lost.

use crate::chaos::campaign::Order;
use crate::chaos::checks::conclude;
use crate::chaos::report::Report;
use crate::chaos::stage::{Stage, VALIDATORS};

/// Kills one validator per cycle, and all four at once in every tenth.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let mut stage = Stage::open("kill", order);
    for cycle in 1..=order.cycles {
        stage.any_moment();
        // The last of a few is as good as the tenth of many.
        let of_all = cycle % 10 == 0 || (order.cycles < 10 && cycle == order.cycles);
        if of_all {
            kill_all(&mut stage)
        } else {
            kill_one(&mut stage)
        }
        stage.report.cycles = cycle;
        eprint!("\rkill {cycle} of {}", order.cycles);
    }
    eprintln!();
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    report
}

fn kill_one(stage: &mut Stage) {
    let victim = stage.any_validator();
    stage.cluster.node(victim).kill();
    stage.report.met("kills of one validator");
    stage.traffic.wait_for(2);
    stage.cluster.node(victim).start();
    stage.wait_until_caught_up(victim);
}

fn kill_all(stage: &mut Stage) {
    (0..VALIDATORS).for_each(|node| stage.cluster.node(node).kill());
    stage.report.met("kills of all four at once");
    stage.cluster.start_validators();
    stage.traffic.wait_for(2);
    (0..VALIDATORS).for_each(|node| stage.wait_until_caught_up(node));
}
