//! What is tried with the one title: every act with all its contents by every holder, and every
//! act once by every outsider.

use title::{
    Act, AmendmentReason, AnnotationKind, Direction, Endorsement, Order, RejectionReason, TitleId,
};

use super::begin::{COMPLETE, INCOMPLETE};
use super::linking::orders_for;
use super::{Attempt, LATER, PAST, orders, up_to_two};
use crate::bounds::{Bounds, CONTENT, NOW, Size};
use crate::cast::Party;

pub(super) fn on_title(bounds: &Bounds, id: TitleId) -> Vec<Attempt> {
    let mut attempts = vec![];
    for by in bounds.holders() {
        let mut acts = plain();
        acts.extend(transfers(bounds));
        let all = endorsements(bounds).into_iter().chain(misfit_endorsements());
        acts.extend(all.map(Act::Endorse));
        acts.extend(pledges(bounds));
        acts.extend(orders::few());
        attempts.extend(acts.into_iter().map(|act| Attempt::by(by, id, act)));
        attempts.extend(with_consent(bounds, id, by));
    }
    for by in Party::OUTSIDERS {
        attempts.extend(once().into_iter().map(|act| Attempt::by(by, id, act)));
    }
    attempts.extend(orders::attempts(bounds, id));
    attempts
}

/// Acts without content, or with content no rule compares.
pub(super) fn plain() -> Vec<Act> {
    let mut acts = vec![
        Act::Sign,
        Act::Withdraw,
        Act::Accept,
        Act::Decline,
        Act::HandBack,
        Act::CancelEndorsement,
        Act::Release { direction: None },
        Act::Enforce,
        Act::SurrenderForDelivery,
        Act::SurrenderForPaper,
        Act::AcceptSurrender,
        Act::RejectSurrender { reason: RejectionReason::Other },
        Act::ToPaper(COMPLETE),
        Act::ToPaper(INCOMPLETE[0]),
        Act::ToPaper(INCOMPLETE[1]),
    ];
    acts.extend(AnnotationKind::ALL.iter().map(|kind| notice(*kind)));
    acts
}

fn notice(kind: AnnotationKind) -> Act {
    Act::Annotate { kind, content: CONTENT }
}

/// Every endorsement.
fn endorsements(bounds: &Bounds) -> Vec<Endorsement> {
    let mut all = vec![Endorsement::Blank];
    for party in bounds.holders() {
        all.push(Endorsement::ToOrder(party.id()));
        all.push(Endorsement::Final(party.id()));
    }
    all
}

/// Endorsements to those who may not take title.
fn misfit_endorsements() -> Vec<Endorsement> {
    let misfits = [Party::Customs, Party::Suspended, Party::Conservative].map(Party::id);
    misfits.into_iter().flat_map(|id| [Endorsement::ToOrder(id), Endorsement::Final(id)]).collect()
}

/// The endorsements a transfer may carry: in the small form to the recipient, to the carrier's
/// order or in blank.
fn carried(bounds: &Bounds, to: Party) -> Vec<Option<Endorsement>> {
    let full = bounds.size == Size::Full;
    let is_tried = |endorsement: &Endorsement| match *endorsement {
        Endorsement::Blank => true,
        Endorsement::ToOrder(party) => full || party == to.id() || party == Party::Carrier.id(),
        Endorsement::Final(party) => full || party == to.id(),
    };
    let tried = endorsements(bounds).into_iter().filter(is_tried);
    [None].into_iter().chain(tried.map(Some)).collect()
}

