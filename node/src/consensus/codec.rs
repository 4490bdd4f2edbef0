//! How the engine's messages are written.
//!
//! One file per channel; the schema is `peer/v1/consensus.proto`. Every decoder measures the
//! frame, refuses what is not canonical, and turns fields into the domain types of `context`, so
//! that nothing half-valid reaches the engine. What cannot be written (a vote without a round)
//! cannot be read either.

mod certificates;
mod evidence;
mod log;
mod messages;
mod stream;
mod sync;

#[cfg(test)]
mod tests;

pub use certificates::{commit_from_engine, commit_to_engine};
pub use evidence::equivocations;
pub use messages::{proposal_body, vote_body};
pub use stream::seal_body;

use arc_malachitebft_core_types::Round;
use proto::keys::Signature;
use proto::validators;
use proto::wire::{FieldError, FieldFault, WireError, bytes32};
use thiserror::Error;

use super::context::Address;

/// Encodes and decodes everything the engine sends, stores or syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EblCodec;

/// Why bytes are not a message of the engine, or a message cannot be written.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum CodecError {
    /// The frame is too long, not protobuf, or not canonical.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A field has no meaning.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A round number was needed where there is none.
    #[error("a message without a round cannot be written")]
    NoRound,
    /// A vote extension, at a height that forbids them.
    #[error("vote extensions cannot be written")]
    Extension,
    /// The block is longer than a block may be.
    #[error("a block of {bytes} bytes cannot be streamed")]
    BlockTooLong {
        /// Its length.
        bytes: usize,
    },
}

/// The number of a real round.
///
/// # Errors
///
/// [`CodecError::NoRound`] for the engine's "no round".
pub fn round_number(round: Round) -> Result<u32, CodecError> {
    round.as_u32().ok_or(CodecError::NoRound)
}

fn address(bytes: &[u8], field: &'static str) -> Result<Address, FieldError> {
    Ok(Address(validators::Address(bytes32(bytes, field)?)))
}

fn signature(bytes: &[u8], field: &'static str) -> Result<Signature, FieldError> {
    Signature::from_slice(bytes).ok_or(FieldFault::Length.of(field))
}

/// Implements the engine's codec for a type: message, limit, and the two conversions.
macro_rules! codec {
    ($type:ty, $message:ty, $limit:expr, $write:path, $read:path) => {
        impl Codec<$type> for EblCodec {
            type Error = CodecError;

            fn decode(&self, bytes: Bytes) -> Result<$type, CodecError> {
                $read(&decode_canonical::<$message>(&bytes, $limit)?)
            }

            fn encode(&self, value: &$type) -> Result<Bytes, CodecError> {
                let message: $message = $write(value)?;
                Ok(prost::Message::encode_to_vec(&message).into())
            }
        }
    };
}
use codec;
