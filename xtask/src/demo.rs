//! `cargo demo`, `cargo sim` and `cargo sim-faults`: builds the programs and runs one of them.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::steps::{self, Failed, cargo};

/// Builds everything the demo runs, then runs it with the arguments given. The demo says itself
/// what went wrong with it; its exit code is passed on.
///
/// # Errors
///
/// [`Failed`] when something does not build.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, Failed> {
    let packages = ["node", "wallet-cli", "ebl-tests"];
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    build_and_run(&["--bins"].into_iter().chain(packages).collect::<Vec<_>>(), "demo", arguments)
}

/// Builds a program of the simulator's and runs it. It is built with the whole workspace's features, so that what
/// the tests have built is not built again in another shape.
///
/// # Errors
///
/// [`Failed`] when something does not build.
pub(crate) fn simulate(program: &str, arguments: &[String]) -> Result<ExitCode, Failed> {
    build_and_run(&["--workspace", "--bin", program], program, arguments)
}

/// Builds what plants faults in the node and runs it, in the same shape for the same reason.
///
/// # Errors
///
/// [`Failed`] when something does not build.
pub(crate) fn plant_faults(arguments: &[String]) -> Result<ExitCode, Failed> {
    build_and_run(&["--workspace", "--bin", "sim-faults"], "sim-faults", arguments)
}

fn build_and_run(what: &[&str], program: &str, arguments: &[String]) -> Result<ExitCode, Failed> {
    eprintln!("building; on a fresh clone this takes some minutes");
    steps::run(cargo().args(["build", "--quiet", "--locked"]).args(what))?;
    let status = steps::status(Command::new(programs().join(program)).args(arguments))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Where cargo puts the programs: beside this one.
fn programs() -> PathBuf {
    let own = env::current_exe().expect("the system knows what it runs");
    own.parent().expect("programs lie in a folder").to_owned()
}
