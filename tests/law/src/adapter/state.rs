//! The model's bill as the law's title, field by field.

use title::{HandBack, Hold, Mark, Offer, PartyId, Passage, Pledge, Purpose, Status, Title};

use super::{names, refusal};
use crate::model::{Bill, BillNo, MARKED, PASSED, Stage, Stands};

/// The title as it should be, or `None` when the model's bill is in more or fewer hands than one,
/// which no title can say.
pub(crate) fn title(number: BillNo, bill: &Bill) -> Option<Title> {
    Some(Title {
        id: names::title(number),
        reference: names::reference(bill.reference),
        version: bill.version,
        carrier: names::party(bill.carrier),
        order: names::order(bill.stands),
        cancellable: bill.undo.map(names::order),
        rulebook: bill.rulebook,
        terms_profile: bill.profile,
        document: names::commitment(bill.document),
        master: bill.master.map(names::title),
        status: status(bill)?,
        pledge: bill.pledge.map(pledge),
        hold: bill.stop.map(|(order, until)| Hold {
            order: names::commitment(order),
            until: names::time(until),
        }),
        hand_back: bill
            .giver
            .map(|(to, order)| HandBack { to: names::party(to), order: names::order(order) }),
        passage: if bill.flags & PASSED == 0 { Passage::Never } else { Passage::Passed },
        mark: mark(bill),
    })
}

/// The names of the fields in which two titles differ.
pub(crate) fn differing(law: &Title, model: &Title) -> Vec<&'static str> {
    let fields = [
        ("id", law.id != model.id),
        ("reference", law.reference != model.reference),
        ("version", law.version != model.version),
        ("carrier", law.carrier != model.carrier),
        ("order", law.order != model.order),
        ("cancellable", law.cancellable != model.cancellable),
        ("rulebook", law.rulebook != model.rulebook),
        ("terms profile", law.terms_profile != model.terms_profile),
        ("document", law.document != model.document),
        ("master", law.master != model.master),
        ("controller", law.controller() != model.controller()),
        ("status", law.status != model.status),
        ("pledge", law.pledge != model.pledge),
        ("hold", law.hold != model.hold),
        ("hand back", law.hand_back != model.hand_back),
        ("passage", law.passage != model.passage),
        ("mark", law.mark != model.mark),
    ];
    fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

fn pledge((pledgor, order): (u8, Stands)) -> Pledge {
    Pledge { pledgor: names::party(pledgor), order: names::order(order) }
}

fn status(bill: &Bill) -> Option<Status> {
    if bill.stage.over() {
        return (bill.hands == 0).then(|| Status::Ended(refusal::end(bill.stage)));
    }
    let controller = names::party(bill.holder()?);
    Some(match bill.stage {
        Stage::Idle => Status::Active { controller },
        Stage::Offered | Stage::PledgeOffered => offered(bill, controller),
        _ => {
            if bill.hands != crate::model::only(bill.carrier) {
                return None;
            }
            Status::Surrendered {
                requester: names::party(bill.other),
                asked: refusal::asked(bill.stage, bill.reason, bill.heir),
            }
        }
    })
}

fn offered(bill: &Bill, controller: PartyId) -> Status {
    let purpose = match bill.stage {
        Stage::PledgeOffered => Purpose::Pledge,
        _ => Purpose::Transfer { order: bill.brings.map(names::order) },
    };
    Status::Offered {
        controller,
        offer: Offer { to: names::party(bill.other), purpose, until: names::time(bill.until) },
    }
}

/// Whether an order ever touched the bill.
pub(super) fn mark(bill: &Bill) -> Mark {
    if bill.flags & MARKED == 0 { Mark::Unmarked } else { Mark::ByOrder }
}
