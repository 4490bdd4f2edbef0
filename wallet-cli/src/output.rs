//! How results and errors are written: text for people, or one JSON object for scripts.
//!
//! Standard output carries data, standard error everything else. With `--json` standard output
//! carries exactly one object, on success and on failure:
//!
//! ```text
//! {"v":1,"command":"key new","result":{...}}
//! {"v":1,"error":{"code":"keystore","exit":7,"rule":null,"what":"...","hint":"..."}}
//! ```
//!
//! `v` changes when a field changes its meaning or disappears; new fields may appear at any time.

use std::fmt::Display;
use std::io::{self, Write};

use proto::reference::is_invisible;
use serde::Serialize;

use crate::error::{ConsoleError, WalletError};

/// The version of the JSON objects.
pub const JSON_VERSION: u32 = 1;

/// Who reads the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// People.
    Text,
    /// Scripts.
    Json,
}

/// What a command found or did. `Display` is the text, `Serialize` the JSON.
pub trait Outcome: Display + Serialize {
    /// The command as typed, such as `key new`.
    fn command(&self) -> &'static str;

    /// What to do next, if that is not obvious; goes to standard error.
    fn hint(&self) -> Option<String> {
        None
    }
}

/// How many of something: "1 fault", "2 faults".
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Writes a result to `data` and its hint to `status`.
///
/// # Errors
///
/// [`ConsoleError::Output`] when the result could not be written. A reader that has gone away
/// (`ebl contacts list | head -1`) is no error.
pub fn write_outcome<O: Outcome>(
    format: Format,
    outcome: &O,
    data: &mut dyn Write,
    status: &mut dyn Write,
) -> Result<(), ConsoleError> {
    match write_one_of_many(format, outcome, data, status) {
        Err(ConsoleError::ReaderGone) => Ok(()),
        written => written,
    }
}

/// Writes one of many results that follow each other.
///
/// # Errors
///
/// [`ConsoleError::Output`] when it could not be written, and [`ConsoleError::ReaderGone`] where nobody reads
/// any more: whoever counts what was shown must not count this.
pub fn write_one_of_many<O: Outcome>(
    format: Format,
    outcome: &O,
    data: &mut dyn Write,
    status: &mut dyn Write,
) -> Result<(), ConsoleError> {
    let written = match format {
        Format::Text => write_text(outcome, data),
        Format::Json => write_json(
            &Success { v: JSON_VERSION, command: outcome.command(), result: outcome },
            data,
        ),
    };
    written.map_err(|source| match source.kind() {
        io::ErrorKind::BrokenPipe => ConsoleError::ReaderGone,
        _ => ConsoleError::Output { source },
    })?;
    if let Some(hint) = outcome.hint() {
        write_status(status, "Hint", &hint);
    }
    Ok(())
}

/// Writes an error: in text to `status`, in JSON to `data`.
pub fn write_error(
    format: Format,
    error: &WalletError,
    data: &mut dyn Write,
    status: &mut dyn Write,
) {
    match format {
        Format::Text => {
            write_status(status, "Error", &error.what());
            write_status(status, "Hint", &error.hint());
        }
        Format::Json => {
            let exit = error.exit_code();
            let failure = Failure {
                v: JSON_VERSION,
                error: Fault {
                    code: exit.word(),
                    exit: exit.code(),
                    rule: error.rule(),
                    what: error.what(),
                    hint: error.hint(),
                    details: error.details(),
                },
            };
            if write_json(&failure, data).is_err() {
                write_status(status, "Error", &error.what());
            }
        }
    }
}

/// Writes one line for people. Nothing can be done when even that fails: the exit code remains.
pub fn write_status(status: &mut dyn Write, kind: &str, text: &str) {
    // What goes on below is set in, so that no quoted text can pass for a line of ours.
    let line = printable(text).replace("\n  ", "\n").replace('\n', "\n  ");
    let _unheard = writeln!(status, "{kind}: {line}").and_then(|()| status.flush());
}

/// Replaces what would steer a terminal, turn the reading direction or not be seen at all. Documents, contacts and
/// node answers are written by others, and a forged line could hide what is being signed.
#[must_use]
pub fn printable(text: &str) -> String {
    let steers = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_unseen(c);
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A text of somebody else's, for one line: it cannot begin another, nor run into a next column.
#[must_use]
pub fn one_line(text: &str) -> String {
    let steers = |c: char| c.is_control() || is_unseen(c);
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Also Unicode's own line and paragraph separators, which some terminals obey.
fn is_unseen(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

fn write_text(outcome: &impl Display, data: &mut dyn Write) -> io::Result<()> {
    let text = printable(&outcome.to_string());
    data.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        data.write_all(b"\n")?;
    }
    data.flush()
}

fn write_json(object: &impl Serialize, data: &mut dyn Write) -> io::Result<()> {
    let line = serde_json::to_string(object)
        .expect("results are plain structs with string keys, which always serialise");
    writeln!(data, "{line}")?;
    data.flush()
}

#[derive(Serialize)]
struct Success<'a, O> {
    v: u32,
    command: &'static str,
    result: &'a O,
}

#[derive(Serialize)]
struct Failure<'a> {
    v: u32,
    error: Fault<'a>,
}

#[derive(Serialize)]
struct Fault<'a> {
    code: &'static str,
    exit: u8,
    rule: Option<&'a str>,
    what: String,
    hint: String,
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    details: serde_json::Value,
}

#[cfg(test)]
mod tests;
