//! The tools of the rules: a place in a document that may be missing, and a list of faults that
//! every check adds to. A check of an optional field says nothing when the field is absent.

use std::ops::Range;

use super::fault::{Fault, Finding, Severity};
use super::identifiers::Identifier;
use super::rules::{MAX_FAULTS, Stage};
use super::{Kind, Pointer, Scalar, Value};

/// A place in a document, with the value that stands there, if any.
#[derive(Clone)]
pub(super) struct Place<'d> {
    pub(super) pointer: Pointer,
    pub(super) value: Option<&'d Value>,
}

impl<'d> Place<'d> {
    pub(super) fn root(value: &'d Value) -> Self {
        Self { pointer: Pointer::root(), value: Some(value) }
    }

    pub(super) fn member(&self, key: &str) -> Self {
        let value = self.value.and_then(|value| value.member(key));
        Self { pointer: self.pointer.member(key), value }
    }

    pub(super) fn is_present(&self) -> bool {
        self.value.is_some()
    }

    /// The text without checking it.
    pub(super) fn text(&self) -> Option<&'d str> {
        self.value.and_then(Value::text)
    }

    /// The flag without checking it.
    pub(super) fn flag(&self) -> Option<bool> {
        match self.value?.leaf()?.scalar {
            Scalar::Flag(flag) => Some(flag),
            Scalar::Text(_)
            | Scalar::Number
            | Scalar::Null
            | Scalar::EmptyObject
            | Scalar::EmptyArray => None,
        }
    }

    /// The entries of an array without checking that it is one.
    pub(super) fn entries(&self) -> Vec<Self> {
        let entries = self.value.map_or(&[][..], Value::entries);
        let place =
            |(index, value)| Self { pointer: self.pointer.entry(index), value: Some(value) };
        entries.iter().enumerate().map(place).collect()
    }
}

/// Collects what is wrong.
pub(super) struct Inspector {
    stage: Stage,
    pub(super) refusals: Vec<Fault>,
    pub(super) warnings: Vec<Fault>,
    /// Faults beyond [`MAX_FAULTS`] of their severity.
    pub(super) omitted: usize,
}

impl Inspector {
    pub(super) fn new(stage: Stage) -> Self {
        Self { stage, refusals: Vec::new(), warnings: Vec::new(), omitted: 0 }
    }

    pub(super) fn find(&mut self, place: &Place<'_>, finding: Finding) {
        let list = match finding.severity(self.stage) {
            Severity::Refuse => &mut self.refusals,
            Severity::Warn => &mut self.warnings,
        };
        if list.len() == MAX_FAULTS {
            self.omitted += 1;
            return;
        }
        list.push(Fault { pointer: place.pointer.clone(), finding });
    }

    /// D-01.
    pub(super) fn require(&mut self, place: &Place<'_>) {
        if !place.is_present() {
            self.find(place, Finding::Missing);
        }
    }

    /// D-02.
    fn expect(&mut self, place: &Place<'_>, expected: Kind) -> bool {
        let Some(value) = place.value else {
            return false;
        };
        let found = value.kind();
        if found != expected {
            self.find(place, Finding::WrongType { expected, found });
        }
        found == expected
    }

