//! Small forms of the campaigns that hurt processes: `cargo chaos` runs them for longer.

use ebl_tests::chaos::campaign::{Campaign, Order, Size};
use ebl_tests::chaos::report::Report;
use ebl_tests::harness::skip::skipped;

/// Runs as little of a campaign as is worth it. None, with the reason printed, where this machine
/// cannot.
pub(crate) fn small(campaign: Campaign) -> Option<Report> {
    let size = Size::Small;
    let order = Order { cycles: campaign.cycles(size), seed: 1, size };
    match campaign.run(order) {
        Ok(report) => {
            assert_eq!(report.lost, 0, "{report}");
            assert!(report.acknowledged > 0, "{report}");
            assert!(!report.exercised.is_empty(), "{report}");
            Some(report)
        }
        Err(missing) => {
            skipped(&missing.to_string());
            None
        }
    }
}

#[test]
fn nodes_killed_one_by_one_and_all_at_once_lose_nothing_that_was_acknowledged() {
    let report = small(Campaign::Kill).unwrap();
    assert!(report.exercised.contains_key("kills of all four at once"), "{report}");
}

#[test]
fn a_leader_killed_while_it_leads_is_followed_by_another() {
    let report = small(Campaign::Leader).unwrap();
    assert_eq!(report.times[0].1.count(), report.cycles, "{report}");
}

#[test]
fn a_node_that_stood_still_tells_the_age_of_what_it_answers_first() {
    let report = small(Campaign::Stop).unwrap();
    let said = "first answers at a block that another node holds";
    assert!(report.exercised.contains_key(said), "{report}");
}

#[test]
fn a_validator_whose_clock_is_an_hour_off_holds_up_nobody() {
    small(Campaign::Clock);
}
