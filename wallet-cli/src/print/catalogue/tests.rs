//! The catalogue's words can be printed on a bare machine, and each language has its own.

use std::collections::BTreeSet;

use super::super::font::Fonts;
use super::super::language::Language;
use super::Label;

/// Whatever a sentence can say beside what is filled in stands in its file.
const SENTENCES: &str = include_str!("sentences.rs");

#[test]
fn the_bundled_fonts_have_every_letter_of_the_catalogue() {
    let fonts = Fonts::new(&[]).unwrap();
    let labels = Label::ALL.iter().flat_map(|it| Language::ALL.map(|language| it.words(language)));
    let letters: BTreeSet<char> = labels.chain([SENTENCES]).flat_map(str::chars).collect();
    let lacking: Vec<_> = letters.into_iter().filter(|it| *it != '\n' && !fonts.has(*it)).collect();
    assert!(lacking.is_empty(), "no bundled font has {lacking:?}");
}

#[test]
fn every_label_has_words_of_its_own_in_each_language() {
    for label in Label::ALL {
        let english = label.words(Language::English);
        let chinese = label.words(Language::TraditionalChinese);
        assert!(!english.is_empty() && !english.chars().any(is_han), "{english}");
        assert!(chinese.chars().any(is_han), "{label:?} is not worded in Chinese: {chinese}");
    }
}

/// Sentences stand in pairs, the English first.
#[test]
fn every_sentence_fills_the_same_places_in_each_language() {
    let (_, rows) = SENTENCES.split_once("sentences! {\n").unwrap();
    let mut pairs = 0;
    for row in rows.split(";\n").filter(|row| row.contains('"')) {
        let (key, words) = row.split_once("}:").unwrap();
        let (english, chinese) = words.split_once("\",").unwrap();
        assert_eq!(places(english), places(chinese), "{key}");
        pairs += 1;
    }
    assert!(pairs > 20, "{pairs}");
}

fn places(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
}

fn is_han(letter: char) -> bool {
    matches!(u32::from(letter), 0x4E00..=0x9FFF)
}
