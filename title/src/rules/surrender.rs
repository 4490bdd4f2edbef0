//! Surrender for delivery and the carrier's answer (DCSA: `SURRENDER_FOR_DELIVERY`, `SACC`,
//! `SREJ`).

use crate::fact::Event;
use crate::instruction::RejectionReason;
use crate::refusal::Refusal;
use crate::rules::Case;
use crate::title::Status;

pub(crate) fn for_delivery() -> Event {
    Event::SurrenderRequested
}

pub(crate) fn accept() -> Event {
    Event::SurrenderAccepted
}

/// The bill goes back to whoever asked, and to nobody else.
pub(crate) fn reject(case: &Case<'_>, reason: RejectionReason) -> Result<Event, Refusal> {
    match case.title().status {
        Status::Surrendered { requester } => Ok(Event::SurrenderRejected { to: requester, reason }),
        Status::Active { .. } | Status::Offered { .. } | Status::Ended(_) => {
            Err(Refusal::NoSurrender { title: case.title().id })
        }
    }
}
