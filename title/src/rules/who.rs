//! Who may do an act (T-10 to T-13, T-16, T-27, T-28).

use super::annotate;
use super::case::Case;
use super::table::{Row, Who};
use crate::refusal::Refusal;
use crate::title::Status;

pub(super) fn check_who(case: &Case<'_>, row: &Row) -> Result<(), Refusal> {
    match row.who {
        Who::AnyCarrier => unreachable!("an issue names no existing title"),
        Who::Controller => check_control(case, row),
        Who::EntitledController => {
            check_control(case, row)?;
            check_entitlement(case, row)
        }
        Who::IssuingCarrier => check_carrier(case, row),
        Who::Recipient => check_recipient(case),
        Who::Annotator => annotate::check_annotator(case),
        Who::Governance => check_mandate(case),
    }
}

/// T-10: one party is in control, and only it disposes of the bill (MLETR art. 11).
fn check_control(case: &Case<'_>, row: &Row) -> Result<(), Refusal> {
    let party = case.principal();
    if case.title().controller() == Some(party) {
        Ok(())
    } else {
        Err(Refusal::NotController { party, act: row.act })
    }
}

/// T-11: control is not enough where the bill stands to another's order. A carrier in control of
/// a surrendered bill is told of the surrender instead (T-15).
fn check_entitlement(case: &Case<'_>, row: &Row) -> Result<(), Refusal> {
    let (title, party) = (case.title(), case.principal());
    let surrendered = matches!(title.status, Status::Surrendered { .. });
    if surrendered || title.is_entitled(party) {
        Ok(())
    } else {
        Err(Refusal::NotEntitled { party, order: title.order, act: row.act })
    }
}

/// T-13: surrender is answered, and the bill withdrawn, by the carrier that issued it.
fn check_carrier(case: &Case<'_>, row: &Row) -> Result<(), Refusal> {
    let party = case.principal();
    if party == case.title().carrier {
        Ok(())
    } else {
        Err(Refusal::NotTheCarrier { party, act: row.act })
    }
}

/// T-12, T-16: only the party to whom it is offered, and only while the offer stands.
fn check_recipient(case: &Case<'_>) -> Result<(), Refusal> {
    let (title, party) = (case.title(), case.principal());
    match (title.status, case.recorded.status) {
        (Status::Offered { offer, .. }, _) if offer.to == party => Ok(()),
        (Status::Offered { .. }, _) => Err(Refusal::NotRecipient { party }),
        (_, Status::Offered { offer, .. }) => {
            Err(Refusal::OfferLapsed { until: offer.until, now: case.now() })
        }
        _ => Err(Refusal::NoOffer { title: title.id }),
    }
}

/// T-28, T-43: an order carries the signatures of as many members of the governance as the
/// network's threshold asks for, and no others.
fn check_mandate(case: &Case<'_>) -> Result<(), Refusal> {
    let mandate = case.view.mandate;
    if mandate.have < mandate.need {
        return Err(Refusal::NotOrdered { have: mandate.have, need: mandate.need });
    }
    match mandate.outsider {
        Some(party) => Err(Refusal::NeedlessConsent { party }),
        None => Ok(()),
    }
}
