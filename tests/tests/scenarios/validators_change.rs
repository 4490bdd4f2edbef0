//! Who votes changes while the network runs: by the governance's signatures, without a restart, and
//! for whoever has nothing but the genesis file to check by.

use std::collections::BTreeSet;

use ebl_tests::harness::client::Client;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::member::Members;
use ebl_tests::harness::node::{Node, Role};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::{PATIENCE, until};
use proto::block::Header;
use proto::keys::PublicKey;
use proto::receipt::Receipt;
use proto::registry::Act;
use proto::validators::{Address, ValidatorSet};

const EARLY_OBSERVER: usize = 4;
const LATE_OBSERVER: usize = 5;
/// A validator from beginning to end.
const STEADY: usize = 2;

/// A running network and its members, who govern it.
struct Network {
    cluster: Cluster,
    joining: Vec<Node>,
    members: Members,
}

impl Network {
    /// Four validators and the early observer run, and so do two nodes whose keys wait.
    fn start() -> Self {
        let plan = Plan { observers: 2, heartbeat_ms: 1_000, ..Plan::default() };
        let mut cluster = Cluster::prepare(plan);
        let init = |name| Node::init(Programs::built(), cluster.folder(), name, Role::Validator);
        let mut joining = vec![init("fifth"), init("sixth")];
        let (file, nodes) = (cluster.genesis_file(), cluster.nodes());
        let cards: Vec<_> = nodes.iter().chain(&joining).map(Node::card).collect();
        nodes.iter().chain(&joining).for_each(|node| node.join(&file, &cards));
        cluster.start_validators();
        cluster.node(EARLY_OBSERVER).start();
        joining.iter_mut().for_each(Node::start);
        Self { cluster, joining, members: Members::default() }
    }

    fn clients(&self) -> Vec<Client> {
        let joining = self.joining.iter().map(Node::client);
        self.cluster.clients().into_iter().chain(joining).collect()
    }

    fn key(&self, validator: usize) -> PublicKey {
        self.cluster.nodes()[validator].consensus_key()
    }

    /// The governance puts others in the validators' place. Gives the fact's receipt, once a block
    /// after it names the new set.
    fn change_validators(&self, keys: &[PublicKey]) -> Receipt {
        let entries: Vec<_> = keys.iter().map(|key| (*key, 1)).collect();
        let set = ValidatorSet::new(&entries).unwrap();
        let client = self.cluster.client(STEADY);
        let act = Act::ChangeValidators(set.clone());
        let mut receipts = self.members.govern(&self.cluster.chain(), &client, act).receipts();
        let receipt = receipts.remove(0);
        assert_eq!(receipts, [], "one act of the governance is one fact");

        let fixed = self.verified(&receipt);
        assert_eq!(fixed.next_validators, set.hash());
        assert_ne!(fixed.validators, set.hash(), "who was in force voted on it");
        assert_eq!(client.header(fixed.height + 1).validators, set.hash());
        let voters = set.validators().len();
        println!("block {} fixed {voters} voters, set {}", fixed.height, set.hash());
        receipt
    }

    /// A bill is issued, offered and accepted at one node, whoever votes now.
    fn transfer(&self, name: &str, client: &Client) -> Vec<Receipt> {
        let Members { carrier, shipper, bank, .. } = &self.members;
        let chain = self.cluster.chain();
        let issue = carrier.issue(&chain, name, shipper.party());
        let mut receipts = client.submit(&issue).receipts();
        let offer = shipper.offer(&chain, issue.title, client.head_of(issue.title), bank.party());
        receipts.extend(client.submit(&offer).receipts());
        let head = client.head_of(issue.title);
        let accept = bank.sign(&chain, issue.title, head, title::Act::Accept);
        receipts.extend(client.submit(&accept).receipts());
        let title = client.title(issue.title).unwrap().title;
        assert_eq!(title.controller(), Some(bank.party()));
        receipts
    }

    /// The header that a receipt proves by the genesis file alone.
    fn verified(&self, receipt: &Receipt) -> Header {
        let (chain, founders) = (self.cluster.chain(), self.cluster.genesis().validators());
        receipt.verify(&chain, founders).unwrap().header
    }

    /// Waits until a key has proposed a block that was committed.
    fn wait_for_block_of(&self, key: &PublicKey) {
        let (client, address) = (self.cluster.client(STEADY), Address::of(key));
        let mut from = client.height().unwrap();
        until("the new validator's block is committed", PATIENCE, || {
            let head = client.height().ok()?.max(1);
            let blocks = client.blocks(from.max(1), head);
            from = head;
            blocks.iter().any(|(block, _)| block.header.proposer == address).then_some(())
        });
    }

