//! Planted faults: hand-made bugs of the law, of which the checkers must notice every one.

mod bench;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use bench::{Bench, Verdict};

/// A bug of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong with such a law, in words.
    pub breaks: String,
    /// The file under `title/src`.
    pub file: String,
    /// The line before, where the line itself stands more than once in the file.
    pub after: Option<String>,
    /// The line, without its indentation.
    pub line: String,
    /// What stands in its place; empty for nothing.
    pub with: String,
}

/// Why a list of faults, or a fault, is of no use.
#[derive(Debug)]
pub enum Useless {
    /// A file cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line of a list is not `key: text`, or its key is unknown or there twice.
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        number: usize,
    },
    /// A fault lacks a part.
    Part {
        /// Which file.
        path: PathBuf,
        /// What the fault breaks, as far as it says.
        breaks: String,
        /// What is missing.
        missing: &'static str,
    },
    /// The line does not stand in the law exactly once.
    Stands {
        /// The fault.
        breaks: String,
        /// Where it should stand.
        file: String,
        /// How often it does.
        times: usize,
    },
}

impl fmt::Display for Useless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Line { path, number } => {
                write!(f, "{}, line {number}: not a part of a fault", path.display())
            }
            Self::Part { path, breaks, missing } => {
                write!(f, "{}: the fault \"{breaks}\" has no {missing}", path.display())
            }
            Self::Stands { breaks, file, times } => {
                write!(f, "the line of \"{breaks}\" stands {times} times in title/src/{file}")
            }
        }
    }
}

/// All faults, list by list in the order of the lists' names.
///
/// # Errors
///
/// [`Useless`], what cannot be read.
pub fn all() -> Result<Vec<Fault>, Useless> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
    let file = |source| Useless::File { path: folder.clone(), source };
    let entries = fs::read_dir(&folder).map_err(file)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(file)?;
    paths.sort();
    let mut faults = vec![];
    for path in paths {
        faults.extend(parse(&path, &read(&path)?)?);
    }
    Ok(faults)
}

/// The faults of one list: parts on lines of their own, an empty line after each fault.
fn parse(path: &Path, text: &str) -> Result<Vec<Fault>, Useless> {
    let mut faults = vec![];
    let mut parts = Parts::default();
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

/// The parts of a fault read so far, in the order of [`KEYS`].
#[derive(Default)]
struct Parts([Option<String>; 5]);

const KEYS: [&str; 5] = ["breaks", "file", "after", "line", "with"];

impl Parts {
    fn take(&mut self, line: &str) -> bool {
        let Some((key, text)) = line.split_once(':') else { return false };
        match KEYS.iter().position(|known| *known == key) {
            Some(at) if self.0[at].is_none() => {
                self.0[at] = Some(text.trim().to_owned());
                true
            }
            _ => false,
        }
    }

    /// The fault, if any part was read.
    fn finish(&mut self, path: &Path) -> Result<Option<Fault>, Useless> {
        let parts = std::mem::take(&mut self.0);
        if parts.iter().all(Option::is_none) {
            return Ok(None);
        }
        let [breaks, file, after, line, with] = parts;
        let named = breaks.clone().unwrap_or_default();
        let part = |part: Option<String>, missing| {
            part.ok_or(Useless::Part { path: path.to_owned(), breaks: named.clone(), missing })
        };
        Ok(Some(Fault {
            breaks: part(breaks, "breaks")?,
            file: part(file, "file")?,
            after,
            line: part(line, "line")?,
            with: part(with, "with")?,
        }))
    }
}

impl Fault {
    /// The file of the law with the fault in it.
    ///
    /// # Errors
    ///
    /// [`Useless::Stands`] unless the line stands there exactly once.
    pub fn planted(&self, source: &str) -> Result<String, Useless> {
        let lines: Vec<&str> = source.lines().collect();
        let follows = |at: usize| match &self.after {
            Some(before) => at > 0 && lines[at - 1].trim() == *before,
            None => true,
        };
        let is_it = |at: &usize| lines[*at].trim() == self.line && follows(*at);
        let places: Vec<usize> = (0..lines.len()).filter(is_it).collect();
        let [place] = places[..] else {
            let (breaks, file) = (self.breaks.clone(), self.file.clone());
            return Err(Useless::Stands { breaks, file, times: places.len() });
        };
        let mut planted: String = lines[..place].iter().flat_map(|line| [*line, "\n"]).collect();
        planted.extend([&self.with, "\n"]);
        planted.extend(lines[place + 1..].iter().flat_map(|line| [*line, "\n"]));
        Ok(planted)
    }

    /// Whether the fault can be planted in the law as it stands.
    ///
    /// # Errors
    ///
    /// [`Useless`], why it cannot.
    pub fn check(&self) -> Result<(), Useless> {
        self.planted(&read(&root().join("title/src").join(&self.file))?).map(|_| ())
    }
}

/// The workspace this crate stands in.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> Result<String, Useless> {
    fs::read_to_string(path).map_err(|source| Useless::File { path: path.to_owned(), source })
}
