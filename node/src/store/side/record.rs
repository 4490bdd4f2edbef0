//! The bytes of the side file. The layout is drawn in the module above.

use std::ops::Range;
use std::path::Path;

use super::{DroppedEnd, Origin, Recovered, Saved, SideError, SideLimits, Verdict};
use crate::store::layout::{
    HASH_BYTES, Protects, U16_BYTES, U32_BYTES, U64_BYTES, after, checksum, hash_in, u16_in,
    u32_in, u64_in, width,
};
use crate::store::vfs::{Access, Disk, DiskError, File};
use proto::hash::Hash;

/// Length of the file's header, hence the offset of its first record.
pub(super) const HEADER_BYTES: u64 = width(HEADER_CHECKSUM.end);

/// A record in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) height: u64,
    pub(super) offset: u64,
    bytes: usize,
}

impl Placed {
    pub(super) fn new(saved: &Saved, offset: u64, encoded: &[u8]) -> Self {
        Self { height: saved.height, offset, bytes: encoded.len() }
    }
}

/// Length of the record of a block of this length.
pub(super) fn record_bytes(block: usize) -> u64 {
    width(LEAD_BYTES) + width(block) + width(HASH_BYTES)
}

/// The bytes of the file's header.
pub(super) fn header(chain_id: &[u8; 32]) -> [u8; HEADER_CHECKSUM.end] {
    let mut header = [0; HEADER_CHECKSUM.end];
    header[FILE_MAGIC_FIELD].copy_from_slice(FILE_MAGIC);
    header[VERSION].copy_from_slice(&FORMAT_VERSION.to_be_bytes());
    header[CHAIN_ID].copy_from_slice(chain_id);
    let sum = checksum(Protects::SideHeader, &[&header[..HEADER_CHECKSUM.start]]);
    header[HEADER_CHECKSUM].copy_from_slice(sum.as_bytes());
    header
}

/// The bytes of a record whose block is within the limits.
pub(super) fn encode(saved: &Saved, chain_id: &[u8; 32], offset: u64) -> Vec<u8> {
    let lead = encode_lead(saved, chain_id, offset);
    let mut bytes = Vec::with_capacity(LEAD_BYTES + saved.block.len() + HASH_BYTES);
    bytes.extend_from_slice(&lead);
    bytes.extend_from_slice(&saved.block);
    bytes.extend_from_slice(body_checksum(&lead, &saved.block).as_bytes());
    bytes
}

/// Reads a whole file, at most the limits' bytes of it.
pub(super) fn read_all(
    disk: &dyn Disk,
    path: &Path,
    chain_id: &[u8; 32],
    limits: &SideLimits,
) -> Result<Recovered, SideError> {
    let file = disk.open(path, Access::Read)?;
    let (bytes, limit) = (file.length()?, limits.file_bytes);
    if bytes > limit {
        return Err(SideError::FileTooLarge { path: path.to_path_buf(), bytes, limit });
    }
    check_header(file.as_ref(), path, chain_id)?;
    let mut saved = Vec::new();
    let mut offset = HEADER_BYTES;
    while offset < bytes {
        match read_one(file.as_ref(), offset, chain_id, limits)? {
            Outcome::Whole(record) if saved.len() < limits.records => {
                offset += record_bytes(record.block.len());
                saved.push(record);
            }
            Outcome::Whole(_) => {
                return Err(SideError::Full { records: saved.len(), bytes });
            }
            Outcome::Broken { search_from } => {
                if lead_follows(file.as_ref(), search_from, chain_id)? {
                    return Err(SideError::Damaged { path: path.to_path_buf(), offset });
                }
                let dropped = Some(DroppedEnd { offset, bytes: bytes - offset });
                return Ok(Recovered { saved, dropped });
            }
        }
    }
    Ok(Recovered { saved, dropped: None })
}

/// Reads a record again; none when it is no longer what was written.
pub(super) fn reread(
    file: &dyn File,
    placed: &Placed,
    chain_id: &[u8; 32],
    limits: &SideLimits,
) -> Result<Option<Saved>, DiskError> {
    match read_one(file, placed.offset, chain_id, limits)? {
        Outcome::Whole(saved) if record_bytes(saved.block.len()) == width(placed.bytes) => {
            Ok(Some(saved))
        }
        Outcome::Whole(_) | Outcome::Broken { .. } => Ok(None),
    }
}

