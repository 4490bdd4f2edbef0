//! Paper and record.

use title::{Act, ChangeOfMedium};

use super::{Change, Verdict};
use crate::state::Here;
use crate::world::World;

/// Live record and paper originals of a reference are one together, or none.
pub(super) fn one_original(_world: &World, here: &Here) -> Verdict {
    let live = |reference: usize| {
        let of_reference = |title: &&title::Title| usize::from(title.reference.0[0]) == reference;
        here.titles.values().filter(|title| title.is_live()).filter(of_reference).count()
    };
    let mut papers = here.papers.iter().enumerate();
    Verdict::kept_if(papers.all(|(reference, paper)| live(reference) + usize::from(*paper) <= 1))
}

pub(super) fn medium(change: &Change<'_>) -> Verdict {
    match change.act() {
        Act::IssueFromPaper { medium, .. } | Act::ToPaper(medium) => Verdict::kept_if(matches!(
            medium,
            ChangeOfMedium { statement: Some(_), paper: Some(_) }
        )),
        _ => Verdict::Silent,
    }
}
