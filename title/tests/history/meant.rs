//! What an attempt means where the titles stand by then.

use title::{
    Act, ActKind, Acting, AmendmentReason, AnnotationKind, Asked, Begin, ChangeOfMedium,
    Commitment, Direction, Endorsement, Instruction, Issue, Mandate, Order, PartyId, ReferenceKey,
    Status, Time, Title, TitleId,
};

use super::attempt::{Attempt, Consents, Hand, Wanted};
use super::cast::Party;
use super::ledger::{Ledger, Meant};

/// How many members of the governance must sign an order.
const NEED: u32 = 2;

pub(super) fn meant(ledger: &Ledger, attempt: &Attempt) -> Meant {
    let newest = newest(ledger, attempt.reference);
    let kind = kind(attempt.wanted, newest.map(|title| title.at(ledger.now())).as_ref());
    let title = match (kind, newest) {
        (ActKind::Issue | ActKind::IssueFromPaper, _) => {
            title_id(attempt.reference, attempt.content.version)
        }
        (_, Some(newest)) => newest.id,
        (_, None) => title_id(attempt.reference, 1),
    };
    let act = act(ledger, attempt, kind, newest);
    let title_now = ledger.title(title).map(|title| title.at(ledger.now()));
    let principal = whose_turn(attempt, kind, title_now.as_ref());
    let by = match attempt.hand {
        Hand::Agent => Acting { actor: Party::Agent.id(), represented: Some(principal) },
        Hand::Own => Acting::own(principal),
    };
    let mut with = consents(attempt, &act, title_now.as_ref(), principal);
    with.sort_unstable();
    with.dedup();
    with.retain(|party| *party != by.actor && *party != principal);
    let instruction = lowest_first(Instruction { by, with, title, act });
    let have = attempt.content.ordered_by;
    let outsider = (attempt.consents == Consents::Any).then_some(by.actor);
    Meant { instruction, mandate: Mandate { have, need: NEED, outsider } }
}

/// What is done: what the title waits for, if the attempt wants that.
fn kind(wanted: Wanted, title: Option<&Title>) -> ActKind {
    let otherwise = match wanted {
        Wanted::Act(kind) => return kind,
        Wanted::Next(kind) => kind,
    };
    let Some(title) = title else { return ActKind::Issue };
    match title.status {
        _ if title.hold.is_some() => ActKind::Lift,
        Status::Offered { .. } => ActKind::Accept,
        Status::Surrendered { asked: Asked::Delivery, .. } => ActKind::AcceptSurrender,
        Status::Surrendered { asked: Asked::Amendment { .. }, .. } => ActKind::Replace,
        Status::Surrendered { asked: Asked::Paper, .. } => ActKind::ToPaper,
        Status::Active { .. } if title.pledge.is_some() => match otherwise {
            ActKind::Enforce | ActKind::Sign => otherwise,
            _ => ActKind::Release,
        },
        Status::Active { .. } | Status::Ended(_) => otherwise,
    }
}

/// Where several titles are replaced, the lowest is the instruction's own.
fn lowest_first(mut instruction: Instruction) -> Instruction {
    if let Act::Replace { also, .. } = &mut instruction.act {
        also.push(instruction.title);
        also.sort_unstable();
        instruction.title = also.remove(0);
    }
    instruction
}

fn title_id(reference: u8, version: u32) -> TitleId {
    TitleId([reference * 20 + u8::try_from(version).expect("versions stay small"); 32])
}

fn newest(ledger: &Ledger, reference: u8) -> Option<&Title> {
    let reference = ReferenceKey([reference; 32]);
    ledger.titles().filter(|title| title.reference == reference).max_by_key(|title| title.version)
}

/// Who could do such an act on this title, as far as anyone could.
fn whose_turn(attempt: &Attempt, kind: ActKind, title: Option<&Title>) -> PartyId {
    if let Some(party) = attempt.by {
        return party.id();
    }
    let Some(title) = title else { return Party::Line.id() };
    let controller = title.controller().unwrap_or(title.carrier);
    match (kind, title.status) {
        (ActKind::Accept | ActKind::Decline, Status::Offered { offer, .. }) => offer.to,
        (
            ActKind::Issue
            | ActKind::IssueFromPaper
            | ActKind::AcceptSurrender
            | ActKind::RejectSurrender
            | ActKind::Replace
            | ActKind::ToPaper
            | ActKind::Void,
            _,
        ) => title.carrier,
        (ActKind::Annotate, _) => match attempt.content.notice {
            AnnotationKind::CustomsHold | AnnotationKind::CustomsRelease => Party::Customs.id(),
            AnnotationKind::CargoReleased => Party::Insurer.id(),
            AnnotationKind::StoppageInTransit => title.carrier,
            _ => controller,
        },
        _ => controller,
    }
}

