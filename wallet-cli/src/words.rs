//! Titles, acts and facts in the words of the trade.

use title::refusal::order_words;
use title::{Act, ActKind, Endorsement, Event, Fact, Offer, Order, PartyId, Status, Title};

use crate::clock;
use crate::names::Names;

/// What happened, as a sentence without its full stop. `bill` names the title, such as
/// `bill HDL2611-0047`.
#[must_use]
pub fn fact(fact: &Fact, bill: &str, names: &Names<'_>) -> String {
    let name = |party: &PartyId| names.short(party);
    let who = name(&fact.by.principal());
    match &fact.event {
        Event::Issued(issue) => format!(
            "{who} issued {bill} {}; {} is in control of it",
            order(&issue.order, names),
            name(&issue.controller)
        ),
        Event::Offered { to, endorsement, until } => format!(
            "{who} offered {bill} to {} until {}{}",
            name(to),
            clock::show(*until),
            carried(endorsement.as_ref(), names)
        ),
        Event::Withdrawn => format!("{who} withdrew the offer of {bill} and keeps control of it"),
        Event::Accepted { from, order: None, .. } => {
            format!("{who} now controls {bill}, accepted from {}", name(from))
        }
        Event::Accepted { from, order: Some(order), .. } => format!(
            "{who} now controls {bill}, accepted from {}; it stands {}",
            name(from),
            self::order(order, names)
        ),
        Event::Declined => format!("{who} declined the offer of {bill}; control did not move"),
        Event::Endorsed(endorsement) => {
            format!("{who} endorsed {bill}: it stands {}", order(&endorsement.order(), names))
        }
        Event::EndorsementCancelled { order } => format!(
            "{who} cancelled its endorsement of {bill}: it stands {} again",
            self::order(order, names)
        ),
        Event::Signed => format!("{who} signed {bill} as its holder"),
        Event::SurrenderRequested => {
            format!("{who} surrendered {bill} for delivery; the carrier must answer")
        }
        Event::SurrenderAccepted => {
            format!("{who} accepted the surrender of {bill}: it is accomplished")
        }
        Event::SurrenderRejected { to, reason } => format!(
            "{who} rejected the surrender of {bill} ({}): {} is in control again",
            reason.word(),
            name(to)
        ),
    }
}

/// What an act does to a bill, as the end of "you are about to ...".
#[must_use]
pub fn act(act: &Act, bill: &str, names: &Names<'_>) -> String {
    match act {
        Act::Issue(issue) => format!(
            "issue {bill} {}, with {} in control first",
            order(&issue.order, names),
            names.full(&issue.controller)
        ),
        Act::Offer { to, endorsement, until } => format!(
            "offer control of {bill} to {} until {}{}",
            names.full(to),
            clock::show(*until),
            carried(endorsement.as_ref(), names)
        ),
        Act::Withdraw => format!("withdraw your offer of {bill}"),
        Act::Accept => format!("accept control of {bill}"),
        Act::Decline => format!("decline the offer of {bill}"),
        Act::Endorse(endorsement) => {
            format!("endorse {bill}, so that it stands {}", order(&endorsement.order(), names))
        }
        Act::CancelEndorsement => format!("cancel your endorsement of {bill}"),
        Act::Sign => format!("sign {bill} as its holder"),
        Act::SurrenderForDelivery => format!("surrender {bill} to the carrier for delivery"),
        Act::AcceptSurrender => format!("accept the surrender of {bill} and end it"),
        Act::RejectSurrender { reason } => {
            format!("reject the surrender of {bill}, because: {}", reason.word())
        }
    }
}

