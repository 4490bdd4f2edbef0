//! The facts the law should record, from the deed and the bills before and after it.

use title::{Acting, Commitment, Event, Fact, Order, PartyId, TitleId};

use super::{instruction, names};
use crate::model::{Bill, BillNo, Deed, Kind, Moment, bill_no, each, lowest};

/// The fact for one changed bill. `before` is the bill as it read when the act came.
pub(crate) fn fact(
    deed: &Deed,
    now: Moment,
    number: BillNo,
    before: Option<&Bill>,
    after: &Bill,
) -> Fact {
    let event = match before {
        None => beginning(deed, number, after),
        Some(before) => happened(deed, before, after),
    };
    Fact {
        title: names::title(number),
        by: Acting { actor: names::party(deed.actor), represented: deed.behalf.map(names::party) },
        with: each(deed.with).map(names::party).collect(),
        at: names::time(now),
        event,
    }
}

fn beginning(deed: &Deed, number: BillNo, bill: &Bill) -> Event {
    let birth = deed
        .births
        .iter()
        .find(|birth| bill_no(birth.reference, birth.version) == number)
        .expect("only what the deed begins has nothing before it");
    let issue = instruction::issue(birth);
    match deed.kind {
        Kind::Issue => Event::Issued(issue),
        Kind::IssueFromPaper => {
            Event::IssuedFromPaper { issue, statement: statement(deed), withdrawn: second(deed) }
        }
        Kind::Replace => Event::Began {
            issue,
            replaces: deed.ends().map(names::title).collect(),
            mark: super::state::mark(bill),
        },
        other => unreachable!("{other:?} begins nothing"),
    }
}

fn happened(deed: &Deed, before: &Bill, after: &Bill) -> Event {
    let from = names::party(lowest(before.hands));
    let to = || names::party(lowest(after.hands));
    let until = names::time(deed.until);
    match deed.kind {
        Kind::Offer => Event::Offered {
            to: named(deed),
            endorsement: deed.stands.map(instruction::endorsement),
            until,
        },
        Kind::Withdraw => Event::Withdrawn,
        Kind::Accept if after.pledge.is_some() => {
            Event::Pledged { pledgor: from, pledgee: to(), order: order(after) }
        }
        Kind::Accept => Event::Accepted { from, to: to(), order: before.brings.map(names::order) },
        Kind::Decline => Event::Declined,
        Kind::HandOver => {
            Event::HandedOver { from, to: to(), order: deed.stands.map(names::order) }
        }
        Kind::HandBack => Event::HandedBack { to: to(), order: order(after) },
        Kind::Endorse => Event::Endorsed(instruction::endorsement(after.stands)),
        Kind::CancelEndorsement => Event::EndorsementCancelled { order: order(after) },
        Kind::Sign => Event::Signed,
        Kind::Pledge => Event::PledgeOffered { to: named(deed), until },
        Kind::Release => Event::Released { to: to(), order: order(after) },
        Kind::Enforce => Event::Enforced { order: order(after) },
        Kind::SurrenderForDelivery => Event::DeliveryRequested,
        Kind::SurrenderForAmendment => {
            let (reason, to) = (instruction::amendment(deed.word), named(deed));
            Event::AmendmentRequested { reason, to, order: instruction::new_order(deed) }
        }
        Kind::SurrenderForPaper => Event::PaperRequested,
        Kind::AcceptSurrender => Event::SurrenderAccepted,
        Kind::RejectSurrender => {
            Event::SurrenderRejected { to: to(), reason: instruction::rejection(deed.word) }
        }
        _ => rarer_happened(deed, from, after),
    }
}

fn rarer_happened(deed: &Deed, from: PartyId, after: &Bill) -> Event {
    match deed.kind {
        Kind::Replace => Event::Replaced { by: born(deed) },
        Kind::ToPaper => Event::TurnedToPaper { statement: statement(deed), paper: second(deed) },
        Kind::Void => Event::Voided,
        Kind::Annotate => {
            Event::Annotated { kind: instruction::annotation(deed.word), content: statement(deed) }
        }
        Kind::Hold => Event::Held { order: statement(deed), until: names::time(deed.until) },
        Kind::Lift => Event::Lifted { order: statement(deed) },
        Kind::Reassign => Event::Reassigned {
            from,
            to: named(deed),
            stands: order(after),
            order: statement(deed),
        },
        other => unreachable!("{other:?} is spelled out above"),
    }
}

fn born(deed: &Deed) -> Vec<TitleId> {
    deed.births.iter().map(instruction::born).collect()
}

fn named(deed: &Deed) -> PartyId {
    names::party(deed.to.expect("such an act says to whom"))
}

const fn order(bill: &Bill) -> Order {
    names::order(bill.stands)
}

fn statement(deed: &Deed) -> Commitment {
    names::commitment(deed.paper.expect("such an act says on which paper"))
}

fn second(deed: &Deed) -> Commitment {
    names::commitment(deed.second_paper.expect("T-34 was asked"))
}
