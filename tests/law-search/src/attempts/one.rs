//! What is tried with the one title: every act with all its contents by every holder, and every
//! act once by every outsider.

use title::{
    Act, AmendmentReason, AnnotationKind, Direction, Endorsement, PartyId, RejectionReason, TitleId,
};

use super::begin::{COMPLETE, INCOMPLETE};
use super::{Attempt, LATER, PAST, orders, up_to_two};
use crate::bounds::{Bounds, CONTENT, NOW};
use crate::cast::Party;

pub(super) fn on_title(bounds: &Bounds, id: TitleId) -> Vec<Attempt> {
    let mut attempts = vec![];
    for by in bounds.holders() {
        let mut acts = plain();
        acts.extend(transfers(bounds));
        acts.extend(endorsements(bounds).into_iter().map(Act::Endorse));
        acts.extend(pledges(bounds));
        attempts.extend(acts.into_iter().map(|act| Attempt::by(by, id, act)));
        attempts.extend(with_consent(bounds, id, by));
    }
    for by in Party::OUTSIDERS {
        attempts.extend(once(bounds).into_iter().map(|act| Attempt::by(by, id, act)));
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

/// Every endorsement, also to those who may not take title.
fn endorsements(bounds: &Bounds) -> Vec<Endorsement> {
    let misfits = [Party::Customs, Party::Suspended, Party::Conservative];
    let mut all = vec![Endorsement::Blank];
    for party in bounds.holders().chain(misfits) {
        all.push(Endorsement::ToOrder(party.id()));
        all.push(Endorsement::Final(party.id()));
    }
    all
}

fn transfers(bounds: &Bounds) -> Vec<Act> {
    let mut acts = vec![];
    let offer = |to: Party, endorsement, until| Act::Offer { to: to.id(), endorsement, until };
    for to in bounds.holders() {
        for endorsement in [None].into_iter().chain(endorsements(bounds).into_iter().map(Some)) {
            acts.push(offer(to, endorsement, LATER));
            acts.push(Act::HandOver { to: to.id(), endorsement });
        }
        acts.extend([offer(to, None, NOW), offer(to, None, PAST)]);
    }
    for to in Party::MISFITS {
        acts.push(offer(to, None, LATER));
        acts.push(Act::HandOver { to: to.id(), endorsement: None });
    }
    acts.push(Act::HandOver { to: Party::Cautious.id(), endorsement: None });
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
    all.extend(Party::MISFITS.map(|party| Direction { to: party.id(), endorsement: None }));
    all
}

fn amendments(bounds: &Bounds) -> Vec<Act> {
    let amend = |reason: AmendmentReason, to: PartyId| Act::SurrenderForAmendment { reason, to };
    let mut acts = vec![];
    for reason in bounds.reasons {
        acts.extend(bounds.holders().map(|to| amend(*reason, to.id())));
    }
    acts.extend(Party::MISFITS.map(|to| amend(AmendmentReason::Correction, to.id())));
    acts
}

/// One of each act, for those who may do hardly any.
fn once(bounds: &Bounds) -> Vec<Act> {
    let to = Party::A.id();
    let mut acts = plain();
    acts.extend([
        Act::Offer { to, endorsement: None, until: LATER },
        Act::HandOver { to, endorsement: None },
        Act::Endorse(Endorsement::Blank),
        Act::Pledge { to, until: LATER },
        Act::SurrenderForAmendment { reason: AmendmentReason::Correction, to },
        Act::Void,
    ]);
    acts.extend(orders::acts(bounds));
    acts
}
