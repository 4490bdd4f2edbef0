//! `ebl open`: what a notice, an order or a change of medium says, and whether the ledger holds it.

use std::fmt;

use proto::fact::{Fact, FactRecord};
use proto::registry;
use serde::Serialize;
use title::{Commitment, Event};

use crate::args::OpenArgs;
use crate::commands::bill;
use crate::commands::governance::NETWORK;
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::output::{Outcome, one_line};
use crate::session::{Session, digits};
use crate::statement::{self, Said, Stated};
use crate::ui::Console;
use crate::view::FactView;
use crate::wallet::Wallet;

/// A statement, compared with the ledger.
#[derive(Serialize)]
pub struct Opened {
    title: String,
    reference: Option<String>,
    #[serde(flatten)]
    said: Said,
    commitment: Hex32,
    files: Vec<File>,
    /// The fact that holds the commitment; absent where none does.
    fact: Option<FactView>,
}

#[derive(Serialize)]
struct File {
    name: String,
    media_type: String,
    bytes: usize,
}

/// Carries out `ebl open`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &OpenArgs,
    console: &mut Console<'_>,
) -> Result<Opened, WalletError> {
    let mut session = Session::open(wallet)?;
    let stated = statement::read(&args.file)?;
    let mut node = session.connect(console)?;
    if stated.statement.title_id == NETWORK {
        return Ok(compare(&session, &stated, session.network.facts()));
    }
    let proved = bill::prove(&session, &mut node, &stated.statement.title_id)?;
    Ok(compare(&session, &stated, proved.records.iter().chain(&proved.notices)))
}

/// Finds the fact that holds a statement's commitment.
fn compare<'r>(
    session: &Session<'_>,
    stated: &Stated,
    records: impl IntoIterator<Item = &'r FactRecord>,
) -> Opened {
    let title = &stated.statement.title_id;
    let own_chain = stated.statement.chain_id == session.network.chain();
    let holds =
        |record: &&FactRecord| own_chain && commitments(&record.fact).contains(&stated.commitment);
    let fact = records.into_iter().find(holds);
    let files = stated.statement.attachments.iter().map(|file| File {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.content.len(),
    });
    Opened {
        title: digits(title),
        reference: session.shelf.reference(title).map(ToString::to_string),
        said: stated.said.clone(),
        commitment: Hex32(stated.commitment.root),
        files: files.collect(),
        fact: fact.map(|record| FactView::of(record, session)),
    }
}

/// The commitments that a fact holds, other than to a transport document.
fn commitments(fact: &Fact) -> Vec<Commitment> {
    match fact {
        Fact::Title(fact) => on_title(&fact.event),
        Fact::Registry(fact) => match &fact.event {
            registry::Act::AdoptRulebook { text, .. } => vec![*text],
            _ => vec![],
        },
    }
}

fn on_title(event: &Event) -> Vec<Commitment> {
    match event {
        Event::IssuedFromPaper { statement, withdrawn, .. } => vec![*statement, *withdrawn],
        Event::TurnedToPaper { statement, paper } => vec![*statement, *paper],
        Event::Annotated { content, .. } => vec![*content],
        Event::Held { order, .. } | Event::Lifted { order } | Event::Reassigned { order, .. } => {
            vec![*order]
        }
        _ => vec![],
    }
}

impl fmt::Display for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "about       {}", one_line(&self.said.about))?;
        writeln!(f, "title       {}", self.title)?;
        if let Some(text) = &self.said.text {
            writeln!(f, "says        {}", one_line(text))?;
        }
        for File { name, media_type, bytes } in &self.files {
            writeln!(f, "file        {name} ({media_type}, {bytes} bytes)")?;
        }
        match &self.fact {
            Some(fact) => writeln!(f, "on ledger   {}: {}", fact.place(), fact.in_words),
            None => writeln!(f, "on ledger   no fact of it commits to this"),
        }
    }
}

impl Outcome for Opened {
    fn command(&self) -> &'static str {
        "open"
    }

    fn hint(&self) -> Option<String> {
        let worthless = "nothing on the ledger stands behind this file; do not rely on it";
        self.fact.is_none().then(|| worthless.to_owned())
    }
}