    /// Waits until every node that runs has the steady validator's newest block, and checks that
    /// all of them have the same.
    fn agreed(&self) -> Header {
        let height = self.cluster.client(STEADY).height().unwrap();
        let headers: Vec<_> = self.clients().iter().map(|client| client.header(height)).collect();
        assert!(headers.iter().all(|header| *header == headers[0]), "{headers:?}");
        headers[0].clone()
    }
}

fn role(client: &Client) -> String {
    client.status().unwrap().role
}

#[test]
fn a_validator_is_added_another_replaced_and_a_third_removed_while_the_network_runs() {
    let mut network = Network::start();
    let founders: Vec<_> = (0..4).map(|validator| network.key(validator)).collect();
    let [fifth, sixth] = [0, 1].map(|node| network.joining[node].consensus_key());
    let [joined, replacing] = [0, 1].map(|node| network.joining[node].client());
    assert_eq!((role(&joined), role(&replacing)), ("observer".into(), "observer".into()));
    let mut receipts = network.transfer("before", &network.cluster.client(0));

    // Added: it followed, and begins to vote.
    let five = [&founders[..], &[fifth]].concat();
    receipts.push(network.change_validators(&five));
    network.wait_for_block_of(&fifth);
    assert_eq!(role(&joined), "validator");
    receipts.extend(network.transfer("after the first was added", &joined));

    // Replaced: another key in the first founder's place.
    let replaced = [founders[1], founders[2], founders[3], fifth, sixth];
    let second = network.change_validators(&replaced);
    network.wait_for_block_of(&sixth);
    assert_eq!(role(&replacing), "validator");
    receipts.extend(network.transfer("after one was replaced", &network.cluster.client(0)));

    // Removed: the second founder.
    let four = [founders[2], founders[3], fifth, sixth];
    let third = network.change_validators(&four);
    receipts.extend(network.transfer("after one was removed", &network.cluster.client(1)));

    // Who starts after all that begins from the genesis file like everybody else.
    network.cluster.node(LATE_OBSERVER).start();
    receipts.extend(network.transfer("at the end", &replacing));
    let agreed = network.agreed();
    let entries = four.map(|key| (key, 1));
    let in_force = ValidatorSet::new(&entries).unwrap();
    assert_eq!((agreed.validators, agreed.next_validators), (in_force.hash(), in_force.hash()));

    removed_validators_follow_and_sign_nothing(&network, &founders, [&second, &third], &agreed);

    // Every receipt, the last ones too, holds by the genesis file alone, whoever makes it anew.
    let (chain, genesis) = (network.cluster.chain(), network.cluster.genesis().validators());
    let late = network.cluster.client(LATE_OBSERVER);
    let mut voters = BTreeSet::new();
    for receipt in receipts.iter().chain([&second, &third]) {
        let proved = receipt.verify(&chain, genesis).unwrap();
        voters.insert(proved.validators);
        let Some(fact) = proved.record.fact.title() else { continue };
        let anew = late.receipt(fact.title, proved.record.sequence).unwrap();
        assert_eq!(anew.verify(&chain, genesis).unwrap().record, proved.record);
    }
    assert_eq!(voters, [4, 5].into());
    println!("eight nodes agree at height {}: set {}", agreed.height, agreed.validators);

    // Nobody needs those who left, and the late observer's store holds every hand-over.
    network.cluster.node(0).kill();
    network.cluster.node(1).kill();
    network.transfer("without those who left", &replacing);
    let _ = network.agreed();
    assert!(network.cluster.node(LATE_OBSERVER).stop().success());
    let checked = network.cluster.nodes()[LATE_OBSERVER].run_to_end("check-store");
    assert_eq!(checked.code, Some(0), "{}", checked.printed);
}

/// The nodes of both founders that left have every block; no block after the one that took their
/// vote carries their signature.
fn removed_validators_follow_and_sign_nothing(
    network: &Network,
    founders: &[PublicKey],
    changes: [&Receipt; 2],
    agreed: &Header,
) {
    for (left, change) in changes.into_iter().enumerate() {
        let client = network.cluster.client(left);
        assert_eq!(role(&client), "observer");
        assert!(client.height().unwrap() >= agreed.height);
        let (address, fixed) = (Address::of(&founders[left]), network.verified(change));
        for node in network.clients() {
            for (block, certificate) in node.blocks(fixed.height + 1, agreed.height) {
                assert_ne!(block.header.proposer, address);
                let signed = certificate.signatures.iter().any(|(by, _)| *by == address);
                assert!(!signed, "a signature at height {}", block.header.height);
            }
        }
    }
}