fn consents(
    attempt: &Attempt,
    act: &Act,
    title: Option<&Title>,
    principal: PartyId,
) -> Vec<PartyId> {
    let Some(title) = title else { return vec![] };
    match attempt.consents {
        Consents::Nobody => return vec![],
        Consents::Any => return vec![attempt.named[0].id()],
        Consents::Needed => {}
    }
    let order_party = |controller| {
        let entitled = title.order.entitles(controller);
        title.order.parties().into_iter().next().filter(|_| !entitled)
    };
    match (act, title.controller()) {
        (Act::SurrenderForAmendment { .. }, _) => order_party(principal).into_iter().collect(),
        (Act::Void, Some(controller)) => {
            order_party(controller).into_iter().chain([controller]).collect()
        }
        (Act::Release { direction: Some(_) }, _) => {
            title.pledge.iter().map(|pledge| pledge.pledgor).collect()
        }
        _ => vec![],
    }
}

fn act(ledger: &Ledger, attempt: &Attempt, kind: ActKind, title: Option<&Title>) -> Act {
    let content = &attempt.content;
    let to = attempt.to.id();
    let until = Time(ledger.now().0.saturating_add_signed(content.lasts_ms));
    let along = content.endorsement.map(|kind| endorsement(kind, attempt));
    let order = commitment();
    match kind {
        ActKind::Issue => Act::Issue(issue(attempt)),
        ActKind::IssueFromPaper => {
            Act::IssueFromPaper { issue: issue(attempt), medium: medium(attempt) }
        }
        ActKind::Offer => Act::Offer { to, endorsement: along, until },
        ActKind::Withdraw => Act::Withdraw,
        ActKind::Accept => Act::Accept,
        ActKind::Decline => Act::Decline,
        ActKind::HandOver => Act::HandOver { to, endorsement: along },
        ActKind::HandBack => Act::HandBack,
        ActKind::Endorse => {
            Act::Endorse(endorsement(content.endorsement.unwrap_or_default(), attempt))
        }
        ActKind::CancelEndorsement => Act::CancelEndorsement,
        ActKind::Sign => Act::Sign,
        ActKind::Pledge => Act::Pledge { to, until },
        ActKind::Release => {
            let directed = content.order < 4;
            Act::Release { direction: directed.then_some(Direction { to, endorsement: along }) }
        }
        ActKind::Enforce => Act::Enforce,
        ActKind::SurrenderForDelivery => Act::SurrenderForDelivery,
        ActKind::SurrenderForAmendment => {
            let reason = content.amendment;
            // Whoever combines mostly joins who waits for that already.
            let waits = ledger.titles().filter_map(asked).find(|(why, _)| *why == reason);
            let joined = waits.filter(|_| reason == AmendmentReason::Combine && content.shape < 4);
            let (to, order) = joined.map_or((to, order_of(attempt)), |(_, new)| new);
            Act::SurrenderForAmendment { reason, to, order }
        }
        ActKind::SurrenderForPaper => Act::SurrenderForPaper,
        ActKind::AcceptSurrender => Act::AcceptSurrender,
        ActKind::RejectSurrender => Act::RejectSurrender { reason: content.rejection },
        ActKind::Replace => replace(ledger, attempt, title),
        ActKind::ToPaper => Act::ToPaper(medium(attempt)),
        ActKind::Void => Act::Void,
        ActKind::Annotate => Act::Annotate { kind: content.notice, content: order },
        ActKind::Hold => Act::Hold { order, until },
        ActKind::Lift => Act::Lift { order },
        ActKind::Reassign => {
            let stands = (content.order > 2).then(|| order_of(attempt));
            Act::Reassign { to, stands, order }
        }
    }
}

