//! How the store's fixed layouts are spelled: a field is a range of bytes that begins where the
//! field before it ends, numbers are big-endian, and every checksum names what it protects.

use std::ops::Range;

use proto::hash::{Hash, Tag, tagged};

/// Bytes of a [`Hash`].
pub(crate) const HASH_BYTES: usize = 32;
/// Bytes of a `u64`.
pub(crate) const U64_BYTES: usize = 8;
/// Bytes of a `u32`.
pub(crate) const U32_BYTES: usize = 4;
/// Bytes of a `u16`.
pub(crate) const U16_BYTES: usize = 2;

/// The field of `bytes` bytes right after `previous`.
#[must_use]
pub(crate) const fn after(previous: &Range<usize>, bytes: usize) -> Range<usize> {
    previous.end..previous.end + bytes
}

/// The number in an eight-byte field.
pub(crate) fn u64_in(bytes: &[u8], field: Range<usize>) -> u64 {
    u64::from_be_bytes(bytes[field].try_into().expect("the field is declared with eight bytes"))
}

/// The number in a four-byte field.
pub(crate) fn u32_in(bytes: &[u8], field: Range<usize>) -> u32 {
    u32::from_be_bytes(bytes[field].try_into().expect("the field is declared with four bytes"))
}

/// The number in a two-byte field.
pub(crate) fn u16_in(bytes: &[u8], field: Range<usize>) -> u16 {
    u16::from_be_bytes(bytes[field].try_into().expect("the field is declared with two bytes"))
}

/// The hash in a field.
pub(crate) fn hash_in(bytes: &[u8], field: Range<usize>) -> Hash {
    Hash::from_slice(&bytes[field]).expect("the field is declared with the bytes of a hash")
}

/// A field's width as a file offset.
pub(crate) const fn width(bytes: usize) -> u64 {
    // A usize has at most 64 bits on every platform Rust supports.
    bytes as u64
}

/// What a checksum protects. The text enters the hash, so that none can stand in for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protects {
    /// Header of a ledger segment.
    SegmentHeader,
    /// Lead of a ledger record.
    RecordLead,
    /// Certificate beside a ledger record.
    Certificate,
    /// Slot of the acknowledged marker.
    Acknowledged,
    /// Note of a clean stop.
    CleanStop,
    /// Header of the side file.
    SideHeader,
    /// Lead of a side record.
    SideLead,
    /// Body of a side record.
    SideBody,
}

/// `tagged(RecordChecksum, [what it protects, parts...])`.
pub(crate) fn checksum(protects: Protects, parts: &[&[u8]]) -> Hash {
    let purpose: &[u8] = match protects {
        Protects::SegmentHeader => b"segment header",
        Protects::RecordLead => b"record lead",
        Protects::Certificate => b"certificate",
        Protects::Acknowledged => b"acknowledged",
        Protects::CleanStop => b"clean stop",
        Protects::SideHeader => b"side header",
        Protects::SideLead => b"side lead",
        Protects::SideBody => b"side body",
    };
    let mut all = Vec::with_capacity(parts.len() + 1);
    all.push(purpose);
    all.extend_from_slice(parts);
    tagged(Tag::RecordChecksum, &all)
}
