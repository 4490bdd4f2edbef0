//! TOML files of the wallet home: bounded, strict, and faults named by line.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, HomeError};

/// A TOML file that could not be read.
#[derive(Debug, Error)]
pub enum TomlFileError {
    /// Not UTF-8.
    #[error("{} is not UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// Not TOML, or not the fields that belong there.
    #[error("{}, line {line}: {}", path.display(), source.message())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1; 1 where the fault lies in the whole file.
        line: usize,
        /// What the parser found.
        source: Box<toml::de::Error>,
    },
    /// The file itself.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl Explain for TomlFileError {
    fn hint(&self) -> String {
        match self {
            Self::NotText { .. } => "save the file as UTF-8".to_owned(),
            Self::Malformed { .. } => {
                "correct that line, or move the file away and let ebl write it anew".to_owned()
            }
            Self::Home(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Config
    }
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
///
/// [`TomlFileError`].
pub fn read<T: DeserializeOwned>(path: &Path, limit: usize) -> Result<T, TomlFileError> {
    parse(path, home::read(path, limit)?)
}

/// Reads what stands in a file; `path` is for the words of a refusal.
///
/// # Errors
///
/// [`TomlFileError::NotText`] or [`TomlFileError::Malformed`].
pub fn parse<T: DeserializeOwned>(path: &Path, bytes: Vec<u8>) -> Result<T, TomlFileError> {
    let text =
        String::from_utf8(bytes).map_err(|_| TomlFileError::NotText { path: path.to_owned() })?;
    toml::from_str(&text).map_err(|source| TomlFileError::Malformed {
        path: path.to_owned(),
        line: line_of(&text, &source),
        source: Box::new(source),
    })
}

/// The text of a file.
#[must_use]
pub fn render<T: Serialize>(contents: &T) -> String {
    toml::to_string(contents).expect("these files are tables of texts, lists and tables")
}

fn line_of(text: &str, fault: &toml::de::Error) -> usize {
    let start = fault.span().map_or(0, |span| span.start);
    1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count()
}
