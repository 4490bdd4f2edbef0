//! The build: what `cargo fuzz` passes on a stable toolchain, where no sanitizer is to be had.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::targets::{Group, Target};
use crate::steps::{self, Failed, cargo};

/// Counters at every edge, the table that names them, and what comparisons compare. `cfg(fuzzing)`,
/// which `cargo fuzz` sets too, is left out: what is fuzzed is the code that is shipped.
const COVERAGE: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Where everything lies.
#[derive(Debug)]
pub(super) struct Places {
    /// The fuzzer's own workspace.
    pub(super) fuzz: PathBuf,
    /// What it is built into; found inputs and crashes lie here too.
    pub(super) built: PathBuf,
    /// The machine it is built for. Named to cargo, so that build scripts get no counters.
    pub(super) machine: String,
}

impl Places {
    /// Finds them from this program's own place.
    ///
    /// # Errors
    ///
    /// [`Failed`] when the compiler does not say what machine this is.
    pub(super) fn find() -> Result<Self, Failed> {
        let own = env::current_exe().expect("the system knows what it runs");
        let target = own.ancestors().nth(2).expect("a program lies in the folder of its profile");
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a member");
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", "host-tuple"]);
        Ok(Self {
            fuzz: project.join("tests/fuzz"),
            built: target.join("fuzz"),
            machine: steps::output(&mut rustc)?.trim().to_owned(),
        })
    }

    /// A target's program.
    pub(super) fn program(&self, target: &Target) -> PathBuf {
        self.built.join(&self.machine).join("release").join(&target.name)
    }
}

/// Builds the programs of some targets of one group.
///
/// # Errors
///
/// [`Failed`] when they do not build.
pub(super) fn build(places: &Places, group: Group, targets: &[&Target]) -> Result<(), Failed> {
    eprintln!("building {} targets of {}", targets.len(), group.name());
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--release", "--manifest-path"]);
    build.arg(places.fuzz.join("Cargo.toml"));
    build.args(["--features", group.name(), "--target", &places.machine]);
    for target in targets {
        build.args(["--bin", &target.name]);
    }
    build.env("CARGO_TARGET_DIR", &places.built).env_remove("RUSTFLAGS");
    build.env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"));
    steps::run(&mut build)
}
