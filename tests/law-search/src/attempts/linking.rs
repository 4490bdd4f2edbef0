//! Replacements: of one or two live titles, by none, one or two; right ones, and ones that are
//! wrong in their reference, version, recipient, master or signer.

use title::{Act, Begin, Issue, Order, PartyId, Title, TitleId};

use super::Attempt;
use super::begin::{issue, masters};
use crate::bounds::{Bounds, NEWEST_RULEBOOK, OLDER_RULEBOOK, Slot, TERMS};
use crate::cast::Party;
use crate::state::Here;

pub(super) fn attempts(bounds: &Bounds, here: &Here) -> Vec<Attempt> {
    let mut attempts = vec![];
    for ends in ends(here) {
        for begins in begins(bounds, here) {
            attempts.push(replace(Party::Carrier, &ends, begins));
        }
        let slot = next(here, 0);
        let right = || vec![begin(slot, Order::Blank, Party::A)];
        attempts.push(replace(Party::A, &ends, right()));
        attempts.push(replace(Party::OtherCarrier, &ends, right()));
        let mut signed_too = replace(Party::Carrier, &ends, right());
        signed_too.instruction.with = vec![Party::A.id()];
        attempts.push(signed_too);
    }
    attempts
}

fn replace(by: Party, ends: &[TitleId], begins: Vec<Begin>) -> Attempt {
    let act = Act::Replace { also: ends[1..].to_vec(), begins };
    Attempt::by(by, ends[0], act)
}

/// Every live title alone, and every two. With one title to search, the ended one is tried too.
fn ends(here: &Here) -> Vec<Vec<TitleId>> {
    let ids: Vec<_> = here.titles.values().filter(|t| t.is_live()).map(|title| title.id).collect();
    let mut rows: Vec<_> = ids.iter().map(|id| vec![*id]).collect();
    for one in &ids {
        rows.extend(ids.iter().filter(|other| one < *other).map(|other| vec![*one, *other]));
    }
    rows.extend(here.titles.values().find(|title| !title.is_live()).map(|title| vec![title.id]));
    rows
}

/// What shall begin.
fn begins(bounds: &Bounds, here: &Here) -> Vec<Vec<Begin>> {
    let (first, second) = (next(here, 0), next(here, 1));
    let mut rows = vec![vec![]];
    for slot in [first, second] {
        for controller in bounds.holders() {
            rows.extend(singles(bounds, slot, controller).into_iter().map(|begin| vec![begin]));
        }
        rows.extend(amiss(slot).into_iter().map(|begin| vec![begin]));
    }
    let traders = bounds.traders;
    for (one, other) in traders.iter().flat_map(|one| traders.iter().map(move |other| (one, other)))
    {
        for master in masters(bounds, second) {
            let mut house = begin(second, Order::Blank, *other);
            house.issue.master = master;
            rows.push(vec![begin(first, Order::Blank, *one), house]);
        }
    }
    // One reference twice.
    let again = Slot::new(first.reference, first.version + 1);
    rows.push(vec![begin(first, Order::Blank, Party::A), begin(again, Order::Blank, Party::A)]);
    let mut same = begin(again, Order::Blank, Party::A);
    same.issue.version = first.version;
    rows.push(vec![begin(first, Order::Blank, Party::A), same]);
    rows
}

fn singles(bounds: &Bounds, slot: Slot, controller: Party) -> Vec<Begin> {
    let orders = orders_for(controller.id());
    let mut all = vec![];
    for master in masters(bounds, slot) {
        for order in orders {
            let mut begin = begin(slot, order, controller);
            begin.issue.master = master;
            all.push(begin);
        }
    }
    all
}

/// To whose order a bill of this party is asked for and begins in place of another: in blank, or its
/// own.
pub(super) fn orders_for(party: PartyId) -> [Order; 2] {
    [Order::Blank, Order::Named { party, may_endorse: true }]
}

/// Beginnings that are wrong in one thing, given to A.
fn amiss(slot: Slot) -> Vec<Begin> {
    let right = begin(slot, Order::Blank, Party::A);
    let with = |issue: Issue| Begin { issue, ..right };
    let of_version = |version| begin(Slot::new(slot.reference, version), Order::Blank, Party::A);
    let named = |party: Party| Order::Named { party: party.id(), may_endorse: true };
    let mut all = vec![
        of_version(slot.version + 1),
        with(Issue { version: slot.version + 1, ..right.issue }),
        with(Issue { rulebook: OLDER_RULEBOOK, ..right.issue }),
        with(Issue { rulebook: NEWEST_RULEBOOK + 1, ..right.issue }),
        with(Issue { terms_profile: TERMS + 1, ..right.issue }),
        with(Issue { master: Some(slot.id()), ..right.issue }),
        with(Issue { order: named(Party::Customs), ..right.issue }),
        with(Issue { order: named(Party::Conservative), ..right.issue }),
        with(Issue { controller: Party::Terminal.id(), ..right.issue }),
    ];
    if slot.version > 1 {
        all.push(of_version(slot.version - 1));
    }
    all
}

fn begin(slot: Slot, order: Order, controller: Party) -> Begin {
    Begin { title: slot.id(), issue: issue(slot, order, controller) }
}

/// The place of the next version of a reference.
fn next(here: &Here, reference: u8) -> Slot {
    let key = Slot::new(reference, 1).key();
    let of_reference = |title: &&Title| title.reference == key;
    let newest = here.titles.values().filter(of_reference).map(|title| title.version).max();
    Slot::new(reference, newest.unwrap_or(0) + 1)
}
