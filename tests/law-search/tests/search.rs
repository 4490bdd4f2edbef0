//! The search in its small form, over the law as it is and over laws that are wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ebl_law_search::bounds::{Bounds, Scope, Size};
use ebl_law_search::explore::{Found, Outcome, explore};
use ebl_law_search::history::Counterexample;
use ebl_law_search::world::{Law, World};
use title::{Act, Acting, Event, Fact, Instruction, Refusal, Status, Title, View};

/// More states than any small search has.
const MOST: usize = 100_000;

fn search(scope: Scope, law: Law) -> Found {
    explore(&World::new(Bounds::of(scope, Size::Small), law), MOST)
}

/// The promises that had nothing to say in a world in which all hold.
fn silent(scope: Scope) -> Vec<&'static str> {
    let found = search(scope, Law::REAL);
    assert!(matches!(found.outcome, Outcome::Holds), "{:?}", found.outcome);
    found.tally.iter().filter(|(_, asked)| *asked == 0).map(|(words, _)| words).collect()
}

fn broken(scope: Scope, law: Law) -> Counterexample {
    match search(scope, law).outcome {
        Outcome::Broken(counterexample) => counterexample,
        other => panic!("the search did not notice: {other:?}"),
    }
}

#[test]
fn one_title_keeps_every_promise_but_those_about_masters_which_it_cannot_break() {
    let masters = "no house bill is accomplished after its master ended otherwise";
    assert_eq!(silent(Scope::One), [masters]);
}

#[test]
fn linked_titles_keep_every_promise() {
    let silent = silent(Scope::Two);
    for asked in [
        "one title is live under a reference",
        "replaced titles end and others begin at once, linked both ways",
        "replacements go to whom the surrenders name",
        "as many titles end and begin as was asked",
        "no house bill is accomplished after its master ended otherwise",
        "no dead ends: carrier and controller can bring every live title to an end",
    ] {
        assert!(!silent.contains(&asked), "nothing was asked of: {asked}");
    }
}

#[test]
fn record_and_paper_are_never_two_originals() {
    let silent = silent(Scope::Paper);
    assert!(!silent.contains(&"a reference has one original, electronic or paper"));
    assert!(!silent.contains(&"the medium changes with the statement and the paper on record"));
}

#[test]
fn a_search_that_is_cut_short_does_not_claim_to_be_done() {
    let world = World::new(Bounds::of(Scope::One, Size::Small), Law::REAL);
    assert!(matches!(explore(&world, 100).outcome, Outcome::Unfinished));
}

/// A law that lets the offeror accept its own offer for the recipient.
fn accepts_for_another(view: &View<'_>, given: &Instruction) -> Result<Vec<Fact>, Refusal> {
    let mut instruction = given.clone();
    let offered = view.titles.get(&given.title).map(|title| title.status);
    if let (Act::Accept, Some(Status::Offered { controller, offer })) = (&given.act, offered)
        && given.by.actor == controller
    {
        instruction.by = Acting::own(offer.to);
    }
    title::apply(view, &instruction)
}

#[test]
fn a_law_that_lets_another_accept_is_found_out_in_three_acts_told_in_words() {
    let law = Law { apply: accepts_for_another, ..Law::REAL };
    let counterexample = broken(Scope::One, law);
    let told = "\
Broken: only the party it is offered to accepts or declines.
  1. bill 1 version 1: the carrier issues it to the carrier, in blank
  2. bill 1 version 1: the carrier offers it to A, until later
  3. bill 1 version 1: the carrier accepts it
     bill 1 version 1 stands in blank; in the hands of A; control has passed
";
    assert_eq!(counterexample.to_string(), told);
}

/// A law under which a replaced title lives on.
fn replaced_lives(before: Option<Title>, fact: &Fact) -> Title {
    match (before, &fact.event) {
        (Some(title), Event::Replaced { .. }) => title,
        (before, _) => title::evolve(before, fact),
    }
}

#[test]
fn a_law_under_which_the_replaced_title_lives_on_is_found_out() {
    let law = Law { evolve: replaced_lives, ..Law::REAL };
    for scope in [Scope::One, Scope::Two, Scope::Paper] {
        let counterexample = broken(scope, law);
        assert_eq!(counterexample.history.len(), 3, "{counterexample}");
        assert!(counterexample.history[2].contains("replaces it by"), "{counterexample}");
    }
}

/// A law under which a title lives on beside the paper that took its place, ready to be given up
/// for paper once more.
fn lives_beside_paper(before: Option<Title>, fact: &Fact) -> Title {
    let after = title::evolve(before.clone(), fact);
    match (before, &fact.event) {
        (Some(before), Event::TurnedToPaper { .. }) => before,
        _ => after,
    }
}

#[test]
fn a_law_with_a_record_beside_its_paper_is_found_out_in_three_acts() {
    let law = Law { evolve: lives_beside_paper, ..Law::REAL };
    let counterexample = broken(Scope::Paper, law);
    assert_eq!(counterexample.history.len(), 3, "{counterexample}");
    assert!(counterexample.history[2].ends_with("turns it to paper"), "{counterexample}");
}

/// A law that never takes cargo back: nobody may give up a bill for paper, so that whoever is in
/// control of a bill to another's order is stuck with it.
fn no_paper(view: &View<'_>, instruction: &Instruction) -> Result<Vec<Fact>, Refusal> {
    match instruction.act {
        Act::SurrenderForPaper => Err(Refusal::NothingToCancel { title: instruction.title }),
        _ => title::apply(view, instruction),
    }
}

#[test]
fn a_law_without_the_way_out_over_paper_is_found_out_at_the_first_bill() {
    let law = Law { apply: no_paper, ..Law::REAL };
    let counterexample = broken(Scope::One, law);
    assert_eq!(counterexample.promise, "whoever has a right can use it");
    assert_eq!(counterexample.history.len(), 1, "{counterexample}");
}
