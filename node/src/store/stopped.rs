//! The note of a clean stop: how log and index stood when the node was told to stop.
//!
//! It is written last, once the log and the index are on disk, and taken away before anything is
//! written to either, so it is there only while nothing was written since. A start that finds it, and
//! finds everything as it says, need not read the whole log. A crash leaves none.
//!
//! # The file `stopped`
//!
//! Numbers are big-endian.
//!
//! ```text
//!   0   8  "eblStopd"
//!   8   2  format version, 1
//!  10  32  chain id
//!  42   8  height of the newest block
//!  50  32  its hash
//!  82  32  root of the state after it
//! 114  32  chain hash of the log after it
//! 146   4  files of the log s
//! 150   4  whole subtrees of the headers before the newest n
//! 154   8  records of the log r
//! 162 16s  first height and length of each file
//!   + 32n  the roots of the subtrees, the largest first
//!   +  8r  where each record begins in its file
//!   +  32  checksum("clean stop", everything before)
//! ```

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;

use proto::hash::Hash;
use proto::header_tree::HeaderFrontier;
use proto::ids::ChainId;

use super::layout::{
    HASH_BYTES, Protects, U16_BYTES, U32_BYTES, U64_BYTES, after, checksum, hash_in, u16_in,
    u32_in, u64_in, width,
};
use super::log::{Head, SegmentFile, Standing};
use super::vfs::{Access, Disk, DiskError, File, create_whole, parent, read_whole};

/// How a node's ledger stood when it was stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanStop {
    /// Of which chain it is.
    pub chain: ChainId,
    /// The hash of the newest block.
    pub hash: Hash,
    /// The root of the state after it.
    pub state_root: Hash,
    /// The headers up to the one before it.
    pub headers: HeaderFrontier,
    /// The log, which ends with it.
    pub log: Standing,
}

/// What stood where the note of a clean stop stands.
#[derive(Debug)]
pub enum Taken {
    /// Nothing: the node crashed, or never ran.
    Nothing,
    /// Bytes that are no such note.
    Unreadable,
    /// The note.
    Note(Box<CleanStop>),
}

impl CleanStop {
    /// Writes the note. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// [`DiskError`]. Then the next start finds either none, or the whole of it.
    pub fn write(&self, disk: &dyn Disk, path: &Path) -> Result<(), DiskError> {
        create_whole(disk, path, &self.encode()).map(drop)
    }

    /// Reads the note and takes it away. It is gone from the disk when this returns.
    ///
    /// # Errors
    ///
    /// [`DiskError`].
    pub fn take(disk: &dyn Disk, path: &Path) -> Result<Taken, DiskError> {
        if !disk.exists(path)? {
            return Ok(Taken::Nothing);
        }
        let file = disk.open(path, Access::Read)?;
        let bytes = read_sized(file.as_ref())?;
        drop(file);
        disk.remove(path)?;
        disk.sync_dir(parent(path))?;
        let note = bytes.and_then(|bytes| Self::decode(&bytes));
        Ok(note.map_or(Taken::Unreadable, |note| Taken::Note(Box::new(note))))
    }

    fn encode(&self) -> Vec<u8> {
        let Standing { head, segments, offsets } = &self.log;
        let (_, subtrees) = self.headers.before_newest();
        let count = |many: usize| u32::try_from(many).expect("files are of 64 MiB each");
        let mut bytes = [
            &MAGIC[..],
            &FORMAT_VERSION.to_be_bytes(),
            &self.chain.0,
            &head.height.to_be_bytes(),
            self.hash.as_bytes(),
            self.state_root.as_bytes(),
            head.chain.as_bytes(),
            &count(segments.len()).to_be_bytes(),
            &count(subtrees.len()).to_be_bytes(),
            &width(offsets.len()).to_be_bytes(),
        ]
        .concat();
        for segment in segments {
            bytes.extend(segment.first.to_be_bytes());
            bytes.extend(segment.bytes.to_be_bytes());
        }
        subtrees.iter().for_each(|subtree| bytes.extend(subtree.0));
        offsets.iter().for_each(|offset| bytes.extend(offset.to_be_bytes()));
        bytes.extend(checksum(Protects::CleanStop, &[&bytes]).0);
        bytes
    }

