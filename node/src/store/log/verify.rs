//! Checking a log without opening it: nothing is changed, so it works on read-only media.

use std::path::PathBuf;
use std::sync::Arc;

use super::damage::LogError;
use super::files::{Files, LogLimits};
use super::survey::Survey;
use super::{Head, LedgerLog, Scan, TornTail};
use crate::store::layout::width;
use crate::store::vfs::Disk;

/// What a check of a log found.
#[derive(Debug)]
pub struct Verification {
    /// How many records are sound, counted from the first one up to the first bad one.
    pub sound: u64,
    /// First height of the log; none when no record is sound.
    pub first: Option<u64>,
    /// The last sound record.
    pub head: Option<Head>,
    /// An unacknowledged tail, which opening the log would drop.
    pub torn_tail: Option<TornTail>,
    /// The first thing wrong; none when opening the log would succeed.
    pub fault: Option<LogError>,
}

/// Reads every byte of the log in `dir` and tells how far it is sound. A node that is appending
/// meanwhile can make its last record look torn.
#[must_use]
pub fn verify(
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    chain_id: &[u8; 32],
    limits: LogLimits,
) -> Verification {
    let mut survey = Survey::new(Files::new(disk, dir, *chain_id, limits));
    let fault = survey.run().err();
    let heights = survey.heights();
    Verification {
        sound: width(survey.offsets.len()),
        first: heights.map(|(first, _)| first),
        head: heights.map(|(_, next)| Head { height: next - 1, chain: survey.chain }),
        torn_tail: survey.torn,
        fault,
    }
}

/// A sound log that is read and never written, not even to drop an unfinished end.
pub struct ReadOnlyLog(LedgerLog);

impl ReadOnlyLog {
    /// Opens the log in `dir` after verifying every byte of every record; an unfinished end is
    /// left where it is and not read.
    ///
    /// # Errors
    /// [`LogError`]
    pub fn open(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        chain_id: &[u8; 32],
        limits: LogLimits,
    ) -> Result<Self, LogError> {
        let mut survey = Survey::new(Files::new(disk, dir, *chain_id, limits));
        survey.run()?;
        Ok(Self(LedgerLog::from_survey(survey)))
    }

    /// The first height in the log; none while it is empty.
    #[must_use]
    pub fn first(&self) -> Option<u64> {
        self.0.first()
    }

    /// The bytes of its files.
    ///
    /// # Errors
    /// [`LogError::Disk`]
    pub fn bytes(&self) -> Result<u64, LogError> {
        let standing = self.0.standing()?;
        Ok(standing.map_or(0, |it| it.segments.iter().map(|segment| segment.bytes).sum()))
    }

    /// The entries from height `from` on, as [`LedgerLog::scan`].
    #[must_use]
    pub fn scan(&self, from: u64) -> Scan<'_> {
        self.0.scan(from)
    }
}
