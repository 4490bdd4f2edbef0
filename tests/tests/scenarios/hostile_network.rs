//! Noise, half-open connections and strangers on every port: the network goes on, within bounds.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::member::Members;
use ebl_tests::harness::node::{Node, Role};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::{PATIENCE, until};

/// Half a GiB, as the threat model promises.
const MEMORY_KIB: u64 = 512 * 1024;
const STRANGERS: usize = 100;

/// What strangers say when somebody answers.
fn noises() -> Vec<Vec<u8>> {
    let mut oversize = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // A frame of 16 MiB - 1, which is never sent whole.
    oversize.extend([0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01]);
    oversize.extend(vec![0xaa; 100_000]);
    // Multistream: a length of 2^63.
    let mut long = b"\x13/multistream/1.0.0\n".to_vec();
    long.extend([0xff; 9]);
    long.extend(vec![0x55; 100_000]);
    vec![
        Vec::new(),
        vec![0x00],
        vec![0xff; 70_000],
        b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"\x13/multistream/1.0.0\n\x07/noise\n".to_vec(),
        oversize,
        long,
    ]
}

#[test]
fn noise_and_half_open_connections_on_every_port_disturb_nobody() {
    let mut cluster = Cluster::start(Plan { observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(1)]);
    load.wait_for(2);
    let ports = cluster.nodes()[0].ports();
    let noises = noises();
    let mut open = Vec::new();
    for port in [ports.consensus(), ports.gossip(), ports.api(), ports.metrics()] {
        for noise in noises.iter().cycle().take(STRANGERS) {
            // A node that is full may refuse the connection, and hang up at any byte.
            let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { continue };
            stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
            let _ = stream.write_all(noise);
            open.push(stream);
        }
    }
    // While all of them stand, the node takes part, answers, and keeps within its bounds.
    load.wait_for(5);
    let _ = load.stop();
    let agreed = cluster.agreed();
    assert!(cluster.client(0).height().unwrap() >= agreed.height);
    let Members { carrier, shipper, .. } = Members::default();
    let issue = carrier.issue(&cluster.chain(), "bill", shipper.party());
    cluster.client(0).submit(&issue).receipts();
    if let Some(peak) = cluster.nodes()[0].peak_memory_kib() {
        assert!(peak < MEMORY_KIB, "the node used {peak} KiB");
    }
    // None of them was told anything but a protocol's greeting.
    for mut stream in open {
        stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let mut heard = [0; 4096];
        let _ = stream.read(&mut heard);
    }
    assert!(cluster.node(0).is_running());
    assert!(cluster.node(0).stop().success());
}

#[test]
fn a_node_that_nobody_named_as_a_peer_learns_nothing_and_disturbs_nobody() {
    let cluster = Cluster::start(Plan { observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(3);
    // It has the genesis file and everybody's card; nobody has its own.
    let mut stranger = Node::init(Programs::built(), cluster.folder(), "stranger", Role::Observer);
    let cards: Vec<_> = cluster.nodes().iter().map(Node::card).collect();
    stranger.join(&cluster.genesis_file(), &cards);
    stranger.start();
    until("every validator turned the stranger away", PATIENCE, || {
        let peers = stranger.client().status().ok()?.peers;
        let turned_away = |peer: &&_| {
            let peer: &proto::pb::api::v1::Peer = peer;
            !peer.connected && !peer.trouble.is_empty()
        };
        (peers.iter().filter(turned_away).count() == 4).then_some(())
    });
    load.wait_for(5);
    let _ = load.stop();
    assert_eq!(stranger.client().height().unwrap(), 0);
    let _ = cluster.agreed();
}
