//! A place in which nothing outlives the program: not a process, mount, loop device, network
//! namespace or rule.
//!
//! Where it is allowed, `cargo chaos` runs itself again in mount, network and process namespaces
//! of its own (`unshare`). The kernel takes them away, with all that is in them, when the program
//! ends, however it ends. Nothing outside is touched: campaigns mount only there, and their only
//! addresses are the loopback there and those of namespaces made there.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use super::campaign::Missing;

/// Whether this program runs in namespaces of its own.
#[must_use]
pub fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

/// Runs a program, which is this one, in namespaces of its own, and gives how it ended. None where
/// that is not allowed.
#[must_use]
pub fn run_inside(own: &Path, programs: &Path, words: &[String]) -> Option<ExitStatus> {
    require("unshare", "util-linux").ok()?;
    require("ip", "iproute2").ok()?;
    let tried = Command::new("unshare").args(APART).arg("true").stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(APART).arg(own).args(words);
    command.env(INSIDE, "yes").env("EBL_TEST_PROGRAMS", programs);
    command.status().ok()
}

/// Makes the inside fit to live in: its loopback is up, and names of namespaces have a place.
///
/// # Errors
///
/// [`Missing::Right`].
pub fn furnish() -> Result<(), Missing> {
    run("ip", &["link", "set", "lo", "up"])?;
    run("mount", &["-t", "tmpfs", "ebl-chaos", "/run"])
}

/// That a program can be run.
///
/// # Errors
///
/// [`Missing::Program`].
pub fn require(name: &'static str, package: &'static str) -> Result<(), Missing> {
    let path = env::var_os("PATH").unwrap_or_else(|| OsString::from("/usr/bin"));
    let places = env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    let mut found = places.map(|place| place.join(name));
    if found.any(|file| fs::metadata(file).is_ok_and(|file| file.is_file())) {
        Ok(())
    } else {
        Err(Missing::Program { name, package })
    }
}

/// That this program runs in namespaces of its own.
///
/// # Errors
///
/// [`Missing::Right`].
pub fn require_inside() -> Result<(), Missing> {
    if is_inside() {
        Ok(())
    } else {
        Err(Missing::Right { to: "take mount, network and process namespaces of its own" })
    }
}

/// Runs one of the system's commands.
///
/// # Errors
///
/// [`Missing::Right`] when it fails; what it said goes to standard error.
pub fn run(program: &'static str, words: &[&str]) -> Result<(), Missing> {
    let output = Command::new(program).args(words).output();
    let failed = match output {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    eprintln!("{program} {}: {failed}", words.join(" "));
    Err(Missing::Right { to: program })
}

const INSIDE: &str = "EBL_CHAOS_INSIDE";
/// With the process namespace dies whatever runs in it.
const APART: [&str; 8] = [
    "--mount",
    "--propagation=private",
    "--net",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
    "--",
];
