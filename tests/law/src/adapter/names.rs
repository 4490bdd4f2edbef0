//! Small numbers as the law's ids, and back. The order of the numbers is the order of the ids.

use title::{Commitment, Order, PartyId, ReferenceKey, Time, TitleId};

use crate::model::{BillNo, Form, Moment, Party, Stands};

/// A party's id.
pub(crate) const fn party(number: Party) -> PartyId {
    let mut id = [0xA5; 32];
    id[0] = number;
    PartyId(id)
}

/// A title's id.
pub(crate) const fn title(number: BillNo) -> TitleId {
    let mut id = [0x71; 32];
    [id[0], id[1]] = number.to_be_bytes();
    TitleId(id)
}

/// A reference's key.
pub(crate) const fn reference(number: u8) -> ReferenceKey {
    let mut id = [0x4E; 32];
    id[0] = number;
    ReferenceKey(id)
}

/// A commitment.
pub(crate) const fn commitment(number: u16) -> Commitment {
    let mut root = [0xC0; 32];
    [root[0], root[1]] = number.to_be_bytes();
    Commitment { scheme: 1, root }
}

/// A block time.
pub(crate) const fn time(moment: Moment) -> Time {
    Time(moment)
}

/// An order.
pub(crate) const fn order(stands: Stands) -> Order {
    match stands.form {
        Form::Straight => Order::Straight { shipper: party(stands.a), consignee: party(stands.b) },
        Form::Open => Order::Named { party: party(stands.a), may_endorse: true },
        Form::Final => Order::Named { party: party(stands.a), may_endorse: false },
        Form::Bearer => Order::Blank,
    }
}
