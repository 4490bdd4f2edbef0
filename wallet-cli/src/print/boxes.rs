//! The boxes of the form: rows of cells, each with a caption and lines.

use super::catalogue::Label;
use super::code::Modules;
use super::flow::Flow;
use super::page::{Area, BODY, CAPTION, EDGE, Ink, Item, MEASURE, NOTE, SMALL, Style};

/// A box of the form.
pub(super) struct Cell {
    share: f32,
    caption: Label,
    lines: Vec<(Style, String)>,
    code: Option<Modules>,
}

/// What did not fit into its box.
pub(super) struct Rider {
    pub(super) caption: Label,
    pub(super) lines: Vec<String>,
}

impl Cell {
    /// A box that takes this share of the page's width.
    pub(super) fn new(share: f32, caption: Label, lines: Vec<String>) -> Self {
        let lines = lines.into_iter().map(|line| (BODY, line)).collect();
        Self { share, caption, lines, code: None }
    }

    /// A box with a code for cameras and small print beside it.
    pub(super) fn with_code(share: f32, caption: Label, code: Modules, lines: Vec<String>) -> Self {
        let lines = lines.into_iter().map(|line| (SMALL, line)).collect();
        Self { share, caption, lines, code: Some(code) }
    }

    fn room(&self) -> f32 {
        let code = self.code.as_ref().map_or(0.0, |_| CODE_SIDE + PAD);
        self.share * MEASURE - 2.0 * PAD - code
    }
}

/// Draws a row of boxes, at least so high. Lines beyond what a box may hold come back as riders.
pub(super) fn row(flow: &mut Flow<'_>, least: f32, cells: Vec<Cell>) -> Vec<Rider> {
    let mut riders = Vec::new();
    let mut fitted = Vec::new();
    for cell in cells {
        let (lines, rest) = fit(flow, &cell);
        if !rest.is_empty() {
            riders.push(Rider { caption: cell.caption, lines: rest });
        }
        fitted.push((cell, lines));
    }
    let height = fitted.iter().map(|(cell, lines)| needed(cell, lines)).fold(least, f32::max);
    flow.ensure(height);
    let mut x = EDGE;
    for (cell, lines) in fitted {
        let width = cell.share * MEASURE;
        draw(flow, Area { x, y: flow.y, width, height }, cell, lines);
        x += width;
    }
    flow.y += height;
    riders
}

/// The lines as they are broken in the box, and the texts that do not fit.
fn fit(flow: &mut Flow<'_>, cell: &Cell) -> (Vec<(Style, String)>, Vec<String>) {
    let mut fitted = Vec::new();
    for (at, (style, text)) in cell.lines.iter().enumerate() {
        let text = flow.printable(text);
        let lines = flow.wrapped(&text, *style, cell.room());
        if fitted.len() + lines.len() > MOST_LINES {
            fitted.push((NOTE, flow.label(Label::SeeRider).to_owned()));
            let rest = cell.lines[at..].iter().map(|(_, text)| text.clone()).collect();
            return (fitted, rest);
        }
        fitted.extend(lines.into_iter().map(|line| (*style, line)));
    }
    (fitted, Vec::new())
}

fn needed(cell: &Cell, lines: &[(Style, String)]) -> f32 {
    let text: f32 = lines.iter().map(|(style, _)| style.leading()).sum();
    let code = cell.code.as_ref().map_or(0.0, |_| CODE_SIDE);
    CAPTION.leading() + text.max(code) + 2.0 * PAD
}

fn draw(flow: &mut Flow<'_>, area: Area, cell: Cell, lines: Vec<(Style, String)>) {
    let caption = flow.label(cell.caption);
    let page = flow.page();
    page.frame(area, Ink::Rule);
    page.text(area.x + PAD, area.y + PAD + CAPTION.size, CAPTION, caption);
    let mut x = area.x + PAD;
    let mut y = area.y + PAD + CAPTION.leading();
    if let Some(code) = cell.code {
        let square = Area { x, y, width: CODE_SIDE, height: CODE_SIDE };
        page.items.push(Item::Modules { area: square, code });
        x += CODE_SIDE + PAD;
    }
    for (style, line) in lines {
        page.text(x, y + style.size, style, line);
        y += style.leading();
    }
}

const PAD: f32 = 4.0;
/// Side of the code with the white edge it needs, in points: 35 mm.
const CODE_SIDE: f32 = 99.0;
/// The most lines of a box; what is more goes on the rider.
const MOST_LINES: usize = 12;
