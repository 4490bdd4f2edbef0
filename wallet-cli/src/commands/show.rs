//! `ebl show` and `ebl history`: one bill, proved from its first fact to its last.

use std::fmt;

use proto::fact::FactRecord;
use serde::Serialize;
use title::{Event, Time, TitleId};

use crate::args::BillArgs;
use crate::bill_notes;
use crate::bill_terms::BillTerms;
use crate::clock;
use crate::commands::bill;
use crate::error::WalletError;
use crate::legal_terms::LawView;
use crate::output::{Outcome, one_line};
use crate::proven::{ProvedTitle, of_title};
use crate::session::{Session, digits};
use crate::shelf::Shelf;
use crate::ui::Console;
use crate::view::{FactView, TitleView};
use crate::wallet::Wallet;

/// A bill as it stands.
#[derive(Serialize)]
pub struct Shown {
    #[serde(flatten)]
    bill: TitleView,
    /// The law that its terms profile names.
    law: Option<LawView>,
    /// What its package adds to that, where the package is known here.
    terms: Option<BillTerms>,
    /// Whether it began in place of paper.
    from_paper: bool,
    /// The titles whose place it took.
    replaces: Vec<String>,
    /// The titles that took its place.
    replaced_by: Vec<String>,
    /// The notices on it.
    notices: Vec<FactView>,
    #[serde(skip)]
    notice_lines: Vec<String>,
    #[serde(skip)]
    links: Vec<String>,
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
    /// The block as of which nothing came after that.
    as_of: AsOf,
}

/// The newest block of the node that was asked.
#[derive(Serialize)]
struct AsOf {
    height: u64,
    time_ms: u64,
    block: String,
}

/// What happened to a bill.
#[derive(Serialize)]
pub struct History {
    title: String,
    reference: Option<String>,
    /// The facts of its control chain, oldest first.
    facts: Vec<FactView>,
    /// The notices on it, which stand on a chain of their own, oldest first.
    notices: Vec<FactView>,
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
    let view = |record: &FactRecord| FactView::of(record, &session);
    let (replaces, replaced_by) = links(&proved);
    Ok(Shown {
        bill: TitleView::of(&proved.title, &session, clock::now()),
        law: LawView::of(&session.network, proved.title.terms_profile),
        terms: kept_terms(&session, &proved),
        from_paper: matches!(proved.beginning(), Event::IssuedFromPaper { .. }),
        replaces: replaces.iter().map(digits).collect(),
        replaced_by: replaced_by.iter().map(digits).collect(),
        notices: proved.notices.iter().map(view).collect(),
        notice_lines: proved.notices.iter().map(|it| bill_notes::notice(&session, it)).collect(),
        links: link_lines(&session, &proved, &replaces, &replaced_by),
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
        title: digits(&proved.title.id),
        reference: session.shelf.reference(&proved.title.id).map(ToString::to_string),
        facts: proved.records.iter().map(view).collect(),
        notices: proved.notices.iter().map(view).collect(),
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

/// What a title took the place of, and what took its place.
fn links(proved: &ProvedTitle) -> (Vec<TitleId>, Vec<TitleId>) {
    let replaces = match proved.beginning() {
        Event::Began { replaces, .. } => replaces.clone(),
        _ => vec![],
    };
    let replaced_by = match proved.records.last().map(|record| &of_title(record).event) {
        Some(Event::Replaced { by }) => by.clone(),
        _ => vec![],
    };
    (replaces, replaced_by)
}

fn link_lines(
    session: &Session<'_>,
    proved: &ProvedTitle,
    replaces: &[TitleId],
    replaced_by: &[TitleId],
) -> Vec<String> {
    let line = |label: &str, title: &TitleId| {
        format!("{label:<10} {} ({})", session.bill(title), digits(title))
    };
    let master = proved.title.master.iter().map(|title| line("master", title));
    let replaces = replaces.iter().map(|title| line("replaces", title));
    let by = replaced_by.iter().map(|title| line("now", title));
    master.chain(replaces).chain(by).collect()
}

/// The terms in the package kept here, where there is one and it says them.
fn kept_terms(session: &Session<'_>, proved: &ProvedTitle) -> Option<BillTerms> {
    let package = Shelf::package(&session.wallet.home, &proved.title.id).ok()??;
    BillTerms::read(&package).ok()
}

impl Proof {
    fn of(proved: &ProvedTitle) -> Self {
        Self {
            height: proved.header.height,
            time_ms: proved.header.time_ms,
            block: proved.header.hash().to_string(),
            signers: proved.signers,
            validators: proved.validators,
            as_of: AsOf {
                height: proved.as_of.height,
                time_ms: proved.as_of.time_ms,
                block: proved.as_of.hash().to_string(),
            },
        }
    }
}

impl Proof {
    fn in_words(&self) -> [String; 2] {
        let Self { height, time_ms, signers, validators, as_of, .. } = self;
        let (time, newest) = (clock::show(Time(*time_ms)), clock::show(Time(as_of.time_ms)));
        [
            format!(
                "proved by block {height} of {time}, signed by {signers} of {validators} validators"
            ),
            format!("nothing came after it up to block {} of {newest}", as_of.height),
        ]
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
        if let Some(law) = &self.law {
            writeln!(f, "  law        {}", law.in_words())?;
            law.warning().iter().try_for_each(|warning| writeln!(f, "             {warning}"))?;
        }
        if let Some(terms) = &self.terms {
            writeln!(f, "  forum      {}", one_line(&terms.forum))?;
            writeln!(f, "  answerable {}", one_line(&terms.accountable_party))?;
        }
        writeln!(f, "  document   {}", self.bill.document)?;
        if self.from_paper {
            writeln!(f, "  medium     issued in place of a paper bill that was withdrawn")?;
        }
        if self.bill.by_order {
            writeln!(f, "  by order   the governance held or moved it; see its history")?;
        }
        self.links.iter().try_for_each(|link| writeln!(f, "  {link}"))?;
        self.notice_lines.iter().try_for_each(|notice| writeln!(f, "  {}", one_line(notice)))?;
        writeln!(f, "  last fact  {}: {}", self.last.place(), self.last.in_words)?;
        self.proof.in_words().iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts.iter().map(|fact| (fact, ' '));
        let notices = self.notices.iter().map(|fact| (fact, 'n'));
        let mut all: Vec<_> = facts.chain(notices).collect();
        all.sort_by_key(|(fact, _)| fact.height);
        for (fact, mark) in all {
            writeln!(f, "{:>3}{mark} {}  {}", fact.sequence, fact.place(), fact.in_words)?;
        }
        self.proof.in_words().iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Outcome for Shown {
    fn command(&self) -> &'static str {
        "show"
    }
}

impl Outcome for History {
    fn command(&self) -> &'static str {
        "history"
    }
}
