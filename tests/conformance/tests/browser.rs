//! The verifying part needs nothing that a browser has not. Stands without the target installed:
//! what would stop the build is named by cargo, whatever machine asks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::process::Command;

use ebl_conformance::Repository;

/// What a browser has not, or what brings it along: an operating system and its C library, a source
/// of random bytes, a runtime, networks, databases, the consensus engine.
const STOPS: [&str; 14] = [
    "arc-malachitebft-app",
    "getrandom",
    "hyper",
    "libc",
    "libp2p",
    "mio",
    "rand",
    "rand_core",
    "ring",
    "rustix",
    "sled",
    "socket2",
    "tokio",
    "tonic",
];

/// The crates that a package is built from for a target, itself included.
fn crates(package: &str, target: &str) -> BTreeSet<String> {
    let mut tree = Command::new(std::env::var_os("CARGO").unwrap());
    tree.current_dir(Repository::own().path("."));
    tree.args(["tree", "--locked", "--package", package, "--target", target]);
    tree.args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    let printed = tree.output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let lines = String::from_utf8(printed.stdout).unwrap();
    lines.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn stopping(found: &BTreeSet<String>) -> Vec<&str> {
    STOPS.into_iter().filter(|name| found.contains(*name)).collect()
}

#[test]
fn the_verifying_part_depends_on_nothing_that_a_browser_has_not() {
    for package in ["proto", "ebl-browser"] {
        let found = crates(package, "wasm32-unknown-unknown");
        for needed in ["title", "ed25519-dalek", "sha2", "prost", "jmt"] {
            assert!(found.contains(needed), "{package} is not built from {needed}");
        }
        assert_eq!(stopping(&found), [] as [&str; 0], "{package}");
    }
}

/// Were the list misspelt or the tree misread, the test above could not fail.
#[test]
fn what_the_node_depends_on_would_be_noticed() {
    let found = crates("node", "x86_64-unknown-linux-gnu");
    let unknown: Vec<_> = STOPS.into_iter().filter(|name| !found.contains(*name)).collect();
    assert_eq!(unknown, [] as [&str; 0]);
}
