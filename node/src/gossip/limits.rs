//! Bounds on what peers may cost this node: bytes, entries, connections and time.

use std::time::Duration;

use proto::limits::{BLOCK_BYTES, CERTIFICATE_BYTES, ENVELOPE_BYTES, TRAIL_BYTES};

/// Peers in the list.
pub(super) const PEERS: usize = 128;

/// Bytes of a network's name or a program's name, as a peer tells them.
pub(super) const TEXT_BYTES: usize = 256;

/// Bytes that lead each envelope of a batch: its length.
pub(super) const FRAME_HEAD_BYTES: usize = 4;

/// Envelopes sent in one request.
pub(super) const BATCH_ENVELOPES: usize = 64;

/// Bytes of these envelopes with their lengths: one of the longest always fits.
pub(super) const BATCH_BYTES: usize = ENVELOPE_BYTES + 1024;

/// Envelopes in one answer to what is pending.
pub(super) const PAGE_ENVELOPES: usize = 256;

/// Bytes of these envelopes with their lengths.
pub(super) const PAGE_BYTES: usize = 1024 * 1024;

/// Bytes around a batch, or of any other message: a hello with its two texts is the longest.
const MESSAGE_BYTES: usize = 2 * TEXT_BYTES + 128;

/// Bytes of a request.
pub(super) const REQUEST_BYTES: usize = BATCH_BYTES + MESSAGE_BYTES;

/// Bytes of a response.
pub(super) const RESPONSE_BYTES: usize = PAGE_BYTES + MESSAGE_BYTES;

/// How long envelopes are gathered after a batch has left, unless they fill one before. One that comes
/// after a silence leaves at once. A request and its answer cost either side more than an envelope.
pub(super) const GATHERING: Duration = Duration::from_millis(20);

/// Batches under way to one peer.
pub(super) const BATCHES_UNDER_WAY: usize = 4;

/// Requests under way on one connection, both directions together. An honest node has at most
/// eight of its own: its batches, a hello, a height, a checkpoint and a question for what is
/// pending.
pub(super) const REQUESTS_UNDER_WAY: usize = 16;

/// Streams of one connection, those being negotiated or closed included.
pub(super) const STREAMS: usize = 64;

/// Envelopes that wait for one peer.
pub(super) const OUTBOX_ENVELOPES: usize = 4096;

/// Bytes of these envelopes. Peers share the bytes of an envelope.
pub(super) const OUTBOX_BYTES: usize = 4 * 1024 * 1024;

/// Bytes received from one peer that the pool has not yet taken.
pub(super) const INBOX_BYTES: usize = 2 * 1024 * 1024;

/// What an envelope is charged of [`INBOX_BYTES`] above its length, so that their number is
/// bounded too.
pub(super) const INBOX_BYTES_PER_ENVELOPE: usize = 1024;

/// Envelopes and other commands of this node that wait for the task.
pub(super) const COMMANDS: usize = 256;

/// Checkpoints of peers that were not yet compared with our blocks.
pub(super) const CHECKPOINTS: usize = 32;

/// Questions for what is pending that the pool has not yet taken.
pub(super) const QUESTIONS: usize = 16;

/// What a peer may cost in a second: one for a request, one for an envelope, one for a KiB.
pub(super) const ALLOWANCE_PER_SECOND: u32 = 8192;

/// What it may cost at once after a silence: two seconds' worth.
pub(super) const ALLOWANCE_BURST: u32 = 2 * ALLOWANCE_PER_SECOND;

/// What an envelope that no honest node would have sent costs its sender.
pub(super) const REJECTION_COST: u32 = 256;

/// A peer may ask for what is pending once in this time ...
pub(super) const QUESTION_INTERVAL: Duration = Duration::from_secs(15);

/// ... and this many times at once: it may have been restarted.
pub(super) const QUESTION_BURST: u32 = 4;

