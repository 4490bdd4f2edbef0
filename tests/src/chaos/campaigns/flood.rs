//! One member hands in a hundred times its share (threat C9).
//!
//! A second carrier issues bills at every validator at once, faster than they are recorded. What
//! waits beyond its quota is refused (L-08). The honest go on meanwhile, the other carrier among
//! them: none of their acts is refused, and their waiting times are told beside those of the quiet
//! time before. How much longer they wait depends on the machine, so that is never asserted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use proto::ids::ChainId;
use title::Capacity;

use crate::chaos::campaign::Order;
use crate::chaos::checks::conclude_with;
use crate::chaos::report::Report;
use crate::chaos::stage::VALIDATORS;
use crate::chaos::traffic::{History, Traffic};
use crate::harness::client::{Client, Outcome};
use crate::harness::cluster::{Cluster, Plan};
use crate::harness::member::{Member, Members};
use crate::harness::programs::Programs;
use crate::harness::wait::{PATIENCE, until};

/// Floods for as long as the honest need for as many acts as there are cycles, and at least until
/// a hundred times the share was handed in.
///
/// # Panics
///
/// When an honest act is refused, a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let mut report = Report::new("flood", order.seed);
    let mut cluster = with_a_second_carrier();
    let clients = cluster.clients();
    let honest = |name: &str, meanwhile: &dyn Fn()| {
        let traffic = Traffic::start(cluster.genesis(), name, &clients, &[0, VALIDATORS]);
        // A few at a time: how many there are in all is no reason to lose patience.
        (0..order.cycles).for_each(|_| traffic.wait_for(1));
        meanwhile();
        let history = traffic.stop();
        assert_never_refused(&history);
        history
    };
    let mut history = honest("quiet", &|| {});
    report.times.push(("honest, quiet", history.times()));
    let flood = Flood::start(cluster.chain(), &clients[..VALIDATORS]);
    let flooded = honest("flooded", &|| flood.wait_for(SHARES * SHARE));
    report.times.push(("honest, flooded", flooded.times()));
    flood.stop(&mut report);
    report.cycles = order.cycles;
    history.extend(flooded);
    conclude_with(&mut cluster, &history, &mut report);
    report
}

fn with_a_second_carrier() -> Cluster {
    let folder = tempfile::tempdir().expect("the system has a temporary folder");
    let mut cards = Members::default().write_cards(folder.path());
    let card = folder.path().join("second.card");
    std::fs::write(&card, second_carrier().card().encode()).expect("the folder can be written to");
    cards.push(card);
    let mut cluster = Cluster::found(Programs::built(), Plan::default(), folder, &cards);
    for node in cluster.nodes() {
        node.reconfigure(|config| with_a_small_share(&config));
    }
    cluster.start_all();
    cluster
}

fn second_carrier() -> Member {
    Member::new("Second Test Line", Capacity::Carrier)
}

/// So that a hundred times as much is soon handed in.
fn with_a_small_share(config: &str) -> String {
    let share = format!("per_member = {SHARE}");
    let lines = config.lines().map(|line| match line.split_once(" = ") {
        Some(("per_member", _)) => share.as_str(),
        _ => line,
    });
    let config = lines.collect::<Vec<_>>().join("\n");
    assert!(config.contains(&share), "init writes every default out");
    config
}

fn assert_never_refused(history: &History) {
    let refused = &history.refused_by_laggards;
    assert!(refused.keys().all(|rule| rule != "L-08"), "an honest act is refused: {refused:?}");
}

struct Flood {
    told: Arc<Told>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Told {
    stop: AtomicBool,
    handed_in: AtomicUsize,
    over_quota: AtomicUsize,
}

impl Flood {
    fn start(chain: ChainId, nodes: &[Client]) -> Self {
        let told = Arc::new(Told::default());
        let threads = (0..THREADS).map(|thread| {
            let (told, client) = (Arc::clone(&told), nodes[thread % nodes.len()].clone());
            thread::spawn(move || flood(&chain, thread, &client, &told))
        });
        let threads = threads.collect();
        Self { told, threads }
    }

    fn wait_for(&self, acts: usize) {
        until("the flood is a flood", PATIENCE * 2, || {
            (self.told.handed_in.load(Ordering::SeqCst) >= acts).then_some(())
        });
    }

    fn stop(self, report: &mut Report) {
        self.told.stop.store(true, Ordering::SeqCst);
        self.threads.into_iter().for_each(|thread| thread.join().expect("a flood ends"));
        let over_quota = self.told.over_quota.load(Ordering::SeqCst);
        report.met_often("acts of the flood handed in", self.told.handed_in.load(Ordering::SeqCst));
        report.met_often("acts of the flood refused over its quota (L-08)", over_quota);
        assert!(over_quota > 0, "the quota was never reached");
    }
}

/// Hands in and hardly waits: whoever floods does not care for answers.
fn flood(chain: &ChainId, thread: usize, client: &Client, told: &Told) {
    let carrier = second_carrier();
    for number in 0.. {
        if told.stop.load(Ordering::SeqCst) {
            return;
        }
        let act = carrier.issue(chain, &format!("flood {thread} {number}"), carrier.party());
        match client.try_submit_within(&act.envelope, Duration::from_millis(1)) {
            Ok(Outcome::Refused(rule)) => {
                assert_eq!(rule, "L-08", "a proper act is refused by another rule");
                told.over_quota.fetch_add(1, Ordering::SeqCst);
            }
            Ok(Outcome::Final(_) | Outcome::Unknown) | Err(_) => {}
        }
        told.handed_in.fetch_add(1, Ordering::SeqCst);
    }
}

/// Of waiting acts, per member.
const SHARE: usize = 12;
/// How many shares are handed in at least.
const SHARES: usize = 100;
const THREADS: usize = 8;
