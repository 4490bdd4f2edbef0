//! Issue, and issue from paper.

use title::{Act, ChangeOfMedium, Issue, Order, TitleId};

use super::Attempt;
use crate::bounds::{Bounds, CONTENT, NEWEST_RULEBOOK, OLDER_RULEBOOK, Scope, Size, Slot, TERMS};
use crate::cast::Party;

/// A paper and the statement that goes with it.
pub(super) const COMPLETE: ChangeOfMedium =
    ChangeOfMedium { statement: Some(CONTENT), paper: Some(CONTENT) };

/// Both ways to leave one of them out.
pub(super) const INCOMPLETE: [ChangeOfMedium; 2] = [
    ChangeOfMedium { statement: None, paper: Some(CONTENT) },
    ChangeOfMedium { statement: Some(CONTENT), paper: None },
];

pub(super) fn attempts(bounds: &Bounds) -> Vec<Attempt> {
    let first = bounds.slots.iter().filter(|slot| slot.version == 1);
    first.flat_map(|slot| of_slot(bounds, *slot)).collect()
}

fn of_slot(bounds: &Bounds, slot: Slot) -> Vec<Attempt> {
    let mut attempts = vec![];
    for order in orders(bounds) {
        for controller in controllers(bounds) {
            for master in masters(bounds, slot) {
                let issue = Issue { master, ..issue(slot, order, controller) };
                attempts.push(Attempt::by(Party::Carrier, slot.id(), Act::Issue(issue)));
                attempts.push(from_paper(slot, issue, COMPLETE));
            }
        }
    }
    attempts.extend(amiss(slot));
    attempts
}

/// What begins in a slot.
pub(super) fn issue(slot: Slot, order: Order, controller: Party) -> Issue {
    Issue {
        reference: slot.key(),
        version: slot.version,
        order,
        controller: controller.id(),
        rulebook: NEWEST_RULEBOOK,
        terms_profile: TERMS,
        document: CONTENT,
        master: None,
    }
}

fn from_paper(slot: Slot, issue: Issue, medium: ChangeOfMedium) -> Attempt {
    Attempt::by(Party::Carrier, slot.id(), Act::IssueFromPaper { issue, medium })
}

/// Every kind of order where one title is searched; elsewhere blank and named.
fn orders(bounds: &Bounds) -> Vec<Order> {
    let named = |may_endorse| {
        let to = move |party: Party| Order::Named { party: party.id(), may_endorse };
        bounds.holders().map(to)
    };
    let mut orders = vec![Order::Blank];
    if bounds.scope == Scope::One {
        orders.extend(named(true).chain(named(false)));
        orders.extend(straight(bounds));
    } else {
        orders.extend(named(true).filter(|order| !order.entitles(Party::Carrier.id())));
    }
    orders
}

/// Every straight order with two names; in the small form the carrier's is not among them.
pub(super) fn straight(bounds: &Bounds) -> Vec<Order> {
    let full = bounds.size == Size::Full;
    let named = bounds.holders().filter(move |party| full || *party != Party::Carrier);
    let pairs = named.clone().flat_map(|shipper| {
        let others = named.clone().filter(move |consignee| *consignee != shipper);
        others.map(move |consignee| (shipper, consignee))
    });
    let order = |(shipper, consignee): (Party, Party)| Order::Straight {
        shipper: shipper.id(),
        consignee: consignee.id(),
    };
    pairs.map(order).collect()
}

fn controllers(bounds: &Bounds) -> Vec<Party> {
    let carrier_too = bounds.scope == Scope::One;
    bounds.holders().filter(|party| carrier_too || *party != Party::Carrier).collect()
}

/// The masters a bill may name: in the world of two, bills of the second reference are house bills
/// of the first.
pub(super) fn masters(bounds: &Bounds, slot: Slot) -> Vec<Option<TitleId>> {
    let mut masters = vec![None];
    if bounds.scope == Scope::Two && slot.reference > 0 {
        let first = bounds.slots.iter().filter(|other| other.reference == 0);
        let named = if bounds.size == Size::Small { 1 } else { 2 };
        masters.extend(first.take(named).map(|other| Some(other.id())));
    }
    masters
}

/// Issues that are wrong in one thing.
fn amiss(slot: Slot) -> Vec<Attempt> {
    let right = issue(slot, Order::Blank, Party::A);
    let mut issues = vec![
        Issue { version: 2, ..right },
        Issue { rulebook: OLDER_RULEBOOK, ..right },
        Issue { rulebook: NEWEST_RULEBOOK + 1, ..right },
        Issue { terms_profile: TERMS + 1, ..right },
        Issue { master: Some(slot.id()), ..right },
    ];
    for party in Party::MISFITS {
        issues.push(Issue { controller: party.id(), ..right });
        issues
            .push(Issue { order: Order::Named { party: party.id(), may_endorse: true }, ..right });
        let consignee = party.id();
        issues
            .push(Issue { order: Order::Straight { shipper: Party::A.id(), consignee }, ..right });
    }
    let on = |by, issue| Attempt::by(by, slot.id(), Act::Issue(issue));
    let mut attempts: Vec<_> = issues.iter().map(|issue| on(Party::Carrier, *issue)).collect();
    attempts.extend(issues.iter().map(|issue| from_paper(slot, *issue, COMPLETE)));
    attempts.extend(INCOMPLETE.map(|medium| from_paper(slot, right, medium)));
    let no_carriers = [Party::A, Party::Customs, Party::Terminal, Party::Agent, Party::Suspended];
    attempts.extend(no_carriers.map(|by| on(by, right)));
    attempts
}
