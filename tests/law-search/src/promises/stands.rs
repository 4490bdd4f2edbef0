//! Where an act leaves a title: its status, to whom it stands, and what can be undone.

use title::{
    Act, Asked, Direction, End, Endorsement, HandBack, Offer, Order, PartyId, Purpose, Status,
    Title,
};

use super::{Change, Verdict};

pub(super) fn status(change: &Change<'_>) -> Verdict {
    match expected_status(change) {
        Some(status) => Verdict::kept_if(change.after.status == status),
        None => Verdict::Broken,
    }
}

/// The status an act leaves behind; `None` where it could not have been done.
fn expected_status(change: &Change<'_>) -> Option<Status> {
    let by = change.by();
    let Some(before) = &change.before else {
        let mut issues = change.act().issues().into_iter();
        let issue = issues.find(|issue| issue.reference == change.after.reference)?;
        return Some(Status::Active { controller: issue.controller });
    };
    let active = |controller| Some(Status::Active { controller });
    let surrendered = |asked| Some(Status::Surrendered { requester: by, asked });
    match *change.act() {
        Act::Offer { to, endorsement, until } => {
            let purpose = Purpose::Transfer { order: endorsement.map(order_of) };
            Some(Status::Offered { controller: by, offer: Offer { to, purpose, until } })
        }
        Act::Pledge { to, until } => {
            let offer = Offer { to, purpose: Purpose::Pledge, until };
            Some(Status::Offered { controller: by, offer })
        }
        Act::Withdraw | Act::Decline => match before.status {
            Status::Offered { controller, .. } => active(controller),
            _ => None,
        },
        Act::Accept => active(by),
        Act::Endorse(_) | Act::CancelEndorsement | Act::Sign | Act::Enforce => active(by),
        Act::HandOver { to, .. } | Act::Reassign { to, .. } => active(to),
        Act::HandBack => active(before.hand_back?.to),
        Act::Release { direction: Some(Direction { to, .. }) } => active(to),
        Act::Release { direction: None } => active(before.pledge?.pledgor),
        Act::SurrenderForDelivery => surrendered(Asked::Delivery),
        Act::SurrenderForAmendment { reason, to, order } => {
            surrendered(Asked::Amendment { reason, to, order })
        }
        Act::SurrenderForPaper => surrendered(Asked::Paper),
        Act::RejectSurrender { .. } => match before.status {
            Status::Surrendered { requester, .. } => active(requester),
            _ => None,
        },
        Act::AcceptSurrender => Some(Status::Ended(End::Accomplished)),
        Act::Replace { .. } => Some(Status::Ended(End::Replaced)),
        Act::ToPaper(_) => Some(Status::Ended(End::Paper)),
        Act::Void => Some(Status::Ended(End::Void)),
        Act::Annotate { .. } | Act::Hold { .. } | Act::Lift { .. } => {
            change.recorded.map(|recorded| recorded.status)
        }
        Act::Issue(_) | Act::IssueFromPaper { .. } => None,
    }
}

pub(super) fn order(change: &Change<'_>) -> Verdict {
    match expected_order(change) {
        Some(order) => Verdict::kept_if(change.after.order == order),
        None => Verdict::Broken,
    }
}

fn expected_order(change: &Change<'_>) -> Option<Order> {
    let Some(before) = &change.before else {
        let mut issues = change.act().issues().into_iter();
        let issue = issues.find(|issue| issue.reference == change.after.reference)?;
        return Some(issue.order);
    };
    let or_same = |endorsement: Option<Endorsement>| endorsement.map_or(before.order, order_of);
    Some(match *change.act() {
        Act::Accept => match before.status {
            Status::Offered {
                offer: Offer { purpose: Purpose::Transfer { order }, .. }, ..
            } => order.unwrap_or(before.order),
            _ => before.order,
        },
        Act::HandOver { endorsement, .. } => or_same(endorsement),
        Act::HandBack => before.hand_back?.order,
        Act::Endorse(endorsement) => order_of(endorsement),
        Act::CancelEndorsement => before.cancellable?,
        Act::Release { direction: Some(Direction { endorsement, .. }) } => {
            endorsement.map_or(before.pledge?.order, order_of)
        }
        Act::Release { direction: None } => before.pledge?.order,
        Act::Enforce if !is_straight(before) => {
            Order::Named { party: change.by(), may_endorse: true }
        }
        Act::Reassign { stands, .. } => stands.unwrap_or(before.order),
        _ => before.order,
    })
}

pub(super) fn entitled(change: &Change<'_>) -> Verdict {
    let Some(before) = &change.before else { return Verdict::Silent };
    let entitled = stands_to(&before.order, change.by());
    let carries = match before.order {
        Order::Straight { .. } | Order::Named { may_endorse: false, .. } => false,
        Order::Named { .. } | Order::Blank => true,
    };
    match change.act() {
        Act::Endorse(_)
        | Act::Offer { endorsement: Some(_), .. }
        | Act::HandOver { endorsement: Some(_), .. } => Verdict::kept_if(entitled && carries),
        Act::Pledge { .. } => Verdict::kept_if(entitled && (carries || is_straight(before))),
        Act::Release { direction: Some(Direction { endorsement: Some(_), .. }) } => {
            Verdict::kept_if(carries)
        }
        Act::SurrenderForDelivery => Verdict::kept_if(entitled),
        _ => Verdict::Silent,
    }
}

/// An endorsement by whoever is still in control can be undone; once control passes it cannot.
pub(super) fn cancellable(change: &Change<'_>) -> Verdict {
    let before = change.before.as_ref();
    let expected = match change.act() {
        Act::Endorse(_) => before.map(|before| before.order),
        Act::CancelEndorsement
        | Act::Accept
        | Act::HandOver { .. }
        | Act::HandBack
        | Act::Release { .. }
        | Act::Reassign { .. } => None,
        _ => before.and_then(|before| before.cancellable),
    };
    Verdict::kept_if(change.after.cancellable == expected)
}

/// Whatever is done with a title that was handed over settles it; only an order and a notice do
/// nothing with it.
pub(super) fn hand_back(change: &Change<'_>) -> Verdict {
    let before = change.before.as_ref();
    let expected = match change.act() {
        Act::HandOver { .. } => before.map(|b| HandBack { to: change.by(), order: b.order }),
        Act::Hold { .. } | Act::Lift { .. } | Act::Annotate { .. } => {
            before.and_then(|before| before.hand_back)
        }
        _ => None,
    };
    Verdict::kept_if(change.after.hand_back == expected)
}

pub(super) fn kind_of_bill(change: &Change<'_>) -> Verdict {
    match &change.before {
        Some(before) => Verdict::kept_if(is_straight(before) == is_straight(change.after)),
        None => Verdict::Silent,
    }
}

/// Whether the bill stands to this party: in blank, to its order, or as shipper or consignee.
pub(super) fn stands_to(order: &Order, party: PartyId) -> bool {
    match *order {
        Order::Blank => true,
        Order::Named { party: named, .. } => named == party,
        Order::Straight { shipper, consignee } => [shipper, consignee].contains(&party),
    }
}

fn is_straight(title: &Title) -> bool {
    matches!(title.order, Order::Straight { .. })
}

fn order_of(endorsement: Endorsement) -> Order {
    match endorsement {
        Endorsement::Blank => Order::Blank,
        Endorsement::ToOrder(party) => Order::Named { party, may_endorse: true },
        Endorsement::Final(party) => Order::Named { party, may_endorse: false },
    }
}
