//! Hold, lift, reassign: with the governance's mandate, and without it.

use title::{Act, Mandate, Order, Time, TitleId};

use super::begin::straight;
use super::{Attempt, LATER, ORDERED, PAST};
use crate::bounds::{Bounds, CONTENT, NOW};
use crate::cast::Party;

/// One moment more than the law lets a hold last (T-41): 400 days, in milliseconds.
const TOO_LATE: Time = Time(NOW.0 + 400 * 24 * 60 * 60 * 1000 + 1);

pub(super) fn attempts(bounds: &Bounds, id: TitleId) -> Vec<Attempt> {
    let signed = |act, mandate| Attempt { mandate, ..Attempt::by(Party::Customs, id, act) };
    let one_outsider = Mandate { outsider: Some(Party::A.id()), ..ORDERED };
    let mut attempts: Vec<_> = acts(bounds).into_iter().map(|act| signed(act, ORDERED)).collect();
    attempts.extend(few().into_iter().map(|act| signed(act, one_outsider)));
    // That the governance signs gives no other right.
    attempts.extend(super::one::plain().into_iter().map(|act| signed(act, ORDERED)));
    attempts
}

/// One of each, for those who may give none.
pub(super) fn few() -> Vec<Act> {
    let to = Party::A.id();
    vec![
        Act::Hold { order: CONTENT, until: LATER },
        Act::Lift { order: CONTENT },
        Act::Reassign { to, stands: None, order: CONTENT },
    ]
}

/// Every order.
pub(super) fn acts(bounds: &Bounds) -> Vec<Act> {
    let mut acts = holds();
    let reassign = |to: Party, stands| Act::Reassign { to: to.id(), stands, order: CONTENT };
    for to in bounds.holders() {
        let party = to.id();
        acts.push(reassign(to, None));
        acts.push(reassign(to, Some(Order::Blank)));
        acts.push(reassign(to, Some(Order::Named { party, may_endorse: true })));
        acts.push(reassign(to, Some(Order::Named { party, may_endorse: false })));
        acts.extend(straight(bounds).into_iter().map(|order| reassign(to, Some(order))));
    }
    for misfit in Party::MISFITS {
        let stands = Order::Named { party: misfit.id(), may_endorse: true };
        acts.push(reassign(misfit, None));
        acts.push(reassign(Party::A, Some(stands)));
    }
    acts
}

/// Holds that end in time, too soon and too late, and a lift.
pub(super) fn holds() -> Vec<Act> {
    let hold = |until| Act::Hold { order: CONTENT, until };
    vec![hold(LATER), hold(NOW), hold(PAST), hold(TOO_LATE), Act::Lift { order: CONTENT }]
}
