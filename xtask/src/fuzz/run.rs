//! One run of one target.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::build::Places;
use super::options::Options;
use super::report::{Crash, Report};
use super::targets::Target;
use crate::steps::{self, Failed};

/// Longest input. The limits beyond it have tests of their own.
const MOST_BYTES: usize = 8192;
/// One input may take so long: a reader that takes longer is a finding.
const MOST_SECONDS: u32 = 20;
/// All memory of the program, the fuzzer's own included: threat C8 speaks of 512 MiB for a node.
const MOST_MEBIBYTES: u32 = 512;

/// Runs a target from its committed corpus and from what earlier runs found.
///
/// # Errors
///
/// [`Failed`] when it does not start.
pub(super) fn fuzz(places: &Places, target: &Target, options: &Options) -> Result<Report, Failed> {
    let log = folder(places, "logs", target)?.join("last.log");
    let mut program = program(places, target, options)?;
    program.stderr(File::create(&log).map_err(not_read(&log))?);
    let status = steps::status(&mut program)?;
    let said = fs::read(&log).map_err(not_read(&log))?;
    let said = String::from_utf8_lossy(&said);
    let crash = (!status.success()).then(|| Crash::read(&target.name, &said, &log));
    Ok(Report::read(&target.name, &said, crash))
}

fn program(places: &Places, target: &Target, options: &Options) -> Result<Command, Failed> {
    let mut program = Command::new(places.program(target));
    // What is found goes into the first folder; the second is only read.
    program.arg(folder(places, "found", target)?);
    program.arg(places.fuzz.join("corpus").join(&target.name));
    program.arg(format!("-max_total_time={}", options.seconds));
    program.args(options.runs.map(|runs| format!("-runs={runs}")));
    program.arg(format!("-max_len={MOST_BYTES}"));
    program.arg(format!("-timeout={MOST_SECONDS}"));
    program.arg(format!("-rss_limit_mb={MOST_MEBIBYTES}"));
    program.arg(format!("-artifact_prefix={}/", folder(places, "crashes", target)?.display()));
    program.arg("-print_final_stats=1");
    let dictionary = places.fuzz.join("dictionaries").join(format!("{}.dict", target.name));
    if dictionary.exists() {
        program.arg(format!("-dict={}", dictionary.display()));
    }
    Ok(program)
}

/// Plays one input, with everything shown.
///
/// # Errors
///
/// [`Failed`] when the program does not start.
pub(super) fn replay(places: &Places, chosen: &[Target], input: &Path) -> Result<ExitCode, Failed> {
    let target = chosen.first().expect("a replay names one target");
    let mut program = Command::new(places.program(target));
    let status = steps::status(program.arg(input).env("RUST_BACKTRACE", "1"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn folder(places: &Places, kind: &str, target: &Target) -> Result<PathBuf, Failed> {
    let folder = places.built.join(kind).join(&target.name);
    fs::create_dir_all(&folder).map_err(not_read(&folder))?;
    Ok(folder)
}

fn not_read(what: &Path) -> impl FnOnce(std::io::Error) -> Failed {
    let what = what.to_owned();
    move |source| Failed::NotRead { what, source }
}
