//! What is asked for.

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum, value_parser};
use thiserror::Error;

use super::calls::Calls;
use super::course::Mix;
use super::schedule::Pace;

/// Puts a load on a real network, and says what it recorded, how fast, and at what cost.
///
/// Starts validators as processes on loopback, issues titles through them, and then hands in signed
/// acts over gRPC. A transfer is one committed instruction. A title's next act names the head that its
/// last one made, so the run is cut into windows: before each, one act of each title is signed; after
/// it, every receipt is verified. No clock runs while the client signs or verifies. Each window is
/// warmed up before its clock starts. In a pure run the first window is of offers and the second of
/// their acceptances.
///
/// A readable table goes to standard error, one JSON object to standard output. Every figure is said
/// with machine, commit, seed and profile; docs/load.md says what each means. The nodes' files lie in
/// a temporary folder: TMPDIR says on which disk.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo load")]
pub struct Options {
    /// How many validators: 1, 4 or 7.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub validators: usize,
    /// An observer follows. Nothing is handed in at it.
    #[arg(long)]
    pub observer: bool,
    /// What the instructions are.
    #[arg(long, value_enum, default_value_t = Mix::Pure)]
    pub mix: Mix,
    /// Connections to each validator. 2 by default, and 16 with --overload: a node answers 64 calls, or
    /// letters of a stream, of one connection at a time.
    #[arg(long, value_name = "N")]
    pub clients: Option<usize>,
    /// How instructions are handed in: all of a connection over one stream, or each with a call of its
    /// own. Over streams by default, and by single calls with --overload: who hands in too much over a
    /// stream is held back, and not turned away.
    #[arg(long, value_enum)]
    pub calls: Option<Calls>,
    /// Closed loop: so many instructions are always in flight, over all connections.
    #[arg(long, value_name = "N", default_value_t = 256)]
    pub in_flight: usize,
    /// Open loop: so many instructions are due each second, at even moments, whatever the network
    /// does. Waiting counts from the moment that one was due.
    #[arg(long, value_name = "R", conflicts_with = "in_flight")]
    pub rate: Option<f64>,
    /// How long the clocks of all windows run together, in seconds.
    #[arg(long, value_name = "S", default_value_t = 20.0)]
    pub seconds: f64,
    /// How long each window is warmed up before its clock starts, in seconds.
    #[arg(long, value_name = "S", default_value_t = 2.0)]
    pub warm_up: f64,
    /// How many windows the time is cut into. 2 by default, and 4 with --mix trade.
    #[arg(long, value_name = "N")]
    pub windows: Option<u32>,
    /// How many titles. By default as many as the longest window can use at the rate at which the
    /// network took their issues, or so many times that with --overload.
    #[arg(long, value_name = "N")]
    pub titles: Option<usize>,
    /// What keys and references follow from.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// After the closed loop: a window in an open loop at so many times the rate that it reached,
    /// where instructions that a node has no room for are counted and not handed in again.
    #[arg(long, value_name = "X", conflicts_with = "rate")]
    pub overload: Option<f64>,
    /// What keeps each node's index, as in its configuration.
    #[arg(long, value_enum, default_value_t = Index::Sled)]
    pub index: Index,
    /// Messages between validators arrive so many milliseconds late, one way. Our own relays hold
    /// them back, and their processor time counts as the client's.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = value_parser!(u64).range(..=1_000))]
    pub delay_ms: u64,
    /// One validator is dead throughout.
    #[arg(long)]
    pub kill_one: bool,
    /// Records with `perf` where the first validator spends its time, in the middle of the first
    /// window, and writes folded stacks into this file, or a flame graph where its name ends in .svg.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Writes the JSON object to a file as well.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// What keeps an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Index {
    /// A tree of pages, as a node has it where nothing else is said.
    Sled,
    /// Sorted files that are merged.
    Fjall,
}

impl Index {
    /// The one of this name in a node's configuration.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|index| index.word() == name)
    }

    /// Its name in a node's configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Fjall => "fjall",
        }
    }
}

/// What will be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How many validators.
    pub validators: usize,
    /// How many observers.
    pub observers: usize,
    /// What the instructions are.
    pub mix: Mix,
    /// Connections to each validator.
    pub connections_each: usize,
    /// How instructions are handed in.
    pub calls: Calls,
    /// When instructions are handed in.
    pub pace: Pace,
    /// For how long each window is warmed up.
    pub warm_up: Duration,
    /// How long the clock of each window runs.
    pub window: Duration,
    /// How many windows.
    pub windows: u32,
    /// How many titles, where that was said.
    pub titles: Option<usize>,
    /// What chance follows from.
    pub seed: u64,
    /// How many times the reached rate is offered in one more window.
    pub overload: Option<f64>,
    /// What keeps each node's index.
    pub index: Index,
    /// How late messages between validators are, one way.
    pub delay: Duration,
    /// How many validators are dead.
    pub dead: usize,
    /// Where folded stacks go.
    pub profile: Option<PathBuf>,
}

