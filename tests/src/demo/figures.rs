//! What the network is capable of on this machine, measured from outside.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use title::Act;

use super::teller::Teller;
use crate::harness::client::Client;
use crate::harness::cluster::Cluster;
use crate::harness::faults::segments;
use crate::harness::member::{Member, Members, Signed};

/// What was measured.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many transfers, an offer and an acceptance each.
    pub transfers: usize,
    /// From handing in an instruction to its receipt, in ascending order.
    pub finality: Vec<Duration>,
    /// Bytes that a fact takes in the ledger log of one node, alone in its block.
    pub log_bytes_per_fact: u64,
    /// Processor time that each node used while nothing was asked, in thousandths of the time
    /// that passed, in the order of the nodes; empty where the system does not tell.
    pub idle_per_mille: Vec<u64>,
}

impl Figures {
    /// Measures a running network in which the test members are enrolled.
    ///
    /// # Panics
    ///
    /// When an instruction is not recorded.
    #[must_use]
    pub fn measure(cluster: &Cluster) -> Self {
        let data = cluster.nodes()[0].data();
        let mut pair = Pair::with_a_bill(cluster);
        let before = log_bytes(&data);
        let mut finality: Vec<_> = (0..TRANSFERS).flat_map(|_| pair.transfer()).collect();
        let facts = u64::try_from(finality.len()).expect("a hundred fits");
        let log_bytes_per_fact = (log_bytes(&data) - before) / facts;
        finality.sort_unstable();
        let idle_per_mille = idle(cluster);
        Self { transfers: TRANSFERS, finality, log_bytes_per_fact, idle_per_mille }
    }

    /// The time within which this many of a hundred instructions are final.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.finality.len() - 1;
        self.finality[(self.finality.len() * percent / 100).min(last)]
    }

    /// Tells the figures.
    pub fn tell(&self, teller: &mut Teller) {
        let (half, most) = (self.percentile(50), self.percentile(99));
        teller.line(&format!(
            "finality over {} transfers: p50 {} ms, p99 {} ms",
            self.transfers,
            half.as_millis(),
            most.as_millis()
        ));
        teller.line(&format!("ledger log: {} bytes per fact", self.log_bytes_per_fact));
        if let Some(most) = self.idle_per_mille.iter().max() {
            teller.line(&format!(
                "idle: at most {}.{} % of a processor per node",
                most / 10,
                most % 10
            ));
        }
    }

    /// The figures, for machines.
    #[must_use]
    pub fn json(&self) -> Value {
        let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        json!({
            "transfers": self.transfers,
            "finality_p50_ms": ms(self.percentile(50)),
            "finality_p99_ms": ms(self.percentile(99)),
            "log_bytes_per_fact": self.log_bytes_per_fact,
            "idle_per_mille": self.idle_per_mille,
        })
    }
}

/// Two members that hand one bill back and forth.
struct Pair {
    chain: proto::ids::ChainId,
    client: Client,
    signed: Signed,
    holder: Member,
    other: Member,
}

impl Pair {
    fn with_a_bill(cluster: &Cluster) -> Self {
        let Members { carrier, shipper, buyer, .. } = Members::default();
        let (chain, client) = (cluster.chain(), cluster.client(0));
        let signed = carrier.issue(&chain, "measured bill", shipper.party());
        client.submit(&signed).receipts();
        Self { chain, client, signed, holder: shipper, other: buyer }
    }

    /// An offer and its acceptance: how long each took until it was final.
    fn transfer(&mut self) -> [Duration; 2] {
        let title = self.signed.title;
        let head = self.client.head_of(title);
        let offer = self.holder.offer(&self.chain, title, head, self.other.party());
        let offered = self.time(&offer);
        let head = self.client.head_of(title);
        let accept = self.other.sign(&self.chain, title, head, Act::Accept);
        let accepted = self.time(&accept);
        std::mem::swap(&mut self.holder, &mut self.other);
        [offered, accepted]
    }

    fn time(&self, signed: &Signed) -> Duration {
        let begun = Instant::now();
        self.client.submit(signed).receipts();
        begun.elapsed()
    }
}

fn log_bytes(data: &Path) -> u64 {
    let length = |path: &std::path::PathBuf| fs::metadata(path).map_or(0, |found| found.len());
    segments(data).iter().map(length).sum()
}

/// What each node uses between two blocks that come although nobody asks for anything.
fn idle(cluster: &Cluster) -> Vec<u64> {
    let client = cluster.client(0);
    let height = cluster.agreed().height;
    let used =
        || cluster.nodes().iter().map(|node| node.processor_time()).collect::<Option<Vec<_>>>();
    let _ = client.header(height + 1);
    let (begun, before) = (Instant::now(), used());
    let _ = client.header(height + 2);
    let (passed, after) = (begun.elapsed(), used());
    let share = |(before, after): (Duration, Duration)| {
        let used = after.saturating_sub(before).as_millis() * 1000 / passed.as_millis().max(1);
        u64::try_from(used).unwrap_or(u64::MAX)
    };
    let pairs = before.zip(after).map(|(before, after)| before.into_iter().zip(after));
    pairs.into_iter().flatten().map(share).collect()
}

const TRANSFERS: usize = 50;
