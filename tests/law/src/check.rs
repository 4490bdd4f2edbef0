//! Runs histories, on as many threads as wanted, with results that do not depend on how many.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::adapter::{Both, Difference, Step};
use crate::coverage::Coverage;
use crate::distinct::{Distinct, digest};
use crate::histories::History;

/// How many acts a history has; the last one of a run may have fewer.
pub const ACTS: u64 = 200;

/// What a run found.
#[derive(Debug, Default)]
pub struct Report {
    /// How many acts law and model were asked.
    pub operations: u64,
    /// What was reached.
    pub coverage: Coverage,
    /// The states that bills were in after an accepted act.
    pub states: Distinct,
    /// The first difference, in the order of histories.
    pub found: Option<Found>,
}

/// A difference and where it came up.
#[derive(Debug)]
pub struct Found {
    /// In which history.
    pub history: u64,
    /// What happened up to and with the step that shows it.
    pub steps: Vec<Step>,
    /// What differs.
    pub difference: Difference,
}

/// Does so many acts by law and model.
///
/// # Panics
///
/// When a thread panics: law or model has a bug of the kind that is no refusal.
#[must_use]
pub fn run(seed: u64, operations: u64, threads: usize) -> Report {
    let histories = operations.div_ceil(ACTS);
    let next = AtomicU64::new(0);
    let first_bad = AtomicU64::new(u64::MAX);
    let work = || {
        let mut part = Report::default();
        loop {
            let history = next.fetch_add(1, Ordering::Relaxed);
            if history >= histories || first_bad.load(Ordering::Relaxed) < history {
                return part;
            }
            let acts = ACTS.min(operations - history * ACTS);
            if let Err(difference) = play(seed, history, acts, &mut part, &mut Keep::Nothing) {
                first_bad.fetch_min(history, Ordering::Relaxed);
                part.found = part.found.or_else(|| Some(again(seed, history, acts, difference)));
            }
        }
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        parts.into_iter().fold(Report::default(), |sum, part| {
            sum.and(part.join().expect("a thread panics only on a bug, which it has shown"))
        })
    })
}

impl Report {
    fn and(mut self, other: Self) -> Self {
        self.operations += other.operations;
        self.coverage.add(&other.coverage);
        self.states.add(&other.states);
        let earlier = |found: &Option<Found>| found.as_ref().map_or(u64::MAX, |f| f.history);
        if earlier(&other.found) < earlier(&self.found) {
            self.found = other.found;
        }
        self
    }
}

/// Whether a history's steps are kept. Keeping them costs more than doing them.
enum Keep {
    Nothing,
    Steps(Vec<Step>),
}

fn play(
    seed: u64,
    number: u64,
    acts: u64,
    part: &mut Report,
    keep: &mut Keep,
) -> Result<(), Difference> {
    let (mut history, world) = History::begin(seed, number);
    let mut both = Both::new(world);
    let mut done = 0;
    while done < acts {
        let step = history.next(&both.world);
        if let Keep::Steps(steps) = keep {
            steps.push(step.clone());
        }
        let Step::Act(now, deed) = &step else {
            both.step(&step)?;
            continue;
        };
        done += 1;
        part.operations += 1;
        part.coverage.meets(&both.world, deed, *now);
        let outcome = both.step(&step)?;
        part.coverage.counts(deed.kind, &outcome);
        if outcome == crate::adapter::Outcome::Accepted {
            let births = deed.births.iter().map(|b| crate::model::bill_no(b.reference, b.version));
            for number in deed.ends().chain(births) {
                both.world.bill(number).into_iter().for_each(|b| part.states.insert(digest(b)));
            }
        }
    }
    both.check_world()
}

/// The same history once more, with its steps kept.
fn again(seed: u64, history: u64, acts: u64, difference: Difference) -> Found {
    let mut keep = Keep::Steps(vec![]);
    let repeated = play(seed, history, acts, &mut Report::default(), &mut keep);
    assert_eq!(repeated, Err(difference), "a history is the same every time");
    let (Keep::Steps(steps), Err(difference)) = (keep, repeated) else {
        unreachable!("the difference was just compared")
    };
    Found { history, steps, difference }
}
