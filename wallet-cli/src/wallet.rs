//! What every command that touches the wallet home starts from.

use crate::address_book::{AddressBook, AddressBookError};
use crate::args::Options;
use crate::home::{Home, HomeError};
use crate::keystore::{Keystore, PassphraseSource};
use crate::label::Label;
use crate::profile::{self, Profile, ProfileError};

/// The wallet home, with what the command line said about its use.
#[derive(Clone, Debug)]
pub struct Wallet {
    /// The wallet home.
    pub home: Home,
    /// Where passphrases come from.
    pub passphrases: PassphraseSource,
    named_profile: Option<Label>,
}

impl Wallet {
    /// The wallet that the options describe. Nothing is read or created yet.
    ///
    /// # Errors
    ///
    /// [`HomeError::Nowhere`].
    pub fn locate(options: &Options) -> Result<Self, HomeError> {
        Ok(Self {
            home: Home::locate(options.home.clone())?,
            passphrases: options
                .passphrase_file
                .clone()
                .map_or(PassphraseSource::Terminal, PassphraseSource::File),
            named_profile: options.profile.clone(),
        })
    }

    /// The keys.
    #[must_use]
    pub fn keystore(&self) -> Keystore<'_> {
        Keystore::new(&self.home)
    }

    /// The profile to use.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] where it cannot be told or read.
    pub fn profile(&self) -> Result<Profile, ProfileError> {
        Profile::load(&self.home, &self.current_profile()?)
    }

    /// The label of the profile to use; there may be no such profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Choice`] or [`ProfileError::Home`].
    pub fn current_profile(&self) -> Result<Label, ProfileError> {
        profile::current(&self.home, self.named_profile.as_ref())
    }

    /// The address book.
    ///
    /// # Errors
    ///
    /// [`AddressBookError`] where it cannot be read.
    pub fn address_book(&self) -> Result<AddressBook, AddressBookError> {
        AddressBook::load(&self.home)
    }
}