/// Why options make no plan.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum Wrong {
    /// Another number of validators.
    #[error("a network of {0} validators is not measured")]
    Validators(usize),
    /// A validator is missed.
    #[error("a network of {0} validators records nothing while one of them is dead")]
    NoQuorum(usize),
    /// Something that must be more than nothing is not.
    #[error("{0} must be more than 0")]
    Nothing(&'static str),
    /// More than a node takes.
    #[error("{0} connections to each validator are too many")]
    Connections(usize),
    /// A time or a rate that is none.
    #[error("{0} must be a number of at most {MOST}")]
    Number(&'static str),
    /// Longer than deadlines allow.
    #[error("{0} s of measuring are too long: what is signed is good for an hour")]
    TooLong(u64),
}

impl Wrong {
    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Validators(_) => "ask for 1, 4 or 7 validators",
            Self::NoQuorum(_) => "ask for 4 or 7 validators, or leave out --kill-one",
            Self::Nothing(_) => "leave it out to take what is usual",
            Self::Connections(_) => "a node takes 128 from one address; ask for at most 100",
            Self::Number(_) => "write it as a plain number, such as 20 or 0.5",
            Self::TooLong(_) => "ask for half an hour at most, with the warm-ups",
        }
    }
}

impl Options {
    /// The plan.
    ///
    /// # Errors
    ///
    /// [`Wrong`] where there is none.
    pub fn plan(&self) -> Result<Plan, Wrong> {
        let windows = self.windows.unwrap_or(match self.mix {
            Mix::Pure => 2,
            Mix::Trade => 4,
        });
        some("--windows", windows > 0)?;
        let plan = Plan {
            validators: self.validators,
            observers: usize::from(self.observer),
            mix: self.mix,
            connections_each: self.connections()?,
            calls: self.calls.unwrap_or(match self.overload {
                Some(_) => Calls::Single,
                None => Calls::Stream,
            }),
            pace: self.pace()?,
            warm_up: Duration::from_secs_f64(number("--warm-up", self.warm_up)?),
            window: Duration::from_secs_f64(positive("--seconds", self.seconds)?) / windows,
            windows,
            titles: self.titles,
            seed: self.seed,
            overload: self.overload.map(|times| positive("--overload", times)).transpose()?,
            index: self.index,
            delay: Duration::from_millis(self.delay_ms),
            dead: usize::from(self.kill_one),
            profile: self.profile.clone(),
        };
        some("--titles", self.titles != Some(0))?;
        self.check_network()?;
        plan.check_time()?;
        Ok(plan)
    }

    fn pace(&self) -> Result<Pace, Wrong> {
        if let Some(rate) = self.rate {
            return Ok(Pace::Open { per_second: positive("--rate", rate)? });
        }
        some("--in-flight", self.in_flight > 0)?;
        Ok(Pace::Closed { in_flight: self.in_flight })
    }

    fn connections(&self) -> Result<usize, Wrong> {
        let usual = if self.overload.is_some() { 16 } else { 2 };
        let clients = self.clients.unwrap_or(usual);
        some("--clients", clients > 0)?;
        if clients > MOST_CONNECTIONS { Err(Wrong::Connections(clients)) } else { Ok(clients) }
    }

    fn check_network(&self) -> Result<(), Wrong> {
        match self.validators {
            1 if self.kill_one => Err(Wrong::NoQuorum(1)),
            1 | 4 | 7 => Ok(()),
            other => Err(Wrong::Validators(other)),
        }
    }
}

impl Plan {
    /// Signed acts and offers are good for an hour, and issuing the titles takes its time too.
    fn check_time(&self) -> Result<(), Wrong> {
        let overload = u32::from(self.overload.is_some());
        let whole = (self.warm_up + self.window) * (self.windows + overload);
        if whole > LONGEST { Err(Wrong::TooLong(whole.as_secs())) } else { Ok(()) }
    }
}

fn some(option: &'static str, is_more_than_nothing: bool) -> Result<(), Wrong> {
    if is_more_than_nothing { Ok(()) } else { Err(Wrong::Nothing(option)) }
}

fn number(option: &'static str, value: f64) -> Result<f64, Wrong> {
    if (0.0..=MOST).contains(&value) { Ok(value) } else { Err(Wrong::Number(option)) }
}

fn positive(option: &'static str, value: f64) -> Result<f64, Wrong> {
    let value = number(option, value)?;
    some(option, value > 0.0)?;
    Ok(value)
}

/// Seconds, or instructions a second, that make sense.
const MOST: f64 = 1_000_000.0;
const LONGEST: Duration = Duration::from_secs(1_800);
/// A node takes 128 from one address, and the harness has some of its own.
const MOST_CONNECTIONS: usize = 100;
