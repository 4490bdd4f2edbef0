//! The planted faults are in order. That each is caught is what `cargo law-faults` shows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use ebl_law_search::faults::{Fault, all, check};

#[test]
fn there_are_at_least_forty_faults_and_no_two_alike() {
    let faults = all().unwrap();
    assert!(faults.len() >= 40, "{}", faults.len());
    let words: BTreeSet<_> = faults.iter().map(|fault| &fault.breaks).collect();
    assert_eq!(words.len(), faults.len());
}

#[test]
fn the_line_of_every_fault_stands_in_the_law_exactly_once() {
    for fault in all().unwrap() {
        check(&fault).unwrap_or_else(|useless| panic!("{useless}"));
    }
}

#[test]
fn a_fault_changes_its_line_and_nothing_else() {
    let fault = Fault {
        breaks: "nothing".to_owned(),
        file: "none.rs".to_owned(),
        after: Some("one();".to_owned()),
        line: "two();".to_owned(),
        with: "three();".to_owned(),
        own: BTreeMap::new(),
    };
    let planted = fault.planted("two();\none();\n    two();\n").unwrap();
    assert_eq!(planted, "two();\none();\nthree();\n");
    let twice = Fault { after: None, ..fault.clone() };
    assert!(twice.planted("two();\ntwo();\n").is_err());
    let never = Fault { line: "four();".to_owned(), ..fault };
    assert!(never.planted("one();\ntwo();\n").is_err());
}
