//! Lines never leave their measure, and nothing is lost between them.

use super::super::font::{Fonts, Weight};
use super::lines;

const SIZE: f32 = 8.5;

fn wrapped(text: &str, width: f32) -> Vec<String> {
    let fonts = Fonts::new(&[]).unwrap();
    let lines = lines(&fonts, text, Weight::Regular, SIZE, width);
    for line in &lines {
        assert!(fonts.width(line, Weight::Regular, SIZE) <= width, "{line:?} is too wide");
    }
    lines
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn english_breaks_at_spaces_and_no_letter_is_lost() {
    let text = "Black pepper, whole, in bags, shipper's load, stow and count, freight prepaid";
    let lines = wrapped(text, 90.0);
    assert!(lines.len() > 2, "{lines:?}");
    assert_eq!(lines.join(" "), text);
}

#[test]
fn chinese_breaks_between_letters_but_never_before_a_closing_sign() {
    let text = "黑胡椒粒，袋裝，於乾燥通風處存放，避免日曬雨淋；產地（印度尼西亞）。";
    for width in [30.0, 43.0, 51.0, 60.0, 77.0] {
        let lines = wrapped(text, width);
        assert_eq!(lines.concat(), text);
        assert!(lines.iter().all(|line| !line.starts_with(['，', '；', '。', '）'])), "{lines:?}");
        assert!(lines.iter().all(|line| !line.ends_with('（')), "{lines:?}");
    }
}

#[test]
fn a_word_that_is_too_long_for_a_line_breaks_anywhere() {
    let digits = "7f3a".repeat(40);
    let lines = wrapped(&format!("title {digits} ends"), 100.0);
    assert_eq!(letters(&lines.concat()), letters(&format!("title {digits} ends")));
    assert!(lines.len() > 5);
}

#[test]
fn line_ends_of_the_text_stay_and_an_empty_line_is_one() {
    assert_eq!(wrapped("one\n\ntwo", 200.0), ["one", "", "two"]);
    assert_eq!(wrapped("", 200.0), Vec::<String>::new());
}

#[test]
fn a_measure_narrower_than_a_letter_still_ends() {
    let fonts = Fonts::new(&[]).unwrap();
    assert_eq!(lines(&fonts, "提單", Weight::Regular, SIZE, 1.0), ["提", "單"]);
}
