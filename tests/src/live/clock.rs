//! A scenario's days as block time.
//!
//! Nobody waits for day 20. What a scenario needs of time is order: a deadline is kept by what
//! happens up to it and missed by what happens after. So each deadline becomes the end of the last
//! stretch of the scenario that it covers, in block time, as far ahead as the lines up to there may
//! take; before the next stretch begins, block time passes that end. A stretch whose lines took
//! longer is no refutation: the scenario is played again on a slower clock.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ebl_scenario::{Script, What};
use title::Time;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
/// The longest period that any rule allows a deadline: kept as it is, so that a longer one is too
/// long on the network too.
const LONGEST_MS: u64 = 400 * DAY_MS;

/// What a line may take at speed 1, in milliseconds.
const ACT_MS: u64 = 700;
const REFUSAL_MS: u64 = 100;
const LOOK_MS: u64 = 50;
/// What is added for the stretch as a whole.
const STRETCH_MS: u64 = 1_500;

/// The stretches of a scenario and where they end.
pub struct Clock {
    /// When each stretch begins, in scenario time; the first is day 0.
    begins: Vec<Time>,
    /// What the lines of each stretch take, from each line on: by line number.
    costs: Vec<BTreeMap<usize, u64>>,
    /// How many times slower than speed 1.
    slowness: u64,
    current: usize,
    /// Ends of stretches that some deadline needs, in block time.
    ends: BTreeMap<usize, u64>,
    /// What each deadline became.
    became: BTreeMap<Time, u64>,
}

impl Clock {
    /// The clock of a script.
    #[must_use]
    pub fn of(script: &Script, slowness: u64) -> Self {
        let (mut begins, mut costs) = (vec![Time(0)], vec![BTreeMap::new()]);
        for step in &script.steps {
            let cost = match &step.what {
                What::At(time) => {
                    begins.push(*time);
                    costs.push(BTreeMap::new());
                    continue;
                }
                What::Act(line) if line.refused.is_some() => REFUSAL_MS,
                What::Then(_) => LOOK_MS,
                _ => ACT_MS,
            };
            costs.last_mut().expect("there is a first stretch").insert(step.line, cost);
        }
        let (ends, became) = (BTreeMap::new(), BTreeMap::new());
        Self { begins, costs, slowness, current: 0, ends, became }
    }

    /// The scenario's own time.
    #[must_use]
    pub fn scenario_time(&self) -> Time {
        self.begins[self.current]
    }

    /// A deadline stated in a line, as block time; `now_ms` is the newest block's.
    pub fn deadline(&mut self, line: usize, until: Time, now_ms: u64) -> Time {
        let now = self.scenario_time();
        let covers = self.begins.iter().rposition(|begin| *begin <= until).unwrap_or(0);
        let at_ms = if until <= now {
            // Over before it begins, as the newest block is.
            now_ms
        } else if until.0 - now.0 > LONGEST_MS {
            now_ms + (until.0 - now.0) + DAY_MS
        } else if covers + 1 == self.begins.len() {
            // Nothing in the scenario comes after it.
            now_ms + DAY_MS
        } else {
            self.end(line, covers, now_ms)
        };
        self.became.insert(until, at_ms);
        Time(at_ms)
    }

    /// What a deadline became when it was stated last.
    #[must_use]
    pub fn said(&self, until: Time) -> Time {
        self.became.get(&until).map_or(until, |at_ms| Time(*at_ms))
    }

    /// Goes on to the next stretch. Gives the block time to pass first, if there is one.
    pub fn advance(&mut self) -> Option<u64> {
        let end = self.ends.remove(&self.current);
        self.current += 1;
        end
    }

    /// Whether block time has overtaken a deadline that should still be kept.
    #[must_use]
    pub fn is_overtaken(&self, now_ms: u64) -> bool {
        self.ends.values().any(|end| now_ms > *end)
    }

    /// Where a stretch ends, in block time. Stretches end in order, and each has its time.
    fn end(&mut self, line: usize, stretch: usize, now_ms: u64) -> u64 {
        if let Some(end) = self.ends.get(&stretch) {
            return *end;
        }
        let mut end = now_ms + self.may_take(line, self.current, stretch);
        for (other, theirs) in &self.ends {
            end = if *other < stretch {
                end.max(theirs + self.may_take(line, other + 1, stretch))
            } else {
                end.min(theirs.saturating_sub(self.may_take(line, stretch + 1, *other)))
            };
        }
        self.ends.insert(stretch, end);
        end
    }

    /// What the lines of some stretches, none before a line, may take.
    fn may_take(&self, line: usize, from: usize, to: usize) -> u64 {
        let lines = self.costs[from..=to].iter().flatten();
        let cost: u64 = lines.filter(|(number, _)| **number >= line).map(|(_, cost)| cost).sum();
        let stretches = u64::try_from(to + 1 - from).expect("stretches are few");
        self.slowness * (cost + stretches * STRETCH_MS)
    }
}
