//! From which status an act is possible (T-14 to T-17, T-29 to T-33).

use super::case::Case;
use super::table::{From, Row};
use crate::refusal::Refusal;
use crate::title::{Asked, Status, Time, Title};

pub(super) fn check_from(case: &Case<'_>, row: &Row) -> Result<(), Refusal> {
    let title = case.title();
    match row.from {
        From::Any | From::Live => Ok(()),
        // T-32.
        From::Held if title.hold.is_none() => Err(Refusal::NotHeld { title: title.id }),
        From::Held => Ok(()),
        from => {
            check_hold(title, case.now())?;
            check_status(title, from, row)?;
            check_pledge(title, from)
        }
    }
}

/// T-29: while an order keeps it, nothing is done with the bill.
fn check_hold(title: &Title, now: Time) -> Result<(), Refusal> {
    match title.hold {
        Some(hold) => Err(Refusal::TitleHeld { until: hold.until, now }),
        None => Ok(()),
    }
}

fn check_status(title: &Title, from: From, row: &Row) -> Result<(), Refusal> {
    match (from, title.status) {
        (From::Free | From::InHand | From::Pledged, Status::Active { .. })
        | (From::Offered, Status::Offered { .. })
        | (From::Surrendered, Status::Surrendered { .. })
        | (From::SurrenderedForDelivery, Status::Surrendered { asked: Asked::Delivery, .. })
        | (
            From::SurrenderedForAmendment,
            Status::Surrendered { asked: Asked::Amendment { .. }, .. },
        )
        | (From::SurrenderedForPaper, Status::Surrendered { asked: Asked::Paper, .. }) => Ok(()),
        // T-14: the recipient accepts the bill as it was offered.
        (From::Free | From::InHand | From::Pledged, Status::Offered { offer, .. }) => {
            Err(Refusal::OfferPending { to: offer.to, until: offer.until })
        }
        // T-15: the carrier holds a surrendered bill to answer, not to dispose of it.
        (
            From::Free | From::InHand | From::Pledged | From::Offered,
            Status::Surrendered { requester, .. },
        ) => Err(Refusal::SurrenderPending { requester }),
        // T-16.
        (From::Offered, _) => Err(Refusal::NoOffer { title: title.id }),
        // T-33: the carrier gives what was asked, or sends the bill back.
        (_, Status::Surrendered { asked, .. }) => {
            Err(Refusal::OtherWasAsked { asked, act: row.act })
        }
        // T-17.
        _ => Err(Refusal::NoSurrender { title: title.id }),
    }
}

/// T-30, T-31: a pledge outlives every act but release and enforcement.
fn check_pledge(title: &Title, from: From) -> Result<(), Refusal> {
    match (from, title.pledge) {
        (From::Free, Some(pledge)) => Err(Refusal::TitlePledged { pledgor: pledge.pledgor }),
        (From::Pledged, None) => Err(Refusal::NotPledged { title: title.id }),
        _ => Ok(()),
    }
}
