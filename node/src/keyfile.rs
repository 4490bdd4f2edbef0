//! The node's own keys: a seed in a file that only its owner can read.
//!
//! A node signs without a person, so its keys are not behind a passphrase; the file's permissions
//! and the machine protect them. Parties' keys live in wallets, never here.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

/// What a key file begins with.
const HEADER: &str = "ebl-node secret key 1";
/// A header line, 64 hex digits, two line ends.
const MOST_BYTES: u64 = 128;

/// A 32-byte seed, zeroed when dropped.
pub type Seed = Zeroizing<[u8; 32]>;

/// Why a key file cannot be used.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The system says no.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Others could read it.
    #[error("{path} can be read by others; run: chmod 600 {path}", path = path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
    },
    /// Not a key file.
    #[error("{path} is not a node key file of this version", path = path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// No randomness to make a key of.
    #[error("the system gave no randomness for a new key")]
    NoRandomness,
}

/// Makes a new key file and gives its seed. An existing file is never overwritten.
///
/// # Errors
///
/// [`KeyFileError`].
pub fn create(path: &Path) -> Result<Seed, KeyFileError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| KeyFileError::NoRandomness)?;
    let text = Zeroizing::new(format!("{HEADER}\n{}\n", hex::encode(seed.as_ref())));
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(seed)
}

/// Reads a key file.
///
/// # Errors
///
/// [`KeyFileError`].
pub fn read(path: &Path) -> Result<Seed, KeyFileError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    let format = || KeyFileError::Format { path: path.to_owned() };
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(KeyFileError::TooOpen { path: path.to_owned() });
    }
    if metadata.len() > MOST_BYTES {
        return Err(format());
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    let mut lines = text.lines();
    let (Some(HEADER), Some(digits), None) = (lines.next(), lines.next(), lines.next()) else {
        return Err(format());
    };
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(digits, seed.as_mut()).map_err(|_| format())?;
    Ok(seed)
}
