//! Planted faults: hand-made bugs of one line each, of which a checker must notice every one.
//!
//! A list is a text file: parts on lines of their own, an empty line after each fault, and lines
//! that begin with `#` for the reader.
//!
//! ```text
//! breaks: what is wrong with such sources, in words
//! file:   the file, below the sources that the list is about
//! after:  the line before, where the line itself stands more than once in the file
//! line:   the line as it stands there, without its indentation
//! with:   what is put in its place; empty for nothing
//! ```
//!
//! A list may have keys of its own beside these. Reading order: [`Lists`] reads them, [`Fault`] is
//! planted, [`Bench`] is where.

mod bench;
mod fault;
mod lists;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use bench::{Bench, Verdict, first_line};
pub use fault::Fault;
pub use lists::Lists;

/// Why a list of faults, or a fault, is of no use.
#[derive(Debug)]
pub enum Useless {
    /// A file cannot be read or written, or a program not be started.
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
    /// A fault lacks a part, or has one that means nothing.
    Part {
        /// Which file.
        path: PathBuf,
        /// What the fault breaks, as far as it says.
        breaks: String,
        /// Which part.
        part: &'static str,
    },
    /// The line does not stand in its file exactly once.
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
            Self::Part { path, breaks, part } => {
                write!(f, "{}: the fault \"{breaks}\" has no good {part}", path.display())
            }
            Self::Stands { breaks, file, times } => {
                write!(f, "the line of \"{breaks}\" stands {times} times in {file}")
            }
        }
    }
}

/// The text of a file.
///
/// # Errors
///
/// [`Useless::File`].
pub fn read(path: &Path) -> Result<String, Useless> {
    fs::read_to_string(path).map_err(|source| Useless::File { path: path.to_owned(), source })
}
