//! What can go wrong in `ebl`, and how it is said: what happened, then which, why, what next.

use std::io;

use thiserror::Error;

use crate::address_book::AddressBookError;
use crate::exit::Exit;
use crate::home::HomeError;
use crate::keystore::{KeystoreError, PassphraseError};
use crate::profile::ProfileError;
use crate::ui::UiError;

/// An error that a user can act on. Its `Display` says *what*; the rest is here.
pub trait Explain: std::error::Error {
    /// Which, why, and what to do next: one or two sentences.
    fn hint(&self) -> String;

    /// How the program ends because of it.
    fn exit(&self) -> Exit;

    /// The number of the rule that said no, where a rule did.
    fn rule(&self) -> Option<&str> {
        None
    }
}

/// Every way in which a command fails.
#[derive(Debug, Error)]
pub enum WalletError {
    /// The command line.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// A key.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// A passphrase.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// A profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The address book.
    #[error(transparent)]
    AddressBook(#[from] AddressBookError),
    /// A file of the wallet home.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// A question that was not answered with yes.
    #[error(transparent)]
    Ui(#[from] UiError),
    /// Standard input, output or error, or the guard around them.
    #[error(transparent)]
    Console(#[from] ConsoleError),
}

impl WalletError {
    /// What happened, without "Error:".
    #[must_use]
    pub fn what(&self) -> String {
        self.explain().to_string()
    }

    /// Which, why, and what to do next, without "Hint:".
    #[must_use]
    pub fn hint(&self) -> String {
        self.explain().hint()
    }

    /// How the program ends.
    #[must_use]
    pub fn exit_code(&self) -> Exit {
        self.explain().exit()
    }

    /// The number of the rule that said no, where a rule did.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.explain().rule()
    }

    fn explain(&self) -> &dyn Explain {
        match self {
            Self::Usage(error) => error,
            Self::Keystore(error) => error,
            Self::Passphrase(error) => error,
            Self::Profile(error) => error,
            Self::AddressBook(error) => error,
            Self::Home(error) => error,
            Self::Ui(error) => error,
            Self::Console(error) => error,
        }
    }
}

/// A command line that was not understood; the text is the argument parser's.
#[derive(Debug, Error)]
#[error("{}", first_line(.0))]
pub struct UsageError(pub Box<clap::Error>);

impl Explain for UsageError {
    fn hint(&self) -> String {
        "ebl --help lists the commands, ebl COMMAND --help their arguments".to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// What surrounds the program failed it.
#[derive(Debug, Error)]
pub enum ConsoleError {
    /// The result could not be written.
    #[error("cannot write the result: {source}")]
    Output {
        /// What the system said.
        source: io::Error,
    },
    /// Core dumps, which would hold keys, could not be switched off.
    #[error("cannot switch off core dumps: {source}")]
    CoreDumps {
        /// What the system said.
        source: io::Error,
    },
}

impl Explain for ConsoleError {
    fn hint(&self) -> String {
        match self {
            Self::Output { .. } => {
                "the command itself was carried out; see where its output goes".to_owned()
            }
            Self::CoreDumps { .. } => {
                "a dump would hold keys, so nothing was done; run ebl where limits can be set"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Internal
    }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
