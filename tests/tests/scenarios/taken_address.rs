//! A start that fails on an address costs nothing: the next one begins where the node stopped.

use std::net::{Ipv4Addr, TcpListener};

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::wait::{PATIENCE, until};

#[test]
fn a_start_that_finds_an_address_taken_names_it_and_leaves_the_clean_stop_noted() {
    let plan = Plan { validators: 1, observers: 0, ..Plan::default() };
    let mut cluster = Cluster::start(plan);
    let client = cluster.client(0);
    // Of an empty ledger nothing is noted.
    until("a block is committed", PATIENCE, || client.height().ok().filter(|height| *height > 0));
    assert!(cluster.node(0).stop().success());
    let ports = cluster.nodes()[0].ports();
    for port in [ports.consensus(), ports.gossip(), ports.api(), ports.metrics()] {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        let ended = cluster.nodes()[0].run_to_end("run");
        assert_eq!(ended.code, Some(1), "{}", ended.printed);
        assert!(ended.printed.contains(&port.to_string()), "{port}: {}", ended.printed);
        assert!(ended.printed.contains("Hint: "), "{}", ended.printed);
        drop(taken);
    }
    let node = cluster.node(0);
    let before = node.log().len();
    node.start();
    let said = node.log().split_off(before);
    assert!(said.contains("as it was at the clean stop"), "{said}");
}
