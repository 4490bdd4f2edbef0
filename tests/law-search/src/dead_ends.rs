//! No dead ends: from every state the carrier and whoever is in control, both answering, can bring
//! every live title to an end, without the governance and without anybody else's consent. Found
//! backwards, from the states in which no title is live.

use title::Act;

use crate::attempts::Attempt;
use crate::explore::{Place, Search};
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
    alone && !begins && titles.all(|id| {
        let by = attempt.principal();
        here.titles.get(&id).is_some_and(|t| by == t.carrier || in_control(t) == Some(by))
    })
}

/// The first state found from which there is no way out, if there is one.
pub(crate) fn first(search: &mut Search<'_>) -> Option<Place> {
    let count = search.nodes.len();
    let mut leads_out: Vec<bool> = (0..count).map(|at| is_end(search, at)).collect();
    let mut waiting: Vec<usize> = (0..count).filter(|at| leads_out[*at]).collect();
    search.ways_out.sort_unstable_by_key(|(_, to)| *to);
    while let Some(to) = waiting.pop() {
        for from in comes_from(&search.ways_out, to) {
            if !leads_out[from] {
                leads_out[from] = true;
                waiting.push(from);
            }
        }
    }
    let stuck = leads_out.iter().position(|out| !out)?;
    Some(Place::try_from(stuck).expect("places are counted in their own type"))
}

fn is_end(search: &Search<'_>, at: usize) -> bool {
    search.catalogue.open(search.nodes[at].state).titles.values().all(|title| !title.is_live())
}

/// From where a state is reached; the steps are sorted by where they lead.
fn comes_from(steps: &[(Place, Place)], to: usize) -> impl Iterator<Item = usize> + '_ {
    let begins = steps.partition_point(|(_, at)| (*at as usize) < to);
    let those = steps[begins..].iter().take_while(move |(_, at)| *at as usize == to);
    those.map(|(from, _)| *from as usize)
}
