//! The reading of a whole log that decides whether it is sound. It changes nothing; opening a
//! log and checking one without opening it both begin here.

use proto::hash::Hash;
use tracing::info;

use super::damage::{Damage, Fault, LogError};
use super::files::Files;
use super::marker::{self, Acknowledged, Reading};
use super::record::{self, Broken, Expected, Outcome};
use super::segment;
use super::{Head, TornTail};
use crate::store::layout::width;
use crate::store::vfs::{Access, DiskError, File};

/// Of how many segment files it is told that they were read.
const TOLD_EVERY: usize = 8;

/// What has been found sound so far.
pub(super) struct Survey {
    pub(super) files: Files,
    /// What the marker says; none in a directory that never held a log.
    pub(super) marker: Option<Reading>,
    /// First heights of the segments entered.
    pub(super) segments: Vec<u64>,
    /// Offsets of the sound records.
    pub(super) offsets: Vec<u64>,
    /// The chain hash after the last sound record.
    pub(super) chain: Hash,
    /// Where the sound part of the last segment ends.
    pub(super) end: u64,
    /// What stands after it and may be dropped.
    pub(super) torn: Option<TornTail>,
    /// The height that must come next; none while any may.
    next: Option<u64>,
}

impl Survey {
    pub(super) fn new(files: Files) -> Self {
        let chain = record::chain_start(&files.chain_id);
        Self {
            files,
            marker: None,
            segments: Vec::new(),
            offsets: Vec::new(),
            chain,
            end: 0,
            torn: None,
            next: None,
        }
    }

    /// Reads everything. After an error the fields tell how much was sound before it.
    pub(super) fn run(&mut self) -> Result<(), LogError> {
        let firsts = self.files.segments()?;
        self.marker = marker::read(&self.files)?;
        let Some(reading) = self.marker else {
            return self.refuse_segments_without_marker(&firsts);
        };
        let acknowledged = reading.acknowledged;
        if acknowledged.next > 0 {
            self.next = Some(acknowledged.first);
        }
        for (index, first) in firsts.iter().enumerate() {
            if index > 0 && index % TOLD_EVERY == 0 {
                let of = firsts.len();
                info!(verified = index, of, "verified {index} of {of} files of the ledger log");
            }
            let file = self.enter(*first)?;
            self.records(file.as_ref(), index + 1 == firsts.len())?;
        }
        self.require_acknowledged(acknowledged.next)
    }

    /// Takes over what was found sound earlier, without reading it.
    pub(super) fn resume(&mut self, segments: Vec<u64>, offsets: Vec<u64>, head: Head, end: u64) {
        let next = head.height + 1;
        let first = segments[0];
        let acknowledged = Acknowledged { first, next, chain: head.chain };
        self.marker = Some(Reading { acknowledged, exact: true });
        (self.segments, self.offsets) = (segments, offsets);
        (self.chain, self.end, self.next) = (head.chain, end, Some(next));
    }

    /// The segments, at the end, that hold records above the acknowledged height.
    pub(super) fn unacknowledged_segments(&self) -> &[u64] {
        let acknowledged = self.acknowledged_next();
        let next = self.next.unwrap_or(0);
        if next <= acknowledged {
            return &[];
        }
        let begun = self.segments.partition_point(|first| *first <= acknowledged);
        &self.segments[begun.saturating_sub(1)..]
    }

    /// The first height and the one after the last; none while there is no record.
    pub(super) fn heights(&self) -> Option<(u64, u64)> {
        let first = self.segments.first()?;
        let count = width(self.offsets.len());
        (count > 0).then(|| (*first, first + count))
    }

    fn refuse_segments_without_marker(&self, firsts: &[u64]) -> Result<(), LogError> {
        let Some(first) = firsts.first() else {
            return Ok(());
        };
        // A log of another network is named as that before its missing marker is.
        let file = self.files.open_segment(*first, Access::Read)?;
        segment::read_header(&self.files, file.as_ref(), *first)?;
        Err(LogError::MarkerMissing { path: self.files.path(marker::NAME) })
    }

    fn enter(&mut self, first: u64) -> Result<Box<dyn File>, LogError> {
        let expected = self.next.unwrap_or(first);
        let damaged = |height, what| {
            LogError::Damaged(Damage { segment: segment::name(first), offset: 0, height, what })
        };
        let file = self.files.open_segment(first, Access::Read)?;
        if first > expected {
            return Err(LogError::MissingSegment { expected, found: Some(first) });
        }
        let previous = segment::read_header(&self.files, file.as_ref(), first)?;
        if first < expected {
            return Err(damaged(first, Fault::Overlap));
        }
        if previous != self.chain {
            return Err(damaged(first, Fault::BrokenLink));
        }
        self.segments.push(first);
        self.next = Some(first);
        self.end = segment::HEADER_BYTES;
        Ok(file)
    }

    fn records(&mut self, file: &dyn File, last: bool) -> Result<(), LogError> {
        let length = file.length()?;
        while self.end < length {
            let height = self.next.expect("a segment was entered");
            let expected = Expected { offset: self.end, height, previous: Some(self.chain) };
            match record::examine(&self.files, file, &expected)? {
                Outcome::Whole(record) => self.take(&record)?,
                Outcome::Broken(broken) if last && self.is_torn(file, &broken)? => {
                    self.torn = Some(self.torn_tail(length));
                    return Ok(());
                }
                Outcome::Broken(broken) => return Err(self.damaged(broken.fault)),
            }
        }
        Ok(())
    }

    fn take(&mut self, record: &record::Record) -> Result<(), LogError> {
        let next = self.next.expect("a segment was entered") + 1;
        let chain = record.chain();
        if self.marker.is_some_and(|reading| {
            reading.acknowledged.next == next && reading.acknowledged.chain != chain
        }) {
            return Err(self.damaged(Fault::NotAcknowledged));
        }
        self.offsets.push(self.end);
        self.end += record.length();
        self.chain = chain;
        self.next = Some(next);
        Ok(())
    }

    /// The rule on what opening may drop, as numbered in the module above; the caller has seen
    /// that this is the last segment.
    fn is_torn(&self, file: &dyn File, broken: &Broken) -> Result<bool, DiskError> {
        let height = self.next.expect("a segment was entered");
        let exact = self.marker.is_some_and(|reading| reading.exact);
        if height < self.acknowledged_next() || !exact || !broken.fault.may_be_torn() {
            return Ok(false);
        }
        Ok(!record::follows(&self.files, file, broken.search_from, height)?)
    }

    fn require_acknowledged(&self, acknowledged_next: u64) -> Result<(), LogError> {
        match self.next {
            Some(next) if next < acknowledged_next && self.segments.is_empty() => {
                Err(LogError::MissingSegment { expected: next, found: None })
            }
            Some(next) if next < acknowledged_next => Err(self.damaged(Fault::Missing)),
            Some(_) | None => Ok(()),
        }
    }

    fn acknowledged_next(&self) -> u64 {
        self.marker.map_or(0, |reading| reading.acknowledged.next)
    }

    fn torn_tail(&self, length: u64) -> TornTail {
        TornTail {
            segment: self.segment_name(),
            offset: self.end,
            bytes: length - self.end,
            height: self.next.expect("a segment was entered"),
        }
    }

    fn damaged(&self, what: Fault) -> LogError {
        let height = self.next.expect("a segment was entered");
        LogError::Damaged(Damage { segment: self.segment_name(), offset: self.end, height, what })
    }

    fn segment_name(&self) -> String {
        segment::name(*self.segments.last().expect("a segment was entered"))
    }
}
