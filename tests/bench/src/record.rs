//! The numbers on record, and how far a count may be from them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ValueEnum;
use thiserror::Error;

use crate::paths::Path;

/// How many hundredths a path may cost more or less than is on record.
pub const TOLERANCE_PERCENT: u64 = 10;

/// Instructions per transfer, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record(BTreeMap<Path, u64>);

/// A line that is no entry of a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} is no path with its number of instructions: {text}")]
pub struct RecordFault {
    /// Which, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

/// What a count says about the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// As it was.
    Holds,
    /// It costs more than it may.
    Dearer,
    /// It costs so much less that the record is out of date.
    Cheaper,
    /// There is nothing to compare it with.
    Unknown,
}

impl Record {
    /// Reads a record: a path and a number in each line, lines that begin with `#` left out.
    ///
    /// # Errors
    ///
    /// [`RecordFault`].
    pub fn read(text: &str) -> Result<Self, RecordFault> {
        let mut record = BTreeMap::new();
        for (line, text) in text.lines().enumerate() {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let fault = || RecordFault { line: line + 1, text: text.to_owned() };
            let (name, count) = text.split_once(' ').ok_or_else(fault)?;
            let path = Path::from_str(name, false).map_err(|_| fault())?;
            record.insert(path, count.trim().parse().map_err(|_| fault())?);
        }
        Ok(Self(record))
    }

    /// The record's text.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text =
            String::from("# Instructions per transfer, written by `cargo hot --write`.\n");
        for (path, count) in &self.0 {
            let name = path.to_possible_value().expect("no path is hidden");
            writeln!(text, "{:<16} {count}", name.get_name()).expect("text takes text");
        }
        text
    }

    /// Puts a path's count on record.
    pub fn put(&mut self, path: Path, count: u64) {
        self.0.insert(path, count);
    }

    /// What is on record for a path.
    #[must_use]
    pub fn of(&self, path: Path) -> Option<u64> {
        self.0.get(&path).copied()
    }

    /// Compares a count with what is on record.
    #[must_use]
    pub fn judge(&self, path: Path, count: u64) -> Judgement {
        let Some(known) = self.of(path) else { return Judgement::Unknown };
        let margin = known * TOLERANCE_PERCENT / 100;
        match count {
            _ if count > known + margin => Judgement::Dearer,
            _ if count + margin < known => Judgement::Cheaper,
            _ => Judgement::Holds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Judgement, Path, Record};

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let mut record = Record::default();
        record.put(Path::Open, 1_000);
        record.put(Path::VerifyNew, 2_000_000);
        assert_eq!(Record::read(&record.write()), Ok(record));
        let fault = Record::read("# fine\nopen many\n").unwrap_err();
        assert_eq!((fault.line, fault.text.as_str()), (2, "open many"));
        assert!(Record::read("a-path-that-is-none 7\n").is_err());
    }

    #[test]
    fn a_path_that_became_dearer_is_told_from_one_that_holds() {
        let mut record = Record::default();
        record.put(Path::Open, 1_000);
        assert_eq!(record.judge(Path::Open, 1_100), Judgement::Holds);
        assert_eq!(record.judge(Path::Open, 900), Judgement::Holds);
        assert_eq!(record.judge(Path::Open, 1_101), Judgement::Dearer);
        assert_eq!(record.judge(Path::Open, 899), Judgement::Cheaper);
        assert_eq!(record.judge(Path::SignBytes, 1), Judgement::Unknown);
    }
}
