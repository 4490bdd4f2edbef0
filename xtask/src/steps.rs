//! Programs run one after the other; the first that fails ends the row.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::process::{Command, ExitStatus};

/// Why a row ended.
#[derive(Debug)]
pub(crate) enum Failed {
    /// The program could not be started.
    NotStarted {
        /// The command line.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The program ended with something else than success.
    Ended {
        /// The command line.
        what: String,
        /// How.
        status: ExitStatus,
    },
    /// cargo-deny is not installed.
    NoCargoDeny,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted { what, source } => write!(f, "{what} did not start: {source}"),
            Self::Ended { what, status } => write!(f, "{what} ended with {status}"),
            Self::NoCargoDeny => f.write_str("cargo-deny is not installed"),
        }
    }
}

impl Failed {
    /// What to do next.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::NotStarted { .. } => "is it installed and on the PATH?",
            Self::Ended { .. } => "mend what it says above and run the command again",
            Self::NoCargoDeny => "cargo install --locked cargo-deny, then run the command again",
        }
    }
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs a program, which must succeed, with its output shown as it comes.
///
/// # Errors
///
/// [`Failed`] unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<(), Failed> {
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(Failed::Ended { what: line(command), status }) }
}

/// Runs a program to its end, whatever that is.
///
/// # Errors
///
/// [`Failed::NotStarted`].
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, Failed> {
    command.status().map_err(|source| Failed::NotStarted { what: line(command), source })
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
