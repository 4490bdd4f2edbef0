//! The `ebl` program as scripts and people meet it: streams, exit codes, files.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use wallet_cli::exit::Exit;

mod sample;

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
