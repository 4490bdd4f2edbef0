//! The encrypted file around a key: age with one scrypt recipient, and our bounds on its work.

use std::fmt;
use std::io::Read;
use std::iter;
use std::str::FromStr;

use age::{Decryptor, scrypt};
use thiserror::Error;
use zeroize::Zeroizing;

use super::passphrase::Passphrase;

/// The most bytes of a key file; a file with the longest label has about 450.
pub const MOST_FILE_BYTES: usize = 1024;

/// log2 of scrypt's cost parameter N. Each step up doubles time and memory; at 17 a guess costs
/// 128 MiB, at 20 a gibibyte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkFactor(u8);

/// A work factor outside the permitted range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WorkFactorError {
    /// Not a whole number.
    #[error("a work factor is a whole number")]
    NotANumber,
    /// Too weak or too costly.
    #[error(
        "a work factor lies between {} and {}, this one is {found}",
        WorkFactor::LEAST,
        WorkFactor::MOST
    )]
    OutOfRange {
        /// The number given.
        found: u8,
    },
}

/// Why an encrypted file was refused or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealFault {
    /// It does not begin as a key file does.
    #[error("its file does not begin as an age passphrase file")]
    Header,
    /// Its work factor is below the floor.
    #[error("its work factor {found} is below {}", WorkFactor::LEAST)]
    TooWeak {
        /// The work factor in the file.
        found: u8,
    },
    /// Its work factor is above the ceiling.
    #[error("its work factor {found} is above {}", WorkFactor::MOST)]
    TooCostly {
        /// The work factor in the file.
        found: u8,
    },
    /// The passphrase does not fit. A change to the salt or the wrapped key looks the same.
    #[error("the passphrase is wrong, or its file was changed")]
    NotOpened,
    /// The passphrase fits but the rest of the file was changed or cut off.
    #[error("its file was changed or cut off")]
    Altered,
}

/// The work factors that are accepted when a file is opened.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// The weakest.
    pub(super) least: WorkFactor,
    /// The costliest.
    pub(super) most: WorkFactor,
}

impl Bounds {
    /// The bounds of the format.
    pub(super) const PERMITTED: Self = Self { least: WorkFactor::LEAST, most: WorkFactor::MOST };
}

impl WorkFactor {
    /// The weakest that is accepted, for machines with little memory and for tests.
    pub const LEAST: Self = Self(14);

    /// What new keys get unless asked otherwise.
    pub const USUAL: Self = Self(17);

    /// The costliest that is accepted.
    pub const MOST: Self = Self(20);

    /// A work factor from its number.
    ///
    /// # Errors
    ///
    /// [`WorkFactorError::OutOfRange`].
    pub fn new(log_n: u8) -> Result<Self, WorkFactorError> {
        if (Self::LEAST.0..=Self::MOST.0).contains(&log_n) {
            Ok(Self(log_n))
        } else {
            Err(WorkFactorError::OutOfRange { found: log_n })
        }
    }
}

impl fmt::Display for WorkFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for WorkFactor {
    type Err = WorkFactorError;

    fn from_str(text: &str) -> Result<Self, WorkFactorError> {
        Self::new(text.parse().map_err(|_| WorkFactorError::NotANumber)?)
    }
}

impl SealFault {
    /// What to do about it.
    pub(super) fn hint(self) -> String {
        match self {
            Self::Header | Self::Altered => {
                "do not use this file; restore the key from your backup".to_owned()
            }
            Self::TooWeak { .. } => {
                "ebl never writes so weak a file: it may have been planted; restore your backup"
                    .to_owned()
            }
            Self::TooCostly { .. } => {
                "ebl never writes so costly a file; restore the key from your backup".to_owned()
            }
            Self::NotOpened => {
                "try again; if you are sure of the passphrase, restore the key from your backup"
                    .to_owned()
            }
        }
    }
}

/// Encrypts `plaintext` under `passphrase`.
pub(super) fn seal(plaintext: &[u8], passphrase: &Passphrase, work: WorkFactor) -> Vec<u8> {
    let mut recipient = scrypt::Recipient::new(passphrase.secret().clone());
    recipient.set_work_factor(work.0);
    let file = age::encrypt(&recipient, plaintext)
        .expect("one scrypt recipient is always acceptable and memory takes every write");
    assert!(file.len() <= MOST_FILE_BYTES, "the longest label still fits");
    file
}

/// Decrypts a file whose work factor lies within `bounds`.
pub(super) fn open(
    file: &[u8],
    passphrase: &Passphrase,
    bounds: Bounds,
) -> Result<Zeroizing<Vec<u8>>, SealFault> {
    let (_, decryptor) = header(file, bounds)?;
    let mut identity = scrypt::Identity::new(passphrase.secret().clone());
    identity.set_max_work_factor(bounds.most.0);
    let reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity));
    let reader = reader.map_err(|failed| {
        // The header's authentication code is checked once the passphrase has opened the file key;
        // all that can fail before is the opening.
        let opened = matches!(failed, age::DecryptError::InvalidMac);
        if opened { SealFault::Altered } else { SealFault::NotOpened }
    })?;
    // As large as the file from the start, so that no copy of the secret is left by growing.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(MOST_FILE_BYTES));
    reader
        .take(MOST_FILE_BYTES as u64)
        .read_to_end(&mut plaintext)
        .map_err(|_| SealFault::Altered)?;
    Ok(plaintext)
}

/// What a key file says of the work that opens it, read before any of it is done or a passphrase is
/// tried.
///
/// # Errors
///
/// [`SealFault::Header`], [`SealFault::TooWeak`] or [`SealFault::TooCostly`].
pub fn declared(file: &[u8]) -> Result<WorkFactor, SealFault> {
    header(file, Bounds::PERMITTED).map(|(work, _)| work)
}

/// Looks at a file before any work is done on its own terms.
fn header(file: &[u8], bounds: Bounds) -> Result<(WorkFactor, Decryptor<&[u8]>), SealFault> {
    let found = declared_work(file).ok_or(SealFault::Header)?;
    if found < bounds.least.0 {
        return Err(SealFault::TooWeak { found });
    }
    if found > bounds.most.0 {
        return Err(SealFault::TooCostly { found });
    }
    let decryptor = Decryptor::new_buffered(file).map_err(|_| SealFault::Header)?;
    Ok((WorkFactor(found), decryptor))
}

/// Reads the work factor from the second line of an age passphrase file,
/// `-> scrypt SALT LOG2N`. The format allows no stanza beside it.
fn declared_work(file: &[u8]) -> Option<u8> {
    let mut lines = file.split(|byte| *byte == b'\n');
    if lines.next()? != AGE_VERSION.as_bytes() {
        return None;
    }
    let stanza = std::str::from_utf8(lines.next()?).ok()?;
    let (_salt, digits) = stanza.strip_prefix("-> scrypt ")?.split_once(' ')?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

const AGE_VERSION: &str = "age-encryption.org/v1";

#[cfg(test)]
mod tests;
