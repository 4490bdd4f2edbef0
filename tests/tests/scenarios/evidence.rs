//! Evidence files on real programs: what the holder writes, a reader without wallet or node checks.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, UNIX_EPOCH};

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::member::Members;
use ebl_tests::harness::programs::Programs;
use serde_json::Value;

/// One node, and a bill that the bank took from the shipper.
pub(super) struct Stage {
    cluster: Cluster,
    pub(super) cast: Cast,
    pub(super) title: String,
    /// The blocks of the issue and of the acceptance.
    issued: u64,
    accepted: u64,
}

const PACKAGE: &str = "bill.package";
pub(super) const EVIDENCE: &str = "bill.evidence";
/// The fewest blocks whose states a node keeps, and how its configuration says so.
const FEWEST: u64 = 100;
const KEEP: &str = "keep_state_blocks = 100";

impl Stage {
    pub(super) fn new() -> Self {
        Self::configured(|configuration| configuration)
    }

    /// One whose node keeps as few states as a node may.
    fn forgetful() -> Self {
        Self::configured(|configuration| {
            let few = configuration.replace("keep_state_blocks = 1000", KEEP);
            assert!(few.contains(KEEP), "the default is written out: {few}");
            few
        })
    }

    fn configured(change: impl Fn(String) -> String) -> Self {
        let programs = Programs::built();
        let folder = tempfile::tempdir().unwrap();
        let cast = Cast::enrol(programs, folder.path());
        let plan = Plan { validators: 1, observers: 0, ..Plan::default() };
        let mut members = cast.cards();
        members.extend(Members::default().write_cards(folder.path()));
        let mut cluster = Cluster::found(programs, plan, folder, &members);
        let file = cluster.nodes()[0].config();
        fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
        cluster.start_all();
        let port = cluster.nodes()[0].ports().api();
        for (_, wallet) in cast.all() {
            wallet.use_node(&cluster.genesis_file(), &format!("http://127.0.0.1:{port}"));
        }
        let Cast { carrier, shipper, bank, .. } = &cast;
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bill-bearer.json");
        carrier.write("bill.json", fs::read(document).unwrap());
        let name = shipper.identity().name;
        let to = ["issue", "bill.json", "--order", name, "--to", name, "--package", PACKAGE];
        let issue = carrier.does(&to);
        let title = issue["title"].as_str().unwrap().to_owned();
        carrier.hand(PACKAGE, shipper);
        carrier.hand(PACKAGE, bank);
        shipper.does(&["offer", &title, "--to", bank.identity().name]);
        let accept = bank.does(&["accept", &title, "--package", PACKAGE]);
        let height = |done: &Value| done["height"].as_u64().unwrap();
        let (issued, accepted) = (height(&issue), height(&accept));
        Self { cluster, cast, title, issued, accepted }
    }

    pub(super) fn chain(&self) -> String {
        hex::encode(self.cluster.chain().0)
    }

    /// `ebl verify` where there is no wallet at all.
    pub(super) fn verify(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let empty = tempfile::tempdir().unwrap();
        let all = [&["verify"], arguments].concat();
        let mut command = self.cast.bank.command(&all);
        let Output { status, stdout, .. } = command.env("EBL_HOME", empty.path()).output().unwrap();
        let said: Value = serde_json::from_slice(&stdout).unwrap();
        (status.code(), said.get("result").unwrap_or(&said).clone())
    }
}

fn controller(verdict: &Value) -> Option<&str> {
    verdict["controller"]["name"].as_str()
}

#[test]
fn whoever_has_the_file_and_no_node_learns_who_is_in_control_and_who_was() {
    let stage = Stage::new();
    let Cast { shipper, bank, .. } = &stage.cast;
    let written = bank.does(&["prove", &stage.title, "--with-document", "--out", EVIDENCE]);
    assert_eq!(written["proves"]["trust"], "profile");
    let (code, verdict) = stage.verify(&[EVIDENCE, "--chain", &stage.chain()]);
    assert_eq!(code, Some(0), "{verdict}");
    assert_eq!((&verdict["kind"], &verdict["about"]), (&"evidence".into(), &"bill".into()));
    assert_eq!(controller(&verdict), Some(bank.identity().name), "{verdict}");
    assert_eq!(verdict["facts"].as_array().unwrap().len(), 3, "{verdict}");
    assert_eq!(verdict["reference"], "HDL2611-0049");
    assert_eq!(verdict["document"]["attachments"], 1, "the terms travel with the document");
    let before = stage.accepted - 1;
    let (_, past) = stage.verify(&[EVIDENCE, "--at", &before.to_string()]);
    assert_eq!(past["at"]["controller"]["name"], shipper.identity().name, "{past}");
    assert_eq!(past["trust"], "nobody");
    let (_, earlier) = stage.verify(&[EVIDENCE, "--at", &(stage.issued - 1).to_string()]);
    assert_eq!(earlier["at"]["controller"], Value::Null);
    let (code, later) = stage.verify(&[EVIDENCE, "--at", "1000000"]);
    assert_eq!(code, Some(2), "{later}");
}

