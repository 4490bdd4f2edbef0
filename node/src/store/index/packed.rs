//! Several entries in one row: each with its length before it, four bytes, big-endian.

/// Bytes that say how long an entry is.
const LENGTH: usize = size_of::<u32>();

/// A row of these entries, measured before it is written.
///
/// # Panics
///
/// For an entry of 4 GiB, which no block has.
pub(super) fn write_list<T: AsRef<[u8]>>(entries: &[T]) -> Vec<u8> {
    let bytes = entries.iter().map(|entry| LENGTH + entry.as_ref().len());
    let mut row = Vec::with_capacity(bytes.sum());
    for entry in entries {
        let entry = entry.as_ref();
        let length = u32::try_from(entry.len()).expect("what a block writes is far below 4 GiB");
        row.extend_from_slice(&length.to_be_bytes());
        row.extend_from_slice(entry);
    }
    row
}

/// The entries of a row; `None` where it is no such row.
pub(super) fn read_list(row: &[u8]) -> Option<Vec<Vec<u8>>> {
    Some(lend_list(row)?.into_iter().map(<[u8]>::to_vec).collect())
}

/// The entries of a row, not copied; `None` where it is no such row.
pub(super) fn lend_list(row: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    let mut rest = row;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (entry, after) = after.split_at_checked(length)?;
        entries.push(entry);
        rest = after;
    }
    Some(entries)
}
