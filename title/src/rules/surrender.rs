//! Surrender and the carrier's answers (DCSA: `SURRENDER_FOR_DELIVERY`,
//! `SURRENDER_FOR_AMENDMENT`, `SACC`, `SREJ`). Replacement and paper, the other two answers, have
//! files of their own.

use crate::fact::Event;
use crate::instruction::{AmendmentReason, RejectionReason};
use crate::party::PartyId;
use crate::refusal::Refusal;
use crate::rules::Case;
use crate::title::{End, Order, Status};

pub(crate) fn for_delivery() -> Event {
    Event::DeliveryRequested
}

/// The holder says who shall control what replaces the bill, and to whose order that shall stand, so
/// that a carrier can divert neither. An order party that must consent signs that too.
pub(crate) fn for_amendment(
    case: &Case<'_>,
    reason: AmendmentReason,
    to: PartyId,
    order: Order,
) -> Result<Event, Refusal> {
    case.may_take(to)?;
    case.may_stand_in(&order)?;
    Ok(Event::AmendmentRequested { reason, to, order })
}

/// Open to any controller: the paper stands to the same order as the record, so nobody's right
/// changes, and no live title is without a way out.
pub(crate) fn for_paper() -> Event {
    Event::PaperRequested
}

/// T-35: cargo is not delivered on a house bill whose master was voided, replaced or turned to
/// paper: the carrier under the master may owe it to somebody else.
pub(crate) fn accept(case: &Case<'_>) -> Result<Event, Refusal> {
    let master = case.title().master.and_then(|id| case.view.titles.get(&id));
    match master.map(|master| (master.id, master.status)) {
        Some((master, Status::Ended(end))) if end != End::Accomplished => {
            Err(Refusal::MasterEnded { master, end })
        }
        _ => Ok(Event::SurrenderAccepted),
    }
}

/// The bill goes back to whoever asked, and to nobody else.
pub(crate) fn reject(case: &Case<'_>, reason: RejectionReason) -> Event {
    let Status::Surrendered { requester, .. } = case.title().status else {
        unreachable!("the table lets a rejection pass only while surrendered (T-17)")
    };
    Event::SurrenderRejected { to: requester, reason }
}
