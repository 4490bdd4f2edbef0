//! What is drawn and not written: the endorsement chain as a chain, and the code for cameras.

use super::super::catalogue::Label;
use super::super::code::{self, Modules};
use super::super::page::{HEADING, Ink, MEASURE};
use super::*;

/// Something of a chain, in the order in which it is drawn.
#[derive(Clone, Debug, PartialEq)]
enum Mark {
    Box { page: usize, top: f32, bottom: f32, head: String },
    Shaft { page: usize, x: f32, from: f32, to: f32 },
    Wing { page: usize, tip: (f32, f32) },
}

/// What is drawn from one heading to the next.
fn between(pages: &[Vec<Item>], language: Language, first: Label, last: Label) -> Vec<Mark> {
    let numbered = |(page, items): (usize, &Vec<Item>)| {
        items.clone().into_iter().map(move |item| (page, item)).collect::<Vec<_>>()
    };
    let items: Vec<_> = pages.iter().enumerate().flat_map(numbered).collect();
    let heading = |label: Label| {
        let words = label.words(language);
        let is = |item: &Item| {
            matches!(item, Item::Text { style, text, .. }
                if style.size == HEADING.size && text == words)
        };
        items.iter().position(|(_, item)| is(item)).unwrap()
    };
    let items = &items[heading(first)..heading(last)];
    let marks = items.iter().enumerate().filter_map(|(at, (page, item))| match item {
        Item::Line { from, to, ink: Ink::Black } => Some(line(*page, *from, *to)),
        Item::Frame { area, .. } => Some(framed(&items[at - 1..], area)),
        _ => None,
    });
    marks.collect()
}

fn line(page: usize, from: (f32, f32), to: (f32, f32)) -> Mark {
    if from.0 == to.0 {
        return Mark::Shaft { page, x: from.0, from: from.1, to: to.1 };
    }
    Mark::Wing { page, tip: if from.1 > to.1 { from } else { to } }
}

/// The strip, the frame and the text in the strip stand one behind the other.
fn framed(items: &[(usize, Item)], frame: &Area) -> Mark {
    let [(page, Item::Filled { area, .. }), _, (_, Item::Text { text, base, .. }), ..] = items
    else {
        panic!("a frame of the chain has a strip above it: {items:?}")
    };
    assert_eq!((area.x, area.y, area.width), (frame.x, frame.y, frame.width));
    assert_eq!((frame.x, frame.width), (EDGE, MEASURE));
    assert!(*base > area.y && *base < area.y + area.height, "{text} stands in the strip");
    let bottom = frame.y + frame.height;
    Mark::Box { page: *page, top: frame.y, bottom, head: text.clone() }
}

/// The boxes with what is drawn between each and the one before.
fn boxes(marks: &[Mark]) -> Vec<(&Mark, &[Mark])> {
    let is_box = |mark: &Mark| matches!(mark, Mark::Box { .. });
    let places = marks.iter().enumerate().filter(|(_, mark)| is_box(mark)).map(|(at, _)| at);
    let mut after = 0;
    let found = places.map(|at| {
        let joint = &marks[after..at];
        after = at + 1;
        (&marks[at], joint)
    });
    let found: Vec<_> = found.collect();
    assert!(marks.last().is_none_or(is_box), "nothing leads on from the last box");
    found
}

/// Whether arrows lead from the foot of a box to the head of the next, over the page where they
/// must.
fn leads(before: &Mark, joint: &[Mark], after: &Mark) -> bool {
    let (Mark::Box { page, bottom, .. }, Mark::Box { page: next, top, .. }) = (before, after)
    else {
        return false;
    };
    let arrows: Vec<_> = joint.chunks(3).map(arrow).collect();
    match &arrows[..] {
        [Some((on, from, to))] => {
            (on, next) == (page, page) && from == bottom && reaches(*to, *top)
        }
        [Some((on, from, to)), Some((over, begin, end))] => {
            (*on, *over, *next) == (*page, page + 1, page + 1)
                && from == bottom
                && *to <= BOTTOM + 4.0
                && *begin == TOP
                && reaches(*end, *top)
        }
        _ => false,
    }
}

/// Whether a tip comes so near that it points at the box, and is not covered by it.
fn reaches(tip: f32, top: f32) -> bool {
    (0.5..1.5).contains(&(top - tip))
}

