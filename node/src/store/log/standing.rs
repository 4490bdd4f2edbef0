//! How a log stands when its node stops, and going on from there without reading it.
//!
//! What is written down at a clean stop and found again says that nothing was appended, cut, taken
//! away or put in since. It says nothing of a byte that rotted meanwhile: that is found when the
//! record is read, or by [`super::verify`].

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::damage::{Fault, LogError};
use super::files::{Files, LogLimits};
use super::marker::{self, Acknowledged, Reading};
use super::record::{self, Expected, Outcome};
use super::segment;
use super::survey::Survey;
use super::{Active, Head, LedgerLog, mend};
use crate::store::layout::width;
use crate::store::vfs::{Access, Disk, DiskError};

/// How a log stands that holds a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its last record.
    pub head: Head,
    /// Its files, ascending.
    pub segments: Vec<SegmentFile>,
    /// Where each record begins in its file, from the first height on.
    pub offsets: Vec<u64>,
}

/// One of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentFile {
    /// The first height in it.
    pub first: u64,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Why a log does not stand as it is said to.
#[derive(Debug, Error)]
pub enum Moved {
    /// There are others, more or fewer of them.
    #[error("its files are not those that were there")]
    Segments,
    /// A file has another length.
    #[error("{segment} has {found} bytes, and had {expected}")]
    Length {
        /// Its name.
        segment: String,
        /// What it had.
        expected: u64,
        /// What it has.
        found: u64,
    },
    /// Another height was acknowledged, or it cannot be read which.
    #[error("another height was acknowledged")]
    Acknowledged,
    /// The last record cannot be read, or is another one.
    #[error("its last record: {0}")]
    Record(Fault),
    /// Something of it cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Standing {
    /// The first height.
    #[must_use]
    pub fn first(&self) -> Option<u64> {
        self.segments.first().map(|segment| segment.first)
    }
}

impl LedgerLog {
    /// How it stands; nothing for an empty one, and for one that failed.
    ///
    /// # Errors
    /// [`LogError::Disk`]
    pub fn standing(&self) -> Result<Option<Standing>, LogError> {
        let Some(head) = self.head().filter(|_| !self.poisoned) else { return Ok(None) };
        let file = |first: &u64| {
            let bytes = self.files.open_segment(*first, Access::Read)?.length()?;
            Ok(SegmentFile { first: *first, bytes })
        };
        let segments = self.segments.iter().map(file).collect::<Result<_, LogError>>()?;
        Ok(Some(Standing { head, segments, offsets: self.offsets.clone() }))
    }

    /// Opens a log that stands as it is said to, without reading more than its last record.
    ///
    /// # Errors
    /// [`Moved`] when it does not. Then nothing was changed, and [`LedgerLog::open`] tells what it
    /// holds.
    pub fn resume(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        chain_id: &[u8; 32],
        limits: LogLimits,
        standing: Standing,
    ) -> Result<Self, Moved> {
        let mut survey = Survey::new(Files::new(disk, dir, *chain_id, limits));
        let end = stands(&survey.files, &standing)?;
        let Standing { head, segments, offsets } = standing;
        survey.resume(segments.iter().map(|segment| segment.first).collect(), offsets, head, end);
        let marker = mend::mend(&mut survey)?;
        let first = survey.segments.last().expect("a log with a record has a segment");
        let file = survey.files.open_segment(*first, Access::ReadWrite)?;
        let active = Some(Active { file, end });
        Ok(Self { active, marker: Some(marker), ..Self::from_survey(survey) })
    }
}

/// Whether the files are as they are said to be. Gives the end of the last one.
fn stands(files: &Files, standing: &Standing) -> Result<u64, Moved> {
    let Standing { head, segments, offsets } = standing;
    let firsts = segments.iter().map(|segment| segment.first);
    if !firsts.eq(files.segments()?) {
        return Err(Moved::Segments);
    }
    let (Some(first), Some(last), Some(offset)) =
        (segments.first(), segments.last(), offsets.last())
    else {
        return Err(Moved::Segments);
    };
    let next = first.first.checked_add(width(offsets.len()));
    if next != head.height.checked_add(1) {
        return Err(Moved::Segments);
    }
    let acknowledged =
        Acknowledged { first: first.first, next: head.height + 1, chain: head.chain };
    if marker::read(files)? != Some(Reading { acknowledged, exact: true }) {
        return Err(Moved::Acknowledged);
    }
    for segment in segments {
        stands_as_long(files, segment)?;
    }
    let file = files.open_segment(last.first, Access::Read)?;
    let place = Expected { offset: *offset, height: head.height, previous: None };
    match record::examine(files, file.as_ref(), &place)? {
        Outcome::Broken(broken) => Err(Moved::Record(broken.fault)),
        Outcome::Whole(record) if record.chain() != head.chain => {
            Err(Moved::Record(Fault::NotAcknowledged))
        }
        Outcome::Whole(record) if offset + record.length() != last.bytes => {
            Err(Moved::Record(Fault::Overlap))
        }
        Outcome::Whole(_) => Ok(last.bytes),
    }
}

fn stands_as_long(files: &Files, segment: &SegmentFile) -> Result<(), Moved> {
    let SegmentFile { first, bytes: expected } = *segment;
    let file = files.open_segment(first, Access::Read)?;
    let found = file.length()?;
    if found != expected {
        return Err(Moved::Length { segment: segment::name(first), expected, found });
    }
    segment::read_header(files, file.as_ref(), first)?;
    Ok(())
}
