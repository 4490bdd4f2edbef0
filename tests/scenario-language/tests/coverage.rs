//! The report counts what is there and marks what is not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ebl_scenario::cells::{Cell, table};
use ebl_scenario::coverage::{Count, Coverage};
use ebl_scenario::parse;
use title::ActKind;

const TEXTS: &str =
    "# Rules\n\n### T-10: only the party in control\n\n### T-16: there is an offer\n";
const TABLE: &str = "act | role | in hand\n\nsign | holder | yes\nsign | stranger | T-10\n";
const HEAD: &str = "party Holder is trader\nparty Stranger is trader\n";

fn coverage(stories: &[&str], cells: &str) -> Coverage {
    let script = |(number, text): (usize, &&str)| {
        parse::script(&format!("{number}.txt"), &format!("{HEAD}{text}")).unwrap()
    };
    let stories = stories.iter().enumerate().map(script);
    let cells = parse::script("cells/in-hand.txt", &format!("{HEAD}{cells}")).unwrap();
    Coverage::new(TEXTS, &table(TABLE), &stories.chain([cells]).collect::<Vec<_>>())
}

#[test]
fn lines_are_counted_by_rule_and_reason_and_by_act() {
    let coverage = coverage(
        &[
            "Holder signs BL-1\nStranger signs BL-1 -- refused T-10",
            "Stranger signs BL-1 -- refused T-10\nHolder accepts BL-1 -- refused T-16, lapsed",
        ],
        "",
    );
    let rules: Vec<_> = coverage.rules.iter().map(|r| (r.rule.to_string(), r.lines)).collect();
    assert_eq!(
        rules,
        [
            ("T-10".to_owned(), Count { accepted: 1, refused: 2 }),
            ("T-16, no offer".to_owned(), Count { accepted: 0, refused: 0 }),
            ("T-16, lapsed".to_owned(), Count { accepted: 0, refused: 1 }),
        ]
    );
    assert_eq!(coverage.rules[0].files.iter().collect::<Vec<_>>(), ["0.txt", "1.txt"]);
    assert_eq!(coverage.rules[0].words, "only the party in control");
    assert_eq!(coverage.acts[&ActKind::Sign], Count { accepted: 1, refused: 2 });
    assert!(!coverage.is_complete());
    assert!(coverage.to_string().contains("there is an offer;   << NOT ACCEPTED"));
}

#[test]
fn a_cell_is_shown_by_a_line_that_says_what_the_table_says() {
    let shown = "[in hand] Holder signs BL-1\n[in hand] Stranger signs BL-1 -- refused T-10";
    assert_eq!(coverage(&[], shown).cells_missing, []);
    let stranger =
        Cell { act: "sign".to_owned(), role: "stranger".to_owned(), status: "in hand".to_owned() };
    for wrong in [
        "[in hand] Holder signs BL-1",
        "[in hand] Holder signs BL-1\n[in hand] Stranger signs BL-1 -- refused T-11",
        "[in hand] Holder signs BL-1\n[pledged] Stranger signs BL-1 -- refused T-10",
        "[in hand] Holder signs BL-1\nStranger signs BL-1 -- refused T-10",
    ] {
        let coverage = coverage(&[], wrong);
        assert_eq!(coverage.cells_missing, std::slice::from_ref(&stranger), "{wrong}");
        assert_eq!(coverage.cells_shown, 1);
        assert!(coverage.to_string().contains("sign by stranger, in hand  << NOT SHOWN"));
    }
}

#[test]
fn lines_that_show_cells_are_no_stories() {
    let cells = "Holder signs BL-1\n[in hand] Stranger signs BL-1 -- refused T-10";
    let coverage = coverage(&[], cells);
    assert_eq!(coverage.acts[&ActKind::Sign], Count::default());
    assert_eq!(coverage.rules[0].lines, Count::default());
}