/// What fits the surrenders that stand, or misses it by the attempt's shape.
fn replace(ledger: &Ledger, attempt: &Attempt, title: Option<&Title>) -> Act {
    let shape = attempt.content.shape;
    let waiting = |title: &&Title| asked(title).is_some();
    let mut ends: Vec<&Title> = title.into_iter().collect();
    let reason = title.and_then(asked).map(|(reason, _)| reason);
    if reason == Some(AmendmentReason::Combine) || shape == 1 {
        let others =
            ledger.titles().filter(waiting).filter(|other| Some(other.id) != title.map(|t| t.id));
        ends.extend(others.take(2));
    }
    let mut to: Vec<_> = ends.iter().filter_map(|title| asked(title)).map(|a| a.1).collect();
    to.sort_unstable();
    to.dedup();
    let short =
        if reason == Some(AmendmentReason::Split) && to.len() < 2 { to.first() } else { None };
    to.extend(short.copied());
    if shape == 2 {
        to.pop();
    }
    if shape == 3 {
        to.push((attempt.to.id(), order_of(attempt)));
    }
    if let (5 | 6, Some((first, _))) = (shape, to.first_mut()) {
        *first = attempt.to.id();
    }
    if let (7.., Some((_, order))) = (shape, to.first_mut()) {
        *order = order_of(attempt);
    }
    let begins = (0..).zip(&to).map(|(number, to)| begin(ledger, attempt, &ends, number, *to));
    let mut begins: Vec<_> = begins.collect();
    begins.sort_by_key(|begin| begin.title);
    let also = ends.iter().skip(1).map(|title| title.id).collect();
    Act::Replace { also, begins }
}

/// The first goes on under the reference of what ends, the others under references of their own.
fn begin(
    ledger: &Ledger,
    attempt: &Attempt,
    ends: &[&Title],
    number: u8,
    (to, order): (PartyId, Order),
) -> Begin {
    let reference = if number == 0 {
        attempt.reference
    } else {
        let unused = (5..12).find(|reference| newest(ledger, reference + number - 1).is_none());
        unused.unwrap_or(attempt.reference) + number - 1
    };
    let ended = ends.first().filter(|_| number == 0).map_or(0, |title| title.version);
    let mut issue = issue(attempt);
    issue.reference = ReferenceKey([reference; 32]);
    issue.version = if attempt.content.shape == 4 { 9 } else { ended + 1 };
    issue.controller = to;
    issue.order = order;
    Begin { title: title_id(reference, issue.version), issue }
}

fn asked(title: &Title) -> Option<(AmendmentReason, (PartyId, Order))> {
    match title.status {
        Status::Surrendered { asked: Asked::Amendment { reason, to, order }, .. } => {
            Some((reason, (to, order)))
        }
        _ => None,
    }
}

fn issue(attempt: &Attempt) -> Issue {
    Issue {
        reference: ReferenceKey([attempt.reference; 32]),
        version: attempt.content.version,
        order: order_of(attempt),
        controller: attempt.to.id(),
        rulebook: attempt.content.rulebook,
        terms_profile: attempt.content.terms_profile,
        document: Commitment { scheme: 0, root: [attempt.reference; 32] },
        master: attempt.content.master.map(|reference| title_id(reference, 1)),
    }
}

fn order_of(attempt: &Attempt) -> Order {
    let [first, second] = attempt.named.map(Party::id);
    match attempt.content.order {
        0 => Order::Straight { shipper: first, consignee: second },
        1 => Order::Blank,
        2 => Order::Named { party: first, may_endorse: false },
        3 => Order::Named { party: first, may_endorse: true },
        _ => Order::Named { party: attempt.to.id(), may_endorse: true },
    }
}

fn endorsement(kind: u8, attempt: &Attempt) -> Endorsement {
    let to = attempt.named[0].id();
    match kind {
        0 => Endorsement::ToOrder(to),
        1 => Endorsement::Blank,
        _ => Endorsement::Final(to),
    }
}

fn medium(attempt: &Attempt) -> ChangeOfMedium {
    let part = |number| Some(commitment()).filter(|_| attempt.content.missing != Some(number));
    ChangeOfMedium { statement: part(0), paper: part(1) }
}

fn commitment() -> Commitment {
    Commitment { scheme: 0, root: [77; 32] }
}
