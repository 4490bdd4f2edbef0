//! Bounds on what reaches the consensus shell from the network, next to those of the wire format.
//!
//! A frame is measured against its bound before it is decoded, and a list is counted before its
//! items are allocated.

use proto::limits::{BLOCK_BYTES, CERTIFICATE_BYTES, VALIDATORS};

/// Length of every chunk of a streamed block except the last, in bytes.
pub const CHUNK_BYTES: usize = 64 * 1024;

/// Most chunks a block is cut into.
pub const CHUNKS: usize = BLOCK_BYTES.div_ceil(CHUNK_BYTES);

/// Heights after the open one of which messages and blocks are kept. More than a busy network
/// decides between two statuses of a peer.
pub const QUEUED_HEIGHTS: usize = 32;

/// Bytes of a signed vote or a signed proposal.
pub const CONSENSUS_MESSAGE_BYTES: usize = 512;

/// Bytes of one signature of a certificate: hash, address, signature and their keys, rounded up.
const SIGNATURE_ENTRY_BYTES: usize = 160;

/// Bytes of a certificate of prevotes, or of votes for entering a round.
pub const VOTES_BYTES: usize = 256 + VALIDATORS * SIGNATURE_ENTRY_BYTES;

/// Bytes of a message of the liveness channel: such a certificate and its frame.
pub const LIVENESS_MESSAGE_BYTES: usize = VOTES_BYTES + 64;

/// Bytes of a part: a chunk and its frame, or an announcement with a certificate.
pub const PART_BYTES: usize = CHUNK_BYTES + 1024;

/// Bytes of blocks that are kept in parts, over all neighbours.
pub const ASSEMBLED_BYTES: usize = 24 * BLOCK_BYTES;

/// Bytes of a stream id.
pub const STREAM_ID_BYTES: usize = 32;

/// Bytes of a part in its stream frame.
pub const STREAM_MESSAGE_BYTES: usize = PART_BYTES + STREAM_ID_BYTES + 64;

/// Bytes of a network identity.
pub const PEER_ID_BYTES: usize = 64;

/// Bytes of a validator proof.
pub const VALIDATOR_PROOF_BYTES: usize = 512;

/// Bytes of a status or a request of the sync channel.
pub const SYNC_MESSAGE_BYTES: usize = 256;

/// Blocks asked for, or served, in one go.
pub const SYNC_BATCH: usize = 8;

/// Bytes of an answer of the sync channel.
pub const SYNC_RESPONSE_BYTES: usize = 10 * 1024 * 1024;

// An announcement with the largest certificate fits in a part, and the longest block with the
// largest certificate in an answer.
const _: () = assert!(VOTES_BYTES + 512 <= PART_BYTES);
const _: () = assert!(BLOCK_BYTES + CERTIFICATE_BYTES + 1024 <= SYNC_RESPONSE_BYTES);
