//! Several titles: references, versions, replacement, masters.

use std::collections::BTreeMap;

use title::invariants::{check_all, check_step};
use title::{
    Act, AmendmentReason, Asked, Begin, End, Event, Issue, Mark, Order, PartyId, Status, Title,
    TitleId,
};

use super::{Step, Verdict};
use crate::bounds::{NEWEST_RULEBOOK, TERMS};
use crate::cast::Party;
use crate::state::Here;
use crate::world::World;

pub(super) fn one_is_live(_world: &World, here: &Here) -> Verdict {
    let mut live: BTreeMap<_, u32> = BTreeMap::new();
    for title in here.titles.values().filter(|title| title.is_live()) {
        *live.entry(title.reference).or_default() += 1;
    }
    Verdict::kept_if(live.values().all(|count| *count == 1))
}

/// The crate's own second saying of its promises agrees.
pub(super) fn own_invariants(_world: &World, step: &Step<'_>) -> Verdict {
    let steps = step.facts.iter().all(|fact| {
        let after = &step.after.titles[&fact.title];
        check_step(step.before.titles.get(&fact.title), fact, after).is_ok()
    });
    Verdict::kept_if(steps && check_all(step.after.titles.values()).is_ok())
}

pub(super) fn only_named(_world: &World, step: &Step<'_>) -> Verdict {
    let mut named = vec![step.attempt.instruction.title];
    if let Act::Replace { also, begins } = step.act() {
        named.extend(also);
        named.extend(begins.iter().map(|begin| begin.title));
    }
    let facts = step.facts.len() == named.len();
    Verdict::kept_if(facts && step.changes.iter().all(|change| named.contains(&change.after.id)))
}

/// What a replacement ends and begins.
fn replacement<'a>(step: &'a Step<'_>) -> Option<(Vec<&'a Title>, &'a [Begin])> {
    let Act::Replace { also, begins } = step.act() else { return None };
    let ends = [step.attempt.instruction.title].into_iter().chain(also.iter().copied());
    let ends = ends.filter_map(|id| step.before.titles.get(&id)).collect();
    Some((ends, begins))
}

pub(super) fn at_once(_world: &World, step: &Step<'_>) -> Verdict {
    let Some((ends, begins)) = replacement(step) else { return Verdict::Silent };
    let status = |id: TitleId| step.after.titles.get(&id).map(|title| title.status);
    let all_end = ends.iter().all(|end| status(end.id) == Some(Status::Ended(End::Replaced)));
    let all_begin = begins.iter().all(|begin| {
        status(begin.title) == Some(Status::Active { controller: begin.issue.controller })
    });
    let new = begins.iter().all(|begin| !step.before.titles.contains_key(&begin.title));
    let ended: Vec<_> = ends.iter().map(|end| end.id).collect();
    let begun: Vec<_> = begins.iter().map(|begin| begin.title).collect();
    let linked = step.facts.iter().all(|fact| match &fact.event {
        Event::Replaced { by } => ended.contains(&fact.title) && *by == begun,
        Event::Began { replaces, .. } => begun.contains(&fact.title) && *replaces == ended,
        _ => false,
    });
    Verdict::kept_if(all_end && all_begin && new && linked && !begun.is_empty())
}

pub(super) fn marks(_world: &World, step: &Step<'_>) -> Verdict {
    let Some((ends, begins)) = replacement(step) else { return Verdict::Silent };
    let marked = ends.iter().any(|end| end.mark == Mark::ByOrder);
    let mark = if marked { Mark::ByOrder } else { Mark::Unmarked };
    let new = |begin: &Begin| step.after.titles.get(&begin.title).map(|title| title.mark);
    Verdict::kept_if(begins.iter().all(|begin| new(begin) == Some(mark)))
}

pub(super) fn to_whom(_world: &World, step: &Step<'_>) -> Verdict {
    let Some((ends, begins)) = replacement(step) else { return Verdict::Silent };
    let begun = begins.iter().filter_map(|begin| step.after.titles.get(&begin.title));
    let mut given = begun.map(|title| (title.controller(), title.order));
    Verdict::kept_if(given.all(|(holder, order)| {
        let asks_for_it = |end: &&Title| {
            asked(end).is_some_and(|(_, (to, stands))| (Some(to), stands) == (holder, order))
        };
        ends.iter().all(asks_for_it)
    }))
}

pub(super) fn shape(_world: &World, step: &Step<'_>) -> Verdict {
    let Some((ends, begins)) = replacement(step) else { return Verdict::Silent };
    let (before, after) = (ends.len(), begins.len());
    let fits = |title: &&Title| match asked(title).map(|(reason, _)| reason) {
        Some(AmendmentReason::ChangeOfDestination | AmendmentReason::Switch) => {
            (before, after) == (1, 1)
        }
        Some(AmendmentReason::Split) => before == 1 && after > 1,
        Some(AmendmentReason::Combine) => before > 1 && after > 0,
        Some(AmendmentReason::Correction) => before == 1 && after > 0,
        None => false,
    };
    Verdict::kept_if(ends.iter().all(fits))
}

fn asked(title: &Title) -> Option<(AmendmentReason, (PartyId, Order))> {
    match title.status {
        Status::Surrendered { asked: Asked::Amendment { reason, to, order }, .. } => {
            Some((reason, (to, order)))
        }
        _ => None,
    }
}

pub(super) fn versions(_world: &World, step: &Step<'_>) -> Verdict {
    let issues = step.act().issues();
    if issues.is_empty() {
        return Verdict::Silent;
    }
    let ends = replacement(step).map_or(vec![], |(ends, _)| ends);
    Verdict::kept_if(issues.iter().all(|issue| {
        let of_reference = |title: &&Title| title.reference == issue.reference;
        let newest = step.before.titles.values().filter(of_reference).max_by_key(|t| t.version);
        match newest {
            None => issue.version == 1,
            Some(newest) => {
                let goes_on = ends.iter().any(|end| end.id == newest.id);
                goes_on && issue.version == newest.version + 1
            }
        }
    }))
}

pub(super) fn begins(_world: &World, step: &Step<'_>) -> Verdict {
    let issues = step.act().issues();
    if issues.is_empty() {
        return Verdict::Silent;
    }
    let by = Party::of(step.attempt.principal());
    let carrier = matches!(by, Party::Carrier | Party::OtherCarrier);
    let goes_on = replacement(step).map_or(vec![], |(ends, _)| ends);
    let terms = |issue: &&Issue| {
        let rulebook = issue.rulebook == NEWEST_RULEBOOK
            || goes_on.iter().any(|title| title.rulebook == issue.rulebook);
        rulebook && issue.terms_profile == TERMS
    };
    let master = |issue: &&Issue| {
        let is_live = |here: &Here, id| here.titles.get(&id).is_some_and(Title::is_live);
        issue.master.is_none_or(|id| is_live(step.before, id) && is_live(step.after, id))
    };
    Verdict::kept_if(carrier && issues.iter().all(|issue| terms(issue) && master(issue)))
}

pub(super) fn masters(_world: &World, step: &Step<'_>) -> Verdict {
    let title = &step.before.titles.get(&step.attempt.instruction.title);
    let master = title.and_then(|title| title.master);
    match (step.act(), master.and_then(|master| step.before.titles.get(&master))) {
        (Act::AcceptSurrender, Some(master)) => {
            let delivered = master.status == Status::Ended(End::Accomplished);
            Verdict::kept_if(master.is_live() || delivered)
        }
        _ => Verdict::Silent,
    }
}
