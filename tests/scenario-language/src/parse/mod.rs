//! Text to steps.

mod acts;
mod claims;
mod issue;
mod registry;

use std::fmt;

use crate::act::{ActLine, By, Signers};
use crate::refusal::{ExpectedRefusal, reasons};
use crate::script::{Script, Step, What};
use crate::words::{Misread, Words};

/// A line that says nothing, by file and line number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseFault {
    /// The file.
    pub file: String,
    /// The line's number, from 1.
    pub line: usize,
    /// Why it says nothing.
    pub misread: Misread,
}

impl fmt::Display for ParseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.misread)
    }
}

impl std::error::Error for ParseFault {}

/// Reads a whole scenario; `file` names it in messages.
///
/// # Errors
///
/// The first line that says nothing.
pub fn script(file: &str, text: &str) -> Result<Script, ParseFault> {
    let mut names = Vec::new();
    let mut steps = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let said = text.split('#').next().unwrap_or_default().trim();
        if said.is_empty() {
            continue;
        }
        let what = what(&names, said).map_err(|misread| ParseFault {
            file: file.to_owned(),
            line,
            misread,
        })?;
        if let What::Party { name, .. } = &what
            && !names.contains(name)
        {
            names.push(name.clone());
        }
        steps.push(Step { line, text: text.trim().to_owned(), what });
    }
    Ok(Script { file: file.to_owned(), steps })
}

fn what(names: &[String], line: &str) -> Result<What, Misread> {
    let mut words = Words::new(names, line);
    let what = if words.eat("party") {
        registry::party(&mut words)?
    } else if words.eat("rulebook") {
        let number = words.number()?;
        words.must("is adopted")?;
        What::Rulebook(number)
    } else if words.eat("terms profile") {
        let number = words.number()?;
        words.must("is registered")?;
        What::TermsProfile(number)
    } else if words.eat("then") {
        What::Then(claims::claim(&mut words)?)
    } else if line.starts_with("day ") {
        What::At(words.moment()?)
    } else {
        somebody_does(&mut words)?
    };
    words.end()?;
    Ok(what)
}

/// A line that begins with who does something: on the registry, or on a bill.
fn somebody_does(words: &mut Words<'_>) -> Result<What, Misread> {
    let cell = cell(words)?;
    let by = by(words)?;
    if let By::Party { actor, represented: None } = &by
        && cell.is_none()
        && let Some(what) = registry::change(words, actor)?
    {
        return Ok(what);
    }
    let (bill, act) = acts::act(words)?;
    let with = with(words)?;
    let refused = refusal(words)?;
    Ok(What::Act(Box::new(ActLine { cell, by, bill, act, with, refused })))
}

/// `[pledged]` before an act: the cell of the table that the line shows.
fn cell(words: &mut Words<'_>) -> Result<Option<String>, Misread> {
    let line = words.clone();
    let Ok("") = words.until("[") else {
        *words = line;
        return Ok(None);
    };
    Ok(Some(words.until("]")?.to_owned()))
}

fn by(words: &mut Words<'_>) -> Result<By, Misread> {
    if words.eat("the governance") {
        return Ok(By::Governance(Signers::Enough));
    }
    let mut ahead = words.clone();
    if let Ok(number) = ahead.number()
        && ahead.eat("of the governance")
    {
        *words = ahead;
        return Ok(By::Governance(Signers::Only(number)));
    }
    let actor = words.name()?;
    let represented = if words.eat("for") { Some(words.name()?) } else { None };
    Ok(By::Party { actor, represented })
}

/// `, signed by X and Y too`.
fn with(words: &mut Words<'_>) -> Result<Vec<String>, Misread> {
    if !words.clause("signed by") {
        return Ok(vec![]);
    }
    let with = words.list(Words::name)?;
    words.must("too")?;
    Ok(with)
}

/// `-- refused T-10`, or `-- refused T-16, lapsed` where a rule has several reasons.
fn refusal(words: &mut Words<'_>) -> Result<Option<ExpectedRefusal>, Misread> {
    if !words.eat("--") {
        return Ok(None);
    }
    words.must("refused")?;
    let rule = words.word();
    let reasons = reasons(rule).iter().copied();
    let reason = if words.comma() {
        Some(words.one_of(
            reasons,
            str::to_owned,
            "a reason of that rule, such as lapsed of T-16",
        )?)
    } else {
        None
    };
    Ok(Some(ExpectedRefusal { rule: rule.to_owned(), reason }))
}
