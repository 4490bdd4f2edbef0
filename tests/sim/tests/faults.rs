//! The planted faults are in order. That each is caught is what `cargo sim-faults` shows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use ebl_planted_faults::Fault;
use ebl_sim::planted::{MOST_SEEDS, Planted, all, check};

#[test]
fn there_are_at_least_twenty_faults_of_the_node_and_no_two_alike() {
    let faults = all().unwrap();
    assert!(faults.len() >= 20, "{}", faults.len());
    let words: BTreeSet<_> = faults.iter().map(|planted| &planted.fault.breaks).collect();
    assert_eq!(words.len(), faults.len());
    let change = |planted: &Planted| {
        let Fault { file, after, line, with, .. } = planted.fault.clone();
        (file, after, line, with)
    };
    let changes: BTreeSet<_> = faults.iter().map(change).collect();
    assert_eq!(changes.len(), faults.len());
}

#[test]
fn the_line_of_every_fault_stands_in_the_node_exactly_once() {
    for planted in all().unwrap() {
        check(&planted).unwrap_or_else(|useless| panic!("{useless}"));
    }
}

#[test]
fn every_fault_says_which_profile_finds_it_and_within_how_many_seeds() {
    for planted in all().unwrap() {
        assert!((1..=MOST_SEEDS).contains(&planted.seeds), "{}", planted.fault.breaks);
    }
}
