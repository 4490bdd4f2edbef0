//! What one window showed.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::calls::{Busy, Outcome};
use super::drive::{Call, Driven, End};
use super::processes::Readings;
use super::schedule::Pace;
use super::statistics::Ordered;
use super::titles::{Prepared, Titles};
use super::verify::Verifier;

/// The figures of one window.
#[derive(Clone, Debug)]
pub struct Window {
    /// When acts were handed in.
    pub pace: Pace,
    /// What became of everything that was handed in, warm-up and end included.
    pub counts: Counts,
    /// How long the clock ran.
    pub clock: Duration,
    /// Why it ended.
    pub end: End,
    /// When it started and ended.
    pub wall: (SystemTime, SystemTime),
    /// Acts known to be final within the clock's time, by name.
    pub acts: BTreeMap<&'static str, usize>,
    /// Acts that were final before the clock started.
    pub before_clock: usize,
    /// From when an act was due within the clock's time until it was known to be final.
    pub waits: Ordered,
    /// How long after it was due an act was handed in.
    pub late: Ordered,
    /// What was read when the clock started and ended.
    pub readings: (Readings, Readings),
}

/// What became of what was handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How much was.
    pub handed_in: usize,
    /// Recorded.
    pub recorded: usize,
    /// Of these, how many receipts were verified. The others are among the flaws.
    pub verified: usize,
    /// What is wrong with receipts, and how often.
    pub flaws: BTreeMap<String, usize>,
    /// By rule.
    pub refused: BTreeMap<String, usize>,
    /// By what the node had no room for.
    pub turned_away: BTreeMap<Busy, usize>,
    /// What nobody can say the outcome of: lost.
    pub unknown: usize,
    /// Handed in again after a node had no room.
    pub retries: u64,
    /// Asked for again, because the first answer did not say.
    pub asked_again: u64,
    /// Statuses in the place of answers, by gRPC code. What they left open was found out.
    pub failures: BTreeMap<String, usize>,
    /// Due, and never handed in, since the client held as many calls as it can.
    pub unsent: usize,
    /// Bytes of all answers with receipts.
    pub answer_bytes: u64,
    /// Bytes of all envelopes that were recorded.
    pub envelope_bytes: u64,
}

/// How long each title's last offer took, to tell how long a pair takes.
pub type OfferWaits = BTreeMap<usize, Duration>;

impl Window {
    /// Verifies the receipts, moves the titles on, and counts.
    #[must_use]
    pub fn conclude(
        pace: Pace,
        acts: &[Prepared],
        driven: Driven<Readings>,
        titles: &mut Titles,
        verifier: Verifier<'_>,
    ) -> Self {
        let mut counts = Counts { unsent: driven.unsent, ..Counts::default() };
        driven.calls.iter().for_each(|call| counts.note(call));
        counts.verify(acts, &driven.calls, titles, verifier);
        let at = |moment| driven.started + moment;
        Self {
            pace,
            clock: driven.clocked(),
            end: driven.end,
            wall: (at(driven.from.0), at(driven.to.0)),
            acts: acts_in_time(acts, &driven),
            before_clock: finals(&driven).filter(|call| call.answered < driven.from.0).count(),
            waits: finals_due_in_time(&driven).map(|call| call.answered - call.due).collect(),
            late: due_in_time(&driven).map(|call| call.sent - call.due).collect(),
            readings: (driven.from.1, driven.to.1),
            counts,
        }
    }

    /// Acts known to be final within the clock's time.
    #[must_use]
    pub fn recorded(&self) -> usize {
        self.acts.values().sum()
    }

    /// How many a second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        rate(self.recorded(), self.clock)
    }
}

impl Counts {
    /// Whether every act that was handed in is accounted for.
    #[must_use]
    pub fn add_up(&self) -> bool {
        let refused: usize = self.refused.values().sum();
        let turned_away: usize = self.turned_away.values().sum();
        self.handed_in == self.recorded + refused + turned_away + self.unknown
    }

