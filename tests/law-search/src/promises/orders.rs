//! What the governance orders.

use title::{Act, Mark};

use super::{Change, Verdict};

fn is_order(act: &Act) -> bool {
    matches!(act, Act::Hold { .. } | Act::Lift { .. } | Act::Reassign { .. })
}

pub(super) fn only_governance(change: &Change<'_>) -> Verdict {
    if is_order(change.act()) {
        Verdict::kept_if(change.attempt.is_ordered())
    } else {
        Verdict::Silent
    }
}

pub(super) fn mark(change: &Change<'_>) -> Verdict {
    // What begins in another's place has its mark from there, see `linking::marks`.
    if change.before.is_none() && matches!(change.act(), Act::Replace { .. }) {
        return Verdict::Silent;
    }
    let before = change.before.as_ref().map_or(Mark::Unmarked, |before| before.mark);
    let expected = if is_order(change.act()) { Mark::ByOrder } else { before };
    Verdict::kept_if(change.after.mark == expected)
}
