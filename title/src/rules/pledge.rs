//! Pledge, release, enforce: a bank's security in the bill. A pledge is an offer that the pledgee
//! accepts; while it stands, the pledgee is in control and nothing else moves the bill.

use crate::fact::Event;
use crate::instruction::{Direction, Endorsement};
use crate::party::PartyId;
use crate::refusal::Refusal;
use crate::rules::{Case, endorse, transfer};
use crate::title::{Order, Pledge, Time};

pub(crate) fn pledge(case: &Case<'_>, to: PartyId, until: Time) -> Result<Event, Refusal> {
    // T-19: enforcement would endorse the bill on, which its order party may not.
    if let Order::Named { party, may_endorse: false } = case.title().order {
        return Err(Refusal::EndorsementWasFinal { party });
    }
    transfer::not_to_self(case, to)?;
    case.may_take(to)?;
    transfer::not_overdue(case, until)?;
    Ok(Event::PledgeOffered { to, until })
}

/// Back to the pledgor, or where the pledgor's own signature directs it: the buyer who paid.
pub(crate) fn release(case: &Case<'_>, direction: Option<Direction>) -> Result<Event, Refusal> {
    let Pledge { pledgor, order } = standing(case);
    let Some(Direction { to, endorsement }) = direction else {
        return Ok(Event::Released { to: pledgor, order });
    };
    transfer::not_to_self(case, to)?;
    if endorsement.is_some() {
        endorse::may_carry(&order, case.title().id)?;
    }
    case.may_take(to)?;
    let order = endorsement.map_or(order, Endorsement::order);
    if endorsement.is_some() {
        case.may_stand_in(&order)?;
    }
    Ok(Event::Released { to, order })
}

/// The pledgee takes the bill for the debt: it becomes order party, free to endorse and surrender.
/// A straight bill stays consigned to whom it names, and gives the pledgee no right to delivery.
pub(crate) fn enforce(case: &Case<'_>) -> Event {
    let order = standing(case).order;
    let order = if order.is_straight() {
        order
    } else {
        Order::Named { party: case.principal(), may_endorse: true }
    };
    Event::Enforced { order }
}

fn standing(case: &Case<'_>) -> Pledge {
    case.title().pledge.expect("the table lets release and enforce pass only while pledged (T-31)")
}
