//! What a campaign has to say when it is over.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// How a campaign went.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which.
    pub campaign: &'static str,
    /// The seed that chance followed from.
    pub seed: u64,
    /// How often it hurt the network.
    pub cycles: usize,
    /// Acts that a client was told are final.
    pub acknowledged: usize,
    /// Those of them that some node did not hold at the end, or held otherwise.
    pub lost: usize,
    /// Acts of which no client heard the outcome while it waited.
    pub unknown: usize,
    /// Height at the end.
    pub height: u64,
    /// Times that were taken, by what.
    pub times: Vec<(&'static str, Times)>,
    /// What was met on the way, so that a run that exercised nothing is seen.
    pub exercised: BTreeMap<String, u64>,
    /// What was not done, and why.
    pub left_out: Vec<String>,
}

/// A sample of times.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of all, in percent, did not exceed: the nearest rank.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<Duration> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied()
    }
}

impl Extend<Duration> for Times {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, times: I) {
        self.0.extend(times);
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

impl Report {
    /// Of a campaign that has done nothing yet.
    #[must_use]
    pub const fn new(campaign: &'static str, seed: u64) -> Self {
        Self {
            campaign,
            seed,
            cycles: 0,
            acknowledged: 0,
            lost: 0,
            unknown: 0,
            height: 0,
            times: Vec::new(),
            exercised: BTreeMap::new(),
            left_out: Vec::new(),
        }
    }

    /// Counts that something was met.
    pub fn met(&mut self, what: &str) {
        self.met_often(what, 1);
    }

    /// Counts that something was met more than once.
    pub fn met_often(&mut self, what: &str, times: usize) {
        let times = u64::try_from(times).expect("counters fit");
        *self.exercised.entry(what.to_owned()).or_default() += times;
    }

    /// Adds what another part of the same campaign, on another network, has to say.
    pub fn absorb(&mut self, other: Self) {
        self.cycles += other.cycles;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.unknown += other.unknown;
        self.height += other.height;
        self.times.extend(other.times);
        for (what, times) in other.exercised {
            *self.exercised.entry(what).or_default() += times;
        }
        self.left_out.extend(other.left_out);
    }

    /// Whether nothing that was told final is lost.
    #[must_use]
    pub const fn keeps_the_promise(&self) -> bool {
        self.lost == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "campaign                {} (seed {})", self.campaign, self.seed)?;
        writeln!(f, "cycles                  {}", self.cycles)?;
        writeln!(f, "acts acknowledged       {}", self.acknowledged)?;
        writeln!(f, "acknowledged lost       {}", self.lost)?;
        writeln!(f, "outcome not heard       {}", self.unknown)?;
        writeln!(f, "blocks                  {}", self.height)?;
        for (what, times) in &self.times {
            if let (Some(half), Some(most)) = (times.percentile(50), times.percentile(99)) {
                let (half, most) = (half.as_millis(), most.as_millis());
                let count = times.count();
                writeln!(f, "{what:<24}p50 {half} ms, p99 {most} ms, of {count}")?;
            }
        }
        for (what, count) in &self.exercised {
            writeln!(f, "  {count:>6} {what}")?;
        }
        for what in &self.left_out {
            writeln!(f, "  left out: {what}")?;
        }
        Ok(())
    }
}
