//! What a line means to the law, once somebody says which bytes its names stand for: the names' own
//! where the law is played alone, those of enrolled accounts where a network is.

use crate::act::{
    ActLine, Bill, By, NamedAct, NamedBegin, NamedDirection, NamedEndorsement, NamedIssue,
    NamedMedium, NamedOrder, Part, Signers,
};
use title::{
    Act, Acting, Begin, ChangeOfMedium, Commitment, Direction, Endorsement, Instruction, Issue,
    Order, PartyId, ReferenceKey, TitleId,
};

/// What the names of a scenario stand for.
pub trait Names {
    /// The party of this name.
    fn party(&self, name: &str) -> PartyId;
    /// The key of a carrier's reference.
    fn reference(&self, reference: &str) -> ReferenceKey;
    /// The title of a bill.
    fn title(&self, bill: &Bill) -> TitleId;
    /// The commitment to a text that the scenario does not spell out.
    fn commitment(&self, text: &str) -> Commitment;
    /// The members of the governance.
    fn governance(&self) -> Vec<PartyId>;
    /// How many of them must sign.
    fn threshold(&self) -> u32;
}

/// What somebody signs. An issue that names no rulebook is under the `newest`.
#[must_use]
pub fn instruction(names: &impl Names, line: &ActLine, newest: u32) -> Instruction {
    let (by, members) = by(names, &line.by);
    let mut with: Vec<_> = line.with.iter().map(|name| names.party(name)).chain(members).collect();
    with.sort_unstable();
    let mut title = names.title(&line.bill);
    let mut act = act(names, &line.act, &line.bill, newest);
    if let Act::Replace { also, .. } = &mut act {
        also.push(title);
        also.sort_unstable();
        title = also.remove(0);
    }
    Instruction { by, with, title, act }
}

fn by(names: &impl Names, by: &By) -> (Acting, Vec<PartyId>) {
    match by {
        By::Party { actor, represented } => {
            let represented = represented.as_deref().map(|name| names.party(name));
            (Acting { actor: names.party(actor), represented }, vec![])
        }
        By::Governance(signers) => {
            let count = match signers {
                Signers::Enough => names.threshold(),
                Signers::Only(count) => *count,
            };
            let mut members = names.governance().into_iter().take(count as usize);
            (Acting::own(members.next().expect("at least one signs")), members.collect())
        }
    }
}

fn act(names: &impl Names, named: &NamedAct, bill: &Bill, newest: u32) -> Act {
    let along =
        |named: &Option<NamedEndorsement>| named.as_ref().map(|named| endorsement(names, named));
    match named {
        NamedAct::Issue(named) => Act::Issue(issue(names, named, bill, newest)),
        NamedAct::IssueFromPaper { issue: named, medium: named_medium } => Act::IssueFromPaper {
            issue: issue(names, named, bill, newest),
            medium: medium(names, *named_medium),
        },
        NamedAct::Offer { to, endorsement, until } => {
            Act::Offer { to: names.party(to), endorsement: along(endorsement), until: *until }
        }
        NamedAct::Withdraw => Act::Withdraw,
        NamedAct::Accept => Act::Accept,
        NamedAct::Decline => Act::Decline,
        NamedAct::HandOver { to, endorsement } => {
            Act::HandOver { to: names.party(to), endorsement: along(endorsement) }
        }
        NamedAct::HandBack => Act::HandBack,
        NamedAct::Endorse(named) => Act::Endorse(endorsement(names, named)),
        NamedAct::CancelEndorsement => Act::CancelEndorsement,
        NamedAct::Sign => Act::Sign,
        NamedAct::Pledge { to, until } => Act::Pledge { to: names.party(to), until: *until },
        NamedAct::Release(named) => {
            Act::Release { direction: named.as_ref().map(|named| direction(names, named)) }
        }
        NamedAct::Enforce => Act::Enforce,
        NamedAct::SurrenderForDelivery => Act::SurrenderForDelivery,
        NamedAct::SurrenderForAmendment { reason, to, order: named } => {
            let (to, order) = (names.party(to), order(names, named));
            Act::SurrenderForAmendment { reason: *reason, to, order }
        }
        NamedAct::SurrenderForPaper => Act::SurrenderForPaper,
        NamedAct::AcceptSurrender => Act::AcceptSurrender,
        NamedAct::RejectSurrender(reason) => Act::RejectSurrender { reason: *reason },
        NamedAct::Replace { also, begins: named } => Act::Replace {
            also: also.iter().map(|bill| names.title(bill)).collect(),
            begins: begins(names, named, newest),
        },
        NamedAct::ToPaper(named) => Act::ToPaper(medium(names, *named)),
        NamedAct::Void => Act::Void,
        NamedAct::Annotate(kind) => {
            Act::Annotate { kind: *kind, content: names.commitment("notice") }
        }
        NamedAct::Hold { until } => Act::Hold { order: names.commitment("order"), until: *until },
        NamedAct::Lift => Act::Lift { order: names.commitment("order") },
        NamedAct::Reassign { to, stands } => Act::Reassign {
            to: names.party(to),
            stands: stands.as_ref().map(|named| order(names, named)),
            order: names.commitment("order"),
        },
    }
}

fn issue(names: &impl Names, named: &NamedIssue, bill: &Bill, newest: u32) -> Issue {
    Issue {
        reference: names.reference(&bill.reference),
        version: bill.version,
        order: order(names, &named.order),
        controller: names.party(&named.holder),
        rulebook: named.rulebook.unwrap_or(newest),
        terms_profile: named.terms_profile,
        document: names.commitment("document"),
        master: named.master.as_ref().map(|bill| names.title(bill)),
    }
}

fn begins(names: &impl Names, named: &[NamedBegin], newest: u32) -> Vec<Begin> {
    let begin = |named: &NamedBegin| Begin {
        title: names.title(&named.bill),
        issue: issue(names, &named.issue, &named.bill, newest),
    };
    let mut begins: Vec<_> = named.iter().map(begin).collect();
    begins.sort_by_key(|begin| begin.title);
    begins
}

fn medium(names: &impl Names, named: NamedMedium) -> ChangeOfMedium {
    let part = |part, text| match part {
        Part::There => Some(names.commitment(text)),
        Part::Missing => None,
    };
    ChangeOfMedium {
        statement: part(named.statement, "statement"),
        paper: part(named.paper, "paper"),
    }
}

fn direction(names: &impl Names, named: &NamedDirection) -> Direction {
    Direction {
        to: names.party(&named.to),
        endorsement: named.endorsement.as_ref().map(|named| endorsement(names, named)),
    }
}

/// To whose order a bill stands.
#[must_use]
pub fn order(names: &impl Names, named: &NamedOrder) -> Order {
    match named {
        NamedOrder::Straight { shipper, consignee } => {
            Order::Straight { shipper: names.party(shipper), consignee: names.party(consignee) }
        }
        NamedOrder::Named { party: name, may_endorse } => {
            Order::Named { party: names.party(name), may_endorse: *may_endorse }
        }
        NamedOrder::Bearer => Order::Blank,
    }
}

fn endorsement(names: &impl Names, named: &NamedEndorsement) -> Endorsement {
    match named {
        NamedEndorsement::Final(name) => Endorsement::Final(names.party(name)),
        NamedEndorsement::ToOrder(name) => Endorsement::ToOrder(names.party(name)),
        NamedEndorsement::Blank => Endorsement::Blank,
    }
}
