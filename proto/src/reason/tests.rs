//! The words are those of the wire format, each once.

use std::collections::BTreeSet;

use super::Reason;

const WIRE_FORMAT: &str = include_str!("../../../docs/wire-format.md");

/// What this code has no such fault for: it gives trails and witnesses no words, and a fact with an
/// event that is none is malformed.
const OTHERS: [&str; 4] =
    ["ancestry-consistency", "ancestry-inclusion", "chain-event", "witness-signature"];

/// The words in the first column of the table.
fn table() -> Vec<&'static str> {
    let (_, table) = WIRE_FORMAT.split_once("| word | what failed |\n|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let columns = rows.map(|row| row.split('|').nth(1).unwrap());
    columns.flat_map(|column| column.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn every_word_stands_in_the_wire_format_once_and_none_is_there_that_nobody_says() {
    let table = table();
    let listed: BTreeSet<_> = table.iter().copied().collect();
    assert_eq!(listed.len(), table.len(), "a word stands twice");
    let ours: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.word()).collect();
    assert_eq!(ours.len(), Reason::ALL.len(), "two reasons have one word");
    let expected: BTreeSet<_> = ours.iter().copied().chain(OTHERS).collect();
    assert_eq!(expected, listed);
    assert!(OTHERS.iter().all(|word| !ours.contains(word)));
}
