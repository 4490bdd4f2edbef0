//! Where faults are tried: a copy of the whole workspace, built as `cargo sim` builds it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Output;

use ebl_planted_faults::{Bench as Copy, Useless, Verdict, first_line, read};

use super::{Planted, root};
use crate::plan::Profile;

/// What cargo needs beside the members of the workspace.
const BESIDE: [&str; 4] = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo"];

/// How the simulator begins the line on a seed that failed.
const FAILED: &str = "  seed ";

/// A copy of the workspace to plant faults in.
#[derive(Debug)]
pub struct Bench {
    copy: Copy,
}

impl Bench {
    /// Makes the folder a copy of the workspace; what was built in it before stays.
    ///
    /// # Errors
    ///
    /// [`Useless::File`] when that cannot be written.
    pub fn open(folder: PathBuf) -> Result<Self, Useless> {
        // Optimising the node anew takes minutes; running it as it is, seconds longer. What comes
        // from elsewhere is optimised all the same.
        let copy = Copy::at(folder).building_with("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
        for path in BESIDE {
            copy.mirror(&root(), path)?;
        }
        for member in members(&read(&root().join("Cargo.toml"))?) {
            copy.mirror(&root(), member)?;
        }
        Ok(Self { copy })
    }

    /// Tries the sources without any fault: no seed that these faults are found by may fail.
    ///
    /// # Errors
    ///
    /// [`Useless::File`] when a program cannot be started.
    pub fn sound(&self, faults: &[Planted]) -> Result<Verdict, Useless> {
        let mut wanted: BTreeMap<&str, (Profile, u64)> = BTreeMap::new();
        for planted in faults {
            let (_, seeds) = wanted.entry(name(planted.profile)).or_insert((planted.profile, 0));
            *seeds = planted.seeds.max(*seeds);
        }
        for (profile, seeds) in wanted.into_values() {
            let verdict = self.verdict(profile, seeds)?;
            if verdict != Verdict::Missed {
                return Ok(verdict);
            }
        }
        Ok(Verdict::Missed)
    }

    /// Plants one fault, builds, runs the simulator, and mends the sources again.
    ///
    /// # Errors
    ///
    /// [`Useless`] when the fault cannot be planted or a program not be started.
    pub fn try_fault(&self, planted: &Planted) -> Result<Verdict, Useless> {
        let verdict = || self.verdict(planted.profile, planted.seeds);
        self.copy.with_fault(&root(), "", &planted.fault, verdict)
    }

    fn verdict(&self, profile: Profile, seeds: u64) -> Result<Verdict, Useless> {
        if let Err(verdict) = self.copy.build(&["--workspace", "--bin", "sim"])? {
            return Ok(verdict);
        }
        let mut simulator = self.copy.program("sim");
        simulator.args(["--profile", name(profile), "--seeds", &seeds.to_string()]);
        simulator.args(["--failures", "1", "--no-shrink"]);
        let said = self.copy.run(&mut simulator)?;
        Ok(if said.status.success() { Verdict::Missed } else { caught(&said) })
    }
}

/// Reads off which checker of the simulator noticed, and what it said.
pub(super) fn caught(said: &Output) -> Verdict {
    let line = first_line(&said.stdout, FAILED);
    match line.trim_start().split_once(": ") {
        Some((seed_and_checker, how)) => {
            let (seed, by) = seed_and_checker.split_once(", ").unwrap_or((seed_and_checker, ""));
            Verdict::Caught { by: by.to_owned(), how: format!("{seed}: {how}") }
        }
        None => {
            let how = format!("it ended with {}", said.status);
            Verdict::Caught { by: "simulator".to_owned(), how }
        }
    }
}

/// The folders that a workspace's manifest names.
pub(super) fn members(manifest: &str) -> impl Iterator<Item = &str> {
    let list = manifest.split_once("members = [").and_then(|(_, list)| list.split_once(']'));
    let (list, _) = list.expect("a workspace has members");
    list.split(',').map(|member| member.trim().trim_matches('"')).filter(|name| !name.is_empty())
}

/// What the simulator calls a profile.
fn name(profile: Profile) -> &'static str {
    match profile {
        Profile::Calm => "calm",
        Profile::Stormy => "stormy",
        Profile::Liars => "liars",
        Profile::Disks => "disks",
        Profile::Swarm => "swarm",
    }
}
