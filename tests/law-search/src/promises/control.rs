//! Who is in control, who may dispose, and how control passes.

use title::{
    Act, ActKind, Direction, Endorsement, PartyId, RejectionReason, Status, Title, TitleId,
};

use super::{Change, Step, Verdict, as_it_reads, in_control, is_free};
use crate::attempts::{Attempt, LATER, ORDERED};
use crate::bounds::NOW;
use crate::cast::Party;
use crate::state::Here;
use crate::world::World;

/// Acts of whoever is in control.
const DISPOSING: [ActKind; 13] = [
    ActKind::Offer,
    ActKind::Withdraw,
    ActKind::HandOver,
    ActKind::HandBack,
    ActKind::Endorse,
    ActKind::CancelEndorsement,
    ActKind::Sign,
    ActKind::Pledge,
    ActKind::Release,
    ActKind::Enforce,
    ActKind::SurrenderForDelivery,
    ActKind::SurrenderForAmendment,
    ActKind::SurrenderForPaper,
];

/// Acts of the carrier that issued the title.
const ANSWERING: [ActKind; 5] = [
    ActKind::AcceptSurrender,
    ActKind::RejectSurrender,
    ActKind::Replace,
    ActKind::ToPaper,
    ActKind::Void,
];

/// The title says so, and the law lets exactly that party act: sign what is in hand, take back
/// what is on offer, answer what is surrendered.
pub(super) fn is_one(world: &World, here: &Here) -> Verdict {
    let said = |title: &Title| match in_control(title) {
        Some(party) => title.is_live() && title.controller() == Some(party),
        None => !title.is_live() && title.controller().is_none(),
    };
    let acts = |title: &Title| {
        let able: Vec<_> =
            Party::ALL.into_iter().filter(|p| disposes(world, here, title, *p)).collect();
        let held = as_it_reads(title).hold.is_some();
        match (in_control(title), held) {
            (Some(party), false) => able.iter().map(|able| able.id()).eq([party]),
            _ => able.is_empty(),
        }
    };
    let mut titles = here.titles.values();
    Verdict::kept_if(titles.all(|title| said(title) && acts(title)))
}

fn disposes(world: &World, here: &Here, title: &Title, party: Party) -> bool {
    let reject = Act::RejectSurrender { reason: RejectionReason::Other };
    [Act::Sign, Act::Withdraw, reject]
        .into_iter()
        .any(|act| world.allows(here, &Attempt::by(party, title.id, act)))
}

pub(super) fn only_controller_disposes(change: &Change<'_>) -> Verdict {
    match &change.before {
        Some(before) if DISPOSING.contains(&change.attempt.kind()) => {
            Verdict::kept_if(change.is_by_controller(before))
        }
        _ => Verdict::Silent,
    }
}

pub(super) fn only_carrier_answers(change: &Change<'_>) -> Verdict {
    match &change.before {
        Some(before) if ANSWERING.contains(&change.attempt.kind()) => {
            Verdict::kept_if(before.carrier == change.by())
        }
        _ => Verdict::Silent,
    }
}

pub(super) fn only_recipient_answers(change: &Change<'_>) -> Verdict {
    match (change.act(), change.before.as_ref().map(|before| before.status)) {
        (Act::Accept | Act::Decline, Some(Status::Offered { offer, .. })) => {
            Verdict::kept_if(offer.to == change.by() && offer.until >= NOW)
        }
        (Act::Accept | Act::Decline, _) => Verdict::Broken,
        _ => Verdict::Silent,
    }
}

pub(super) fn moves_as_listed(change: &Change<'_>) -> Verdict {
    let Some(before) = &change.before else { return Verdict::Silent };
    let (from, to) = (in_control(before), in_control(change.after));
    if from == to { Verdict::Silent } else { Verdict::kept_if(may_pass(change, before, to)) }
}

