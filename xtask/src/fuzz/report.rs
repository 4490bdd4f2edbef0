//! What a run came to, read from what libFuzzer prints.

use std::fmt;
use std::path::{Path, PathBuf};

/// What the columns are.
pub(super) const HEADING: &str =
    "target               executions     exec/s  features   corpus  peak MiB  crashes";

/// One run.
#[derive(Debug)]
pub(super) struct Report {
    target: String,
    executions: u64,
    per_second: u64,
    features: u64,
    corpus: u64,
    peak_mebibytes: u64,
    pub(super) crash: Option<Crash>,
}

/// A run that ended before its time.
#[derive(Debug)]
pub(super) struct Crash {
    target: String,
    /// The input that the target does not take, where libFuzzer wrote one.
    input: Option<PathBuf>,
    /// What libFuzzer printed.
    log: PathBuf,
}

impl Report {
    pub(super) fn read(target: &str, said: &str, crash: Option<Crash>) -> Self {
        let statistic = |name| number_after(said, &format!("stat::{name}:"));
        Self {
            target: target.to_owned(),
            executions: statistic("number_of_executed_units"),
            per_second: statistic("average_exec_per_sec"),
            features: number_after(said, " ft:"),
            corpus: number_after(said, " corp:"),
            peak_mebibytes: statistic("peak_rss_mb"),
            crash,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<18} {:>12} {:>10} {:>9} {:>8} {:>9} {:>8}",
            self.target,
            self.executions,
            self.per_second,
            self.features,
            self.corpus,
            self.peak_mebibytes,
            u8::from(self.crash.is_some()),
        )
    }
}

impl Crash {
    pub(super) fn read(target: &str, said: &str, log: &Path) -> Self {
        let written =
            said.lines().rev().find_map(|line| line.split("Test unit written to ").nth(1));
        let input = written.map(|path| PathBuf::from(path.trim()));
        Self { target: target.to_owned(), input, log: log.to_owned() }
    }

    /// What to do next.
    pub(super) fn hint(&self) -> String {
        match &self.input {
            Some(input) => {
                format!("cargo fuzz-all --target {} --replay {}", self.target, input.display())
            }
            None => format!("{} says why", self.log.display()),
        }
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.input {
            Some(input) => write!(f, "{} does not take {}", self.target, input.display()),
            None => write!(f, "{} ended without a word on any input", self.target),
        }
    }
}

/// The number behind the last mention of `what`; 0 where there is none.
fn number_after(said: &str, what: &str) -> u64 {
    let rest = said.rsplit_once(what).map_or("", |(_, rest)| rest).trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().unwrap_or(0)
}
