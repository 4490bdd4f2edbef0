//! Breaking texts into lines.

use super::font::{Fonts, Weight};

#[cfg(test)]
mod tests;

/// Breaks a text into lines of at most `width` points. Line ends in the text stay. A line breaks at
/// a space, or beside a Chinese or Japanese letter; a word that is too long for a line of its own
/// breaks anywhere, so that nothing runs off the page.
pub(super) fn lines(
    fonts: &Fonts,
    text: &str,
    weight: Weight,
    size: f32,
    width: f32,
) -> Vec<String> {
    let fits = |line: &str| fonts.width(line, weight, size) <= width;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if fits(&format!("{line}{}", piece.trim_end())) {
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(take(&mut line));
            }
            for letter in piece.chars() {
                line.push(letter);
                if line.chars().count() > 1 && !fits(line.trim_end()) {
                    line.pop();
                    lines.push(take(&mut line));
                    line.push(letter);
                }
            }
        }
        lines.push(take(&mut line));
    }
    lines
}

fn take(line: &mut String) -> String {
    std::mem::take(line).trim_end().to_owned()
}

/// What must stay together: words with the space behind them, and single Han letters with the
/// closing signs behind or the opening signs before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, letter)) {
            pieces.push(&text[begin..at]);
            begin = at;
        }
        before = Some(letter);
    }
    pieces.push(&text[begin..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return after != ' ';
    }
    let wide = |letter| is_wide(letter) && !OPENING.contains(letter);
    after != ' '
        && !OPENING.contains(before)
        && !CLOSING.contains(after)
        && (is_wide(before) || wide(after) || OPENING.contains(after))
}

/// Han, kana and their signs, beside which a line may break.
fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

const OPENING: &str = "（「『《〈【〔［";
const CLOSING: &str = "，。、；：！？）」』》〉】〕］…";
