//! What the check would say if a document, a source or a result were otherwise.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use ebl_conformance::demands::{LAW, THREATS};
use ebl_conformance::results::Results;
use ebl_conformance::{Repository, check, check_results, named_and_skipped, sources};

/// The repository with one document changed, everything else as it is.
fn changed(name: &str, document: &str, from: &str, to: &str) -> Repository {
    let own = Repository::own();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("docs")).unwrap();
    link(&own.path(""), &root, &["docs"]);
    let file = document.strip_prefix("docs/").unwrap();
    link(&own.path("docs"), &root.join("docs"), &[file]);
    let text = own.text(document).unwrap();
    assert!(text.contains(from), "{document} has no {from}");
    fs::write(root.join(document), text.replacen(from, to, 1)).unwrap();
    Repository::at(root)
}

fn link(from: &Path, to: &Path, but: &[&str]) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if !but.iter().any(|name| entry.file_name() == *name) {
            symlink(entry.path().canonicalize().unwrap(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn faults(repository: &Repository) -> Vec<String> {
    check(repository).unwrap().1.iter().map(ToString::to_string).collect()
}

#[test]
fn whatever_a_document_leaves_out_or_makes_up_is_named() {
    let art_6 = "### MLETR art. 6: a record may say more";
    for (number, (document, from, to, expected)) in [
        (LAW, art_6, "#### left out", "no section of MLETR art. 6"),
        (LAW, art_6, "### MLETR art. 66: more", "MLETR art. 66 is no demand"),
        (LAW, art_6, "### MLETR art. 2: twice", "MLETR art. 2 is no demand, or not the next one"),
        (THREATS, "### T12: ", "### T13: ", "no section of T12"),
        (LAW, "**Asked.** ", "", "lacks **Asked.**"),
        (LAW, "**Open.** The system is not accredited.", "It is not.", "lacks **Open.**"),
        (LAW, "::no_fact_follows_the_end`", "::facts_follow`", "there is no test title::promises"),
        (LAW, "`title/tests/scenarios/pledge.txt`", "`title/tests/scenarios/p.txt`", "no scenario"),
        (LAW, "`Acme Looms signs BL-1 version 2`", "`Acme signs`", "has no line: Acme signs"),
        (LAW, "`cargo law-search`", "`cargo law-dream`", "no command cargo law-dream"),
        (LAW, "- `cargo law-search`", "- by the search", "what is this: by the search"),
        (LAW, "(T-34)", "(T-99)", "rule T-99 has no text"),
        (LAW, "](wire-format.md)", "](wired.md)", "there is no docs/wired.md"),
        (LAW, "`title/src/view.rs`", "`title/src/views.rs`", "there is no title/src/views.rs"),
        (LAW, "`Broken::MarkLost`", "a promise", "no promise names Broken::MarkLost"),
        (LAW, "| one live title per reference |", "| many |", "the overview should have the row"),
    ]
    .into_iter()
    .enumerate()
    {
        let faults = faults(&changed(&format!("changed-{number}"), document, from, to));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{to}: {faults:?}");
    }
}

#[test]
fn a_demand_that_only_a_command_shows_is_not_shown() {
    let text = Repository::own().text(THREATS).unwrap();
    let section = text.split("### T12: ").nth(1).unwrap();
    let list = section.split("**Shown by.**").nth(1).unwrap().split("**Open.**").next().unwrap();
    let repository = changed("no-test", THREATS, list, "\n\n- `cargo law-check`\n\n");
    assert!(faults(&repository).iter().any(|fault| fault.ends_with("no test shows this")));
}

/// What `cargo test` would print if every test passed.
fn printed() -> String {
    let tests = sources::tests(&Repository::own()).unwrap();
    let lines = tests.values().map(|ran| {
        let heading = match ran.heading.rsplit_once(' ') {
            Some((source, name)) => format!("{source} (target/debug/deps/{name}-0f3a)"),
            None => format!("{} (target/debug/deps/x-0f3a)", ran.heading),
        };
        format!("     Running {heading}\n\nrunning 1 test\ntest {} ... ok\n", ran.test)
    });
    lines.collect()
}

fn ended(printed: &str) -> Vec<String> {
    let mut results = Results::default();
    results.read(printed);
    let faults = check_results(&Repository::own(), &results).unwrap();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_demand_without_a_passing_test_is_named_with_what_became_of_the_test() {
    let printed = printed();
    assert_eq!(ended(&printed), Vec::<String>::new());
    let line = "test no_fact_follows_the_end ... ok";
    assert!(printed.contains(line));
    for (instead, expected) in [
        (
            "test no_fact_follows_the_end ... FAILED",
            "title::promises::no_fact_follows_the_end failed",
        ),
        ("test no_fact_follows_the_end ... ignored", "is switched off"),
        ("", "title::promises::no_fact_follows_the_end did not run"),
        ("test another ... ok", "did not run"),
    ] {
        let faults = ended(&printed.replace(line, instead));
        assert!(!faults.is_empty() && faults.iter().all(|f| f.contains(expected)), "{faults:?}");
    }
    // A failure is not made good by another run.
    let twice = format!("{}{printed}", printed.replace(line, &line.replace("ok", "FAILED")));
    assert!(ended(&twice)[0].ends_with("no_fact_follows_the_end failed"));
}

#[test]
fn a_line_of_a_scenario_is_shown_by_the_test_that_plays_it() {
    let line = "test every_scenario_goes_as_written ... ok";
    let faults = ended(&printed().replace(line, &line.replace("ok", "FAILED")));
    assert!(faults.len() > 20, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.contains("every_scenario_goes_as_written failed")));
}

/// A test of one program is not taken for that of another with the same path.
#[test]
fn tests_are_told_apart_by_their_programs() {
    let faults = ended(&printed().replace("tests/promises.rs", "tests/others.rs"));
    assert!(faults.iter().all(|fault| fault.contains("title::promises::")), "{faults:?}");
    assert!(!faults.is_empty());
}

#[test]
fn what_a_test_says_between_its_name_and_its_end_does_not_hide_how_it_ended() {
    let line = "test no_fact_follows_the_end ... ok";
    let noisy = "test no_fact_follows_the_end ... a program says this\nand that\n";
    assert_eq!(ended(&printed().replace(line, &format!("{noisy}ok"))), Vec::<String>::new());
    let faults = ended(&printed().replace(line, &format!("{noisy}FAILED")));
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault.ends_with(" failed")));
    let faults = ended(&printed().replace(line, noisy));
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault.ends_with(" did not run")));
}

#[test]
fn of_tests_that_were_skipped_those_that_documents_name_are_told() {
    let repository = Repository::own();
    let named = "ebl_tests::scenarios::disk_full::\
                 a_full_disk_stops_the_node_with_a_reason_and_room_brings_it_back";
    let noted = format!("{named}\tno right to mount\nebl_tests::scenarios::nothing\tno tool\n");
    let told: Vec<_> = named_and_skipped(&repository, &noted).unwrap().into_iter().collect();
    assert_eq!(told, [(named.to_owned(), "no right to mount".to_owned())]);
}
