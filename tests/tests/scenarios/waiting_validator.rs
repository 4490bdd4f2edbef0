//! A key that the validator set does not hold: its node follows, says so, and signs nothing.

use std::fs;

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::node::{Node, Role};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::{PATIENCE, until};

#[test]
fn a_node_whose_key_is_not_in_the_set_follows_and_signs_nothing() {
    let mut cluster = Cluster::prepare(Plan { observers: 0, ..Plan::default() });
    let mut waiting = Node::init(Programs::built(), cluster.folder(), "waiting", Role::Validator);
    let cards: Vec<_> = cluster.nodes().iter().map(Node::card).collect();
    waiting.join(&cluster.genesis_file(), &cards);
    for node in cluster.nodes() {
        node.join(&cluster.genesis_file(), &[waiting.card()]);
    }
    cluster.start_all();
    waiting.start();
    let load = Load::start(cluster.chain(), "load", cluster.clients());
    load.wait_for(10);
    let receipts = load.stop();
    let agreed = cluster.agreed();

    let client = waiting.client();
    until("the waiting node has every block", PATIENCE, || {
        (client.height().ok()? >= agreed.height).then_some(())
    });
    assert_eq!(client.header(agreed.height).hash(), agreed.hash);
    let role = |client: &ebl_tests::harness::client::Client| client.status().unwrap().role;
    assert_eq!(
        (role(&client).as_str(), role(&cluster.client(0)).as_str()),
        ("observer", "validator")
    );
    let (chain, validators) = (cluster.chain(), cluster.genesis().validators());
    for receipt in receipts {
        assert_eq!(receipt.verify(&chain, validators).unwrap().validators, 4);
    }

    // It had a key and the memory for it all the time, also across a restart.
    assert!(waiting.stop().success());
    waiting.start();
    assert!(waiting.stop().success());
    let signed = |node: &Node| fs::read(node.data().join("engine/signed")).unwrap();
    assert!(signed(&waiting).iter().all(|byte| *byte == 0), "it signed something");
    assert!(signed(&cluster.nodes()[0]).iter().any(|byte| *byte != 0));
}
