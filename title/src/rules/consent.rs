//! Whose consent an act needs beside the one who acts. Consent is a signature under the very same
//! instruction.

use super::case::Case;
use crate::instruction::Act;
use crate::party::PartyId;
use crate::refusal::{Consent, Refusal};
use crate::title::Order;

/// The consents an act needs, in the order in which they are asked for.
pub(super) type Consents = Vec<Consent>;

/// What an act on one title needs.
pub(super) fn needed(case: &Case<'_>) -> Consents {
    match case.instruction.act {
        // The order party's rights are in play: it signs where it is not in control.
        Act::SurrenderForAmendment { .. } => case.order_consent(case.principal()),
        Act::Void => {
            let controller = case.title().controller().expect("an ended title is refused (T-02)");
            let mut needed = vec![Consent::Of(controller)];
            needed.extend(case.order_consent(controller));
            needed
        }
        // Only the pledgor can send its bill elsewhere.
        Act::Release { direction: Some(_) } => {
            case.title().pledge.iter().map(|pledge| Consent::Of(pledge.pledgor)).collect()
        }
        _ => vec![],
    }
}

/// The order party whose consent is needed where the bill does not stand to its controller: the
/// named party, or shipper or consignee of a straight bill.
pub(super) fn of_order_party(order: &Order, controller: PartyId) -> Consents {
    match *order {
        _ if order.entitles(controller) => vec![],
        Order::Straight { shipper, consignee } => vec![Consent::OfEither(shipper, consignee)],
        Order::Named { party, .. } => vec![Consent::Of(party)],
        Order::Blank => vec![],
    }
}

/// T-26, T-43: everyone needed signs, and nobody else. The one whose act it is consents by acting,
/// an agent that signs it for another in its own right too. Whose signature an order carries is
/// counted by its mandate (T-28).
pub(super) fn check(case: &Case<'_>, needed: Consents) -> Result<(), Refusal> {
    let signers = &case.instruction.with;
    let act = case.instruction.act.kind();
    let mut used = Vec::with_capacity(needed.len());
    let by = [case.principal(), case.instruction.by.actor];
    for of in needed.into_iter().filter(|of| !by.iter().any(|party| of.is_given_by(*party))) {
        let given = used.len();
        used.extend(signers.iter().filter(|party| of.is_given_by(**party)));
        if used.len() == given {
            return Err(Refusal::MissingConsent { act, of });
        }
    }
    let is_order = super::row_of(act).is_order();
    match signers.iter().find(|party| !is_order && !used.contains(party)) {
        Some(party) => Err(Refusal::NeedlessConsent { party: *party }),
        None => Ok(()),
    }
}

/// T-43, where no consent is ever needed.
pub(crate) fn no_consent(with: &[PartyId]) -> Result<(), Refusal> {
    match with.first() {
        Some(party) => Err(Refusal::NeedlessConsent { party: *party }),
        None => Ok(()),
    }
}
