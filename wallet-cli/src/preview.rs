//! What an act will do, in plain words, before the key is used.

use title::{Endorsement, Order, Status, Time, Title};

use crate::act::Plan;
use crate::clock;
use crate::session::{Session, digits};
use crate::words;

/// The preview, line by line.
#[must_use]
pub fn lines(plan: &Plan, session: &Session<'_>, notes: &[String]) -> Vec<String> {
    let names = session.names();
    let title = &plan.after.id;
    let act = &plan.instruction.act;
    let mut lines = vec![
        format!("You are about to {}.", words::act(act, &session.bill(title), &names)),
        row("title", &digits(title)),
        row("acting as", &names.full(&plan.instruction.by.principal())),
    ];
    lines.push(row(
        "now",
        &match &plan.before {
            // An offer that lapsed is absent in law.
            Some(before) => standing(&before.at(plan.foreseen.at), session),
            None => "there is no such title yet".to_owned(),
        },
    ));
    lines.push(row("afterwards", &standing(&plan.after, session)));
    lines.push(row("in law", words::meaning(act)));
    if bears_cargo(plan) {
        lines.push(row("note", "whoever controls this bill may claim the cargo"));
    }
    lines.extend(notes.iter().map(|note| row("note", note)));
    lines.push(row(
        "deadline",
        &format!(
            "if it is not recorded by {}, it never will be",
            clock::show(Time(plan.deadline_ms))
        ),
    ));
    lines
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
    let was_blank = plan.before.as_ref().is_some_and(|title| title.order == Order::Blank);
    let offers_blank = matches!(
        plan.instruction.act,
        title::Act::Offer { endorsement: Some(Endorsement::Blank), .. }
    );
    offers_blank || (plan.after.order == Order::Blank && !was_blank)
}

fn row(label: &str, text: &str) -> String {
    format!("  {label:<11} {text}")
}
