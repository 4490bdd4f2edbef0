//! `docs/title-rules.md` and the law say the same: every rule has its text, and the table is the
//! table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use title::ActKind;
use title::rules::{From, TABLE, Who};

const PARTS: [&str; 3] = ["**Why.**", "**Source.**", "**What to do.**"];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

#[test]
fn every_rule_number_of_the_law_has_its_text_and_no_other_number_has() {
    let source = read("src/refusal/rules.rs");
    let in_code: BTreeSet<&str> =
        source.split("=> \"").skip(1).filter_map(|rest| rule_number(rest)).collect();
    assert!(in_code.len() >= 44, "rule numbers were not read: {in_code:?}");
    let document = read("../docs/title-rules.md");
    let in_text: BTreeSet<&str> =
        document.split("\n### ").skip(1).filter_map(|section| rule_number(section)).collect();
    assert_eq!(in_code, in_text);
}

#[test]
fn every_rule_says_why_where_it_comes_from_and_what_to_do() {
    let document = read("../docs/title-rules.md");
    let sections: Vec<&str> = document.split("\n### ").skip(1).collect();
    assert!(sections.len() >= 53, "only {} sections", sections.len());
    for section in sections {
        let heading = section.lines().next().unwrap_or_default();
        for part in PARTS {
            assert!(section.contains(part), "{heading} lacks {part}");
        }
    }
}

#[test]
fn the_table_in_the_document_is_the_table_of_the_law() {
    let document = read("../docs/title-rules.md");
    let table = document.split("## The table of acts").nth(1).expect("the document has the table");
    let rows: Vec<String> = table
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.rsplitn(3, '|').nth(2).unwrap_or_default().trim().to_owned())
        .collect();
    let expected: Vec<String> = TABLE
        .iter()
        .map(|row| {
            format!("| {} | {} | {} | {}", act(row.act), who(row.who), from(row.from), row.effect)
        })
        .collect();
    assert_eq!(rows, expected, "\nthe table should read\n{}", expected.join("\n"));
}

#[test]
fn rules_are_in_the_order_of_their_numbers_and_none_is_left_out() {
    let document = read("../docs/title-rules.md");
    let numbers: Vec<&str> =
        document.split("\n### ").skip(1).filter_map(|section| rule_number(section)).collect();
    let expected: Vec<String> = (1..=44).map(|number| format!("T-{number:02}")).collect();
    assert_eq!(numbers, expected);
}

/// The texts name the reasons that refusals and scenarios name.
#[test]
fn the_text_of_a_rule_with_several_reasons_names_each_of_them() {
    let document = read("../docs/title-rules.md").to_lowercase().replace('\n', " ");
    for (rule, reasons) in ebl_scenario::refusal::REASONS {
        let section = document.split("### ").find(|s| s.starts_with(&rule.to_lowercase()));
        for reason in reasons {
            let named = section.is_some_and(|section| section.contains(&format!("*{reason}*")));
            assert!(named, "{rule} does not name \"{reason}\"");
        }
    }
}

/// `T-10` at the beginning of a text.
fn rule_number(text: &str) -> Option<&str> {
    let number = text.get(..4)?;
    let digits = number.strip_prefix("T-")?;
    digits.chars().all(|c| c.is_ascii_digit()).then_some(number)
}

fn act(act: ActKind) -> String {
    act.name().replace('-', " ")
}

fn who(who: Who) -> &'static str {
    match who {
        Who::AnyCarrier => "any carrier",
        Who::IssuingCarrier => "the issuing carrier",
        Who::Controller => "the controller",
        Who::EntitledController => "the entitled controller",
        Who::Recipient => "the recipient",
        Who::Annotator => "by kind of notice",
        Who::Governance => "the governance",
    }
}

fn from(from: From) -> &'static str {
    match from {
        From::Nothing => "nothing",
        From::Free => "free",
        From::InHand => "in hand",
        From::Pledged => "pledged",
        From::Offered => "offered",
        From::Surrendered => "surrendered",
        From::SurrenderedForDelivery => "surrendered for delivery",
        From::SurrenderedForAmendment => "surrendered for amendment",
        From::SurrenderedForPaper => "surrendered for paper",
        From::Live => "live",
        From::Held => "held",
        From::Any => "any",
    }
}
