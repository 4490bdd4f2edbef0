//! Tests that this machine cannot run.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::thread;

/// The file in which skipped tests are noted, a line each, for `cargo conformance --skipped`.
const NOTED_IN: &str = "EBL_SKIPPED";

/// Where the tests are that may be skipped, as documents name them.
const TARGET: &str = "ebl_tests::scenarios";

/// Says that this test shows nothing on this machine, and why. `cargo test` counts it as passed, and what
/// it prints is not shown, so it is noted where the environment names a file.
///
/// # Panics
///
/// When that file cannot be written.
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
    let Some(path) = env::var_os(NOTED_IN) else { return };
    let current = thread::current();
    let test = current.name().expect("the test harness names its threads");
    let line = format!("{TARGET}::{test}\t{}\n", why.lines().next().unwrap_or_default());
    let file = OpenOptions::new().create(true).append(true).open(&path);
    // In one piece, since tests of other threads write to it too.
    file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file can be written");
}