#[test]
fn who_was_in_control_is_proved_long_after_the_state_of_then_was_pruned() {
    let stage = Stage::forgetful();
    let Cast { shipper, bank, .. } = &stage.cast;
    let client = stage.cluster.client(0);
    let load = Load::start(stage.cluster.chain(), "load", vec![client.clone()]);
    // A client hands in one act after the other, so each has a block of its own.
    load.wait_for(usize::try_from(FEWEST).unwrap() + 1);
    let _ = load.stop();
    assert!(stage.cluster.agreed().height > stage.accepted + FEWEST);

    bank.does(&["prove", &stage.title, "--out", EVIDENCE]);
    let (code, verdict) = stage.verify(&[EVIDENCE, "--chain", &stage.chain()]);
    assert_eq!((code, controller(&verdict)), (Some(0), Some(bank.identity().name)), "{verdict}");
    let accepted_ms = client.header(stage.accepted).time_ms;
    let just_before = UNIX_EPOCH + Duration::from_millis(accepted_ms - 1);
    let moment = humantime::format_rfc3339_millis(just_before).to_string();
    for at in [(stage.accepted - 1).to_string(), moment] {
        let (code, past) = stage.verify(&[EVIDENCE, "--chain", &stage.chain(), "--at", &at]);
        assert_eq!(code, Some(0), "{past}");
        assert_eq!(past["at"]["controller"]["name"], shipper.identity().name, "{at}: {past}");
    }
    let (_, then) = stage.verify(&[EVIDENCE, "--at", &stage.accepted.to_string()]);
    assert_eq!(then["at"]["controller"]["name"], bank.identity().name, "{then}");
}

#[test]
fn whoever_is_in_control_answers_a_challenge_and_nobody_else_can() {
    let stage = Stage::new();
    let Cast { shipper, bank, stranger, .. } = &stage.cast;
    bank.does(&["prove", &stage.title, "--out", EVIDENCE]);
    let made = stranger.does(&["challenge"]);
    let challenge = made["challenge"].as_str().unwrap();
    bank.hand(EVIDENCE, shipper);
    let late = shipper.run(&["answer", EVIDENCE, "--challenge", challenge, "--out", "x.evidence"]);
    assert_eq!(late.failure(), Some("refused"), "{late:?}");
    let file = "answered.evidence";
    let answered = bank.does(&["answer", EVIDENCE, "--challenge", challenge, "--out", file]);
    assert_eq!((&answered["signatures"], &answered["needed"]), (&1.into(), &1.into()));
    let chain = stage.chain();
    let (code, shown) = stage.verify(&[file, "--chain", &chain, "--challenge", challenge]);
    assert_eq!((code, &shown["answered"]), (Some(0), &made["challenge"]), "{shown}");
    let fresh = stranger.does(&["challenge"]);
    let fresh = fresh["challenge"].as_str().unwrap();
    assert_eq!(stage.verify(&[file, "--chain", &chain, "--challenge", fresh]).0, Some(5));
    assert_eq!(stage.verify(&[EVIDENCE, "--chain", &chain, "--challenge", challenge]).0, Some(5));
}

#[test]
fn a_file_that_was_touched_or_is_of_another_ledger_proves_nothing() {
    let stage = Stage::new();
    let bank = &stage.cast.bank;
    bank.does(&["prove", &stage.title, "--out", EVIDENCE]);
    let (code, kept_back) = stage.verify(&[EVIDENCE, "--chain", &stage.chain()]);
    assert_eq!((code, &kept_back["document"]), (Some(0), &Value::Null));
    let (code, other) = stage.verify(&[EVIDENCE, "--chain", &"7".repeat(64)]);
    assert_eq!(code, Some(5), "{other}");
    let mut bytes = fs::read(bank.path(EVIDENCE)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bank.write("touched.evidence", bytes);
    let (code, touched) = stage.verify(&["touched.evidence", "--chain", &stage.chain()]);
    assert_eq!(code, Some(5), "{touched}");
    // A file is never overwritten.
    assert_eq!(bank.run(&["prove", &stage.title, "--out", EVIDENCE]).failure(), Some("config"));
}

#[test]
fn that_a_reference_was_never_used_is_proved_and_that_it_was_is_not_hidden() {
    let stage = Stage::new();
    let Cast { carrier, bank, .. } = &stage.cast;
    let of = ["--carrier", carrier.identity().name, "--out"];
    bank.does(&[&["prove-unused", "free 0001"], &of[..], &["free.evidence"]].concat());
    let (code, verdict) = stage.verify(&["free.evidence", "--chain", &stage.chain()]);
    assert_eq!((code, &verdict["reference"]), (Some(0), &"FREE0001".into()), "{verdict}");
    let used = [&["prove-unused", "hdl2611-0049"], &of[..], &["used.evidence"]].concat();
    let refused = bank.run(&used);
    assert_eq!(refused.failure(), Some("unverified"), "{refused:?}");
    assert!(refused.what().contains("was used"), "{}", refused.what());
}
