//! The repository as files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// A checkout.
#[derive(Clone, Debug)]
pub struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The checkout that this program was built from.
    #[must_use]
    pub fn own() -> Self {
        Self::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
    }

    /// The checkout in a folder.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// A path from the root.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Whether there is a file or folder.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Reads a text.
    ///
    /// # Errors
    ///
    /// [`Fault::Unreadable`].
    pub fn text(&self, path: &str) -> Result<String, Fault> {
        read(&self.path(path))
    }

    /// The numbers of the rules that have a text in `docs/*-rules.md`: `T-01`.
    ///
    /// # Errors
    ///
    /// [`Fault::Unreadable`].
    pub fn rules(&self) -> Result<BTreeSet<String>, Fault> {
        let mut rules = BTreeSet::new();
        for path in list(&self.path("docs"))? {
            if path.to_string_lossy().ends_with("-rules.md") {
                let text = read(&path)?;
                let headings = text.lines().filter_map(|line| line.strip_prefix("### "));
                rules.extend(headings.filter_map(|heading| Some(heading.get(..4)?.to_owned())));
            }
        }
        Ok(rules)
    }

    /// The commands that `.cargo/config.toml` defines.
    ///
    /// # Errors
    ///
    /// [`Fault::Unreadable`].
    pub fn commands(&self) -> Result<BTreeSet<String>, Fault> {
        let text = self.text(".cargo/config.toml")?;
        let names = text.lines().filter_map(|line| line.split_once(" = "));
        Ok(names.map(|(name, _)| name.trim().to_owned()).collect())
    }
}

/// Reads a text.
pub(crate) fn read(path: &Path) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|source| Fault::Unreadable { path: path.to_owned(), source })
}

/// The entries of a folder, in the order of their names; a folder that is not there has none.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |source| Fault::Unreadable { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}
