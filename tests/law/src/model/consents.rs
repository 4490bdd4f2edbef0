//! Whose consent an act needs: T-26 and T-43.

use super::answers::{Answer, Case, unless};
use super::deed::Kind;
use super::no::No;
use super::words::{Bill, Crowd, Form, Party, Stands, lowest, only};

impl Case<'_> {
    /// T-26, then T-43: everybody needed signs too, and nobody else. Where one of two is enough,
    /// both may.
    pub(super) fn consents(&self, bill: &Bill) -> Answer {
        let mut welcome = 0;
        for needed in self.needed(bill).into_iter().flatten() {
            let given = needed.crowd() & self.deed.with;
            unless(given == 0, needed.missing())?;
            welcome |= given;
        }
        needless(self.deed.with & !welcome)
    }

    /// Whose consent the act needs, beside that of who acts and of its agent.
    fn needed(&self, bill: &Bill) -> [Option<Needed>; 2] {
        // Whoever signs first signs the same instruction, for another or for itself.
        let first = only(self.deed.principal()) | only(self.deed.actor);
        let others = |needed: &Needed| needed.crowd() & first == 0;
        let order_party = match bill.holder() {
            Some(holder) if !bill.stands.to(holder) => Some(Needed::of_order(bill.stands)),
            _ => None,
        };
        let needed = match self.deed.kind {
            Kind::SurrenderForAmendment => [order_party, None],
            Kind::Void => [bill.holder().map(Needed::One), order_party],
            Kind::Release if self.deed.to.is_some() => {
                [bill.pledge.map(|(pledgor, _)| Needed::One(pledgor)), None]
            }
            _ => [None, None],
        };
        needed.map(|needed| needed.filter(others))
    }
}

/// A consent that is needed.
#[derive(Clone, Copy)]
enum Needed {
    /// This party's.
    One(Party),
    /// That of shipper or consignee.
    Either(Party, Party),
}

impl Needed {
    fn of_order(stands: Stands) -> Self {
        match stands.form {
            Form::Straight => Self::Either(stands.a, stands.b),
            _ => Self::One(stands.a),
        }
    }

    const fn crowd(&self) -> Crowd {
        match *self {
            Self::One(party) => only(party),
            Self::Either(one, other) => only(one) | only(other),
        }
    }

    const fn missing(&self) -> No {
        match *self {
            Self::One(party) => No::T26One(party),
            Self::Either(one, other) => No::T26Either(one, other),
        }
    }
}

/// T-43 names the lowest of those not needed.
pub(super) fn needless(others: Crowd) -> Answer {
    unless(others != 0, No::T43(lowest(others)))
}
