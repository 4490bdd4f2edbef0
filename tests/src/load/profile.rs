//! Where a node spends its time: `perf` samples it, and its samples become folded stacks.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use thiserror::Error;

use super::flame;

/// What stands above the picture.
const HEAD: &str =
    "One validator under load: who called whom is upright, how many samples met it is across";

/// A recording that runs, or has come to its end.
pub struct Recording {
    perf: Child,
    samples: PathBuf,
    into: PathBuf,
}

/// Why there is no profile.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// The tool does not start.
    #[error("perf does not start: {0}")]
    Perf(io::Error),
    /// The tool failed.
    #[error("perf did not do as told: {0}")]
    Failed(String),
    /// The file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl Recording {
    /// Begins to sample a process after `delay`, for as long as `length`. The samples themselves go
    /// into `folder`, and folded stacks into the file `into` in the end.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Perf`] where there is no `perf`.
    pub fn begin(
        process: u32,
        delay: Duration,
        length: Duration,
        folder: &Path,
        into: &Path,
    ) -> Result<Self, ProfileError> {
        let samples = folder.join("perf.data");
        let mut command = Command::new("perf");
        command.args(["record", "--quiet", "--freq", "199", "--call-graph", "dwarf,16384"]);
        command.arg("--pid").arg(process.to_string()).arg("--output").arg(&samples);
        command.arg("--delay").arg(delay.as_millis().to_string());
        command.arg("--").arg("sleep").arg((delay + length).as_secs_f64().to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let perf = command.spawn().map_err(ProfileError::Perf)?;
        Ok(Self { perf, samples, into: into.to_owned() })
    }

    /// Waits for the end of the recording, and writes the folded stacks, or a picture of them into a
    /// file whose name ends in `.svg`.
    ///
    /// # Errors
    ///
    /// [`ProfileError`].
    pub fn end(mut self) -> Result<(), ProfileError> {
        let status = self.perf.wait().map_err(ProfileError::Perf)?;
        if !status.success() {
            return Err(ProfileError::Failed(format!("recording ended with {status}")));
        }
        let mut command = Command::new("perf");
        command.arg("script").arg("--input").arg(&self.samples);
        command.args(["--fields", "comm,ip,sym"]);
        let output = command.output().map_err(ProfileError::Perf)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(ProfileError::Failed(said));
        }
        let folded = fold(&String::from_utf8_lossy(&output.stdout));
        let is_picture = self.into.extension().is_some_and(|extension| extension == "svg");
        let text = if is_picture { flame::svg(HEAD, &folded) } else { folded };
        let write = |source| ProfileError::Write { path: self.into.clone(), source };
        fs::write(&self.into, text).map_err(write)
    }
}

/// Folds what `perf script` prints: a line for each stack, from the thread's name to the innermost
/// function, and how many samples met it.
fn fold(script: &str) -> String {
    let mut stacks: BTreeMap<String, usize> = BTreeMap::new();
    for sample in script.split("\n\n") {
        let mut lines = sample.trim_matches('\n').lines();
        let Some(thread) = lines.next().map(str::trim).filter(|name| !name.is_empty()) else {
            continue;
        };
        let mut frames: Vec<_> = lines.filter_map(function).collect();
        frames.push(thread);
        frames.reverse();
        *stacks.entry(frames.join(";")).or_default() += 1;
    }
    let mut text = String::new();
    for (stack, count) in stacks {
        writeln!(text, "{stack} {count}").expect("a string takes what is written to it");
    }
    text
}

/// The function of a line `address name`, without the hash that ends a Rust name.
fn function(line: &str) -> Option<&str> {
    let (_, name) = line.trim().split_once(' ')?;
    Some(match name.rsplit_once("::h") {
        Some((plain, hash))
            if hash.len() == 16 && hash.bytes().all(|it| it.is_ascii_hexdigit()) =>
        {
            plain
        }
        _ => name,
    })
}
