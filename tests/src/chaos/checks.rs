//! What must hold when the faults are over.
//!
//! The network records new acts; every act that a client was told is final stands at every node,
//! at the same place of the same block; all nodes hold the same blocks; no validator signed two
//! different things; and the stores are sound, each byte of them, when the nodes are stopped.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::Duration;

use prost::Message;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::pb::peer::v1::Equivocation;

use crate::harness::client::{Client, Outcome};
use crate::harness::cluster::Cluster;

use super::report::Report;
use super::traffic::{Acknowledged, History, Traffic};

/// Lets the traffic prove that the network lives, ends it, and holds what its clients were told
/// against every node. All nodes must run. They are stopped at the end.
///
/// # Panics
///
/// When anything but an acknowledged act is not as it must be; of those, the report counts them.
pub fn conclude(cluster: &mut Cluster, traffic: Traffic, report: &mut Report) -> History {
    traffic.wait_for(SIGNS_OF_LIFE);
    let history = traffic.stop();
    conclude_with(cluster, &history, report);
    history
}

/// As [`conclude`], for traffic that was stopped before.
///
/// # Panics
///
/// As [`conclude`].
pub fn conclude_with(cluster: &mut Cluster, history: &History, report: &mut Report) {
    report.height = cluster.agreed().height;
    assert_same_blocks(cluster, report.height);
    let lost = lost(cluster, history);
    report.acknowledged = history.acknowledged.len();
    report.lost = lost.len();
    report.unknown = history.not_heard;
    for act in lost {
        eprintln!("lost: {:?} of title {:?}", act.act.id, act.act.title);
    }
    let times = history.times();
    if times.count() > 0 {
        report.times.push(("finality, all acts", times));
    }
    for (rule, times) in &history.refused_by_laggards {
        report.met_often(&format!("acts refused by a node behind, {rule}"), *times);
    }
    assert_nobody_signed_twice(cluster);
    assert_sound_stores(cluster);
}

/// Acts that some node does not hold as their client was told.
fn lost<'a>(cluster: &Cluster, history: &'a History) -> Vec<&'a Acknowledged> {
    let genesis = cluster.genesis();
    let lost: BTreeSet<usize> = thread::scope(|scope| {
        let searches: Vec<_> = cluster
            .clients()
            .into_iter()
            .map(|client| scope.spawn(move || lost_at(&client, genesis, &history.acknowledged)))
            .collect();
        searches.into_iter().flat_map(|search| search.join().expect("a search ends")).collect()
    });
    lost.into_iter().map(|index| &history.acknowledged[index]).collect()
}

fn lost_at(client: &Client, genesis: &Genesis, acts: &[Acknowledged]) -> Vec<usize> {
    let is_lost = |told: &Acknowledged| {
        let Outcome::Final(receipts) = client.outcome_of(told.act.id, told.act.deadline_ms) else {
            return true;
        };
        let proved = receipts.iter().map(|receipt| {
            receipt.verify(&genesis.chain(), genesis.validators()).expect("it is proved")
        });
        // Nodes may hold different signers for one block; all else is the same.
        !proved
            .map(|proved| (proved.record, proved.header))
            .eq(told.facts.iter().map(|proved| (proved.record.clone(), proved.header.clone())))
    };
    let lost = acts.iter().enumerate().filter(|(_, told)| is_lost(told));
    lost.map(|(index, _)| index).collect()
}

/// Every header up to `height` is the same everywhere, certified by a quorum, and follows from
/// the one before.
fn assert_same_blocks(cluster: &Cluster, height: u64) {
    let genesis = cluster.genesis();
    let chains: Vec<_> = thread::scope(|scope| {
        let readers: Vec<_> = cluster
            .clients()
            .into_iter()
            .map(|client| scope.spawn(move || headers(&client, genesis, height)))
            .collect();
        readers.into_iter().map(|reader| reader.join().expect("blocks can be read")).collect()
    });
    for (node, chain) in chains.iter().enumerate() {
        assert!(*chain == chains[0], "node {node} holds other blocks than node 0");
    }
}

fn headers(client: &Client, genesis: &Genesis, height: u64) -> Vec<Hash> {
    let mut hashes = Vec::new();
    let mut parent = None;
    let mut from = 1;
    while from <= height {
        let to = height.min(from + BLOCKS - 1);
        for (block, certificate) in client.blocks(from, to) {
            let hash = block.header.hash();
            assert!(parent.is_none_or(|parent| parent == block.header.parent));
            assert_eq!(certificate.block, hash);
            certificate.verify(&genesis.chain(), genesis.validators()).expect("a quorum signed");
            hashes.push(hash);
            parent = Some(hash);
        }
        from = to + 1;
    }
    hashes
}

fn assert_nobody_signed_twice(cluster: &Cluster) {
    for node in cluster.nodes() {
        let Ok(evidence) = fs::read_dir(node.data().join("evidence")) else { continue };
        let found: Vec<_> = evidence
            .map(|entry| entry.expect("it can be read").path())
            .map(|path| (Equivocation::decode(&fs::read(&path).expect("it can be read")[..]), path))
            .collect();
        assert!(found.is_empty(), "{} holds proof of a double signature: {found:?}", node.name());
    }
}

fn assert_sound_stores(cluster: &mut Cluster) {
    for node in 0..cluster.nodes().len() {
        let status = cluster.node(node).stop();
        assert!(status.success(), "{} did not stop well", cluster.nodes()[node].name());
    }
    for node in cluster.nodes() {
        let checked = node.run_to_end_within("check-store", CHECK);
        assert_eq!(checked.code, Some(0), "{}: {}", node.name(), checked.printed);
    }
}

/// How many more acts must become final after the faults.
pub const SIGNS_OF_LIFE: usize = 6;
/// Blocks asked for at a time.
const BLOCKS: u64 = 400;
/// A long ledger is executed again from its beginning.
const CHECK: Duration = Duration::from_secs(900);
