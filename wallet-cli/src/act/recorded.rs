//! A recorded act, as the command's result.

use std::fmt;

use proto::receipt::Proved;
use serde::Serialize;

use crate::output::Outcome;
use crate::session::Session;
use crate::view::FactView;

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
    /// How many validators there are.
    pub validators: usize,
}

impl Recorded {
    /// The result of an instruction whose receipt was checked.
    #[must_use]
    pub fn of(proved: &Proved, session: &Session<'_>) -> Self {
        Self {
            outcome: "final",
            reference: session.shelf.reference(&proved.record.fact.title).map(ToString::to_string),
            fact: FactView::of(&proved.record, session),
            signers: proved.signers,
            validators: session.network.validators().validators().len(),
        }
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fact, signers, validators, .. } = self;
        write!(
            f,
            "Final. {} (block {}, {signers} of {validators} validators)",
            fact.in_words, fact.height
        )
    }
}

impl Outcome for Recorded {
    fn command(&self) -> &'static str {
        self.fact.act
    }

    fn hint(&self) -> Option<String> {
        let bill = self.reference.as_deref().unwrap_or(&self.fact.title);
        Some(format!("ebl show {bill} shows where it stands, ebl receipt {bill} --out FILE the proof"))
    }
}
