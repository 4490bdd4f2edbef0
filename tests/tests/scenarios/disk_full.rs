//! A disk that fills up stops the node, which says so, and nothing final is lost.

use std::fs;

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::faults::SmallDisk;
use ebl_tests::harness::load::Load;
use ebl_tests::harness::skip::skipped;

#[test]
fn a_full_disk_stops_the_node_with_a_reason_and_room_brings_it_back() {
    let mut cluster = Cluster::prepare(Plan { observers: 0, ..Plan::default() });
    let data = cluster.nodes()[3].data();
    let Some(disk) = SmallDisk::mount(&data, 24 * 1024) else {
        skipped("only the system's administrator may mount a small disk");
        return;
    };
    cluster.start_all();
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(5);

    let ballast = disk.fill();
    let status = cluster.node(3).wait_for_end();
    assert_eq!(status.code(), Some(1));
    let last_words = cluster.nodes()[3].last_words();
    let said = last_words.to_lowercase();
    assert!(said.contains("no space left") && said.contains("validator-4/data"), "{last_words}");
    assert!(last_words.contains("Hint: "), "{last_words}");
    // It stays down while there is no room, and the others do not need it.
    let again = cluster.nodes()[3].run_to_end("run");
    assert_eq!(again.code, Some(1), "{}", again.printed);
    load.wait_for(3);

    fs::remove_file(ballast).unwrap();
    cluster.node(3).start();
    load.wait_for(3);
    let receipts = load.stop();
    let _ = cluster.agreed();
    let (chain, validators) = (cluster.chain(), cluster.genesis().validators());
    let client = cluster.client(3);
    for receipt in receipts {
        let record = receipt.verify(&chain, validators).unwrap().record;
        assert!(client.receipt(record.fact.title().unwrap().title, record.sequence).is_some());
    }
    // The disk goes after the node that uses it.
    assert!(cluster.node(3).stop().success());
    drop(disk);
}
