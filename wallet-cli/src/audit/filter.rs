//! Which acts are shown. What is not shown is checked all the same.
//!
//! Values of one option: any of them. Different options: all of them. Most of it is judged by the
//! fact alone ([`Filter::shows`]); what kind of bill an act is on, and under which terms, once the
//! bill is known ([`Filter::shows_on`]).

use std::collections::BTreeSet;

use proto::fact::{Fact, FactRecord};
use proto::reference::NormalReference;
use proto::registry;
use title::{Event, PartyId, Time};

use super::bills::Bill;
use super::fault::AuditError;
use super::selection::Selection;
use crate::args::AuditArgs;
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::session::{Session, digits};
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
    /// Which of the acts in between.
    pub selection: Selection,
}

impl Filter {
    /// What the command line asks for.
    ///
    /// # Errors
    ///
    /// [`WalletError::Names`], [`WalletError::TitleName`] or [`AuditError::NoSuchTerms`].
    pub fn new(args: &AuditArgs, session: &Session<'_>) -> Result<Self, WalletError> {
        let party = args.party.as_deref().map(|name| session.names().resolve(name));
        let titles = args.title.as_deref().map(|query| titles(query, &session.shelf));
        let registered = session.network.network().terms_profiles.keys().copied().collect();
        Ok(Self {
            from: args.from,
            since: args.since.map(|begin| begin.0),
            until: args.until.map(|moment| moment.0),
            selection: Selection {
                party: party.transpose()?.map(Into::into),
                titles: titles.transpose()?.unwrap_or_default(),
                acts: args.acts.iter().cloned().collect(),
                bill_kinds: args.bill_kinds.iter().copied().collect(),
                terms_profiles: terms_profiles(&args.terms_profiles, &registered)?,
                notices: args.notices.iter().map(|kind| kind.word().to_owned()).collect(),
            },
        })
    }

    /// Whether an act is shown, as far as its fact alone tells.
    #[must_use]
    pub fn shows(&self, record: &FactRecord) -> bool {
        let Self { from, since, selection, .. } = self;
        let Selection { party, titles, acts, notices, .. } = selection;
        let fact = &record.fact;
        let at = fact.at();
        from.is_none_or(|from| record.height >= from)
            && since.is_none_or(|since| at >= since)
            && !self.is_past(at)
            && party.is_none_or(|party| parties(fact).contains(&PartyId(party.0)))
            && (titles.is_empty() || is_on(fact, titles))
            && (acts.is_empty() || acts.contains(words::record_verb(fact)))
            && (notices.is_empty() || notice(fact).is_some_and(|word| notices.contains(word)))
    }

    /// Whether an act on this bill is shown, or, without one, an act of the registry. A bill whose
    /// kind is not known is shown whatever kind is asked for: it may be of that kind.
    #[must_use]
    pub fn shows_on(&self, bill: Option<&Bill>) -> bool {
        let Selection { bill_kinds, terms_profiles, .. } = &self.selection;
        let Some(bill) = bill else { return bill_kinds.is_empty() && terms_profiles.is_empty() };
        let is_of_kind = bill.kind.is_none_or(|kind| bill_kinds.contains(&kind));
        (bill_kinds.is_empty() || is_of_kind)
            && (terms_profiles.is_empty() || terms_profiles.contains(&bill.terms_profile))
    }

    /// Whether a moment is after all that is shown.
    #[must_use]
    pub fn is_past(&self, at: Time) -> bool {
        self.until.is_some_and(|until| at.0 / 1_000 > until.0 / 1_000)
    }
}

/// What a notice is about.
#[must_use]
pub fn notice(fact: &Fact) -> Option<&'static str> {
    match fact.title()?.event {
        Event::Annotated { kind, .. } => Some(kind.word()),
        _ => None,
    }
}

fn is_on(fact: &Fact, titles: &BTreeSet<String>) -> bool {
    let Some(fact) = fact.title() else { return false };
    let title = digits(&fact.title);
    titles.iter().any(|begin| title.starts_with(begin))
}

/// The titles that a user means, by the digits that they begin with: all digits, those of a
/// reference on the shelf, or the first ones.
fn titles(query: &str, shelf: &Shelf) -> Result<BTreeSet<String>, TitleNameError> {
    if query.parse::<Hex32>().is_ok() {
        return Ok([query.to_owned()].into());
    }
    let named = NormalReference::new(query)
        .map(|reference| shelf.with_reference(&reference, |_, _| Vec::new()))
        .unwrap_or_default();
    if !named.is_empty() {
        return Ok(named.iter().map(digits).collect());
    }
    let is_digits = query.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_digits && query.len() >= FEWEST_DIGITS {
        return Ok([query.to_owned()].into());
    }
    Err(TitleNameError::Unknown { query: query.to_owned() })
}

/// The profiles asked for, each of which is registered: a mistyped number would show nothing, and
/// look as if there were nothing.
fn terms_profiles(asked: &[u32], registered: &BTreeSet<u32>) -> Result<BTreeSet<u32>, AuditError> {
    match asked.iter().find(|number| !registered.contains(number)) {
        Some(number) => {
            Err(AuditError::NoSuchTerms { number: *number, registered: registered.clone() })
        }
        None => Ok(asked.iter().copied().collect()),
    }
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
