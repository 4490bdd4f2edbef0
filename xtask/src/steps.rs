//! Programs run one after the other; the first that fails ends the row.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

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
    /// The compiler's own tools are not installed.
    NoLlvmTools,
    /// The compiler has no standard library for a browser.
    NoBrowserTarget,
    /// wasm-bindgen is not installed, or another version of it.
    NoWasmBindgen {
        /// The version that is needed.
        version: String,
    },
    /// A file or folder could not be read or written.
    NotRead {
        /// Which.
        what: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nothing that is fuzzed has this name.
    NoTarget {
        /// The name.
        name: String,
    },
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted { what, source } => write!(f, "{what} did not start: {source}"),
            Self::Ended { what, status } => write!(f, "{what} ended with {status}"),
            Self::NoCargoDeny => f.write_str("cargo-deny is not installed"),
            Self::NoLlvmTools => {
                f.write_str("the compiler's component llvm-tools is not installed")
            }
            Self::NoBrowserTarget => {
                f.write_str("the target wasm32-unknown-unknown is not installed")
            }
            Self::NoWasmBindgen { version } => {
                write!(f, "wasm-bindgen {version}, as in the lock file, is not installed")
            }
            Self::NotRead { what, source } => write!(f, "{}: {source}", what.display()),
            Self::NoTarget { name } => write!(f, "no target is called {name}"),
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
            Self::NoLlvmTools => "rustup component add llvm-tools, then run the command again",
            Self::NoBrowserTarget => {
                "rustup target add wasm32-unknown-unknown, then run the command again"
            }
            Self::NoWasmBindgen { .. } => {
                "cargo install --locked wasm-bindgen-cli --version and the version named above"
            }
            Self::NotRead { .. } => "is the place there, and is there room?",
            Self::NoTarget { .. } => "docs/fuzzing.md lists the targets",
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

/// Runs a program, which must succeed, with its output shown as it comes and kept in a file: both
/// streams as one, in the order in which it wrote them.
///
/// # Errors
///
/// [`Failed`] unless it succeeds.
pub(crate) fn run_and_keep(mut command: Command, file: &Path) -> Result<(), Failed> {
    let what = line(&command);
    let not_started = |source| Failed::NotStarted { what: what.clone(), source };
    let mut kept = File::create(file).map_err(not_started)?;
    let (mut output, ours) = io::pipe().map_err(not_started)?;
    let theirs = ours.try_clone().map_err(not_started)?;
    let mut child = command.stdout(theirs).stderr(ours).spawn().map_err(not_started)?;
    // While this end is open the output has no end.
    drop(command);
    let mut part = [0; 8192];
    loop {
        let length = output.read(&mut part).map_err(not_started)?;
        if length == 0 {
            break;
        }
        kept.write_all(&part[..length]).map_err(not_started)?;
        io::stderr().write_all(&part[..length]).map_err(not_started)?;
    }
    let status = child.wait().map_err(not_started)?;
    if status.success() { Ok(()) } else { Err(Failed::Ended { what, status }) }
}

/// Runs a program to its end, whatever that is.
///
/// # Errors
///
/// [`Failed::NotStarted`].
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, Failed> {
    command.status().map_err(|source| Failed::NotStarted { what: line(command), source })
}

/// What a program prints, which must succeed.
///
/// # Errors
///
/// [`Failed`] unless it succeeds.
pub(crate) fn output(command: &mut Command) -> Result<String, Failed> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|source| Failed::NotStarted { what: line(command), source })?;
    if !output.status.success() {
        return Err(Failed::Ended { what: line(command), status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
