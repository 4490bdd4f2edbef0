//! The ledger log: committed blocks in append-only, hash-chained segment files.
//!
//! The log is the truth of a node; everything else it stores can be rebuilt from here. What
//! [`LedgerLog::append`] returned for is on disk, and what is on disk is either returned as it
//! was written or refused by name. Blocks and certificates are opaque bytes here.
//!
//! # Files
//!
//! ```text
//! ledger/00000000000000000001.seg   named by the first height in it, twenty digits
//! ledger/00000000000000004711.seg
//! ledger/acknowledged               the last height that was acknowledged
//! ledger/*.tmp                      unfinished files; they mean nothing and are removed
//! ```
//!
//! Numbers are big-endian. `checksum(what, ...)` is the tagged hash `RecordChecksum` over the
//! text `what` and the parts that follow; it protects against accidents, not against people.
//! Header and slot layouts stay readable by every later version up to their checksum.
//!
//! ## Segment header, 114 bytes
//!
//! ```text
//!   0   8  "eblLedgr"
//!   8   2  format version, 1
//!  10  32  chain id
//!  42   8  first height
//!  50  32  chain hash before the first record
//!  82  32  checksum("segment header", bytes 0..82)
//! ```
//!
//! ## Record, back to back after the header
//!
//! ```text
//!   0   4  "eblR"                                                        \
//!   4   8  height                                                        |
//!  12   4  block length b                                                | lead,
//!  16   4  certificate length c                                          | 60 bytes
//!  20  32  chain hash of the record before                               |
//!  52   8  checksum("record lead", chain id, file offset, bytes 0..52)   /
//!          cut to eight bytes
//!  60   b  block
//!   +  32  chain hash = LogRecord(chain hash before, height, block)
//!   +   c  certificate
//!   +  32  checksum("certificate", chain hash, certificate)
//! ```
//!
//! The chain starts at `LogRecord(chain id)`. It covers heights and blocks only: nodes hold
//! different subsets of signers, and yet two honest logs have equal chain hashes. The lead has
//! its own checksum so that a damaged length is told from a record that was cut short.
//!
//! ## The file `acknowledged`: two slots, at 0 and at 4096, 122 bytes each
//!
//! ```text
//!   0   8  "eblAcked"
//!   8   2  format version, 1
//!  10  32  chain id
//!  42   8  first height of the log       \  both 0 while
//!  50   8  last acknowledged height + 1  /  nothing is acknowledged
//!  58  32  chain hash after that height
//!  90  32  checksum("acknowledged", bytes 0..90)
//! ```
//!
//! # Appending
//!
//! Write the record, `fdatasync` the segment, write `acknowledged` into the slot that does not
//! hold the present value, `fdatasync` it, return. A new segment is written whole under a
//! temporary name, synced, renamed and its directory synced before its first record. Any
//! failure poisons the log: after a failed sync the system may drop what it could not write and
//! report success the next time, so nothing is retried and only a new process may look again.
//!
//! # What opening may drop
//!
//! A power cut can leave the record that was being appended in any shape: missing, short, or of
//! full length with stale sectors. From its bytes alone that cannot be told from an acknowledged
//! record that rotted. The marker tells: it is durable before the caller hears of the height. So
//! a bad record is dropped, and reported, only when
//!
//! 1. its height is above the acknowledged one, and
//! 2. both slots of the marker are sound (a slot is torn only *after* the record it names was
//!    synced, so with one unreadable slot no bad record can be innocent), and
//! 3. it stands in the last segment and no whole lead of a later height follows it, and
//! 4. it is incomplete or fails a checksum (a sound lead that names the wrong height or the wrong
//!    predecessor cannot come from a torn write).
//!
//! Everything else is refused as [`LogError::Damaged`], and so are acknowledged records that are
//! missing altogether. A sound record above the marker is kept (the power went between the two
//! syncs), written once more in place, synced and acknowledged, because what this process reads
//! may so far exist only in memory. For a copy of a running node's log, copy `acknowledged`
//! first and the segments after it.

use std::path::PathBuf;
use std::sync::Arc;

use proto::hash::Hash;

pub use self::damage::{Damage, Fault, LogError, Part};
use self::files::Files;
pub use self::files::{LOG_LIMITS, LogLimits, is_begun, remove};
use self::marker::{Acknowledged, Marker};
use self::record::{Expected, Outcome};
pub use self::scan::Scan;
pub use self::standing::{Moved, SegmentFile, Standing};
use self::survey::Survey;
pub use self::verify::{ReadOnlyLog, Verification, verify};
use super::layout::width;
use super::vfs::{Access, Disk, DiskError, File};

