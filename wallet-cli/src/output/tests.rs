use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Format, Outcome, printable, write_error, write_outcome};
use crate::error::{ConsoleError, WalletError};
use crate::ui::UiError;

#[derive(Serialize)]
struct Counted {
    bills: u32,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bills", self.bills)
    }
}

impl Outcome for Counted {
    fn command(&self) -> &'static str {
        "count"
    }

    fn hint(&self) -> Option<String> {
        Some("ebl show BILL shows one".to_owned())
    }
}

struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn outcome(format: Format) -> (String, String) {
    let (mut data, mut status) = (Vec::new(), Vec::new());
    write_outcome(format, &Counted { bills: 3 }, &mut data, &mut status).unwrap();
    (String::from_utf8(data).unwrap(), String::from_utf8(status).unwrap())
}

#[test]
fn a_hint_never_mixes_with_the_data() {
    let (data, status) = outcome(Format::Text);
    assert_eq!(data, "3 bills\n");
    assert_eq!(status, "Hint: ebl show BILL shows one\n");
}

#[test]
fn json_is_one_versioned_line_that_names_its_command() {
    let (data, _) = outcome(Format::Json);
    assert_eq!(data.lines().count(), 1);
    let object: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(object, json!({"v": 1, "command": "count", "result": {"bills": 3}}));
}

#[test]
fn a_failure_in_json_is_still_one_object_on_standard_output() {
    let (mut data, mut status) = (Vec::new(), Vec::new());
    let error = WalletError::from(UiError::Declined);
    write_error(Format::Json, &error, &mut data, &mut status);
    let object: Value = serde_json::from_slice(&data).unwrap();
    assert_eq!(object["v"], 1);
    assert_eq!(object["error"]["code"], "declined");
    assert_eq!(object["error"]["exit"], 10);
    assert_eq!(object["error"]["rule"], Value::Null);
    assert!(status.is_empty());
}

#[test]
fn a_failure_in_text_leaves_standard_output_empty_and_says_what_then_why() {
    let (mut data, mut status) = (Vec::new(), Vec::new());
    let error = WalletError::from(UiError::Declined);
    write_error(Format::Text, &error, &mut data, &mut status);
    assert!(data.is_empty());
    let text = String::from_utf8(status).unwrap();
    let starts: Vec<_> = text.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(starts, ["Error", "Hint"]);
}

#[test]
fn a_reader_that_went_away_is_no_error_but_a_full_disk_is() {
    let mut status = Vec::new();
    let mut gone = Failing(io::ErrorKind::BrokenPipe);
    write_outcome(Format::Text, &Counted { bills: 3 }, &mut gone, &mut status).unwrap();
    let mut full = Failing(io::ErrorKind::StorageFull);
    let failed = write_outcome(Format::Json, &Counted { bills: 3 }, &mut full, &mut status);
    assert!(matches!(failed, Err(ConsoleError::Output { .. })));
}

#[test]
fn a_foreign_text_cannot_steer_the_terminal_or_turn_the_line_around() {
    let forged = "pay\u{1b}[2K\rHarbour\u{202e}knaB\u{9b}31m\n\tend";
    let shown = printable(forged);
    assert_eq!(shown, "pay\u{fffd}[2K\u{fffd}Harbour\u{fffd}knaB\u{fffd}31m\n\tend");
}

#[test]
fn a_quoted_line_cannot_pass_for_a_hint_of_ours() {
    let mut status = Vec::new();
    super::write_status(&mut status, "Error", "2 faults:\n  one\nHint: all is well");
    let shown = String::from_utf8(status).unwrap();
    assert_eq!(shown, "Error: 2 faults:\n  one\n  Hint: all is well\n");
}

#[test]
fn a_name_stays_one_line_and_shows_what_is_hidden_in_it() {
    let name = "Harbour\u{200b} Bank\nnow\u{2028}\tended\u{9b}2J";
    assert_eq!(
        super::one_line(name),
        "Harbour\u{fffd} Bank\u{fffd}now\u{fffd}\u{fffd}ended\u{fffd}2J"
    );
    assert_eq!(printable("a\u{61c}b\u{2029}"), "a\u{fffd}b\u{fffd}");
}

#[test]
fn what_nobody_read_of_many_results_counts_as_not_written() {
    let mut status = Vec::new();
    let mut gone = Failing(io::ErrorKind::BrokenPipe);
    let one = super::write_one_of_many(Format::Json, &Counted { bills: 3 }, &mut gone, &mut status);
    assert!(matches!(one, Err(ConsoleError::ReaderGone)));
}
