//! Where a node, a party or a bill comes from enters no verdict (MLETR art. 14 and 19).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use ebl_conformance::Repository;

/// What decides: the law, the execution of blocks, and who may add an instruction to one.
const DECIDES: [&str; 4] =
    ["title/src", "node/src/ledger", "node/src/admission.rs", "node/src/pool.rs"];

/// How code would name a place, as parts of a name.
const PLACES: [&str; 14] = [
    "jurisdiction",
    "country",
    "nation",
    "location",
    "domicile",
    "residence",
    "foreign",
    "seat",
    "latitude",
    "longitude",
    "ipaddr",
    "socketaddr",
    "multiaddr",
    "locode",
];

fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name != "tests" && name != "tests.rs" {
                sources(&path, found);
            }
        }
    } else {
        found.push(path.to_owned());
    }
}

/// The names that a line of code uses, in lower case; nothing of a comment.
fn names(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default().to_lowercase();
    let names = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn no_code_that_decides_names_a_place() {
    let mut files = Vec::new();
    for path in DECIDES {
        sources(&Repository::own().path(path), &mut files);
    }
    assert!(files.len() > 40, "only {} sources were read", files.len());
    for file in files {
        for (index, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let place = names(line)
                .into_iter()
                .find(|name| PLACES.iter().any(|place| name.split('_').any(|part| part == *place)));
            assert_eq!(place, None, "{}:{}", file.display(), index + 1);
        }
    }
}
