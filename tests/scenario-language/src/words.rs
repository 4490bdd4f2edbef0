//! A line, read from left to right.

use std::fmt;

use title::Time;

use crate::act::Bill;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

/// Why a line says nothing: what was expected, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// What could have come.
    pub expected: &'static str,
    /// What came.
    pub found: String,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found \"{}\"", self.expected, self.found)
    }
}

/// What is left of a line, and the names that may stand in it.
#[derive(Clone, Debug)]
pub(crate) struct Words<'a> {
    names: &'a [String],
    rest: &'a str,
}

impl<'a> Words<'a> {
    pub(crate) fn new(names: &'a [String], line: &'a str) -> Self {
        Self { names, rest: line.trim() }
    }

    /// Takes a phrase if it comes next, as whole words.
    pub(crate) fn eat(&mut self, phrase: &str) -> bool {
        match self.rest.strip_prefix(phrase) {
            Some(rest) if ends_a_word(rest) => {
                self.rest = rest.trim_start();
                true
            }
            _ => false,
        }
    }

    pub(crate) fn must(&mut self, phrase: &'static str) -> Result<(), Misread> {
        if self.eat(phrase) { Ok(()) } else { Err(self.misread(phrase)) }
    }

    /// Takes a comma and a phrase if both come next.
    pub(crate) fn clause(&mut self, phrase: &str) -> bool {
        let mut ahead = self.clone();
        let found = ahead.comma() && ahead.eat(phrase);
        if found {
            *self = ahead;
        }
        found
    }

    /// Which of some entries comes next, by its words; of several that fit, the longest.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        entries: impl IntoIterator<Item = T>,
        words: impl Fn(T) -> String,
        expected: &'static str,
    ) -> Result<T, Misread> {
        let longest = entries
            .into_iter()
            .map(|entry| (entry, words(entry)))
            .filter(|(_, words)| self.rest.strip_prefix(words.as_str()).is_some_and(ends_a_word))
            .max_by_key(|(_, words)| words.len());
        let Some((entry, words)) = longest else { return Err(self.misread(expected)) };
        self.rest = self.rest[words.len()..].trim_start();
        Ok(entry)
    }

    /// A party declared before; of two names that fit, the longer.
    pub(crate) fn name(&mut self) -> Result<String, Misread> {
        let names = self.names;
        self.one_of(names, Clone::clone, "the name of a party declared above").cloned()
    }

    /// `X`, `X and Y`, or `X, Y and Z`.
    pub(crate) fn list<T>(
        &mut self,
        mut entry: impl FnMut(&mut Self) -> Result<T, Misread>,
    ) -> Result<Vec<T>, Misread> {
        let mut entries = vec![entry(self)?];
        // A list may stand before the clause that says who signs too.
        while !self.clone().clause("signed by") && self.comma() {
            entries.push(entry(self)?);
        }
        while self.eat("and") {
            entries.push(entry(self)?);
        }
        Ok(entries)
    }

    /// A bill, `BL-1` or `BL-1 version 2`.
    pub(crate) fn bill(&mut self) -> Result<Bill, Misread> {
        let mut ahead = self.clone();
        let reference = ahead.word();
        if !reference.starts_with(|first: char| first.is_ascii_uppercase()) {
            return Err(self.misread("the name of a bill, such as BL-1"));
        }
        *self = ahead;
        let version = if self.eat("version") { self.number()? } else { 1 };
        Ok(Bill { reference: reference.to_owned(), version })
    }

    /// Whatever stands up to the next space, comma or colon.
    pub(crate) fn word(&mut self) -> &'a str {
        let end = self.rest.find([' ', ',', ':']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    pub(crate) fn number(&mut self) -> Result<u32, Misread> {
        let number = self.digits("a number")?;
        u32::try_from(number).map_err(|_| self.misread("a smaller number"))
    }

    /// `day 4` or `day 4 at 13:30`.
    pub(crate) fn moment(&mut self) -> Result<Time, Misread> {
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
    pub(crate) fn until(&mut self, phrase: &'static str) -> Result<&'a str, Misread> {
        let (before, after) = self.rest.split_once(phrase).ok_or_else(|| self.misread(phrase))?;
        self.rest = after.trim_start();
        Ok(before.trim())
    }

    pub(crate) fn comma(&mut self) -> bool {
        match self.rest.strip_prefix(',') {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    pub(crate) fn end(&self) -> Result<(), Misread> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.misread("the end of the line")) }
    }

    pub(crate) fn misread(&self, expected: &'static str) -> Misread {
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
