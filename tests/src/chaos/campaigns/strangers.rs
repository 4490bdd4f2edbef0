//! Strangers by the thousand on every port (threats C7 and C8).
//!
//! Unknown peers with keys of their own and finished handshakes, half-open handshakes, long frames,
//! and readers that never read, all at one validator. The honest go on, the node keeps within half
//! a GiB, holds on to no stranger, and answers as before when they are gone.

use crate::chaos::campaign::Order;
use crate::chaos::checks::conclude;
use crate::chaos::report::Report;
use crate::chaos::stage::Stage;
use crate::chaos::strangers::{Nuisances, Reception, SlowReaders, dial, noises};
use crate::harness::wait::{PATIENCE, until};

/// As many strangers as there are cycles at each of the two peer ports, and as many nuisances at
/// each of the four.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let mut stage = Stage::open("strangers", order);
    let node = &stage.cluster.nodes()[VICTIM];
    let (api, ports) = (node.api(), node.ports());
    let (consensus, gossip) = (ports.consensus(), ports.gossip());
    let all = [consensus, gossip, ports.api(), ports.metrics()];

    let mut nuisances = Vec::new();
    for port in all {
        nuisances.push(Nuisances::bother(port, order.cycles, &noises()));
        stage.report.met_often("half-open connections and long frames", order.cycles);
        stage.traffic.wait_for(1);
    }
    let (readers, turned_away) = SlowReaders::ask(api, READERS);
    stage.report.met_often("readers that never read, let in", readers.count());
    stage.report.met_often("readers that never read, turned away", turned_away);
    stage.traffic.wait_for(2);
    for (name, port) in [("consensus", consensus), ("gossip", gossip)] {
        let receptions = dial(port, order.cycles);
        for (reception, words) in [
            (Reception::NotLetIn, "not let in"),
            (Reception::HungUpOn, "hung up on after their handshake"),
            (Reception::Suffered, "still connected after 20 s"),
        ] {
            let count = receptions.iter().filter(|it| **it == reception).count();
            stage.report.met_often(&format!("unknown peers at the {name} port {words}"), count);
            assert!(reception != Reception::Suffered || count == 0, "{count} strangers stay");
        }
        stage.traffic.wait_for(2);
    }
    assert_bounded(&mut stage);
    until("no half-open connection is held any more", PATIENCE * 2, || {
        // Its metrics port is for this machine alone, and waits for whoever is slow.
        let held: usize = nuisances[..3].iter_mut().map(Nuisances::held).sum();
        (held == 0).then_some(())
    });
    drop((readers, nuisances));
    stage.report.cycles = order.cycles;
    stage.wait_until_caught_up(VICTIM);
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    report
}

fn assert_bounded(stage: &mut Stage) {
    assert!(stage.cluster.node(VICTIM).is_running());
    if let Some(peak) = stage.cluster.nodes()[VICTIM].peak_memory_kib() {
        assert!(peak < MEMORY_KIB, "the node used {peak} KiB");
        let mib = usize::try_from(peak / 1024).expect("memory fits in memory");
        stage.report.met_often("MiB of memory at most (512 are allowed)", mib);
    }
}

/// The validator that is bothered. The traffic's clients are at others.
const VICTIM: usize = 1;
/// More than are let in.
const READERS: usize = 40;
const MEMORY_KIB: u64 = 512 * 1024;
