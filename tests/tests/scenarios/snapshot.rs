//! A new observer serves verified answers from a state that untrusted peers gave it, and fetches the
//! blocks before it afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ebl_tests::harness::client::runtime;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::node::{Node, Role};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::{PATIENCE, until};
use node::commands::init::{NodeCard, network_keypair};
use node::gossip::snapshots::messages::{Answer, Ask};
use node::gossip::{self, Gossip, PeerAddress, Settings};
use node::keyfile;
use proto::receipt::Receipt;
use proto::snapshot::{INTERVAL, Prefix, StatePart};

const OBSERVER: usize = 4;
/// Entries that a go-between says there are, so that a small state is fetched in many parts.
const SAID: u64 = 20_000;

/// Lets a node begin with a snapshot.
fn begin_with_snapshot(node: &Node) {
    node.reconfigure(|config| {
        config.replace("begin_with = \"blocks\"", "begin_with = \"snapshot\"")
    });
}

/// Runs the validators until there is a snapshot to give and some blocks more. Gives their receipts.
fn grow(cluster: &Cluster) -> Vec<Receipt> {
    let load = Load::start(cluster.chain(), "load", cluster.clients());
    until("there is a snapshot", PATIENCE, || {
        (cluster.client(0).height().unwrap() > INTERVAL + 2).then_some(())
    });
    load.stop()
}

fn cards(nodes: &[Node]) -> Vec<PathBuf> {
    nodes.iter().map(Node::card).collect()
}

#[test]
fn an_observer_serves_verified_answers_from_a_snapshot_and_then_fetches_the_history() {
    let mut cluster = Cluster::prepare(Plan::default());
    cluster.start_validators();
    let before = grow(&cluster);
    begin_with_snapshot(&cluster.nodes()[OBSERVER]);
    cluster.node(OBSERVER).start();
    let client = cluster.client(OBSERVER);
    assert!(client.height().unwrap() >= INTERVAL, "it serves from the snapshot on");
    let log = cluster.nodes()[OBSERVER].log();
    assert!(log.contains("the state snapshot is whole"), "{log}");

    // What is recorded from now on is proved by it against the genesis file.
    let load = Load::start(cluster.chain(), "after", vec![cluster.client(0)]);
    load.wait_for(3);
    let after = load.stop();
    let _ = cluster.agreed();
    let (chain, validators) = (cluster.chain(), cluster.genesis().validators());
    let own = |receipt: &Receipt| {
        let record = receipt.verify(&chain, validators).unwrap().record;
        let own = client.receipt(record.fact.title().unwrap().title, record.sequence).unwrap();
        assert_eq!(own.verify(&chain, validators).unwrap().record, record);
    };
    after.iter().for_each(own);
    // And the state of what was recorded before it was there.
    for receipt in &before {
        let record = receipt.verify(&chain, validators).unwrap().record;
        let title = record.fact.title().unwrap().title;
        assert_eq!(client.title(title), cluster.client(0).title(title));
    }

    // The history comes by itself, and then nothing tells the node from any other.
    until("the history is whole", PATIENCE, || {
        cluster.nodes()[OBSERVER].log().contains("the history is whole").then_some(())
    });
    before.iter().for_each(own);
    let agreed = cluster.agreed();
    let blocks = client.blocks(1, agreed.height);
    for (block, certificate) in &blocks {
        assert_eq!(certificate.block, block.header.hash());
        certificate.verify(&chain, validators).unwrap();
    }
    assert!(cluster.node(OBSERVER).stop().success());
    let checked = cluster.nodes()[OBSERVER].run_to_end("check-store");
    assert_eq!(checked.code, Some(0), "{}", checked.printed);
    cluster.node(OBSERVER).start();
    let _ = cluster.agreed();
}

#[test]
fn a_peer_that_lies_about_the_state_is_dropped_at_its_first_false_part() {
    let mut cluster = Cluster::prepare(Plan::default());
    let liar = Node::init(Programs::built(), cluster.folder(), "liar", Role::Observer);
    let upstream = cluster.nodes()[0].card();
    cluster.nodes()[0].join(&cluster.genesis_file(), &[liar.card()]);
    cluster.nodes()[OBSERVER].join(&cluster.genesis_file(), &[liar.card()]);
    cluster.start_validators();
    let _ = grow(&cluster);
    // It gives what a validator gives, and one value in each part of the state is its own.
    let observer = cluster.nodes()[OBSERVER].card();
    let between = Between::start(&cluster, &liar, &[upstream, observer], |_, answer| {
        let Answer::State(bytes) = answer else { return answer };
        let mut part = StatePart::decode(&bytes).unwrap();
        match part.items.first_mut() {
            Some((_, value)) => value[0] ^= 1,
            None => part.siblings.push(proto::hash::Hash::ZERO),
        }
        Answer::State(part.encode())
    });
    begin_with_snapshot(&cluster.nodes()[OBSERVER]);
    cluster.node(OBSERVER).start();
    let log = cluster.nodes()[OBSERVER].log();
    assert!(log.contains("lied about the snapshot and is dropped"), "{log}");
    assert!(log.contains("the state snapshot is whole"), "{log}");
    // No more than what was under way when the first one came.
    let given = between.parts_given();
    assert!((1..=3).contains(&given), "{given} false parts were asked for");
    let _ = cluster.agreed();
}