fn transfers(bounds: &Bounds) -> Vec<Act> {
    let mut acts = vec![];
    let offer = |to: Party, endorsement, until| Act::Offer { to: to.id(), endorsement, until };
    let hand_over = |to: Party, endorsement| Act::HandOver { to: to.id(), endorsement };
    for to in bounds.holders() {
        for endorsement in carried(bounds, to) {
            acts.extend([offer(to, endorsement, LATER), hand_over(to, endorsement)]);
        }
        acts.extend([offer(to, None, NOW), offer(to, None, PAST)]);
    }
    for endorsement in misfit_endorsements().into_iter().map(Some) {
        acts.push(offer(Party::A, endorsement, LATER));
        acts.push(offer(Party::B, endorsement, LATER));
        acts.push(hand_over(Party::A, endorsement));
        acts.push(hand_over(Party::B, endorsement));
    }
    for to in Party::MISFITS {
        acts.extend([offer(to, None, LATER), hand_over(to, None)]);
    }
    acts.push(hand_over(Party::Cautious, None));
    acts
}

fn pledges(bounds: &Bounds) -> Vec<Act> {
    let pledge = |to: Party, until| Act::Pledge { to: to.id(), until };
    let mut acts: Vec<_> = bounds.holders().map(|to| pledge(to, LATER)).collect();
    acts.extend(bounds.holders().map(|to| pledge(to, NOW)));
    acts.extend(Party::MISFITS.map(|to| pledge(to, LATER)));
    acts
}

/// Acts that touch another's rights, with every signature that could be under them.
fn with_consent(bounds: &Bounds, id: TitleId, by: Party) -> Vec<Attempt> {
    let alone_or_with_one = || {
        let one = bounds.holders().map(|party| vec![party]);
        [vec![]].into_iter().chain(one)
    };
    let mut attempts = vec![];
    for with in up_to_two(bounds.holders()) {
        attempts.push(Attempt::signed(by, id, Act::Void, &with));
    }
    for with in alone_or_with_one() {
        for direction in directions(bounds) {
            let act = Act::Release { direction: Some(direction) };
            attempts.push(Attempt::signed(by, id, act, &with));
        }
        for act in amendments(bounds) {
            attempts.push(Attempt::signed(by, id, act, &with));
        }
    }
    for party in Party::MISFITS {
        let to = party.id();
        let direction = Some(Direction { to, endorsement: None });
        let pledgors = bounds.holders().filter(|pledgor| *pledgor != by);
        let release = |with| Attempt::signed(by, id, Act::Release { direction }, &[with]);
        attempts.extend(pledgors.map(release));
        let reason = AmendmentReason::Correction;
        let named = Order::Named { party: to, may_endorse: true };
        for (to, order) in [(to, Order::Blank), (by.id(), named)] {
            attempts.push(Attempt::by(by, id, Act::SurrenderForAmendment { reason, to, order }));
        }
    }
    attempts
}

fn directions(bounds: &Bounds) -> Vec<Direction> {
    let mut all = vec![];
    for party in bounds.holders() {
        let to = party.id();
        let endorsements = [
            None,
            Some(Endorsement::Blank),
            Some(Endorsement::ToOrder(to)),
            Some(Endorsement::Final(to)),
            Some(Endorsement::ToOrder(Party::Customs.id())),
        ];
        all.extend(endorsements.map(|endorsement| Direction { to, endorsement }));
    }
    all
}

fn amendments(bounds: &Bounds) -> Vec<Act> {
    let mut acts = vec![];
    for reason in bounds.reasons {
        for to in bounds.holders().map(Party::id) {
            let asked = |order| Act::SurrenderForAmendment { reason: *reason, to, order };
            acts.extend(orders_for(to).map(asked));
        }
    }
    acts
}

/// One of each act, for those who may do hardly any.
fn once() -> Vec<Act> {
    let to = Party::A.id();
    let mut acts = plain();
    acts.extend([
        Act::Offer { to, endorsement: None, until: LATER },
        Act::HandOver { to, endorsement: None },
        Act::Endorse(Endorsement::Blank),
        Act::Pledge { to, until: LATER },
        Act::SurrenderForAmendment { reason: AmendmentReason::Correction, to, order: Order::Blank },
        Act::Void,
    ]);
    acts.extend(orders::few());
    acts
}
