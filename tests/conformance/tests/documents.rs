//! The documents of this repository: every demand names what shows it, and that exists.
//!
//! `EBL_BLESS=1 cargo test -p ebl-conformance` writes their overviews anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use ebl_conformance::demands::DOCUMENTS;
use ebl_conformance::document::sections;
use ebl_conformance::{Repository, check, overview, sources};

#[test]
fn every_demand_is_shown_by_tests_that_exist() {
    let repository = Repository::own();
    if std::env::var_os("EBL_BLESS").is_some() {
        for document in DOCUMENTS {
            let text = repository.text(document).unwrap();
            let text = overview::rewritten(&text, &sections(document, &text));
            fs::write(repository.path(document), text).unwrap();
        }
    }
    let (counts, faults) = check(&repository).unwrap();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(counts.tests > 100, "{counts:?}");
}

/// Were tests overlooked, a demand could not name them; were they invented, it could name what
/// does not run.
#[test]
fn the_tests_of_this_very_program_are_found_under_their_names() {
    let tests = sources::tests(&Repository::own()).unwrap();
    let own = tests.keys().filter(|name| name.starts_with("ebl_conformance::documents::"));
    let expected = [
        "ebl_conformance::documents::every_demand_is_shown_by_tests_that_exist",
        "ebl_conformance::documents::the_tests_of_this_very_program_are_found_under_their_names",
    ];
    assert_eq!(own.collect::<Vec<_>>(), expected);
}
