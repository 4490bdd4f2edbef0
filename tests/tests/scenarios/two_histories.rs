//! Four validators sign a second history, and a wallet, an observer and a witness who saw the first
//! each notice at the first exchange (threat C5).
//!
//! The second history is a real one: every validator is started again as it was before it signed
//! anything, so a quorum of real keys signs other blocks of the same heights.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::{PATIENCE, until};
use ebl_tests::harness::wallet::Wallet;
use proto::two_histories::{Split, TwoHistories};
use serde_json::Value;

const VALIDATORS: usize = 4;
const OBSERVER: usize = 4;

/// A network with a second life in store.
struct Stage {
    cluster: Cluster,
    cast: Cast,
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

fn home(cluster: &Cluster, node: usize) -> PathBuf {
    cluster.nodes()[node].data().parent().unwrap().to_owned()
}

impl Stage {
    /// The network in its first life, with what the validators were before it.
    fn set() -> Self {
        let programs = Programs::built();
        let folder = tempfile::tempdir().unwrap();
        let cast = Cast::enrol(programs, folder.path());
        let plan = Plan { heartbeat_ms: 1_000, ..Plan::default() };
        let mut cluster = Cluster::found(programs, plan, folder, &cast.cards());
        for node in 0..VALIDATORS {
            let home = home(&cluster, node);
            copy(&home, &home.with_extension("unused"));
        }
        cluster.start_all();
        let stage = Self { cluster, cast };
        stage.has_blocks(0, 3);
        stage
    }

    fn has_blocks(&self, node: usize, height: u64) {
        until("the node has that block", PATIENCE, || {
            (self.cluster.client(node).height().unwrap() >= height).then_some(())
        });
    }

    /// Ends the first life of the validators and begins their second, up to a height. The observer
    /// is down meanwhile: it would give them the first history, and they would go on with it.
    fn live_again(&mut self, height: u64) {
        self.cluster.node(OBSERVER).stop();
        for node in 0..VALIDATORS {
            let home = home(&self.cluster, node);
            self.cluster.node(node).kill();
            fs::remove_dir_all(&home).unwrap();
            fs::rename(home.with_extension("unused"), &home).unwrap();
        }
        self.cluster.start_validators();
        self.has_blocks(0, height);
    }

    fn api(&self, node: usize) -> String {
        format!("http://{}", self.cluster.nodes()[node].api())
    }

    fn witness_key(&self) -> String {
        let card = fs::read_to_string(self.cluster.nodes()[OBSERVER].card()).unwrap();
        let key = card.lines().find_map(|line| line.strip_prefix("witness_key = ")).unwrap();
        key.trim_matches('"').to_owned()
    }

    /// A profile of these nodes that trusts the observer as a witness.
    fn profile(&self, wallet: &Wallet, label: &str, nodes: &[usize]) {
        let nodes: Vec<_> = nodes.iter().map(|node| self.api(*node)).collect();
        let key = self.witness_key();
        let mut options = vec!["--witness", &key];
        options.extend(nodes.iter().flat_map(|node| ["--node", node]));
        wallet.add_profile(label, &self.cluster.genesis_file(), &options);
    }

