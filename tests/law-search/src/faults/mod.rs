//! Planted faults: hand-made bugs of the law, of which the checkers must notice every one.

mod bench;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use ebl_planted_faults::{Fault, Useless, Verdict};
use ebl_planted_faults::{Lists, read};

pub use self::bench::Bench;

/// The sources that faults are planted in.
const SOURCES: &str = "title/src";

/// All faults, list by list in the order of the lists' names.
///
/// # Errors
///
/// [`Useless`], what cannot be read.
pub fn all() -> Result<Vec<Fault>, Useless> {
    lists().all()
}

/// Whether a fault can be planted in the law as it stands.
///
/// # Errors
///
/// [`Useless`], why it cannot.
pub fn check(fault: &Fault) -> Result<(), Useless> {
    lists().check(fault)
}

fn lists() -> Lists {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
    Lists { folder, sources: root().join(SOURCES), own: &[] }
}

/// The workspace this crate stands in.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
