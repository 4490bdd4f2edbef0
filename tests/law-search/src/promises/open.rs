//! What a party has a right to, the law lets it do: the other half of a rule that says no.

use title::{
    Act, AmendmentReason, AnnotationKind, Asked, Begin, End, Endorsement, Issue, Order, Passage,
    RejectionReason, Status, Title,
};

use super::control::ordered;
use super::stands::stands_to;
use super::{Verdict, as_it_reads};
use crate::attempts::{Attempt, LATER};
use crate::bounds::{CONTENT, NEWEST_RULEBOOK, TERMS};
use crate::cast::Party;
use crate::state::Here;
use crate::world::World;

pub(super) fn rights_can_be_used(world: &World, here: &Here) -> Verdict {
    let mut rights = here.titles.values().flat_map(|title| rights(here, title));
    Verdict::kept_if(rights.all(|attempt| world.allows(here, &attempt)))
}

fn rights(here: &Here, recorded: &Title) -> Vec<Attempt> {
    let title = &as_it_reads(recorded);
    let mut all = notices(title);
    if !title.is_live() {
        return all;
    }
    all.extend(of_governance(title));
    if title.hold.is_none() {
        all.extend(match title.status {
            Status::Active { controller } => of_holder(title, Party::of(controller)),
            Status::Offered { controller, offer } => vec![
                own(title, Party::of(offer.to), Act::Accept),
                own(title, Party::of(offer.to), Act::Decline),
                own(title, Party::of(controller), Act::Withdraw),
            ],
            Status::Surrendered { asked, .. } => of_carrier(here, title, asked),
            Status::Ended(_) => vec![],
        });
    }
    all
}

fn own(title: &Title, by: Party, act: Act) -> Attempt {
    Attempt::by(by, title.id, act)
}

/// Notices are put on any title, in any status, held or ended.
fn notices(title: &Title) -> Vec<Attempt> {
    let notice = |by, kind| own(title, by, Act::Annotate { kind, content: CONTENT });
    let mut all = vec![
        notice(Party::of(title.carrier), AnnotationKind::LetterOfIndemnity),
        notice(Party::of(title.carrier), AnnotationKind::StoppageInTransit),
        notice(Party::Customs, AnnotationKind::CustomsHold),
        notice(Party::Customs, AnnotationKind::CustomsRelease),
        notice(Party::Insurer, AnnotationKind::AdverseClaim),
        notice(Party::Terminal, AnnotationKind::Discrepancy),
    ];
    if title.status == Status::Ended(End::Accomplished) {
        all.push(notice(Party::Terminal, AnnotationKind::CargoReleased));
        all.push(notice(Party::of(title.carrier), AnnotationKind::CargoReleased));
    }
    all
}

fn of_governance(title: &Title) -> Vec<Attempt> {
    let order = |act| ordered(title.id, act);
    let mut all = vec![
        order(Act::Hold { order: CONTENT, until: LATER }),
        order(Act::Reassign { to: Party::A.id(), stands: None, order: CONTENT }),
    ];
    if title.hold.is_some() {
        all.push(order(Act::Lift { order: CONTENT }));
    }
    all
}

fn of_holder(title: &Title, holder: Party) -> Vec<Attempt> {
    let mut all = vec![own(title, holder, Act::Sign)];
    if title.pledge.is_some() {
        all.push(own(title, holder, Act::Release { direction: None }));
        all.push(own(title, holder, Act::Enforce));
        return all;
    }
    let to = if holder == Party::A { Party::B.id() } else { Party::A.id() };
    all.push(own(title, holder, Act::SurrenderForPaper));
    all.push(own(title, holder, Act::Offer { to, endorsement: None, until: LATER }));
    all.push(own(title, holder, Act::HandOver { to, endorsement: None }));
    if title.hand_back.is_some() {
        all.push(own(title, holder, Act::HandBack));
    }
    if title.cancellable.is_some() {
        all.push(own(title, holder, Act::CancelEndorsement));
    }
    if stands_to(&title.order, holder.id()) {
        all.extend(of_entitled(title, holder, to));
    }
    all.extend(with_consent(title, holder, to));
    all
}

fn of_entitled(title: &Title, holder: Party, to: title::PartyId) -> Vec<Attempt> {
    let mut all = vec![own(title, holder, Act::SurrenderForDelivery)];
    let is_final = matches!(title.order, Order::Named { may_endorse: false, .. });
    let straight = matches!(title.order, Order::Straight { .. });
    if !is_final {
        all.push(own(title, holder, Act::Pledge { to, until: LATER }));
    }
    if !is_final && !straight {
        let endorsement = Endorsement::ToOrder(to);
        all.push(own(title, holder, Act::Endorse(endorsement)));
        let endorsement = Some(endorsement);
        all.push(own(title, holder, Act::Offer { to, endorsement, until: LATER }));
        all.push(own(title, holder, Act::HandOver { to, endorsement }));
    }
    all
}

/// Amendment, and the withdrawal of a mistake, with everybody whose right it touches.
fn with_consent(title: &Title, holder: Party, to: title::PartyId) -> Vec<Attempt> {
    let order_party = if stands_to(&title.order, holder.id()) {
        None
    } else {
        title.order.parties().first().map(|party| Party::of(*party))
    };
    let (reason, order) = (AmendmentReason::Correction, Order::Blank);
    let amendment = Act::SurrenderForAmendment { reason, to, order };
    let with: Vec<_> = order_party.into_iter().collect();
    let mut all = vec![Attempt::signed(holder, title.id, amendment, &with)];
    if title.passage == Passage::Never {
        let carrier = Party::of(title.carrier);
        let agrees = stands_to(&title.order, title.carrier);
        let concerned = [holder].into_iter().chain(order_party.filter(|_| !agrees));
        let with: Vec<_> = concerned.filter(|party| *party != carrier).collect();
        all.push(Attempt::signed(carrier, title.id, Act::Void, &with));
    }
    all
}

fn of_carrier(here: &Here, title: &Title, asked: Asked) -> Vec<Attempt> {
    let carrier = Party::of(title.carrier);
    let reject = Act::RejectSurrender { reason: RejectionReason::Other };
    let mut all = vec![own(title, carrier, reject)];
    match asked {
        Asked::Delivery => {
            let master = title.master.and_then(|master| here.titles.get(&master));
            let ended_otherwise = master.is_some_and(|master| {
                !master.is_live() && master.status != Status::Ended(End::Accomplished)
            });
            if !ended_otherwise {
                all.push(own(title, carrier, Act::AcceptSurrender));
            }
        }
        Asked::Paper => {
            let medium = title::ChangeOfMedium { statement: Some(CONTENT), paper: Some(CONTENT) };
            all.push(own(title, carrier, Act::ToPaper(medium)));
        }
        Asked::Amendment { reason, to, order } => {
            if !matches!(reason, AmendmentReason::Split | AmendmentReason::Combine) {
                all.push(own(title, carrier, one_for_one(title, to, order)));
            }
        }
    }
    all
}

/// The next version of a bill in its place.
fn one_for_one(title: &Title, to: title::PartyId, order: Order) -> Act {
    let version = title.version + 1;
    let mut id = title.id;
    id.0.iter_mut().for_each(|byte| *byte += 1);
    let issue = Issue {
        reference: title.reference,
        version,
        order,
        controller: to,
        rulebook: NEWEST_RULEBOOK,
        terms_profile: TERMS,
        document: CONTENT,
        master: None,
    };
    Act::Replace { also: vec![], begins: vec![Begin { title: id, issue }] }
}
