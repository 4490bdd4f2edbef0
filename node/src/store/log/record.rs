//! One record: its bytes, and the examination that every reader goes through. The layout is
//! drawn in the module above.

use std::ops::Range;

use proto::hash::{Hash, Tag, tagged};

use super::Entry;
use super::damage::Fault;
use super::files::Files;
use crate::store::layout::{
    HASH_BYTES, Protects, U32_BYTES, U64_BYTES, after, checksum, hash_in, u32_in, u64_in, width,
};
use crate::store::vfs::{DiskError, File};

/// Where a record stands and what it must say.
pub(super) struct Expected {
    pub(super) offset: u64,
    pub(super) height: u64,
    /// The chain hash before it; none when only the record itself is checked.
    pub(super) previous: Option<Hash>,
}

/// What stands in a record's place.
pub(super) enum Outcome {
    Whole(Record),
    Broken(Broken),
}

/// A record that passed every check.
pub(super) struct Record {
    lead: Lead,
    body: Vec<u8>,
}

/// A record that did not.
pub(super) struct Broken {
    pub(super) fault: Fault,
    /// From where on a later record could begin.
    pub(super) search_from: u64,
}

/// The chain hash before the first record of a network's log.
pub(super) fn chain_start(chain_id: &[u8; 32]) -> Hash {
    tagged(Tag::LogRecord, &[chain_id])
}

/// Length of the record of a block and a certificate of these lengths.
pub(super) fn record_bytes(block: usize, certificate: usize) -> u64 {
    width(LEAD_BYTES) + width(block) + width(certificate) + 2 * width(HASH_BYTES)
}

/// The bytes of a record and its chain hash. Both parts are within the limits.
pub(super) fn encode(
    chain_id: &[u8; 32],
    place: &Expected,
    block: &[u8],
    certificate: &[u8],
) -> (Vec<u8>, Hash) {
    let lead = Lead {
        height: place.height,
        block_bytes: u32::try_from(block.len()).expect("the limits were checked"),
        certificate_bytes: u32::try_from(certificate.len()).expect("the limits were checked"),
        previous: place.previous.expect("a record is written after a known one"),
    };
    let chain = lead.link(block);
    let mut bytes = Vec::with_capacity(LEAD_BYTES + block.len() + certificate.len() + 64);
    bytes.extend_from_slice(&lead.encode(chain_id, place.offset));
    bytes.extend_from_slice(block);
    bytes.extend_from_slice(chain.as_bytes());
    bytes.extend_from_slice(certificate);
    bytes.extend_from_slice(certificate_checksum(&chain, certificate).as_bytes());
    (bytes, chain)
}

/// Reads and checks the record at a place, one record's memory at most.
pub(super) fn examine(
    files: &Files,
    file: &dyn File,
    expected: &Expected,
) -> Result<Outcome, DiskError> {
    let length = file.length()?;
    let Expected { offset, .. } = *expected;
    let broken = |fault, search_from| Ok(Outcome::Broken(Broken { fault, search_from }));
    let body_at = offset + width(LEAD_BYTES);
    if body_at > length {
        return broken(Fault::CutShort, length);
    }
    let mut bytes = [0; LEAD_BYTES];
    file.read_exact_at(&mut bytes, offset)?;
    let Some(lead) = Lead::decode(&bytes, &files.chain_id, offset) else {
        return broken(Fault::Lead, offset + 1);
    };
    let end = offset + lead.record_bytes();
    if let Some(fault) = lead.contradicts(expected, files) {
        return broken(fault, end);
    }
    if end > length {
        return broken(Fault::CutShort, length);
    }
    let size = usize::try_from(end - body_at).expect("the limits keep a record below 12 GiB");
    let mut body = vec![0; size];
    file.read_exact_at(&mut body, body_at)?;
    let record = Record { lead, body };
    match record.fault() {
        Some(fault) => broken(fault, end),
        None => Ok(Outcome::Whole(record)),
    }
}

/// Whether a sound lead of a height above `height` begins at or after `from`: then what stands
/// before it was once complete.
pub(super) fn follows(
    files: &Files,
    file: &dyn File,
    from: u64,
    height: u64,
) -> Result<bool, DiskError> {
    let length = file.length()?;
    let mut window = vec![0; SEARCH_BYTES];
    let mut start = from;
    while start + width(LEAD_BYTES) <= length {
        let size = usize::try_from(length - start).map_or(SEARCH_BYTES, |n| n.min(SEARCH_BYTES));
        let window = &mut window[..size];
        file.read_exact_at(window, start)?;
        for (lead, offset) in window.windows(LEAD_BYTES).zip(start..) {
            let lead = lead.try_into().expect("windows have the length asked for");
            if Lead::decode(lead, &files.chain_id, offset).is_some_and(|lead| lead.height > height)
            {
                return Ok(true);
            }
        }
        // The next window begins with the first lead that did not fit into this one.
        start += width(size - LEAD_BYTES + 1);
    }
    Ok(false)
}

struct Lead {
    height: u64,
    block_bytes: u32,
    certificate_bytes: u32,
    previous: Hash,
}

