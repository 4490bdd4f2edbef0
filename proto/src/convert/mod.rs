//! Messages to the law's types and back. Parsed here once; inside, only domain types.

pub mod act;
pub mod fact;
pub mod title;

use ::title::{
    Commitment, Endorsement, Order, PartyId, ReferenceKey, RejectionReason, Time, TitleId,
};

use crate::pb::ledger::v1 as pb;
use crate::wire::{FieldError, FieldFault, bytes32, present};

pub(crate) fn party(bytes: &[u8], field: &'static str) -> Result<PartyId, FieldError> {
    bytes32(bytes, field).map(PartyId)
}

pub(crate) fn title_id(bytes: &[u8], field: &'static str) -> Result<TitleId, FieldError> {
    bytes32(bytes, field).map(TitleId)
}

pub(crate) fn reference(bytes: &[u8], field: &'static str) -> Result<ReferenceKey, FieldError> {
    bytes32(bytes, field).map(ReferenceKey)
}

pub(crate) fn time(ms: u64) -> Time {
    Time(ms)
}

pub(crate) fn commitment(
    message: &Option<pb::Commitment>,
    field: &'static str,
) -> Result<Commitment, FieldError> {
    let message = present(message, field)?;
    Ok(Commitment { scheme: message.scheme, root: bytes32(&message.root, field)? })
}

pub(crate) fn commitment_message(commitment: &Commitment) -> pb::Commitment {
    pb::Commitment { scheme: commitment.scheme, root: commitment.root.to_vec() }
}

pub(crate) fn order(message: &Option<pb::Order>, field: &'static str) -> Result<Order, FieldError> {
    match present(&present(message, field)?.order, field)? {
        pb::order::Order::Straight(straight) => Ok(Order::Straight {
            shipper: party(&straight.shipper, "StraightOrder.shipper")?,
            consignee: party(&straight.consignee, "StraightOrder.consignee")?,
        }),
        pb::order::Order::Named(named) => Ok(Order::Named {
            party: party(&named.party, "NamedOrder.party")?,
            may_endorse: named.may_endorse,
        }),
        pb::order::Order::Blank(_) => Ok(Order::Blank),
    }
}

pub(crate) fn optional_order(
    message: &Option<pb::Order>,
    field: &'static str,
) -> Result<Option<Order>, FieldError> {
    message.as_ref().map(|_| order(message, field)).transpose()
}

pub(crate) fn order_message(order: &Order) -> pb::Order {
    let order = match order {
        Order::Straight { shipper, consignee } => pb::order::Order::Straight(pb::StraightOrder {
            shipper: shipper.0.to_vec(),
            consignee: consignee.0.to_vec(),
        }),
        Order::Named { party, may_endorse } => pb::order::Order::Named(pb::NamedOrder {
            party: party.0.to_vec(),
            may_endorse: *may_endorse,
        }),
        Order::Blank => pb::order::Order::Blank(pb::BlankOrder {}),
    };
    pb::Order { order: Some(order) }
}

pub(crate) fn endorsement(
    message: &Option<pb::Endorsement>,
    field: &'static str,
) -> Result<Endorsement, FieldError> {
    use pb::endorsement::Endorsement as Message;
    match present(&present(message, field)?.endorsement, field)? {
        Message::FinalTo(bytes) => Ok(Endorsement::Final(party(bytes, field)?)),
        Message::ToOrder(bytes) => Ok(Endorsement::ToOrder(party(bytes, field)?)),
        Message::Blank(_) => Ok(Endorsement::Blank),
    }
}

pub(crate) fn optional_endorsement(
    message: &Option<pb::Endorsement>,
    field: &'static str,
) -> Result<Option<Endorsement>, FieldError> {
    message.as_ref().map(|_| endorsement(message, field)).transpose()
}

pub(crate) fn endorsement_message(endorsement: &Endorsement) -> pb::Endorsement {
    use pb::endorsement::Endorsement as Message;
    let endorsement = match endorsement {
        Endorsement::Final(party) => Message::FinalTo(party.0.to_vec()),
        Endorsement::ToOrder(party) => Message::ToOrder(party.0.to_vec()),
        Endorsement::Blank => Message::Blank(pb::BlankOrder {}),
    };
    pb::Endorsement { endorsement: Some(endorsement) }
}

pub(crate) fn rejection_reason(
    number: i32,
    field: &'static str,
) -> Result<RejectionReason, FieldError> {
    RejectionReason::ALL
        .into_iter()
        .find(|reason| *reason as i32 == number)
        .ok_or(FieldFault::Unknown.of(field))
}
