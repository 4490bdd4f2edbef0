//! Which runs there are.
//!
//! ```text
//! next id (8) count (4) runs, the oldest first: id (8) level (1) bytes (8), then doomed ids (8 each)
//! ```

use super::MERGED_AT_ONCE;

/// A run, as it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) id: u64,
    /// How often what it has was merged.
    pub(super) level: u8,
    /// Bytes of its rows.
    pub(super) bytes: u64,
}

/// The runs of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Directory {
    next: u64,
    /// The oldest first.
    pub(super) runs: Vec<Run>,
    /// Runs of which there may be rows, and which nobody reads.
    pub(super) doomed: Vec<u64>,
}

const RUN_BYTES: usize = 17;

impl Directory {
    /// The id that no run has had.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    pub(super) fn take_id(&mut self) -> u64 {
        let id = self.next;
        self.next = id.checked_add(1).expect("runs are written one by one");
        id
    }

    /// Where the newest runs begin that should become one: enough of one level, and not too large.
    pub(super) fn due(&self, most_bytes: u64) -> Option<usize> {
        let first = self.runs.len().checked_sub(MERGED_AT_ONCE)?;
        let newest = &self.runs[first..];
        let are_of_one_level = newest.iter().all(|run| run.level == newest[0].level);
        let bytes = newest.iter().fold(0, |sum: u64, run| sum.saturating_add(run.bytes));
        (are_of_one_level && bytes <= most_bytes).then_some(first)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let count = u32::try_from(self.runs.len()).expect("a list of runs is short");
        let mut row = self.next.to_be_bytes().to_vec();
        row.extend(count.to_be_bytes());
        for run in &self.runs {
            row.extend(run.id.to_be_bytes());
            row.push(run.level);
            row.extend(run.bytes.to_be_bytes());
        }
        row.extend(self.doomed.iter().flat_map(|id| id.to_be_bytes()));
        row
    }

    pub(super) fn decode(row: &[u8]) -> Option<Self> {
        let (next, row) = row.split_first_chunk()?;
        let (count, row) = row.split_first_chunk()?;
        let count = usize::try_from(u32::from_be_bytes(*count)).ok()?;
        let (runs, doomed) = row.split_at_checked(count.checked_mul(RUN_BYTES)?)?;
        let (runs, _) = runs.as_chunks::<RUN_BYTES>();
        let (doomed, []) = doomed.as_chunks::<8>() else { return None };
        let next = u64::from_be_bytes(*next);
        let runs: Vec<_> = runs.iter().map(Run::decode).collect::<Option<_>>()?;
        let doomed: Vec<_> = doomed.iter().map(|id| u64::from_be_bytes(*id)).collect();
        let mut ids = runs.iter().map(|run| run.id).chain(doomed.iter().copied());
        ids.all(|id| id < next).then_some(Self { next, runs, doomed })
    }
}

impl Run {
    fn decode(bytes: &[u8; RUN_BYTES]) -> Option<Self> {
        let (id, rest) = bytes.split_first_chunk()?;
        let (level, rest) = rest.split_first()?;
        let bytes = rest.first_chunk()?;
        Some(Self { id: u64::from_be_bytes(*id), level: *level, bytes: u64::from_be_bytes(*bytes) })
    }
}