/// An arrow with its two wings: its page, where it begins, and its tip.
fn arrow(marks: &[Mark]) -> Option<(usize, f32, f32)> {
    let [Mark::Shaft { page, x, from, to }, Mark::Wing { page: one, tip }, other] = marks else {
        return None;
    };
    let tip_is_there = *tip == (*x, *to) && *other == Mark::Wing { page: *one, tip: *tip };
    let seen = to - from >= 3.0 && *x > EDGE && *x < EDGE + MEASURE;
    (tip_is_there && one == page && seen).then_some((*page, *from, *to))
}

#[test]
fn the_endorsement_chain_is_drawn_box_after_box_with_an_arrow_from_each_to_the_next() {
    let fonts = Fonts::new(&[]).unwrap();
    let bill = Bill::of(travelled(30), Some(TO_ORDER));
    for language in Language::ALL {
        let pages = bill.pages(&fonts, language);
        let marks = between(&pages, language, Label::EndorsementChain, Label::Notices);
        is_a_chain(&boxes(&marks), bill.proven.control.len());
    }
}

fn is_a_chain(boxes: &[(&Mark, &[Mark])], facts: usize) {
    assert_eq!(boxes.len(), facts);
    assert!(boxes[0].1.is_empty(), "nothing leads to the first");
    let mut over_pages = 0;
    for (number, pair) in (2..).zip(boxes.windows(2)) {
        let [(before, _), (after, joint)] = pair else { unreachable!() };
        let Mark::Box { head, .. } = after else { unreachable!() };
        assert!(head.starts_with(&format!("{number}  ")), "{head} is no fact {number}");
        assert!(leads(before, joint, after), "{before:?} {joint:?} {after:?}");
        over_pages += usize::from(joint.len() == 6);
    }
    assert!(over_pages > 5, "{over_pages}");
}

#[test]
fn notices_stand_side_by_side_with_no_arrow_between_them() {
    let fonts = Fonts::new(&[]).unwrap();
    let mut ledger = travelled(0);
    for _ in 0..12 {
        let content = Commitment { scheme: 1, root: [4; 32] };
        ledger.record(&LINE, Act::Annotate { kind: AnnotationKind::Discrepancy, content });
    }
    let bill = Bill::of(ledger, None);
    let pages = bill.pages(&fonts, Language::English);
    let marks = between(&pages, Language::English, Label::Notices, Label::WhatItProves);
    assert_eq!(marks.len(), bill.proven.annotations.len());
    assert!(marks.iter().all(|mark| matches!(mark, Mark::Box { .. })), "{marks:?}");
    for pair in marks.windows(2) {
        let [Mark::Box { page, bottom, .. }, Mark::Box { page: next, top, .. }] = pair else {
            unreachable!()
        };
        assert!(page < next || bottom < top, "{pair:?}");
    }
}

/// What a reader of codes makes of the dark squares, drawn with so many pixels to a point.
fn read(area: Area, code: &Modules) -> String {
    const SCALE: f32 = 4.0;
    let side = (area.width * SCALE) as usize;
    let mut pixels = vec![255; side * side];
    for square in code.squares(Area { x: 0.0, y: 0.0, ..area }) {
        let pixel = |at: f32| (at * SCALE).round() as usize;
        for row in pixel(square.y)..pixel(square.y + square.height) {
            pixels[row * side + pixel(square.x)..row * side + pixel(square.x + square.width)]
                .fill(0);
        }
    }
    let mut reader = quircs::Quirc::default();
    let found: Vec<_> = reader.identify(side, side, &pixels).collect();
    let [Ok(found)] = &found[..] else { panic!("one code is found: {}", found.len()) };
    String::from_utf8(found.decode().unwrap().payload).unwrap()
}

#[test]
fn another_reader_reads_the_code_that_is_drawn() {
    let fonts = Fonts::new(&[]).unwrap();
    for document in [Some(TO_ORDER), None] {
        let bill = Bill::of(travelled(0), document);
        let pages = bill.pages(&fonts, Language::English);
        let codes = pages.iter().flatten().filter_map(|item| match item {
            Item::Modules { area, code } => Some((*area, code)),
            _ => None,
        });
        let codes: Vec<_> = codes.collect();
        let [(area, code)] = codes[..] else { panic!("there is one code: {}", codes.len()) };
        let text = crate::print::code_text(&bill.ledger.id, &bill.header);
        assert_eq!(read(area, code), text);
        let longest =
            text.replace(&format!(":{}:", bill.header.height), &format!(":{}:", u64::MAX));
        assert_eq!(read(area, &code::modules(&longest)), longest);
    }
}
