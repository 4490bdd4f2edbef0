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
use crate::words;

/// What a replacement needs and does not get.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReplaceError {
    /// An option that is given once for each document, and is not.
    #[error("{documents} documents are given with --with, and {given} times {option}")]
    Counts {
        /// How many documents.
        documents: usize,
        /// The option.
        option: &'static str,
        /// How often it is given.
        given: usize,
    },
    /// The surrenders name several parties.
    #[error("the surrenders name {}, so it must be said which new bill goes to whom", parties.join(" and "))]
    Holders {
        /// Whom they name.
        parties: Vec<String>,
    },
    /// The surrenders name one party with several orders.
    #[error("the surrenders ask for bills of {holder} that stand {}", orders.join(", and "))]
    Orders {
        /// Whom they name.
        holder: String,
        /// To whose order, each as the end of "it stands ...".
        orders: Vec<String>,
    },
    /// The document cannot be a bill to the order that the surrender names.
    #[error(
        "a surrender asks for a bill that stands {asked}, and {reference} is a {document} that says otherwise"
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
            Self::Counts { option, .. } => {
                format!("give {option} once for each document, in the order of the documents")
            }
            Self::Holders { .. } => {
                "give --to once for each document, in the order of the documents".to_owned()
            }
            Self::Orders { .. } => "replace them apart; or reject a surrender, so that its holder \
                                    asks again with the order of the others"
                .to_owned(),
            Self::OtherOrder { .. } => {
                "correct the document; or reject the surrender, so that its \
                                        holder asks for the order that the document names"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::OtherOrder { .. } => Exit::Document,
            Self::Counts { .. } | Self::Holders { .. } | Self::Orders { .. } => Exit::Usage,
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
    let asked: BTreeSet<_> = ends.iter().filter_map(asked).collect();
    let mut bills = Vec::with_capacity(papers.len());
    for (paper, holder) in papers.into_iter().zip(holders(&session, args, &asked)?) {
        let draft = paper.draft(&session, carrier, order(&session, &asked, holder)?)?;
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
    let documents = args.documents.len();
    let counted = |option, given| match given {
        given if given == documents => Ok(()),
        given => Err(ReplaceError::Counts { documents, option, given }),
    };
    counted("--package", args.packages.len())?;
    if args.holders.is_empty() { Ok(()) } else { counted("--to", args.holders.len()) }
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

/// Who gets each new bill: whom the command line says, or the one party that the surrenders name.
fn holders(
    session: &Session<'_>,
    args: &ReplaceArgs,
    asked: &BTreeSet<(PartyId, Order)>,
) -> Result<Vec<PartyId>, WalletError> {
    let names = session.names();
    if !args.holders.is_empty() {
        return Ok(args
            .holders
            .iter()
            .map(|name| names.resolve(name))
            .collect::<Result<_, _>>()?);
    }
    let named: BTreeSet<_> = asked.iter().map(|(holder, _)| *holder).collect();
    let holder = match named.iter().collect::<Vec<_>>()[..] {
        [holder] => *holder,
        // Nothing is surrendered for amendment; the law says so (T-17, T-33).
        [] => session.profile.party()?,
        ref several => {
            let parties = several.iter().map(|party| names.short(party)).collect();
            return Err(ReplaceError::Holders { parties }.into());
        }
    };
    Ok(vec![holder; args.documents.len()])
}

/// To whose order the surrenders ask that a bill of `holder` stands. Where they ask for none, the
/// document says, and the law refuses it (T-40).
fn order(
    session: &Session<'_>,
    asked: &BTreeSet<(PartyId, Order)>,
    holder: PartyId,
) -> Result<Option<Order>, ReplaceError> {
    let named = asked.iter().filter(|(party, _)| *party == holder).map(|(_, order)| order);
    match named.collect::<Vec<_>>()[..] {
        [] => Ok(None),
        [order] => Ok(Some(*order)),
        ref several => {
            let names = session.names();
            let orders = several.iter().map(|order| words::order(order, &names)).collect();
            Err(ReplaceError::Orders { holder: names.short(&holder), orders })
        }
    }
}

fn asked(proved: &ProvedTitle) -> Option<(PartyId, Order)> {
    match proved.title.status {
        Status::Surrendered { asked: Asked::Amendment { to, order, .. }, .. } => Some((to, order)),
        _ => None,
    }
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
