//! `ebl contacts`: names for parties.

use std::fmt;

use serde::Serialize;

use crate::address_book::{Contact, ContactName};
use crate::args::{ContactsAddArgs, ContactsRemoveArgs, ContactsVerb};
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::output::Outcome;
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out one of the contacts commands.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    verb: &ContactsVerb,
    console: &mut Console<'_>,
) -> Result<(), WalletError> {
    match verb {
        ContactsVerb::Add(args) => Ok(console.finish(&add(wallet, args)?)?),
        ContactsVerb::Import => Ok(console.finish(&import(wallet)?)?),
        ContactsVerb::List => Ok(console.finish(&list(wallet)?)?),
        ContactsVerb::Remove(args) => {
            let removed = remove(wallet, args, console)?;
            Ok(console.finish(&removed)?)
        }
    }
}

fn add(wallet: &Wallet, args: &ContactsAddArgs) -> Result<Added, WalletError> {
    let mut book = wallet.address_book()?;
    let contact = Contact::new(args.name.clone(), args.party.into(), args.member.clone());
    book.add(contact.clone())?;
    book.save(&wallet.home)?;
    Ok(Added { shown: book.name(&contact.party()), contact })
}

/// Takes over what can be: a member with one account, under a name that is free and fits.
fn import(wallet: &Wallet) -> Result<Imported, WalletError> {
    let session = Session::open(wallet)?;
    let mut book = wallet.address_book()?;
    let (mut added, mut left_out) = (Vec::new(), Vec::new());
    for (id, member) in session.network.members() {
        let contact = match (
            member.legal_name.parse::<ContactName>(),
            session.network.parties_of(&id)[..].as_ref(),
        ) {
            (Ok(name), [party]) => Some(Contact::new(name, *party, None)),
            _ => None,
        };
        match contact {
            Some(contact) if book.add(contact.clone()).is_ok() => added.push(contact),
            Some(_) | None => left_out.push(member.legal_name.clone()),
        }
    }
    book.save(&wallet.home)?;
    Ok(Imported { added, left_out })
}

fn list(wallet: &Wallet) -> Result<Listed, WalletError> {
    Ok(Listed { contacts: wallet.address_book()?.contacts().cloned().collect() })
}

fn remove(
    wallet: &Wallet,
    args: &ContactsRemoveArgs,
    console: &mut Console<'_>,
) -> Result<Removed, WalletError> {
    let mut book = wallet.address_book()?;
    let contact = book.remove(&args.name)?;
    console.confirm(&format!("Forget {} ({})?", contact.name, contact.party()))?;
    book.save(&wallet.home)?;
    Ok(Removed { contact })
}

#[derive(Serialize)]
struct Added {
    contact: Contact,
    #[serde(skip)]
    shown: String,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "added {}", self.shown)
    }
}

impl Outcome for Added {
    fn command(&self) -> &'static str {
        "contacts add"
    }
}

#[derive(Serialize)]
struct Imported {
    added: Vec<Contact>,
    left_out: Vec<String>,
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.added.iter().try_for_each(|contact| {
            writeln!(f, "{}  {}", Hex32::from(contact.party()), contact.name)
        })
    }
}

impl Outcome for Imported {
    fn command(&self) -> &'static str {
        "contacts import"
    }

    fn hint(&self) -> Option<String> {
        (!self.left_out.is_empty()).then(|| {
            format!(
                "not taken over, because they are known already, have several accounts or names \
                 that do not fit: {}",
                self.left_out.join(", ")
            )
        })
    }
}

#[derive(Serialize)]
struct Listed {
    contacts: Vec<Contact>,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name_length = |contact: &Contact| contact.name.as_str().chars().count();
        let width = self.contacts.iter().map(name_length).max().unwrap_or_default();
        self.contacts.iter().try_for_each(|contact| {
            let party = hex::encode(contact.party().0);
            write!(f, "{:width$}  {party}", contact.name)?;
            match &contact.member {
                Some(member) => writeln!(f, "  {member}"),
                None => writeln!(f),
            }
        })
    }
}

impl Outcome for Listed {
    fn command(&self) -> &'static str {
        "contacts list"
    }

    fn hint(&self) -> Option<String> {
        let hint = || "there are no contacts; ebl contacts add NAME PARTY adds one".to_owned();
        self.contacts.is_empty().then(hint)
    }
}

#[derive(Serialize)]
struct Removed {
    contact: Contact,
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "removed {}", self.contact.name)
    }
}

impl Outcome for Removed {
    fn command(&self) -> &'static str {
        "contacts remove"
    }
}
