//! What stands on every page: that it is a copy, of what, and which page it is.

use super::catalogue::{Label, Sentence};
use super::copy::Copy;
use super::flow::Flow;
use super::font::Weight;
use super::page::{EDGE, Ink, Item, MEASURE, NOTE, Page, Style};
use crate::session::digits;

/// Puts head and foot on every page.
pub(super) fn put(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    let of = flow.pages.len();
    let name = flow.printable(&copy.name());
    let (height, time) = (copy.header.height, &copy.time());
    let foot = flow.words(&Sentence::Foot { bill: &name, height, time });
    let title = flow.labelled(Label::Title, &digits(&copy.title().id));
    let warning = flow.label(copy.warning());
    let warning = flow.wrapped(warning, WARNING, MEASURE);
    for number in 1..=of {
        let numbered = flow.words(&Sentence::Page { number, of });
        let head = [Label::BillOfLading, Label::CopyNotNegotiable].map(|label| flow.label(label));
        let watermark = flow.label(Label::Watermark).to_owned();
        let fonts = flow.fonts;
        let page = &mut flow.pages[number - 1];
        // Behind everything else.
        page.items.insert(0, Item::Across { style: ACROSS, text: watermark });
        page.text(EDGE, 46.0, NAME, head[0]);
        page.text_to(fonts, EDGE + MEASURE, 46.0, MARK, head[1].to_owned());
        for (line, words) in warning.iter().enumerate() {
            page.text(EDGE, 59.0 + line as f32 * WARNING.leading(), WARNING, words.clone());
        }
        rule(page, 74.0);
        rule(page, 798.0);
        page.text(EDGE, 808.0, NOTE, foot.clone());
        page.text_to(fonts, EDGE + MEASURE, 808.0, NOTE, numbered);
        page.text(EDGE, 818.0, NOTE, title.clone());
    }
}

fn rule(page: &mut Page, y: f32) {
    page.line((EDGE, y), (EDGE + MEASURE, y));
}

const NAME: Style = Style::new(15.0, Weight::Bold, Ink::Black);
const MARK: Style = Style::new(13.0, Weight::Bold, Ink::Warning);
const WARNING: Style = Style::new(8.0, Weight::Bold, Ink::Warning);
const ACROSS: Style = Style::new(190.0, Weight::Bold, Ink::Faint);
