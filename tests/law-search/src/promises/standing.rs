//! Who may sign, for whom, and who may take title.

use title::{Act, ActKind, Acting, Asked, Direction, Order, PartyId, Purpose, Status, Title};

use super::stands::stands_to;
use super::{Change, Step, Verdict, in_control};
use crate::cast::{Loss, Party};
use crate::state::Here;
use crate::world::World;

pub(super) fn only_takers(_world: &World, here: &Here) -> Verdict {
    let mut parties = here.titles.values().flat_map(named);
    Verdict::kept_if(parties.all(|party| Party::of(party).may_take()))
}

/// Everybody who is in control of a title, could come to be, or to whom it stands.
fn named(title: &Title) -> Vec<PartyId> {
    let mut parties = title.order.parties();
    match title.status {
        Status::Active { controller } => parties.push(controller),
        Status::Offered { controller, offer } => {
            parties.extend([controller, offer.to]);
            if let Purpose::Transfer { order: Some(order) } = offer.purpose {
                parties.extend(order.parties());
            }
        }
        Status::Surrendered { requester, asked } => {
            parties.push(requester);
            if let Asked::Amendment { to, order, .. } = asked {
                parties.push(to);
                parties.extend(order.parties());
            }
        }
        Status::Ended(_) => {}
    }
    parties.extend(title.pledge.iter().map(|pledge| pledge.pledgor));
    parties.extend(title.hand_back.iter().map(|back| back.to));
    parties
}

/// An amendment touches the right of whom the bill stands to; a direction, the pledgor's.
pub(super) fn consent(change: &Change<'_>) -> Verdict {
    let Some(before) = &change.before else { return Verdict::Silent };
    let signs = |party| change.attempt.is_signed_by(party);
    match change.act() {
        Act::SurrenderForAmendment { .. } => {
            let order_party = match before.order {
                Order::Blank => true,
                Order::Named { party, .. } => signs(party),
                Order::Straight { shipper, consignee } => signs(shipper) || signs(consignee),
            };
            Verdict::kept_if(stands_to(&before.order, change.by()) || order_party)
        }
        Act::Release { direction: Some(Direction { .. }) } => {
            Verdict::kept_if(before.pledge.is_some_and(|pledge| signs(pledge.pledgor)))
        }
        _ => Verdict::Silent,
    }
}

/// One more signature, of whoever is in good standing, is refused. Orders are signed by the
/// governance, which is counted elsewhere.
pub(super) fn no_needless_consent(world: &World, step: &Step<'_>) -> Verdict {
    if matches!(step.act(), Act::Hold { .. } | Act::Lift { .. } | Act::Reassign { .. }) {
        return Verdict::Silent;
    }
    let mut more = step.attempt.clone();
    more.instruction.with.push(Party::Cautious.id());
    Verdict::kept_if(!world.allows(step.before, &more))
}

/// The agent's signature for its principal is worth the principal's own; that of one who was
/// allowed nothing, something else, or once something, is worth nothing.
pub(super) fn agents(world: &World, step: &Step<'_>) -> Verdict {
    let by = step.attempt.instruction.by;
    if by.represented.is_some() {
        return Verdict::Silent;
    }
    let through = |agent: Party| {
        let mut attempt = step.attempt.clone();
        attempt.instruction.by = Acting { actor: agent.id(), represented: Some(by.actor) };
        world.attempt(step.before, &attempt)
    };
    let same = through(Party::Agent).is_ok_and(|taken| taken.after == *step.after);
    let clerk = through(Party::Clerk).is_ok() == (step.attempt.kind() == ActKind::Sign);
    let none = [Party::FormerAgent, Party::Terminal, Party::Suspended].map(through);
    Verdict::kept_if(same && clerk && none.iter().all(Result::is_err))
}

/// Who signed, and had lost its standing before, would not have signed anything.
pub(super) fn signers(world: &World, step: &Step<'_>) -> Verdict {
    let by = step.attempt.instruction.by;
    let with = step.attempt.instruction.with.iter().copied();
    let mut signers = [by.actor].into_iter().chain(by.represented).chain(with).map(Party::of);
    Verdict::kept_if(signers.all(|party| {
        !world.allows_after(party, Loss::Standing, step.before, step.attempt)
            && party != Party::Suspended
    }))
}

/// Who is given something, and had lost its capacity before, would have been given nothing.
pub(super) fn takers(world: &World, step: &Step<'_>) -> Verdict {
    let mut takers = step.changes.iter().flat_map(given).map(Party::of).peekable();
    if takers.peek().is_none() {
        return Verdict::Silent;
    }
    let refused = |party| !world.allows_after(party, Loss::Capacity, step.before, step.attempt);
    Verdict::kept_if(takers.all(refused))
}

/// To whom an act gives control or title, or offers it.
fn given(change: &Change<'_>) -> Vec<PartyId> {
    let after = change.after;
    let Some(before) = &change.before else {
        let mut given = named(after);
        given.push(after.carrier);
        return given;
    };
    let mut given = vec![];
    match change.act() {
        Act::Accept
        | Act::HandOver { .. }
        | Act::Reassign { .. }
        | Act::Release { direction: Some(_) } => {
            given.extend(in_control(after).filter(|to| in_control(before) != Some(*to)));
        }
        _ => {}
    }
    match change.act() {
        Act::Accept | Act::HandOver { .. } | Act::Reassign { .. } | Act::Endorse(_)
            if before.order != after.order =>
        {
            given.extend(after.order.parties());
        }
        Act::Offer { .. } | Act::Pledge { .. } | Act::SurrenderForAmendment { .. } => {
            let known = named(before);
            let nobody_else = |party: &PartyId| !known.contains(party) && *party != change.by();
            given.extend(named(after).into_iter().filter(nobody_else));
        }
        _ => {}
    }
    given
}

/// What goes back where it came from goes back whatever its taker has lost meanwhile.
pub(super) fn returns(world: &World, step: &Step<'_>) -> Verdict {
    let goes_back = matches!(
        step.act(),
        Act::RejectSurrender { .. } | Act::HandBack | Act::Release { direction: None }
    );
    let Some(to) = step.changes.first().and_then(|change| in_control(change.after)) else {
        return Verdict::Silent;
    };
    if !goes_back || step.attempt.is_signed_by(to) {
        return Verdict::Silent;
    }
    Verdict::kept_if(
        [Loss::Standing, Loss::Capacity]
            .into_iter()
            .all(|loss| world.allows_after(Party::of(to), loss, step.before, step.attempt)),
    )
}
