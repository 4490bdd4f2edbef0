//! How the simulator's verdict and the workspace's manifest are read.

use std::process::Command;

use ebl_planted_faults::Verdict;

use super::bench::{caught, members};

#[test]
fn the_members_of_a_workspace_are_read_off_one_line_and_off_many() {
    for list in ["[\"a\", \"b/c\"]", "[\n    \"a\",\n    \"b/c\",\n]"] {
        let manifest = format!("[workspace]\nmembers = {list}\n\nexclude = [\"d\"]\n");
        assert_eq!(members(&manifest).collect::<Vec<_>>(), ["a", "b/c"]);
    }
}

#[test]
fn a_failing_seed_names_its_checker_and_a_broken_simulator_names_none() {
    let said = |line: &str| Command::new("printf").arg(line).output().unwrap();
    let stdout = "violations         1\n  seed 7, agreement: height 3: two blocks\n";
    let Verdict::Caught { by, how } = caught(&said(stdout)) else { panic!("it was caught") };
    assert_eq!((by.as_str(), how.as_str()), ("agreement", "seed 7: height 3: two blocks"));
    let Verdict::Caught { by, .. } = caught(&said("")) else { panic!("it was caught") };
    assert_eq!(by, "simulator");
}
