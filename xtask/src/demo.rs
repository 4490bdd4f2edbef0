//! `cargo demo`: builds the programs and plays the voyage with them.

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
    eprintln!("building; on a fresh clone this takes some minutes");
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--bins"]);
    for package in ["node", "wallet-cli", "ebl-tests"] {
        build.args(["--package", package]);
    }
    steps::run(&mut build)?;
    let mut demo = Command::new(programs().join("demo"));
    let status = steps::status(demo.args(arguments))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Where cargo puts the programs: beside this one.
fn programs() -> PathBuf {
    let own = env::current_exe().expect("the system knows what it runs");
    own.parent().expect("programs lie in a folder").to_owned()
}
