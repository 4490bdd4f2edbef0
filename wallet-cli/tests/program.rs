//! The `ebl` program as scripts and people meet it: streams, exit codes, files.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use wallet_cli::exit::Exit;

mod sample;
mod signing;

use sample::genesis_file;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("passphrase"), "seven red anchors\n").unwrap();
        fs::write(folder.path().join("genesis"), genesis_file("harbour")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `ebl` without a terminal, in an environment that holds nothing else.
    fn ebl(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ebl"))
            .args(arguments)
            .env_clear()
            .env("EBL_HOME", self.path("home"))
            .env("EBL_PASSPHRASE_FILE", self.path("passphrase"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.ebl(&[arguments, &["--json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn new_key(&self, label: &str) -> Output {
        self.ebl(&["key", "new", label, "--work-factor", "14"])
    }

    fn add_profile(&self, label: &str) -> Output {
        let node = "http://127.0.0.1:7001";
        self.ebl(&["profile", "add", label, "--node", node, "--genesis", "genesis"])
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_new_key_is_for_its_owner_alone_and_opens_again() {
    let place = Place::new();
    let created = place.new_key("maker");
    assert_eq!(code(&created), 0, "{}", text(&created.stderr));
    let mode = fs::metadata(place.path("home/keys/maker.age")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let shown = place.json(&["key", "show", "maker"]);
    let public_key = shown["result"]["public_key"].as_str().unwrap();
    assert!(text(&created.stdout).contains(public_key));
    assert_eq!(place.json(&["key", "list"])["result"]["keys"][0]["label"], "maker");
}

#[test]
fn a_refused_command_leaves_standard_output_empty_and_says_error_then_hint() {
    let place = Place::new();
    let output = place.ebl(&["key", "show", "maker"]);
    assert_eq!(code(&output), i32::from(Exit::Keystore.code()));
    assert!(output.stdout.is_empty());
    let starts: Vec<_> = text(&output.stderr).lines().map(|line| &line[..6]).collect();
    assert_eq!(starts, ["Error:", "Hint: "]);
}

#[test]
fn in_json_a_failure_is_an_object_with_the_code_it_exits_with() {
    let place = Place::new();
    let failure = place.json(&["key", "show", "maker"]);
    assert_eq!(failure["v"], 1);
    assert_eq!(failure["error"]["code"], "keystore");
    assert_eq!(failure["error"]["exit"], Exit::Keystore.code());
}

#[test]
fn a_wrong_command_line_is_usage_in_both_renderings() {
    let place = Place::new();
    for wrong in [&["kye"][..], &["key", "new", "../x"], &["key", "new", "x", "--work-factor", "9"]]
    {
        assert_eq!(code(&place.ebl(wrong)), i32::from(Exit::Usage.code()), "{wrong:?}");
        assert_eq!(place.json(wrong)["error"]["code"], "usage");
    }
}

#[test]
fn help_and_version_are_data() {
    let place = Place::new();
    for asked in ["--help", "--version"] {
        let output = place.ebl(&[asked]);
        assert_eq!(code(&output), 0);
        assert!(text(&output.stdout).contains("ebl"));
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn nothing_is_removed_without_a_confirmation() {
    let place = Place::new();
    let party = "ab".repeat(32);
    assert_eq!(code(&place.ebl(&["contacts", "add", "Harbour Bank", &party])), 0);
    let unasked = place.ebl(&["contacts", "remove", "harbour bank"]);
    assert_eq!(code(&unasked), i32::from(Exit::Usage.code()));
    assert!(text(&unasked.stderr).contains("--yes"));
    let kept = place.json(&["contacts", "list"]);
    assert_eq!(kept["result"]["contacts"][0]["party"], party);
    assert_eq!(code(&place.ebl(&["contacts", "remove", "harbour bank", "--yes"])), 0);
    assert_eq!(place.json(&["contacts", "list"])["result"]["contacts"], serde_json::json!([]));
}

#[test]
fn a_profile_is_added_chosen_and_shown_with_the_chain_it_is_pinned_to() {
    let place = Place::new();
    assert_eq!(code(&place.add_profile("harbour")), 0);
    assert_eq!(code(&place.ebl(&["profile", "show"])), i32::from(Exit::Config.code()));
    assert_eq!(code(&place.ebl(&["profile", "use", "harbour"])), 0);
    let shown = place.json(&["profile", "show"]);
    let chain = shown["result"]["profile"]["chain_id"].as_str().unwrap().to_owned();
    assert_eq!(chain.len(), 64);
    assert_eq!(place.json(&["profile", "list"])["result"]["current"], "harbour");
    fs::write(place.path("home/profiles/harbour.genesis"), genesis_file("other")).unwrap();
    assert_eq!(code(&place.ebl(&["profile", "show"])), i32::from(Exit::Config.code()));
}

#[test]
fn completions_manual_pages_and_the_exit_table_need_no_home() {
    let place = Place::new();
    for arguments in [&["completions", "bash"][..], &["man", "pages"], &["exit-codes"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_ebl"))
            .args(arguments)
            .env_clear()
            .current_dir(place.folder.path())
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{arguments:?}: {}", text(&output.stderr));
        assert!(!output.stdout.is_empty());
    }
    assert!(place.path("pages/ebl-key-new.1").exists());
    let rows = place.json(&["exit-codes"])["result"]["exit_codes"].as_array().unwrap().len();
    assert_eq!(rows, Exit::ALL.len());
}

#[test]
fn the_passphrase_never_appears_in_output_whatever_goes_wrong() {
    let place = Place::new();
    place.new_key("maker");
    let file = place.path("home/keys/maker.age");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    for output in [place.ebl(&["key", "show", "maker"]), place.new_key("maker")] {
        assert_ne!(code(&output), 0);
        let printed = [output.stdout, output.stderr].concat();
        assert!(!text(&printed).contains("red anchors"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn core_dumps_are_off_once_the_guard_has_run() {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
    wallet_cli::core_dumps::disable().unwrap();
    assert_eq!(getrlimit(Resource::Core).current, Some(0));
    assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
}

fn fixture(name: &str) -> String {
    format!("{}/../tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_document_is_checked_without_home_key_or_node() {
    let place = Place::new();
    let good = place.ebl(&["check", &fixture("bill-to-order.json")]);
    assert_eq!(code(&good), 0, "{}", text(&good.stderr));
    let bad = place.ebl(&["check", &fixture("bad/many-faults.json")]);
    assert_eq!(code(&bad), i32::from(Exit::Document.code()));
    let failure = place.json(&["inspect", &fixture("bad/many-faults.json")]);
    let faults = failure["error"]["details"]["faults"].as_array().unwrap();
    assert!(faults.len() > 1, "{failure}");
    for fault in faults {
        assert!(text(&bad.stderr).contains(fault["what"].as_str().unwrap()));
    }
    assert!(!place.path("home").exists());
}

#[test]
fn a_mistyped_identifier_stops_an_issue_and_only_warns_a_recipient() {
    let place = Place::new();
    let document = fixture("bad/mistyped-lei.json");
    let issue = place.ebl(&["check", &document]);
    assert_eq!(code(&issue), i32::from(Exit::Document.code()));
    let import = place.json(&["check", &document, "--import"]);
    assert_eq!(import["result"]["warnings"][0]["rule"], "D-29");
}

fn card<'a>(name: &'a str, lei: &'a str, out: &'a str) -> Vec<&'a str> {
    let who = ["card", "--key", "maker", "--name", name, "--lei", lei, "--out", out];
    [&who[..], &["--capacity", "carrier", "--capacity", "trader", "--jurisdiction", "NL"]].concat()
}

#[test]
fn a_card_names_the_same_party_however_often_it_is_made() {
    let place = Place::new();
    place.new_key("maker");
    let line = |out| card("Heron Line", "999900HERONLINE00106", out);
    let first = place.json(&line("first.card"))["result"]["party"].clone();
    assert_eq!(first.as_str().unwrap().len(), 64);
    assert_eq!(place.json(&line("second.card"))["result"]["party"], first);
    assert_eq!(
        fs::read(place.path("first.card")).unwrap(),
        fs::read(place.path("second.card")).unwrap()
    );
    let identity = place.path("home/keys/maker.identity");
    assert_eq!(fs::metadata(identity).unwrap().permissions().mode() & 0o777, 0o600);
    let decoded = proto::card::MemberCard::decode(&fs::read(place.path("first.card")).unwrap());
    let decoded = decoded.unwrap();
    assert_eq!(hex::encode(decoded.account.party().0), first.as_str().unwrap());
    assert_eq!(decoded.member.legal_name, "Heron Line");
}

#[test]
fn one_key_is_not_the_account_of_two_members() {
    let place = Place::new();
    place.new_key("maker");
    place.ebl(&card("Heron Line", "999900HERONLINE00106", "first.card"));
    let other = place.ebl(&card("Quillon Spice", "999900QUILLONSPICE70", "second.card"));
    assert_eq!(code(&other), i32::from(Exit::Keystore.code()), "{}", text(&other.stderr));
    assert!(!place.path("second.card").exists());
}

#[test]
fn a_card_with_a_mistyped_lei_is_refused_and_nothing_is_written() {
    let place = Place::new();
    place.new_key("maker");
    let refused = place.ebl(&card("Heron Line", "999900HERONLINE00107", "first.card"));
    assert_eq!(code(&refused), i32::from(Exit::Usage.code()));
    assert!(text(&refused.stderr).contains("check digits"), "{}", text(&refused.stderr));
    assert!(!place.path("first.card").exists());
    assert!(!place.path("home/keys/maker.identity").exists());
}

#[test]
fn a_node_that_does_not_answer_is_named_and_nothing_is_lost() {
    let place = Place::new();
    place.new_key("maker");
    // A port that was free a moment ago: nothing listens there.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let node = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let profile = ["profile", "add", "default", "--node", &node, "--genesis", "genesis"];
    assert_eq!(code(&place.ebl(&profile)), 0);
    let output = place.ebl(&["status"]);
    assert_eq!(code(&output), i32::from(Exit::Unreachable.code()));
    assert!(text(&output.stderr).contains(&node), "{}", text(&output.stderr));
    let failure = place.json(&["status"]);
    assert_eq!(failure["error"]["code"], "unreachable");
}

#[test]
fn a_profile_takes_its_party_from_a_members_name_or_the_keys_card() {
    let place = Place::new();
    place.new_key("maker");
    let made = place.json(&card("Heron Line", "999900HERONLINE00106", "line.card"));
    let profile = |label, more: &[&str]| {
        let node = "http://127.0.0.1:7001";
        let add = ["profile", "add", label, "--node", node, "--genesis", "genesis"];
        place.json(&[&add[..], more].concat())
    };
    let by_card = profile("card", &["--key", "maker"]);
    assert_eq!(by_card["result"]["profile"]["party"], made["result"]["party"]);
    // The sample network's only member has no account.
    let by_name = profile("name", &["--party", "Heron Line"]);
    assert_eq!(by_name["error"]["code"], "config");
    let nobody = profile("nobody", &["--party", "No Such Firm"]);
    assert!(nobody["error"]["hint"].as_str().unwrap().contains("Heron Line"), "{nobody}");
}

#[test]
fn what_is_no_receipt_proves_nothing() {
    let place = Place::new();
    fs::write(place.path("junk"), b"not a receipt").unwrap();
    let verify = ["verify", "junk", "--genesis", "genesis"];
    assert_eq!(code(&place.ebl(&verify)), i32::from(Exit::Unverified.code()));
    assert_eq!(place.json(&verify)["error"]["code"], "unverified");
}

#[test]
fn an_issue_without_its_terms_is_refused_before_any_node_is_asked() {
    let place = Place::new();
    place.new_key("maker");
    place.ebl(&card("Heron Line", "999900HERONLINE00106", "line.card"));
    let node = "http://127.0.0.1:7001";
    let profile = ["profile", "add", "default", "--node", node, "--genesis", "genesis"];
    place.ebl(&[&profile[..], &["--key", "maker"]].concat());
    let bearer = fixture("bill-bearer.json");
    let issue = ["issue", &bearer, "--bearer", "--to", &"ab".repeat(32), "--package", "b.ebl"];
    let output = place.ebl(&issue);
    assert_eq!(code(&output), i32::from(Exit::Usage.code()));
    assert!(text(&output.stderr).contains("--terms"), "{}", text(&output.stderr));
    assert!(!place.path("b.ebl").exists());
}
