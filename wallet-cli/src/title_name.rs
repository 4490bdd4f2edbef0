//! Which title a user means.

use std::collections::BTreeSet;

use proto::ids::title_id;
use proto::reference::{NormalReference, reference_key_v0};
use proto::state::TitleRecord;
use thiserror::Error;
use title::{PartyId, TitleId};

use crate::args::BillArgs;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::network::Network;
use crate::node::{LIST, Node};
use crate::outbox;
use crate::proven::ProofError;
use crate::session::{Session, digits};
use crate::shelf::{self, Shelf};

/// The fewest digits that are looked up; fewer are too easily a typing error.
pub const FEWEST_DIGITS: usize = 4;

/// A name that stands for no title, or for several.
#[derive(Debug, Error)]
pub enum TitleNameError {
    /// Nothing matches.
    #[error("no bill is known here as {query:?}")]
    Unknown {
        /// What was looked for.
        query: String,
    },
    /// Several match.
    #[error("{query:?} may mean {} bills", titles.len())]
    Ambiguous {
        /// What was looked for.
        query: String,
        /// The titles that match, or the first of them.
        titles: Vec<TitleId>,
    },
    /// The package given is not the bill's that is named beside it.
    #[error("the bill package is of title {}, not of {query:?}", digits(package))]
    OtherPackage {
        /// What was named.
        query: String,
        /// The package's title.
        package: TitleId,
    },
}

impl Explain for TitleNameError {
    fn hint(&self) -> String {
        match self {
            Self::Unknown { .. } => format!(
                "give the bill's reference, at least {FEWEST_DIGITS} digits of its title as ebl \
                 list shows it, all 64 digits, or its package with --package"
            ),
            Self::Ambiguous { titles, .. } => {
                let titles: Vec<_> = titles.iter().map(digits).collect();
                format!("give more digits: {}", titles.join(" or "))
            }
            Self::OtherPackage { .. } => "leave out one of the two, or check which is right".into(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// The title that the arguments mean.
///
/// # Errors
///
/// [`WalletError`], mostly [`TitleNameError`].
pub fn find(
    session: &Session<'_>,
    node: &mut Node,
    args: &BillArgs,
) -> Result<TitleId, WalletError> {
    let package = args.package.as_deref().map(shelf::read).transpose()?;
    let package = package.map(|package| package.title_id);
    let Some(query) = &args.bill else {
        return Ok(package.expect("the command line asks for a bill or its package"));
    };
    if let Some(package) = package {
        return beside(query, &session.shelf, &session.network, package);
    }
    lookup(query, &session.shelf, &session.network, || {
        let mut titles = outbox::titles(&session.wallet.home, &session.network)?;
        if let Ok(party) = session.profile.party() {
            titles.extend(titles_of(node, &party)?);
        }
        Ok(titles)
    })
}

/// The title of a package, where a name beside it means the same.
fn beside(
    query: &str,
    shelf: &Shelf,
    network: &Network,
    package: TitleId,
) -> Result<TitleId, WalletError> {
    match lookup(query, shelf, network, || Ok(vec![package])) {
        Ok(named) if named == package => Ok(package),
        Ok(_) | Err(WalletError::TitleName(TitleNameError::Unknown { .. })) => {
            Err(TitleNameError::OtherPackage { query: query.to_owned(), package }.into())
        }
        Err(error) => Err(error),
    }
}

/// Looks a name up: all digits, a reference, or the first digits of one of the titles on the shelf
/// or that `others` gives, which is asked only where nothing else tells.
fn lookup(
    query: &str,
    shelf: &Shelf,
    network: &Network,
    others: impl FnOnce() -> Result<Vec<TitleId>, WalletError>,
) -> Result<TitleId, WalletError> {
    if let Ok(title) = query.parse::<Hex32>() {
        return Ok(TitleId(title.0));
    }
    let named = NormalReference::new(query)
        .map(|reference| {
            shelf.with_reference(&reference, |title, version| {
                successors(network, &reference, title, version)
            })
        })
        .unwrap_or_default();
    let mut found: BTreeSet<TitleId> = named.into_iter().collect();
    if found.is_empty() && query.len() >= FEWEST_DIGITS {
        let known = shelf.titles().chain(others()?);
        found = known.filter(|title| digits(title).starts_with(query)).collect();
    }
    let mut titles: Vec<_> = found.into_iter().collect();
    match titles[..] {
        [] => Err(TitleNameError::Unknown { query: query.to_owned() }.into()),
        [title] => Ok(title),
        [..] => {
            titles.truncate(MOST_SHOWN);
            Err(TitleNameError::Ambiguous { query: query.to_owned(), titles }.into())
        }
    }
}

/// The versions that may have followed a title under its reference. Whose reference it is is told by
/// the title: it follows from the carrier.
fn successors(
    network: &Network,
    reference: &NormalReference,
    title: &TitleId,
    version: u32,
) -> Vec<TitleId> {
    let chain = network.chain();
    let keys = network.members().map(|(member, _)| reference_key_v0(&chain, &member, reference));
    let Some(key) = keys.into_iter().find(|key| title_id(&chain, key, version) == *title) else {
        return vec![];
    };
    let next = version.saturating_add(1);
    (next..next.saturating_add(MOST_VERSIONS))
        .map(|version| title_id(&chain, &key, version))
        .collect()
}

/// The titles that a party controls, is offered or issued, as far as a node tells.
fn titles_of(node: &mut Node, party: &PartyId) -> Result<Vec<TitleId>, WalletError> {
    Ok(records_of(node, party)?.into_iter().map(|record| record.title.id).collect())
}

/// The records of the titles that a party controls, is offered or issued, as a node tells them.
/// Nothing of this is proved.
///
/// # Errors
///
/// [`ProofError`], also for a record that cannot be read.
pub fn records_of(node: &mut Node, party: &PartyId) -> Result<Vec<TitleRecord>, ProofError> {
    let mut records: Vec<TitleRecord> = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = node.titles(party, records.last().map(|record| record.title.id))?;
        // More than was asked for is not read: a page must stay as small as it was meant to be.
        for bytes in page.records.iter().take(LIST as usize) {
            let record = TitleRecord::decode(bytes).map_err(|fault| ProofError::Unproved {
                endpoint: node.endpoint().clone(),
                fault: Box::new(fault.into()),
            })?;
            records.push(record);
        }
        if !page.more || page.records.is_empty() {
            break;
        }
    }
    Ok(records)
}

const MOST_SHOWN: usize = 4;
const MOST_PAGES: usize = 64;
/// How many versions further a newer package is looked for.
const MOST_VERSIONS: u32 = 64;

#[cfg(test)]
mod tests;
