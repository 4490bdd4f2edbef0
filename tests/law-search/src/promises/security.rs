//! Holds and pledges.

use title::{Act, Hold, Pledge, Purpose, Status, Time};

use super::{Change, Verdict, as_it_reads, in_control};
use crate::bounds::NOW;

/// 400 days, in milliseconds: no hold is ordered for longer (T-41).
const LONGEST_HOLD: u64 = 400 * 24 * 60 * 60 * 1000;

pub(super) fn held_stays(change: &Change<'_>) -> Verdict {
    match &change.before {
        Some(before) if before.hold.is_some() => Verdict::kept_if(matches!(
            change.act(),
            Act::Annotate { .. } | Act::Hold { .. } | Act::Lift { .. } | Act::Reassign { .. }
        )),
        _ => Verdict::Silent,
    }
}

pub(super) fn hold(change: &Change<'_>) -> Verdict {
    let before = change.before.as_ref().and_then(|before| before.hold);
    let after = as_it_reads(change.after).hold;
    Verdict::kept_if(match *change.act() {
        Act::Hold { order, until } => {
            let in_time = until > NOW && until <= Time(NOW.0 + LONGEST_HOLD);
            in_time && after == Some(Hold { order, until })
        }
        Act::Lift { .. } => before.is_some() && after.is_none(),
        _ => after == before,
    })
}

pub(super) fn pledge(change: &Change<'_>) -> Verdict {
    let Some(before) = &change.before else {
        return Verdict::kept_if(change.after.pledge.is_none());
    };
    let expected = match (change.act(), before.status) {
        (Act::Accept, Status::Offered { controller, offer })
            if offer.purpose == Purpose::Pledge =>
        {
            Some(Pledge { pledgor: controller, order: before.order })
        }
        (Act::Release { .. } | Act::Enforce | Act::Reassign { .. }, _) => None,
        _ => before.pledge,
    };
    Verdict::kept_if(change.after.pledge == expected)
}

pub(super) fn pledged_stays(change: &Change<'_>) -> Verdict {
    let pledged = change.before.as_ref().filter(|before| before.pledge.is_some());
    match (change.act(), pledged) {
        (Act::Release { .. } | Act::Enforce, _) => Verdict::kept_if(pledged.is_some()),
        (Act::Reassign { .. }, _) | (_, None) => Verdict::Silent,
        (Act::Sign | Act::Annotate { .. } | Act::Hold { .. } | Act::Lift { .. }, Some(before)) => {
            let stays = in_control(before) == in_control(change.after);
            Verdict::kept_if(stays && before.order == change.after.order)
        }
        _ => Verdict::Broken,
    }
}
