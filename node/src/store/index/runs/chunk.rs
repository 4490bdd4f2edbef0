//! A row of a run: look-ups in order of key, each with its key and what became of it.

use crate::store::index::packed::{lend_list, write_list};
use crate::store::index::rows::Batch;
use crate::store::index::{IndexError, keys};

/// What a row says of a look-up that is gone.
const GONE: &[u8] = &[0];

/// What stands before the value of one that is there.
const STANDS: u8 = 1;

/// A look-up, and its value; none where it is gone.
pub(super) type LookUp = (Vec<u8>, Option<Vec<u8>>);

const DAMAGED: IndexError = IndexError::Damaged { what: "look-ups" };

/// Cuts look-ups, which come in order of key, into the rows of a run.
pub(super) struct Chunks {
    run: u64,
    row_bytes: usize,
    entries: Vec<Vec<u8>>,
    waiting_bytes: usize,
    written_bytes: u64,
}

impl Chunks {
    pub(super) fn of(run: u64, row_bytes: usize) -> Self {
        Self { run, row_bytes, entries: Vec::new(), waiting_bytes: 0, written_bytes: 0 }
    }

    /// Bytes of the rows that were put into batches.
    pub(super) fn bytes(&self) -> u64 {
        self.written_bytes
    }

    pub(super) fn push(&mut self, batch: &mut Batch, key: &[u8], value: Option<&[u8]>) {
        let change = match value {
            None => GONE.to_vec(),
            Some(value) => [&[STANDS], value].concat(),
        };
        let more = key.len() + change.len();
        if self.waiting_bytes + more > self.row_bytes {
            self.put_row(batch);
        }
        self.waiting_bytes += more;
        self.entries.extend([key.to_vec(), change]);
    }

    /// Puts the last row, and tells the bytes of all.
    pub(super) fn end(mut self, batch: &mut Batch) -> u64 {
        self.put_row(batch);
        self.written_bytes
    }

    fn put_row(&mut self, batch: &mut Batch) {
        let Some(first) = self.entries.first() else { return };
        let row = write_list(&self.entries);
        self.written_bytes += (first.len() + row.len()) as u64;
        batch.insert(keys::run_from(self.run, first), row);
        self.entries.clear();
        self.waiting_bytes = 0;
    }
}

/// What a row says of a look-up: nothing, or its value, or that it is gone.
pub(super) fn find<'a>(row: &'a [u8], key: &[u8]) -> Result<Option<Option<&'a [u8]>>, IndexError> {
    let list = lend_list(row).ok_or(DAMAGED)?;
    let (pairs, _) = list.as_chunks::<2>();
    let found = pairs.iter().find(|[stands, _]| *stands == key);
    found.map(|[_, change]| value_of(change)).transpose()
}

/// The look-ups of a row from a key on.
pub(super) fn look_ups(row: &[u8], from: &[u8]) -> Result<Vec<LookUp>, IndexError> {
    let list = lend_list(row).ok_or(DAMAGED)?;
    let (pairs, rest) = list.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(DAMAGED);
    }
    let wanted = pairs.iter().filter(|[key, _]| *key >= from);
    wanted.map(|[key, change]| Ok((key.to_vec(), value_of(change)?.map(<[u8]>::to_vec)))).collect()
}

fn value_of(change: &[u8]) -> Result<Option<&[u8]>, IndexError> {
    match change.split_first() {
        Some((&STANDS, value)) => Ok(Some(value)),
        _ if change == GONE => Ok(None),
        _ => Err(DAMAGED),
    }
}