    /// Reads what has the length that its beginning says.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let (covered, sum) = bytes.split_last_chunk::<HASH_BYTES>()?;
        let sound = checksum(Protects::CleanStop, &[covered]).0 == *sum;
        if !sound || u16_in(covered, VERSION) != FORMAT_VERSION {
            return None;
        }
        let (head, rest) = covered.split_at(LEAD_BYTES);
        let Lengths { segments, subtrees, .. } = Lengths::of(head)?;
        let (segments, rest) = rest.split_at_checked(segments)?;
        let (subtrees, offsets) = rest.split_at_checked(subtrees)?;
        let segments = segments.chunks_exact(SEGMENT_BYTES).map(|segment| SegmentFile {
            first: u64_in(segment, 0..U64_BYTES),
            bytes: u64_in(segment, U64_BYTES..SEGMENT_BYTES),
        });
        let subtrees = subtrees.chunks_exact(HASH_BYTES).map(|hash| hash_in(hash, 0..HASH_BYTES));
        let offsets = offsets.chunks_exact(U64_BYTES).map(|offset| u64_in(offset, 0..U64_BYTES));
        let height = u64_in(head, HEIGHT);
        Some(Self {
            chain: ChainId(hash_in(head, CHAIN_ID).0),
            hash: hash_in(head, BLOCK),
            state_root: hash_in(head, STATE_ROOT),
            headers: HeaderFrontier::of(height.checked_sub(1)?, subtrees.collect())?,
            log: Standing {
                head: Head { height, chain: hash_in(head, CHAIN_HASH) },
                segments: segments.collect(),
                offsets: offsets.collect(),
            },
        })
    }
}

/// The bytes of each part that varies in length.
struct Lengths {
    segments: usize,
    subtrees: usize,
    offsets: usize,
}

impl Lengths {
    /// As the beginning says; none for what has no such beginning.
    fn of(lead: &[u8]) -> Option<Self> {
        if &lead[MAGIC_FIELD] != MAGIC {
            return None;
        }
        let many = |count: u32, each: usize| usize::try_from(count).ok()?.checked_mul(each);
        Some(Self {
            segments: many(u32_in(lead, SEGMENTS), SEGMENT_BYTES)?,
            subtrees: many(u32_in(lead, SUBTREES), HASH_BYTES)?,
            offsets: usize::try_from(u64_in(lead, RECORDS)).ok()?.checked_mul(U64_BYTES)?,
        })
    }

    fn whole(&self) -> Option<usize> {
        let parts = [self.segments, self.subtrees, self.offsets, HASH_BYTES];
        parts.into_iter().try_fold(LEAD_BYTES, usize::checked_add)
    }
}

/// The bytes of a file that has the length that its beginning says; none of another.
fn read_sized(file: &dyn File) -> Result<Option<Vec<u8>>, DiskError> {
    let length = file.length()?;
    if length < width(LEAD_BYTES) {
        return Ok(None);
    }
    let mut lead = [0; LEAD_BYTES];
    file.read_exact_at(&mut lead, 0)?;
    let said = Lengths::of(&lead).and_then(|lengths| lengths.whole());
    if said.map(width) != Some(length) {
        return Ok(None);
    }
    read_whole(file).map(Some)
}

const FORMAT_VERSION: u16 = 1;
const MAGIC: &[u8; 8] = b"eblStopd";
const SEGMENT_BYTES: usize = 2 * U64_BYTES;

const MAGIC_FIELD: Range<usize> = 0..MAGIC.len();
const VERSION: Range<usize> = after(&MAGIC_FIELD, U16_BYTES);
const CHAIN_ID: Range<usize> = after(&VERSION, HASH_BYTES);
const HEIGHT: Range<usize> = after(&CHAIN_ID, U64_BYTES);
const BLOCK: Range<usize> = after(&HEIGHT, HASH_BYTES);
const STATE_ROOT: Range<usize> = after(&BLOCK, HASH_BYTES);
const CHAIN_HASH: Range<usize> = after(&STATE_ROOT, HASH_BYTES);
const SEGMENTS: Range<usize> = after(&CHAIN_HASH, U32_BYTES);
const SUBTREES: Range<usize> = after(&SEGMENTS, U32_BYTES);
const RECORDS: Range<usize> = after(&SUBTREES, U64_BYTES);
const LEAD_BYTES: usize = RECORDS.end;
