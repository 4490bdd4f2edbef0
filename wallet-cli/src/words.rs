//! Titles, acts and facts in the words of the trade.

mod acts;
mod events;
mod facts;
mod meaning;
mod registry;

use title::refusal::order_words;
use title::{
    ActKind, AmendmentReason, Asked, Commitment, Event, Offer, Order, PartyId, Purpose, Status,
    Title,
};

pub use acts::act;
pub use events::record_word;
pub use facts::fact;
pub use meaning::meaning;
pub use registry::{act_word, acts, registry_act, registry_fact, registry_meaning, scheme};

use crate::clock;
use crate::names::Names;

/// How titles are called in a sentence, such as `bill HDL2611-0047`.
pub type Call<'a> = &'a dyn Fn(&title::TitleId) -> String;

/// What happened to a title or to the registry, as a sentence without its full stop.
#[must_use]
pub fn record(fact: &proto::fact::Fact, call: Call<'_>, names: &Names<'_>) -> String {
    match fact {
        proto::fact::Fact::Title(fact) => self::fact(fact, call, names),
        proto::fact::Fact::Registry(fact) => registry_fact(fact, names),
    }
}

/// The act behind a recorded fact, as it is typed.
#[must_use]
pub const fn record_verb(fact: &proto::fact::Fact) -> &'static str {
    match fact {
        proto::fact::Fact::Title(fact) => event_verb(&fact.event),
        proto::fact::Fact::Registry(fact) => fact.event.kind().name(),
    }
}

/// The act an instruction asks for, as it is typed.
#[must_use]
pub const fn instruction_verb(instruction: &proto::instruction::Instruction) -> &'static str {
    match instruction {
        proto::instruction::Instruction::Title(instruction) => verb(instruction.act.kind()),
        proto::instruction::Instruction::Registry(instruction) => instruction.act.kind().name(),
    }
}

/// Where a title stands, as the end of "the bill is ...".
#[must_use]
pub fn status(title: &Title, names: &Names<'_>) -> String {
    let stands = match title.status {
        Status::Active { controller } => format!("in the hands of {}", names.full(&controller)),
        Status::Offered { controller, offer } => format!(
            "in the hands of {} and {}",
            names.full(&controller),
            self::offer(&offer, names)
        ),
        Status::Surrendered { requester, asked } => format!(
            "surrendered by {} for {}; {} is in control and must answer",
            names.full(&requester),
            self::asked(&asked, names),
            names.full(&title.carrier)
        ),
        Status::Ended(end) => format!("ended: {}", end.word()),
    };
    [Some(stands), pledge(title, names), hold(title)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

fn offer(Offer { to, purpose, until }: &Offer, names: &Names<'_>) -> String {
    let (to, until) = (names.full(to), clock::show(*until));
    match purpose {
        Purpose::Transfer { order: None } => format!("offered to {to} until {until}"),
        Purpose::Transfer { order: Some(order) } => format!(
            "offered to {to} until {until} (once accepted, it will stand {})",
            self::order(order, names)
        ),
        Purpose::Pledge => format!("offered as a pledge to {to} until {until}"),
    }
}

fn pledge(title: &Title, names: &Names<'_>) -> Option<String> {
    let pledge = title.pledge?;
    Some(format!("pledged by {}", names.full(&pledge.pledgor)))
}

fn hold(title: &Title) -> Option<String> {
    let hold = title.hold.filter(|_| title.is_live())?;
    Some(format!("held by order until {}", clock::show(hold.until)))
}

/// What was asked of the carrier, as the end of "surrendered for ...".
#[must_use]
pub fn asked(asked: &Asked, names: &Names<'_>) -> String {
    match asked {
        Asked::Delivery => "delivery".to_owned(),
        Asked::Paper => "paper in its place".to_owned(),
        Asked::Amendment { reason, to, order: new } => format!(
            "amendment ({}), the new bill to go to {} and to stand {}",
            reason_words(*reason),
            names.short(to),
            order(new, names)
        ),
    }
}

/// What an amendment is to change.
#[must_use]
pub const fn reason_words(reason: AmendmentReason) -> &'static str {
    match reason {
        AmendmentReason::ChangeOfDestination => "another destination",
        AmendmentReason::Switch => "a switch bill",
        AmendmentReason::Split => "split into several bills",
        AmendmentReason::Combine => "combined with other bills",
        AmendmentReason::Correction => "a correction",
    }
}

/// To whose order a bill stands, as the end of "it stands ...".
#[must_use]
pub fn order(order: &Order, names: &Names<'_>) -> String {
    order_words(order, &|party| names.short(party))
}

/// A commitment where only its beginning can be shown.
fn commitment(commitment: &Commitment) -> String {
    commitment.to_string()
}

/// Things in a row: "a", "a and b", "a, b and c".
#[must_use]
pub fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    match items.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// What is signed of something that is not on the ledger, whole: whoever has it can make the same.
fn whole(to: &Commitment) -> String {
    format!("commitment {}", hex::encode(to.root))
}

fn parties(list: &[PartyId], names: &Names<'_>) -> String {
    self::list(list.iter().map(|party| names.short(party)))
}

/// An act as users type it.
#[must_use]
pub const fn verb(act: ActKind) -> &'static str {
    match act {
        ActKind::Issue | ActKind::IssueFromPaper => "issue",
        ActKind::SurrenderForDelivery => "surrender",
        ActKind::SurrenderForAmendment => "request-amendment",
        ActKind::SurrenderForPaper => "request-paper",
        other => other.name(),
    }
}

/// A fact's kind, as the act that brought it about is typed.
#[must_use]
pub const fn event_verb(event: &Event) -> &'static str {
    verb(event.act())
}
