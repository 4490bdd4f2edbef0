//! Replace: titles surrendered for amendment end, others begin in their place, in one set of facts
//! linked both ways. Never both alive, never neither (MLETR art. 16; DCSA: amend and reissue,
//! split, combine, switch).

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, live};
use super::issue;
use super::{may_act, may_take, no_consent, row_of};
use crate::fact::Event;
use crate::instruction::{ActKind, AmendmentReason, Begin, Instruction, Issue};
use crate::party::PartyId;
use crate::refusal::Refusal;
use crate::title::{Asked, Mark, Order, ReferenceKey, ReferenceUse, Status, Title, TitleId};
use crate::view::View;

/// The events of a replacement, each with its title: ends first, then beginnings.
pub(crate) fn replace(
    view: &View<'_>,
    instruction: &Instruction,
    also: &[TitleId],
    begins: &[Begin],
) -> Result<Vec<(TitleId, Event)>, Refusal> {
    let ends = ends(view, instruction, also)?;
    no_consent(&instruction.with)?;
    shape(&ends, begins)?;
    let standing = may_act(view, instruction)?;
    issue::is_carrier(instruction, &standing)?;
    let mut begun = BTreeMap::new();
    for begin in begins {
        may_begin(view, &ends, begin, &begun)?;
        begun.insert(begin.issue.reference, begin.title);
    }
    to_whom_it_was_asked(&ends, begins)?;
    for begin in begins {
        may_take(view, instruction.by.principal(), begin.issue.rulebook)?;
        issue::takers(view, &begin.issue)?;
    }
    Ok(events(&ends, begins))
}

/// The titles that end: each is the carrier's own and surrendered for amendment.
fn ends<'a>(
    view: &View<'a>,
    instruction: &Instruction,
    also: &[TitleId],
) -> Result<Vec<&'a Title>, Refusal> {
    let ids: BTreeSet<_> = also.iter().copied().chain([instruction.title]).collect();
    let ends = ids.iter().map(|id| live(view, instruction, *id)).collect::<Result<Vec<_>, _>>()?;
    for title in &ends {
        Case::of_title(view, instruction, title.id)?.check(row_of(ActKind::Replace))?;
    }
    Ok(ends)
}

/// T-39: as many end and begin as was asked for. Bills end together only where every holder asked
/// for that, so that none is pooled with what a stranger surrendered.
fn shape(ends: &[&Title], begins: &[Begin]) -> Result<(), Refusal> {
    let (before, after) = (ends.len(), begins.len());
    for (reason, _) in ends.iter().map(|title| asked(title)) {
        let fits = match reason {
            AmendmentReason::ChangeOfDestination | AmendmentReason::Switch => {
                before == 1 && after == 1
            }
            AmendmentReason::Split => before == 1 && after >= 2,
            AmendmentReason::Combine => before >= 2 && after >= 1,
            AmendmentReason::Correction => before == 1 && after >= 1,
        };
        if !fits {
            return Err(Refusal::OtherShape { reason, ends: before, begins: after });
        }
    }
    Ok(())
}

/// T-06 to T-09, T-35 of one title that begins.
fn may_begin(
    view: &View<'_>,
    ends: &[&Title],
    begin: &Begin,
    begun: &BTreeMap<ReferenceKey, TitleId>,
) -> Result<(), Refusal> {
    let issue = &begin.issue;
    let next = next_version(view, ends, begin, begun)?;
    issue::is_version(issue, next)?;
    // What replaces a bill may go on under its rulebook.
    issue::rulebook_in_force(view, issue, |rulebook| {
        ends.iter().any(|title| title.rulebook == rulebook)
    })?;
    issue::terms_registered(view, issue)?;
    under_master(view, ends, issue)
}

/// T-06: the reference is new, or goes on from a title that ends here.
fn next_version(
    view: &View<'_>,
    ends: &[&Title],
    begin: &Begin,
    begun: &BTreeMap<ReferenceKey, TitleId>,
) -> Result<u32, Refusal> {
    let reference = begin.issue.reference;
    if let Some(title) = begun.get(&reference) {
        return Err(Refusal::AlreadyIssued { title: *title });
    }
    if view.titles.contains_key(&begin.title) || begun.values().any(|id| *id == begin.title) {
        return Err(Refusal::AlreadyIssued { title: begin.title });
    }
    match view.references.get(&reference) {
        None | Some(ReferenceUse::Unused) => Ok(1),
        Some(ReferenceUse::Used) => Err(Refusal::ReferenceUsed { reference }),
        Some(ReferenceUse::Live(live)) => ends
            .iter()
            .find(|title| title.id == *live)
            .map(|title| title.version + 1)
            .ok_or(Refusal::AlreadyIssued { title: *live }),
    }
}

/// T-35: the master is live, and does not end in the same act.
fn under_master(view: &View<'_>, ends: &[&Title], issue: &Issue) -> Result<(), Refusal> {
    match issue.master {
        Some(master) if ends.iter().any(|title| title.id == master) => {
            Err(Refusal::MasterNotLive { master })
        }
        _ => issue::under_live_master(view, issue),
    }
}

/// T-40: whatever begins goes to the party, and stands to the order, that each surrender names.
fn to_whom_it_was_asked(ends: &[&Title], begins: &[Begin]) -> Result<(), Refusal> {
    for begin in begins {
        let (party, order) = (begin.issue.controller, begin.issue.order);
        if ends.iter().any(|title| asked(title).1 != (party, order)) {
            return Err(Refusal::ReplacedElsewhere { party, order });
        }
    }
    Ok(())
}

fn events(ends: &[&Title], begins: &[Begin]) -> Vec<(TitleId, Event)> {
    let by: Vec<_> = begins.iter().map(|begin| begin.title).collect();
    let replaces: Vec<_> = ends.iter().map(|title| title.id).collect();
    let mark = ends.iter().map(|title| title.mark).max().unwrap_or(Mark::Unmarked);
    let ended = replaces.iter().map(|id| (*id, Event::Replaced { by: by.clone() }));
    let began = begins.iter().map(|begin| {
        (begin.title, Event::Began { issue: begin.issue, replaces: replaces.clone(), mark })
    });
    ended.chain(began).collect()
}

/// Why an amendment was asked for; and who shall control what begins, to whose order.
fn asked(title: &Title) -> (AmendmentReason, (PartyId, Order)) {
    match title.status {
        Status::Surrendered { asked: Asked::Amendment { reason, to, order }, .. } => {
            (reason, (to, order))
        }
        _ => unreachable!("the table lets only titles pass that are surrendered for amendment"),
    }
}
