//! Lists of faults, and how they are read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Fault, Useless, read};

/// The keys that every list has, in the order of the parts of a [`Fault`].
const KEYS: [&str; 5] = ["breaks", "file", "after", "line", "with"];

/// Lists of faults in one folder, all about the same sources.
#[derive(Clone, Debug)]
pub struct Lists {
    /// The folder that holds them.
    pub folder: PathBuf,
    /// The folder that the faults' files are below.
    pub sources: PathBuf,
    /// Keys that these lists have beside those of every list. A fault may lack them; whoever needs
    /// them says so.
    pub own: &'static [&'static str],
}

impl Lists {
    /// All faults, list by list in the order of the lists' names.
    ///
    /// # Errors
    ///
    /// [`Useless`], what cannot be read.
    pub fn all(&self) -> Result<Vec<Fault>, Useless> {
        let file = |source| Useless::File { path: self.folder.clone(), source };
        let entries = fs::read_dir(&self.folder).map_err(file)?;
        let paths =
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
        let mut paths = paths.map_err(file)?;
        paths.sort();
        let mut faults = vec![];
        for path in paths {
            faults.extend(parse(&path, &read(&path)?, self.own)?);
        }
        Ok(faults)
    }

    /// Whether a fault can be planted in the sources as they stand.
    ///
    /// # Errors
    ///
    /// [`Useless`], why it cannot.
    pub fn check(&self, fault: &Fault) -> Result<(), Useless> {
        fault.planted(&read(&self.sources.join(&fault.file))?).map(|_| ())
    }
}

/// The faults of one list.
pub(super) fn parse(
    path: &Path,
    text: &str,
    own: &'static [&'static str],
) -> Result<Vec<Fault>, Useless> {
    let mut faults = vec![];
    let mut parts = Parts { own, ..Parts::default() };
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        if line.trim().is_empty() {
            faults.extend(parts.finish(path)?);
        } else if !parts.take(line) {
            return Err(Useless::Line { path: path.to_owned(), number: at + 1 });
        }
    }
    faults.extend(parts.finish(path)?);
    Ok(faults)
}

/// The parts of a fault read so far.
#[derive(Default)]
struct Parts {
    own: &'static [&'static str],
    read: BTreeMap<&'static str, String>,
}

impl Parts {
    fn take(&mut self, line: &str) -> bool {
        let Some((key, text)) = line.split_once(':') else { return false };
        let Some(key) = KEYS.iter().chain(self.own).find(|known| **known == key) else {
            return false;
        };
        self.read.insert(key, text.trim().to_owned()).is_none()
    }

    /// The fault, if any part was read.
    fn finish(&mut self, path: &Path) -> Result<Option<Fault>, Useless> {
        let mut parts = std::mem::take(&mut self.read);
        if parts.is_empty() {
            return Ok(None);
        }
        let named = parts.get("breaks").cloned().unwrap_or_default();
        let after = parts.remove("after");
        let mut part = |part| {
            let breaks = named.clone();
            parts.remove(part).ok_or(Useless::Part { path: path.to_owned(), breaks, part })
        };
        let (breaks, file, line, with) =
            (part("breaks")?, part("file")?, part("line")?, part("with")?);
        Ok(Some(Fault { breaks, file, after, line, with, own: parts }))
    }
}
