//! The crates depend on each other one way, and on the libraries that do the real work.

use std::collections::BTreeSet;
use std::process::Command;

/// The names of all crates in the dependency tree of some packages.
fn tree(arguments: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p}"]);
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn whoever_verifies_a_receipt_needs_no_engine_no_runtime_and_no_database() {
    let crates = tree(&["--package", "proto", "--edges", "normal"]);
    assert!(crates.contains("title"));
    for unwanted in ["tokio", "sled", "tonic", "libp2p", "node", "wallet-cli"] {
        assert!(!crates.contains(unwanted), "proto depends on {unwanted}");
    }
    assert!(!crates.iter().any(|name| name.starts_with("arc-malachite")));
}

/// What a browser has not, or what brings it along: an operating system and its C library, a source
/// of random bytes, a runtime, networks, databases, the consensus engine.
const NOT_IN_A_BROWSER: [&str; 14] = [
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

/// Cargo says what would stop the build, whether the target is installed or not.
#[test]
fn whoever_verifies_in_a_browser_needs_nothing_that_it_has_not() {
    for package in ["proto", "ebl-browser"] {
        let target = "wasm32-unknown-unknown";
        let crates = tree(&["--package", package, "--edges", "normal", "--target", target]);
        assert!(crates.contains("title") && crates.contains("ed25519-dalek"));
        for unwanted in NOT_IN_A_BROWSER {
            assert!(!crates.contains(unwanted), "{package} depends on {unwanted}");
        }
    }
    // A name that is misspelt above would keep nothing out.
    let node = tree(&["--package", "node", "--edges", "normal"]);
    for known in NOT_IN_A_BROWSER {
        assert!(node.contains(known), "no crate here is called {known}");
    }
}

#[test]
fn the_law_depends_on_nothing() {
    let crates = tree(&["--package", "title", "--edges", "normal"]);
    assert_eq!(crates, BTreeSet::from(["title".to_owned()]));
}

#[test]
fn node_and_wallet_never_know_each_other() {
    assert!(!tree(&["--package", "node", "--edges", "normal"]).contains("wallet-cli"));
    let wallet = tree(&["--package", "wallet-cli", "--edges", "normal"]);
    for unwanted in ["node", "sled", "libp2p"] {
        assert!(!wallet.contains(unwanted), "the wallet depends on {unwanted}");
    }
}

#[test]
fn the_real_libraries_do_the_real_work() {
    let crates = tree(&["--workspace", "--edges", "normal"]);
    for wanted in [
        "arc-malachitebft-app-channel",
        "libp2p",
        "ed25519-dalek",
        "sha2",
        "sled",
        "serde",
        "tokio",
        "prost",
        "tonic",
        "jmt",
        "ct-merkle",
        "age",
    ] {
        assert!(crates.contains(wanted), "nothing depends on {wanted}");
    }
}