enum Outcome {
    Whole(Saved),
    /// No sound record; a later one could begin at `search_from`.
    Broken {
        search_from: u64,
    },
}

fn check_header(file: &dyn File, path: &Path, chain_id: &[u8; 32]) -> Result<(), SideError> {
    let damaged = || SideError::Damaged { path: path.to_path_buf(), offset: 0 };
    if file.length()? < HEADER_BYTES {
        return Err(damaged());
    }
    let mut header = [0; HEADER_CHECKSUM.end];
    file.read_exact_at(&mut header, 0)?;
    let sum = checksum(Protects::SideHeader, &[&header[..HEADER_CHECKSUM.start]]);
    if &header[FILE_MAGIC_FIELD] != FILE_MAGIC || hash_in(&header, HEADER_CHECKSUM) != sum {
        return Err(damaged());
    }
    let (path, found) = (path.to_path_buf(), u16_in(&header, VERSION));
    if found != FORMAT_VERSION {
        return Err(SideError::WrongVersion { path, known: FORMAT_VERSION, found });
    }
    let (expected, found) = (Hash(*chain_id), hash_in(&header, CHAIN_ID));
    if found != expected {
        return Err(SideError::WrongChain { path, expected, found });
    }
    Ok(())
}

fn read_one(
    file: &dyn File,
    offset: u64,
    chain_id: &[u8; 32],
    limits: &SideLimits,
) -> Result<Outcome, DiskError> {
    let length = file.length()?;
    let body_at = offset + width(LEAD_BYTES);
    if body_at > length {
        return Ok(Outcome::Broken { search_from: length });
    }
    let mut lead = [0; LEAD_BYTES];
    file.read_exact_at(&mut lead, offset)?;
    let block_length = u32_in(&lead, BLOCK_LENGTH);
    if !is_lead(&lead, chain_id, offset) || block_length > limits.block_bytes {
        return Ok(Outcome::Broken { search_from: offset + 1 });
    }
    let block_bytes = usize::try_from(block_length).expect("the limits keep a block in memory");
    let end = offset + record_bytes(block_bytes);
    if end > length {
        return Ok(Outcome::Broken { search_from: length });
    }
    let mut body = vec![0; block_bytes + HASH_BYTES];
    file.read_exact_at(&mut body, body_at)?;
    let sum = hash_in(&body, block_bytes..block_bytes + HASH_BYTES);
    body.truncate(block_bytes);
    match decode(&lead, body, sum) {
        Some(saved) => Ok(Outcome::Whole(saved)),
        None => Ok(Outcome::Broken { search_from: end }),
    }
}

/// Whether a sound lead begins at or after `from`.
fn lead_follows(file: &dyn File, from: u64, chain_id: &[u8; 32]) -> Result<bool, DiskError> {
    let length = file.length()?;
    let size = usize::try_from(length.saturating_sub(from)).expect("the file's size is limited");
    let mut rest = vec![0; size];
    file.read_exact_at(&mut rest, from.min(length))?;
    Ok(rest.windows(LEAD_BYTES).zip(from..).any(|(lead, offset)| is_lead(lead, chain_id, offset)))
}

fn encode_lead(saved: &Saved, chain_id: &[u8; 32], offset: u64) -> [u8; LEAD_BYTES] {
    let valid_round = saved.valid_round.map_or(NO_ROUND, i64::from);
    let block_bytes = u32::try_from(saved.block.len()).expect("the limits were checked");
    let mut lead = [0; LEAD_BYTES];
    lead[MAGIC_FIELD].copy_from_slice(MAGIC);
    lead[HEIGHT].copy_from_slice(&saved.height.to_be_bytes());
    lead[ROUND].copy_from_slice(&saved.round.to_be_bytes());
    lead[VALID_ROUND].copy_from_slice(&valid_round.to_be_bytes());
    lead[PROPOSER].copy_from_slice(&saved.proposer);
    lead[FLAGS.start] = flags(saved);
    lead[BLOCK_LENGTH].copy_from_slice(&block_bytes.to_be_bytes());
    let sum = lead_checksum(&lead, chain_id, offset);
    lead[LEAD_CHECKSUM].copy_from_slice(&sum);
    lead
}

