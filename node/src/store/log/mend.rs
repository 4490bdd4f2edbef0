//! What opening a log changes on disk: it removes what was never acknowledged and is not whole,
//! and makes sure that the rest is as durable as it looks. Interrupted anywhere, the next opening
//! does it again.

use super::marker::{self, Acknowledged, Marker};
use super::segment::{self, HEADER_BYTES};
use super::survey::Survey;
use crate::store::vfs::{Access, DiskError};

/// Mends a log that was surveyed without an error and gives its marker.
pub(super) fn mend(survey: &mut Survey) -> Result<Marker, DiskError> {
    survey.files.remove_unfinished()?;
    if survey.end == HEADER_BYTES {
        remove_last_segment(survey)?;
    } else if survey.torn.is_some() {
        cut_last_segment(survey)?;
    }
    settle(survey)?;
    let (first, next) = survey.heights().unwrap_or((0, 0));
    marker::replace(&survey.files, &Acknowledged { first, next, chain: survey.chain })
}

/// A segment without a record only says at which height a record was about to be written. The
/// marker's directory sync makes the removal durable.
fn remove_last_segment(survey: &mut Survey) -> Result<(), DiskError> {
    let first = survey.segments.pop().expect("its header was read");
    survey.files.disk.remove(&survey.files.path(&segment::name(first)))?;
    survey.end = match survey.segments.last() {
        Some(first) => survey.files.open_segment(*first, Access::Read)?.length()?,
        None => 0,
    };
    Ok(())
}

/// Synced at once: the next append may begin another segment, and a tail that came back before it
/// would be damage.
fn cut_last_segment(survey: &Survey) -> Result<(), DiskError> {
    let first = survey.segments.last().expect("the tail is in it");
    let file = survey.files.open_segment(*first, Access::ReadWrite)?;
    file.truncate(survey.end)?;
    file.sync_data()
}

/// Sound records above the marker are about to be acknowledged. The system may show them although
/// their sync failed or never came, so the last one is written again and all are synced.
fn settle(survey: &Survey) -> Result<(), DiskError> {
    for first in survey.unacknowledged_segments() {
        let file = survey.files.open_segment(*first, Access::ReadWrite)?;
        if Some(first) == survey.segments.last() {
            let offset = *survey.offsets.last().expect("there are unacknowledged records");
            let size = usize::try_from(survey.end - offset).expect("it fitted when it was checked");
            let mut record = vec![0; size];
            file.read_exact_at(&mut record, offset)?;
            file.write_all_at(&record, offset)?;
        }
        file.sync_data()?;
    }
    Ok(())
}
