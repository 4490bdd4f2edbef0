use std::collections::BTreeSet;

use super::Exit;

#[test]
fn no_two_endings_share_a_number_a_word_or_a_meaning() {
    let codes: BTreeSet<_> = Exit::ALL.iter().map(|exit| exit.code()).collect();
    let words: BTreeSet<_> = Exit::ALL.iter().map(|exit| exit.word()).collect();
    let meanings: BTreeSet<_> = Exit::ALL.iter().map(|exit| exit.meaning()).collect();
    assert_eq!(codes.len(), Exit::ALL.len());
    assert_eq!(words.len(), Exit::ALL.len());
    assert_eq!(meanings.len(), Exit::ALL.len());
}

#[test]
fn the_table_lists_every_number_without_a_gap() {
    let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
    let expected: Vec<u8> = (0..u8::try_from(Exit::ALL.len()).unwrap()).collect();
    assert_eq!(codes, expected);
}

#[test]
fn no_ending_uses_a_number_that_shells_give_a_meaning_of_their_own() {
    // 101 is a Rust panic; 126 and above are the shell's: not executable, not found, signals.
    assert!(Exit::ALL.iter().all(|exit| exit.code() < 101));
}
