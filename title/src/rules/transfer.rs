//! Offer, withdraw, accept, decline: control moves at acceptance, never before (MLETR art. 11).

use crate::fact::Event;
use crate::instruction::Endorsement;
use crate::party::PartyId;
use crate::refusal::Refusal;
use crate::rules::{Case, endorse};
use crate::title::{Status, Time};

pub(crate) fn offer(
    case: &Case<'_>,
    to: PartyId,
    endorsement: Option<Endorsement>,
    until: Time,
) -> Result<Event, Refusal> {
    // T-11, T-18, T-19: an offer may carry only an endorsement its maker could make now.
    if endorsement.is_some() {
        endorse::may_endorse(case)?;
    }
    // T-20: control passes to another.
    if to == case.principal() {
        return Err(Refusal::OfferToSelf { party: to });
    }
    case.may_take(to)?;
    if let Some(endorsement) = endorsement {
        case.may_stand_in(&endorsement.order())?;
    }
    // T-25: an offer that nobody could accept is none.
    if until <= case.now() {
        return Err(Refusal::OfferDeadlinePassed { until, now: case.now() });
    }
    Ok(Event::Offered { to, endorsement, until })
}

pub(crate) fn withdraw() -> Event {
    Event::Withdrawn
}

pub(crate) fn accept(case: &Case<'_>) -> Result<Event, Refusal> {
    let Status::Offered { controller, offer } = case.title().status else {
        unreachable!("the table lets accept pass only while offered")
    };
    // Standing is read when control moves: an offer outlives a change of standing.
    case.may_take(offer.to)?;
    if let Some(order) = offer.order {
        case.may_stand_in(&order)?;
    }
    Ok(Event::Accepted { from: controller, to: offer.to, order: offer.order })
}

pub(crate) fn decline() -> Event {
    Event::Declined
}
