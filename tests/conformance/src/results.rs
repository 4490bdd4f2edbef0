//! What `cargo test` printed: which tests ran, and how each ended.

use std::collections::BTreeMap;

/// A test as `cargo test` names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ran {
    /// The test program: `tests/promises.rs`, or `unittests src/lib.rs title`.
    pub heading: String,
    /// The test within it.
    pub test: String,
}

/// How a test ended. Of several runs the worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It passed.
    Passed,
    /// It was switched off.
    Ignored,
    /// It failed.
    Failed,
}

/// How each test ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    ended: BTreeMap<Ran, Outcome>,
}

impl Results {
    /// Adds what one run printed, both what it says and what its tests say, in the order in which
    /// it came.
    pub fn read(&mut self, printed: &str) {
        let mut heading = String::new();
        // On one core a test is named before it runs, and what its programs say comes in between.
        let mut begun = None;
        for line in printed.lines() {
            let line = line.trim();
            if let Some(program) = line.strip_prefix("Running ") {
                (heading, begun) = (program_of(program), None);
            } else if line.starts_with("Doc-tests ") {
                heading.clear();
            } else if let Some((test, rest)) = named(line) {
                match outcome(rest) {
                    Some(outcome) => self.record(&heading, test, outcome),
                    None => begun = Some(test),
                }
            } else if let (Some(test), Some(outcome)) = (begun, outcome(line)) {
                self.record(&heading, test, outcome);
                begun = None;
            }
        }
    }

    fn record(&mut self, heading: &str, test: &str, outcome: Outcome) {
        let ran = Ran { heading: heading.to_owned(), test: test.to_owned() };
        let worst = self.ended.entry(ran).or_insert(outcome);
        *worst = outcome.max(*worst);
    }

    /// How a test ended, or `None` if it did not run.
    #[must_use]
    pub fn of(&self, ran: &Ran) -> Option<Outcome> {
        self.ended.get(ran).copied()
    }

    /// How many tests ran.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ended.len()
    }

    /// Whether none did.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ended.is_empty()
    }
}

/// `unittests src/lib.rs (target/debug/deps/title-0f3a)` is the program `unittests src/lib.rs
/// title`; one in `tests/` is known by its source.
fn program_of(line: &str) -> String {
    let (source, program) = line.split_once(" (").unwrap_or((line, ""));
    if !source.starts_with("unittests ") {
        return source.to_owned();
    }
    let file = program.trim_end_matches(')').rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('-').map_or(file, |(name, _)| name);
    format!("{source} {name}")
}

/// `test no_fact_follows_the_end ... ok`: the test, and what follows its name.
fn named(line: &str) -> Option<(&str, &str)> {
    let (test, rest) = line.strip_prefix("test ")?.split_once(" ...")?;
    Some((test.strip_suffix(" - should panic").unwrap_or(test), rest.trim_start()))
}

fn outcome(text: &str) -> Option<Outcome> {
    match text {
        "ok" => Some(Outcome::Passed),
        "FAILED" => Some(Outcome::Failed),
        _ if text == "ignored" || text.starts_with("ignored, ") => Some(Outcome::Ignored),
        _ => None,
    }
}
