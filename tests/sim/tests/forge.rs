//! `cargo forge` in its small form: good evidence is believed, forged evidence is not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use ebl_sim::dice::Dice;
use ebl_sim::forge::{Forgery, Stock, verdict};
use ebl_sim::plan::{Plan, Profile};

fn stock(seed: u64, validators: usize) -> Stock {
    Stock::of(Plan::draw(seed, Profile::Swarm, validators)).unwrap()
}

#[test]
fn good_evidence_is_believed_and_no_forgery_is() {
    let (ours, other) = (stock(1, 4), stock(2, 7));
    for file in &ours.files {
        let proven = verdict(&file.encode(), &ours.chain);
        assert!(proven.is_ok(), "{:?}: {:?}", file.title(), proven.err());
    }
    let mut made = BTreeSet::new();
    for number in 0..1_000 {
        let mut dice = Dice::stream(number, "forgery");
        let forgery = *dice.pick(&Forgery::ALL);
        let Some(bytes) = forgery.make(&ours, &other, &mut dice) else { continue };
        assert!(verdict(&bytes, &ours.chain).is_err(), "{forgery:?}, number {number}");
        made.insert(forgery);
    }
    // This ledger's validators may never change, and then no change can be left out.
    let missing: Vec<_> = Forgery::ALL.iter().filter(|it| !made.contains(it)).collect();
    assert!(missing.is_empty() || missing == [&Forgery::Gap], "{missing:?}");
}
