//! `ebl contacts`: names for parties.

use std::fmt;

use serde::Serialize;

use crate::address_book::Contact;
use crate::args::{ContactsAddArgs, ContactsRemoveArgs, ContactsVerb};
use crate::error::WalletError;
use crate::output::Outcome;
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
