//! What can be found, and how it is told.

use std::fmt;

use title::invariants::Broken;
use title::{Fact, Refusal, Title};

use crate::model::BillNo;

/// Where law and model part, or a promise is broken.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// One allows what the other refuses, or they refuse by different rules.
    Verdict {
        /// The law's answer: `None` when it allows the act.
        law: Option<Box<Refusal>>,
        /// The model's.
        model: Option<Box<Refusal>>,
    },
    /// They record different facts.
    Facts {
        /// The law's.
        law: Vec<Fact>,
        /// The model's.
        model: Vec<Fact>,
    },
    /// A title came out differently.
    State {
        /// In these fields.
        fields: Vec<&'static str>,
        /// By the law.
        law: Box<Title>,
        /// By the model.
        model: Box<Title>,
    },
    /// They know of different titles.
    Titles,
    /// The law answers otherwise when shown only what the instruction says it reads.
    ReadsMore {
        /// Its answer then: `None` when it allows the act.
        little: Option<Box<Refusal>>,
        /// Its answer when shown everything.
        all: Option<Box<Refusal>>,
    },
    /// The law broke one of its own invariants.
    Invariant(Broken),
    /// A live bill of the model is not in exactly one party's hands.
    Hands(BillNo),
    /// Two bills live under one reference.
    TwoLive(u8),
}

impl Difference {
    /// Law and model answer differently.
    pub(super) fn verdict(law: Option<Refusal>, model: Option<Refusal>) -> Self {
        Self::Verdict { law: law.map(Box::new), model: model.map(Box::new) }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verdict { law, model } => {
                write!(f, "the law says {}, the model says {}", answer(law), answer(model))
            }
            Self::State { fields, law, model } => {
                write!(f, "the titles differ in {fields:?}:\n  law   {law:?}\n  model {model:?}")
            }
            Self::Facts { law, model } => {
                write!(f, "the facts differ:\n  law   {law:?}\n  model {model:?}")
            }
            other => write!(f, "{other:?}"),
        }
    }
}

fn answer(verdict: &Option<Box<Refusal>>) -> String {
    verdict.as_ref().map_or("yes".into(), |refusal| format!("no by {} {refusal:?}", refusal.rule()))
}
