//! Hold, lift, reassign: what a court or a lost key asks of the governance. Each carries the
//! commitment to its order, marks the title for ever, and is signed by the threshold (T-28).

use crate::fact::Event;
use crate::party::PartyId;
use crate::refusal::Refusal;
use crate::rules::Case;
use crate::title::{Commitment, Order, Time};

/// How far ahead a hold may end: 400 days, in milliseconds. A longer one is ordered again, so that
/// no title is kept for good by an order that everybody forgot.
pub const HOLD_LIMIT_MS: u64 = 400 * 24 * 60 * 60 * 1000;

/// T-41: a hold has an end, and not too late a one.
pub(crate) fn hold(case: &Case<'_>, order: Commitment, until: Time) -> Result<Event, Refusal> {
    let now = case.now();
    if until <= now || until.0 - now.0 > HOLD_LIMIT_MS {
        return Err(Refusal::HoldPeriod { until, now });
    }
    Ok(Event::Held { order, until })
}

pub(crate) fn lift(order: Commitment) -> Event {
    Event::Lifted { order }
}

pub(crate) fn reassign(
    case: &Case<'_>,
    to: PartyId,
    stands: Option<Order>,
    order: Commitment,
) -> Result<Event, Refusal> {
    let title = case.title();
    case.may_take(to)?;
    if let Some(stands) = &stands {
        case.may_stand_in(stands)?;
    }
    let stands = stands.unwrap_or(title.order);
    // T-44: who took a straight bill did not take a negotiable one, and the reverse.
    if stands.is_straight() != title.order.is_straight() {
        return Err(Refusal::OtherKindOfBill { title: title.id });
    }
    let from = title.controller().expect("an ended title is refused (T-02)");
    Ok(Event::Reassigned { from, to, stands, order })
}
