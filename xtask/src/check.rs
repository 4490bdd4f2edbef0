//! `cargo xtask check`: everything that must hold before a change is handed in.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::steps::{Failed, cargo, line, run as run_step, run_and_keep};

/// Runs the checks, the quickest first.
///
/// # Errors
///
/// The first check that fails.
pub(crate) fn run() -> Result<(), Failed> {
    let mut documentation = with(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    show_and_run(&mut with(&["fmt", "--all", "--check"]))?;
    fuzz_lock()?;
    show_and_run(&mut with(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    tests()?;
    show_and_run(&mut documentation)?;
    deny()
}

/// Whether the fuzz programs, a workspace of their own that no test builds, still have the lock file
/// that their dependencies need.
fn fuzz_lock() -> Result<(), Failed> {
    let manifest = "tests/fuzz/Cargo.toml";
    let mut step = with(&["metadata", "--locked", "--format-version", "1"]);
    step.args(["--manifest-path", manifest]).stdout(Stdio::null());
    show_and_run(&mut step)
}

/// The tests, and whether they show every demand of `docs/mletr.md` and `docs/threat-model.md`.
fn tests() -> Result<(), Failed> {
    let printed = printed();
    let step = with(&["test", "--workspace"]);
    eprintln!("==> {}", line(&step));
    run_and_keep(step, &printed)?;
    let mut conformance = with(&["conformance", "--results"]);
    conformance.arg(printed);
    show_and_run(&mut conformance)
}

/// Where what the tests print is kept: beside the folder of this program.
fn printed() -> PathBuf {
    let own = env::current_exe().expect("the system knows what it runs");
    own.with_file_name("test-output.txt")
}

/// Licences, banned crates and sources of all dependencies; needs no network.
fn deny() -> Result<(), Failed> {
    let mut probe = with(&["deny", "--version"]);
    let found = probe.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        return Err(Failed::NoCargoDeny);
    }
    show_and_run(&mut with(&["deny", "check", "licenses", "bans", "sources"]))
}

fn show_and_run(step: &mut Command) -> Result<(), Failed> {
    eprintln!("==> {}", line(step));
    run_step(step)
}

fn with(arguments: &[&str]) -> Command {
    let mut command = cargo();
    command.args(arguments);
    command
}
