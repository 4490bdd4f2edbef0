//! A segment file's name and header. The layout is drawn in the module above.

use std::ops::Range;

use proto::hash::Hash;

use super::damage::{Damage, Fault, LogError};
use super::files::Files;
use crate::store::layout::{
    HASH_BYTES, Protects, U16_BYTES, U64_BYTES, after, checksum, hash_in, u16_in, u64_in, width,
};
use crate::store::vfs::{DiskError, File, create_whole};

/// Length of a segment's header, hence the offset of its first record.
pub(super) const HEADER_BYTES: u64 = width(CHECKSUM.end);

/// The file name of the segment that begins at `first`.
pub(super) fn name(first: u64) -> String {
    format!("{first:0digits$}{SUFFIX}", digits = NAME_DIGITS)
}

/// The first height in a segment's file name; none for any other name.
pub(super) fn first_height(file_name: &str) -> Option<u64> {
    let first = file_name.strip_suffix(SUFFIX)?.parse().ok()?;
    // One spelling only: no sign, no missing or extra zeros.
    (name(first) == file_name).then_some(first)
}

/// Creates a segment whole and makes it durable.
pub(super) fn create(
    files: &Files,
    first: u64,
    previous: &Hash,
) -> Result<Box<dyn File>, DiskError> {
    let mut header = [0; CHECKSUM.end];
    header[MAGIC_FIELD].copy_from_slice(MAGIC);
    header[VERSION].copy_from_slice(&FORMAT_VERSION.to_be_bytes());
    header[CHAIN_ID].copy_from_slice(&files.chain_id);
    header[FIRST].copy_from_slice(&first.to_be_bytes());
    header[PREVIOUS].copy_from_slice(previous.as_bytes());
    let sum = checksum(Protects::SegmentHeader, &[&header[..CHECKSUM.start]]);
    header[CHECKSUM].copy_from_slice(sum.as_bytes());
    create_whole(files.disk.as_ref(), &files.path(&name(first)), &header)
}

/// Reads the header of the segment named by `first` and gives the chain hash before its first
/// record. Its checksum goes first: a flipped bit is damage, not another version or network.
pub(super) fn read_header(files: &Files, file: &dyn File, first: u64) -> Result<Hash, LogError> {
    let damaged =
        |what| LogError::Damaged(Damage { segment: name(first), offset: 0, height: first, what });
    if file.length()? < HEADER_BYTES {
        return Err(damaged(Fault::Header));
    }
    let mut header = [0; CHECKSUM.end];
    file.read_exact_at(&mut header, 0)?;
    let sum = checksum(Protects::SegmentHeader, &[&header[..CHECKSUM.start]]);
    if &header[MAGIC_FIELD] != MAGIC || hash_in(&header, CHECKSUM) != sum {
        return Err(damaged(Fault::Header));
    }
    let found = u16_in(&header, VERSION);
    if found != FORMAT_VERSION {
        let path = files.path(&name(first));
        return Err(LogError::WrongVersion { path, known: FORMAT_VERSION, found });
    }
    let found = hash_in(&header, CHAIN_ID);
    if found.as_bytes() != &files.chain_id {
        return Err(files.wrong_chain(&name(first), found));
    }
    let found = u64_in(&header, FIRST);
    if found != first {
        return Err(damaged(Fault::Renamed { found }));
    }
    Ok(hash_in(&header, PREVIOUS))
}

/// Version of the format of segments and of the acknowledged marker.
pub(super) const FORMAT_VERSION: u16 = 1;

const SUFFIX: &str = ".seg";
/// Digits of the largest `u64`, so that names sort as heights do.
const NAME_DIGITS: usize = 20;

const MAGIC: &[u8; 8] = b"eblLedgr";
const MAGIC_FIELD: Range<usize> = 0..MAGIC.len();
const VERSION: Range<usize> = after(&MAGIC_FIELD, U16_BYTES);
const CHAIN_ID: Range<usize> = after(&VERSION, HASH_BYTES);
const FIRST: Range<usize> = after(&CHAIN_ID, U64_BYTES);
const PREVIOUS: Range<usize> = after(&FIRST, HASH_BYTES);
const CHECKSUM: Range<usize> = after(&PREVIOUS, HASH_BYTES);
