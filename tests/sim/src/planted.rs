//! Faults planted in the node's own sources, to show that a run finds them. Each names the profile
//! that finds it, and within how many seeds.

mod bench;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use ebl_planted_faults::{Fault, Lists, Useless};

pub use self::bench::Bench;
use crate::plan::Profile;

/// More seeds than this no fault may need.
pub const MOST_SEEDS: u64 = 100;

const PROFILE: &str = "profile";
const SEEDS: &str = "seeds";

/// A fault, and what finds it.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The fault. Its file is below the workspace.
    pub fault: Fault,
    /// How rough the runs are that find it.
    pub profile: Profile,
    /// Within how many seeds, from 1, they do.
    pub seeds: u64,
}

/// All faults, list by list in the order of the lists' names.
///
/// # Errors
///
/// [`Useless`], what cannot be read.
pub fn all() -> Result<Vec<Planted>, Useless> {
    let lists = lists();
    lists.all()?.into_iter().map(|fault| planted(&lists.folder, fault)).collect()
}

/// Whether a fault can be planted in the sources as they stand.
///
/// # Errors
///
/// [`Useless`], why it cannot.
pub fn check(planted: &Planted) -> Result<(), Useless> {
    lists().check(&planted.fault)
}

/// Where faults are tried unless another folder is named: it stays, so that the next time only
/// what changed is built.
#[must_use]
pub fn folder() -> PathBuf {
    root().join("target/sim-faults")
}

fn lists() -> Lists {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
    Lists { folder, sources: root(), own: &[PROFILE, SEEDS] }
}

fn planted(folder: &Path, fault: Fault) -> Result<Planted, Useless> {
    let no_good = |part| {
        let breaks = fault.breaks.clone();
        Useless::Part { path: folder.to_owned(), breaks, part }
    };
    let own = |part| fault.own.get(part).map(String::as_str).ok_or_else(|| no_good(part));
    let profile = Profile::from_str(own(PROFILE)?, false).map_err(|_| no_good(PROFILE))?;
    let seeds = own(SEEDS)?.parse().map_err(|_| no_good(SEEDS))?;
    if !(1..=MOST_SEEDS).contains(&seeds) {
        return Err(no_good(SEEDS));
    }
    Ok(Planted { fault, profile, seeds })
}

/// The workspace this crate stands in.
fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("this crate stands two folders below the workspace").to_owned()
}
