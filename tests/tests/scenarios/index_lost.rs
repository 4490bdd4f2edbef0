//! The index can be rebuilt from the ledger log: losing it costs time, never data.

use std::fs;

use ebl_tests::harness::client::Client;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use proto::fact::FactRecord;
use proto::receipt::Receipt;
use proto::state::TitleRecord;
use title::TitleId;

/// Everything a node answers about some titles.
fn answers(client: &Client, titles: &[TitleId]) -> Vec<(TitleRecord, Vec<FactRecord>, Receipt)> {
    let answer = |title: &TitleId| {
        let record = client.title(*title).unwrap();
        (record, client.history(*title), client.receipt(*title, 1).unwrap())
    };
    titles.iter().map(answer).collect()
}

#[test]
fn a_node_whose_index_was_deleted_gives_the_same_answers() {
    let mut cluster = Cluster::start(Plan { observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", cluster.clients());
    load.wait_for(10);
    let receipts = load.stop();
    let (chain, validators) = (cluster.chain(), cluster.genesis().validators());
    let title = |receipt: &Receipt| {
        receipt.verify(&chain, validators).unwrap().record.fact.title().unwrap().title
    };
    let titles: Vec<_> = receipts.iter().map(title).collect();
    let _ = cluster.agreed();
    let before = answers(&cluster.client(3), &titles);

    assert!(cluster.node(3).stop().success());
    let index = cluster.nodes()[3].data().join("index");
    fs::remove_dir_all(&index).unwrap();
    cluster.node(3).start();
    assert_eq!(answers(&cluster.client(3), &titles), before);

    // The same after a kill, and by the command that does it ahead of the start.
    cluster.node(3).kill();
    fs::remove_dir_all(&index).unwrap();
    let rebuilt = cluster.nodes()[3].run_to_end("rebuild-index");
    assert_eq!(rebuilt.code, Some(0), "{}", rebuilt.printed);
    cluster.node(3).start();
    assert_eq!(answers(&cluster.client(3), &titles), before);
    let _ = cluster.agreed();
}

#[test]
fn a_damaged_index_is_noticed_and_built_anew() {
    let mut cluster = Cluster::start(Plan { validators: 1, observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", cluster.clients());
    load.wait_for(10);
    let _ = load.stop();
    let before = cluster.agreed();
    assert!(cluster.node(0).stop().success());

    // An index that belongs to an earlier moment of another ledger's life: an empty one.
    let index = cluster.nodes()[0].data().join("index");
    for file in fs::read_dir(&index).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let half = fs::metadata(&path).unwrap().len() / 2;
            fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(half).unwrap();
        }
    }
    cluster.node(0).start();
    let header = cluster.client(0).header(before.height);
    assert_eq!((header.hash(), header.state_root), (before.hash, before.state_root));
}
