//! Whether what a line claims holds.

use title::{
    AnnotationKind, Asked, End, Event, Fact, Mark, Offer, Purpose, Status, Title, TitleId,
};

use crate::act::Bill;
use crate::meaning::{Names, order};
use crate::script::{Asked as AskedWord, Says};

/// Checks a claim about a bill as it reads now; the error is what holds instead.
///
/// # Errors
///
/// In words, what holds instead.
pub fn check(names: &impl Names, says: &Says, bill: &Title, facts: &[Fact]) -> Result<(), String> {
    let (claimed, instead) = match says {
        Says::Controlled(name) => {
            (bill.controller() == Some(names.party(name)), "control is elsewhere")
        }
        Says::Uncontrolled => (bill.controller().is_none(), "somebody is in control"),
        Says::Stands(named) => (bill.order == order(names, named), "it stands otherwise"),
        Says::Carries(kinds) => (*kinds == notices(facts), "it carries other notices"),
        Says::Under(master) => (bill.master == Some(names.title(master)), "it is under another"),
        Says::DoesNotExist => (false, "it exists"),
        _ => {
            return while_live(names, says, bill)
                .unwrap_or_else(|| ended(names, says, bill, facts));
        }
    };
    holds(claimed, instead)
}

/// Offers, pledges, surrenders, holds; `None` for a claim about something else.
fn while_live(names: &impl Names, says: &Says, bill: &Title) -> Option<Result<(), String>> {
    let offer = offer(bill);
    let is_pledge = offer.is_some_and(|offer| offer.purpose == Purpose::Pledge);
    let offered_to = |name| offer.is_some_and(|offer| offer.to == names.party(name));
    let (claimed, instead) = match says {
        Says::OfferedTo(name) => {
            (offered_to(name) && !is_pledge, "it is not offered to that party")
        }
        Says::PledgeOfferedTo(name) => {
            (offered_to(name) && is_pledge, "no pledge is offered to that party")
        }
        Says::NotOffered => (offer.is_none(), "an offer stands"),
        Says::Pledged { pledgor, pledgee } => {
            let by = bill.pledge.map(|pledge| pledge.pledgor);
            let to = bill.controller();
            (
                by == Some(names.party(pledgor)) && to == Some(names.party(pledgee)),
                "it is not pledged so",
            )
        }
        Says::NotPledged => (bill.pledge.is_none(), "it is pledged"),
        Says::Surrendered { by, asked } => {
            (surrendered(names, bill, by, *asked), "it is not surrendered so by that party")
        }
        Says::HeldUntil(until) => {
            (bill.hold.is_some_and(|hold| hold.until == *until), "it is not held until then")
        }
        Says::NotHeld => (bill.hold.is_none(), "it is held"),
        Says::Marked => (bill.mark == Mark::ByOrder, "it bears no mark"),
        Says::Unmarked => (bill.mark == Mark::Unmarked, "it bears the mark"),
        Says::ReturnableTo(name) => {
            let to = bill.hand_back.map(|back| back.to);
            (to == Some(names.party(name)), "it cannot be handed back to that party")
        }
        Says::NotReturnable => (bill.hand_back.is_none(), "it may be handed back"),
        _ => return None,
    };
    Some(holds(claimed, instead))
}

/// How it ended, and what it replaces or is replaced by.
fn ended(names: &impl Names, says: &Says, bill: &Title, facts: &[Fact]) -> Result<(), String> {
    let so = |end| bill.status == Status::Ended(end);
    let (claimed, instead) = match says {
        Says::Accomplished => (so(End::Accomplished), "it has not ended so"),
        Says::TurnedToPaper => (so(End::Paper), "it has not ended so"),
        Says::Void => (so(End::Void), "it has not ended so"),
        Says::ReplacedBy(bills) => {
            let by = facts.iter().find_map(|fact| match &fact.event {
                Event::Replaced { by } => Some(by.clone()),
                _ => None,
            });
            (so(End::Replaced) && by == Some(ids(names, bills)), "it is not replaced by these")
        }
        Says::Replaces(bills) => {
            let replaces = facts.iter().find_map(|fact| match &fact.event {
                Event::Began { replaces, .. } => Some(replaces.clone()),
                _ => None,
            });
            (replaces == Some(ids(names, bills)), "it does not replace these")
        }
        other => unreachable!("checked before: {other:?}"),
    };
    holds(claimed, instead)
}

fn offer(bill: &Title) -> Option<Offer> {
    match bill.status {
        Status::Offered { offer, .. } => Some(offer),
        _ => None,
    }
}

fn surrendered(names: &impl Names, bill: &Title, by: &str, claimed: Option<AskedWord>) -> bool {
    let Status::Surrendered { requester, asked } = bill.status else { return false };
    let asked = match asked {
        Asked::Delivery => AskedWord::Delivery,
        Asked::Amendment { .. } => AskedWord::Amendment,
        Asked::Paper => AskedWord::Paper,
    };
    requester == names.party(by) && claimed.is_none_or(|claimed| claimed == asked)
}

fn notices(facts: &[Fact]) -> Vec<AnnotationKind> {
    let kind = |fact: &Fact| match fact.event {
        Event::Annotated { kind, .. } => Some(kind),
        _ => None,
    };
    facts.iter().filter_map(kind).collect()
}

fn ids(names: &impl Names, bills: &[Bill]) -> Vec<TitleId> {
    let mut ids: Vec<_> = bills.iter().map(|bill| names.title(bill)).collect();
    ids.sort_unstable();
    ids
}

fn holds(claim: bool, instead: &str) -> Result<(), String> {
    if claim { Ok(()) } else { Err(instead.to_owned()) }
}
