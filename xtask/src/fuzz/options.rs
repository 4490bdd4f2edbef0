//! What `cargo fuzz-all` is asked.

use std::path::PathBuf;

use super::targets::Group;

/// How it is called.
pub(crate) const USAGE: &str = "\
Usage: cargo fuzz-all [OPTIONS]

Options:
  --seconds N    How long each target runs [default: 60]
  --runs N       End a target after so many inputs, should the time not be up before
  --target NAME  Run this target alone; may be given several times
  --group NAME   Run the targets of one group: ledger, wallet or node
  --jobs N       Run so many targets at a time, 1 or 2 [default: 1]
  --replay FILE  Play one input through the one target named, and nothing else";

/// The options, understood.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(super) seconds: u64,
    pub(super) runs: Option<u64>,
    pub(super) targets: Vec<String>,
    pub(super) group: Option<Group>,
    pub(super) jobs: usize,
    pub(super) replay: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments; `None` where they are not as [`USAGE`] says.
    pub(crate) fn read(arguments: &[String]) -> Option<Self> {
        let mut options = Self { seconds: 60, jobs: 1, ..Self::default() };
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let value = rest.next()?;
            match name.as_str() {
                "--seconds" => options.seconds = value.parse().ok().filter(|n| *n > 0)?,
                "--runs" => options.runs = Some(value.parse().ok().filter(|n| *n > 0)?),
                "--target" => options.targets.push(value.clone()),
                "--group" => options.group = Some(Group::named(value)?),
                "--jobs" => options.jobs = value.parse().ok().filter(|n| (1..=2).contains(n))?,
                "--replay" => options.replay = Some(PathBuf::from(value)),
                _ => return None,
            }
        }
        let one = options.replay.is_none() || options.targets.len() == 1;
        one.then_some(options)
    }
}
