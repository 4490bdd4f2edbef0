//! What whoever takes a bill should know of it beside its status: notices, pledge, hold, orders,
//! its master, and what it took the place of.

use proto::fact::FactRecord;
use title::{Event, Mark};

use crate::clock;
use crate::proven::{ProvedTitle, of_title};
use crate::session::Session;
use crate::statement;
use crate::words;

/// Everything that is on record beside a bill's status, each as a sentence. All notices are listed.
#[must_use]
pub fn of(session: &Session<'_>, proved: &ProvedTitle) -> Vec<String> {
    let title = &proved.title;
    let names = session.names();
    let mut notes = origin(session, proved.beginning());
    if let Some(master) = &title.master {
        notes.push(format!(
            "this is a house bill under master {}; cargo is not delivered on it if the master ends \
             otherwise than by delivery",
            session.bill(master)
        ));
    }
    if let Some(pledge) = &title.pledge {
        notes.push(format!("it is pledged by {}", names.short(&pledge.pledgor)));
    }
    if let Some(hold) = &title.hold {
        notes.push(format!("an order holds it until {}", clock::show(hold.until)));
    }
    if title.mark == Mark::ByOrder {
        notes.push("an order of the governance held or moved it; see its history".to_owned());
    }
    notes.extend(proved.notices.iter().map(|record| notice(session, record)));
    if proved.notices.is_empty() {
        notes.push("there is no notice on it, as far as this node tells".to_owned());
    }
    notes
}

/// A notice in one line, with its words where they are known here.
#[must_use]
pub fn notice(session: &Session<'_>, record: &FactRecord) -> String {
    let fact = of_title(record);
    let said = match &fact.event {
        Event::Annotated { content, .. } => {
            statement::kept(&session.wallet.home, &session.network.chain(), content)
        }
        _ => None,
    };
    let text = said.and_then(|said| said.text).map(|text| format!(": {text}"));
    format!(
        "notice of {}: {}{}",
        clock::show(fact.at),
        words::fact(fact, &|title| session.bill(title), &session.names()),
        text.unwrap_or_default()
    )
}

fn origin(session: &Session<'_>, beginning: &Event) -> Vec<String> {
    match beginning {
        Event::IssuedFromPaper { .. } => {
            vec!["it took the place of a paper bill that was withdrawn".to_owned()]
        }
        Event::Began { replaces, .. } => {
            let replaced = replaces.iter().map(|title| session.bill(title));
            vec![format!("it replaces {}", words::list(replaced))]
        }
        _ => vec![],
    }
}

#[cfg(test)]
mod tests;
