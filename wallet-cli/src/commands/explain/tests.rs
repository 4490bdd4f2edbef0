use super::{NoSuchRule, rule, rules};
use crate::args::ExplainArgs;

fn explained(number: &str) -> Result<String, NoSuchRule> {
    rule(&ExplainArgs { rule: number.to_owned() }).map(|rule| rule.to_string())
}

#[test]
fn a_rule_is_explained_with_why_where_from_and_what_to_do() {
    let text = explained("t-10").unwrap();
    assert!(text.starts_with("T-10: only the party in control"), "{text}");
    for part in ["Why.", "Source.", "What to do."] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("T-11"), "{text}");
    assert!(explained("L-10").unwrap().contains("policy"));
}

#[test]
fn the_last_rule_before_a_chapter_does_not_run_into_it() {
    let last_of_the_law = rules().filter(|rule| rule.number.starts_with('T')).last().unwrap();
    assert!(!last_of_the_law.text.contains("## "), "{}", last_of_the_law.text);
}

#[test]
fn a_number_without_a_rule_is_refused() {
    for number in ["T-99", "X-01", "", "control"] {
        assert_eq!(explained(number), Err(NoSuchRule { number: number.to_owned() }));
    }
}

#[test]
fn every_rule_of_titles_and_of_the_registry_is_explained_under_its_own_number() {
    for (letter, fewest) in [("T", 44), ("G", 22)] {
        let numbers: Vec<_> =
            rules().map(|rule| rule.number).filter(|number| number.starts_with(letter)).collect();
        let expected: Vec<_> =
            (1..=numbers.len()).map(|number| format!("{letter}-{number:02}")).collect();
        assert_eq!(numbers, expected);
        assert!(numbers.len() >= fewest, "{letter}: {}", numbers.len());
    }
}
