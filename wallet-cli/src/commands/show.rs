//! `ebl show` and `ebl history`: one bill, proved from its first fact to its last.

use std::fmt;

use proto::fact::FactRecord;
use serde::Serialize;
use title::Time;

use crate::args::BillArgs;
use crate::clock;
use crate::commands::bill;
use crate::error::WalletError;
use crate::output::Outcome;
use crate::proven::ProvedTitle;
use crate::session::Session;
use crate::ui::Console;
use crate::view::{FactView, TitleView};
use crate::wallet::Wallet;

/// A bill as it stands.
#[derive(Serialize)]
pub struct Shown {
    #[serde(flatten)]
    bill: TitleView,
    /// How many facts made it so.
    facts: u64,
    /// Head of its control chain.
    head: String,
    last: FactView,
    proof: Proof,
}

/// What proves the last fact, and with it all before.
#[derive(Serialize)]
struct Proof {
    height: u64,
    time_ms: u64,
    block: String,
    signers: usize,
    validators: usize,
}

/// What happened to a bill.
#[derive(Serialize)]
pub struct History {
    title: String,
    reference: Option<String>,
    facts: Vec<FactView>,
    proof: Proof,
}

/// Carries out `ebl show`.
///
/// # Errors
///
/// [`WalletError`].
pub fn show(
    wallet: &Wallet,
    args: &BillArgs,
    console: &mut Console<'_>,
) -> Result<Shown, WalletError> {
    let (session, proved) = fetch(wallet, args, console)?;
    let last = proved.records.last().expect("a proved title has at least its issue");
    Ok(Shown {
        bill: TitleView::of(&proved.title, &session, clock::now()),
        facts: proved.control.length,
        head: proved.control.head.to_string(),
        last: FactView::of(last, &session),
        proof: Proof::of(&proved),
    })
}

/// Carries out `ebl history`.
///
/// # Errors
///
/// [`WalletError`].
pub fn history(
    wallet: &Wallet,
    args: &BillArgs,
    console: &mut Console<'_>,
) -> Result<History, WalletError> {
    let (session, proved) = fetch(wallet, args, console)?;
    let view = |record: &FactRecord| FactView::of(record, &session);
    Ok(History {
        title: crate::session::digits(&proved.title.id),
        reference: session.shelf.reference(&proved.title.id).map(ToString::to_string),
        facts: proved.records.iter().map(view).collect(),
        proof: Proof::of(&proved),
    })
}

fn fetch<'w>(
    wallet: &'w Wallet,
    args: &BillArgs,
    console: &mut Console<'_>,
) -> Result<(Session<'w>, ProvedTitle), WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let proved = bill::fetch(&mut session, &mut node, args)?;
    Ok((session, proved))
}

impl Proof {
    fn of(proved: &ProvedTitle) -> Self {
        Self {
            height: proved.header.height,
            time_ms: proved.header.time_ms,
            block: proved.header.hash().to_string(),
            signers: proved.signers,
            validators: proved.validators,
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { height, signers, validators, .. } = self;
        let time = clock::show(Time(self.time_ms));
        write!(
            f,
            "proved by block {height} of {time}, signed by {signers} of {validators} validators"
        )
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.bill.in_words)?;
        writeln!(f, "  title      {}", self.bill.title)?;
        if let Some(reference) = &self.bill.reference {
            writeln!(f, "  reference  {reference}")?;
        }
        writeln!(f, "  carrier    {}", self.bill.carrier)?;
        writeln!(
            f,
            "  terms      profile {}, rulebook {}",
            self.bill.terms_profile, self.bill.rulebook
        )?;
        writeln!(f, "  document   {}", self.bill.document)?;
        writeln!(f, "  last fact  {}: {}", self.last.place(), self.last.in_words)?;
        writeln!(f, "  {}", self.proof)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fact in &self.facts {
            writeln!(f, "{:>3}  {}  {}", fact.sequence, fact.place(), fact.in_words)?;
        }
        writeln!(f, "{}", self.proof)
    }
}

impl Outcome for Shown {
    fn command(&self) -> &'static str {
        "show"
    }

    fn hint(&self) -> Option<String> {
        // Nothing can come after the end.
        self.bill.controller.is_some().then(|| NEWEST.to_owned())
    }
}

impl Outcome for History {
    fn command(&self) -> &'static str {
        "history"
    }

    fn hint(&self) -> Option<String> {
        Some(NEWEST.to_owned())
    }
}

/// What a proof of the last fact known cannot say, as long as the state itself is not proved.
const NEWEST: &str =
    "that nothing came after that block is the node's word; another node can confirm it";
