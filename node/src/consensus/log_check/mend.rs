//! Makes the engine's log fit to be opened, before anybody reads it.
//!
//! The engine mends one thing itself, an entry that ends short. At anything else it does not start,
//! or holds still for good, and would again at every start:
//!
//! - A power cut may leave zeroes after the last entry that was written through: a file system
//!   can know a file's new length before its new content. No message of that end was published,
//!   so it is cut off, as the engine cuts an entry that ends short.
//! - A log with a header that is none, or with an entry that is none, is damaged. It is kept beside
//!   its place under another name, and from then on it is gone. What that means for a validator
//!   that signed at the open height, [`super::check_log`] says.

use std::path::{Path, PathBuf};

use super::{LOG_BYTES, Next, next, number, take};
use crate::store::vfs::{Access, Disk, DiskError, File};

/// The engine's only version of the format.
const VERSION: [u8; 4] = 1_u32.to_be_bytes();

/// What a disk writes at once at least. Of an entry that was not written through, a whole number
/// of these can be missing.
const SECTOR_BYTES: usize = 512;

/// What was found, and is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mended {
    /// Nothing that the engine does not mend itself.
    Fit,
    /// An end that was never written through was cut off.
    Cut {
        /// Bytes that are left.
        left: u64,
    },
    /// A damaged log was put aside.
    SetAside {
        /// Where it is kept.
        kept: PathBuf,
    },
}

/// Mends the log at `path` of a node whose next height is `height`.
///
/// # Errors
///
/// [`DiskError`] when the log cannot be read, cut or renamed.
pub fn mend_log(disk: &dyn Disk, path: &Path, height: u64) -> Result<Mended, DiskError> {
    if !disk.exists(path)? {
        return Ok(Mended::Fit);
    }
    let file = disk.open(path, Access::ReadWrite)?;
    let length = file.length()?;
    if length > LOG_BYTES {
        // No log at all, and too long to look at; a validator that needs it says so.
        return Ok(Mended::Fit);
    }
    let log = read(file.as_ref(), length)?;
    match survey(&log) {
        State::Fit => Ok(Mended::Fit),
        State::Unwritten { from } => {
            let left = u64::try_from(from).expect("a file's length fits 64 bits");
            file.truncate(left)?;
            file.sync_data()?;
            Ok(Mended::Cut { left })
        }
        State::Damaged => {
            let kept = path.with_extension(format!("wal.damaged-{height}"));
            disk.rename(path, &kept)?;
            disk.sync_dir(path.parent().expect("the log lies in a folder"))?;
            Ok(Mended::SetAside { kept })
        }
    }
}

fn read(file: &dyn File, length: u64) -> Result<Vec<u8>, DiskError> {
    let length = usize::try_from(length).expect("the length is bounded");
    let mut log = vec![0; length];
    file.read_exact_at(&mut log, 0)?;
    Ok(log)
}

enum State {
    Fit,
    /// Zeroes from the end of this entry on.
    Unwritten {
        from: usize,
    },
    Damaged,
}

fn survey(log: &[u8]) -> State {
    let mut rest = log;
    if log.is_empty() {
        // The engine begins it.
        return State::Fit;
    }
    if take(&mut rest, VERSION.len()) != Some(&VERSION) || number(&mut rest).is_none() {
        return State::Damaged;
    }
    loop {
        let from = log.len() - rest.len();
        match next(&mut rest) {
            Next::Entry(_) => {}
            Next::End => return State::Fit,
            Next::Damage if is_unwritten(log, from) => return State::Unwritten { from },
            Next::Damage => return State::Damaged,
        }
    }
}

/// Whether the entry at `from` is the last that was begun, and the disk lacks all of it or whole
/// sectors of its end.
fn is_unwritten(log: &[u8], from: usize) -> bool {
    let written = log.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if written <= from {
        return true;
    }
    let mut entry = &log[from..];
    let lead = take(&mut entry, 1).and_then(|_| number(&mut entry));
    let end = lead.and_then(|length| usize::try_from(length).ok()).and_then(|length| {
        // Flag, length and checksum stand before the data.
        from.checked_add(1 + 8 + 4)?.checked_add(length)
    });
    let missing_from = written.next_multiple_of(SECTOR_BYTES);
    end.is_some_and(|end| missing_from < end && end <= log.len())
}
