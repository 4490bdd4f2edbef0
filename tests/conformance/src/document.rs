//! A document as sections, one for each demand.
//!
//! A section begins with `### ID: in short` and ends at the next heading. Its parts begin with
//! `**Name.**`. Under `**Shown by.**` stands a list, and each entry of it is one piece of evidence:
//! a test by its name, a scenario and lines of it, a command, or a link to a document.

use crate::fault::Place;

/// The part that lists what shows a demand.
pub const SHOWN_BY: &str = "Shown by";
/// The part that says what is not met yet, or not by software.
pub const OPEN: &str = "Open";

/// One entry of what shows a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A test, by package, target and module.
    Test(String),
    /// A scenario, by its path, and lines of it.
    Scenario {
        /// The path.
        path: String,
        /// The lines.
        lines: Vec<String>,
    },
    /// A command, by the word after `cargo`.
    Command(String),
    /// A document, by its path from the document that names it.
    Document(String),
    /// Something that cannot be checked.
    Nothing(String),
}

/// What a document says of one demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The demand.
    pub id: String,
    /// The demand in short.
    pub short: String,
    /// Where the section begins.
    pub place: Place,
    /// Its parts but the evidence, each as one line of text.
    pub parts: Vec<(String, String)>,
    /// What shows it, and where that is named.
    pub evidence: Vec<(Place, Evidence)>,
}

impl Section {
    /// The text of a part.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&str> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, text)| text.as_str())
    }

    /// The rules it cites, in the order of their first mention.
    #[must_use]
    pub fn rules(&self) -> Vec<String> {
        let mut rules = Vec::new();
        for (_, text) in &self.parts {
            for rule in rules_in(text) {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
        rules
    }
}

/// The sections of a document, in order.
#[must_use]
pub fn sections(document: &str, text: &str) -> Vec<Section> {
    let mut sections = Vec::<Section>::new();
    let mut reading = false;
    for (index, line) in text.lines().enumerate() {
        let place = Place { document: document.to_owned(), line: index + 1 };
        if let Some(heading) = line.strip_prefix("### ") {
            sections.push(begin(heading, place));
            reading = true;
        } else if line.starts_with('#') {
            reading = false;
        } else if let Some(section) = sections.last_mut().filter(|_| reading) {
            read_line(section, line, place);
        }
    }
    for section in &mut sections {
        finish(section);
    }
    sections
}

fn begin(heading: &str, place: Place) -> Section {
    let (id, short) = heading.split_once(": ").unwrap_or((heading, ""));
    Section {
        id: id.to_owned(),
        short: short.to_owned(),
        place,
        parts: Vec::new(),
        evidence: Vec::new(),
    }
}

fn read_line(section: &mut Section, line: &str, place: Place) {
    let named = line.strip_prefix("**").and_then(|rest| rest.split_once(".**"));
    if let Some((part, text)) = named {
        section.parts.push((part.to_owned(), text.trim().to_owned()));
        return;
    }
    let Some((part, text)) = section.parts.last_mut() else { return };
    match line.strip_prefix("- ") {
        Some(entry) if part == SHOWN_BY => {
            section.evidence.push((place, Evidence::Nothing(entry.to_owned())));
        }
        _ if part == SHOWN_BY => {
            if let Some((_, Evidence::Nothing(entry))) = section.evidence.last_mut() {
                join(entry, line);
            }
        }
        _ => join(text, line),
    }
}

fn join(text: &mut String, line: &str) {
    let line = line.trim();
    if !line.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
}

fn finish(section: &mut Section) {
    for (_, evidence) in &mut section.evidence {
        if let Evidence::Nothing(entry) = evidence {
            *evidence = read_entry(entry);
        }
    }
}

fn read_entry(entry: &str) -> Evidence {
    let mut spans = quoted(entry).into_iter();
    let Some(first) = spans.next() else {
        let link = links(entry).into_iter().next();
        return link.map_or_else(|| Evidence::Nothing(entry.to_owned()), Evidence::Document);
    };
    let rest: Vec<String> = spans.collect();
    if let Some(command) = first.strip_prefix("cargo ") {
        let word = command.split(' ').next().unwrap_or_default();
        Evidence::Command(word.to_owned())
    } else if first.starts_with("title/tests/scenarios/") && !rest.is_empty() {
        Evidence::Scenario { path: first, lines: rest }
    } else if first.contains("::") && rest.is_empty() {
        Evidence::Test(first)
    } else {
        Evidence::Nothing(entry.to_owned())
    }
}

/// What stands in backticks.
#[must_use]
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Where the links of a text lead, without what follows `#`; links to the document itself lead
/// nowhere.
#[must_use]
pub fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter_map(|target| target.split('#').next());
    files.filter(|file| !file.is_empty()).map(str::to_owned).collect()
}

/// The numbers of rules in a text: `T-01`, `L-07`, `G-01`.
#[must_use]
pub fn rules_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| is_rule(word)).map(str::to_owned).collect()
}

fn is_rule(word: &str) -> bool {
    let bytes = word.as_bytes();
    matches!(bytes, [b'T' | b'L' | b'G', b'-', tens, ones]
        if tens.is_ascii_digit() && ones.is_ascii_digit())
}
