//! A line, read from left to right.

use std::fmt;

use title::Time;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

/// Why a line says nothing: what was expected, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misread {
    pub(crate) expected: &'static str,
    pub(crate) found: String,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found \"{}\"", self.expected, self.found)
    }
}

/// What is left of a line, and the names that may stand in it.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    names: &'a [String],
    rest: &'a str,
}

impl<'a> Words<'a> {
    pub(super) fn new(names: &'a [String], line: &'a str) -> Self {
        Self { names, rest: line.trim() }
    }

    /// Takes a phrase if it comes next, as whole words.
    pub(super) fn eat(&mut self, phrase: &str) -> bool {
        match self.rest.strip_prefix(phrase) {
            Some(rest) if ends_a_word(rest) => {
                self.rest = rest.trim_start();
                true
            }
            _ => false,
        }
    }

    pub(super) fn must(&mut self, phrase: &'static str) -> Result<(), Misread> {
        if self.eat(phrase) { Ok(()) } else { Err(self.misread(phrase)) }
    }

    /// A party declared before; of two names that fit, the longer.
    pub(super) fn name(&mut self) -> Result<String, Misread> {
        let longest = self
            .names
            .iter()
            .filter(|name| self.rest.strip_prefix(name.as_str()).is_some_and(ends_a_word))
            .max_by_key(|name| name.len());
        let Some(name) = longest else {
            return Err(self.misread("the name of a party declared above"));
        };
        self.rest = self.rest[name.len()..].trim_start();
        Ok(name.clone())
    }

    /// The name of a bill: one word.
    pub(super) fn bill(&mut self) -> Result<String, Misread> {
        let end = self.rest.find([' ', ',', ':']).unwrap_or(self.rest.len());
        let (bill, rest) = self.rest.split_at(end);
        if !bill.starts_with(|first: char| first.is_ascii_uppercase()) {
            return Err(self.misread("the name of a bill, such as BL-1"));
        }
        self.rest = rest.trim_start();
        Ok(bill.to_owned())
    }

    pub(super) fn number(&mut self) -> Result<u32, Misread> {
        let number = self.digits("a number")?;
        u32::try_from(number).map_err(|_| self.misread("a smaller number"))
    }

    /// `day 4` or `day 4 at 13:30`.
    pub(super) fn moment(&mut self) -> Result<Time, Misread> {
        self.must("day")?;
        let day = self.digits("the number of a day")?;
        let mut minutes = 0;
        if self.eat("at") {
            let hour = self.digits("an hour")?;
            self.rest =
                self.rest.strip_prefix(':').ok_or_else(|| self.misread("a time such as 13:30"))?;
            minutes = hour * 60 + self.digits("minutes")?;
        }
        Ok(Time(day * DAY_MS + minutes * MINUTE_MS))
    }

    /// Everything up to a phrase, which is taken as well.
    pub(super) fn until(&mut self, phrase: &'static str) -> Result<&'a str, Misread> {
        let (before, after) = self.rest.split_once(phrase).ok_or_else(|| self.misread(phrase))?;
        self.rest = after.trim_start();
        Ok(before.trim())
    }

    pub(super) fn comma(&mut self) -> bool {
        match self.rest.strip_prefix(',') {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    pub(super) fn end(&self) -> Result<(), Misread> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.misread("the end of the line")) }
    }

    pub(super) fn misread(&self, expected: &'static str) -> Misread {
        Misread { expected, found: self.rest.to_owned() }
    }

    fn digits(&mut self, expected: &'static str) -> Result<u64, Misread> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let number = self.rest[..end].parse().map_err(|_| self.misread(expected))?;
        self.rest = self.rest[end..].trim_start();
        Ok(number)
    }
}

fn ends_a_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', ',', ':'])
}