/// What an act means in law, in one line.
#[must_use]
pub fn meaning(act: &Act) -> &'static str {
    match act {
        Act::Issue(_) => {
            "this becomes the one record of the title; the reference can never be issued again"
        }
        Act::Offer { endorsement: None, .. } => {
            "control moves only when the recipient accepts; until then you may withdraw"
        }
        Act::Offer { endorsement: Some(_), .. } => {
            "control and order party move together, only when the recipient accepts; until then \
             you may withdraw"
        }
        Act::Withdraw => "the offer ends as if it had not been made; control never moved",
        Act::Accept => "control moves to you alone; the party before you can no longer act",
        Act::Decline => "the offer ends; control never moved",
        Act::Endorse(Endorsement::Blank) => {
            "control does not move, but from now on whoever controls the bill may claim the cargo"
        }
        Act::Endorse(Endorsement::Final(_)) => {
            "who is entitled changes, who is in control does not; that party cannot endorse on"
        }
        Act::Endorse(Endorsement::ToOrder(_)) => {
            "who is entitled changes, who is in control does not; you may cancel it while you are \
             in control"
        }
        Act::CancelEndorsement => "the order party before your endorsement stands again",
        Act::Sign => "a visible mark that you hold the bill; nothing moves",
        Act::SurrenderForDelivery => {
            "the carrier is in control until it delivers or sends the bill back; nobody can offer \
             or endorse it meanwhile"
        }
        Act::AcceptSurrender => {
            "the bill ends for ever: delivery was made against it, and nothing can follow"
        }
        Act::RejectSurrender { .. } => "the bill goes back to the party that surrendered it",
    }
}

/// Where a title stands, as the end of "the bill is ...".
#[must_use]
pub fn status(title: &Title, names: &Names<'_>) -> String {
    match title.status {
        Status::Active { controller } => format!("in the hands of {}", names.full(&controller)),
        Status::Offered { controller, offer: Offer { to, order, until } } => format!(
            "in the hands of {} and offered to {} until {}{}",
            names.full(&controller),
            names.full(&to),
            clock::show(until),
            order.map_or(String::new(), |order| format!(
                " (once accepted, it will stand {})",
                self::order(&order, names)
            ))
        ),
        Status::Surrendered { requester } => format!(
            "surrendered by {}; {} is in control and must answer",
            names.full(&requester),
            names.full(&title.carrier)
        ),
        Status::Ended(end) => format!("ended: {}", end.word()),
    }
}

/// To whose order a bill stands, as the end of "it stands ...".
#[must_use]
pub fn order(order: &Order, names: &Names<'_>) -> String {
    order_words(order, &|party| names.short(party))
}

/// An act as users type it.
#[must_use]
pub const fn verb(act: ActKind) -> &'static str {
    match act {
        ActKind::Issue => "issue",
        ActKind::Offer => "offer",
        ActKind::Withdraw => "withdraw",
        ActKind::Accept => "accept",
        ActKind::Decline => "decline",
        ActKind::Endorse => "endorse",
        ActKind::CancelEndorsement => "cancel-endorsement",
        ActKind::Sign => "sign",
        ActKind::SurrenderForDelivery => "surrender",
        ActKind::AcceptSurrender => "accept-surrender",
        ActKind::RejectSurrender => "reject-surrender",
    }
}

/// A fact's kind, as the act that brought it about is typed.
#[must_use]
pub const fn event_verb(event: &Event) -> &'static str {
    verb(match event {
        Event::Issued(_) => ActKind::Issue,
        Event::Offered { .. } => ActKind::Offer,
        Event::Withdrawn => ActKind::Withdraw,
        Event::Accepted { .. } => ActKind::Accept,
        Event::Declined => ActKind::Decline,
        Event::Endorsed(_) => ActKind::Endorse,
        Event::EndorsementCancelled { .. } => ActKind::CancelEndorsement,
        Event::Signed => ActKind::Sign,
        Event::SurrenderRequested => ActKind::SurrenderForDelivery,
        Event::SurrenderAccepted => ActKind::AcceptSurrender,
        Event::SurrenderRejected { .. } => ActKind::RejectSurrender,
    })
}

fn carried(endorsement: Option<&Endorsement>, names: &Names<'_>) -> String {
    endorsement.map_or(String::new(), |endorsement| {
        format!(" (once accepted, it will stand {})", order(&endorsement.order(), names))
    })
}
