//! Many forgeries: made by number, judged, counted, and written for another verifier.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io, thread};

use super::findings::Findings;
use super::{Forgery, Stock, verdict};
use crate::checks::Violation;
use crate::dice::Dice;
use crate::plan::{Plan, Profile};

/// How often it is tried to find a file that can be forged in the way that is wanted. What one file
/// in fifty allows is then missed once in a thousand million times.
const TRIES: u32 = 1_000;

/// The stock of several ledgers with one genesis file, and of one with another.
pub struct Archive {
    /// Those with one genesis file.
    pub ours: Vec<Stock>,
    /// That with another.
    pub other: Stock,
}

/// What came of every kind of forgery.
pub type Tallies = BTreeMap<Forgery, Tally>;

/// What came of one kind of forgery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were made.
    pub made: u64,
    /// How many of them were believed.
    pub believed: u64,
    /// The number of one that was believed.
    pub believed_at: Option<u64>,
}

impl Archive {
    /// The evidence of so many simulated ledgers, of one seed each, and of one more.
    ///
    /// # Errors
    ///
    /// A seed whose ledger cannot be used, and why.
    pub fn of(seeds: u64, threads: u64) -> Result<Self, (u64, Violation)> {
        let made = Mutex::new(BTreeMap::new());
        on_threads(threads, seeds, |number| {
            let seed = number + 1;
            let stock = Stock::of(plan(seed, 4));
            made.lock().expect("no thread panics with it").insert(seed, stock);
        });
        let made = made.into_inner().expect("no thread panics with it");
        let ours = made.into_iter().map(|(seed, stock)| stock.map_err(|why| (seed, why)));
        let ours = ours.collect::<Result<_, _>>()?;
        let last = seeds + 1;
        let other = Stock::of(plan(last, 7)).map_err(|why| (last, why))?;
        Ok(Self { ours, other })
    }

    /// The forgery of a number, the same whenever the ledgers are: of each kind in turn. `None` where
    /// nothing here can be forged so.
    #[must_use]
    pub fn forged(&self, number: u64) -> (Forgery, Option<Vec<u8>>) {
        let kinds = u64::try_from(Forgery::ALL.len()).expect("few kinds");
        let kind = usize::try_from(number % kinds).expect("few kinds");
        let forgery = Forgery::ALL[kind];
        let mut dice = Dice::stream(number, "forgery");
        let mut attempt = || {
            let stock = dice.pick(&self.ours);
            forgery.make(stock, &self.other, &mut dice)
        };
        (forgery, (0..TRIES).find_map(|_| attempt()))
    }

    /// Makes so many forgeries and judges each; `each` is shown the numbers so far after every one.
    #[must_use]
    pub fn campaign(
        &self,
        forgeries: u64,
        threads: u64,
        each: impl Fn(&Tallies) + Sync,
    ) -> Tallies {
        let none = Forgery::ALL.into_iter().map(|forgery| (forgery, Tally::default()));
        let tallies = Mutex::new(none.collect::<Tallies>());
        on_threads(threads, forgeries, |number| {
            let (forgery, Some(bytes)) = self.forged(number) else { return };
            let believed = verdict(&bytes, &self.ours[0].chain).is_ok();
            let mut tallies = tallies.lock().expect("no thread panics with it");
            let tally = tallies.entry(forgery).or_default();
            tally.made += 1;
            tally.believed += u64::from(believed);
            tally.believed_at = if believed { Some(number) } else { tally.believed_at };
            each(&tallies);
        });
        tallies.into_inner().expect("no thread panics with it")
    }

    /// Writes for another verifier: every good file with what it proves beside it, so many forgeries,
    /// the chain id, and for each kind of forgery the reasons to refuse it for.
    ///
    /// # Errors
    ///
    /// What the disk says.
    pub fn write(&self, folder: &Path, forgeries: u64) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let chain = &self.ours[0].chain;
        for (number, file) in (1..).zip(self.ours.iter().flat_map(|stock| &stock.files)) {
            let bytes = file.encode();
            if let Ok(proven) = verdict(&bytes, chain) {
                let findings = serde_json::to_vec_pretty(&Findings::of(&proven))?;
                fs::write(folder.join(format!("good-{number:05}.json")), findings)?;
            }
            fs::write(folder.join(format!("good-{number:05}.evidence")), bytes)?;
        }
        for number in 0..forgeries {
            if let (forgery, Some(bytes)) = self.forged(number) {
                fs::write(folder.join(format!("bad-{number:07}-{forgery:?}.evidence")), bytes)?;
            }
        }
        let reasons = Forgery::ALL.map(|forgery| (format!("{forgery:?}"), forgery.reasons()));
        let reasons = serde_json::to_vec_pretty(&BTreeMap::from(reasons))?;
        fs::write(folder.join("reasons.json"), reasons)?;
        fs::write(folder.join("chain.txt"), chain.to_string())
    }
}

fn plan(seed: u64, validators: usize) -> Plan {
    let profiles = [Profile::Stormy, Profile::Swarm, Profile::Calm];
    let profile = profiles[usize::try_from(seed % 3).expect("small")];
    Plan::draw(seed, profile, validators)
}

/// What came of all kinds together.
#[must_use]
pub fn sum(tallies: &Tallies) -> Tally {
    let made = tallies.values().map(|tally| tally.made).sum();
    let believed = tallies.values().map(|tally| tally.believed).sum();
    let believed_at = tallies.values().find_map(|tally| tally.believed_at);
    Tally { made, believed, believed_at }
}

/// Does something for every number below `until`, on so many threads.
fn on_threads(threads: u64, until: u64, each: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= until {
                        break;
                    }
                    each(number);
                }
            });
        }
    });
}