#[test]
fn an_observer_killed_in_the_middle_of_a_snapshot_goes_on_from_what_it_had() {
    let mut cluster = Cluster::prepare(Plan { observers: 0, ..Plan::default() });
    let dawdler = Node::init(Programs::built(), cluster.folder(), "dawdler", Role::Observer);
    let mut late = Node::init(Programs::built(), cluster.folder(), "late", Role::Observer);
    let genesis = cluster.genesis_file();
    for node in cluster.nodes() {
        node.join(&genesis, &[dawdler.card(), late.card()]);
    }
    late.join(&genesis, &[dawdler.card()]);
    begin_with_snapshot(&late);
    cluster.start_validators();
    let _ = grow(&cluster);
    // It gives five parts and from then on has too much to do.
    let left = Mutex::new(5);
    let peers = [cluster.nodes()[0].card(), late.card()];
    let between = Between::start(&cluster, &dawdler, &peers, move |ask, answer| {
        let mut left = left.lock().unwrap();
        match ask {
            Ask::State { .. } if *left == 0 => Answer::TryLater,
            Ask::State { .. } => {
                *left -= 1;
                answer
            }
            _ => answer,
        }
    });
    late.spawn();
    let kept = || {
        let names = fs::read_dir(late.data().join("snapshot")).ok()?;
        let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let parts = names.filter(|name| name.starts_with("state-") && !name.ends_with(".tmp"));
        (parts.count() == 5).then_some(())
    };
    until("five parts are on disk", PATIENCE, kept);
    let first = between.parts_given();
    late.kill();
    // The second time the validators are its peers too.
    late.join(&genesis, &cards(cluster.nodes()));
    late.start();
    assert!(late.log().contains("going on with the snapshot"), "{}", late.log());
    assert!(late.client().height().unwrap() >= INTERVAL);
    let twice = between.asked.lock().unwrap();
    let given_again = twice.values().filter(|given| **given > 1).count();
    assert_eq!((first, given_again), (5, 0), "{twice:?}");
}

/// A node in this process that passes questions on to a validator, and answers on as it pleases. It
/// speaks the real protocol over real connections.
struct Between {
    /// How often each part was given.
    asked: Arc<Mutex<BTreeMap<Prefix, usize>>>,
}

impl Between {
    fn start(
        cluster: &Cluster,
        own: &Node,
        peers: &[PathBuf],
        change: impl Fn(&Ask, Answer) -> Answer + Send + 'static,
    ) -> Self {
        let home = own.card().parent().unwrap().to_owned();
        let seed = keyfile::read(&home.join("keys/network.key")).unwrap();
        let card = NodeCard::read(&own.card()).unwrap();
        let peers: Vec<_> = peers.iter().map(|card| NodeCard::read(card).unwrap().peer).collect();
        let upstream = peers[0].id;
        let settings = Settings {
            listen: card.peer.gossip,
            peers: peers
                .into_iter()
                .map(|peer| PeerAddress { peer: peer.id, address: Some(peer.gossip) })
                .collect(),
            keypair: network_keypair(&seed),
            chain: cluster.chain(),
            network_name: cluster.genesis().network_name().to_owned(),
            height: cluster.client(0).height().unwrap(),
        };
        let asked = Arc::new(Mutex::new(BTreeMap::new()));
        let given = Arc::clone(&asked);
        let _running = runtime().enter();
        let Gossip { handle, mut snapshots, .. } = gossip::start(settings).unwrap();
        runtime().spawn(async move {
            while let Some(question) = snapshots.recv().await {
                let honest = handle.ask(upstream, &question.ask).await;
                let answer = match honest.unwrap_or(Answer::TryLater) {
                    Answer::Offer { trail, .. } => Answer::Offer { trail, entries: SAID },
                    answer => answer,
                };
                let answer = change(&question.ask, answer);
                if let (Ask::State { prefix, .. }, Answer::State(_)) = (&question.ask, &answer) {
                    *given.lock().unwrap().entry(*prefix).or_default() += 1;
                }
                question.answer(&answer);
            }
        });
        Self { asked }
    }

    fn parts_given(&self) -> usize {
        self.asked.lock().unwrap().values().sum()
    }
}
