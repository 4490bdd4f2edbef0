//! `ebl replace`: bills surrendered for amendment end, others begin in their place.

use std::collections::BTreeSet;
use std::path::PathBuf;

use thiserror::Error;
use title::{Act, Asked, Begin, Order, PartyId, ReferenceKey, Status, TitleId};

use super::issue;
use super::new_bill::{self, NewBill, Paper};
use crate::act::{self, Carried, SigningTerms, Wish};
use crate::args::{BillArgs, ReplaceArgs};
use crate::commands::{acts, bill};
use crate::document::BillKind;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::home;
use crate::known::Known;
use crate::node::Node;
use crate::proven::ProvedTitle;
use crate::session::Session;
use crate::title_name;
use crate::ui::Console;
use crate::wallet::Wallet;

/// What a replacement needs and does not get.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReplaceError {
    /// Not a package for each document.
    #[error("{documents} documents are given with --with, and {packages} times --package")]
    Counts {
        /// How many documents.
        documents: usize,
        /// How many packages.
        packages: usize,
    },
    /// The document cannot be a bill to the order that the surrender names.
    #[error(
        "the surrender asks for a bill that stands {asked}, and {reference} is a {document} that says otherwise"
    )]
    OtherOrder {
        /// The order, as the end of "it stands ...".
        asked: String,
        /// The document's reference.
        reference: String,
        /// What the document is.
        document: BillKind,
    },
}

impl Explain for ReplaceError {
    fn hint(&self) -> String {
        match self {
            Self::Counts { .. } => {
                "give --package once for each document, in the order of the documents"
            }
            Self::OtherOrder { .. } => {
                "correct the document; or reject the surrender, so that its holder asks for the \
                 order that the document names"
            }
        }
        .to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Counts { .. } => Exit::Usage,
            Self::OtherOrder { .. } => Exit::Document,
        }
    }
}

/// Carries out `ebl replace`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &ReplaceArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    check_counts(args)?;
    let mut session = Session::open(wallet)?;
    let read = |path: &PathBuf| Paper::read(&session, path, &args.bill);
    let papers: Vec<_> = args.documents.iter().map(read).collect::<Result<_, _>>()?;
    args.packages.iter().try_for_each(|path| home::refuse_existing(path))?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, &args.signing)?;
    let carrier = terms.represented.map_or_else(|| session.profile.party(), Ok)?;
    let (ends, mut known) = ends(&session, &mut node, args)?;
    let Some((holder, order)) = asked(&ends) else {
        // Whatever shall begin, the law says what is in its way (T-02, T-13, T-17, T-33).
        let wish = wish(&ends, &[], known, terms);
        return act::carry_out(&session, &mut node, wish, || Ok(()), console);
    };
    let mut bills = Vec::with_capacity(papers.len());
    for paper in papers {
        let draft = paper.in_place(&session, carrier, order)?;
        let version = next_version(&session, &mut node, &draft.reference(&session)?, &mut known)?;
        bills.push(draft.finish(&session, version, holder, None)?);
    }
    let master = master(&session, &mut node, args, &ends, &mut known)?;
    bills.iter_mut().for_each(|new| new.issue.master = master);
    bills.iter().for_each(|new| session.shelf.learn(&new.package));
    let wish = wish(&ends, &bills, known, terms);
    let write = || {
        let pairs = args.packages.iter().zip(&bills);
        Ok(pairs.into_iter().try_for_each(|(path, new)| home::create(path, &new.bytes))?)
    };
    let carried = act::carry_out(&session, &mut node, wish, write, console)?;
    issue::keep(&session, &bills, &carried, console);
    Ok(carried)
}

fn check_counts(args: &ReplaceArgs) -> Result<(), ReplaceError> {
    let (documents, packages) = (args.documents.len(), args.packages.len());
    if documents == packages { Ok(()) } else { Err(ReplaceError::Counts { documents, packages }) }
}

/// The titles that end, in ascending order, and what the law reads beside them.
fn ends(
    session: &Session<'_>,
    node: &mut Node,
    args: &ReplaceArgs,
) -> Result<(Vec<ProvedTitle>, Known), WalletError> {
    let mut ids = BTreeSet::new();
    for name in &args.bills {
        let named = BillArgs { bill: Some(name.clone()), package: None };
        ids.insert(title_name::find(session, node, &named)?);
    }
    let mut ends = Vec::with_capacity(ids.len());
    let mut known = Known::default();
    for id in ids {
        let proved = bill::prove(session, node, &id)?;
        ends.push(proved.clone());
        known.append(bill::known(session, node, proved)?);
    }
    Ok((ends, known))
}

/// Who shall control what begins, and to whose order it shall stand, as the first surrender says; the
/// law asks whether the others say so too (T-40). None where a bill is not surrendered for amendment.
fn asked(ends: &[ProvedTitle]) -> Option<(PartyId, Order)> {
    let asked = |proved: &ProvedTitle| match proved.title.status {
        Status::Surrendered { asked: Asked::Amendment { to, order, .. }, .. } => Some((to, order)),
        _ => None,
    };
    ends.iter().map(asked).collect::<Option<Vec<_>>>()?.into_iter().next()
}

/// The version of a new bill: the next of its reference where a bill with that reference is among
/// what was looked at, else the first.
fn next_version(
    session: &Session<'_>,
    node: &mut Node,
    reference: &ReferenceKey,
    known: &mut Known,
) -> Result<u32, WalletError> {
    if let Some(title) = known.live_under(reference) {
        return Ok(title.version + 1);
    }
    // A used reference is refused by the law (T-06), whichever version is stated.
    new_bill::versions(session, node, reference, known)?;
    Ok(1)
}

/// The master of the new bills: the one named, or the one that all bills that end have.
fn master(
    session: &Session<'_>,
    node: &mut Node,
    args: &ReplaceArgs,
    ends: &[ProvedTitle],
    known: &mut Known,
) -> Result<Option<TitleId>, WalletError> {
    if args.bill.master.is_some() {
        return new_bill::master(session, node, &args.bill, known);
    }
    let masters: BTreeSet<_> = ends.iter().map(|proved| proved.title.master).collect();
    Ok(if masters.len() == 1 { masters.into_iter().next().flatten() } else { None })
}

fn wish(ends: &[ProvedTitle], bills: &[NewBill], known: Known, terms: SigningTerms) -> Wish {
    let mut ids = ends.iter().map(|proved| proved.title.id);
    let title = ids.next().expect("the command line asks for at least one bill");
    let mut begins: Vec<_> =
        bills.iter().map(|new| Begin { title: new.title, issue: new.issue }).collect();
    begins.sort_by_key(|begin| begin.title);
    let notes = bills
        .iter()
        .flat_map(|new| new.notes.iter().map(|note| format!("{}: {note}", new.package.reference)));
    let notes = notes.collect();
    Wish { title, act: Act::Replace { also: ids.collect(), begins }, known, notes, terms }
}

#[cfg(test)]
mod tests;
