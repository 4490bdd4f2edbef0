//! `cargo xtask check`: everything that must hold before a change is handed in.

use std::process::{Command, Stdio};

use crate::steps::{Failed, cargo, line, run as run_step};

/// Runs the checks, the quickest first.
///
/// # Errors
///
/// The first check that fails.
pub(crate) fn run() -> Result<(), Failed> {
    let mut documentation = with(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    for mut step in [
        with(&["fmt", "--all", "--check"]),
        with(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        with(&["test", "--workspace"]),
        documentation,
    ] {
        show_and_run(&mut step)?;
    }
    deny()
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
