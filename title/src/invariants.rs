//! What must hold of every title at every moment: the promises of the law, said a second time and
//! without its rules. Checked by the tests after every fact, and by a wallet that folds the proven
//! facts of a title. A node does not: it has just decided the fact by [`crate::apply()`].

use crate::fact::{Event, Fact};
use crate::party::PartyId;
use crate::title::{Order, Status, Title};

/// A broken promise. None is reachable by facts of this law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A live title without a controller, or an ended one with one (MLETR art. 10(1)(b)(ii)).
    ControlIsNotOne,
    /// Control moved otherwise than by acceptance of the controller's live offer, surrender of what
    /// is not on offer, or the carrier's answer; or to another than these name (MLETR art. 11).
    ControlMovedUnbidden,
    /// The order party changed otherwise than by endorsement or its cancellation, or to another
    /// than these name (MLETR art. 15).
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
    // As the law reads it: an overdue offer is absent.
    let before = &before.at(fact.at);
    if matches!(before.status, Status::Ended(_)) {
        return Err(Broken::FactAfterEnd);
    }
    if fixed(before) != fixed(after) || is_straight(before) != is_straight(after) {
        return Err(Broken::FixedPartChanged);
    }
    if control_after(before, fact) != Some(after.controller()) {
        return Err(Broken::ControlMovedUnbidden);
    }
    if order_after(before, fact) != Some(after.order) {
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

/// Who is in control after a fact; `None` when the fact may not follow.
fn control_after(before: &Title, fact: &Fact) -> Option<Option<PartyId>> {
    let by = fact.by.principal();
    let controller = before.controller();
    match fact.event {
        Event::Accepted { from, to, .. } => {
            let Status::Offered { offer, .. } = before.status else { return None };
            let bidden = offer.to == to && by == to && controller == Some(from);
            bidden.then_some(Some(to))
        }
        Event::SurrenderRequested => {
            let bidden = is_active(before) && before.is_entitled(by);
            bidden.then_some(Some(before.carrier))
        }
        Event::SurrenderAccepted => {
            let surrendered = matches!(before.status, Status::Surrendered { .. });
            (surrendered && by == before.carrier).then_some(None)
        }
        Event::SurrenderRejected { to, .. } => {
            let bidden = before.status == Status::Surrendered { requester: to };
            (bidden && by == before.carrier).then_some(Some(to))
        }
        Event::Issued(_)
        | Event::Offered { .. }
        | Event::Withdrawn
        | Event::Declined
        | Event::Endorsed(_)
        | Event::EndorsementCancelled { .. }
        | Event::Signed => Some(controller),
    }
}

/// To whose order the bill stands after a fact; `None` when the fact may not follow.
fn order_after(before: &Title, fact: &Fact) -> Option<Order> {
    let by = fact.by.principal();
    match fact.event {
        Event::Accepted { order, .. } => {
            let Status::Offered { offer, .. } = before.status else { return None };
            (order == offer.order).then(|| order.unwrap_or(before.order))
        }
        Event::Endorsed(endorsement) => {
            let bidden = is_active(before) && before.is_entitled(by);
            bidden.then(|| endorsement.order())
        }
        Event::EndorsementCancelled { order } => {
            let bidden = is_active(before) && before.controller() == Some(by);
            (bidden && before.cancellable == Some(order)).then_some(order)
        }
        Event::Issued(_)
        | Event::Offered { .. }
        | Event::Withdrawn
        | Event::Declined
        | Event::Signed
        | Event::SurrenderRequested
        | Event::SurrenderAccepted
        | Event::SurrenderRejected { .. } => Some(before.order),
    }
}

fn is_active(title: &Title) -> bool {
    matches!(title.status, Status::Active { .. })
}
