//! Nodes of two genesis files are on two networks, and say so.

use std::fs;

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::wait::{PATIENCE, until};

#[test]
fn nodes_with_different_genesis_files_do_not_join_and_say_why() {
    let mut cluster = Cluster::prepare(Plan::default());
    let foreign = cluster.foreign_genesis();
    let chain = cluster.chain().to_string();
    // Of three founders' worth of votes and two strangers: a validator and an observer.
    for node in [3, 4] {
        let joined = cluster.nodes()[node].config().with_file_name("network.genesis");
        fs::copy(&foreign, joined).unwrap();
    }
    cluster.start_all();
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(5);
    let _ = load.stop();

    for (node, strangers) in [(0, 2), (3, 3), (4, 3)] {
        let client = cluster.client(node);
        until("the node says why it keeps the others out", PATIENCE, || {
            let peers = client.status().ok()?.peers;
            let kept_out = peers.iter().filter(|peer| peer.trouble.contains("another ledger"));
            let kept_out: Vec<_> = kept_out.collect();
            let named =
                kept_out.iter().all(|peer| !peer.connected && peer.trouble.contains(&chain));
            (kept_out.len() >= strangers && named).then_some(())
        });
        let log = cluster.nodes()[node].log();
        assert!(log.contains("another ledger"), "{log}");
    }
    for stranger in [3, 4] {
        let client = cluster.client(stranger);
        assert_eq!(client.height().unwrap(), 0, "two of five never commit");
    }
    let founders: Vec<_> = (0..3).map(|node| cluster.client(node).header(2).hash()).collect();
    assert!(founders.iter().all(|hash| *hash == founders[0]));
}

#[test]
fn a_node_that_has_a_network_does_not_take_another() {
    let cluster = Cluster::prepare(Plan { validators: 1, observers: 0, ..Plan::default() });
    let foreign = cluster.foreign_genesis();
    let joined = cluster.nodes()[0].join_to_end(&foreign);
    assert_eq!(joined.code, Some(1));
    assert!(joined.printed.contains("another network's genesis file"), "{}", joined.printed);
}