/// How often a node asks each peer again for what is pending. What was dropped under pressure, or
/// was submitted to a node that is not connected to this one, arrives so.
pub(super) const ASK_AGAIN: Duration = Duration::from_secs(60);

/// When a question is repeated that was throttled or not answered.
pub(super) const ASK_RETRY: Duration = Duration::from_secs(5);

/// When a hello is repeated that was throttled or not answered.
pub(super) const HELLO_RETRY: Duration = Duration::from_secs(1);

/// How long a peer is spared envelopes after it took only a part of a batch.
pub(super) const PAUSE: Duration = Duration::from_millis(200);

/// Shortest time between two heights told to one peer.
pub(super) const HEIGHT_INTERVAL: Duration = Duration::from_millis(100);

/// Longest such time: an unanswered height is how a dead connection is noticed.
pub(super) const HEIGHT_HEARTBEAT: Duration = Duration::from_secs(5);

/// Time for a request and its response.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for the pool to say what is pending.
pub(super) const POOL_TIMEOUT: Duration = Duration::from_secs(5);

/// Time for the handshakes of a connection, either direction.
pub(super) const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);

/// Handshakes under way that others began.
pub(super) const HANDSHAKES: u32 = 64;

/// Those of them from one address.
pub(super) const HANDSHAKES_PER_ADDRESS: usize = 16;

/// Connections with one peer: one that each side dialled, and a dead one not yet noticed.
pub(super) const CONNECTIONS_PER_PEER: u32 = 3;

/// How long the side that found another ledger in a request waits for the asker to hang up.
pub(super) const PARTING: Duration = Duration::from_secs(1);

/// Wait before the first new attempt to reach a peer; it doubles with each attempt.
pub(super) const REDIAL_FIRST: Duration = Duration::from_millis(500);

/// Longest such wait.
pub(super) const REDIAL_MOST: Duration = Duration::from_secs(30);

/// Wait after a trouble that time does not mend.
pub(super) const REDIAL_SLOW: Duration = Duration::from_secs(60);

/// How often the task looks for what is due.
pub(super) const TICK: Duration = Duration::from_millis(100);

/// Shortest time between two log lines about strangers.
pub(super) const STRANGER_LOG_INTERVAL: Duration = Duration::from_secs(10);

/// Bytes of a question for a part of a snapshot or for blocks.
pub(super) const ASK_BYTES: usize = 128;

/// Bytes of the answer: the longest is a trail.
pub(super) const ANSWER_BYTES: usize = TRAIL_BYTES + 64;

/// Bytes of blocks with their certificates in one answer: one of the longest always fits.
pub(crate) const BLOCKS_BYTES: usize = 4 * 1024 * 1024;
const _: () = assert!(BLOCK_BYTES + CERTIFICATE_BYTES + 2 * FRAME_HEAD_BYTES <= BLOCKS_BYTES);
const _: () = assert!(BLOCKS_BYTES + 64 <= ANSWER_BYTES);

/// Blocks in one answer.
pub(crate) const BLOCKS_AT_ONCE: usize = 512;

/// Questions of one peer whose answers have not left.
pub(super) const QUESTIONS_OF_ONE: usize = 4;

/// Questions of all peers whose answers have not left: so many answers are held at most.
pub(super) const QUESTIONS_OF_ALL: usize = 16;

/// A peer may ask a question once in this time ...
pub(super) const SNAPSHOT_INTERVAL: Duration = Duration::from_millis(20);

/// ... and this many times at once.
pub(super) const SNAPSHOT_BURST: u32 = 64;

/// Time for this node to find an answer.
pub(super) const ANSWER_PATIENCE: Duration = Duration::from_secs(20);

/// Time for a question and its answer: the longest answer at 200 KB/s.
pub(super) const SNAPSHOT_TIMEOUT: Duration = Duration::from_secs(30);

/// Questions under way on one connection, both directions together.
pub(super) const SNAPSHOTS_UNDER_WAY: usize = 8;
