//! Shortens a history in which law and model differ.

use crate::adapter::{Both, Difference, Step};
use crate::histories::History;

/// Drops steps as long as a difference of the same sort stays, and returns what is left with the
/// difference it shows.
#[must_use]
pub fn shrink(seed: u64, history: u64, steps: &[Step]) -> Option<(Vec<Step>, Difference)> {
    let difference = replay(seed, history, steps)?;
    let kept = shortest(steps, |shorter| {
        replay(seed, history, shorter).is_some_and(|other| alike(&other, &difference))
    });
    let shown = replay(seed, history, &kept)?;
    Some((kept, shown))
}

/// Drops runs of steps, long ones first, as long as what is left still shows it; no single step
/// can be dropped from what is returned.
fn shortest<T: Clone>(steps: &[T], shows: impl Fn(&[T]) -> bool) -> Vec<T> {
    let mut kept = steps.to_vec();
    let mut size = kept.len().div_ceil(2);
    while size > 0 {
        let before = kept.len();
        let mut from = 0;
        while from < kept.len() {
            let shorter = without(&kept, from, size);
            if shows(&shorter) {
                kept = shorter;
            } else {
                from += size;
            }
        }
        if size > 1 || kept.len() == before {
            size /= 2;
        }
    }
    kept
}

/// Does given steps from a history's beginning.
#[must_use]
pub fn replay(seed: u64, history: u64, steps: &[Step]) -> Option<Difference> {
    let (_, world) = History::begin(seed, history);
    let mut both = Both::new(world);
    steps.iter().find_map(|step| both.step(step).err()).or_else(|| both.check_world().err())
}

fn without<T: Clone>(steps: &[T], from: usize, size: usize) -> Vec<T> {
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

#[cfg(test)]
mod tests;
