//! What can be printed is printed as it is, and what cannot is named.

use std::collections::BTreeSet;

use super::{ALPHABETS, ALPHABETS_BOLD, CHINESE, Fonts, Weight};

fn printed(text: &str) -> (String, Vec<char>) {
    let mut missing = BTreeSet::new();
    let printed = Fonts::new(&[]).unwrap().printable(text, &mut missing);
    (printed, missing.into_iter().collect())
}

#[test]
fn ports_of_many_alphabets_are_printed_as_they_are() {
    for text in [
        "København, Øresund, Århus",
        "Gdańsk, Świnoujście, Łódź",
        "Đà Nẵng, Hải Phòng, Quy Nhơn",
        "Πειραιάς, Θεσσαλονίκη",
        "Новороссийск, Владивосток",
        "高雄港、基隆港、臺中港、香港葵涌、深水埗",
        "上海洋山港、深圳盐田港、宁波舟山港",
        "İzmir, Şanlıurfa, Constanța, Tōkyō とうきょう",
        "“12,5 %” – 20′ × 8′6″ · € 184 500 ± 5 °C",
    ] {
        assert_eq!(printed(text), (text.to_owned(), vec![]));
    }
}

#[test]
fn a_letter_that_no_font_has_is_printed_as_its_number() {
    assert_eq!(printed("𠮷野 Foods"), ("‹U+20BB7›野 Foods".to_owned(), vec!['𠮷']));
}

#[test]
fn scripts_that_join_or_run_to_the_left_are_never_printed_wrongly() {
    let (text, missing) = printed("دبي");
    assert_eq!(text, "‹U+062F›‹U+0628›‹U+064A›");
    assert_eq!(missing.len(), 3);
    assert_eq!(printed("ท่าเรือ").1.len(), 7);
}

#[test]
fn marks_are_composed_and_those_that_stay_apart_are_named() {
    assert_eq!(printed("Ha\u{309}i Pho\u{300}ng").0, "Hải Phòng");
    assert_eq!(printed("x\u{302}").0, "x‹U+0302›");
}

#[test]
fn nothing_unseen_is_printed_and_nothing_turns_the_line() {
    let (text, _) = printed("a\u{202E}b\u{200B}c\u{7}d\te\r\nf");
    assert_eq!(text, "a‹U+202E›b‹U+200B›c‹U+0007›d e\nf");
}

#[test]
fn every_letter_that_is_printed_has_a_width_in_both_weights() {
    let fonts = Fonts::new(&[]).unwrap();
    for letter in ['A', 'ø', 'Ω', 'Ж', '提', '，'] {
        let text = letter.to_string();
        assert!(fonts.width(&text, Weight::Regular, 10.0) > 1.0, "{letter}");
        assert!(fonts.width(&text, Weight::Bold, 10.0) > 1.0, "{letter}");
    }
}

#[test]
fn a_file_that_is_no_font_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.ttf");
    std::fs::write(&file, "no font").unwrap();
    let refused = Fonts::new(std::slice::from_ref(&file)).err().unwrap();
    assert!(refused.to_string().contains("notes.ttf"), "{refused}");
}

#[test]
fn the_bundled_fonts_stay_below_two_megabytes() {
    let bytes = ALPHABETS.len() + ALPHABETS_BOLD.len() + CHINESE.len();
    assert!(bytes < 2_000_000, "{bytes}");
}
