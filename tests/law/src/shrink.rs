//! Shortens a history in which law and model differ.

use crate::adapter::{Both, Difference, Step};
use crate::histories::History;

/// Drops steps as long as a difference of the same sort stays, and returns what is left with the
/// difference it shows.
#[must_use]
pub fn shrink(seed: u64, history: u64, steps: &[Step]) -> Option<(Vec<Step>, Difference)> {
    let difference = replay(seed, history, steps)?;
    let mut kept: Vec<Step> = steps.to_vec();
    let mut size = kept.len().div_ceil(2);
    while size > 0 {
        let mut from = 0;
        while from < kept.len() {
            let shorter = without(&kept, from, size);
            if replay(seed, history, &shorter).is_some_and(|other| alike(&other, &difference)) {
                kept = shorter;
            } else {
                from += size;
            }
        }
        size /= 2;
    }
    let shown = replay(seed, history, &kept)?;
    Some((kept, shown))
}

/// Does given steps from a history's beginning.
#[must_use]
pub fn replay(seed: u64, history: u64, steps: &[Step]) -> Option<Difference> {
    let (_, world) = History::begin(seed, history);
    let mut both = Both::new(world);
    steps.iter().find_map(|step| both.step(step).err()).or_else(|| both.check_world().err())
}

fn without(steps: &[Step], from: usize, size: usize) -> Vec<Step> {
    let until = (from + size).min(steps.len());
    [&steps[..from], &steps[until..]].concat()
}

/// Whether two differences are of the same sort: what else a shorter history shows is another
/// finding.
fn alike(one: &Difference, other: &Difference) -> bool {
    match (one, other) {
        (
            Difference::Verdict { law, model },
            Difference::Verdict { law: other_law, model: other_model },
        ) => {
            let rule = |refusal: &Option<Box<title::Refusal>>| refusal.as_ref().map(|r| r.rule());
            rule(law) == rule(other_law) && rule(model) == rule(other_model)
        }
        (Difference::State { fields, .. }, Difference::State { fields: other, .. }) => {
            fields == other
        }
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
