//! `cargo growth` in its small form: a real node on a grown ledger. Only what is recorded is judged,
//! never times.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use ebl_growth::flat::Trial;
use ebl_growth::told::{failures, in_json, table};
use node::store::index::Keeper;

#[test]
fn a_node_on_a_grown_ledger_starts_both_ways_and_records_transfers_of_its_titles() {
    for index in Keeper::ALL {
        starts_and_records(index);
    }
}

fn starts_and_records(index: Keeper) {
    let trial = Trial {
        validators: 1,
        in_flight: 16,
        connections_each: 2,
        warm_up: Duration::ZERO,
        window: Duration::from_secs(240),
        transfers: 400,
        seed: 7,
        index,
    };
    let size = trial.at(200, |_| {}, || {}).unwrap();
    assert_eq!(failures(&size), Vec::<String>::new());
    assert_eq!((size.titles, size.blocks), (200, 1));
    let [offers, accepts] = &size.load.windows[..] else { panic!("there are two windows") };
    for window in [offers, accepts] {
        assert_eq!((window.counts.handed_in, window.counts.verified), (200, 200));
    }
    assert!(size.log_bytes > 200 * 300, "{}", size.log_bytes);
    assert!(size.index_bytes > size.log_bytes, "{}", size.index_bytes);
    let figures = in_json(&trial, &[size]);
    assert_eq!(figures["trial"]["index"], index.name());
    assert_eq!(figures["sizes"][0]["titles"], 200);
    assert!(figures["sizes"][0]["start_s"]["after_a_clean_stop"].is_f64());
    assert!(table(&figures).contains("start that verifies everything"));
}
