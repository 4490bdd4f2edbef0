//! `ebl accept`: the recipient opens the bill package before it takes control.

use std::path::Path;

use proto::document::BillPackage;
use thiserror::Error;
use title::{Act, TitleId};

use crate::act::{self, Carried, Wish};
use crate::args::AcceptArgs;
use crate::bill_notes;
use crate::bill_order::{self, OrderFault};
use crate::bill_terms::{BillTerms, TermsFault};
use crate::clock;
use crate::commands::check::{self, FaultView};
use crate::commands::{acts, bill};
use crate::document::{self, OpeningFault, Stage, inspect};
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::legal_terms;
use crate::medium::{self, MediumFault};
use crate::output::counted;
use crate::proven::ProvedTitle;
use crate::session::Session;
use crate::shelf::{self, PackageError, Shelf};
use crate::title_name;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Why a bill is not accepted with the package at hand.
#[derive(Debug, Error)]
pub enum OpeningError {
    /// There is none.
    #[error("there is no bill package of this bill")]
    Missing,
    /// It cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// It is of another ledger.
    #[error("the bill package is of another network")]
    OtherNetwork,
    /// The genesis file knows no member behind the title's carrier.
    #[error("the carrier of this bill is no member in the genesis file")]
    UnknownCarrier,
    /// It does not open the title's commitment.
    #[error("{0}")]
    Opening(#[from] OpeningFault),
    /// Its terms are missing or not those on the ledger.
    #[error(transparent)]
    Terms(#[from] TermsFault),
    /// The title was issued as another kind of bill than the document.
    #[error(transparent)]
    Order(#[from] OrderFault),
    /// It does not show the change of medium that the ledger holds.
    #[error(transparent)]
    Medium(#[from] MediumFault),
    /// The document could not be a bill.
    #[error("the document in the bill package breaks {}:{}", counted(faults.len(), "rule"), lines(faults))]
    Document {
        /// What is wrong.
        faults: Vec<FaultView>,
    },
}

impl Explain for OpeningError {
    fn hint(&self) -> String {
        "ask whoever has the bill, or its carrier, for its package, and give it with --package"
            .to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Opening(OpeningFault::NotCommitted | OpeningFault::Title(_))
            | Self::Medium(MediumFault::Other { .. }) => Exit::Unverified,
            Self::Missing
            | Self::Package(_)
            | Self::OtherNetwork
            | Self::UnknownCarrier
            | Self::Opening(_)
            | Self::Terms(_)
            | Self::Order(_)
            | Self::Medium(MediumFault::Missing { .. })
            | Self::Document { .. } => Exit::Document,
        }
    }

    fn details(&self) -> serde_json::Value {
        match self {
            Self::Document { faults } => serde_json::json!({ "faults": faults }),
            _ => serde_json::Value::Null,
        }
    }
}

/// Carries out `ebl accept`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &AcceptArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, &args.signing)?;
    let title = find(&session, &mut node, args)?;
    let proved = bill::prove(&session, &mut node, &title)?;
    let known = bill::known(&session, &mut node, proved.clone())?;
    let mut wish = Wish { title, known, act: Act::Accept, notes: Vec::new(), terms };
    // Whoever may not accept is told so, and not sent to look for a package first.
    act::plan(&session, wish.clone(), clock::now())?;
    let (package, notes) = match opened(&session, &proved, args.bill.package.as_deref()) {
        Ok((package, notes)) => (Some(package), notes),
        Err(fault) if args.without_package => (None, unseen(&session, &proved, &fault)),
        Err(fault) => {
            console.status(&format!("--without-package accepts {}", in_spite(&fault)));
            return Err(fault.into());
        }
    };
    if let Some(package) = &package {
        session.shelf.learn(package);
    }
    wish.notes = [notes, bill_notes::of(&session, &proved)].concat();
    // Before it is sent: once the acceptance is final, nothing may fail any more.
    let keep = || match &package {
        Some(package) => Ok(Shelf::keep(&wallet.home, package)?),
        None => Ok(()),
    };
    act::carry_out(&session, &mut node, wish, keep, console)
}

/// What is shown to whoever accepts without a package: the ledger's part of the terms stands.
/// What it means to accept all the same.
fn in_spite(fault: &OpeningError) -> &'static str {
    match fault {
        OpeningError::Missing | OpeningError::Package(_) => {
            "without having seen what you would hold"
        }
        OpeningError::OtherNetwork
        | OpeningError::UnknownCarrier
        | OpeningError::Opening(_)
        | OpeningError::Terms(_)
        | OpeningError::Order(_)
        | OpeningError::Medium(_)
        | OpeningError::Document { .. } => "in spite of this",
    }
}

fn unseen(session: &Session<'_>, proved: &ProvedTitle, fault: &OpeningError) -> Vec<String> {
    let mut notes = vec![format!("accepted unseen: {fault}")];
    notes.extend(legal_terms::law_notes(&session.network, proved.title.terms_profile));
    notes
}

/// The title meant. A package that cannot be read names none, but must not stand in the way of
/// who accepts without it.
fn find(
    session: &Session<'_>,
    node: &mut crate::node::Node,
    args: &AcceptArgs,
) -> Result<TitleId, WalletError> {
    let mut bill = args.bill.clone();
    if args.without_package && bill.bill.is_some() {
        bill.package = None;
    }
    title_name::find(session, node, &bill)
}

/// The package of a title, opened against what the ledger says, and what it does not prove.
fn opened(
    session: &Session<'_>,
    proved: &ProvedTitle,
    given: Option<&Path>,
) -> Result<(BillPackage, Vec<String>), OpeningError> {
    let title = &proved.title;
    let package = match given {
        Some(path) => shelf::read(path)?,
        None => Shelf::package(&session.wallet.home, &title.id)?.ok_or(OpeningError::Missing)?,
    };
    let notes = open(session, proved, &package)?;
    Ok((package, notes))
}

/// Opens a package against a proved title: commitment, carrier, terms, kind of bill, document.
///
/// # Errors
///
/// The first [`OpeningError`].
pub(super) fn open(
    session: &Session<'_>,
    proved: &ProvedTitle,
    package: &BillPackage,
) -> Result<Vec<String>, OpeningError> {
    let title = &proved.title;
    if package.chain_id != session.network.chain() {
        return Err(OpeningError::OtherNetwork);
    }
    let carrier = session.network.member_id(&title.carrier).ok_or(OpeningError::UnknownCarrier)?;
    let document = document::open(package, &carrier, &title.document)?;
    if package.title_id != title.id {
        return Err(OpeningFault::NotCommitted.into());
    }
    let terms = BillTerms::read(package)?;
    terms.agree_with(title)?;
    let report = inspect(&document, Stage::Accept);
    let kind = match report.kind {
        Some(kind) if report.passes() => kind,
        _ => return Err(OpeningError::Document { faults: check::views(&report.refusals) }),
    };
    let mut notes = bill_order::check(&document, kind, &proved.issue().order, &session.network)?;
    notes.extend(report.warnings.iter().map(ToString::to_string));
    notes.extend(legal_terms::notes(&session.network, &terms));
    notes.extend(legal_terms::date_note(&document));
    if let Some(said) = medium::check(package, proved.beginning())? {
        let text = said.text.unwrap_or_default();
        notes.push(format!("issued in place of paper, with the statement: {text}"));
    }
    notes.push("the bill package is the one the title was issued for".to_owned());
    Ok(notes)
}

fn lines(faults: &[FaultView]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}
