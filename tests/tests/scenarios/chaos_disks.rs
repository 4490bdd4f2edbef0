//! Small forms of the campaigns that hurt disks and files.

use std::process::Command;

use ebl_tests::chaos::campaign::Campaign;
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::skip::skipped;

use crate::chaos_processes::small;

#[test]
fn a_disk_that_fails_stops_the_node_with_a_reason_and_a_good_one_brings_it_back() {
    small(Campaign::Disk);
}

#[test]
fn a_validator_with_a_damaged_log_says_so_and_never_signs_twice() {
    let report = small(Campaign::Wal).unwrap();
    let followed = "runbooks followed until the validator voted again";
    assert!(report.exercised.contains_key(followed), "{report}");
}

/// Mounts disks, and so runs in namespaces of its own. The second campaign shows that the first
/// would have noticed.
#[test]
fn a_power_cut_takes_only_what_nobody_was_told_unless_syncs_lie() {
    let folder = Programs::built().node.parent().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaos"));
    command.args(["power", "lie", "--small"]).env("EBL_TEST_PROGRAMS", folder);
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(3) {
        skipped(&printed);
        return;
    }
    assert!(output.status.success(), "{printed}{errors}");
    assert!(printed.contains("acknowledged lost       0"), "{printed}");
}
