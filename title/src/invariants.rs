//! What must hold of every title at every moment: the promises of the law, said a second time and
//! without its rules. Checked by the tests after every fact, and by a wallet that folds the proven
//! facts of a title. A node does not: it has just decided the fact by [`crate::apply()`].

mod steps;

use std::collections::BTreeMap;

use crate::fact::Fact;
use crate::title::{ReferenceKey, Title};

/// A broken promise. None is reachable by facts of this law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A live title without a controller, or an ended one with one (MLETR art. 10(1)(b)(ii)).
    ControlIsNotOne,
    /// Control moved otherwise than by acceptance of the controller's live offer, a hand-over or
    /// hand-back, surrender of what is not on offer, the carrier's answer, the pledgee's release,
    /// or an order; or to another than these name (MLETR art. 11).
    ControlMovedUnbidden,
    /// The order party changed otherwise than by endorsement or its cancellation, enforcement, a
    /// return, or an order; or to another than these name (MLETR art. 15).
    EndorsementGap,
    /// Something that is fixed at issue changed: carrier, reference, document, terms, master, or
    /// the kind of bill.
    FixedPartChanged,
    /// A fact followed the end of the title (T-02).
    FactAfterEnd,
    /// A title that was held moved (T-29).
    HeldTitleMoved,
    /// A pledge ended otherwise than by release, enforcement or order, or changed (T-30).
    PledgeLost,
    /// The mark of an order was lost.
    MarkLost,
    /// Two titles are live under one reference (MLETR art. 10(1)(b)(i)).
    TwoLive,
}

/// Checks one step of one title.
///
/// # Errors
///
/// The first promise that `fact` broke between `before` and `after`.
pub fn check_step(before: Option<&Title>, fact: &Fact, after: &Title) -> Result<(), Broken> {
    if after.controller().is_some() != after.is_live() {
        return Err(Broken::ControlIsNotOne);
    }
    let Some(before) = before else { return Ok(()) };
    if fact.event.is_annotation() {
        return if before == after { Ok(()) } else { Err(Broken::FixedPartChanged) };
    }
    // As the law reads it: an overdue offer or hold is absent.
    let before = &before.at(fact.at);
    if !before.is_live() {
        return Err(Broken::FactAfterEnd);
    }
    if fixed(before) != fixed(after) || before.order.is_straight() != after.order.is_straight() {
        return Err(Broken::FixedPartChanged);
    }
    if before.mark > after.mark {
        return Err(Broken::MarkLost);
    }
    steps::held(before, fact)?;
    steps::control(before, fact, after)?;
    steps::order(before, fact, after)?;
    steps::pledge(before, fact, after)
}

/// Checks all titles of a ledger against each other: one live title per carrier's reference.
///
/// # Errors
///
/// [`Broken::TwoLive`].
pub fn check_all<'a>(titles: impl IntoIterator<Item = &'a Title>) -> Result<(), Broken> {
    let mut live: BTreeMap<ReferenceKey, ()> = BTreeMap::new();
    for title in titles.into_iter().filter(|title| title.is_live()) {
        if live.insert(title.reference, ()).is_some() {
            return Err(Broken::TwoLive);
        }
    }
    Ok(())
}

fn fixed(title: &Title) -> impl PartialEq {
    (
        (title.id, title.reference, title.version, title.carrier),
        (title.rulebook, title.terms_profile, title.document, title.master),
    )
}
