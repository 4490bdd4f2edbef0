//! What an act will do, in plain words, before the key is used.
//!
//! Everything here is read from the instruction that will be signed and from what was proved of
//! the titles, and from nothing else, so that whoever signs an instruction drawn up by another
//! sees the same lines.

use proto::instruction::Instruction as Signed;
use title::{Act, Endorsement, Instruction, Order, Status, Time, Title, TitleId};

use crate::act::{Decided, Plan};
use crate::clock;
use crate::session::{Session, digits};
use crate::words;

/// To whom the preview speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// To whoever asks for the act.
    Own,
    /// To whoever is asked to sign what another drew up.
    Asked,
    /// To whoever sends what everybody has signed.
    Sending,
}

/// The preview, line by line.
#[must_use]
pub fn lines(plan: &Plan, session: &Session<'_>, voice: Voice) -> Vec<String> {
    let mut lines = head(&Signed::Title(plan.instruction.clone()), session, voice);
    for title in plan.instruction.changes() {
        lines.extend(before_and_after(plan, &title, session));
    }
    let before = plan.before(&plan.instruction.title);
    lines.push(row("in law", words::meaning(&plan.instruction.act, before.as_ref())));
    if bears_cargo(plan) {
        lines.push(row("note", "whoever controls this bill may claim the cargo"));
    }
    lines.extend(own_consent(plan, session).iter().map(|note| row("note", note)));
    lines.extend(left_out(plan, session).iter().map(|note| row("note", note)));
    lines.extend(plan.notes.iter().map(|note| row("note", note)));
    lines.push(deadline(plan.deadline_ms));
    lines
}

/// The preview of an act on the registry.
#[must_use]
pub fn registry_lines(decided: &Decided, session: &Session<'_>, voice: Voice) -> Vec<String> {
    let instruction = Signed::Registry(decided.instruction.clone());
    let mut lines = head(&instruction, session, voice);
    lines.push(row("in effect", words::registry_meaning(&decided.instruction.act)));
    lines.extend(decided.notes.iter().map(|note| row("note", note)));
    lines.push(deadline(decided.deadline_ms));
    lines
}

/// The preview where no node answers: what the instruction says, without where things stand.
#[must_use]
pub fn unseen(instruction: &Signed, deadline_ms: u64, session: &Session<'_>) -> Vec<String> {
    let mut lines = head(instruction, session, Voice::Asked);
    lines.push(match instruction {
        Signed::Title(instruction) => row("in law", words::meaning(&instruction.act, None)),
        Signed::Registry(instruction) => {
            row("in effect", words::registry_meaning(&instruction.act))
        }
    });
    lines.push(row("note", "no node answered, so how things stand now is not known"));
    lines.push(deadline(deadline_ms));
    lines
}

fn head(instruction: &Signed, session: &Session<'_>, voice: Voice) -> Vec<String> {
    let names = session.names();
    let call = |title: &TitleId| session.bill(title);
    let what = match instruction {
        Signed::Title(Instruction { title, act, .. }) => words::act(act, title, &call, &names),
        Signed::Registry(instruction) => words::registry_act(&instruction.act, &names),
    };
    let by = instruction.by();
    let actor = names.short(&by.actor);
    let mut lines = vec![match voice {
        Voice::Own => format!("You are about to {what}."),
        Voice::Asked => format!("{actor} asks for your signature, to {what}."),
        Voice::Sending => format!("You are about to send what {actor} drew up, to {what}."),
    }];
    lines.extend(instruction.title().map(|instruction| row("title", &digits(&instruction.title))));
    lines.push(match by.represented {
        None => row("acting as", &names.full(&by.actor)),
        Some(principal) => row(
            "acting as",
            &format!("{}, agent of {}", names.full(&by.actor), names.full(&principal)),
        ),
    });
    lines.extend(instruction.with().iter().map(|party| row("signed too", &names.full(party))));
    lines
}

fn before_and_after(plan: &Plan, title: &TitleId, session: &Session<'_>) -> Vec<String> {
    let own = *title == plan.instruction.title && plan.after.len() < 2;
    let label = |text: &str| if own { text.to_owned() } else { format!("{text} {title}") };
    let now = match plan.before(title) {
        // An offer that lapsed is absent in law.
        Some(before) => standing(&before, session),
        None => "there is no such title yet".to_owned(),
    };
    let mut lines = vec![row(&label("now"), &now)];
    if let Some(after) = plan.after.get(title) {
        lines.push(row(&label("afterwards"), &standing(after, session)));
    }
    lines
}

fn deadline(deadline_ms: u64) -> String {
    let until = clock::show(Time(deadline_ms));
    row("deadline", &format!("if it is not recorded by {until}, it never will be"))
}

fn standing(title: &Title, session: &Session<'_>) -> String {
    let names = session.names();
    let status = words::status(title, &names);
    match title.status {
        Status::Ended(_) => status,
        Status::Active { .. } | Status::Offered { .. } | Status::Surrendered { .. } => {
            format!("{status}; it stands {}", words::order(&title.order, &names))
        }
    }
}

/// Whether the act makes a bearer bill, or is about to.
fn bears_cargo(plan: &Plan) -> bool {
    let offers_blank = matches!(
        plan.instruction.act,
        Act::Offer { endorsement: Some(Endorsement::Blank), .. }
            | Act::SurrenderForAmendment { order: Order::Blank, .. }
    );
    let becomes_blank = plan.after.iter().any(|(id, after)| {
        let was_blank = plan.before.get(id).is_some_and(|before| before.order == Order::Blank);
        after.order == Order::Blank && !was_blank
    });
    offers_blank || becomes_blank
}

/// An agent whose own consent the act needs gives it with the same signature (T-26).
fn own_consent(plan: &Plan, session: &Session<'_>) -> Option<String> {
    let by = plan.instruction.by;
    let before = plan.before(&plan.instruction.title).filter(|_| by.represented.is_some())?;
    let concerned = match plan.instruction.act {
        Act::SurrenderForAmendment { .. } => before.order.parties(),
        Act::Void => before.order.parties().into_iter().chain(before.controller()).collect(),
        Act::Release { direction: Some(_) } => {
            before.pledge.iter().map(|pledge| pledge.pledgor).collect()
        }
        _ => vec![],
    };
    let actor = session.names().short(&by.actor);
    concerned.contains(&by.actor).then(|| {
        format!("signing this as agent, {actor} also consents for itself, whose right it touches")
    })
}

/// Who shall hold what replaces a bill, and can claim nothing under it (T-11).
fn left_out(plan: &Plan, session: &Session<'_>) -> Option<String> {
    match plan.instruction.act {
        Act::SurrenderForAmendment { to, order, .. } if !order.entitles(to) => Some(format!(
            "{} will control what replaces it, but can neither endorse it nor ask for delivery: it \
             will stand to another",
            session.names().short(&to)
        )),
        _ => None,
    }
}

fn row(label: &str, text: &str) -> String {
    format!("  {label:<11} {text}")
}
