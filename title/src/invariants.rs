//! What must hold of every title at every moment. Checked by the tests after every fact, and by a
//! node when it rebuilds its index.

use crate::fact::{Event, Fact};
use crate::title::{Order, Status, Title};

/// A broken promise. None is reachable by facts of this law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A live title without a controller, or an ended one with one (MLETR art. 10(1)(b)(ii)).
    ControlIsNotOne,
    /// Control moved otherwise than by acceptance of the controller's offer, surrender, or the
    /// carrier's answer (MLETR art. 11).
    ControlMovedUnbidden,
    /// The order party changed otherwise than by endorsement or its cancellation (MLETR art. 15).
    EndorsementGap,
    /// Something that is fixed at issue changed: carrier, reference, document, terms, or the kind
    /// of bill.
    FixedPartChanged,
    /// A fact followed the end of the title (T-02).
    FactAfterEnd,
}

/// Checks one step of one title.
///
/// # Errors
///
/// The first promise that `fact` broke between `before` and `after`.
pub fn check_step(before: Option<&Title>, fact: &Fact, after: &Title) -> Result<(), Broken> {
    let ended = matches!(after.status, Status::Ended(_));
    if after.controller().is_none() != ended {
        return Err(Broken::ControlIsNotOne);
    }
    let Some(before) = before else { return Ok(()) };
    if matches!(before.status, Status::Ended(_)) {
        return Err(Broken::FactAfterEnd);
    }
    if fixed(before) != fixed(after) || is_straight(before) != is_straight(after) {
        return Err(Broken::FixedPartChanged);
    }
    if before.controller() != after.controller() && !may_move_control(before, fact) {
        return Err(Broken::ControlMovedUnbidden);
    }
    if before.order != after.order && !may_change_order(before, fact) {
        return Err(Broken::EndorsementGap);
    }
    Ok(())
}

fn fixed(title: &Title) -> impl PartialEq {
    (
        title.id,
        title.reference,
        title.version,
        title.carrier,
        title.rulebook,
        title.terms_profile,
        title.document,
    )
}

fn is_straight(title: &Title) -> bool {
    matches!(title.order, Order::Straight { .. })
}

fn may_move_control(before: &Title, fact: &Fact) -> bool {
    let by = fact.by.principal();
    match (before.status, fact.event) {
        (Status::Offered { offer, .. }, Event::Accepted { to, .. }) => {
            offer.to == to && by == to && fact.at <= offer.until
        }
        (Status::Active { controller } | Status::Offered { controller, .. }, event) => {
            event == Event::SurrenderRequested && by == controller
        }
        (
            Status::Surrendered { .. },
            Event::SurrenderAccepted | Event::SurrenderRejected { .. },
        ) => by == before.carrier,
        _ => false,
    }
}

fn may_change_order(before: &Title, fact: &Fact) -> bool {
    match fact.event {
        Event::Accepted { order, .. } => order.is_some(),
        Event::Endorsed(_) => before.is_entitled(fact.by.principal()),
        Event::EndorsementCancelled { order } => before.cancellable == Some(order),
        _ => false,
    }
}
