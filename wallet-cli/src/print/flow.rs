//! Content that flows down the pages and breaks between them.

use std::collections::BTreeSet;

use super::catalogue::{Label, Sentence};
use super::font::Fonts;
use super::language::Language;
use super::page::{BOTTOM, EDGE, HEADING, MEASURE, NOTE, Page, Style, TOP};
use super::wrap;

/// The pages so far, and where the next thing goes.
pub(super) struct Flow<'f> {
    pub(super) fonts: &'f Fonts,
    pub(super) language: Language,
    pub(super) pages: Vec<Page>,
    /// Below what stands on the last page.
    pub(super) y: f32,
    /// Letters that no font has.
    pub(super) missing: BTreeSet<char>,
}

impl<'f> Flow<'f> {
    pub(super) fn new(fonts: &'f Fonts, language: Language) -> Self {
        let pages = vec![Page::default()];
        Self { fonts, language, pages, y: TOP, missing: BTreeSet::new() }
    }

    pub(super) fn label(&self, label: Label) -> &'static str {
        label.words(self.language)
    }

    pub(super) fn words(&self, sentence: &Sentence<'_>) -> String {
        sentence.words(self.language)
    }

    /// A value, and before it what it is.
    pub(super) fn labelled(&self, label: Label, value: &str) -> String {
        self.words(&Sentence::Labelled { label: self.label(label), value })
    }

    /// A text of the document's or the ledger's, as it can be printed.
    pub(super) fn printable(&mut self, text: &str) -> String {
        self.fonts.printable(text, &mut self.missing)
    }

    pub(super) fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("there is a page from the beginning on")
    }

    pub(super) fn next_page(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
    }

    /// Whether so much fits below what stands.
    pub(super) fn has_room(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    /// Goes to the next page where so much does not fit on this one.
    pub(super) fn ensure(&mut self, height: f32) {
        if !self.has_room(height) {
            self.next_page();
        }
    }

    /// Lines of a text that was made printable.
    pub(super) fn wrapped(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        wrap::lines(self.fonts, text, style.weight, style.size, width)
    }

    /// One line at its place, and below it.
    pub(super) fn line(&mut self, x: f32, style: Style, text: impl Into<String>) {
        self.ensure(style.leading());
        let base = self.y + style.size;
        self.page().text(x, base, style, text);
        self.y += style.leading();
    }

    /// A text over the width of the page.
    pub(super) fn paragraph(&mut self, style: Style, text: &str) {
        self.indented(0.0, style, text);
    }

    /// The same, set in.
    pub(super) fn indented(&mut self, by: f32, style: Style, text: &str) {
        let text = self.printable(text);
        for line in self.wrapped(&text, style, MEASURE - by) {
            self.line(EDGE + by, style, line);
        }
    }

    /// A heading, never alone at the foot of a page.
    pub(super) fn heading(&mut self, label: Label) {
        self.gap(10.0);
        self.ensure(70.0);
        self.line(EDGE, HEADING, self.label(label));
        let (y, right) = (self.y, EDGE + MEASURE);
        self.page().line((EDGE, y), (right, y));
        self.gap(5.0);
    }

    /// Words below a heading, in grey.
    pub(super) fn note(&mut self, label: Label) {
        self.paragraph(NOTE, self.label(label));
        self.gap(3.0);
    }

    /// White space, of which a page has none at its top.
    pub(super) fn gap(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }
}
