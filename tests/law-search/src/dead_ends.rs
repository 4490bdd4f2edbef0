//! No dead ends: from every state the carrier and whoever is in control, both answering, can bring
//! every live title to an end, without the governance and without anybody else's consent. Found
//! backwards, from the states in which no title is live.

#[cfg(test)]
mod tests;

use title::Act;

use crate::attempts::Attempt;
use crate::explore::{Node, Place, Search};
use crate::promises::in_control;
use crate::state::Here;

/// Whether carrier or controller takes this step alone.
pub(crate) fn is_way_out(here: &Here, attempt: &Attempt) -> bool {
    let alone = attempt.instruction.with.is_empty()
        && attempt.instruction.by.represented.is_none()
        && !attempt.is_ordered();
    let begins = matches!(attempt.instruction.act, Act::Issue(_) | Act::IssueFromPaper { .. });
    let also: &[_] = match &attempt.instruction.act {
        Act::Replace { also, .. } => also,
        _ => &[],
    };
    let mut titles = [attempt.instruction.title].into_iter().chain(also.iter().copied());
    alone
        && !begins
        && titles.all(|id| {
            let by = attempt.principal();
            here.titles.get(&id).is_some_and(|t| by == t.carrier || in_control(t) == Some(by))
        })
}

/// The first state found from which there is no way out, if there is one.
pub(crate) fn first(search: &Search<'_>) -> Option<Place> {
    let all_ended = |node: &Node| {
        let here = search.catalogue.open(node.state);
        here.titles.values().all(|title| !title.is_live())
    };
    let ends = search.nodes.iter().map(all_ended).collect();
    unable_to_end(ends, &search.ways_out)
}

/// The first place from which no steps lead to an end.
fn unable_to_end(mut leads_out: Vec<bool>, ways_out: &[(Place, Place)]) -> Option<Place> {
    let mut steps = ways_out.to_vec();
    steps.sort_unstable_by_key(|(_, to)| *to);
    let mut waiting: Vec<usize> = (0..leads_out.len()).filter(|at| leads_out[*at]).collect();
    while let Some(to) = waiting.pop() {
        for from in comes_from(&steps, to) {
            if !leads_out[from] {
                leads_out[from] = true;
                waiting.push(from);
            }
        }
    }
    let stuck = leads_out.iter().position(|out| !out)?;
    Some(Place::try_from(stuck).expect("places are counted in their own type"))
}

/// From where a place is reached; the steps are sorted by where they lead.
fn comes_from(steps: &[(Place, Place)], to: usize) -> impl Iterator<Item = usize> + '_ {
    let begins = steps.partition_point(|(_, at)| (*at as usize) < to);
    let those = steps[begins..].iter().take_while(move |(_, at)| *at as usize == to);
    those.map(|(from, _)| *from as usize)
}
