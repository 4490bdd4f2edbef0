//! What `cargo load` counts is all there is: nothing is lost, and every receipt proves its fact.

use clap::Parser;
use ebl_tests::load::drive::End;
use ebl_tests::load::failure::Failure;
use ebl_tests::load::options::Options;
use ebl_tests::load::run::{Measured, run};
use ebl_tests::load::window::Window;
use ebl_tests::load::{report, table};

#[test]
fn a_closed_loop_and_an_overload_account_for_every_instruction_and_prove_what_is_final() {
    let options = "--titles 150 --in-flight 32 --windows 2 --seconds 240 --warm-up 0 --overload 3";
    let measured = measure(options);
    let [offers, accepts] = &measured.windows[..] else { panic!("there are two windows") };
    assert_eq!(names(offers), ["offer"]);
    assert_eq!(names(accepts), ["accept"]);
    for window in [offers, accepts] {
        assert_eq!(window.counts.handed_in, 150);
        assert_eq!(window.counts.verified, 150);
        assert_eq!(window.end, End::NoActLeft);
        assert!(window.recorded() > 0);
    }
    let overload = measured.overload.as_ref().expect("it was asked for");
    assert!(overload.counts.add_up());
    assert_eq!(overload.counts.recorded, overload.counts.verified);
    assert!(!measured.pairs.is_empty());
    stands(&measured);
}

#[test]
fn an_open_loop_through_a_whole_trade_accounts_for_every_instruction() {
    let options = "--mix trade --titles 96 --rate 200 --windows 2 --seconds 240 --warm-up 0";
    let measured = measure(options);
    for window in &measured.windows {
        assert_eq!(window.counts.handed_in, 96);
        assert_eq!(window.counts.verified, 96);
        // What was known to be final only after the last was due is counted, and not in the clock.
        assert!(window.recorded() <= 96);
        assert_eq!(window.late.len(), window.waits.len());
    }
    // Issued and moved on to every act of a life alike: 96 issues, and 0 to 7 acts more of each.
    assert_eq!(measured.set_up.counts.verified, 96 + 12 * (1 + 2 + 3 + 4 + 5 + 6 + 7));
    stands(&measured);
}

fn measure(options: &str) -> Measured {
    let words = ["load"].into_iter().chain(options.split_whitespace());
    let plan = Options::try_parse_from(words).unwrap().plan().unwrap();
    run(&plan).unwrap()
}

/// The network's own blocks hold what the windows count, and both renderings tell it.
fn stands(measured: &Measured) {
    assert_eq!(Failure::of(measured), []);
    let windows = measured.windows.iter().chain(&measured.overload);
    let recorded: usize = windows.map(|window| window.counts.recorded).sum();
    let in_blocks: u64 = measured.blocks.iter().map(|block| block.instructions).sum();
    assert_eq!(u64::try_from(recorded).unwrap(), in_blocks);
    let json = report::json(measured);
    assert_eq!(json["v"], 1);
    assert!(json["headline"]["ratio"].is_f64());
    assert!(json["cost"]["bytes_per_transfer_on_each_node"]["ledger_log"].is_f64());
    assert!(table::table(measured).contains("submit to final"));
}

fn names(window: &Window) -> Vec<&str> {
    window.acts.keys().copied().collect()
}