mod damage;
mod files;
mod marker;
mod mend;
mod record;
mod scan;
mod segment;
mod standing;
mod survey;
#[cfg(test)]
mod tests;
mod verify;

/// The open ledger log. One owner appends; reading is possible from several threads.
pub struct LedgerLog {
    files: Files,
    /// First heights of the segments, ascending.
    segments: Vec<u64>,
    /// File offset of each record, from the log's first height on: eight bytes per height.
    offsets: Vec<u64>,
    head_chain: Hash,
    /// The last segment, while there is one.
    active: Option<Active>,
    /// None while the log is only read.
    marker: Option<Marker>,
    poisoned: bool,
}

/// What was found when a log was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// First height in the log; none while it is empty.
    pub first: Option<u64>,
    /// The last record; none while the log is empty.
    pub head: Option<Head>,
    /// The unacknowledged tail that was dropped, if there was one.
    pub dropped_tail: Option<TornTail>,
}

/// The last record of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its height.
    pub height: u64,
    /// Its chain hash, equal on all nodes with the same blocks from the same first height.
    pub chain: Hash,
}

/// The end of the last segment that holds no whole record and was never acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// Name of the segment file.
    pub segment: String,
    /// Where the tail begins.
    pub offset: u64,
    /// How many bytes it has.
    pub bytes: u64,
    /// The height that was being written.
    pub height: u64,
}

/// A committed block as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The block's bytes.
    pub block: Vec<u8>,
    /// The commit certificate's bytes.
    pub certificate: Vec<u8>,
}

struct Active {
    file: Box<dyn File>,
    end: u64,
}

impl LedgerLog {
    /// Opens the log in `dir`, creating it when missing (the parent must exist), after verifying
    /// every byte of every record. Memory: one record, and eight bytes per height.
    ///
    /// # Errors
    /// [`LogError`], and nothing was changed unless it is [`LogError::Disk`]. Opening again
    /// after a failure is safe.
    pub fn open(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        chain_id: &[u8; 32],
        limits: LogLimits,
    ) -> Result<(Self, Opened), LogError> {
        let files = Files::new(disk, dir, *chain_id, limits);
        files.create_dir()?;
        let mut survey = Survey::new(files);
        survey.run()?;
        let marker = mend::mend(&mut survey)?;
        let dropped_tail = survey.torn.take();
        let active = match survey.segments.last() {
            Some(first) => {
                let file = survey.files.open_segment(*first, Access::ReadWrite)?;
                Some(Active { file, end: survey.end })
            }
            None => None,
        };
        let log = Self { active, marker: Some(marker), ..Self::from_survey(survey) };
        let opened = Opened { first: log.first(), head: log.head(), dropped_tail };
        Ok((log, opened))
    }

    fn from_survey(survey: Survey) -> Self {
        Self {
            files: survey.files,
            segments: survey.segments,
            offsets: survey.offsets,
            head_chain: survey.chain,
            active: None,
            marker: None,
            poisoned: false,
        }
    }

    /// The first height in the log; none while it is empty.
    #[must_use]
    pub fn first(&self) -> Option<u64> {
        self.segments.first().filter(|_| !self.offsets.is_empty()).copied()
    }

