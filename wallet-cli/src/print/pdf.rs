//! Pages as PDF/A-3u: ISO 19005-3, with text that can be copied out, and files attached.
//!
//! The writer holds itself to the standard and refuses what breaks it. No clock and no random number
//! enters: the same pages and files make the same bytes.

use std::f32::consts::PI;

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::KrillaGlyph;
use krilla::{Document, SerializeSettings};

use super::PrintError;
use super::code::Modules;
use super::font::{Cut, Fonts};
use super::language::Language;
use super::page::{Area, HEIGHT, Ink, Item, Page, Style, WIDTH};

/// A file that travels in the PDF.
pub(super) struct Attached {
    pub(super) name: &'static str,
    pub(super) mime: &'static str,
    pub(super) kind: AssociationKind,
    pub(super) description: String,
    pub(super) bytes: Vec<u8>,
}

/// What the file says of itself.
pub(super) struct About {
    pub(super) title: String,
    /// Fixes the file's identifier.
    pub(super) id: String,
    pub(super) language: Language,
    /// Block time, in milliseconds since 1970; no clock of the machine enters the file.
    pub(super) time_ms: u64,
}

/// Writes the file.
///
/// # Errors
///
/// [`PrintError::Standard`], where a user's font may not be embedded or breaks the standard.
pub(super) fn write(
    pages: &[Page],
    fonts: &Fonts,
    about: &About,
    files: Vec<Attached>,
) -> Result<Vec<u8>, PrintError> {
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A3_U);
    let configuration = archival.finish().expect("PDF/A-3u stands alone");
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    for page in pages {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).expect("A4 has a size");
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        page.items.iter().for_each(|item| draw(&mut surface, fonts, item));
        surface.finish();
        sheet.finish();
    }
    let date = date(about.time_ms);
    for file in files {
        let embedded = document.embed_file(embedded(file, date));
        embedded.expect("the attached files have different names");
    }
    let metadata = Metadata::new()
        .title(about.title.clone())
        .language(about.language.tag().to_owned())
        .creator("ebl".to_owned())
        .creation_date(date)
        .document_id(about.id.clone());
    document.set_metadata(metadata);
    document.finish().map_err(|error| PrintError::Standard { said: error.to_string() })
}

fn embedded(file: Attached, date: DateTime) -> EmbeddedFile {
    EmbeddedFile {
        path: file.name.to_owned(),
        mime_type: Some(MimeType::new(file.mime).expect("a media type as RFC 6838 writes it")),
        description: Some(file.description),
        association_kind: file.kind,
        data: file.bytes.into(),
        modification_date: Some(date),
        // Stored as it is: in fifty years the simplest tool must find it.
        compress: Some(false),
        location: None,
    }
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, item: &Item) {
    match item {
        Item::Text { x, base, style, text } => draw_text(surface, fonts, (*x, *base), *style, text),
        Item::Frame { area, ink } => {
            surface.set_fill(None);
            surface.set_stroke(Some(stroke(*ink, THIN)));
            draw_path(surface, |path| path.push_rect(rect(area)));
        }
        Item::Filled { area, ink } => {
            surface.set_fill(Some(fill(*ink)));
            surface.set_stroke(None);
            draw_path(surface, |path| path.push_rect(rect(area)));
        }
        Item::Line { from, to, ink } => {
            let width = if *ink == Ink::Rule { THIN } else { STRONG };
            surface.set_fill(None);
            surface.set_stroke(Some(stroke(*ink, width)));
            draw_path(surface, |path| {
                path.move_to(from.0, from.1);
                path.line_to(to.0, to.1);
            });
        }
        Item::Modules { area, code } => draw_modules(surface, *area, code),
        Item::Across { style, text } => draw_across(surface, fonts, *style, text),
    }
}

fn draw_path(surface: &mut Surface<'_>, build: impl FnOnce(&mut PathBuilder)) {
    let mut path = PathBuilder::new();
    build(&mut path);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn draw_text(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    (mut x, base): (f32, f32),
    style: Style,
    text: &str,
) {
    for run in fonts.runs(text, style.weight) {
        let mut glyphs = Vec::with_capacity(run.glyphs.len());
        let mut begin = 0;
        let mut advance = 0.0;
        for (letter, glyph) in run.text.chars().zip(&run.glyphs) {
            let range = begin..begin + letter.len_utf8();
            begin = range.end;
            advance += glyph.advance;
            glyphs.push(KrillaGlyph::new(glyph.id, glyph.advance, 0.0, 0.0, 0.0, range, None));
        }
        surface.set_fill(Some(fill(style.ink)));
        let thick = (run.cut == Cut::Thickened).then(|| stroke(style.ink, style.size * 0.025));
        surface.set_stroke(thick);
        let start = Point::from_xy(x, base);
        surface.draw_glyphs(start, &glyphs, run.font.clone(), &run.text, style.size, false);
        x += advance * style.size;
    }
}

fn draw_modules(surface: &mut Surface<'_>, area: Area, code: &Modules) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill(Ink::White)));
    draw_path(surface, |path| path.push_rect(rect(&area)));
    surface.set_fill(Some(fill(Ink::Black)));
    draw_path(surface, |path| code.squares(area).for_each(|square| path.push_rect(rect(&square))));
}

/// Sets a word from the lower left to the upper right, as large as the page allows.
fn draw_across(surface: &mut Surface<'_>, fonts: &Fonts, style: Style, text: &str) {
    let angle = HEIGHT.atan2(WIDTH);
    let width = fonts.width(text, style.weight, style.size);
    surface.push_transform(&Transform::from_translate(WIDTH / 2.0, HEIGHT / 2.0));
    surface.push_transform(&Transform::from_rotate(-angle * 180.0 / PI));
    let start = (-width / 2.0, style.size * 0.36);
    draw_text(surface, fonts, start, style, text);
    surface.pop();
    surface.pop();
}

fn rect(area: &Area) -> Rect {
    let rect = Rect::from_xywh(area.x, area.y, area.width.max(0.1), area.height.max(0.1));
    rect.expect("what is laid out has a place and a size")
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: colour(ink).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn stroke(ink: Ink, width: f32) -> Stroke {
    Stroke { paint: colour(ink).into(), width, ..Stroke::default() }
}

fn colour(ink: Ink) -> rgb::Color {
    let (red, green, blue) = match ink {
        Ink::Black => (0, 0, 0),
        Ink::Grey => (90, 90, 90),
        Ink::Rule => (120, 120, 120),
        Ink::Tint => (228, 234, 240),
        Ink::Faint => (243, 243, 243),
        Ink::White => (255, 255, 255),
        Ink::Warning => (176, 0, 32),
    };
    rgb::Color::new(red, green, blue)
}

fn date(time_ms: u64) -> DateTime {
    let moment = crate::clock::show(title::Time(time_ms));
    let number = |range: std::ops::Range<usize>| moment.get(range).and_then(|it| it.parse().ok());
    let year = moment.get(0..4).and_then(|year| year.parse().ok()).unwrap_or(9999);
    let part = |range| number(range).unwrap_or(0_u8);
    DateTime::new(year)
        .month(part(5..7).max(1))
        .day(part(8..10).max(1))
        .hour(part(11..13))
        .minute(part(14..16))
        .second(part(17..19))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

const THIN: f32 = 0.5;
const STRONG: f32 = 1.1;
