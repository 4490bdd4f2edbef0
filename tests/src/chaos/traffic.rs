//! Acts that go on while a network is hurt, and what their clients were told.
//!
//! Each client issues a bill, offers it to the bank, lets the bank accept, and begins anew. An act
//! of which it does not hear the outcome is handed in again, as it is, at the next node, until it
//! is final: that is what a wallet does, and one id is recorded once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::receipt::{Proved, Receipt};
use title::Act;

use crate::harness::client::{Client, Outcome};
use crate::harness::member::{Members, Signed};
use crate::harness::wait::{PATIENCE, until};

use super::report::Times;

/// Clients that act in the background.
pub struct Traffic {
    told: Arc<Told>,
    threads: Vec<JoinHandle<History>>,
}

/// What clients did and were told.
#[derive(Debug, Default)]
pub struct History {
    /// The acts they know to be final.
    pub acknowledged: Vec<Acknowledged>,
    /// Acts of which they never heard the outcome.
    pub unresolved: Vec<Signed>,
    /// How often a call ended without an outcome.
    pub not_heard: usize,
    /// How often a node that lagged behind refused an act that was final later, by rule.
    pub refused_by_laggards: BTreeMap<String, usize>,
}

/// An act, and what its client was told.
#[derive(Debug)]
pub struct Acknowledged {
    /// The act.
    pub act: Signed,
    /// From the first call to the answer.
    pub took: Duration,
    /// How many calls it took.
    pub calls: usize,
    /// What its receipts prove against the genesis file: one fact each.
    pub facts: Vec<Proved>,
}

#[derive(Default)]
struct Told {
    stop: AtomicBool,
    acknowledged: AtomicUsize,
}

impl Traffic {
    /// Starts as many clients as there are `starts`, each of which begins at that one of `nodes`.
    /// `name` keeps their references apart from those of other traffic on the same network.
    #[must_use]
    pub fn start(genesis: &Genesis, name: &str, nodes: &[Client], starts: &[usize]) -> Self {
        let told = Arc::new(Told::default());
        let genesis = Arc::new(genesis.clone());
        let threads = starts.iter().enumerate().map(|(number, start)| {
            let mut nodes = nodes.to_vec();
            nodes.rotate_left(*start);
            let (genesis, told) = (Arc::clone(&genesis), Arc::clone(&told));
            let name = format!("{name} {number}");
            let client = Person { genesis, name, nodes, told, history: History::default() };
            thread::spawn(move || client.act_until_told())
        });
        let threads = threads.collect();
        Self { told, threads }
    }

    /// How many acts their clients know to be final.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.told.acknowledged.load(Ordering::SeqCst)
    }

    /// Waits until this many more acts are final.
    ///
    /// # Panics
    ///
    /// When they do not become so.
    pub fn wait_for(&self, more: usize) {
        let goal = self.acknowledged() + more;
        until("the network records more acts", PATIENCE, || {
            assert!(self.threads.iter().all(|thread| !thread.is_finished()), "a client failed");
            (self.acknowledged() >= goal).then_some(())
        });
    }

    /// Lets every client finish its act, and gives what they were told.
    ///
    /// # Panics
    ///
    /// When a client met what it should not.
    #[must_use]
    pub fn stop(mut self) -> History {
        self.told.stop.store(true, Ordering::SeqCst);
        let mut all = History::default();
        for thread in self.threads.drain(..) {
            all.extend(thread.join().expect("no client failed"));
        }
        all
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        // Left without `stop` when a campaign fails: the threads end by themselves.
        self.told.stop.store(true, Ordering::SeqCst);
    }
}

impl History {
    /// How long the acts took that were final at the first call.
    #[must_use]
    pub fn times(&self) -> Times {
        self.acknowledged.iter().map(|act| act.took).collect()
    }

    /// Adds what others did and were told.
    pub fn extend(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.unresolved.extend(other.unresolved);
        self.not_heard += other.not_heard;
        for (rule, times) in other.refused_by_laggards {
            *self.refused_by_laggards.entry(rule).or_default() += times;
        }
    }
}

/// One client.
struct Person {
    genesis: Arc<Genesis>,
    name: String,
    nodes: Vec<Client>,
    told: Arc<Told>,
    history: History,
}

impl Person {
    fn act_until_told(mut self) -> History {
        for number in 0_u32.. {
            if self.bill(number).is_none() {
                break;
            }
        }
        self.history
    }

    /// The life of one bill; none when the clients are told to stop before it is over.
    fn bill(&mut self, number: u32) -> Option<()> {
        let Members { carrier, shipper, bank, .. } = Members::default();
        let chain = self.genesis.chain();
        let reference = format!("{} {number}", self.name);
        let issue = carrier.issue(&chain, &reference, shipper.party());
        let title = issue.title;
        let head = self.hand_in(issue)?;
        let head = self.hand_in(shipper.offer(&chain, title, head, bank.party()))?;
        self.hand_in(bank.sign(&chain, title, head, Act::Accept))?;
        (!self.is_told_to_stop()).then_some(())
    }

    /// Hands an act in until it is final, and gives the head of the title's chain after it. None
    /// when the clients are told to stop before that.
    fn hand_in(&mut self, act: Signed) -> Option<Hash> {
        let called = Instant::now();
        for calls in 1.. {
            match self.nodes[0].try_submit_within(&act.envelope, WAIT) {
                Ok(Outcome::Final(receipts)) => {
                    let facts = self.prove(&receipts);
                    let head = facts.last().expect("a final act has a fact").record.chain_after();
                    let took = called.elapsed();
                    self.history.acknowledged.push(Acknowledged { act, took, calls, facts });
                    self.told.acknowledged.fetch_add(1, Ordering::SeqCst);
                    return Some(head.head);
                }
                Ok(Outcome::Refused(rule)) => {
                    let lags = OF_LAGGARDS.contains(&rule.as_str());
                    assert!(lags, "a proper act of {} is refused by {rule}", self.name);
                    *self.history.refused_by_laggards.entry(rule).or_default() += 1;
                }
                Ok(Outcome::Unknown) | Err(_) => self.history.not_heard += 1,
            }
            if self.is_told_to_stop() {
                break;
            }
            self.nodes.rotate_left(1);
            // A node that is down answers at once.
            thread::sleep(PAUSE);
        }
        self.history.unresolved.push(act);
        None
    }

    /// Whatever is told final is proved, as a wallet does before it says so.
    fn prove(&self, receipts: &[Receipt]) -> Vec<Proved> {
        let (chain, validators) = (self.genesis.chain(), self.genesis.validators());
        let prove = |receipt: &Receipt| receipt.verify(&chain, validators).expect("it is proved");
        receipts.iter().map(prove).collect()
    }

    fn is_told_to_stop(&self) -> bool {
        self.told.stop.load(Ordering::SeqCst)
    }
}

/// What a node answers that does not hold the newest blocks: no such title, another head, or an
/// instruction that waits on the same head. And one whose clock is wrong: too late.
const OF_LAGGARDS: [&str; 3] = ["T-01", "L-07", "L-05"];
/// How long a client waits at one node before it asks the next.
const WAIT: Duration = Duration::from_secs(8);
/// Between two calls.
const PAUSE: Duration = Duration::from_millis(20);
