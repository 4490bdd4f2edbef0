//! The fonts of a copy: those bundled with the program, and those a user names for what they lack.
//!
//! Text is set letter by letter, from left to right. Scripts whose letters join, stack or run from
//! right to left would come out wrong, so their letters count as not printable whatever font is
//! there: a copy names what it cannot print and never prints it wrongly.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use krilla::text::{Font, GlyphId};
use proto::reference::is_invisible;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

use super::PrintError;
use crate::home;

#[cfg(test)]
mod tests;

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The fonts, in the order in which they are asked for a letter.
pub(super) struct Fonts {
    bold: Face,
    /// The bundled alphabets, the bundled Chinese, and what the user named.
    regular: Vec<Face>,
}

struct Face {
    font: Font,
    glyphs: BTreeMap<char, Glyph>,
    cut: Cut,
}

/// Whether a bold letter of a face is drawn by it or thickened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    AsDrawn,
    Thickened,
}

/// A letter of a face.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) id: GlyphId,
    /// In ems.
    pub(super) advance: f32,
}

/// A stretch of text in one face.
pub(super) struct Run<'f> {
    pub(super) font: &'f Font,
    pub(super) cut: Cut,
    pub(super) text: String,
    /// One for each letter of the text.
    pub(super) glyphs: Vec<Glyph>,
}

impl Fonts {
    /// The bundled fonts, and those in these files after them.
    ///
    /// # Errors
    ///
    /// [`PrintError::Font`], or that a file cannot be read.
    pub(super) fn new(files: &[PathBuf]) -> Result<Self, PrintError> {
        let bundled = |bytes: &[u8]| Face::read(bytes.to_vec());
        let expected = "the bundled fonts can be read: a test reads them";
        let bold = bundled(ALPHABETS_BOLD).expect(expected);
        let mut regular: Vec<Face> = [ALPHABETS, CHINESE].into_iter().filter_map(bundled).collect();
        for file in files {
            regular.push(Face::of_user(file)?);
        }
        Ok(Self { bold, regular })
    }

    /// The text as it can be printed, composed, and with the number of each letter that no font
    /// has in that letter's place. Those are added to `missing`. Line ends stay.
    pub(super) fn printable(&self, text: &str, missing: &mut BTreeSet<char>) -> String {
        let mut printable = String::with_capacity(text.len());
        for letter in text.replace("\r\n", "\n").nfc() {
            match letter {
                '\n' => printable.push('\n'),
                '\t' => printable.push(' '),
                _ if self.has(letter) => printable.push(letter),
                _ => {
                    missing.insert(letter);
                    printable.push_str(&number(letter));
                }
            }
        }
        printable
    }

    /// Whether a letter can be printed.
    pub(super) fn has(&self, letter: char) -> bool {
        is_simple(letter) && self.find(letter, Weight::Regular).is_some()
    }

    /// The width of a text without line ends, in points.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let advance = |letter| self.find(letter, weight).map_or(0.0, |(_, glyph)| glyph.advance);
        text.chars().map(advance).sum::<f32>() * size
    }

    /// A text as stretches of one face each.
    pub(super) fn runs(&self, text: &str, weight: Weight) -> Vec<Run<'_>> {
        let mut runs: Vec<Run<'_>> = Vec::new();
        for letter in text.chars() {
            let Some((face, glyph)) = self.find(letter, weight) else { continue };
            match runs.last_mut() {
                Some(run) if std::ptr::eq(run.font, &raw const face.font) => {
                    run.text.push(letter);
                    run.glyphs.push(glyph);
                }
                _ => {
                    let cut = if weight == Weight::Bold { face.cut } else { Cut::AsDrawn };
                    let (text, glyphs) = (letter.to_string(), vec![glyph]);
                    runs.push(Run { font: &face.font, cut, text, glyphs });
                }
            }
        }
        runs
    }

    fn find(&self, letter: char, weight: Weight) -> Option<(&Face, Glyph)> {
        let first = (weight == Weight::Bold).then_some(&self.bold);
        let mut faces = first.into_iter().chain(&self.regular);
        faces.find_map(|face| Some((face, *face.glyphs.get(&letter)?)))
    }
}

impl Face {
    fn of_user(file: &Path) -> Result<Self, PrintError> {
        let bytes = home::read(file, FONT_BYTES).map_err(Box::new)?;
        Self::read(bytes).ok_or_else(|| PrintError::Font { file: file.to_owned() })
    }

    /// The first face in a font file.
    fn read(bytes: Vec<u8>) -> Option<Self> {
        let face = FontRef::from_index(&bytes, 0).ok()?;
        let metrics = face.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f32::from(face.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let glyph = |(code, id): (u32, skrifa::GlyphId)| {
            let advance = metrics.advance_width(id)? / units;
            let is_letter = id.to_u32() != 0 && advance.is_finite() && advance >= 0.0;
            let glyph = Glyph { id: GlyphId::new(id.to_u32()), advance };
            is_letter.then_some((char::from_u32(code)?, glyph))
        };
        let glyphs: BTreeMap<_, _> = face.charmap().mappings().filter_map(glyph).collect();
        let cut = if bytes == ALPHABETS_BOLD { Cut::AsDrawn } else { Cut::Thickened };
        Some(Self { font: Font::new(bytes.into(), 0)?, glyphs, cut })
    }
}

/// What stands for a letter that cannot be printed.
pub(super) fn number(letter: char) -> String {
    format!("‹U+{:04X}›", u32::from(letter))
}

/// Whether a letter is printed rightly by setting it to the right of the one before: no mark that
/// stands above or below another letter, no script that joins or runs to the left, nothing that is
/// not seen.
fn is_simple(letter: char) -> bool {
    let code = u32::from(letter);
    let joins = JOINING.iter().any(|(first, last)| (*first..=*last).contains(&code));
    !joins && !letter.is_control() && !is_invisible(letter)
}

/// Blocks of marks, and of scripts that need a shaper: Hebrew to Arabic and Indic to Tibetan, Myanmar,
/// Khmer and Mongolian, the presentation forms of Arabic and Hebrew, and old scripts that run left.
const JOINING: [(u32, u32); 13] = [
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0590, 0x109F),
    (0x1700, 0x18AF),
    (0x1920, 0x1AFF),
    (0x1B00, 0x1C7F),
    (0x1CD0, 0x1CFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xA800, 0xABFF),
    (0xFB1D, 0xFDFF),
    (0xFE00, 0xFEFE),
    (0x10800, 0x11FFF),
];

/// The most bytes of a font file; the largest of all of Unicode's Han have less.
const FONT_BYTES: usize = 67_108_864;

const ALPHABETS: &[u8] = include_bytes!("../../fonts/alphabets-regular.ttf");
const ALPHABETS_BOLD: &[u8] = include_bytes!("../../fonts/alphabets-bold.ttf");
const CHINESE: &[u8] = include_bytes!("../../fonts/chinese-regular.otf");
