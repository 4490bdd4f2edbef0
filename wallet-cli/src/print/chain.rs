//! The endorsement chain, drawn as a chain: a box for each fact, joined in the order in which they
//! were recorded.

use proto::evidence::ProvenFact;
use title::{Title, evolve};

use super::catalogue::{Label, Sentence};
use super::copy::{Copy, of_title};
use super::events;
use super::flow::Flow;
use super::page::{Area, BODY, BOTTOM, EDGE, Ink, MEASURE, NOTE, STRONG, Style, TOP};
use crate::clock;

/// A fact as its box shows it.
struct Link {
    head: String,
    time: String,
    lines: Vec<(Style, String)>,
}

/// Draws the control chain.
pub(super) fn control(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    flow.heading(Label::EndorsementChain);
    flow.note(Label::EndorsementChainNote);
    let mut before: Option<Title> = None;
    for (at, fact) in copy.bill.control.iter().enumerate() {
        let after = evolve(before.clone(), of_title(fact));
        let link = link(flow, copy, fact, before.as_ref(), Some(&after));
        draw(flow, link, if at == 0 { Joint::First } else { Joint::Joined });
        before = Some(after);
    }
}

/// Draws the notices, which stand beside the chain and join nothing.
pub(super) fn notices(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    flow.heading(Label::Notices);
    if copy.bill.annotations.is_empty() {
        flow.paragraph(BODY, flow.label(Label::NoNotices));
        return;
    }
    flow.note(Label::NoticesNote);
    for fact in &copy.bill.annotations {
        let link = link(flow, copy, fact, None, None);
        draw(flow, link, Joint::First);
    }
}

fn link(
    flow: &mut Flow<'_>,
    copy: &Copy<'_>,
    fact: &ProvenFact,
    before: Option<&Title>,
    after: Option<&Title>,
) -> Link {
    let of = of_title(fact);
    let record = &fact.record;
    let head = flow.label(events::label(&of.event));
    let details = events::details(copy, &of.event, flow.language);
    let details = details.into_iter().map(|(label, value)| flow.labelled(label, &value));
    let acted: Vec<_> = [by(flow, copy, of)].into_iter().chain(details).collect();
    let mut lines = vec![(BODY, acted.join(" · "))];
    lines.extend(standing(flow, copy, before, after).into_iter().map(|line| (STRONG, line)));
    let instruction = &record.instruction.to_string()[..16];
    let place = Sentence::Link { height: record.height, instruction: &format!("{instruction}…") };
    let keys: Vec<_> = fact.approvals.iter().map(|by| hex::encode(by.key.as_bytes())).collect();
    let keys: Vec<_> = keys.iter().map(|key| format!("{}…", &key[..16])).collect();
    let signed = Sentence::SignedWith { keys: &keys.join(", ") };
    let (signers, validators) = (fact.signers, fact.validators);
    let committed = Sentence::CommittedBy { signers, validators };
    let small = [place, signed, committed].map(|sentence| flow.words(&sentence));
    lines.push((NOTE, small.join(" · ")));
    Link { head: format!("{}  {head}", record.sequence), time: clock::show(of.at), lines }
}

/// Who acted, for whom, and who signed too.
fn by(flow: &Flow<'_>, copy: &Copy<'_>, fact: &title::Fact) -> String {
    let principal = &copy.party(&fact.by.principal());
    let who = match fact.by.represented {
        None => principal.clone(),
        Some(_) => {
            let agent = &copy.party(&fact.by.actor);
            flow.words(&Sentence::AsAgentFor { agent, principal })
        }
    };
    let by = flow.labelled(Label::By, &who);
    if fact.with.is_empty() {
        return by;
    }
    let with: Vec<_> = fact.with.iter().map(|party| copy.party(party)).collect();
    format!("{by} · {}", flow.labelled(Label::SignedToo, &with.join(", ")))
}

