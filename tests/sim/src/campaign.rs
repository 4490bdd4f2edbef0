//! Many runs: seeds in order, on as many threads as asked, with the first failures kept.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::bugs::Bug;
use crate::checks::Violation;
use crate::coverage::Coverage;
use crate::plan::{Plan, Profile};
use crate::story::Story;
use crate::world::{Ended, World};

/// How many validators lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liars {
    /// As many as the profile has, never more than the network bears.
    Tolerated,
    /// One more than it bears, all of them twins. A fork is then no failure; evidence that names
    /// an innocent key, or too few keys, is.
    TooMany,
}

/// What is run.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// The first seed.
    pub from: u64,
    /// How many.
    pub seeds: u64,
    /// How rough.
    pub profile: Profile,
    /// Validators that found the network; none means by seed: 4 mostly, 7 and 10 now and then.
    pub validators: Option<usize>,
    /// How many lie.
    pub liars: Liars,
    /// A bug that every node has.
    pub bug: Option<Bug>,
    /// Threads.
    pub threads: usize,
    /// After how many failures it ends early.
    pub most_failures: usize,
}

/// What a campaign came to.
#[derive(Default)]
pub struct Report {
    /// Runs finished.
    pub runs: u64,
    /// Heights in all.
    pub heights: u64,
    /// Time on the runs' clocks, in microseconds.
    pub virtual_us: u64,
    /// What was exercised.
    pub coverage: Coverage,
    /// Seeds that failed, and how.
    pub failures: Vec<(u64, Violation)>,
    /// Runs that forked.
    pub forks: u64,
    /// Of those, with both certificates of one round.
    pub forks_in_one_round: u64,
    /// The fewest keys that evidence named in a fork of one round.
    pub least_accused: usize,
    /// All runs' fingerprints, mixed without regard to order.
    pub fingerprint: u64,
}

impl Campaign {
    /// How many validators a seed has.
    #[must_use]
    pub fn validators(&self, seed: u64) -> usize {
        self.validators.unwrap_or(match seed % 10 {
            3 => 7,
            7 => 10,
            _ => 4,
        })
    }

    /// The plan of a seed.
    #[must_use]
    pub fn plan(&self, seed: u64) -> Plan {
        let validators = self.validators(seed);
        let plan = match self.liars {
            Liars::Tolerated => Plan::draw(seed, self.profile, validators),
            Liars::TooMany => Plan::with_too_many_liars(seed, validators),
        };
        Plan { bug: self.bug, ..plan }
    }

    /// Runs it; `each` is told of every run that ends.
    pub fn run(&self, each: impl Fn(u64, &Ended) + Sync) -> Report {
        let next = AtomicU64::new(self.from);
        let stop = AtomicBool::new(false);
        let report = Mutex::new(Report::default());
        thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= self.from + self.seeds {
                            break;
                        }
                        let plan = self.plan(seed);
                        let ended = World::run(plan.clone(), Story::untold());
                        each(seed, &ended);
                        let mut report = report.lock().expect("a run's panic is caught in it");
                        report.take(seed, &plan, ended, self.liars);
                        if report.failures.len() >= self.most_failures {
                            stop.store(true, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let mut report = report.into_inner().expect("a run's panic is caught in it");
        report.failures.sort_by_key(|(seed, _)| *seed);
        report
    }
}

impl Report {
    fn take(&mut self, seed: u64, plan: &Plan, ended: Ended, liars: Liars) {
        self.runs += 1;
        self.heights += ended.height;
        self.virtual_us += ended.took_us;
        self.coverage.merge(&ended.coverage);
        self.fingerprint = self.fingerprint.wrapping_add(ended.fingerprint);
        let violation = match (liars, ended.violation.clone()) {
            (Liars::TooMany, Some(Violation::Fork { .. })) => self.take_fork(plan, &ended),
            // With too many liars nothing is promised but that the evidence is sound.
            (Liars::TooMany, _) => innocent(plan, &ended),
            (Liars::Tolerated, Some(violation)) => Some(violation),
            (Liars::Tolerated, None) => innocent(plan, &ended),
        };
        self.failures.extend(violation.map(|violation| (seed, violation)));
    }

    fn take_fork(&mut self, plan: &Plan, ended: &Ended) -> Option<Violation> {
        self.forks += 1;
        if ended.forked_in_one_round {
            let accused = ended.accused.len();
            let first = self.forks_in_one_round == 0;
            self.forks_in_one_round += 1;
            self.least_accused = if first { accused } else { self.least_accused.min(accused) };
            if accused <= plan.tolerated() {
                let (named, needed) = (accused, plan.tolerated() + 1);
                return Some(Violation::TooFewNamed { named, needed });
            }
        }
        innocent(plan, ended)
    }
}

/// Whether evidence names somebody who did not lie.
fn innocent(plan: &Plan, ended: &Ended) -> Option<Violation> {
    let lies = |seat: &usize| plan.liars.iter().any(|(liar, _)| liar == seat);
    let innocent = ended.accused.iter().find(|seat| !lies(seat))?;
    Some(Violation::InnocentNamed { validator: *innocent })
}
