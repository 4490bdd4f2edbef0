//! The table at the head of a document: every demand on one line, made from its sections.

use crate::document::{OPEN, Section};

const HEAD: [&str; 2] = ["| demand | in short | rules | open |", "|---|---|---|---|"];

/// The table.
#[must_use]
pub fn table(sections: &[Section]) -> Vec<String> {
    let rows = sections.iter().map(row);
    HEAD.into_iter().map(str::to_owned).chain(rows).collect()
}

/// The table as the document has it: the lines under the heading "Overview" that begin a cell.
#[must_use]
pub fn written(text: &str) -> Vec<&str> {
    let (_, after) = text.split_once("\n## Overview\n").unwrap_or_default();
    let lines = after.lines().skip_while(|line| !line.starts_with('|'));
    lines.take_while(|line| line.starts_with('|')).collect()
}

/// The document with its table made anew.
#[must_use]
pub fn rewritten(text: &str, sections: &[Section]) -> String {
    let old = written(text).join("\n");
    text.replacen(&old, &table(sections).join("\n"), 1)
}

fn row(section: &Section) -> String {
    let rules = section.rules();
    let rules = if rules.is_empty() { "–".to_owned() } else { rules.join(", ") };
    let open = section.part(OPEN).map_or("–", first_sentence);
    let (id, short, anchor) = (&section.id, &section.short, anchor(section));
    format!("| [{id}](#{anchor}) | {short} | {rules} | {open} |")
}

fn first_sentence(text: &str) -> &str {
    text.split_inclusive(". ").next().unwrap_or(text).trim_end()
}

/// The anchor of a section's heading, as readers of Markdown make it: lower case, words joined by
/// hyphens, nothing else kept.
fn anchor(section: &Section) -> String {
    let heading = format!("{}: {}", section.id, section.short).to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
