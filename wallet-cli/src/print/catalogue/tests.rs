//! The catalogue's words can be printed on a bare machine, and say the same things.

use std::collections::BTreeSet;

use super::super::font::Fonts;

/// The languages' files: whatever a message can say stands in them.
const SOURCES: [&str; 2] = [include_str!("english.rs"), include_str!("chinese.rs")];

#[test]
fn the_bundled_fonts_have_every_letter_of_the_catalogue() {
    let fonts = Fonts::new(&[]).unwrap();
    let letters: BTreeSet<char> = SOURCES.iter().flat_map(|source| source.chars()).collect();
    let lacking: Vec<_> = letters.into_iter().filter(|it| *it != '\n' && !fonts.has(*it)).collect();
    assert!(lacking.is_empty(), "no bundled font has {lacking:?}");
}

#[test]
fn no_message_is_chinese_in_english_or_empty_in_either_language() {
    let [english, chinese] = SOURCES;
    assert!(!english.chars().any(is_han));
    assert!(chinese.chars().any(is_han));
    assert!(!SOURCES.iter().any(|source| source.contains("=> \"\"")));
}

/// A Chinese message that has no Chinese in it was forgotten, but for words that are none.
#[test]
fn every_chinese_label_is_in_chinese() {
    let [_, chinese] = SOURCES;
    let (labels, _) = chinese.split_once("fn sentence").unwrap();
    let texts: Vec<_> = labels.split('"').skip(1).step_by(2).collect();
    assert!(texts.len() > 150, "{}", texts.len());
    let forgotten: Vec<_> = texts.into_iter().filter(|text| !text.chars().any(is_han)).collect();
    assert_eq!(forgotten, Vec::<&str>::new());
}

fn is_han(letter: char) -> bool {
    matches!(u32::from(letter), 0x4E00..=0x9FFF)
}
