//! Strict decoding: bounded, and canonical.
//!
//! protobuf lets one message be written in many ways, and its decoder drops what it does not
//! know. A message that is signed or hashed has one way to be written here: the bytes must be
//! exactly what encoding the decoded message gives.

use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use thiserror::Error;

/// Why bytes are not the message they should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WireError {
    /// Longer than the message may be.
    #[error("{bytes} bytes, more than the {limit} allowed")]
    TooLong {
        /// The length met.
        bytes: usize,
        /// The length allowed.
        limit: usize,
    },
    /// Not protobuf, or not of this message.
    #[error("not a well-formed message: {0}")]
    Malformed(#[from] prost::DecodeError),
    /// Unknown or repeated fields, fields out of order, or numbers written the long way.
    #[error("not in canonical form: unknown, repeated or reordered fields")]
    NotCanonical,
}

/// Decodes a message that must be canonical.
///
/// # Errors
///
/// [`WireError`], the length first.
pub fn decode_canonical<M: Message + Default>(bytes: &[u8], limit: usize) -> Result<M, WireError> {
    let message = decode_bounded::<M>(bytes, limit)?;
    // The length is compared first so that a short message with a huge default cannot cost more
    // than itself.
    if message.encoded_len() != bytes.len() || message.encode_to_vec() != bytes {
        return Err(WireError::NotCanonical);
    }
    Ok(message)
}

/// Decodes a message that is neither signed nor hashed, only bounded.
///
/// # Errors
///
/// [`WireError::TooLong`] or [`WireError::Malformed`].
pub fn decode_bounded<M: Message + Default>(bytes: &[u8], limit: usize) -> Result<M, WireError> {
    check_length(bytes, limit)?;
    Ok(M::decode(bytes)?)
}

/// Checks a length alone, for whoever counts before decoding.
///
/// # Errors
///
/// [`WireError::TooLong`].
pub fn check_length(bytes: &[u8], limit: usize) -> Result<(), WireError> {
    if bytes.len() > limit {
        return Err(WireError::TooLong { bytes: bytes.len(), limit });
    }
    Ok(())
}

/// Counts how often field `number` stands in a message, and allocates nothing. Two bytes on the
/// wire make an entry of dozens in memory, so the entries of a list are counted before they are
/// decoded. What else is wrong with the message is left to the decoder.
///
/// # Errors
///
/// [`WireError::Malformed`] where the fields cannot be told apart, [`WireError::NotCanonical`] for
/// a group.
pub fn count_entries(bytes: &[u8], number: u32) -> Result<usize, WireError> {
    let mut rest = bytes;
    let mut count = 0;
    while !rest.is_empty() {
        let (field, wire) = decode_key(&mut rest)?;
        if wire == WireType::StartGroup {
            return Err(WireError::NotCanonical);
        }
        skip_field(wire, field, &mut rest, DecodeContext::default())?;
        count += usize::from(field == number);
    }
    Ok(count)
}

/// Counts how often field `inner` stands in the messages of field `outer`, and allocates nothing.
///
/// # Errors
///
/// As [`count_entries`].
pub fn count_nested(bytes: &[u8], outer: u32, inner: u32) -> Result<usize, WireError> {
    let mut rest = bytes;
    let mut count = 0;
    while !rest.is_empty() {
        let (field, wire) = decode_key(&mut rest)?;
        if field != outer || wire != WireType::LengthDelimited {
            if wire == WireType::StartGroup {
                return Err(WireError::NotCanonical);
            }
            skip_field(wire, field, &mut rest, DecodeContext::default())?;
            continue;
        }
        let length = usize::try_from(decode_varint(&mut rest)?).unwrap_or(usize::MAX);
        // A length beyond the end is the decoder's to name.
        let (message, after) = rest.split_at(length.min(rest.len()));
        count += count_entries(message, inner)?;
        rest = after;
    }
    Ok(count)
}

/// A field whose value has no meaning, named by the message and field of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("field {field} {fault}")]
pub struct FieldError {
    /// Such as `Issue.controller`.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: FieldFault,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FieldFault {
    /// A fixed number of bytes is asked for.
    #[error("has another length than it must have")]
    Length,
    /// It must be there.
    #[error("is missing")]
    Missing,
    /// The number stands for nothing.
    #[error("has a value that stands for nothing")]
    Unknown,
    /// A list is longer than allowed.
    #[error("has more entries than allowed")]
    TooMany,
    /// It says again what another field says; then it must be empty.
    #[error("repeats another field and must be empty")]
    Redundant,
    /// A list is not in ascending order, or repeats an entry.
    #[error("is not in ascending order without repetition")]
    Order,
}

impl FieldFault {
    /// The fault of a named field.
    #[must_use]
    pub const fn of(self, field: &'static str) -> FieldError {
        FieldError { field, fault: self }
    }
}

/// Exactly 32 bytes.
///
/// # Errors
///
/// [`FieldFault::Length`] for the field named.
pub fn bytes32(bytes: &[u8], field: &'static str) -> Result<[u8; 32], FieldError> {
    bytes.try_into().map_err(|_| FieldFault::Length.of(field))
}

/// A message that must be present.
///
/// # Errors
///
/// [`FieldFault::Missing`] for the field named.
pub fn present<'a, T>(value: &'a Option<T>, field: &'static str) -> Result<&'a T, FieldError> {
    value.as_ref().ok_or(FieldFault::Missing.of(field))
}

/// Whether a list ascends strictly by a key.
#[must_use]
pub fn ascends<T, K: Ord>(list: &[T], key: impl Fn(&T) -> K) -> bool {
    list.windows(2).all(|pair| key(&pair[0]) < key(&pair[1]))
}
