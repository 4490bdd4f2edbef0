//! Histories in words.

use title::{
    Act, Asked, Direction, Endorsement, Issue, Order, PartyId, Passage, Purpose, Status, Time,
    Title, TitleId,
};

use crate::attempts::{Attempt, Passing};
use crate::bounds::NOW;
use crate::cast::Party;

/// One step, as a line of a history.
#[must_use]
pub fn attempt(attempt: &Attempt) -> String {
    let by = attempt.instruction.by;
    let signer = if attempt.is_ordered() { "the governance".to_owned() } else { name(by.actor) };
    let act = act(&attempt.instruction.act);
    let with = &attempt.instruction.with;
    let together =
        if with.is_empty() { String::new() } else { format!(", signed also by {}", all(with)) };
    format!("{}: {signer} {act}{together}", bill(attempt.instruction.title))
}

/// Time that passes.
#[must_use]
pub fn passing(passing: Passing) -> String {
    match passing {
        Passing::OfOffer(title) => {
            format!("{}: time passes towards the end of the offer", bill(title))
        }
        Passing::OfHold(title) => {
            format!("{}: time passes towards the end of the hold", bill(title))
        }
    }
}

/// Where a title stands.
#[must_use]
pub fn title(title: &Title) -> String {
    let mut line =
        format!("{} stands {}; {}", bill(title.id), order(title.order), status(title.status));
    if let Some(pledge) = title.pledge {
        line += &format!("; pledged by {}", name(pledge.pledgor));
    }
    if let Some(hold) = title.hold {
        line += &format!("; held, {}", until(hold.until));
    }
    if let Some(back) = title.hand_back {
        line += &format!("; may go back to {}", name(back.to));
    }
    if let Some(before) = title.cancellable {
        line += &format!("; endorsement may be cancelled, back {}", order(before));
    }
    if let Some(master) = title.master {
        line += &format!("; master {}", bill(master));
    }
    if title.passage == Passage::Passed {
        line += "; control has passed";
    }
    line
}

fn status(status: Status) -> String {
    match status {
        Status::Active { controller } => format!("in the hands of {}", name(controller)),
        Status::Offered { controller, offer } => {
            let what = match offer.purpose {
                Purpose::Pledge => " as security".to_owned(),
                Purpose::Transfer { order: Some(to) } => format!(" to stand {}", order(to)),
                Purpose::Transfer { order: None } => String::new(),
            };
            format!(
                "offered by {} to {}{what}, {}",
                name(controller),
                name(offer.to),
                until(offer.until)
            )
        }
        Status::Surrendered { requester, asked } => {
            let what = match asked {
                Asked::Delivery => "delivery".to_owned(),
                Asked::Paper => "paper".to_owned(),
                Asked::Amendment { reason, to, order: new } => {
                    format!("{} to {}, {}", reason.word(), name(to), order(new))
                }
            };
            format!("surrendered by {} for {what}", name(requester))
        }
        Status::Ended(end) => format!("ended: {}", format!("{end:?}").to_lowercase()),
    }
}

fn act(act: &Act) -> String {
    match act {
        Act::Issue(issue) => format!("issues it {}", content(issue)),
        Act::IssueFromPaper { issue, .. } => format!("issues it from paper {}", content(issue)),
        Act::Offer { to, endorsement, until: end } => {
            format!("offers it to {}{}, {}", name(*to), endorsed(*endorsement), until(*end))
        }
        Act::HandOver { to, endorsement } => {
            format!("hands it over to {}{}", name(*to), endorsed(*endorsement))
        }
        Act::Endorse(endorsement) => format!("endorses it{}", endorsed(Some(*endorsement))),
        Act::Pledge { to, until: end } => {
            format!("offers it to {} as security, {}", name(*to), until(*end))
        }
        Act::Release { direction: None } => "releases it to its pledgor".to_owned(),
        Act::Release { direction: Some(Direction { to, endorsement }) } => {
            format!("releases it to {}{}", name(*to), endorsed(*endorsement))
        }
        Act::SurrenderForAmendment { reason, to, order: new } => {
            format!("surrenders it for {}, to {}, {}", reason.word(), name(*to), order(*new))
        }
        Act::Replace { also, begins } => {
            let also: String = also.iter().map(|id| format!(" and {}", bill(*id))).collect();
            let begins: Vec<_> = begins
                .iter()
                .map(|begin| format!("{} {}", bill(begin.title), content(&begin.issue)))
                .collect();
            format!("replaces it{also} by [{}]", begins.join("; "))
        }
        Act::Annotate { kind, .. } => format!("notes {} on it", kind.word()),
        Act::Hold { until: end, .. } => format!("holds it, {}", until(*end)),
        Act::Lift { .. } => "lifts the hold".to_owned(),
        Act::Reassign { to, stands, .. } => {
            let stands = stands.map_or(String::new(), |to| format!(", to stand {}", order(to)));
            format!("gives it to {}{stands}", name(*to))
        }
        plain => plain_act(plain).to_owned(),
    }
}

fn plain_act(act: &Act) -> &'static str {
    match act {
        Act::Withdraw => "withdraws the offer",
        Act::Accept => "accepts it",
        Act::Decline => "declines it",
        Act::HandBack => "hands it back",
        Act::CancelEndorsement => "cancels the endorsement",
        Act::Sign => "signs it",
        Act::Enforce => "enforces the pledge",
        Act::SurrenderForDelivery => "surrenders it for delivery",
        Act::SurrenderForPaper => "surrenders it for paper",
        Act::AcceptSurrender => "accepts the surrender",
        Act::RejectSurrender { .. } => "rejects the surrender",
        Act::ToPaper(_) => "turns it to paper",
        Act::Void => "voids it",
        _ => unreachable!("an act with content is worded with it"),
    }
}

fn content(issue: &Issue) -> String {
    let master = issue.master.map_or(String::new(), |id| format!(" under {}", bill(id)));
    format!("to {}, {}{master}", name(issue.controller), order(issue.order))
}

fn endorsed(endorsement: Option<Endorsement>) -> String {
    match endorsement {
        None => String::new(),
        Some(Endorsement::Blank) => " endorsed in blank".to_owned(),
        Some(Endorsement::ToOrder(party)) => format!(" endorsed to the order of {}", name(party)),
        Some(Endorsement::Final(party)) => format!(" endorsed to {} alone", name(party)),
    }
}

fn order(order: Order) -> String {
    match order {
        Order::Blank => "in blank".to_owned(),
        Order::Named { party, may_endorse: true } => format!("to the order of {}", name(party)),
        Order::Named { party, may_endorse: false } => format!("to {} alone", name(party)),
        Order::Straight { shipper, consignee } => {
            format!("straight from {} to {}", name(shipper), name(consignee))
        }
    }
}

fn until(end: Time) -> &'static str {
    match end.cmp(&NOW) {
        std::cmp::Ordering::Less => "until a moment ago",
        std::cmp::Ordering::Equal => "until this moment",
        std::cmp::Ordering::Greater => "until later",
    }
}

fn all(parties: &[PartyId]) -> String {
    let names: Vec<_> = parties.iter().map(|party| name(*party)).collect();
    names.join(" and ")
}

fn name(party: PartyId) -> String {
    Party::of(party).name().to_owned()
}

/// A bill by its reference and version, which its id spells in this world.
fn bill(id: TitleId) -> String {
    format!("bill {} version {}", id.0[0] / 16 + 1, id.0[0] % 16)
}
