//! Lines are read as written, and a line that says nothing is named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ebl_scenario::{
    ActLine, Bill, By, NamedAct, NamedDirection, NamedEndorsement, Part, Says, Signers, What,
    files, parse, refusal,
};
use title::ActKind;

const HEAD: &str = "party Acme is trader\nparty Acme Bank is bank\nparty Line is carrier\n";

fn said(line: &str) -> What {
    let script = parse::script("x.txt", &format!("{HEAD}{line}"));
    let mut steps = script.unwrap_or_else(|fault| panic!("{fault}")).steps;
    assert_eq!(steps.len(), 4, "{line}");
    steps.remove(3).what
}

fn act(line: &str) -> ActLine {
    match said(line) {
        What::Act(line) => *line,
        other => panic!("no act: {other:?}"),
    }
}

fn bill(reference: &str, version: u32) -> Bill {
    Bill { reference: reference.to_owned(), version }
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
        "Acme signs BL-1 -- refused T-16, perhaps",
        "Acme signs BL-1, signed by Line",
        "Acme signs BL-1, signed by Nobody too",
        "Acme surrenders BL-1 for amendment because switch",
        "Acme surrenders BL-1 for amendment because switch, held by Acme",
        "Acme surrenders BL-1 for amendment because switch, to bearer",
        "Acme notes rumour on BL-1",
        "Line issues BL-1 to bearer, held by Acme, without the paper",
        "Line replaces BL-1 by BL-2",
        "Acme is suspended today",
        "[in hand Acme signs BL-1",
        "[in hand] Acme is suspended",
        "day 3 at noon",
        "then Acme controls BL-1 today",
    ] {
        let text = format!("{HEAD}{line}");
        let fault = parse::script("x.txt", &text).expect_err(line);
        assert_eq!(fault.line, 4, "{line}");
    }
}

#[test]
fn of_two_names_that_fit_the_longer_is_meant() {
    let What::Then(claim) = said("then Acme Bank controls BL-1") else { panic!("no claim") };
    assert_eq!(claim.says, Says::Controlled("Acme Bank".to_owned()));
}

#[test]
fn bills_are_named_by_reference_and_version() {
    assert_eq!(act("Acme signs BL-1").bill, bill("BL-1", 1));
    assert_eq!(act("Acme signs BL-1 version 2").bill, bill("BL-1", 2));
    let What::Then(claim) = said("then BL-1 version 2 replaces BL-1 and BL-2") else {
        panic!("no claim")
    };
    assert_eq!(claim.bill, bill("BL-1", 2));
    assert_eq!(claim.says, Says::Replaces(vec![bill("BL-1", 1), bill("BL-2", 1)]));
}

#[test]
fn a_replacement_lists_what_ends_and_what_begins() {
    let line = act("Line replaces BL-1, BL-2 and BL-3 by BL-4 to bearer, held by Acme, under \
                    rulebook 2 and BL-1 version 2 to the order of Acme, held by Acme Bank, signed \
                    by Acme too");
    assert_eq!((line.bill, line.with), (bill("BL-1", 1), vec!["Acme".to_owned()]));
    let NamedAct::Replace { also, begins } = line.act else { panic!("no replacement") };
    assert_eq!(also, [bill("BL-2", 1), bill("BL-3", 1)]);
    assert_eq!(begins.len(), 2);
    assert_eq!((begins[0].issue.rulebook, begins[1].issue.rulebook), (Some(2), None));
    assert_eq!(begins[1].bill, bill("BL-1", 2));
    let NamedAct::Replace { begins, .. } = act("Line replaces BL-1 by nothing").act else {
        panic!("no replacement")
    };
    assert_eq!(begins, []);
}

#[test]
fn a_change_of_medium_is_complete_unless_the_line_says_otherwise() {
    let medium = |line| match act(line).act {
        NamedAct::ToPaper(medium) => (medium.statement, medium.paper),
        other => panic!("{other:?}"),
    };
    assert_eq!(medium("Line turns BL-1 to paper"), (Part::There, Part::There));
    assert_eq!(medium("Line turns BL-1 to paper, without the paper"), (Part::There, Part::Missing));
}

#[test]
fn a_release_says_where_the_bill_goes_and_how_it_stands() {
    assert_eq!(act("Acme Bank releases BL-1").act, NamedAct::Release(None));
    let directed = NamedDirection {
        to: "Line".to_owned(),
        endorsement: Some(NamedEndorsement::ToOrder("Line".to_owned())),
    };
    let line = "Acme Bank releases BL-1 to Line with endorsement to order, signed by Acme too";
    assert_eq!(act(line).act, NamedAct::Release(Some(directed)));
}

#[test]
fn the_governance_acts_with_as_many_signatures_as_the_line_says() {
    let by = |line| act(line).by;
    assert_eq!(by("the governance holds BL-1 until day 9"), By::Governance(Signers::Enough));
    assert_eq!(by("1 of the governance holds BL-1 until day 9"), By::Governance(Signers::Only(1)));
    assert_eq!(by("2 of the governance lift the hold of BL-1"), By::Governance(Signers::Only(2)));
}

#[test]
fn an_authority_lists_acts_by_their_whole_names() {
    let line = "Acme authorises Line to accept, accept surrender and turn to paper until day 9";
    let What::Authorises { acts, .. } = said(line) else { panic!("no authority") };
    assert_eq!(acts, [ActKind::Accept, ActKind::AcceptSurrender, ActKind::ToPaper]);
}

#[test]
fn a_label_names_the_cell_that_a_line_shows() {
    let line = act("[pledge offered] Acme signs BL-1 -- refused T-14");
    assert_eq!(line.cell.as_deref(), Some("pledge offered"));
    let (cell, says) = ebl_scenario::cells::shown(&line).unwrap();
    assert_eq!((cell.act.as_str(), cell.role.as_str()), ("sign", "acme"));
    assert_eq!(says, "T-14");
}

/// The grammar is described by examples; each of them is a line of the language.
#[test]
fn every_example_in_the_description_can_be_read() {
    let readme = files::text(&files::at("title/README.md")).unwrap();
    let grammar = readme.split("## How to write a scenario").nth(1).unwrap();
    let examples: Vec<&str> = grammar.split("```\n").skip(1).step_by(2).collect();
    let head = "party X is carrier\nparty Y is trader\nparty Z is bank\nparty Holder is trader\n";
    let mut lines = 0;
    for example in examples {
        let script = parse::script("README.md", &format!("{head}{example}"));
        lines += script.unwrap_or_else(|fault| panic!("{fault}")).steps.len() - 4;
    }
    assert!(lines > 80, "only {lines} examples were found");
}

#[test]
fn the_description_names_the_reasons_of_every_rule_that_has_several() {
    let readme = files::text(&files::at("title/README.md")).unwrap();
    for (rule, reasons) in refusal::REASONS {
        let row = format!("| {rule} | {} |", reasons.join("; "));
        assert!(readme.contains(&row), "{row}");
    }
}
