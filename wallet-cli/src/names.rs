//! Names for parties: the user's own first, then what the genesis file calls their members.

use std::fmt;

use proto::ids::MemberId;
use thiserror::Error;
use title::PartyId;

use crate::address_book::{AddressBook, AddressBookError};
use crate::error::Explain;
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::network::Network;

/// Finds parties by name and names by party.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The user's own names.
    pub book: &'a AddressBook,
    /// The names of the members.
    pub network: &'a Network,
}

/// A name that stands for no party, or for several.
#[derive(Debug, Error)]
pub enum NameError {
    /// A member has several accounts, and each is a party of its own.
    #[error("{member} has {} accounts", parties.len())]
    SeveralAccounts {
        /// The member's legal name.
        member: String,
        /// Its accounts.
        parties: Vec<PartyId>,
    },
    /// Several members have names that begin so.
    #[error("{query:?} may mean {}", members.join(", "))]
    SeveralMembers {
        /// What was looked for.
        query: String,
        /// The legal names.
        members: Vec<String>,
    },
    /// Neither a contact nor a member.
    #[error("no contact and no member is called {query:?}")]
    Nobody {
        /// What was looked for.
        query: String,
        /// Some of the names there are.
        members: Vec<String>,
    },
    /// The address book says no.
    #[error(transparent)]
    Book(#[from] AddressBookError),
}

impl Explain for NameError {
    fn hint(&self) -> String {
        match self {
            Self::SeveralAccounts { parties, .. } => {
                let digits: Vec<_> = parties.iter().map(|party| hex::encode(party.0)).collect();
                format!("give the party's 64 digits: {}", digits.join(" or "))
            }
            Self::SeveralMembers { .. } => "give more of the name".to_owned(),
            Self::Nobody { members, .. } => {
                format!("members are: {}; or give the party's 64 digits", members.join(", "))
            }
            Self::Book(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Config
    }
}

impl Names<'_> {
    /// The party that `query` stands for: 64 digits, a contact, or a member's legal name or its
    /// beginning.
    ///
    /// # Errors
    ///
    /// [`NameError`], with candidates.
    pub fn resolve(&self, query: &str) -> Result<PartyId, NameError> {
        match self.book.resolve(query) {
            Err(AddressBookError::Unknown { .. }) => resolve_member(self.network, query),
            resolved => Ok(resolved?),
        }
    }

    /// The party in a sentence: the name alone, or the beginning of its digits.
    #[must_use]
    pub fn short(&self, party: &PartyId) -> String {
        self.name(party).unwrap_or_else(|| Digits(party).to_string())
    }

    /// The party where it must not be mistaken: name and digits.
    #[must_use]
    pub fn full(&self, party: &PartyId) -> String {
        let digits = Digits(party);
        self.name(party).map_or_else(|| digits.to_string(), |name| format!("{name} ({digits})"))
    }

    /// A member by its legal name, or the beginning of its id.
    #[must_use]
    pub fn member(&self, id: &MemberId) -> String {
        let found = self.network.members().find(|(member, _)| member == id);
        found.map_or_else(|| format!("member {id:?}…"), |(_, member)| member.legal_name.clone())
    }

    /// The name of a party, if anybody gave it one.
    #[must_use]
    pub fn name(&self, party: &PartyId) -> Option<String> {
        let contact = self.book.contact(party).map(|contact| contact.name.to_string());
        contact.or_else(|| self.network.member(party).map(|member| member.legal_name.clone()))
    }
}

/// The party of the member called `query`, or whose legal name begins so. Joint accounts are
/// another's as well and are named by their digits.
///
/// # Errors
///
/// [`NameError`], all but `Book`.
pub fn resolve_member(network: &Network, query: &str) -> Result<PartyId, NameError> {
    let id = member_called(network, query)?;
    let is_own =
        |party: &PartyId| network.policy(party).is_some_and(|policy| policy.accounts().is_empty());
    let own: Vec<_> = network.parties_of(&id).into_iter().filter(is_own).collect();
    match own[..] {
        [party] => Ok(party),
        _ => {
            let found = network.members().find(|(member, _)| *member == id);
            let member = found.map_or_else(String::new, |(_, member)| member.legal_name.clone());
            Err(NameError::SeveralAccounts { member, parties: own })
        }
    }
}

/// The member that `query` stands for: the 64 digits of its id, its legal name or its beginning.
///
/// # Errors
///
/// [`NameError`], all but `Book` and `SeveralAccounts`.
pub fn member_named(network: &Network, query: &str) -> Result<MemberId, NameError> {
    match query.parse::<Hex32>() {
        Ok(digits) => Ok(MemberId(digits.0)),
        Err(_) => member_called(network, query),
    }
}

fn member_called(network: &Network, query: &str) -> Result<MemberId, NameError> {
    let folded = query.to_lowercase();
    let named = |wanted: &dyn Fn(&str) -> bool| -> Vec<_> {
        let members = network.members();
        members.filter(|(_, member)| wanted(&member.legal_name.to_lowercase())).collect()
    };
    let mut found = named(&|name| name == folded);
    if found.is_empty() && !folded.is_empty() {
        found = named(&|name| name.starts_with(&folded));
    }
    match found[..] {
        [] => Err(NameError::Nobody {
            query: query.to_owned(),
            members: network
                .members()
                .take(MOST_CANDIDATES)
                .map(|(_, member)| member.legal_name.clone())
                .collect(),
        }),
        [(id, _)] => Ok(id),
        [..] => Err(NameError::SeveralMembers {
            query: query.to_owned(),
            members: found.iter().map(|(_, member)| member.legal_name.clone()).collect(),
        }),
    }
}

/// A party cut short for a screen: the first two bytes and the last.
pub(crate) struct Digits<'p>(pub(crate) &'p PartyId);

impl fmt::Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, .., last] = self.0.0;
        write!(f, "{first:02x}{second:02x}…{last:02x}")
    }
}

const MOST_CANDIDATES: usize = 8;

#[cfg(test)]
mod tests;
