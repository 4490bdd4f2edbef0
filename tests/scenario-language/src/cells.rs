//! The table of cells: what comes of every act, by every role, from every status.

use crate::act::{ActLine, By, NamedAct};

/// A cell of the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The act, by [`act_name`].
    pub act: String,
    /// Who tries it.
    pub role: String,
    /// From which status.
    pub status: String,
}

/// A cell and what the table says of it: `yes`, or the rule that refuses.
pub type Entry = (Cell, String);

/// Reads the table. A line whose columns do not match the head's gives no cells.
#[must_use]
pub fn table(text: &str) -> Vec<Entry> {
    let mut lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let Some(head) = lines.next() else { return vec![] };
    let mut cells = Vec::new();
    for line in lines.filter(|line| line.len() == head.len()) {
        for (status, says) in head.iter().zip(&line).skip(2) {
            let (act, role) = (line[0].to_owned(), line[1].to_owned());
            cells.push((Cell { act, role, status: (*status).to_owned() }, (*says).to_owned()));
        }
    }
    cells
}

/// The cell that a line shows, if it shows one, and what the line says of it.
#[must_use]
pub fn shown(line: &ActLine) -> Option<Entry> {
    let status = line.cell.clone()?;
    let role = match &line.by {
        By::Party { actor, .. } => actor.to_lowercase(),
        By::Governance(_) => "governance".to_owned(),
    };
    let says = line.refused.as_ref().map_or("yes", |refusal| &refusal.rule).to_owned();
    Some((Cell { act: act_name(&line.act), role, status }, says))
}

/// The name of an act in the table; each kind of notice has a name of its own.
#[must_use]
pub fn act_name(act: &NamedAct) -> String {
    match act {
        NamedAct::Annotate(kind) => format!("{} {}", act.kind().name(), kind.word()),
        _ => act.kind().name().to_owned(),
    }
}
