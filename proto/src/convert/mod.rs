//! Messages to the law's types and back. Parsed here once; inside, only domain types.

pub mod act;
pub mod fact;
pub mod registry;
pub mod title;

use ::title::{
    AmendmentReason, AnnotationKind, ChangeOfMedium, Commitment, Endorsement, Mark, Order, PartyId,
    ReferenceKey, RejectionReason, Time, TitleId,
};

use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::wire::{FieldError, FieldFault, ascends, bytes32, present};

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
    numbered(RejectionReason::ALL, |reason| reason as i32, number, field)
}

/// Why another bill is asked for, who shall control it and to whose order it shall stand.
pub(crate) fn amendment(
    message: &pb::SurrenderForAmendment,
) -> Result<(AmendmentReason, PartyId, Order), FieldError> {
    let reason = numbered(
        AmendmentReason::ALL,
        |reason| reason as i32,
        message.reason,
        "SurrenderForAmendment.reason",
    )?;
    let to = party(&message.to, "SurrenderForAmendment.to")?;
    Ok((reason, to, order(&message.order, "SurrenderForAmendment.order")?))
}

pub(crate) fn amendment_message(
    reason: AmendmentReason,
    to: PartyId,
    order: &Order,
) -> pb::SurrenderForAmendment {
    let order = Some(order_message(order));
    pb::SurrenderForAmendment { reason: reason as i32, to: to.0.to_vec(), order }
}

pub(crate) fn annotation_kind(
    number: i32,
    field: &'static str,
) -> Result<AnnotationKind, FieldError> {
    numbered(AnnotationKind::ALL, |kind| kind as i32, number, field)
}

fn numbered<T: Copy>(
    all: &[T],
    number_of: impl Fn(T) -> i32,
    number: i32,
    field: &'static str,
) -> Result<T, FieldError> {
    let found = all.iter().copied().find(|entry| number_of(*entry) == number);
    found.ok_or(FieldFault::Unknown.of(field))
}

/// Whether an order ever touched a title.
pub(crate) fn mark(by_order: bool) -> Mark {
    if by_order { Mark::ByOrder } else { Mark::Unmarked }
}

/// An id that may be absent: then the field is empty.
pub(crate) fn optional_title(
    bytes: &[u8],
    field: &'static str,
) -> Result<Option<TitleId>, FieldError> {
    if bytes.is_empty() { Ok(None) } else { title_id(bytes, field).map(Some) }
}

/// A list of at most so many titles, in ascending order.
pub(crate) fn titles(
    list: &[Vec<u8>],
    most: usize,
    field: &'static str,
) -> Result<Vec<TitleId>, FieldError> {
    if list.len() > most {
        return Err(FieldFault::TooMany.of(field));
    }
    let ids = list.iter().map(|bytes| title_id(bytes, field)).collect::<Result<Vec<_>, _>>()?;
    if ascends(&ids, |id| *id) { Ok(ids) } else { Err(FieldFault::Order.of(field)) }
}

/// The parties that sign beside the one who acts, in ascending order.
pub(crate) fn signers(list: &[Vec<u8>], field: &'static str) -> Result<Vec<PartyId>, FieldError> {
    if list.len() > limits::SIGNERS {
        return Err(FieldFault::TooMany.of(field));
    }
    let ids = list.iter().map(|bytes| party(bytes, field)).collect::<Result<Vec<_>, _>>()?;
    if ascends(&ids, |id| *id) { Ok(ids) } else { Err(FieldFault::Order.of(field)) }
}

pub(crate) fn change_of_medium(message: &pb::ChangeOfMedium) -> Result<ChangeOfMedium, FieldError> {
    let optional = |part: &Option<pb::Commitment>, field| {
        part.as_ref().map(|_| commitment(part, field)).transpose()
    };
    Ok(ChangeOfMedium {
        statement: optional(&message.statement, "ChangeOfMedium.statement")?,
        paper: optional(&message.paper, "ChangeOfMedium.paper")?,
    })
}

pub(crate) fn change_of_medium_message(medium: &ChangeOfMedium) -> pb::ChangeOfMedium {
    pb::ChangeOfMedium {
        statement: medium.statement.as_ref().map(commitment_message),
        paper: medium.paper.as_ref().map(commitment_message),
    }
}
