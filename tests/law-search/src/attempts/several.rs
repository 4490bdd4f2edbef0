//! What is tried with each of several titles: the acts that end titles and lead there.

use title::{Act, AmendmentReason, RejectionReason, TitleId};

use super::begin::COMPLETE;
use super::linking::orders_for;
use super::{Attempt, LATER, ORDERED, orders, up_to_two};
use crate::bounds::{Bounds, Scope, Size};
use crate::cast::Party;

pub(super) fn on_title(bounds: &Bounds, id: TitleId) -> Vec<Attempt> {
    let mut attempts = vec![];
    for by in bounds.holders().chain([Party::OtherCarrier]) {
        attempts.extend(answers().into_iter().map(|act| Attempt::by(by, id, act)));
        for with in up_to_two(bounds.traders.iter().copied()) {
            attempts.push(Attempt::signed(by, id, Act::Void, &with));
        }
        for with in up_to_two(bounds.traders.iter().copied()).into_iter().filter(|w| w.len() < 2) {
            let amendments = amendments(bounds).into_iter();
            attempts.extend(amendments.map(|act| Attempt::signed(by, id, act, &with)));
        }
        if bounds.scope == Scope::Paper {
            attempts.extend(transfers(bounds).into_iter().map(|act| Attempt::by(by, id, act)));
        }
    }
    let is_first = bounds.slots.iter().any(|slot| slot.id() == id && slot.reference == 0);
    if bounds.size == Size::Full && is_first {
        let ordered = |act| Attempt { mandate: ORDERED, ..Attempt::by(Party::Customs, id, act) };
        attempts.extend(orders::holds().into_iter().map(ordered));
    }
    attempts
}

/// Control passes at once; in the full form also by offer and acceptance.
fn transfers(bounds: &Bounds) -> Vec<Act> {
    let traders = || bounds.traders.iter().map(|party| party.id());
    let mut acts: Vec<_> = traders().map(|to| Act::HandOver { to, endorsement: None }).collect();
    if bounds.size == Size::Full {
        acts.extend(traders().map(|to| Act::Offer { to, endorsement: None, until: LATER }));
        acts.extend([Act::Accept, Act::Withdraw]);
    }
    acts
}

fn answers() -> Vec<Act> {
    vec![
        Act::Sign,
        Act::SurrenderForDelivery,
        Act::SurrenderForPaper,
        Act::AcceptSurrender,
        Act::RejectSurrender { reason: RejectionReason::Other },
        Act::ToPaper(COMPLETE),
    ]
}

fn amendments(bounds: &Bounds) -> Vec<Act> {
    let amend = |reason: AmendmentReason| {
        let to = bounds.traders.iter().map(|party| party.id());
        to.flat_map(move |to| {
            orders_for(to).map(|order| Act::SurrenderForAmendment { reason, to, order })
        })
    };
    bounds.reasons.iter().flat_map(|reason| amend(*reason)).collect()
}