    /// The last record; none while the log is empty.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        self.next().map(|next| Head { height: next - 1, chain: self.head_chain })
    }

    /// Appends the block of the height after the head (of any height to an empty log) and
    /// returns when it is on disk and acknowledged.
    ///
    /// # Errors
    /// [`LogError::NotContiguous`], [`LogError::HeightOutOfRange`] and [`LogError::TooLarge`]
    /// refuse and change nothing. [`LogError::Disk`] poisons the log: whether the record is on
    /// disk is unknown until it is opened anew, and every later call is
    /// [`LogError::Poisoned`].
    pub fn append(
        &mut self,
        height: u64,
        block: &[u8],
        certificate: &[u8],
    ) -> Result<(), LogError> {
        self.refuse_poisoned()?;
        self.check(height, block, certificate)?;
        let written = self.write(height, block, certificate);
        self.poisoned = written.is_err();
        Ok(written?)
    }

    /// Says that the log's directory was renamed. What is open stays open.
    pub fn moved_to(&mut self, dir: PathBuf) {
        self.files.dir = dir;
    }

    /// The entry of a height, verified as it is read; none when the log does not reach there.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the record is no longer what was written,
    /// [`LogError::Disk`], [`LogError::Poisoned`].
    pub fn read(&self, height: u64) -> Result<Option<Entry>, LogError> {
        let Some(segment) = self.segment_of(height) else {
            self.refuse_poisoned()?;
            return Ok(None);
        };
        let file = self.files.open_segment(segment, Access::Read)?;
        Ok(Some(self.read_in(segment, file.as_ref(), height, None)?.1))
    }

    /// The entries from height `from` (or from the log's first, whichever is later) to the head,
    /// verified with the links between them. Ends after the first error.
    #[must_use]
    pub fn scan(&self, from: u64) -> Scan<'_> {
        Scan::new(self, from)
    }

    /// Reads a height that the log has from its open segment; gives its chain hash too.
    fn read_in(
        &self,
        segment: u64,
        file: &dyn File,
        height: u64,
        previous: Option<Hash>,
    ) -> Result<(Hash, Entry), LogError> {
        self.refuse_poisoned()?;
        let offset = self.offset_of(height);
        let expected = Expected { offset, height, previous };
        match record::examine(&self.files, file, &expected)? {
            Outcome::Whole(record) => Ok((record.chain(), record.into_entry())),
            Outcome::Broken(broken) => {
                let what = broken.fault;
                let segment = segment::name(segment);
                Err(LogError::Damaged(Damage { segment, offset, height, what }))
            }
        }
    }

    /// First height of the segment that holds `height`; none outside the log.
    fn segment_of(&self, height: u64) -> Option<u64> {
        if self.next().is_none_or(|next| height >= next) {
            return None;
        }
        let after = self.segments.partition_point(|first| *first <= height);
        after.checked_sub(1).map(|index| self.segments[index])
    }

    fn offset_of(&self, height: u64) -> u64 {
        let first = self.first().expect("only heights in the log are asked for");
        let index = usize::try_from(height - first).expect("offsets holds an entry per height");
        self.offsets[index]
    }

    /// The height after the head; none while the log is empty.
    fn next(&self) -> Option<u64> {
        self.first().map(|first| first + width(self.offsets.len()))
    }

    fn refuse_poisoned(&self) -> Result<(), LogError> {
        if self.poisoned { Err(LogError::Poisoned) } else { Ok(()) }
    }

    fn check(&self, height: u64, block: &[u8], certificate: &[u8]) -> Result<(), LogError> {
        if let Some(expected) = self.next().filter(|next| *next != height) {
            return Err(LogError::NotContiguous { expected, found: height });
        }
        if height == u64::MAX {
            return Err(LogError::HeightOutOfRange { height });
        }
        self.files.limits.check(block, certificate)
    }

    fn write(&mut self, height: u64, block: &[u8], certificate: &[u8]) -> Result<(), DiskError> {
        let needed = record::record_bytes(block.len(), certificate.len());
        if !self.active.as_ref().is_some_and(|active| active.takes(needed, &self.files.limits)) {
            self.begin_segment(height)?;
        }
        let active = self.active.as_mut().expect("a segment was begun if there was none");
        let offset = active.end;
        let (bytes, chain) = record::encode(
            &self.files.chain_id,
            &Expected { offset, height, previous: Some(self.head_chain) },
            block,
            certificate,
        );
        active.file.write_all_at(&bytes, offset)?;
        active.file.sync_data()?;
        let first = self.segments[0];
        let marker = self.marker.as_mut().expect("a log that is only read has no way to append");
        marker.advance(&Acknowledged { first, next: height + 1, chain })?;
        // Acknowledged on disk: from here on nothing may fail.
        active.end = offset + width(bytes.len());
        self.offsets.push(offset);
        self.head_chain = chain;
        Ok(())
    }

    fn begin_segment(&mut self, first: u64) -> Result<(), DiskError> {
        let file = segment::create(&self.files, first, &self.head_chain)?;
        self.active = Some(Active { file, end: segment::HEADER_BYTES });
        self.segments.push(first);
        Ok(())
    }
}

impl Active {
    /// Whether a record of `bytes` belongs in this segment; a segment holds at least one.
    fn takes(&self, bytes: u64, limits: &LogLimits) -> bool {
        self.end == segment::HEADER_BYTES || self.end + bytes <= limits.segment_bytes
    }
}
