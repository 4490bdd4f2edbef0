//! A recorded act, as the command's result.

use std::fmt;

use proto::receipt::Proved;
use serde::Serialize;
use title::{Fact, Title};

use crate::output::Outcome;
use crate::session::Session;
use crate::view::{FactView, TitleView};

/// An act that is final, with the proof checked.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    /// Always `final`.
    pub outcome: &'static str,
    /// What was recorded.
    #[serde(flatten)]
    pub fact: FactView,
    /// The carrier's reference, where it is known here.
    pub reference: Option<String>,
    /// How many validators signed the block.
    pub signers: usize,
    /// How many validators there were.
    pub validators: usize,
    /// The title after the act, where the title before it is known.
    pub afterwards: Option<TitleView>,
    #[serde(skip)]
    command: &'static str,
    #[serde(skip)]
    recorded: Fact,
}

impl Recorded {
    /// The result of an instruction whose receipt was checked.
    #[must_use]
    pub fn of(proved: &Proved, session: &Session<'_>) -> Self {
        let fact = FactView::of(&proved.record, session);
        Self {
            outcome: "final",
            reference: session.shelf.reference(&proved.record.fact.title).map(ToString::to_string),
            command: fact.act,
            fact,
            signers: proved.signers,
            validators: proved.validators,
            afterwards: None,
            recorded: proved.record.fact,
        }
    }

    /// The same, as the result of another command than the act's own.
    #[must_use]
    pub fn told_by(self, command: &'static str) -> Self {
        Self { command, ..self }
    }

    /// The same, with the title that the act made of the one before.
    #[must_use]
    pub fn after(self, before: Option<Title>, session: &Session<'_>) -> Self {
        let after = title::evolve(before, &self.recorded);
        let afterwards = Some(TitleView::of(&after, session, self.recorded.at));
        Self { afterwards, ..self }
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
        match &self.afterwards {
            Some(title) => writeln!(f, "Now {}", title.in_words),
            None => Ok(()),
        }
    }
}

impl Outcome for Recorded {
    fn command(&self) -> &'static str {
        self.command
    }

    fn hint(&self) -> Option<String> {
        let bill = self.reference.as_deref().unwrap_or(&self.fact.title);
        Some(format!(
            "ebl show {bill} shows where it stands, ebl receipt {bill} --out FILE the proof"
        ))
    }
}
