//! The scenarios in `scenarios/` go as written, and together they cover every act and every rule.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use run::{Outcome, play};
use scenario::{Script, What, parse};
use title::rules::TABLE;

#[path = "scenario/run.rs"]
mod run;
mod scenario;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn scripts() -> Vec<Script> {
    let mut paths: Vec<_> =
        fs::read_dir(here("tests/scenarios")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let file = path.file_name().unwrap().to_string_lossy();
            parse::script(&file, &fs::read_to_string(path).unwrap())
                .unwrap_or_else(|fault| panic!("{fault}"))
        })
        .collect()
}

fn outcomes() -> Vec<Outcome> {
    scripts()
        .iter()
        .flat_map(|script| play(script).unwrap_or_else(|failure| panic!("{failure}")))
        .collect()
}

#[test]
fn every_scenario_goes_as_written() {
    let told: usize = scripts().iter().map(|script| script.steps.len()).sum();
    assert!(told > 200, "only {told} lines");
    outcomes();
}

#[test]
fn every_act_of_the_table_is_accepted_somewhere() {
    let outcomes = outcomes();
    for row in TABLE {
        let accepted = outcomes.contains(&Outcome::Accepted(row.act));
        assert!(accepted, "no scenario shows {:?} accepted", row.act);
    }
}

#[test]
fn every_reason_for_no_is_shown_by_a_scenario() {
    let source = fs::read_to_string(here("src/refusal.rs")).unwrap();
    let all = variants(&source);
    assert!(all.len() >= 27, "refusals were not read: {all:?}");
    let shown: BTreeSet<String> = outcomes()
        .iter()
        .filter_map(|outcome| match outcome {
            Outcome::Refused(refusal) => Some(format!("{refusal:?}")),
            Outcome::Accepted(_) => None,
        })
        .map(|debug| debug.split([' ', '{']).next().unwrap_or_default().to_owned())
        .collect();
    let missing: Vec<_> = all.difference(&shown).collect();
    assert!(missing.is_empty(), "no scenario is refused with {missing:?}");
}

/// The variants of `enum Refusal`, read from its source.
fn variants(source: &str) -> BTreeSet<String> {
    let body = source.split("pub enum Refusal {").nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    body.lines()
        .filter_map(|line| line.strip_prefix("    ")?.strip_suffix(" {"))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_line_that_says_nothing_is_named_by_file_line_and_what_was_expected() {
    let text = "party Acme is trader\n\nAcme hides BL-1\n";
    let fault = parse::script("voyage.txt", text).unwrap_err();
    assert_eq!((fault.file.as_str(), fault.line), ("voyage.txt", 3));
    assert!(fault.misread.expected.starts_with("what the party does"));
    assert_eq!(fault.misread.found, "hides BL-1");
}

#[test]
fn a_party_that_was_not_declared_is_not_guessed() {
    let fault = parse::script("x.txt", "Acme signs BL-1").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "x.txt:1: expected the name of a party declared above, found \"Acme signs BL-1\""
    );
}

#[test]
fn words_after_the_end_of_a_line_are_refused() {
    for line in [
        "Acme signs BL-1 quietly",
        "Acme signs BL-1 -- refused T-10, perhaps",
        "day 3 at noon",
        "then Acme controls BL-1 today",
    ] {
        let text = format!("party Acme is trader\n{line}");
        assert!(parse::script("x.txt", &text).is_err(), "{line}");
    }
}

#[test]
fn of_two_names_that_fit_the_longer_is_meant() {
    let text = "party Acme is trader\nparty Acme Bank is bank\nthen Acme Bank controls BL-1";
    let script = parse::script("x.txt", text).unwrap();
    let What::Then(scenario::Claim::Controls { party, .. }) = &script.steps[2].what else {
        panic!("{:?}", script.steps[2]);
    };
    assert_eq!(party, "Acme Bank");
}

#[test]
fn an_expectation_that_is_not_met_fails_at_its_line() {
    let head = "party Line is carrier\nparty Acme is trader\nparty Bank is bank\nday 1\n\
                Line issues BL-1 to the order of Acme, held by Acme\n";
    for (line, instead) in [
        ("Bank signs BL-1", "refused T-10"),
        ("Acme signs BL-1 -- refused T-10", "it was accepted"),
        ("Bank signs BL-1 -- refused T-11", "refused T-10"),
        ("Bank accepts BL-1 -- refused T-16, lapsed", "T-16, no offer"),
        ("Bank accepts BL-1 -- refused T-16", "T-16, no offer"),
        ("then Bank controls BL-1", "control is elsewhere"),
        ("then nobody controls BL-1", "somebody is in control"),
        ("then BL-1 stands to bearer", "it stands otherwise"),
        ("then BL-1 is offered to Bank", "it is not offered"),
        ("then BL-1 is surrendered by Acme", "it is not surrendered"),
        ("then BL-1 is accomplished", "it has not ended"),
        ("then BL-1 does not exist", "it exists"),
        ("then Acme controls BL-2", "BL-2 does not exist"),
        ("day 1", "that is not later"),
    ] {
        let script = parse::script("x.txt", &format!("{head}{line}\n")).unwrap();
        let failure = play(&script).unwrap_err().to_string();
        assert!(failure.starts_with("x.txt:6: "), "{failure}");
        assert!(failure.contains(instead), "{failure}");
    }
}