    /// The files of two histories that a node kept, each verified.
    fn kept_by(&self, node: usize) -> Vec<Split> {
        let folder = self.cluster.nodes()[node].data().join("evidence");
        let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
        let named = |path: &PathBuf| path.extension().is_some_and(|it| it == "histories");
        let files = files.map(|file| file.unwrap().path()).filter(named);
        let verified = |path| TwoHistories::decode(&fs::read(path).unwrap()).unwrap().verify(None);
        files.map(|path| verified(path).unwrap()).collect()
    }
}

fn height(head: &Value) -> u64 {
    head["height"].as_u64().unwrap()
}

#[test]
fn a_second_history_is_caught_by_a_wallet_an_observer_and_a_witness() {
    let mut stage = Stage::set();
    let (bank, customs) = (stage.cast.bank.clone(), stage.cast.customs.clone());
    stage.profile(&bank, "all", &[0, 1, 2, 3, OBSERVER]);
    stage.profile(&customs, "validators", &[0, 1]);

    // In the first life all is one history, and the observer witnesses it, also to a validator's
    // clients.
    let head = until("a validator passes the witness's word on", PATIENCE, || {
        let head = customs.does(&["--profile", "validators", "head"]);
        head["witnesses"][0]["height"].as_u64().is_some().then_some(head)
    });
    assert_eq!(head["witnesses"][0]["witness"], stage.witness_key());
    assert_eq!(head["witnesses"][0]["trusted"], true);
    let seen = bank.does(&["--profile", "all", "head", "--out", "seen.trail"]);
    let states: Vec<_> = seen["nodes"].as_array().unwrap().iter().map(|it| &it["state"]).collect();
    assert_eq!(states, ["proved"; 5], "{seen}");
    bank.hand("seen.trail", &customs);
    customs.does(&["--profile", "validators", "head", "--compare", "seen.trail"]);
    assert!((0..=OBSERVER).all(|node| stage.kept_by(node).is_empty()));

    stage.live_again(height(&seen) + 2);

    // The wallet, at whatever it does first.
    let run = bank.run(&["--profile", "all", "list"]);
    assert_eq!((run.code, run.failure()), (5, Some("unverified")), "{run:?}");
    assert!(run.what().contains("has another history"), "{run:?}");
    assert!(run.what().contains(seen["block"].as_str().unwrap()), "{run:?}");
    the_file_names_who_signed_both(&bank, &run.json["error"]["details"]["kept"], &seen);
    // Another wallet, which saw nothing itself, by the file that it was handed.
    let stranger = stage.cast.shipper.clone();
    stage.profile(&stranger, "validators", &[0, 1]);
    stranger.does(&["--profile", "validators", "head"]);
    bank.hand("seen.trail", &stranger);
    let run = stranger.run(&["--profile", "validators", "head", "--compare", "seen.trail"]);
    assert_eq!((run.code, run.failure()), (5, Some("unverified")), "{run:?}");

    stage.cluster.node(OBSERVER).spawn();
    // The observer, which kept the first history, by what its peers tell it: it ends, because the
    // network goes on without it, but not before it has both.
    let ended = stage.cluster.node(OBSERVER).wait_for_end();
    let said = stage.cluster.nodes()[OBSERVER].last_words();
    assert_eq!(ended.code(), Some(1), "{said}");
    assert!(said.contains("the network has another history"), "{said}");
    let split = stage.kept_by(OBSERVER).pop().expect("both are kept");
    assert!(split.signed_both.len() >= 2, "{split:?}");
    // And its peers by what it told them.
    let accused = |node: usize| {
        let status = stage.cluster.client(node).status().unwrap();
        status.peers.iter().any(|peer| peer.trouble.contains("another history"))
    };
    let accuser = (0..VALIDATORS).find(|node| accused(*node)).expect("a validator noticed");
    assert!(!stage.kept_by(accuser).is_empty());

    the_witness_signs_no_other_history(&mut stage, &stranger);
}

/// Whoever has the file and nothing else learns who signed both.
fn the_file_names_who_signed_both(wallet: &Wallet, kept: &Value, seen: &Value) {
    let file = kept.as_str().unwrap();
    let shown = wallet.does(&["verify", file, "--chain", seen["chain_id"].as_str().unwrap()]);
    assert_eq!(shown["kind"], "two-histories");
    assert_eq!(shown["height"], seen["height"]);
    assert_eq!(shown["first"], seen["block"]);
    // Two quorums of four share two at least.
    assert!(shown["signed_both"].as_array().unwrap().len() >= 2, "{shown}");
    // Of another ledger it proves nothing.
    let run = wallet.run(&["verify", file, "--chain", &"7".repeat(64)]);
    assert_eq!((run.code, run.failure()), (5, Some("unverified")), "{run:?}");
}

/// The observer's operator throws its ledger away and lets it fetch another. It follows, and keeps
/// both histories, and signs nothing any more.
fn the_witness_signs_no_other_history(stage: &mut Stage, wallet: &Wallet) {
    let data = stage.cluster.nodes()[OBSERVER].data();
    fs::remove_dir_all(data.join("evidence")).unwrap();
    fs::remove_dir_all(data.join("ledger")).unwrap();
    fs::remove_dir_all(data.join("index")).unwrap();
    stage.cluster.node(OBSERVER).start();
    let found = until("the witness has compared", PATIENCE, || stage.kept_by(OBSERVER).pop());
    assert!(found.signed_both.len() >= 2, "{found:?}");
    stage.profile(wallet, "observer", &[OBSERVER]);
    let head = wallet.does(&["--profile", "observer", "head"]);
    assert_eq!(head["witnesses"][0]["height"], Value::Null, "{head}");
}
