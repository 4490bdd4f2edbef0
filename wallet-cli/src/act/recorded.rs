//! A recorded act, as the command's result.

use std::fmt;

use proto::fact::Fact;
use proto::receipt::Proved;
use serde::Serialize;

use crate::known::Known;
use crate::output::Outcome;
use crate::session::Session;
use crate::view::{FactView, TitleView};

/// An act that is final, with the proof checked.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    /// Always `final`.
    pub outcome: &'static str,
    /// What was recorded; of several facts, the first.
    #[serde(flatten)]
    pub fact: FactView,
    /// The other facts of the same act: what ended and what began beside it.
    pub also: Vec<FactView>,
    /// The carrier's reference, where it is known here.
    pub reference: Option<String>,
    /// How many validators signed the block.
    pub signers: usize,
    /// How many validators there were.
    pub validators: usize,
    /// The title after the act, where the title before it is known.
    pub afterwards: Option<TitleView>,
    /// The other titles after the act.
    pub others_afterwards: Vec<TitleView>,
    #[serde(skip)]
    command: &'static str,
    #[serde(skip)]
    recorded: Vec<Fact>,
}

impl Recorded {
    /// The result of an instruction whose receipts were checked.
    ///
    /// # Panics
    ///
    /// Without any receipt: every act records a fact.
    #[must_use]
    pub fn of(proved: &[Proved], session: &Session<'_>) -> Self {
        let (first, others) = proved.split_first().expect("every act records a fact");
        let fact = FactView::of(&first.record, session);
        let title = first.record.fact.title().map(|fact| fact.title);
        Self {
            outcome: "final",
            reference: title.and_then(|title| Some(session.shelf.reference(&title)?.to_string())),
            command: fact.act,
            fact,
            also: others.iter().map(|proof| FactView::of(&proof.record, session)).collect(),
            signers: first.signers,
            validators: first.validators,
            afterwards: None,
            others_afterwards: Vec::new(),
            recorded: proved.iter().map(|proof| proof.record.fact.clone()).collect(),
        }
    }

    /// The same, as the result of another command than the act's own.
    #[must_use]
    pub fn told_by(self, command: &'static str) -> Self {
        Self { command, ..self }
    }

    /// The same, with the titles that the act made of those before.
    #[must_use]
    pub fn after(self, known: &Known, session: &Session<'_>) -> Self {
        let before = known.titles();
        let mut after = self.recorded.iter().filter_map(Fact::title).map(|fact| {
            let title = title::evolve(before.get(&fact.title).cloned(), fact);
            TitleView::of(&title, session, fact.at)
        });
        let afterwards = after.next();
        let others_afterwards = after.collect();
        Self { afterwards, others_afterwards, ..self }
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fact, signers, validators, .. } = self;
        writeln!(
            f,
            "Final. {} (block {}, {signers} of {validators} validators)",
            fact.in_words, fact.height
        )?;
        self.also.iter().try_for_each(|fact| writeln!(f, "Also: {}", fact.in_words))?;
        self.afterwards.iter().try_for_each(|title| writeln!(f, "Now {}", title.in_words))?;
        self.others_afterwards.iter().try_for_each(|title| writeln!(f, "Now {}", title.in_words))
    }
}

impl Outcome for Recorded {
    fn command(&self) -> &'static str {
        self.command
    }

    fn hint(&self) -> Option<String> {
        let Some(bill) = self.reference.as_deref().or(self.fact.title.as_deref()) else {
            return Some("ebl members shows who is enrolled and who governs".to_owned());
        };
        Some(format!(
            "ebl show {bill} shows where it stands, ebl receipt {bill} --out FILE the proof"
        ))
    }
}
