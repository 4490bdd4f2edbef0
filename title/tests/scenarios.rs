//! The scenarios in `scenarios/` go as written, and together they show all of the law.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use ebl_scenario::coverage::Coverage;
use ebl_scenario::{Script, files, parse};
use scenario::{Outcome, play};

mod scenario;

fn scripts() -> Vec<Script> {
    let folder = files::at("title/tests/scenarios");
    files::scripts(&folder).unwrap_or_else(|fault| panic!("{fault}"))
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
    assert!(told > 1000, "only {told} lines");
    outcomes();
}

#[test]
fn the_scenarios_show_every_rule_every_act_and_every_cell() {
    let coverage = Coverage::of_the_law().unwrap_or_else(|fault| panic!("{fault}"));
    assert!(coverage.is_complete(), "{coverage}");
}

#[test]
fn every_reason_for_no_is_shown_by_a_scenario() {
    let source = files::text(&files::at("title/src/refusal.rs")).unwrap();
    let all = variants(&source);
    assert!(all.len() >= 48, "refusals were not read: {all:?}");
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
fn an_expectation_that_is_not_met_fails_at_its_line() {
    let head = "party Line is carrier\nparty Acme is trader\nparty Bank is bank\nday 1\n\
                Line issues BL-1 to the order of Acme, held by Acme\n";
    for (line, instead) in [
        ("Bank signs BL-1", "refused T-10"),
        ("Acme signs BL-1 -- refused T-10", "it was accepted"),
        ("Bank signs BL-1 -- refused T-11", "refused T-10"),
        ("Bank accepts BL-1 -- refused T-16, lapsed", "T-16, no offer"),
        ("Bank accepts BL-1 -- refused T-16", "T-16, no offer"),
        ("1 of the governance holds BL-1 until day 9", "refused T-28"),
        ("the governance holds BL-1 until day 9 -- refused T-28", "it was accepted"),
        ("then Bank controls BL-1", "control is elsewhere"),
        ("then nobody controls BL-1", "somebody is in control"),
        ("then BL-1 stands to bearer", "it stands otherwise"),
        ("then BL-1 is offered to Bank", "it is not offered"),
        ("then BL-1 is offered in pledge to Bank", "no pledge is offered"),
        ("then BL-1 is pledged by Acme to Bank", "it is not pledged"),
        ("then BL-1 is surrendered by Acme", "it is not surrendered"),
        ("then BL-1 is held until day 9", "it is not held"),
        ("then BL-1 bears the mark of an order", "it bears no mark"),
        ("then BL-1 may be handed back to Bank", "cannot be handed back"),
        ("then BL-1 carries customs-hold", "it carries other notices"),
        ("then BL-1 is under master bill BL-2", "it is under another"),
        ("then BL-1 is accomplished", "it has not ended"),
        ("then BL-1 is turned to paper", "it has not ended"),
        ("then BL-1 is void", "it has not ended"),
        ("then BL-1 is replaced by BL-2", "it is not replaced by these"),
        ("then BL-1 replaces BL-2", "it does not replace these"),
        ("then BL-1 does not exist", "it exists"),
        ("then Acme controls BL-2", "BL-2 does not exist"),
        ("then Acme controls BL-1 version 2", "BL-1 version 2 does not exist"),
        ("day 1", "that is not later"),
    ] {
        let script = parse::script("x.txt", &format!("{head}{line}\n")).unwrap();
        let failure = play(&script).unwrap_err().to_string();
        assert!(failure.starts_with("x.txt:6: "), "{failure}");
        assert!(failure.contains(instead), "{failure}");
    }
}