impl Lead {
    fn encode(&self, chain_id: &[u8; 32], offset: u64) -> [u8; LEAD_BYTES] {
        let mut bytes = [0; LEAD_BYTES];
        bytes[MAGIC_FIELD].copy_from_slice(MAGIC);
        bytes[HEIGHT].copy_from_slice(&self.height.to_be_bytes());
        bytes[BLOCK_LENGTH].copy_from_slice(&self.block_bytes.to_be_bytes());
        bytes[CERTIFICATE_LENGTH].copy_from_slice(&self.certificate_bytes.to_be_bytes());
        bytes[PREVIOUS].copy_from_slice(self.previous.as_bytes());
        let sum = lead_checksum(&bytes, chain_id, offset);
        bytes[LEAD_CHECKSUM].copy_from_slice(&sum.as_bytes()[..LEAD_CHECKSUM_BYTES]);
        bytes
    }

    /// None unless magic and checksum are right.
    fn decode(bytes: &[u8; LEAD_BYTES], chain_id: &[u8; 32], offset: u64) -> Option<Self> {
        if &bytes[MAGIC_FIELD] != MAGIC {
            return None;
        }
        let sum = lead_checksum(bytes, chain_id, offset);
        if bytes[LEAD_CHECKSUM] != sum.as_bytes()[..LEAD_CHECKSUM_BYTES] {
            return None;
        }
        Some(Self {
            height: u64_in(bytes, HEIGHT),
            block_bytes: u32_in(bytes, BLOCK_LENGTH),
            certificate_bytes: u32_in(bytes, CERTIFICATE_LENGTH),
            previous: hash_in(bytes, PREVIOUS),
        })
    }

    /// What a sound lead says that it must not say here.
    fn contradicts(&self, expected: &Expected, files: &Files) -> Option<Fault> {
        if self.height != expected.height {
            return Some(Fault::WrongHeight { found: self.height });
        }
        if expected.previous.is_some_and(|previous| previous != self.previous) {
            return Some(Fault::BrokenLink);
        }
        let limits = &files.limits;
        let fits = self.block_bytes <= limits.block_bytes
            && self.certificate_bytes <= limits.certificate_bytes;
        (!fits).then_some(Fault::OverLimit)
    }

    fn record_bytes(&self) -> u64 {
        width(LEAD_BYTES)
            + u64::from(self.block_bytes)
            + u64::from(self.certificate_bytes)
            + 2 * width(HASH_BYTES)
    }

    /// The chain hash of this record with `block` in it.
    fn link(&self, block: &[u8]) -> Hash {
        let parts: [&[u8]; 3] = [self.previous.as_bytes(), &self.height.to_be_bytes(), block];
        tagged(Tag::LogRecord, &parts)
    }
}

impl Record {
    /// Length of the whole record.
    pub(super) fn length(&self) -> u64 {
        self.lead.record_bytes()
    }

    /// Its chain hash.
    pub(super) fn chain(&self) -> Hash {
        hash_in(&self.body, self.chain_field())
    }

    pub(super) fn into_entry(self) -> Entry {
        let certificate = self.body[self.certificate_field()].to_vec();
        let block_bytes = self.block_field().end;
        let mut block = self.body;
        block.truncate(block_bytes);
        Entry { block, certificate }
    }

    fn fault(&self) -> Option<Fault> {
        if self.lead.link(&self.body[self.block_field()]) != self.chain() {
            return Some(Fault::Block);
        }
        let certificate = &self.body[self.certificate_field()];
        let sum = hash_in(&self.body, after(&self.certificate_field(), HASH_BYTES));
        (certificate_checksum(&self.chain(), certificate) != sum).then_some(Fault::Certificate)
    }

    fn block_field(&self) -> Range<usize> {
        0..field_bytes(self.lead.block_bytes)
    }

    fn chain_field(&self) -> Range<usize> {
        after(&self.block_field(), HASH_BYTES)
    }

    fn certificate_field(&self) -> Range<usize> {
        after(&self.chain_field(), field_bytes(self.lead.certificate_bytes))
    }
}

/// Bound to chain and place, so that a sector that strayed from elsewhere is no lead here.
fn lead_checksum(bytes: &[u8; LEAD_BYTES], chain_id: &[u8; 32], offset: u64) -> Hash {
    let covered = &bytes[..LEAD_CHECKSUM.start];
    checksum(Protects::RecordLead, &[chain_id, &offset.to_be_bytes(), covered])
}

fn certificate_checksum(chain: &Hash, certificate: &[u8]) -> Hash {
    checksum(Protects::Certificate, &[chain.as_bytes(), certificate])
}

fn field_bytes(length: u32) -> usize {
    usize::try_from(length).expect("the record is in memory, so its parts fit")
}

/// How much of a tail is searched at a time.
const SEARCH_BYTES: usize = 64 << 10;

const MAGIC: &[u8; 4] = b"eblR";
const LEAD_CHECKSUM_BYTES: usize = 8;
const MAGIC_FIELD: Range<usize> = 0..MAGIC.len();
const HEIGHT: Range<usize> = after(&MAGIC_FIELD, U64_BYTES);
const BLOCK_LENGTH: Range<usize> = after(&HEIGHT, U32_BYTES);
const CERTIFICATE_LENGTH: Range<usize> = after(&BLOCK_LENGTH, U32_BYTES);
const PREVIOUS: Range<usize> = after(&CERTIFICATE_LENGTH, HASH_BYTES);
const LEAD_CHECKSUM: Range<usize> = after(&PREVIOUS, LEAD_CHECKSUM_BYTES);
const LEAD_BYTES: usize = LEAD_CHECKSUM.end;
