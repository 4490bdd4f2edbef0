//! Nodes stand still for a while and go on (threat C10).
//!
//! A process that was stopped does not know it: for its clocks nothing has happened. What it
//! answers first must carry the block at which it was read, that block must be one that all nodes
//! hold, and when it is older than two heartbeats the answer must say that it is stale.

use std::thread;
use std::time::{Duration, Instant};

use title::TitleId;

use crate::chaos::campaign::{Order, Size};
use crate::chaos::checks::conclude;
use crate::chaos::report::Report;
use crate::chaos::stage::{Stage, VALIDATORS, now_ms, proposer};
use crate::harness::cluster::{Cluster, Plan};
use crate::harness::wait::{PATIENCE, until};

/// Stops any node, the observer too, and every other time the proposer of the open height.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let cluster = Cluster::start(Plan { heartbeat_ms: HEARTBEAT_MS, ..Plan::default() });
    let mut stage = Stage::on(cluster, "stop", order);
    // Traffic never waits at the third node, so that nobody's call pays for its sleep.
    for cycle in 1..=order.cycles {
        stage.any_moment();
        let is_leader = cycle % 2 == 0;
        let victim = if is_leader { leader(&stage) } else { stage.dice.index(VALIDATORS + 1) };
        stage.report.met(if is_leader { "stops of the proposer" } else { "stops of any node" });
        let most = if order.size == Size::Small { 3 } else { 60 };
        let pause = Duration::from_secs(1 + stage.dice.below(most));
        stop(&mut stage, victim, pause);
        stage.report.cycles = cycle;
        eprint!("\rstop {cycle} of {}", order.cycles);
    }
    eprintln!();
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    report
}

fn leader(stage: &Stage) -> usize {
    proposer(&stage.cluster, Stage::height(&stage.cluster.clients()) + 1)
}

fn stop(stage: &mut Stage, victim: usize, pause: Duration) {
    let others: Vec<_> = (0..=VALIDATORS).filter(|node| *node != victim).collect();
    let others: Vec<_> = others.into_iter().map(|node| stage.cluster.client(node)).collect();
    let before = Stage::height(&others);
    stage.cluster.node(victim).pause();
    // How long it stands still is the fault itself, not a wait for something.
    let end = Instant::now() + pause;
    until("the others go on without it", PATIENCE, || {
        (Stage::height(&others) >= before + 2).then_some(())
    });
    thread::sleep(end.saturating_duration_since(Instant::now()));
    stage.cluster.node(victim).resume();
    assert_first_answer_tells_its_age(stage, victim);
    stage.wait_until_caught_up(victim);
}

fn assert_first_answer_tells_its_age(stage: &mut Stage, node: usize) {
    let client = stage.cluster.client(node);
    let asked_ms = now_ms();
    // No title has this id; the answer says so, at a head.
    let (head, record) = client.title_at(TitleId([0; 32])).expect("the node answers again");
    let answered_ms = now_ms();
    assert!(record.is_none());
    let stale_after_ms = u64::from(HEARTBEAT_MS) * 2;
    if asked_ms > head.time_ms + stale_after_ms {
        assert!(head.stale, "an old answer is not told to be old: {head:?}");
        stage.report.met("first answers that were old and said so");
    }
    if answered_ms <= head.time_ms + stale_after_ms {
        assert!(!head.stale, "a new answer is told to be old: {head:?}");
        stage.report.met("first answers that were new and said so");
    }
    if head.height > 0 {
        let another = stage.cluster.client((node + 1) % (VALIDATORS + 1));
        assert_eq!(another.header(head.height).hash().0.as_slice(), head.hash);
        stage.report.met("first answers at a block that another node holds");
    }
}

/// The shortest there is: two of them pass within most stops.
const HEARTBEAT_MS: u32 = 1_000;
