//! Counting instructions with valgrind's callgrind.

use std::path::Path as FilePath;
use std::process::{Command, ExitStatus};
use std::{env, io};

use clap::ValueEnum;
use thiserror::Error;

use crate::paths::Path;

/// Why nothing was counted.
#[derive(Debug, Error)]
pub enum CountError {
    /// The program that counts is not there.
    #[error("valgrind cannot be started: {0}")]
    NoValgrind(#[source] io::Error),
    /// It, or what it counts, failed.
    #[error("counting {path:?} ended with {status}: {said}")]
    Failed {
        /// What was counted.
        path: Path,
        /// How it ended.
        status: ExitStatus,
        /// What it said last.
        said: String,
    },
    /// It ended well, but told no number.
    #[error("callgrind told no number of instructions of {0:?}")]
    NoNumber(Path),
}

/// Instructions that one transfer costs on a path: what some walks cost more than fewer, so that the
/// ledger they are walked on is not counted.
///
/// # Errors
///
/// [`CountError`].
pub fn instructions(program: &FilePath, path: Path) -> Result<u64, CountError> {
    let walks = path.walks();
    let (few, many) = (run(program, path, 2)?, run(program, path, 2 + walks)?);
    Ok(many.saturating_sub(few) / u64::from(walks * path.transfers()))
}

fn run(program: &FilePath, path: Path, walks: u32) -> Result<u64, CountError> {
    let name = path.to_possible_value().expect("no path is hidden");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    command.args(["walk", name.get_name(), "--times", &walks.to_string()]);
    // The same surroundings each time: their size moves the stack.
    command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
    let output = command.output().map_err(CountError::NoValgrind)?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let said = said.lines().last().unwrap_or_default().to_owned();
        return Err(CountError::Failed { path, status: output.status, said });
    }
    collected(&said).ok_or(CountError::NoNumber(path))
}

/// The number in callgrind's line `==1== Collected : 123`.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().rev().find_map(|line| line.split_once("Collected :"))?;
    line.1.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::collected;

    #[test]
    fn the_number_is_read_off_callgrinds_last_words() {
        let said = "==7== Events    : Ir\n==7== Collected : 123456\n==7== \n";
        assert_eq!(collected(said), Some(123_456));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }
}
