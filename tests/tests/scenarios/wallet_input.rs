//! Bad input at a wallet: each with its exit code, its rule and a hint, and nothing lost.

use std::fs;
use std::path::Path;

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::faults::flip_byte;
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wallet::{PASSPHRASE, Run, Wallet};
use serde_json::Value;

fn small_network() -> (Cluster, Cast) {
    let programs = Programs::built();
    let folder = tempfile::tempdir().unwrap();
    let cast = Cast::enrol(programs, folder.path());
    let plan = Plan { validators: 1, observers: 0, ..Plan::default() };
    let mut cluster = Cluster::found(programs, plan, folder, &cast.cards());
    cluster.start_all();
    let node = node_address(&cluster);
    for (_, wallet) in cast.all() {
        wallet.use_node(&cluster.genesis_file(), &node);
    }
    (cluster, cast)
}

fn node_address(cluster: &Cluster) -> String {
    format!("http://127.0.0.1:{}", cluster.nodes()[0].ports().api())
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

/// Issues the bill to order into the shipper's hands.
fn issue(cast: &Cast) -> String {
    cast.carrier.write("good.json", fixture("bill-to-order.json"));
    let to = cast.shipper.identity().name;
    let issued =
        cast.carrier.does(&["issue", "good.json", "--to", to, "--package", "good.package"]);
    issued["title"].as_str().unwrap().to_owned()
}

fn assert_fails(run: &Run, code: i32, word: &str, what: &str) {
    assert_eq!(run.code, code, "{what}: {run:?}");
    assert_eq!(run.failure(), Some(word), "{what}: {run:?}");
    assert!(!run.what().is_empty() && !run.hint().is_empty(), "{what}: {run:?}");
}

#[test]
fn a_faulty_document_is_named_and_never_becomes_a_bill() {
    let (_cluster, cast) = small_network();
    let carrier = &cast.carrier;
    let mut long = fixture("bill-to-order.json");
    long.truncate(long.iter().rposition(|byte| *byte == b'}').unwrap());
    long.extend(format!(",\"filling\":\"{}\"}}", "x".repeat(5_000_000)).bytes());
    for (what, document, rule) in [
        ("not JSON", fixture("bad/not-json.txt"), None),
        ("cut short", fixture("bad/truncated.json"), None),
        ("a key twice", fixture("bad/duplicate-key.json"), None),
        ("a field missing", fixture("bad/missing-shipper.json"), Some("D-01")),
        (
            "fields that contradict each other",
            fixture("bad/to-order-with-consignee.json"),
            Some("D-10"),
        ),
        (
            "an endorsee of a straight bill",
            fixture("bad/straight-with-endorsee.json"),
            Some("D-12"),
        ),
        ("5 MB", long, None),
    ] {
        carrier.write("bad.json", document);
        let to = cast.shipper.identity().name;
        let run = carrier.run(&["issue", "bad.json", "--to", to, "--package", "bad.package"]);
        assert_fails(&run, 8, "document", what);
        let faults = &run.json["error"]["details"]["faults"];
        assert_eq!(faults[0]["rule"].as_str(), rule, "{what}: {run:?}");
        assert!(!carrier.path("bad.package").exists(), "{what} left a package behind");
    }
    assert_eq!(carrier.does(&["list"])["bills"], Value::Array(vec![]));
    issue(&cast);
}

#[test]
fn a_party_that_nobody_knows_is_never_given_a_bill() {
    let (_cluster, cast) = small_network();
    cast.carrier.write("good.json", fixture("bill-to-order.json"));
    let nobody = "ab".repeat(32);
    let unknown = cast.carrier.run(&["issue", "good.json", "--to", &nobody, "--package", "p"]);
    assert_fails(&unknown, 3, "refused", "an unknown party");
    assert_eq!(unknown.rule(), Some("T-21"));
    let unnamed = cast.carrier.run(&["issue", "good.json", "--to", "Nobody", "--package", "p"]);
    assert_fails(&unnamed, 9, "config", "an unknown name");
    assert!(!cast.carrier.path("p").exists());

    let title = issue(&cast);
    let refused = cast.shipper.is_refused(&["offer", &title, "--to", &nobody]);
    assert_eq!(refused.rule, "T-21");
    let observer = cast.customs.identity().name;
    let refused = cast.shipper.is_refused(&["offer", &title, "--to", observer]);
    assert_eq!(refused.rule, "T-22", "an authority holds no title");
}

#[test]
fn a_wrong_passphrase_signs_nothing() {
    let (_cluster, cast) = small_network();
    let title = issue(&cast);
    let right = fs::read(cast.shipper.path(PASSPHRASE)).unwrap();
    cast.shipper.write(PASSPHRASE, "eight blue anchors\n");
    let to = cast.bank.identity().name;
    let run = cast.shipper.run(&["offer", &title, "--to", to]);
    assert_fails(&run, 7, "keystore", "a wrong passphrase");
    assert!(!run.said.contains("anchors") && !run.what().contains("anchors"));
    assert_eq!(cast.shipper.does(&["show", &title])["status"], "active");
    cast.shipper.write(PASSPHRASE, right);
    cast.shipper.does(&["offer", &title, "--to", to]);
}

#[test]
fn a_bill_is_not_accepted_on_a_package_that_is_missing_altered_or_anothers() {
    let (_cluster, cast) = small_network();
    let (carrier, shipper, bank) = (&cast.carrier, &cast.shipper, &cast.bank);
    let title = issue(&cast);
    shipper.does(&["offer", &title, "--to", bank.identity().name]);
    let straight = fixture("bill-straight.json");
    carrier.write("other.json", straight);
    let to = shipper.identity().name;
    carrier.does(&["issue", "other.json", "--to", to, "--package", "other.package"]);
    carrier.hand("other.package", bank);
    carrier.hand("good.package", bank);
    let length = fs::read(bank.path("good.package")).unwrap().len();

    let missing = bank.run(&["accept", &title, "--package", "nowhere.package"]);
    assert_fails(&missing, 8, "document", "a missing package");
    let none = bank.run(&["accept", &title]);
    assert_ne!(none.code, 0, "no package at all: {none:?}");
    let others = bank.run(&["accept", &title, "--package", "other.package"]);
    assert_ne!(others.code, 0, "another bill's package: {others:?}");
    for offset in [2, length / 3, length / 2, length - 40] {
        flip_byte(&bank.path("good.package"), offset);
        let altered = bank.run(&["accept", &title, "--package", "good.package"]);
        assert!([5, 8].contains(&altered.code), "byte {offset} altered: {altered:?}");
        assert!(!altered.hint().is_empty());
        flip_byte(&bank.path("good.package"), offset);
    }
    assert_eq!(bank.does(&["show", &title])["controller"]["name"], to);
    bank.does(&["accept", &title, "--package", "good.package"]);
}

#[test]
fn a_node_that_cannot_be_reached_is_named_and_another_is_asked() {
    let (mut cluster, cast) = small_network();
    let title = issue(&cast);
    let node = node_address(&cluster);
    let genesis = cluster.genesis_file();
    // Something answers there, but it is no API.
    let other = format!("http://127.0.0.1:{}", cluster.nodes()[0].ports().consensus());
    let closed = "http://127.0.0.1:1";
    cast.shipper.add_profile("closed", &genesis, &["--node", closed]);
    let to = cast.bank.identity().name;
    let offer = ["offer", &title, "--to", to];
    let unreachable = cast.shipper.run(&[&offer[..], &["--profile", "closed"]].concat());
    assert_fails(&unreachable, 6, "unreachable", "a closed port");
    assert!(unreachable.what().contains(closed), "{unreachable:?}");
    cast.shipper.add_profile(
        "both",
        &genesis,
        &["--node", closed, "--node", &other, "--node", &node],
    );
    cast.shipper.does(&[&offer[..], &["--profile", "both"]].concat());

    cluster.node(0).kill();
    let down = cast.bank.run(&["list"]);
    assert_fails(&down, 6, "unreachable", "a node that is down");
    cluster.node(0).start();
    assert_eq!(cast.bank.does(&["show", &title])["status"], "offered");
}

#[test]
fn a_wallet_of_another_network_is_told_so() {
    let (cluster, cast) = small_network();
    let foreign = cluster.foreign_genesis();
    let wallet: &Wallet = &cast.customs;
    let node = node_address(&cluster);
    let genesis = foreign.to_str().unwrap();
    wallet.does(&["profile", "add", "foreign", "--node", &node, "--genesis", genesis]);
    let run = wallet.run(&["status", "--profile", "foreign"]);
    assert_ne!(run.code, 0, "{run:?}");
    assert!(run.what().contains("chain") || run.what().contains("network"), "{run:?}");
    assert!(!run.hint().is_empty());
}
