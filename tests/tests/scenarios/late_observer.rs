//! An observer needs trust in nobody: it verifies what it is given, however late it comes.

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::wait::{PATIENCE, until};

#[test]
fn an_observer_that_joins_late_verifies_every_block_and_agrees() {
    let mut cluster = Cluster::prepare(Plan::default());
    let observer = 4;
    cluster.start_validators();
    let load = Load::start(cluster.chain(), "load", cluster.clients());
    load.wait_for(25);

    cluster.node(observer).start();
    let client = cluster.client(observer);
    until("the observer has caught up under load", PATIENCE, || {
        let behind = cluster.client(0).height().unwrap().checked_sub(client.height().unwrap());
        behind.is_none_or(|behind| behind < 3).then_some(())
    });
    let receipts = load.stop();
    let agreed = cluster.agreed();

    // What it serves holds against the genesis file, whoever it had it from.
    let (chain, validators) = (cluster.chain(), cluster.genesis().validators());
    for receipt in receipts {
        let record = receipt.verify(&chain, validators).unwrap().record;
        let own = client.receipt(record.fact.title().unwrap().title, record.sequence).unwrap();
        assert_eq!(own.verify(&chain, validators).unwrap().record, record);
    }
    let blocks = client.blocks(1, agreed.height);
    for (block, certificate) in &blocks {
        assert_eq!(certificate.block, block.header.hash());
        certificate.verify(&chain, validators).unwrap();
    }
    for pair in blocks.windows(2) {
        assert_eq!(pair[1].0.header.parent, pair[0].0.header.hash());
    }

    // And its own check executes every block again.
    assert!(cluster.node(observer).stop().success());
    let checked = cluster.nodes()[observer].run_to_end("check-store");
    assert_eq!(checked.code, Some(0), "{}", checked.printed);
}

#[test]
fn an_observer_is_needed_by_nobody() {
    let mut cluster = Cluster::start(Plan::default());
    cluster.node(4).kill();
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(3);
    let _ = load.stop();
    cluster.node(4).start();
    let _ = cluster.agreed();
}
