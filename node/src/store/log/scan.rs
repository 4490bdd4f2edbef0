//! Reading a log from a height to its head.

use proto::hash::Hash;

use super::damage::LogError;
use super::{Entry, LedgerLog};
use crate::store::vfs::{Access, File};

/// Iterates over entries with their heights; see [`LedgerLog::scan`].
pub struct Scan<'log> {
    log: &'log LedgerLog,
    /// The height to read next; none after the end or an error.
    height: Option<u64>,
    /// The chain hash before it, once one record was read.
    previous: Option<Hash>,
    segment: Option<(u64, Box<dyn File>)>,
}

impl<'log> Scan<'log> {
    pub(super) fn new(log: &'log LedgerLog, from: u64) -> Self {
        let height = Some(log.first().map_or(from, |first| first.max(from)));
        Self { log, height, previous: None, segment: None }
    }

    fn read(&mut self, height: u64) -> Result<Option<Entry>, LogError> {
        self.log.refuse_poisoned()?;
        let Some(first) = self.log.segment_of(height) else {
            return Ok(None);
        };
        let file = match self.segment.take() {
            Some((open, file)) if open == first => file,
            Some(_) | None => self.log.files.open_segment(first, Access::Read)?,
        };
        let (chain, entry) = self.log.read_in(first, file.as_ref(), height, self.previous)?;
        self.segment = Some((first, file));
        self.previous = Some(chain);
        Ok(Some(entry))
    }
}

impl Iterator for Scan<'_> {
    type Item = Result<(u64, Entry), LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let height = self.height.take()?;
        match self.read(height) {
            Ok(Some(entry)) => {
                self.height = height.checked_add(1);
                Some(Ok((height, entry)))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}
