//! No acknowledged loss: what a client was told is final is there after any SIGKILL.

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use proto::receipt::Receipt;

/// Every receipt still stands on the node's ledger, at the place it names.
fn assert_recorded(cluster: &Cluster, node: usize, receipts: &[Receipt]) {
    let client = cluster.client(node);
    let (chain, validators) = (cluster.chain(), cluster.genesis().validators());
    for receipt in receipts {
        let proved = receipt.verify(&chain, validators).unwrap();
        let again = client
            .receipt(proved.record.fact.title().unwrap().title, proved.record.sequence)
            .unwrap();
        let proved_again = again.verify(&chain, validators).unwrap();
        assert_eq!(proved_again.record, proved.record);
        assert_eq!(proved_again.header, proved.header);
    }
}

#[test]
fn a_validator_killed_at_any_moment_returns_and_agrees() {
    let mut cluster = Cluster::start(Plan::default());
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0), cluster.client(4)]);
    for round in 0..6 {
        // Another number of blocks each time, so that it dies in another phase of its work.
        load.wait_for(1 + round);
        let victim = 1 + round % 3;
        cluster.node(victim).kill();
        load.wait_for(2);
        cluster.node(victim).start();
    }
    let receipts = load.stop();
    let agreed = cluster.agreed();
    assert!(agreed.height > 6);
    for node in 0..cluster.nodes().len() {
        assert_recorded(&cluster, node, &receipts);
    }
}

#[test]
fn all_four_validators_killed_under_load_lose_nothing_that_was_told_final() {
    let mut cluster = Cluster::start(Plan { observers: 0, ..Plan::default() });
    let mut receipts = Vec::new();
    for round in 0..3 {
        let name = format!("load {round}");
        let load = Load::start(cluster.chain(), &name, cluster.clients());
        load.wait_for(5 + round);
        (0..4).for_each(|node| cluster.node(node).kill());
        receipts.extend(load.stop());
        cluster.start_all();
        let _ = cluster.agreed();
    }
    // It is alive as well.
    let load = Load::start(cluster.chain(), "after", cluster.clients());
    load.wait_for(2);
    receipts.extend(load.stop());
    for node in 0..4 {
        assert_recorded(&cluster, node, &receipts);
    }
}
