use super::{Consent, Console, UiError};
use crate::output::Format;

/// The verdict, and what was printed for people.
fn asked(consent: Consent, mut input: &[u8]) -> (Result<(), UiError>, String) {
    let (mut data, mut status) = (Vec::new(), Vec::new());
    let mut console = Console {
        input: &mut input,
        data: &mut data,
        status: &mut status,
        format: Format::Text,
        consent,
    };
    let verdict = console.confirm("Remove Harbour Bank?");
    assert!(data.is_empty(), "a question is not data");
    (verdict, String::from_utf8(status).unwrap())
}

#[test]
fn only_a_plain_yes_goes_on() {
    for yes in ["y\n", "Y\n", "yes\n", " yes \r\n", "y"] {
        assert_eq!(asked(Consent::Ask, yes.as_bytes()).0, Ok(()), "{yes:?}");
    }
    for no in ["\n", "", "n\n", "yep\n", "no\ny\n", "y y\n", "yyyyyyyyyyyyyyyyyyyy\n"] {
        assert_eq!(asked(Consent::Ask, no.as_bytes()).0, Err(UiError::Declined), "{no:?}");
    }
    assert_eq!(asked(Consent::Ask, b"\xff\n").0, Err(UiError::Declined));
}

#[test]
fn the_question_says_that_no_is_the_default() {
    let (_, printed) = asked(Consent::Ask, b"\n");
    assert_eq!(printed, "Remove Harbour Bank? [y/N] ");
}

#[test]
fn without_a_terminal_nothing_is_asked_and_the_question_is_reported() {
    let (verdict, printed) = asked(Consent::Impossible, b"y\n");
    let question = "Remove Harbour Bank?".to_owned();
    assert_eq!(verdict, Err(UiError::NobodyToAsk { question }));
    assert_eq!(printed, "");
}

#[test]
fn consent_given_beforehand_asks_nothing() {
    let (verdict, printed) = asked(Consent::Given, b"n\n");
    assert_eq!((verdict, printed.as_str()), (Ok(()), ""));
}

#[test]
fn no_text_in_a_preview_can_begin_a_line_of_its_own() {
    let (mut data, mut status) = (Vec::new(), Vec::new());
    let mut console = Console {
        input: &mut &b""[..],
        data: &mut data,
        status: &mut status,
        format: Format::Text,
        consent: Consent::Ask,
    };
    console.show(&["  note        endorsee X\n  afterwards  in your hands".to_owned()]);
    assert_eq!(String::from_utf8(status).unwrap().lines().count(), 1);
}
