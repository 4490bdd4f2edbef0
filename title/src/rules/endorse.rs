//! Endorsement: who is entitled changes; who is in control does not (MLETR art. 15; DCSA:
//! `ENDORSE`, `ENDORSE_TO_ORDER`, `BLANK_ENDORSE`).

use crate::fact::Event;
use crate::instruction::{ActKind, Endorsement};
use crate::refusal::Refusal;
use crate::rules::Case;
use crate::title::{Order, TitleId};

pub(crate) fn endorse(case: &Case<'_>, endorsement: Endorsement) -> Result<Event, Refusal> {
    may_endorse(case)?;
    case.may_stand_in(&endorsement.order())?;
    Ok(Event::Endorsed(endorsement))
}

/// What both an endorsement and a transfer that carries one ask of the endorser.
pub(crate) fn may_endorse(case: &Case<'_>) -> Result<(), Refusal> {
    let title = case.title();
    // T-11: the endorser is entitled. The table says so for the act; a transfer asks here.
    if !title.is_entitled(case.principal()) {
        return Err(Refusal::NotEntitled {
            party: case.principal(),
            order: title.order,
            act: ActKind::Endorse,
        });
    }
    may_carry(&title.order, title.id)
}

/// Whether a bill that stands so can be endorsed at all.
pub(super) fn may_carry(order: &Order, title: TitleId) -> Result<(), Refusal> {
    match *order {
        // T-18: a straight bill is consigned, not ordered.
        Order::Straight { .. } => Err(Refusal::StraightBill { title }),
        // T-19: an endorsement that was made final ends the chain.
        Order::Named { party, may_endorse: false } => Err(Refusal::EndorsementWasFinal { party }),
        Order::Named { .. } | Order::Blank => Ok(()),
    }
}

pub(crate) fn cancel(case: &Case<'_>) -> Result<Event, Refusal> {
    // T-24: an endorser still in control may undo its own endorsement; passing control settles it.
    match case.title().cancellable {
        Some(order) => Ok(Event::EndorsementCancelled { order }),
        None => Err(Refusal::NothingToCancel { title: case.title().id }),
    }
}