    /// D-02 to D-05 and D-33 for one line of text.
    pub(super) fn text<'d>(&mut self, place: &Place<'d>, most: usize) -> Option<&'d str> {
        let text = self.long_text(place, most)?;
        if text.trim() != text {
            self.find(place, Finding::EdgeSpace);
        }
        Some(text)
    }

    /// The same for a text that may have many lines and end in an empty one.
    pub(super) fn long_text<'d>(&mut self, place: &Place<'d>, most: usize) -> Option<&'d str> {
        if !self.expect(place, Kind::Text) {
            return None;
        }
        let text = place.text()?;
        if text.trim().is_empty() {
            self.find(place, Finding::Blank);
            return None;
        }
        let characters = text.chars().count();
        if characters > most {
            self.find(place, Finding::TextTooLong { characters, most });
        }
        if let Some(character) = text.chars().find(|c| proto::reference::is_invisible(*c)) {
            self.find(place, Finding::InvisibleCharacter { character });
        }
        Some(text)
    }

    pub(super) fn required_text<'d>(&mut self, place: &Place<'d>, most: usize) -> Option<&'d str> {
        self.require(place);
        self.text(place, most)
    }

    /// D-02 and D-06.
    pub(super) fn code(&mut self, place: &Place<'_>, allowed: &'static [&'static str]) {
        if !self.expect(place, Kind::Text) {
            return;
        }
        if let Some(found) = place.text().filter(|found| !allowed.contains(found)) {
            self.find(place, Finding::UnknownCode { found: found.to_owned(), allowed });
        }
    }

    pub(super) fn required_code(&mut self, place: &Place<'_>, allowed: &'static [&'static str]) {
        self.require(place);
        self.code(place, allowed);
    }

    /// D-29.
    pub(super) fn identifier(&mut self, place: &Place<'_>, identifier: Identifier) {
        if !self.expect(place, Kind::Text) {
            return;
        }
        let Some(text) = place.text() else { return };
        if let Err(fault) = identifier.check(text) {
            let found = text.to_owned();
            self.find(place, Finding::Identifier { identifier, found, fault });
        }
    }

    pub(super) fn flag(&mut self, place: &Place<'_>) -> Option<bool> {
        self.expect(place, Kind::Flag);
        place.flag()
    }

    pub(super) fn required_flag(&mut self, place: &Place<'_>) -> Option<bool> {
        self.require(place);
        self.flag(place)
    }

    pub(super) fn object(&mut self, place: &Place<'_>) -> bool {
        self.expect(place, Kind::Object)
    }

    pub(super) fn required_object(&mut self, place: &Place<'_>) -> bool {
        self.require(place);
        self.object(place)
    }

    /// The entries of an array of objects; entries of another type are reported and left out.
    pub(super) fn objects<'d>(&mut self, place: &Place<'d>) -> Vec<Place<'d>> {
        self.expect(place, Kind::Array);
        place.entries().into_iter().filter(|entry| self.object(entry)).collect()
    }

    /// The same for an array that must have an entry: an empty one counts as missing.
    pub(super) fn required_objects<'d>(&mut self, place: &Place<'d>) -> Vec<Place<'d>> {
        self.require_entry(place);
        self.objects(place)
    }

    /// An array of texts that must have an entry.
    pub(super) fn required_texts<'d>(&mut self, place: &Place<'d>) -> Vec<Place<'d>> {
        self.require_entry(place);
        self.expect(place, Kind::Array);
        place.entries()
    }

    fn require_entry(&mut self, place: &Place<'_>) {
        let empty = place.value.is_none_or(|v| v.kind() == Kind::Array && v.entries().is_empty());
        if empty {
            self.find(place, Finding::Missing);
        }
    }

    /// D-32.
    pub(super) fn at_most(&mut self, place: &Place<'_>, most: usize) {
        let found = place.value.map_or(0, |value| value.entries().len());
        if found > most {
            self.find(place, Finding::TooManyEntries { found, most });
        }
    }

    /// D-19.
    pub(super) fn date(&mut self, place: &Place<'_>) {
        if !self.expect(place, Kind::Text) {
            return;
        }
        if let Some(found) = place.text().filter(|text| !is_calendar_date(text)) {
            self.find(place, Finding::NotADate { found: found.to_owned() });
        }
    }

    pub(super) fn required_date(&mut self, place: &Place<'_>) {
        self.require(place);
        self.date(place);
    }

    /// D-31 for whole numbers.
    pub(super) fn count(&mut self, place: &Place<'_>, least: u64, most: u64) -> Option<u64> {
        let raw = self.number(place)?;
        let count = raw.parse().ok().filter(|count| (least..=most).contains(count));
        if count.is_none() {
            self.find(place, Finding::OutOfRange { found: raw.to_owned(), least, most });
        }
        count
    }

    /// D-31 for amounts, weights and volumes, which may have a fraction.
    pub(super) fn amount(&mut self, place: &Place<'_>) {
        let Some(raw) = self.number(place) else {
            return;
        };
        let in_range = raw.parse().is_ok_and(|n: f64| (0.0..=MOST_AMOUNT as f64).contains(&n));
        if !in_range {
            let found = raw.to_owned();
            self.find(place, Finding::OutOfRange { found, least: 0, most: MOST_AMOUNT });
        }
    }

    fn number<'d>(&mut self, place: &Place<'d>) -> Option<&'d str> {
        if !self.expect(place, Kind::Number) {
            return None;
        }
        Some(&place.value?.leaf()?.raw)
    }
}

/// A date of the Gregorian calendar as ISO 8601 and RFC 3339 write it.
fn is_calendar_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shaped =
        bytes.len() == 10
            && (0..10).all(|i| {
                if i == 4 || i == 7 { bytes[i] == b'-' } else { bytes[i].is_ascii_digit() }
            });
    if !shaped {
        return false;
    }
    let number = |range: Range<usize>| {
        text[range].bytes().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day)
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Far above any declared value, and exact as a float: 10 to the power of 15.
const MOST_AMOUNT: u64 = 1_000_000_000_000_000;
