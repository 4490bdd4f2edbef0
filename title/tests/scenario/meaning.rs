//! What names mean to the law: opaque bytes, here the name's own.

use ebl_scenario::{
    ActLine, Bill, By, NamedAct, NamedBegin, NamedDirection, NamedEndorsement, NamedIssue,
    NamedMedium, NamedOrder, Part, Signers,
};
use title::{
    Act, Acting, Begin, ChangeOfMedium, Commitment, Direction, Endorsement, Instruction, Issue,
    Order, PartyId, ReferenceKey, TitleId,
};

/// The members of the governance, and how many of them must sign.
pub(super) const GOVERNANCE: [&str; 3] = ["governance 1", "governance 2", "governance 3"];
pub(super) const THRESHOLD: u32 = 2;

/// What somebody signs. An issue that names no rulebook is under the `newest`.
pub(super) fn instruction(line: &ActLine, newest: u32) -> Instruction {
    let (by, members) = by(&line.by);
    let mut with: Vec<_> = line.with.iter().map(|name| party(name)).chain(members).collect();
    with.sort_unstable();
    let mut title = title_id(&line.bill);
    let mut act = act(&line.act, &line.bill, newest);
    if let Act::Replace { also, .. } = &mut act {
        also.push(title);
        also.sort_unstable();
        title = also.remove(0);
    }
    Instruction { by, with, title, act }
}

fn by(by: &By) -> (Acting, Vec<PartyId>) {
    match by {
        By::Party { actor, represented } => {
            let represented = represented.as_deref().map(party);
            (Acting { actor: party(actor), represented }, vec![])
        }
        By::Governance(signers) => {
            let count = match signers {
                Signers::Enough => THRESHOLD,
                Signers::Only(count) => *count,
            };
            let mut members = GOVERNANCE.iter().map(|name| party(name)).take(count as usize);
            (Acting::own(members.next().expect("at least one signs")), members.collect())
        }
    }
}

fn act(named: &NamedAct, bill: &Bill, newest: u32) -> Act {
    let along = |named: &Option<NamedEndorsement>| named.as_ref().map(endorsement);
    match named {
        NamedAct::Issue(named) => Act::Issue(issue(named, bill, newest)),
        NamedAct::IssueFromPaper { issue: named, medium: named_medium } => {
            Act::IssueFromPaper { issue: issue(named, bill, newest), medium: medium(*named_medium) }
        }
        NamedAct::Offer { to, endorsement, until } => {
            Act::Offer { to: party(to), endorsement: along(endorsement), until: *until }
        }
        NamedAct::Withdraw => Act::Withdraw,
        NamedAct::Accept => Act::Accept,
        NamedAct::Decline => Act::Decline,
        NamedAct::HandOver { to, endorsement } => {
            Act::HandOver { to: party(to), endorsement: along(endorsement) }
        }
        NamedAct::HandBack => Act::HandBack,
        NamedAct::Endorse(named) => Act::Endorse(endorsement(named)),
        NamedAct::CancelEndorsement => Act::CancelEndorsement,
        NamedAct::Sign => Act::Sign,
        NamedAct::Pledge { to, until } => Act::Pledge { to: party(to), until: *until },
        NamedAct::Release(named) => Act::Release { direction: named.as_ref().map(direction) },
        NamedAct::Enforce => Act::Enforce,
        NamedAct::SurrenderForDelivery => Act::SurrenderForDelivery,
        NamedAct::SurrenderForAmendment { reason, to } => {
            Act::SurrenderForAmendment { reason: *reason, to: party(to) }
        }
        NamedAct::SurrenderForPaper => Act::SurrenderForPaper,
        NamedAct::AcceptSurrender => Act::AcceptSurrender,
        NamedAct::RejectSurrender(reason) => Act::RejectSurrender { reason: *reason },
        NamedAct::Replace { also, begins: named } => Act::Replace {
            also: also.iter().map(title_id).collect(),
            begins: begins(named, newest),
        },
        NamedAct::ToPaper(named) => Act::ToPaper(medium(*named)),
        NamedAct::Void => Act::Void,
        NamedAct::Annotate(kind) => Act::Annotate { kind: *kind, content: commitment("notice") },
        NamedAct::Hold { until } => Act::Hold { order: commitment("order"), until: *until },
        NamedAct::Lift => Act::Lift { order: commitment("order") },
        NamedAct::Reassign { to, stands } => Act::Reassign {
            to: party(to),
            stands: stands.as_ref().map(order),
            order: commitment("order"),
        },
    }
}

fn issue(named: &NamedIssue, bill: &Bill, newest: u32) -> Issue {
    Issue {
        reference: ReferenceKey(padded(&bill.reference)),
        version: bill.version,
        order: order(&named.order),
        controller: party(&named.holder),
        rulebook: named.rulebook.unwrap_or(newest),
        terms_profile: named.terms_profile,
        document: commitment("document"),
        master: named.master.as_ref().map(title_id),
    }
}

fn begins(named: &[NamedBegin], newest: u32) -> Vec<Begin> {
    let begin = |named: &NamedBegin| Begin {
        title: title_id(&named.bill),
        issue: issue(&named.issue, &named.bill, newest),
    };
    let mut begins: Vec<_> = named.iter().map(begin).collect();
    begins.sort_by_key(|begin| begin.title);
    begins
}

fn medium(named: NamedMedium) -> ChangeOfMedium {
    let part = |part, text| match part {
        Part::There => Some(commitment(text)),
        Part::Missing => None,
    };
    ChangeOfMedium {
        statement: part(named.statement, "statement"),
        paper: part(named.paper, "paper"),
    }
}

fn direction(named: &NamedDirection) -> Direction {
    Direction { to: party(&named.to), endorsement: named.endorsement.as_ref().map(endorsement) }
}

pub(super) fn order(named: &NamedOrder) -> Order {
    match named {
        NamedOrder::Straight { shipper, consignee } => {
            Order::Straight { shipper: party(shipper), consignee: party(consignee) }
        }
        NamedOrder::Named { party: name, may_endorse } => {
            Order::Named { party: party(name), may_endorse: *may_endorse }
        }
        NamedOrder::Bearer => Order::Blank,
    }
}

fn endorsement(named: &NamedEndorsement) -> Endorsement {
    match named {
        NamedEndorsement::Final(name) => Endorsement::Final(party(name)),
        NamedEndorsement::ToOrder(name) => Endorsement::ToOrder(party(name)),
        NamedEndorsement::Blank => Endorsement::Blank,
    }
}

pub(super) fn party(name: &str) -> PartyId {
    PartyId(padded(name))
}

pub(super) fn title_id(bill: &Bill) -> TitleId {
    TitleId(padded(&format!("{} version {}", bill.reference, bill.version)))
}

fn commitment(text: &str) -> Commitment {
    Commitment { scheme: 0, root: padded(text) }
}

fn padded(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}
