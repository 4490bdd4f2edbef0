//! `ebl exit-codes`: how commands end.

use std::fmt;

use serde::Serialize;

use crate::exit::Exit;
use crate::output::Outcome;

/// The table of exit codes.
#[derive(Serialize)]
pub struct Table {
    exit_codes: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    exit: u8,
    code: &'static str,
    meaning: &'static str,
}

/// The table of exit codes.
#[must_use]
pub fn table() -> Table {
    let row = |exit: Exit| Row { exit: exit.code(), code: exit.word(), meaning: exit.meaning() };
    Table { exit_codes: Exit::ALL.into_iter().map(row).collect() }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.exit_codes
            .iter()
            .try_for_each(|row| writeln!(f, "{:2}  {:11}  {}", row.exit, row.code, row.meaning))
    }
}

impl Outcome for Table {
    fn command(&self) -> &'static str {
        "exit-codes"
    }
}
