//! The durable word on how far the log was acknowledged. The layout is drawn in the module above.

use std::ops::Range;

use proto::hash::Hash;

use super::damage::LogError;
use super::files::Files;
use super::segment::FORMAT_VERSION;
use crate::store::layout::{
    HASH_BYTES, Protects, U16_BYTES, U64_BYTES, after, checksum, hash_in, u16_in, u64_in, width,
};
use crate::store::vfs::{Access, DiskError, File, create_whole};

/// What was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Acknowledged {
    /// First height of the log.
    pub(super) first: u64,
    /// Last acknowledged height plus one; 0 while there is none.
    pub(super) next: u64,
    /// The chain hash after that height.
    pub(super) chain: Hash,
}

/// What the marker's file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) acknowledged: Acknowledged,
    /// Whether both slots are sound. If not, the unreadable one may have named one height more.
    pub(super) exact: bool,
}

/// The open marker.
pub(super) struct Marker {
    file: Box<dyn File>,
    chain_id: [u8; 32],
    /// The slot that does not hold the present value.
    spare: Slot,
}

/// Reads the marker; none when its file does not exist.
pub(super) fn read(files: &Files) -> Result<Option<Reading>, LogError> {
    let path = files.path(NAME);
    if !files.disk.exists(&path)? {
        return Ok(None);
    }
    let file = files.disk.open(&path, Access::Read)?;
    let slots = [Slot::One, Slot::Two].map(|slot| read_slot(files, file.as_ref(), slot));
    let [one, two] = slots;
    match (one?, two?) {
        (Some(one), Some(two)) => {
            let acknowledged = if one.next >= two.next { one } else { two };
            Ok(Some(Reading { acknowledged, exact: true }))
        }
        (Some(acknowledged), None) | (None, Some(acknowledged)) => {
            Ok(Some(Reading { acknowledged, exact: false }))
        }
        (None, None) => Err(LogError::MarkerDamaged { path }),
    }
}

/// Writes a new marker with both slots alike in place of any old one.
pub(super) fn replace(files: &Files, value: &Acknowledged) -> Result<Marker, DiskError> {
    let slot = encode(value, &files.chain_id);
    let mut bytes = vec![0; SECOND_SLOT_AT + slot.len()];
    bytes[..slot.len()].copy_from_slice(&slot);
    bytes[SECOND_SLOT_AT..].copy_from_slice(&slot);
    let file = create_whole(files.disk.as_ref(), &files.path(NAME), &bytes)?;
    Ok(Marker { file, chain_id: files.chain_id, spare: Slot::One })
}

impl Marker {
    /// Makes a new value durable beside the present one, which a torn write must not reach.
    pub(super) fn advance(&mut self, value: &Acknowledged) -> Result<(), DiskError> {
        self.file.write_all_at(&encode(value, &self.chain_id), self.spare.offset())?;
        self.file.sync_data()?;
        self.spare = self.spare.other();
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Slot {
    One,
    Two,
}

impl Slot {
    fn offset(self) -> u64 {
        match self {
            Self::One => 0,
            Self::Two => width(SECOND_SLOT_AT),
        }
    }

    fn other(self) -> Self {
        match self {
            Self::One => Self::Two,
            Self::Two => Self::One,
        }
    }
}

fn encode(value: &Acknowledged, chain_id: &[u8; 32]) -> [u8; CHECKSUM.end] {
    let mut slot = [0; CHECKSUM.end];
    slot[MAGIC_FIELD].copy_from_slice(MAGIC);
    slot[VERSION].copy_from_slice(&FORMAT_VERSION.to_be_bytes());
    slot[CHAIN_ID].copy_from_slice(chain_id);
    slot[FIRST].copy_from_slice(&value.first.to_be_bytes());
    slot[NEXT].copy_from_slice(&value.next.to_be_bytes());
    slot[CHAIN].copy_from_slice(value.chain.as_bytes());
    let sum = checksum(Protects::Acknowledged, &[&slot[..CHECKSUM.start]]);
    slot[CHECKSUM].copy_from_slice(sum.as_bytes());
    slot
}

/// None when the slot is not sound; an error when it is sound but not ours.
fn read_slot(files: &Files, file: &dyn File, slot: Slot) -> Result<Option<Acknowledged>, LogError> {
    if file.length()? < slot.offset() + width(CHECKSUM.end) {
        return Ok(None);
    }
    let mut bytes = [0; CHECKSUM.end];
    file.read_exact_at(&mut bytes, slot.offset())?;
    let sum = checksum(Protects::Acknowledged, &[&bytes[..CHECKSUM.start]]);
    if &bytes[MAGIC_FIELD] != MAGIC || hash_in(&bytes, CHECKSUM) != sum {
        return Ok(None);
    }
    let found = u16_in(&bytes, VERSION);
    if found != FORMAT_VERSION {
        let path = files.path(NAME);
        return Err(LogError::WrongVersion { path, known: FORMAT_VERSION, found });
    }
    let found = hash_in(&bytes, CHAIN_ID);
    if found.as_bytes() != &files.chain_id {
        return Err(files.wrong_chain(NAME, found));
    }
    Ok(Some(Acknowledged {
        first: u64_in(&bytes, FIRST),
        next: u64_in(&bytes, NEXT),
        chain: hash_in(&bytes, CHAIN),
    }))
}

/// The marker's file name.
pub(super) const NAME: &str = "acknowledged";
/// A page apart, so that no torn sector or page reaches both slots.
const SECOND_SLOT_AT: usize = 4096;

const MAGIC: &[u8; 8] = b"eblAcked";
const MAGIC_FIELD: Range<usize> = 0..MAGIC.len();
const VERSION: Range<usize> = after(&MAGIC_FIELD, U16_BYTES);
const CHAIN_ID: Range<usize> = after(&VERSION, HASH_BYTES);
const FIRST: Range<usize> = after(&CHAIN_ID, U64_BYTES);
const NEXT: Range<usize> = after(&FIRST, U64_BYTES);
const CHAIN: Range<usize> = after(&NEXT, HASH_BYTES);
const CHECKSUM: Range<usize> = after(&CHAIN, HASH_BYTES);