/// Whether this act may bring control from where it was to `to`.
fn may_pass(change: &Change<'_>, before: &Title, to: Option<PartyId>) -> bool {
    let by = change.by();
    let own = change.is_by_controller(before);
    let (requester, answers) = match before.status {
        Status::Surrendered { requester, .. } => (Some(requester), by == before.carrier),
        _ => (None, false),
    };
    match change.act() {
        Act::Accept => {
            to == Some(by)
                && matches!(before.status, Status::Offered { offer, .. } if offer.to == by)
        }
        Act::HandOver { to: named, .. } => own && is_free(before) && to == Some(*named),
        Act::HandBack => {
            own && is_free(before) && before.hand_back.is_some_and(|back| to == Some(back.to))
        }
        Act::Release { direction } => before.pledge.is_some_and(|pledge| match direction {
            None => own && to == Some(pledge.pledgor),
            Some(Direction { to: named, .. }) => {
                own && to == Some(*named) && change.attempt.is_signed_by(pledge.pledgor)
            }
        }),
        Act::SurrenderForDelivery | Act::SurrenderForAmendment { .. } | Act::SurrenderForPaper => {
            own && is_free(before) && to == Some(before.carrier)
        }
        Act::RejectSurrender { .. } => answers && to == requester,
        Act::AcceptSurrender | Act::Replace { .. } | Act::ToPaper(_) => answers && to.is_none(),
        Act::Void => {
            let agreed = in_control(before).is_some_and(|party| change.attempt.is_signed_by(party));
            by == before.carrier && is_free(before) && agreed && to.is_none()
        }
        Act::Reassign { to: named, .. } => change.attempt.is_ordered() && to == Some(*named),
        _ => false,
    }
}

/// Every act of the party that was in control, which needs control, is refused from now on.
pub(super) fn transferor_is_deprived(world: &World, step: &Step<'_>) -> Verdict {
    let mut verdict = Verdict::Silent;
    for change in &step.changes {
        let from = change.before.as_ref().and_then(in_control);
        let Some(party) = from.filter(|from| in_control(change.after) != Some(*from)) else {
            continue;
        };
        let party = Party::of(party);
        let mut acts = disposals(party).into_iter();
        if acts.any(|act| world.allows(step.after, &Attempt::by(party, change.after.id, act))) {
            return Verdict::Broken;
        }
        verdict = Verdict::Kept;
    }
    verdict
}

fn disposals(by: Party) -> Vec<Act> {
    let to = if by == Party::A { Party::B.id() } else { Party::A.id() };
    vec![
        Act::Sign,
        Act::Withdraw,
        Act::HandBack,
        Act::CancelEndorsement,
        Act::Enforce,
        Act::SurrenderForDelivery,
        Act::SurrenderForPaper,
        Act::Offer { to, endorsement: None, until: LATER },
        Act::HandOver { to, endorsement: None },
        Act::Endorse(Endorsement::Blank),
        Act::Pledge { to, until: LATER },
        Act::Release { direction: None },
    ]
}

/// Passage is what a void asks for: it is there once control came to another by acceptance,
/// hand-over or order, and never gone again.
pub(super) fn passage(change: &Change<'_>) -> Verdict {
    let Some(before) = &change.before else {
        return Verdict::kept_if(change.after.passage == title::Passage::Never);
    };
    let passes = matches!(change.act(), Act::Accept | Act::HandOver { .. } | Act::Reassign { .. });
    let expected = if passes { title::Passage::Passed } else { before.passage };
    Verdict::kept_if(change.after.passage == expected)
}

pub(super) fn to_another(change: &Change<'_>) -> Verdict {
    let by = change.by();
    match *change.act() {
        Act::Offer { to, until, .. } | Act::Pledge { to, until } => {
            Verdict::kept_if(to != by && until > NOW)
        }
        Act::HandOver { to, .. } => Verdict::kept_if(to != by && to != Party::Cautious.id()),
        Act::Release { direction: Some(Direction { to, .. }) } => Verdict::kept_if(to != by),
        _ => Verdict::Silent,
    }
}

/// What the governance signs, by the party that brings it.
pub(super) fn ordered(title: TitleId, act: Act) -> Attempt {
    Attempt { mandate: ORDERED, ..Attempt::by(Party::Customs, title, act) }
}
