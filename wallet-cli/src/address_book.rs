//! The address book: names for parties, kept in `contacts.toml`.
//!
//! ```toml
//! [[contact]]
//! name = "Harbour Bank"
//! party = "<64 hexadecimal digits>"
//! member = "Harbour Bank Ltd"   # may be absent
//! ```
//!
//! Names are the user's own; the ledger knows only parties. A name stands for one party and a
//! party has one name, so that a name on the screen is never in doubt.

mod contact_name;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use title::PartyId;

pub use contact_name::{ContactName, ContactNameError, MOST_NAME_CHARACTERS};

use crate::error::Explain;
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::home::{self, Home, HomeError};
use crate::names::Digits;
use crate::toml_file::{self, TomlFileError};

/// The most contacts of one address book.
pub const MOST_CONTACTS: usize = 1024;

/// The fewest digits of a party that are looked up; fewer are too easily a typing error.
pub const FEWEST_DIGITS: usize = 4;

/// A party with the name the user gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The user's name for the party.
    pub name: ContactName,
    party: Hex32,
    /// The member behind the party, as the user knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<ContactName>,
}

/// All contacts, ordered by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressBook {
    /// By name without its case.
    contacts: BTreeMap<String, Contact>,
}

/// A contact that could not be found, kept or removed.
#[derive(Debug, Error)]
pub enum AddressBookError {
    /// Nothing matches.
    #[error("no contact is called {query:?}")]
    Unknown {
        /// What was looked for.
        query: String,
        /// Some of the names there are.
        candidates: Vec<ContactName>,
    },
    /// More than one contact matches.
    #[error("{query:?} may mean {}", names(candidates))]
    Ambiguous {
        /// What was looked for.
        query: String,
        /// The names that match, or the first of them.
        candidates: Vec<ContactName>,
    },
    /// The name stands for another party already.
    #[error("the name {name} stands for another party already")]
    NameTaken {
        /// The name, as the book has it.
        name: ContactName,
    },
    /// The party has another name already.
    #[error("that party is called {name} already")]
    PartyTaken {
        /// The name it has.
        name: ContactName,
    },
    /// The book is full.
    #[error("the address book holds {MOST_CONTACTS} contacts and no more")]
    Full,
    /// The file.
    #[error(transparent)]
    File(#[from] TomlFileError),
    /// The file could not be written.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl Explain for AddressBookError {
    fn hint(&self) -> String {
        match self {
            Self::Unknown { candidates, .. } if candidates.is_empty() => {
                "the address book is empty; add contacts with ebl contacts add, or give the \
                 party's 64 digits"
                    .to_owned()
            }
            Self::Unknown { candidates, .. } => {
                format!("contacts there are: {}; or give the party's 64 digits", names(candidates))
            }
            Self::Ambiguous { .. } => "give more of the name or of the party's digits".to_owned(),
            Self::NameTaken { name } | Self::PartyTaken { name } => {
                format!("choose another name, or remove {name} first")
            }
            Self::Full => "remove contacts you no longer deal with".to_owned(),
            Self::File(error) => error.hint(),
            Self::Home(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Config
    }
}

impl Contact {
    /// A contact.
    #[must_use]
    pub fn new(name: ContactName, party: PartyId, member: Option<ContactName>) -> Self {
        Self { name, party: party.into(), member }
    }

    /// The party.
    #[must_use]
    pub fn party(&self) -> PartyId {
        self.party.into()
    }
}

impl AddressBook {
    /// Reads the address book; a home without one has an empty one.
    ///
    /// # Errors
    ///
    /// [`AddressBookError::File`], and what [`AddressBook::add`] refuses where the file was edited.
    pub fn load(home: &Home) -> Result<Self, AddressBookError> {
        let file: ContactsFile = match toml_file::read(&home.contacts(), MOST_FILE_BYTES) {
            Err(TomlFileError::Home(HomeError::Missing { .. })) => ContactsFile::default(),
            read => read?,
        };
        Self::of_file(file)
    }

    /// Reads what stands in the file of an address book; `path` is for the words of a refusal.
    ///
    /// # Errors
    ///
    /// [`AddressBookError::File`], and what [`AddressBook::add`] refuses where the file was edited.
    pub fn parse(path: &Path, bytes: Vec<u8>) -> Result<Self, AddressBookError> {
        Self::of_file(toml_file::parse(path, bytes)?)
    }

    fn of_file(file: ContactsFile) -> Result<Self, AddressBookError> {
        let mut book = Self::default();
        for contact in file.contact {
            book.add(contact)?;
        }
        Ok(book)
    }

    /// Writes the address book in place of the one there is.
    ///
    /// # Errors
    ///
    /// [`AddressBookError::Home`].
    pub fn save(&self, home: &Home) -> Result<(), AddressBookError> {
        Ok(home::replace(&home.contacts(), self.render().as_bytes())?)
    }

    /// The text of its file.
    #[must_use]
    pub fn render(&self) -> String {
        toml_file::render(&ContactsFile { contact: self.contacts().cloned().collect() })
    }

    /// Adds a contact. Names are the same when they differ only in case.
    ///
    /// # Errors
    ///
    /// [`AddressBookError::NameTaken`], [`AddressBookError::PartyTaken`] or
    /// [`AddressBookError::Full`].
    pub fn add(&mut self, contact: Contact) -> Result<(), AddressBookError> {
        if let Some(known) = self.named(contact.name.as_str()) {
            return Err(AddressBookError::NameTaken { name: known.name.clone() });
        }
        if let Some(known) = self.contact(&contact.party()) {
            return Err(AddressBookError::PartyTaken { name: known.name.clone() });
        }
        if self.contacts.len() == MOST_CONTACTS {
            return Err(AddressBookError::Full);
        }
        self.contacts.insert(contact.name.folded(), contact);
        Ok(())
    }

    /// Removes the contact with exactly this name and gives it back.
    ///
    /// # Errors
    ///
    /// [`AddressBookError::Unknown`].
    pub fn remove(&mut self, name: &str) -> Result<Contact, AddressBookError> {
        let removed = self.contacts.remove(&contact_name::fold(name));
        removed.ok_or_else(|| self.unknown(name))
    }

    /// The party that `query` stands for: 64 digits, known or not; a contact's name; or the
    /// beginning of exactly one contact's name or party.
    ///
    /// # Errors
    ///
    /// [`AddressBookError::Unknown`] or [`AddressBookError::Ambiguous`], with candidates.
    pub fn resolve(&self, query: &str) -> Result<PartyId, AddressBookError> {
        if let Ok(party) = query.parse::<Hex32>() {
            return Ok(party.into());
        }
        if let Some(contact) = self.named(query) {
            return Ok(contact.party());
        }
        let matching: Vec<&Contact> =
            self.contacts().filter(|contact| contact.begins_with(query)).collect();
        match matching[..] {
            [] => Err(self.unknown(query)),
            [contact] => Ok(contact.party()),
            [..] => Err(AddressBookError::Ambiguous {
                query: query.to_owned(),
                candidates: first_names(matching.into_iter()),
            }),
        }
    }

    /// The contact that is this party.
    #[must_use]
    pub fn contact(&self, party: &PartyId) -> Option<&Contact> {
        self.contacts().find(|contact| contact.party() == *party)
    }

    /// The party as people read it: `Harbour Bank (3f9a…c2)`, or `3f9a…c2` without a contact.
    #[must_use]
    pub fn name(&self, party: &PartyId) -> String {
        match self.contact(party) {
            Some(contact) => format!("{} ({})", contact.name, Digits(party)),
            None => Digits(party).to_string(),
        }
    }

    /// All contacts, ordered by name.
    pub fn contacts(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values()
    }

    fn named(&self, name: &str) -> Option<&Contact> {
        self.contacts.get(&contact_name::fold(name))
    }

    fn unknown(&self, query: &str) -> AddressBookError {
        let query = query.to_owned();
        AddressBookError::Unknown { query, candidates: first_names(self.contacts()) }
    }
}

impl Contact {
    fn begins_with(&self, query: &str) -> bool {
        let folded = contact_name::fold(query);
        let in_name = !folded.is_empty() && self.name.folded().starts_with(&folded);
        in_name || (query.len() >= FEWEST_DIGITS && self.party.to_string().starts_with(query))
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactsFile {
    #[serde(default)]
    contact: Vec<Contact>,
}

fn first_names<'c>(contacts: impl Iterator<Item = &'c Contact>) -> Vec<ContactName> {
    contacts.take(MOST_CANDIDATES).map(|contact| contact.name.clone()).collect()
}

fn names(candidates: &[ContactName]) -> String {
    let names: Vec<&str> = candidates.iter().map(ContactName::as_str).collect();
    names.join(", ")
}

const MOST_CANDIDATES: usize = 8;
const MOST_FILE_BYTES: usize = 2 * 1024 * 1024;

#[cfg(test)]
mod tests;
