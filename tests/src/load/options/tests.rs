use std::time::Duration;

use clap::{Parser, ValueEnum};
use node::store::index::Keeper;

use super::{Index, Options, Plan, Wrong};
use crate::load::calls::Calls;
use crate::load::course::Mix;
use crate::load::schedule::Pace;

fn options(words: &str) -> Options {
    Options::try_parse_from(["load"].into_iter().chain(words.split_whitespace())).unwrap()
}

fn plan(words: &str) -> Result<Plan, Wrong> {
    options(words).plan()
}

fn is_no_command(words: &str) -> bool {
    Options::try_parse_from(["load"].into_iter().chain(words.split_whitespace())).is_err()
}

#[test]
fn without_options_four_validators_and_no_observer_carry_pure_transfers_in_a_closed_loop() {
    let plan = plan("").unwrap();
    assert_eq!((plan.validators, plan.observers, plan.dead), (4, 0, 0));
    assert_eq!((plan.mix, plan.pace), (Mix::Pure, Pace::Closed { in_flight: 256 }));
    assert_eq!(plan.window * plan.windows, Duration::from_secs(20));
}

#[test]
fn the_time_asked_for_is_shared_by_the_windows() {
    let plan = plan("--seconds 30 --windows 3 --mix trade").unwrap();
    assert_eq!((plan.window, plan.windows), (Duration::from_secs(10), 3));
}

#[test]
fn a_rate_makes_an_open_loop_and_goes_with_nothing_that_makes_a_closed_one() {
    assert_eq!(plan("--rate 12.5").unwrap().pace, Pace::Open { per_second: 12.5 });
    assert!(is_no_command("--rate 10 --in-flight 4"));
    assert!(is_no_command("--rate 10 --overload 3"));
}

#[test]
fn instructions_go_over_streams_unless_a_node_shall_turn_some_away() {
    assert_eq!(plan("").unwrap().calls, Calls::Stream);
    assert_eq!(plan("--overload 3").unwrap().calls, Calls::Single);
    assert_eq!(plan("--overload 3 --calls stream").unwrap().calls, Calls::Stream);
    assert_eq!(plan("--calls single").unwrap().calls, Calls::Single);
}

#[test]
fn an_index_is_kept_as_a_node_s_is_unless_another_keeper_is_named() {
    assert_eq!(plan("").unwrap().index, Index::Sled);
    assert_eq!(plan("--index fjall").unwrap().index, Index::Fjall);
    assert!(is_no_command("--index rocks"));
    let words = Index::value_variants().iter().map(|index| index.word());
    assert!(words.eq(Keeper::ALL.map(Keeper::name)), "each is one that a node knows");
    assert!(Keeper::ALL.map(Keeper::name).into_iter().all(|name| Index::of_name(name).is_some()));
}

#[test]
fn a_network_that_cannot_record_is_refused() {
    assert_eq!(plan("--validators 1 --kill-one"), Err(Wrong::NoQuorum(1)));
    assert_eq!(plan("--validators 5"), Err(Wrong::Validators(5)));
    assert_eq!(plan("--validators 4 --kill-one").unwrap().dead, 1);
}

#[test]
fn nothing_is_no_load() {
    for (words, option) in [
        ("--rate 0", "--rate"),
        ("--in-flight 0", "--in-flight"),
        ("--seconds 0", "--seconds"),
        ("--windows 0", "--windows"),
        ("--titles 0", "--titles"),
        ("--clients 0", "--clients"),
        ("--overload 0", "--overload"),
    ] {
        assert_eq!(plan(words), Err(Wrong::Nothing(option)), "{words}");
    }
    assert_eq!(plan("--warm-up 0").unwrap().warm_up, Duration::ZERO);
}

#[test]
fn numbers_that_are_none_are_refused() {
    assert_eq!(plan("--seconds nan"), Err(Wrong::Number("--seconds")));
    assert_eq!(plan("--rate inf"), Err(Wrong::Number("--rate")));
    assert!(is_no_command("--delay-ms 1001"));
    assert_eq!(plan("--warm-up=-1"), Err(Wrong::Number("--warm-up")));
    assert_eq!(plan("--clients 101"), Err(Wrong::Connections(101)));
}

#[test]
fn a_run_that_outlasts_what_is_signed_is_refused() {
    assert_eq!(plan("--seconds 1800 --warm-up 1"), Err(Wrong::TooLong(1_802)));
}
