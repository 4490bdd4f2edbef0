//! `ebl explain`: the text of a rule that a refusal names, as the project publishes it.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

use crate::args::ExplainArgs;
use crate::error::Explain;
use crate::exit::Exit;
use crate::output::Outcome;

/// A number that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no rule {number:?}")]
pub struct NoSuchRule {
    /// The number asked for.
    pub number: String,
}

impl Explain for NoSuchRule {
    fn hint(&self) -> String {
        "rules are numbered T-01 and on for titles, G-01 and on for the registry, L-01 and on for \
         the ledger; a document's rules, D-01 and on, are explained where ebl check shows them"
            .to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// A rule.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// Its number.
    number: String,
    /// What it asks, in a few words.
    name: String,
    /// The rest: what it asks, why, from where, and what to do.
    text: String,
}

/// Finds a rule by its number, in letters of either case.
///
/// # Errors
///
/// [`NoSuchRule`].
pub fn rule(args: &ExplainArgs) -> Result<Rule, NoSuchRule> {
    let number = args.rule.trim().to_uppercase();
    let found = rules().find(|rule| rule.number == number);
    found.ok_or(NoSuchRule { number: args.rule.clone() })
}

/// The rules of the published texts: each a heading of the third level that begins with a number.
fn rules() -> impl Iterator<Item = Rule> {
    TEXTS.iter().flat_map(|text| text.split("\n### ").skip(1)).filter_map(|section| {
        let (heading, rest) = section.split_once('\n')?;
        let (number, name) = heading.split_once(": ")?;
        let text = rest.split("\n## ").next().unwrap_or_default().trim();
        is_number(number).then(|| Rule {
            number: number.to_owned(),
            name: name.trim().to_owned(),
            text: text.to_owned(),
        })
    })
}

/// Whether a heading begins with a rule's number, such as T-10.
fn is_number(text: &str) -> bool {
    let (letter, digits) = text.split_at_checked(2).unwrap_or_default();
    matches!(letter, "T-" | "L-" | "G-")
        && digits.len() == 2
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.number, self.name)?;
        writeln!(f, "\n{}", self.text.replace("**", ""))
    }
}

impl Outcome for Rule {
    fn command(&self) -> &'static str {
        "explain"
    }
}

const TEXTS: [&str; 2] =
    [include_str!("../../../docs/title-rules.md"), include_str!("../../../docs/registry-rules.md")];

#[cfg(test)]
mod tests;
