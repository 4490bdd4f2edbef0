//! Where the law's scenarios, its table of cells and its texts stand in this repository.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::parse::{self, ParseFault};
use crate::script::Script;

/// A file that could not be read.
#[derive(Debug)]
pub enum Fault {
    /// The system says no.
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line says nothing.
    Parse(ParseFault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Parse(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

/// A path from the root of the repository.
#[must_use]
pub fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Reads a text.
///
/// # Errors
///
/// [`Fault::Unreadable`].
pub fn text(path: &Path) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|source| unreadable(path, source))
}

/// Reads every scenario of a folder and of the folders in it, in the order of their names.
///
/// # Errors
///
/// The first file that cannot be read.
pub fn scripts(folder: &Path) -> Result<Vec<Script>, Fault> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    paths.sort();
    paths.iter().map(|path| script(folder, path)).collect()
}

fn script(folder: &Path, path: &Path) -> Result<Script, Fault> {
    let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
    parse::script(&name, &text(path)?).map_err(Fault::Parse)
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Fault> {
    let entries = fs::read_dir(folder).map_err(|source| unreadable(folder, source))?;
    for entry in entries {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        if path.is_dir() {
            list(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, source: io::Error) -> Fault {
    Fault::Unreadable { path: path.to_owned(), source }
}
