//! The bill of each status, written down as the ledger would have it.

use title::{
    AmendmentReason, Asked, Commitment, End, HandBack, Hold, Mark, Offer, Order, PartyId, Passage,
    Pledge, Purpose, ReferenceKey, ReferenceUse, References, Status, Time, Title, TitleId,
};

use super::{CARRIER, From, HOLDER, NOW, ORDER_PARTY, RECIPIENT, SHIPPER};

pub(crate) const BILL: TitleId = TitleId([21; 32]);
pub(crate) const SUCCESSOR: TitleId = TitleId([22; 32]);
pub(crate) const REFERENCE: ReferenceKey = ReferenceKey([23; 32]);

pub(crate) fn to_order(party: PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

pub(crate) fn commitment() -> Commitment {
    Commitment { scheme: 0, root: [24; 32] }
}

pub(crate) fn references(from: From) -> References {
    let used = match from {
        From::Nothing => ReferenceUse::Unused,
        From::Accomplished | From::Paper | From::Void => ReferenceUse::Used,
        From::Replaced => ReferenceUse::Live(SUCCESSOR),
        _ => ReferenceUse::Live(BILL),
    };
    [(REFERENCE, used)].into()
}

pub(crate) fn bill(from: From) -> Option<Title> {
    let status = status(from)?;
    let mut bill = in_hand(status);
    match from {
        From::ForAnother => bill.order = to_order(ORDER_PARTY),
        From::HandedOver => {
            bill.hand_back = Some(HandBack { to: SHIPPER, order: to_order(SHIPPER) });
            bill.passage = Passage::Passed;
            bill.cancellable = None;
        }
        From::Pledged => {
            bill.pledge = Some(Pledge { pledgor: HOLDER, order: to_order(HOLDER) });
            bill.passage = Passage::Passed;
            bill.cancellable = None;
        }
        From::Held | From::HoldLapsed => {
            let until = Time(if from == From::Held { NOW.0 } else { NOW.0 - 1 });
            bill.hold = Some(Hold { order: commitment(), until });
            bill.mark = Mark::ByOrder;
        }
        _ => {}
    }
    Some(bill)
}

fn status(from: From) -> Option<Status> {
    let surrendered = |asked| Status::Surrendered { requester: HOLDER, asked };
    let offered = |purpose, until| Status::Offered {
        controller: HOLDER,
        offer: Offer { to: RECIPIENT, purpose, until },
    };
    let transfer = Purpose::Transfer { order: None };
    Some(match from {
        From::Nothing => return None,
        From::InHand | From::ForAnother | From::HandedOver | From::Held | From::HoldLapsed => {
            Status::Active { controller: HOLDER }
        }
        From::Pledged => Status::Active { controller: RECIPIENT },
        From::Offered => offered(transfer, NOW),
        From::Lapsed => offered(transfer, Time(NOW.0 - 1)),
        From::PledgeOffered => offered(Purpose::Pledge, NOW),
        From::ForDelivery => surrendered(Asked::Delivery),
        From::ForAmendment => {
            let (reason, to) = (AmendmentReason::Correction, HOLDER);
            surrendered(Asked::Amendment { reason, to, order: to_order(to) })
        }
        From::ForPaper => surrendered(Asked::Paper),
        From::Accomplished => Status::Ended(End::Accomplished),
        From::Replaced => Status::Ended(End::Replaced),
        From::Paper => Status::Ended(End::Paper),
        From::Void => Status::Ended(End::Void),
    })
}

/// To the holder's order by its own endorsement, which it may still cancel.
fn in_hand(status: Status) -> Title {
    Title {
        id: BILL,
        reference: REFERENCE,
        version: 1,
        carrier: CARRIER,
        order: to_order(HOLDER),
        cancellable: Some(Order::Blank),
        rulebook: 1,
        terms_profile: 1,
        document: commitment(),
        master: None,
        status,
        pledge: None,
        hold: None,
        hand_back: None,
        passage: Passage::Never,
        mark: Mark::Unmarked,
    }
}
