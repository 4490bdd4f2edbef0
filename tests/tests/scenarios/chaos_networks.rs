//! Small forms of the campaigns that hurt what comes over the network.

use ebl_tests::chaos::campaign::Campaign;

use crate::chaos_processes::small;

#[test]
fn late_cut_and_one_way_messages_delay_the_network_and_split_nothing() {
    let report = small(Campaign::Net).unwrap();
    for left_out in &report.left_out {
        eprintln!("left out: {left_out}");
    }
}

#[test]
fn strangers_on_every_port_are_turned_away_within_bounds() {
    small(Campaign::Strangers).unwrap();
}

#[test]
fn a_flood_by_one_member_gets_no_honest_act_refused() {
    small(Campaign::Flood).unwrap();
}