    /// Adds those of another window.
    pub fn add(&mut self, other: &Self) {
        self.handed_in += other.handed_in;
        self.recorded += other.recorded;
        self.verified += other.verified;
        add_each(&mut self.flaws, &other.flaws);
        add_each(&mut self.refused, &other.refused);
        add_each(&mut self.turned_away, &other.turned_away);
        self.unknown += other.unknown;
        self.retries += other.retries;
        self.asked_again += other.asked_again;
        add_each(&mut self.failures, &other.failures);
        self.unsent += other.unsent;
        self.answer_bytes += other.answer_bytes;
        self.envelope_bytes += other.envelope_bytes;
    }

    fn note(&mut self, call: &Call) {
        self.handed_in += 1;
        self.retries += u64::from(call.answer.retries);
        self.asked_again += u64::from(call.answer.asked_again);
        for code in &call.answer.failures {
            *self.failures.entry(format!("{code:?}")).or_default() += 1;
        }
        match &call.answer.outcome {
            Outcome::Final(_) => self.recorded += 1,
            Outcome::Refused { rule } => *self.refused.entry(rule.clone()).or_default() += 1,
            Outcome::TurnedAway(busy) => *self.turned_away.entry(*busy).or_default() += 1,
            Outcome::Unknown => self.unknown += 1,
        }
    }

    fn verify(
        &mut self,
        acts: &[Prepared],
        calls: &[Call],
        titles: &mut Titles,
        verifier: Verifier<'_>,
    ) {
        let finals = calls.iter().filter_map(|call| match &call.answer.outcome {
            Outcome::Final(receipts) => Some((&acts[call.act], &receipts[..])),
            _ => None,
        });
        let finals: Vec<_> = finals.collect();
        for ((act, answer), verdict) in finals.iter().zip(verifier.verify_all(&finals)) {
            self.answer_bytes += bytes(answer);
            self.envelope_bytes += bytes(&act.letter.envelope);
            match verdict {
                Ok(chain) => {
                    self.verified += 1;
                    titles.advance(act, chain);
                }
                Err(flaw) => *self.flaws.entry(flaw.to_string()).or_default() += 1,
            }
        }
    }
}

/// How long offers took, and with them how long pairs of an offer and its acceptance took, for the
/// title's acts that were due in the clock's time.
#[must_use]
pub fn pairs(
    acts: &[Prepared],
    driven: &Driven<Readings>,
    offers: &mut OfferWaits,
) -> Vec<Duration> {
    let mut pairs = Vec::new();
    for call in finals_due_in_time(driven) {
        let (act, waited) = (&acts[call.act], call.answered - call.due);
        match act.step.name() {
            "offer" => {
                offers.insert(act.course, waited);
            }
            "accept" => pairs.extend(offers.remove(&act.course).map(|offer| offer + waited)),
            _ => {}
        }
    }
    pairs
}

/// How many a second all windows together show.
#[must_use]
pub fn per_second(windows: &[Window]) -> f64 {
    let recorded = windows.iter().map(Window::recorded).sum();
    rate(recorded, windows.iter().map(|window| window.clock).sum())
}

/// So many in this time, a second; nothing in no time.
#[must_use]
pub fn rate(count: usize, clock: Duration) -> f64 {
    if clock.is_zero() { 0.0 } else { count as f64 / clock.as_secs_f64() }
}

fn acts_in_time(acts: &[Prepared], driven: &Driven<Readings>) -> BTreeMap<&'static str, usize> {
    let mut names = BTreeMap::new();
    for call in finals(driven).filter(|call| driven.is_clocked(call.answered)) {
        *names.entry(acts[call.act].step.name()).or_default() += 1;
    }
    names
}

fn due_in_time(driven: &Driven<Readings>) -> impl Iterator<Item = &Call> {
    driven.calls.iter().filter(|call| driven.is_clocked(call.due))
}

fn finals_due_in_time(driven: &Driven<Readings>) -> impl Iterator<Item = &Call> {
    finals(driven).filter(|call| driven.is_clocked(call.due))
}

fn finals(driven: &Driven<Readings>) -> impl Iterator<Item = &Call> {
    driven.calls.iter().filter(|call| matches!(call.answer.outcome, Outcome::Final(_)))
}

fn add_each<K: Clone + Ord>(to: &mut BTreeMap<K, usize>, from: &BTreeMap<K, usize>) {
    for (key, count) in from {
        *to.entry(key.clone()).or_default() += count;
    }
}

fn bytes(of: &[u8]) -> u64 {
    u64::try_from(of.len()).expect("a length fits")
}
