//! The tests of this repository, read from its sources: every function that is marked as one, with
//! the name under which `cargo test` runs it.
//!
//! Sources are as `rustfmt` leaves them, which another check sees to: an attribute, a `mod` or a
//! `fn` begins its line, and what a line opens is closed at the same indentation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::repository::{Repository, list, read};
use crate::results::Ran;

mod module;
mod package;

/// Every test by its full name: package, target, modules, function.
///
/// # Errors
///
/// [`Fault`] when a source cannot be read, or when the results of two tests could not be told
/// apart.
pub fn tests(repository: &Repository) -> Result<BTreeMap<String, Ran>, Fault> {
    let mut tests = BTreeMap::new();
    for member in package::members(repository)? {
        let name = package::name(&repository.path(&member))?;
        for target in targets(&repository.path(&member), &name)? {
            for path in module::tests(&target.root)? {
                let ran = Ran { heading: target.heading.clone(), test: path.clone() };
                tests.insert(format!("{}::{path}", target.prefix), ran);
            }
        }
    }
    distinct(&tests)?;
    Ok(tests)
}

/// One test program.
struct Target {
    /// Its first source file.
    root: PathBuf,
    /// What stands before a test's path in its full name.
    prefix: String,
    /// What `cargo test` prints before it runs the program.
    heading: String,
}

/// A package has a library or else a program, and test programs in `tests/`. A program beside a
/// library only starts it, so its tests would be looked for in vain.
fn targets(folder: &Path, package: &str) -> Result<Vec<Target>, Fault> {
    let name = package.replace('-', "_");
    let mut targets = Vec::new();
    let first =
        ["lib.rs", "main.rs"].into_iter().find(|file| folder.join("src").join(file).exists());
    if let Some(file) = first {
        let heading = format!("unittests src/{file} {name}");
        targets.push(Target { root: folder.join("src").join(file), prefix: name.clone(), heading });
    }
    for path in list(&folder.join("tests"))? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (root, file) = if path.is_dir() {
            (path.join("main.rs"), format!("{stem}/main.rs"))
        } else {
            (path.clone(), format!("{stem}.rs"))
        };
        let is_source = root.extension().is_some_and(|extension| extension == "rs");
        if is_source && root.exists() {
            let heading = format!("tests/{file}");
            targets.push(Target { root, prefix: format!("{name}::{stem}"), heading });
        }
    }
    Ok(targets)
}

fn distinct(tests: &BTreeMap<String, Ran>) -> Result<(), Fault> {
    let mut seen = BTreeMap::new();
    for (name, ran) in tests {
        if seen.insert(ran, name).is_some() {
            return Err(Fault::Alike { heading: ran.heading.clone(), test: ran.test.clone() });
        }
    }
    Ok(())
}

/// Reads a source.
fn source(path: &Path) -> Result<String, Fault> {
    read(path)
}
