//! Evidence files on real programs: what the holder writes, a reader without wallet or node checks.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, UNIX_EPOCH};

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::member::Members;
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wallet::Wallet;
use proto::document::BillPackage;
use proto::evidence::{Challenge, Evidence, TitleEvidence};
use serde_json::Value;

/// One node, and a bill that the bank took from the shipper.
pub(super) struct Stage {
    pub(super) cluster: Cluster,
    pub(super) cast: Cast,
    pub(super) title: String,
    /// The blocks of the issue and of the acceptance.
    issued: u64,
    accepted: u64,
}

const PACKAGE: &str = "bill.package";
pub(super) const EVIDENCE: &str = "bill.evidence";
const TOUCHED: &str = "touched.evidence";
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

    /// The file after a change, on the desk that `verify` reads from.
    fn changed(&self, file: &str, change: impl FnOnce(&mut Evidence)) -> &'static str {
        let bank = &self.cast.bank;
        let mut evidence = Evidence::decode(&fs::read(bank.path(file)).unwrap()).unwrap();
        change(&mut evidence);
        bank.write(TOUCHED, evidence.encode());
        TOUCHED
    }

    /// That a file proves nothing, for this reason, which the second verifier finds as well.
    fn refuses(&self, file: &str, more: &[&str], reason: &str) {
        let chain = self.chain();
        let (code, said) = self.verify(&[&[file, "--chain", &chain], more].concat());
        let error = &said["error"];
        assert_eq!((code, &error["code"]), (Some(5), &"unverified".into()), "{reason}: {said}");
        assert_eq!(error["details"]["reason"], reason, "{said}");
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut second = Command::new("python3");
        second.arg(tests.join("second-verifier/ebl-second-verifier.py"));
        second.args(["--chain", &chain]).arg(self.cast.bank.path(file));
        match second.output() {
            // It is given no challenge, and does not look for a reference in the document.
            Ok(_) if !more.is_empty() => {}
            Ok(output) => {
                assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), reason);
                assert_eq!(output.status.code(), Some(1), "{reason}");
            }
            Err(_) => eprintln!("python3 is not installed: the second verifier was not asked"),
        }
    }
}

/// Runs a command, which must succeed and say which command it was.
fn does(wallet: &Wallet, arguments: &[&str]) -> Value {
    let mut run = wallet.run(arguments);
    assert_eq!((run.code, &run.json["command"]), (0, &arguments[0].into()), "{run:?}");
    run.json["result"].take()
}

fn of_title(evidence: &mut Evidence) -> &mut TitleEvidence {
    evidence.about_mut().expect("the file is about a bill")
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
    // A moment as the wallet shows it, in whole seconds.
    let its_second = UNIX_EPOCH + Duration::from_secs(accepted_ms / 1_000);
    let its_second = humantime::format_rfc3339_seconds(its_second).to_string();
    let (_, then) = stage.verify(&[EVIDENCE, "--at", &its_second]);
    assert_eq!(then["at"]["controller"]["name"], bank.identity().name, "{then}");
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
    assert_eq!(other["error"]["details"]["reason"], "wrong-chain");
    let mut bytes = fs::read(bank.path(EVIDENCE)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bank.write(TOUCHED, bytes);
    let (code, touched) = stage.verify(&[TOUCHED, "--chain", &stage.chain()]);
    assert_eq!(code, Some(5), "{touched}");
    // A file is never overwritten.
    assert_eq!(bank.run(&["prove", &stage.title, "--out", EVIDENCE]).failure(), Some("config"));
}

#[test]
fn every_kind_of_tampering_is_refused_with_its_own_word() {
    let stage = Stage::new();
    let Cast { bank, stranger, .. } = &stage.cast;
    does(bank, &["prove", &stage.title, "--with-document", "--out", EVIDENCE]);
    let changed = |change: fn(&mut Evidence)| stage.changed(EVIDENCE, change);
    let unsigned = changed(|file| file.checkpoint.certificate.signatures.clear());
    stage.refuses(unsigned, &[], "certificate-quorum");
    let last = changed(|file| drop(of_title(file).control.pop()));
    stage.refuses(last, &[], "chain-incomplete");
    let middle = changed(|file| drop(of_title(file).control.remove(1)));
    stage.refuses(middle, &[], "chain-sequence");
    let exchanged = changed(|file| {
        let control = &mut of_title(file).control;
        control[2].envelope = control[1].envelope.clone();
    });
    stage.refuses(exchanged, &[], "envelope-instruction");
    let nameless = changed(|file| file.accounts.clear());
    stage.refuses(nameless, &[], "account-missing");
    let forged = changed(|file| file.checkpoint.header.time_ms += 1);
    stage.refuses(forged, &[], "certificate-block");
    let altered = changed(|file| with_document(file, "Quillon", "Quilton"));
    stage.refuses(altered, &[], "package-document");
    let missing = ["--challenge", &"7".repeat(64)];
    stage.refuses(EVIDENCE, &missing, "answer-missing");

    let made = does(stranger, &["challenge"]);
    let challenge = made["challenge"].as_str().unwrap();
    let answered = "answered.evidence";
    does(bank, &["answer", EVIDENCE, "--challenge", challenge, "--out", answered]);
    stage.refuses(answered, &missing, "answer-other");
    let moved = stage.changed(answered, |file| {
        of_title(file).answer.as_mut().unwrap().challenge = Challenge([0x77; 32]);
    });
    stage.refuses(moved, &[], "approval-signature");
    let blank = stage.changed(answered, |file| {
        of_title(file).answer.as_mut().unwrap().approvals.clear();
    });
    stage.refuses(blank, &[], "approval-threshold");
    // What is printed is checked in the same way.
    let printed = bank.run(&["print", TOUCHED, "--out", "bad.pdf"]);
    assert_eq!(printed.json["error"]["details"]["reason"], "approval-threshold", "{printed:?}");
}

/// Puts another text into the document of the package.
fn with_document(file: &mut Evidence, text: &str, other: &str) {
    let bytes = of_title(file).package.as_ref().expect("the document went with it");
    let mut package = BillPackage::decode(bytes).unwrap();
    let document = String::from_utf8(package.document).unwrap();
    assert!(document.contains(text));
    package.document = document.replacen(text, other, 1).into_bytes();
    of_title(file).package = Some(package.encode().unwrap());
}

#[test]
fn that_a_reference_was_never_used_is_proved_and_that_it_was_is_not_hidden() {
    let stage = Stage::new();
    let Cast { carrier, bank, .. } = &stage.cast;
    let of = ["--carrier", carrier.identity().name, "--out"];
    does(bank, &[&["prove-unused", "free 0001"], &of[..], &["free.evidence"]].concat());
    let (code, verdict) = stage.verify(&["free.evidence", "--chain", &stage.chain()]);
    assert_eq!((code, &verdict["reference"]), (Some(0), &"FREE0001".into()), "{verdict}");
    let used = [&["prove-unused", "hdl2611-0049"], &of[..], &["used.evidence"]].concat();
    let refused = bank.run(&used);
    assert_eq!(refused.failure(), Some("unverified"), "{refused:?}");
    assert!(refused.what().contains("was used"), "{}", refused.what());
    assert_eq!(refused.json["error"]["details"]["reason"], "reference-used");
}
