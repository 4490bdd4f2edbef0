//! One validator's wall clock is an hour ahead, and then an hour behind (threat C11).
//!
//! libfaketime gives the process another wall clock and leaves the monotonic one alone. The others
//! go on: what it proposes is too far from their clocks, what they propose too far from its own,
//! and three of four are enough. It follows what they decide. No block's time leaves the bounds
//! that the genesis file sets around an honest clock.

use std::fs;
use std::path::{Path, PathBuf};

use crate::chaos::campaign::{Missing, Order};
use crate::chaos::checks::conclude;
use crate::chaos::report::Report;
use crate::chaos::stage::{Stage, VALIDATORS, now_ms, proposer};

/// Ahead in the first cycle, behind in the second, and so on.
///
/// # Errors
///
/// [`Missing`] without libfaketime. Time namespaces do not help: they have no wall clock.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
pub fn run(order: Order) -> Result<Report, Missing> {
    let library = library()?;
    let mut stage = Stage::open("clock", order);
    for cycle in 1..=order.cycles {
        let victim = stage.any_validator();
        let skew = if cycle % 2 == 1 { "+3600s" } else { "-3600s" };
        stage.report.met(&format!("validators whose clock is off by {skew}"));
        restart(&mut stage, victim, &under_a_clock(&library, skew));
        let begun = stage.cluster.client(victim).height().expect("it serves");
        turns_of(&mut stage, victim, begun);
        restart(&mut stage, victim, &[]);
        stage.report.cycles = cycle;
    }
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    Ok(report)
}

/// The `faketime` command itself stays the parent of what it runs, so its library is named here.
fn library() -> Result<PathBuf, Missing> {
    let places = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut found = places.map(|place| place.path().join("faketime/libfaketime.so.1"));
    let missing = Missing::Program { name: "libfaketime", package: "libfaketime" };
    found.find(|library| library.is_file()).ok_or(missing)
}

fn under_a_clock(library: &Path, skew: &str) -> Vec<String> {
    let preload = format!("LD_PRELOAD={}", library.display());
    let skew = format!("FAKETIME={skew}");
    vec!["env".to_owned(), preload, skew, "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned()]
}

fn restart(stage: &mut Stage, node: usize, words: &[String]) {
    stage.cluster.node(node).kill();
    stage.cluster.node(node).wrap(words);
    stage.cluster.node(node).start();
    stage.wait_until_caught_up(node);
}

/// Until it was the proposer a few times, and looks at what came of it.
fn turns_of(stage: &mut Stage, victim: usize, begun: u64) {
    let mut turns = 0;
    let mut height = begun + 1;
    while turns < TURNS {
        let honest = stage.cluster.client((victim + 1) % VALIDATORS);
        let (block, certificate) = honest.blocks(height, height).remove(0);
        let apart = i128::from(block.header.time_ms) - i128::from(now_ms());
        assert!(apart.abs() < FAR_MS, "the block at height {height} is {apart} ms from this clock");
        if proposer(&stage.cluster, height) == victim {
            turns += 1;
            let what = match certificate.round {
                0 => "turns of the wrong clock decided in its own round",
                _ => "turns of the wrong clock decided in another's round",
            };
            stage.report.met(what);
        }
        height += 1;
    }
    stage.wait_until_caught_up(victim);
}

/// How often the validator with the wrong clock must have been the proposer.
const TURNS: usize = 3;
/// Far more than the drift that is allowed and a busy machine's delays, far less than the skew.
const FAR_MS: i128 = 20 * 60 * 1_000;
