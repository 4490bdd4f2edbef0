//! What is counted, beside what the consensus engine counts itself.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use arc_malachitebft_metrics as engine;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of the waiting times that are counted, in seconds: finality is meant to take less than
/// one (p50) or two (p99), and nobody waits longer than 60.
const WAIT_BOUNDS_S: [f64; 11] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0];
/// How the text of a registry ends (OpenMetrics 1.0).
const END: &str = "# EOF\n";

/// The counters of one node. Clones count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    height: LiveGauge,
    head_time_ms: LiveGauge,
    pool: LiveGauge,
    peers: LiveGauge,
    submitted: Counter,
    refused: Family<Rule, Counter>,
    waited: Family<Outcome, Histogram, Waiting>,
    connections_refused: Counter,
}

type LiveGauge = Gauge<u64, AtomicU64>;

/// What came of an instruction that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is recorded.
    Final,
    /// A rule said no.
    Refused {
        /// The rule's number.
        rule: &'static str,
    },
    /// The wait ended first.
    Unknown,
}

/// What is read at the moment somebody asks for the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Height of the head.
    pub height: u64,
    /// Time of the head, in milliseconds since 1970.
    pub head_time_ms: u64,
    /// Instructions that wait to be recorded.
    pub pool: u64,
    /// Peers connected.
    pub peers: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Rule {
    rule: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone)]
struct Waiting;

impl MetricConstructor<Histogram> for Waiting {
    fn new_metric(&self) -> Histogram {
        Histogram::new(WAIT_BOUNDS_S)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Counters that stand at nothing.
    #[must_use]
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Arc::new(Registry::default()),
            height: LiveGauge::default(),
            head_time_ms: LiveGauge::default(),
            pool: LiveGauge::default(),
            peers: LiveGauge::default(),
            submitted: Counter::default(),
            refused: Family::default(),
            waited: Family::new_with_constructor(Waiting),
            connections_refused: Counter::default(),
        };
        metrics.registry = Arc::new(metrics.register());
        metrics
    }

    /// An instruction was handed in.
    pub fn submitted(&self) {
        self.submitted.inc();
    }

    /// Something came of an instruction, `waited` after it was handed in.
    pub fn settled(&self, settled: Settled, waited: Duration) {
        let outcome = match settled {
            Settled::Final => "final",
            Settled::Refused { rule } => {
                self.refused.get_or_create(&Rule { rule }).inc();
                "refused"
            }
            Settled::Unknown => "unknown",
        };
        self.waited.get_or_create(&Outcome { outcome }).observe(waited.as_secs_f64());
    }

    /// A connection found no place.
    pub fn connection_refused(&self) {
        self.connections_refused.inc();
    }

    /// Everything as OpenMetrics text: what the engine counts in this process, then this node's.
    #[must_use]
    pub fn text(&self, now: Snapshot) -> String {
        self.height.set(now.height);
        self.head_time_ms.set(now.head_time_ms);
        self.pool.set(now.pool);
        self.peers.set(now.peers);
        let mut all = String::new();
        engine::export(&mut all);
        all.truncate(all.len() - if all.ends_with(END) { END.len() } else { 0 });
        text::encode(&mut all, &self.registry).expect("a string takes what is written to it");
        all
    }

    fn register(&self) -> Registry {
        let mut registry = Registry::with_prefix("ebl");
        registry.register("height", "Height of the head", self.height.clone());
        registry.register(
            "head_time_ms",
            "Time of the head in milliseconds since 1970",
            self.head_time_ms.clone(),
        );
        registry.register(
            "pool_instructions",
            "Instructions that wait to be recorded",
            self.pool.clone(),
        );
        registry.register("peers_connected", "Peers connected", self.peers.clone());
        registry.register(
            "submitted",
            "Instructions handed in at this node",
            self.submitted.clone(),
        );
        registry.register(
            "refused",
            "Instructions refused at this node, by rule",
            self.refused.clone(),
        );
        registry.register(
            "submit_seconds",
            "Seconds from handing in to the answer, by outcome",
            self.waited.clone(),
        );
        registry.register(
            "api_connections_refused",
            "Connections to the API that found no place",
            self.connections_refused.clone(),
        );
        registry
    }
}
