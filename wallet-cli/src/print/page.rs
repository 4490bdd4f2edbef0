//! What stands on a page: texts, lines and boxes, each at its place. Nothing here draws.

use super::code::Modules;
use super::font::{Fonts, Weight};

/// An A4 page, in points.
pub(super) const WIDTH: f32 = 595.276;
/// Its height.
pub(super) const HEIGHT: f32 = 841.89;
/// The white edge to the left and right.
pub(super) const EDGE: f32 = 42.0;
/// Where the content begins, below the head.
pub(super) const TOP: f32 = 82.0;
/// Where it ends, above the foot.
pub(super) const BOTTOM: f32 = 790.0;
/// The width of the content.
pub(super) const MEASURE: f32 = WIDTH - 2.0 * EDGE;

/// A shade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Grey,
    Rule,
    Tint,
    Faint,
    White,
    Warning,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) weight: Weight,
    pub(super) ink: Ink,
}

impl Style {
    pub(super) const fn new(size: f32, weight: Weight, ink: Ink) -> Self {
        Self { size, weight, ink }
    }

    /// From one line to the next.
    pub(super) fn leading(&self) -> f32 {
        self.size * 1.32
    }
}

/// The styles of the form.
pub(super) const BODY: Style = Style::new(8.5, Weight::Regular, Ink::Black);
pub(super) const STRONG: Style = Style::new(8.5, Weight::Bold, Ink::Black);
pub(super) const CAPTION: Style = Style::new(6.5, Weight::Regular, Ink::Grey);
pub(super) const SMALL: Style = Style::new(7.0, Weight::Regular, Ink::Black);
pub(super) const NOTE: Style = Style::new(7.0, Weight::Regular, Ink::Grey);
pub(super) const HEADING: Style = Style::new(12.0, Weight::Bold, Ink::Black);

/// A rectangle, its corner at the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// One line of text, from its left end on its base line.
    Text { x: f32, base: f32, style: Style, text: String },
    /// A frame.
    Frame { area: Area, ink: Ink },
    /// A filled box.
    Filled { area: Area, ink: Ink },
    /// A line.
    Line { from: (f32, f32), to: (f32, f32), ink: Ink },
    /// The dark modules of a code for cameras.
    Modules { area: Area, code: Modules },
    /// A word across the page, behind everything.
    Across { style: Style, text: String },
}

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) items: Vec<Item>,
}

impl Page {
    pub(super) fn text(&mut self, x: f32, base: f32, style: Style, text: impl Into<String>) {
        self.items.push(Item::Text { x, base, style, text: text.into() });
    }

    /// A line of text that ends at `right`.
    pub(super) fn text_to(
        &mut self,
        fonts: &Fonts,
        right: f32,
        base: f32,
        style: Style,
        text: String,
    ) {
        let x = right - fonts.width(&text, style.weight, style.size);
        self.text(x, base, style, text);
    }

    pub(super) fn frame(&mut self, area: Area, ink: Ink) {
        self.items.push(Item::Frame { area, ink });
    }

    pub(super) fn filled(&mut self, area: Area, ink: Ink) {
        self.items.push(Item::Filled { area, ink });
    }

    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.items.push(Item::Line { from, to, ink: Ink::Rule });
    }

    /// A line that joins.
    pub(super) fn strong(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.items.push(Item::Line { from, to, ink: Ink::Black });
    }
}

impl Item {
    /// The room it takes; the word across the page is set to fit it.
    #[cfg(test)]
    pub(super) fn bounds(&self, fonts: &Fonts) -> Option<Area> {
        match self {
            Self::Text { x, base, style, text } => {
                let width = fonts.width(text, style.weight, style.size);
                let area = Area { x: *x, y: base - style.size, width, height: style.size * 1.3 };
                Some(area)
            }
            Self::Frame { area, .. } | Self::Filled { area, .. } | Self::Modules { area, .. } => {
                Some(*area)
            }
            Self::Line { from, to, .. } => {
                let (width, height) = (to.0 - from.0, to.1 - from.1);
                Some(Area { x: from.0, y: from.1, width, height })
            }
            Self::Across { .. } => None,
        }
    }
}