fn is_lead(lead: &[u8], chain_id: &[u8; 32], offset: u64) -> bool {
    &lead[MAGIC_FIELD] == MAGIC && lead[LEAD_CHECKSUM] == lead_checksum(lead, chain_id, offset)
}

/// None when the body's checksum is wrong or a field has a value that is never written.
fn decode(lead: &[u8; LEAD_BYTES], block: Vec<u8>, sum: Hash) -> Option<Saved> {
    if body_checksum(lead, &block) != sum {
        return None;
    }
    let valid_round = match u64_in(lead, VALID_ROUND).cast_signed() {
        NO_ROUND => None,
        round => Some(u32::try_from(round).ok()?),
    };
    let flags = lead[FLAGS.start];
    if flags & !(FLAG_OWN | FLAG_VALID) != 0 {
        return None;
    }
    Some(Saved {
        height: u64_in(lead, HEIGHT),
        round: u32_in(lead, ROUND),
        valid_round,
        proposer: hash_in(lead, PROPOSER).0,
        origin: if flags & FLAG_OWN == 0 { Origin::Received } else { Origin::Own },
        verdict: if flags & FLAG_VALID == 0 { Verdict::Invalid } else { Verdict::Valid },
        block,
    })
}

fn flags(saved: &Saved) -> u8 {
    let own = match saved.origin {
        Origin::Own => FLAG_OWN,
        Origin::Received => 0,
    };
    let valid = match saved.verdict {
        Verdict::Valid => FLAG_VALID,
        Verdict::Invalid => 0,
    };
    own | valid
}

fn lead_checksum(lead: &[u8], chain_id: &[u8; 32], offset: u64) -> [u8; LEAD_CHECKSUM_BYTES] {
    let covered = &lead[..LEAD_CHECKSUM.start];
    let sum = checksum(Protects::SideLead, &[chain_id, &offset.to_be_bytes(), covered]);
    let (short, _) = sum.as_bytes().split_first_chunk().expect("a hash is longer than this");
    *short
}

fn body_checksum(lead: &[u8; LEAD_BYTES], block: &[u8]) -> Hash {
    checksum(Protects::SideBody, &[lead, block])
}

const FORMAT_VERSION: u16 = 1;
const NO_ROUND: i64 = -1;
const FLAG_OWN: u8 = 1;
const FLAG_VALID: u8 = 1 << 1;

const FILE_MAGIC: &[u8; 8] = b"eblSideF";
const FILE_MAGIC_FIELD: Range<usize> = 0..FILE_MAGIC.len();
const VERSION: Range<usize> = after(&FILE_MAGIC_FIELD, U16_BYTES);
const CHAIN_ID: Range<usize> = after(&VERSION, HASH_BYTES);
const HEADER_CHECKSUM: Range<usize> = after(&CHAIN_ID, HASH_BYTES);

const MAGIC: &[u8; 4] = b"eblU";
const LEAD_CHECKSUM_BYTES: usize = 8;
const MAGIC_FIELD: Range<usize> = 0..MAGIC.len();
const HEIGHT: Range<usize> = after(&MAGIC_FIELD, U64_BYTES);
const ROUND: Range<usize> = after(&HEIGHT, U32_BYTES);
const VALID_ROUND: Range<usize> = after(&ROUND, U64_BYTES);
const PROPOSER: Range<usize> = after(&VALID_ROUND, HASH_BYTES);
const FLAGS: Range<usize> = after(&PROPOSER, 1);
const BLOCK_LENGTH: Range<usize> = after(&FLAGS, U32_BYTES);
const LEAD_CHECKSUM: Range<usize> = after(&BLOCK_LENGTH, LEAD_CHECKSUM_BYTES);
const LEAD_BYTES: usize = LEAD_CHECKSUM.end;