/// Who is in control after the fact and to whose order the bill then stands, where that is new.
fn standing(
    flow: &Flow<'_>,
    copy: &Copy<'_>,
    before: Option<&Title>,
    after: Option<&Title>,
) -> Vec<String> {
    let Some(after) = after else { return Vec::new() };
    let mut lines = Vec::new();
    let holder = after.controller();
    if before.is_none_or(|before| before.controller() != holder) {
        let holder = holder.map(|party| copy.party(&party));
        let holder = holder.unwrap_or_else(|| flow.label(Label::Nobody).to_owned());
        lines.push(flow.labelled(Label::InControl, &holder));
    }
    if before.is_none_or(|before| before.order != after.order) {
        let order = copy.order(&after.order, flow.language);
        lines.push(flow.labelled(Label::Stands, &order));
    }
    lines
}

/// How a box hangs on the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    First,
    Joined,
}

fn draw(flow: &mut Flow<'_>, link: Link, joint: Joint) {
    let mut lines = Vec::new();
    for (style, text) in &link.lines {
        let text = flow.printable(text);
        let wrapped = flow.wrapped(&text, *style, MEASURE - 2.0 * INSET);
        lines.extend(wrapped.into_iter().map(|line| (*style, line)));
    }
    let head = flow.printable(&link.head);
    // A fact may name hundreds of bills; a box is never higher than a page.
    for (at, part) in lines.chunks(MOST_LINES).enumerate() {
        let joint = if at == 0 { joint } else { Joint::Joined };
        let head = match at {
            0 => head.clone(),
            _ => format!("{head} ({})", flow.label(Label::Continued)),
        };
        draw_box(flow, &head, &link.time, part, joint);
    }
}

fn draw_box(flow: &mut Flow<'_>, head: &str, time: &str, lines: &[(Style, String)], joint: Joint) {
    let text: f32 = lines.iter().map(|(style, _)| style.leading()).sum();
    let height = HEAD + text + 2.0 * PAD;
    join(flow, height, joint);
    let (fonts, top) = (flow.fonts, flow.y);
    let page = flow.page();
    let strip = Area { x: EDGE, y: top, width: MEASURE, height: HEAD };
    page.filled(strip, Ink::Tint);
    page.frame(Area { height, ..strip }, Ink::Rule);
    let base = top + HEAD - 4.5;
    page.text(EDGE + INSET, base, STRONG, head);
    page.text_to(fonts, EDGE + MEASURE - INSET, base, BODY, time.to_owned());
    let mut y = top + HEAD + PAD;
    for (style, line) in lines {
        page.text(EDGE + INSET, y + style.size, *style, line.clone());
        y += style.leading();
    }
    flow.y = top + height;
}

/// Leads the chain from the box before to where the next will stand, over the page where it must.
fn join(flow: &mut Flow<'_>, height: f32, joint: Joint) {
    let fits = flow.has_room(JOINT + height);
    if joint == Joint::First {
        flow.gap(4.0);
        if !fits {
            flow.next_page();
        }
        return;
    }
    let from = flow.y;
    if fits {
        arrow(flow, from, from + JOINT);
        flow.y = from + JOINT;
        return;
    }
    let to = (from + JOINT).min(BOTTOM + LEAST_JOINT);
    arrow(flow, from, to);
    flow.next_page();
    arrow(flow, TOP, TOP + JOINT);
    flow.y = TOP + JOINT;
}

fn arrow(flow: &mut Flow<'_>, from: f32, to: f32) {
    let (x, to) = (EDGE + MEASURE / 2.0, to - CLEAR);
    let page = flow.page();
    page.strong((x, from), (x, to));
    let wing = (to - from).min(3.5);
    page.strong((x - wing, to - wing), (x, to));
    page.strong((x, to), (x + wing, to - wing));
}

/// Height of the strip with number, act and time.
const HEAD: f32 = 15.0;
/// From one box to the next.
const JOINT: f32 = 11.0;
/// Below a box that ends at the foot of the page: an arrow that can still be seen.
const LEAST_JOINT: f32 = 4.0;
/// Between an arrow's tip and the box below, which would cover half of its stroke.
const CLEAR: f32 = 1.0;
const PAD: f32 = 3.0;
const INSET: f32 = 7.0;
const MOST_LINES: usize = 50;
