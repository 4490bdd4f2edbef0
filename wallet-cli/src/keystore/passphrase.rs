//! Passphrases: where they come from and what they must be.

use std::io;
use std::path::PathBuf;

use secrecy::SecretString;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, HomeError};

/// The most bytes a passphrase may have.
pub const MOST_PASSPHRASE_BYTES: usize = 1024;

/// The fewest characters of a passphrase for a new key. Existing keys open with what they have.
pub const SHORTEST_NEW_PASSPHRASE: usize = 12;

/// A passphrase. It has no `Debug` and is wiped when dropped.
pub struct Passphrase(SecretString);

/// Where a passphrase comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseSource {
    /// The user types it.
    Terminal,
    /// The only line of a file.
    File(PathBuf),
}

/// A passphrase that could not be had.
#[derive(Debug, Error)]
pub enum PassphraseError {
    /// Nothing was given.
    #[error("the passphrase is empty")]
    Empty,
    /// Too short for a new key.
    #[error("a passphrase for a new key has at least {SHORTEST_NEW_PASSPHRASE} characters")]
    TooShort,
    /// More than [`MOST_PASSPHRASE_BYTES`].
    #[error("the passphrase is longer than {MOST_PASSPHRASE_BYTES} bytes")]
    TooLong,
    /// The two entries differ.
    #[error("the two passphrases are not the same")]
    Different,
    /// The file has more than one line.
    #[error("the passphrase file has more than one line")]
    SeveralLines,
    /// The file is not text.
    #[error("the passphrase file is not UTF-8 text")]
    NotText,
    /// The terminal could not be read.
    #[error("no passphrase can be typed here: {0}")]
    Terminal(io::Error),
    /// The file could not be read.
    #[error(transparent)]
    File(HomeError),
}

impl Explain for PassphraseError {
    fn hint(&self) -> String {
        match self {
            Self::Empty | Self::TooLong => "type the passphrase of the key".to_owned(),
            Self::TooShort => "four or more random words are strong and can be typed".to_owned(),
            Self::Different => "no key was made; try again".to_owned(),
            Self::SeveralLines | Self::NotText => {
                "the file holds the passphrase as its only line and nothing else".to_owned()
            }
            Self::Terminal(_) => {
                "name a file with --passphrase-file or EBL_PASSPHRASE_FILE".to_owned()
            }
            Self::File(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Keystore
    }
}

impl Passphrase {
    /// Takes a passphrase as typed.
    ///
    /// # Errors
    ///
    /// [`PassphraseError::Empty`] or [`PassphraseError::TooLong`].
    pub fn new(text: &str) -> Result<Self, PassphraseError> {
        if text.is_empty() {
            return Err(PassphraseError::Empty);
        }
        if text.len() > MOST_PASSPHRASE_BYTES {
            return Err(PassphraseError::TooLong);
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The passphrase, for the one who encrypts.
    pub(super) fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl PassphraseSource {
    /// The passphrase of an existing key; `prompt` says which.
    ///
    /// # Errors
    ///
    /// [`PassphraseError`], all but `TooShort` and `Different`.
    pub fn existing(&self, prompt: &str) -> Result<Passphrase, PassphraseError> {
        Passphrase::new(&self.text(prompt)?)
    }

    /// A passphrase for a new key; `prompt` says which. At a terminal it is typed twice.
    ///
    /// # Errors
    ///
    /// [`PassphraseError`].
    pub fn fresh(&self, prompt: &str) -> Result<Passphrase, PassphraseError> {
        let text = self.text(prompt)?;
        if !text.is_empty() && text.chars().count() < SHORTEST_NEW_PASSPHRASE {
            return Err(PassphraseError::TooShort);
        }
        if *self == Self::Terminal && *self.text("The same again")? != *text {
            return Err(PassphraseError::Different);
        }
        Passphrase::new(&text)
    }

    fn text(&self, prompt: &str) -> Result<Zeroizing<String>, PassphraseError> {
        match self {
            Self::Terminal => rpassword::prompt_password(format!("{prompt}: "))
                .map(Zeroizing::new)
                .map_err(PassphraseError::Terminal),
            Self::File(path) => {
                let limit = MOST_PASSPHRASE_BYTES + LINE_END.len();
                let bytes = home::read(path, limit).map(Zeroizing::new);
                only_line(&bytes.map_err(PassphraseError::File)?)
            }
        }
    }
}

fn only_line(bytes: &[u8]) -> Result<Zeroizing<String>, PassphraseError> {
    let text = std::str::from_utf8(bytes).map_err(|_| PassphraseError::NotText)?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains(['\n', '\r']) {
        return Err(PassphraseError::SeveralLines);
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// The longest end of a line that is not part of the passphrase.
const LINE_END: &str = "\r\n";

#[cfg(test)]
mod tests;
