//! Offer, withdraw, accept, decline: control moves at acceptance, never before (MLETR art. 11).
//! Hand over and hand back: it moves at once to a party that consented to that beforehand.

use crate::fact::Event;
use crate::instruction::Endorsement;
use crate::party::{Handing, PartyId};
use crate::refusal::Refusal;
use crate::rules::{Case, endorse, may_take};
use crate::title::{Purpose, Status, Time};

pub(crate) fn offer(
    case: &Case<'_>,
    to: PartyId,
    endorsement: Option<Endorsement>,
    until: Time,
) -> Result<Event, Refusal> {
    to_another(case, to, endorsement)?;
    not_overdue(case, until)?;
    Ok(Event::Offered { to, endorsement, until })
}

/// What offer and hand-over ask alike.
fn to_another(
    case: &Case<'_>,
    to: PartyId,
    endorsement: Option<Endorsement>,
) -> Result<(), Refusal> {
    // T-11, T-18, T-19: a transfer may carry only an endorsement its maker could make now.
    if endorsement.is_some() {
        endorse::may_endorse(case)?;
    }
    not_to_self(case, to)?;
    case.may_take(to)?;
    match endorsement {
        Some(endorsement) => case.may_stand_in(&endorsement.order()),
        None => Ok(()),
    }
}

/// T-20: control passes to another.
pub(super) fn not_to_self(case: &Case<'_>, to: PartyId) -> Result<(), Refusal> {
    if to == case.principal() { Err(Refusal::OfferToSelf { party: to }) } else { Ok(()) }
}

/// T-25: an offer that nobody could accept is none.
pub(super) fn not_overdue(case: &Case<'_>, until: Time) -> Result<(), Refusal> {
    if until <= case.now() {
        return Err(Refusal::OfferDeadlinePassed { until, now: case.now() });
    }
    Ok(())
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
    match offer.purpose {
        Purpose::Transfer { order } => {
            order.iter().try_for_each(|order| case.may_stand_in(order))?;
            Ok(Event::Accepted { from: controller, to: offer.to, order })
        }
        Purpose::Pledge => {
            Ok(Event::Pledged { pledgor: controller, pledgee: offer.to, order: case.title().order })
        }
    }
}

pub(crate) fn decline() -> Event {
    Event::Declined
}

pub(crate) fn hand_over(
    case: &Case<'_>,
    to: PartyId,
    endorsement: Option<Endorsement>,
) -> Result<Event, Refusal> {
    to_another(case, to, endorsement)?;
    // T-36: nobody is handed control unasked.
    let standing = may_take(&case.view, to, case.title().rulebook)?;
    if standing.handing != Handing::AtOnce {
        return Err(Refusal::NoStandingConsent { party: to });
    }
    let order = endorsement.map(Endorsement::order);
    Ok(Event::HandedOver { from: case.principal(), to, order })
}

/// T-37: as the very next act only; whoever did anything with the bill has taken it.
pub(crate) fn hand_back(case: &Case<'_>) -> Result<Event, Refusal> {
    match case.title().hand_back {
        Some(back) => Ok(Event::HandedBack { to: back.to, order: back.order }),
        None => Err(Refusal::NothingToHandBack { title: case.title().id }),
    }
}
