//! Account keys at rest: one age passphrase file per key.
//!
//! A key file is an age version 1 file with a single scrypt recipient, so `age -d` opens it too.
//! Its work factor, log2 of scrypt's N, must lie between [`WorkFactor::LEAST`] and
//! [`WorkFactor::MOST`]: a weaker file may have been planted to make guessing cheap, a stronger
//! one to exhaust memory. The plaintext is drawn in `contents.rs`.
//!
//! Passphrases come from the terminal or a file, never from an argument or a variable's value,
//! where other programs could read them. Secrets have no `Debug` and are wiped when dropped.

mod contents;
mod passphrase;
mod sealed;

use std::path::PathBuf;

use proto::ids::ChainId;
use proto::keys::{PublicKey, SecretKey, Signature};
use proto::signing::Purpose;
use thiserror::Error;
use zeroize::Zeroizing;

pub use contents::ContentsFault;
pub use passphrase::{
    MOST_PASSPHRASE_BYTES, Passphrase, PassphraseError, PassphraseSource, SHORTEST_NEW_PASSPHRASE,
};
pub use sealed::{MOST_FILE_BYTES, SealFault, WorkFactor, WorkFactorError, declared};

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, Home, HomeError};
use crate::label::{Label, listed};
use contents::Contents;
use sealed::Bounds;

/// The keys of one wallet home.
pub struct Keystore<'h> {
    home: &'h Home,
}

/// An account key, ready to sign. It has no `Debug` and is wiped when dropped.
pub struct AccountKey {
    label: Label,
    secret: SecretKey,
}

/// A key that could not be made or opened.
#[derive(Debug, Error)]
pub enum KeystoreError {
    /// No key has this label.
    #[error("there is no key {label}")]
    NoSuchKey {
        /// The label asked for.
        label: Label,
        /// The labels there are.
        known: Vec<Label>,
    },
    /// A key has this label already.
    #[error("there is a key {label} already, and a key is never overwritten")]
    KeyExists {
        /// The label.
        label: Label,
    },
    /// The encrypted file was refused or not opened.
    #[error("key {label} was not opened: {fault}")]
    Sealed {
        /// The label of the key.
        label: Label,
        /// Why.
        fault: SealFault,
    },
    /// The passphrase fits, but what it protects is no account key.
    #[error("key {label} was opened, but {fault}")]
    Contents {
        /// The label of the key.
        label: Label,
        /// Why.
        fault: ContentsFault,
    },
    /// The file of one key lies under the name of another.
    #[error("the file of key {label} holds key {inside}")]
    Renamed {
        /// The label of the file.
        label: Label,
        /// The label under the encryption.
        inside: Label,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for a key: {0}")]
    Randomness(getrandom::Error),
    /// The file or its folder.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl Explain for KeystoreError {
    fn hint(&self) -> String {
        match self {
            Self::NoSuchKey { known, .. } => {
                format!("keys there are: {}; ebl key new LABEL makes one", listed(known))
            }
            Self::KeyExists { .. } => {
                "choose another label; ebl key list shows the ones in use".to_owned()
            }
            Self::Sealed { fault, .. } => fault.hint(),
            Self::Contents { fault, .. } => fault.hint(),
            Self::Renamed { inside, .. } => {
                format!("somebody moved the file; name it {inside}.age again")
            }
            Self::Randomness(_) => {
                "no key can be made safely on this machine until that is mended".to_owned()
            }
            Self::Home(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoSuchKey { .. }
            | Self::KeyExists { .. }
            | Self::Sealed { .. }
            | Self::Contents { .. }
            | Self::Renamed { .. } => Exit::Keystore,
            Self::Randomness(_) => Exit::Internal,
            Self::Home(error) => error.exit(),
        }
    }
}

impl AccountKey {
    /// The label the user gave.
    #[must_use]
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// The Ed25519 public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.secret.public()
    }

    /// Signs `body` for one purpose on one chain.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, chain: &ChainId, body: &[u8]) -> Signature {
        self.secret.sign(purpose, chain, body)
    }
}

impl<'h> Keystore<'h> {
    /// The keys below `home`.
    #[must_use]
    pub fn new(home: &'h Home) -> Self {
        Self { home }
    }

    /// Makes a key from fresh randomness, stores it and gives its public key.
    ///
    /// # Errors
    ///
    /// [`KeystoreError::KeyExists`], [`KeystoreError::Randomness`] or [`KeystoreError::Home`].
    pub fn create(
        &self,
        label: &Label,
        passphrase: &Passphrase,
        work: WorkFactor,
    ) -> Result<PublicKey, KeystoreError> {
        self.refuse_existing(label)?;
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut_slice()).map_err(KeystoreError::Randomness)?;
        self.store(label, &seed, passphrase, work)
    }

    /// Opens a key.
    ///
    /// # Errors
    ///
    /// [`KeystoreError`], all but `KeyExists` and `Randomness`.
    pub fn open(
        &self,
        label: &Label,
        passphrase: &Passphrase,
    ) -> Result<AccountKey, KeystoreError> {
        let file = self.read(label)?;
        let plaintext = sealed::open(&file, passphrase, Bounds::PERMITTED)
            .map_err(|fault| KeystoreError::Sealed { label: label.clone(), fault })?;
        let contents = contents::parse(&plaintext)
            .map_err(|fault| KeystoreError::Contents { label: label.clone(), fault })?;
        if contents.label != *label {
            return Err(KeystoreError::Renamed { label: label.clone(), inside: contents.label });
        }
        Ok(AccountKey { label: contents.label, secret: SecretKey::from_seed(&contents.seed) })
    }

    /// The labels of all keys, in order. Needs no passphrase and opens nothing.
    ///
    /// # Errors
    ///
    /// [`KeystoreError::Home`].
    pub fn labels(&self) -> Result<Vec<Label>, KeystoreError> {
        Ok(self.home.key_labels()?)
    }

    /// The file of a key.
    #[must_use]
    pub fn file(&self, label: &Label) -> PathBuf {
        self.home.key(label)
    }

    /// Refuses a label that is taken, so that nobody types a passphrase in vain.
    ///
    /// # Errors
    ///
    /// [`KeystoreError::KeyExists`] or [`KeystoreError::Home`].
    pub fn refuse_existing(&self, label: &Label) -> Result<(), KeystoreError> {
        if self.labels()?.contains(label) {
            return Err(KeystoreError::KeyExists { label: label.clone() });
        }
        Ok(())
    }

    fn store(
        &self,
        label: &Label,
        seed: &Zeroizing<[u8; 32]>,
        passphrase: &Passphrase,
        work: WorkFactor,
    ) -> Result<PublicKey, KeystoreError> {
        let contents = Contents::new(label.clone(), seed);
        let file = sealed::seal(&contents.render(), passphrase, work);
        match home::create(&self.home.key(label), &file) {
            Err(HomeError::Exists { .. }) => Err(KeystoreError::KeyExists { label: label.clone() }),
            Err(failed) => Err(failed.into()),
            Ok(()) => Ok(contents.public),
        }
    }

    fn read(&self, label: &Label) -> Result<Vec<u8>, KeystoreError> {
        match home::read(&self.home.key(label), MOST_FILE_BYTES) {
            Err(HomeError::Missing { .. }) => {
                Err(KeystoreError::NoSuchKey { label: label.clone(), known: self.labels()? })
            }
            Err(failed) => Err(failed.into()),
            Ok(file) => Ok(file),
        }
    }
}

#[cfg(test)]
mod tests;
