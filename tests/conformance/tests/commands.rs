//! What the documents tell a reader to type is a command of this repository, typed as it is taken.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use ebl_conformance::Repository;

/// Cargo's own commands that documents name.
const OF_CARGO: [&str; 12] = [
    "build", "clippy", "deny", "doc", "fmt", "install", "metadata", "miri", "pkgid", "run", "test",
    "tree",
];

/// The house commands, and whether their options follow at once.
fn house_commands(repository: &Repository) -> Vec<(String, bool)> {
    let config = repository.text(".cargo/config.toml").unwrap();
    let aliases = config.lines().filter_map(|line| {
        let (name, command) = line.split_once(" = ")?;
        Some((name.to_owned(), command.contains(" --\"") || command.contains(" -- ")))
    });
    aliases.collect()
}

/// Every document under a folder.
fn texts(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|name| name == "md") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn all_texts(repository: &Repository) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["docs", "tests"] {
        texts(&repository.path(folder), &mut found);
    }
    found.push(("README.md".to_owned(), repository.text("README.md").unwrap()));
    found
}

/// The words after `cargo`, wherever a command begins a line or a piece of code.
fn commands(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let parts = text.split(['\n', '`']);
    parts.filter_map(|part| Some(part.trim().strip_prefix("cargo ")?.split_whitespace().collect()))
}

#[test]
fn every_cargo_command_in_the_documents_is_there_and_typed_as_it_is_taken() {
    let repository = Repository::own();
    let house = house_commands(&repository);
    assert!(house.iter().any(|(name, takes)| name == "load" && *takes), "{house:?}");
    let mut seen = 0;
    for (file, text) in all_texts(&repository) {
        for words in commands(&text) {
            let Some((name, options)) = words.split_first() else { continue };
            let command = house.iter().find(|(known, _)| known == name);
            assert!(
                command.is_some() || OF_CARGO.contains(name) || name.starts_with(['-', '+']),
                "{file}: there is no `cargo {name}`"
            );
            let is_passed_on = command.is_some_and(|(_, takes)| *takes);
            assert!(
                !(is_passed_on && options.first() == Some(&"--")),
                "{file}: `cargo {name}` takes its options without --"
            );
            seen += usize::from(is_passed_on);
        }
    }
    assert!(seen > 20, "only {seen} commands were found");
}
