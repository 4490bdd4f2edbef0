//! What the scenarios show: by rule, by act, and by cell of the table.
//!
//! Lines are counted as they are written; the tests of `title` play every one of them and fail at
//! the first that goes otherwise.

mod report;

use std::collections::{BTreeMap, BTreeSet};

use title::ActKind;

use crate::act::ActLine;
use crate::cells::{self, Cell, Entry};
use crate::files::{self, Fault};
use crate::refusal::{ExpectedRefusal, reasons};
use crate::script::{Script, What};

/// Accepted and refused lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Count {
    /// Lines that are accepted.
    pub accepted: usize,
    /// Lines that are refused.
    pub refused: usize,
}

/// One rule, or one reason of a rule that has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule and its reason.
    pub rule: ExpectedRefusal,
    /// The first words of its text.
    pub words: String,
    /// Lines refused by it, and accepted lines of the acts that it refuses elsewhere.
    pub lines: Count,
    /// The files with refused lines.
    pub files: BTreeSet<String>,
}

/// What the scenarios show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Every rule, in the order of its number.
    pub rules: Vec<RuleCount>,
    /// Every act.
    pub acts: BTreeMap<ActKind, Count>,
    /// Cells that a line shows.
    pub cells_shown: usize,
    /// Cells that no line shows as the table has them.
    pub cells_missing: Vec<Cell>,
}

impl Coverage {
    /// What this repository's scenarios show of its rules and its table.
    ///
    /// # Errors
    ///
    /// The first file that cannot be read.
    pub fn of_the_law() -> Result<Self, Fault> {
        let texts = files::text(&files::at("docs/title-rules.md"))?;
        let table = files::text(&files::at("title/tests/matrix.txt"))?;
        let scripts = files::scripts(&files::at("title/tests/scenarios"))?;
        Ok(Self::new(&texts, &cells::table(&table), &scripts))
    }

    /// What some scenarios show of the rules in `texts` and of a table. Rules and acts are counted
    /// in stories alone: a scenario that shows cells is none.
    #[must_use]
    pub fn new(texts: &str, table: &[Entry], scripts: &[Script]) -> Self {
        let stories: Vec<_> = scripts.iter().filter(|script| is_story(script)).collect();
        let lines: Vec<_> = stories.iter().flat_map(|script| of_file(script)).collect();
        let acts = ActKind::ALL.iter().map(|act| (*act, count(&lines, *act))).collect();
        let shown: BTreeSet<Entry> =
            scripts.iter().flat_map(act_lines).filter_map(cells::shown).collect();
        let missing = table.iter().filter(|entry| !shown.contains(entry));
        let cells_missing: Vec<Cell> = missing.map(|(cell, _)| cell.clone()).collect();
        Self {
            rules: rules(texts).map(|(rule, words)| rule_count(&lines, rule, words)).collect(),
            acts,
            cells_shown: table.len() - cells_missing.len(),
            cells_missing,
        }
    }

    /// Whether nothing is missing: every rule and every act refuses and is passed somewhere, and
    /// every cell has its line.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let both = |count: &Count| count.accepted > 0 && count.refused > 0;
        !self.rules.is_empty()
            && self.rules.iter().all(|rule| both(&rule.lines))
            && self.acts.values().all(both)
            && self.cells_shown > 0
            && self.cells_missing.is_empty()
    }
}

/// A line and the file it stands in.
type Line<'a> = (&'a str, &'a ActLine);

fn act_lines(script: &Script) -> impl Iterator<Item = &ActLine> {
    script.steps.iter().filter_map(|step| match &step.what {
        What::Act(line) => Some(&**line),
        _ => None,
    })
}

fn of_file(script: &Script) -> impl Iterator<Item = Line<'_>> {
    act_lines(script).map(|line| (script.file.as_str(), line))
}

fn is_story(script: &Script) -> bool {
    act_lines(script).all(|line| line.cell.is_none())
}

fn count(lines: &[Line<'_>], act: ActKind) -> Count {
    let of_act = || lines.iter().filter(|(_, line)| line.act.kind() == act);
    let refused = of_act().filter(|(_, line)| line.refused.is_some()).count();
    Count { accepted: of_act().count() - refused, refused }
}

fn rule_count(lines: &[Line<'_>], rule: ExpectedRefusal, words: String) -> RuleCount {
    let refused: Vec<_> =
        lines.iter().filter(|(_, line)| line.refused.as_ref() == Some(&rule)).collect();
    let acts: BTreeSet<ActKind> = refused.iter().map(|(_, line)| line.act.kind()).collect();
    let accepted = acts.into_iter().map(|act| count(lines, act).accepted).sum();
    let files = refused.iter().map(|(file, _)| (*file).to_owned()).collect();
    RuleCount { rule, words, lines: Count { accepted, refused: refused.len() }, files }
}

/// Every rule of the law's texts, once for each of its reasons, with the words of its heading.
fn rules(texts: &str) -> impl Iterator<Item = (ExpectedRefusal, String)> {
    texts.lines().filter_map(|line| line.strip_prefix("### T-")).flat_map(|heading| {
        let (number, words) = heading.split_once(": ").unwrap_or((heading, ""));
        let rule = format!("T-{number}");
        let of = |reason| (ExpectedRefusal { rule: rule.clone(), reason }, words.to_owned());
        match reasons(&rule) {
            [] => vec![of(None)],
            several => several.iter().map(|reason| of(Some(*reason))).collect(),
        }
    })
}
