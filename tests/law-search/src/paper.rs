//! Paper, of which the law knows nothing: what becomes of the originals when the law records a
//! change of medium, and what a carrier that keeps its word does not do.

use title::{Act, Event, Fact};

use crate::attempts::Attempt;
use crate::bounds::{Bounds, REFERENCES, Scope};
use crate::state::Here;

/// How things may stand before the ledger knows of anything: no paper, or an original under the
/// first reference.
#[must_use]
pub fn beginnings(bounds: &Bounds) -> Vec<Here> {
    let mut papers = vec![[0; REFERENCES]];
    if bounds.scope == Scope::Paper {
        papers.push([1, 0]);
    }
    papers.into_iter().map(Here::with_papers).collect()
}

/// A recorded change of medium is done: the paper is withdrawn, or made.
pub(crate) fn follow(here: &mut Here, fact: &Fact) {
    let Some(title) = here.titles.get(&fact.title) else { return };
    let papers = &mut here.papers[usize::from(title.reference.0[0])];
    match fact.event {
        Event::IssuedFromPaper { .. } => *papers = papers.saturating_sub(1),
        Event::TurnedToPaper { .. } => *papers += 1,
        _ => {}
    }
}

/// What no ledger can see, and this search takes on trust: a carrier whose first original is paper
/// makes the record from that paper. Once a record was made the law has to see to it alone.
#[must_use]
pub fn is_premised(here: &Here, attempt: &Attempt) -> bool {
    let act = &attempt.instruction.act;
    matches!(act, Act::IssueFromPaper { .. })
        || act.issues().into_iter().all(|issue| {
            here.references.contains_key(&issue.reference)
                || here.papers[usize::from(issue.reference.0[0])] == 0
        })
}
