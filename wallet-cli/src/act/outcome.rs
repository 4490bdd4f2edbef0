//! Whether what was recorded is what was signed.

use proto::instruction::Instruction as Signed;
use title::{Act, Event, Fact, Instruction, TitleId};

/// Whether these facts are what an instruction asks for.
pub(super) fn is_answer(facts: &[proto::fact::Fact], signed: &Signed) -> bool {
    match signed {
        Signed::Title(instruction) => {
            let facts: Vec<_> = facts.iter().filter_map(|fact| fact.title().cloned()).collect();
            answers(&facts, instruction)
        }
        // An act on the registry takes effect exactly as instructed.
        Signed::Registry(instruction) => match facts {
            [proto::fact::Fact::Registry(fact)] => {
                (fact.by, &fact.with, &fact.event)
                    == (instruction.by, &instruction.with, &instruction.act)
            }
            _ => false,
        },
    }
}

/// Whether these are the facts that an instruction asks for. What the ledger adds of its own, such
/// as from whom control was accepted, it took from the titles that the instruction's heads name.
fn answers(facts: &[Fact], instruction: &Instruction) -> bool {
    let signed = |fact: &Fact| fact.by == instruction.by && fact.with == instruction.with;
    facts.iter().all(signed)
        && expected_titles(instruction).eq(facts.iter().map(|it| it.title))
        && facts.iter().all(|fact| is_asked(fact, instruction))
}

/// The titles that facts are expected of, in order: what ends, then what begins.
fn expected_titles(instruction: &Instruction) -> impl Iterator<Item = TitleId> {
    instruction.changes().into_iter()
}

fn is_asked(fact: &Fact, instruction: &Instruction) -> bool {
    let act = &instruction.act;
    begins(fact, act)
        .or_else(|| passes(&fact.event, instruction))
        .or_else(|| carrier_or_order(&fact.event, act))
        .unwrap_or_else(|| says_nothing_more(&fact.event, act))
}

/// Acts that begin titles; `None` for any other act.
fn begins(fact: &Fact, act: &Act) -> Option<bool> {
    Some(match (act, &fact.event) {
        (Act::Issue(asked), Event::Issued(issue)) => asked == issue,
        (
            Act::IssueFromPaper { issue: asked, medium },
            Event::IssuedFromPaper { issue, statement, withdrawn },
        ) => {
            asked == issue
                && medium.statement == Some(*statement)
                && medium.paper == Some(*withdrawn)
        }
        (Act::Replace { begins, .. }, Event::Replaced { by }) => {
            begins.iter().map(|begin| begin.title).eq(by.iter().copied())
        }
        (Act::Replace { begins, .. }, Event::Began { issue, .. }) => {
            begins.iter().any(|begin| begin.title == fact.title && begin.issue == *issue)
        }
        (Act::Issue(_) | Act::IssueFromPaper { .. } | Act::Replace { .. }, _) => false,
        _ => return None,
    })
}

/// Acts that name somebody, or an order party; `None` for any other.
fn passes(event: &Event, instruction: &Instruction) -> Option<bool> {
    let principal = instruction.by.principal();
    Some(match (&instruction.act, event) {
        (
            Act::Offer { to, endorsement, until },
            Event::Offered { to: recipient, endorsement: carried, until: end },
        ) => (to, endorsement, until) == (recipient, carried, end),
        (Act::HandOver { to, endorsement }, Event::HandedOver { to: taker, order, .. }) => {
            to == taker && endorsement.map(title::Endorsement::order) == *order
        }
        (Act::Accept, Event::Accepted { to, .. }) => *to == principal,
        (Act::Accept, Event::Pledged { pledgee, .. }) => *pledgee == principal,
        (Act::Endorse(asked), Event::Endorsed(endorsement)) => asked == endorsement,
        (Act::Pledge { to, until }, Event::PledgeOffered { to: taker, until: end }) => {
            (to, until) == (taker, end)
        }
        (Act::Release { direction }, Event::Released { to, order }) => {
            direction.is_none_or(|asked| {
                let endorsed = asked.endorsement.map(title::Endorsement::order);
                asked.to == *to && endorsed.is_none_or(|asked| asked == *order)
            })
        }
        (
            Act::SurrenderForAmendment { reason, to, order },
            Event::AmendmentRequested { reason: why, to: taker, order: stands },
        ) => (reason, to, order) == (why, taker, stands),
        _ => return None,
    })
}

/// The carrier's answers, notices and orders with a content; `None` for any other.
fn carrier_or_order(event: &Event, act: &Act) -> Option<bool> {
    Some(match (act, event) {
        (Act::RejectSurrender { reason: asked }, Event::SurrenderRejected { reason, .. }) => {
            asked == reason
        }
        (Act::ToPaper(medium), Event::TurnedToPaper { statement, paper }) => {
            medium.statement == Some(*statement) && medium.paper == Some(*paper)
        }
        (Act::Annotate { kind, content }, Event::Annotated { kind: about, content: says }) => {
            (kind, content) == (about, says)
        }
        (Act::Hold { order, until }, Event::Held { order: by, until: end }) => {
            (order, until) == (by, end)
        }
        (Act::Lift { order }, Event::Lifted { order: by }) => order == by,
        (
            Act::Reassign { to, stands, order },
            Event::Reassigned { to: taker, stands: now, order: by, .. },
        ) => to == taker && order == by && stands.is_none_or(|asked| asked == *now),
        _ => return None,
    })
}

/// Acts without content.
fn says_nothing_more(event: &Event, act: &Act) -> bool {
    matches!(
        (act, event),
        (Act::Withdraw, Event::Withdrawn)
            | (Act::Decline, Event::Declined)
            | (Act::HandBack, Event::HandedBack { .. })
            | (Act::CancelEndorsement, Event::EndorsementCancelled { .. })
            | (Act::Sign, Event::Signed)
            | (Act::Enforce, Event::Enforced { .. })
            | (Act::SurrenderForDelivery, Event::DeliveryRequested)
            | (Act::SurrenderForPaper, Event::PaperRequested)
            | (Act::AcceptSurrender, Event::SurrenderAccepted)
            | (Act::Void, Event::Voided)
    )
}

#[cfg(test)]
mod tests;
