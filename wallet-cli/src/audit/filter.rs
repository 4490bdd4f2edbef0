//! Which acts are shown. What is not shown is checked all the same.

use std::collections::BTreeSet;

use proto::fact::{Fact, FactRecord};
use proto::reference::NormalReference;
use proto::registry;
use title::{PartyId, Time, TitleId};

use crate::args::AuditArgs;
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::names::Names;
use crate::session::digits;
use crate::shelf::Shelf;
use crate::title_name::{FEWEST_DIGITS, TitleNameError};
use crate::words;

/// Which acts are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// From which block on.
    pub from: Option<u64>,
    /// From which moment on.
    pub since: Option<Time>,
    /// Up to which moment, its whole second included.
    pub until: Option<Time>,
    /// Acts that name this party.
    pub party: Option<PartyId>,
    /// Acts on these titles.
    pub titles: Option<TitleFilter>,
    /// Acts of these kinds; of any where it is empty.
    pub acts: BTreeSet<String>,
}

/// Which titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TitleFilter {
    /// Those whose digits begin so.
    Begin(String),
    /// These.
    OneOf(BTreeSet<TitleId>),
}

impl Filter {
    /// What the command line asks for.
    ///
    /// # Errors
    ///
    /// [`WalletError::Names`] or [`WalletError::TitleName`].
    pub fn new(args: &AuditArgs, names: Names<'_>, shelf: &Shelf) -> Result<Self, WalletError> {
        Ok(Self {
            from: args.from,
            since: args.since.map(|begin| begin.0),
            until: args.until.map(|moment| moment.0),
            party: args.party.as_deref().map(|name| names.resolve(name)).transpose()?,
            titles: args.title.as_deref().map(|query| titles(query, shelf)).transpose()?,
            acts: args.acts.iter().cloned().collect(),
        })
    }

    /// Whether an act is shown.
    #[must_use]
    pub fn shows(&self, record: &FactRecord) -> bool {
        let fact = &record.fact;
        let at = fact.at();
        self.from.is_none_or(|from| record.height >= from)
            && self.since.is_none_or(|since| at >= since)
            && !self.is_past(at)
            && self.party.is_none_or(|party| parties(fact).contains(&party))
            && self.titles.as_ref().is_none_or(|titles| titles.holds(fact))
            && (self.acts.is_empty() || self.acts.contains(words::record_verb(fact)))
    }

    /// Whether a moment is after all that is shown.
    #[must_use]
    pub fn is_past(&self, at: Time) -> bool {
        self.until.is_some_and(|until| at.0 / 1_000 > until.0 / 1_000)
    }
}

impl TitleFilter {
    fn holds(&self, fact: &Fact) -> bool {
        let Some(fact) = fact.title() else { return false };
        match self {
            Self::Begin(begin) => digits(&fact.title).starts_with(begin),
            Self::OneOf(titles) => titles.contains(&fact.title),
        }
    }
}

/// The titles that a user means: all digits, a reference on the shelf, or the first digits.
fn titles(query: &str, shelf: &Shelf) -> Result<TitleFilter, TitleNameError> {
    if let Ok(title) = query.parse::<Hex32>() {
        return Ok(TitleFilter::OneOf([TitleId(title.0)].into()));
    }
    let named = NormalReference::new(query)
        .map(|reference| shelf.with_reference(&reference, |_, _| Vec::new()))
        .unwrap_or_default();
    if !named.is_empty() {
        return Ok(TitleFilter::OneOf(named.into_iter().collect()));
    }
    let is_digits = query.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_digits && query.len() >= FEWEST_DIGITS {
        return Ok(TitleFilter::Begin(query.to_owned()));
    }
    Err(TitleNameError::Unknown { query: query.to_owned() })
}

/// Every party that a fact names.
fn parties(fact: &Fact) -> BTreeSet<PartyId> {
    match fact {
        Fact::Title(fact) => fact.parties(),
        Fact::Registry(registry::Fact { by, with, event, .. }) => {
            let (by, with, act) = (*by, with.clone(), event.clone());
            registry::Instruction { by, with, act }.accounts()
        }
    }
}

#[cfg(test)]
mod tests;
