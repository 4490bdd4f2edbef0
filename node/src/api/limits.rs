//! What one node gives to those who ask. Together these keep the worst case of the API below
//! half a gigabyte: windows of all connections 128 MiB, requests in flight 128 MiB, block streams
//! about 192 MiB. The first block of a stream comes with every change of the validators before it:
//! about 5 KiB each where thirty vote, 20 KiB where as many vote as can. Streams of facts come on
//! top: a block's facts are about as long as the block, so they add some 48 MiB. Only blocks full of
//! the widest replacements that carriers can sign make up to twelve times that of them. Streams that
//! hand in hold an envelope that is read and answers that are not taken, some kilobytes each.

use std::time::Duration;

use proto::limits;

/// Connections open at one time.
pub(super) const CONNECTIONS: usize = 256;
/// Connections open at one time from one IPv4 address or one IPv6 /64: never all of them.
pub(super) const CONNECTIONS_PER_ADDRESS: usize = 128;
/// How long a new connection may take for its first bytes, and for the TLS handshake.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a connection may be silent. A live client answers the keepalive well before.
pub(super) const SILENCE: Duration = Duration::from_secs(75);
/// How often a connection is asked for a sign of life.
pub(super) const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
/// How long that sign may take.
pub(super) const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);
/// Calls and streams open at one time on one connection.
pub(super) const STREAMS_PER_CONNECTION: u32 = 128;
/// Calls answered at one time on one connection; more wait their turn unread.
pub(super) const CALLS_PER_CONNECTION: usize = 64;
/// Calls answered at one time on all connections; more are turned away.
pub(super) const CALLS: usize = 512;
/// Instructions handed in at one time, each until it is answered; more are turned away before they
/// cost a check. Who waits for a block is answered within some blocks, and nobody has to ask again:
/// what is let in beyond that makes blocks slower and everyone wait longer.
pub(super) const SUBMISSIONS: usize = CALLS / 2;
/// Those of them from one IPv4 address or one IPv6 /64: never all of them.
pub(super) const SUBMISSIONS_PER_ADDRESS: usize = SUBMISSIONS / 4 * 3;
/// Instructions handed in at one time over all streams that hand in, beside those of single calls; who
/// hands in more is not read on, and served in turn.
pub(super) const STREAMED: usize = SUBMISSIONS_PER_ADDRESS;
/// Those of them over one stream, and answers that it has not taken yet.
pub(super) const STREAMED_ON_ONE: usize = STREAMED / 3;
/// Streams that hand in, open at one time.
pub(super) const SUBMIT_STREAMS: usize = 64;
/// Streams that hand in, open at one time from one IPv4 address or one IPv6 /64.
pub(super) const SUBMIT_STREAMS_PER_ADDRESS: usize = 16;
/// Calls that wait for the outcome of what was handed in before; more are answered "unknown" at once.
pub(super) const WAITING_CALLS: usize = CALLS / 4;
/// Evidence files put together, or read by those who asked, at one time; more calls are turned away.
/// One can have tens of megabytes, and nearly all have kilobytes.
pub(super) const EVIDENCE_CALLS: usize = 4;
/// How long the reading of an evidence file may take.
pub(super) const READING: Duration = Duration::from_secs(300);
/// Facts of one bill that an evidence file is made of: about 24 MB of them.
pub(super) const EVIDENCE_FACTS: u64 = 8192;
/// Streams of blocks open at one time.
pub(super) const BLOCK_STREAMS: usize = 32;
/// Streams of blocks open at one time to one IPv4 address or one IPv6 /64.
pub(super) const BLOCK_STREAMS_PER_ADDRESS: usize = 8;
/// Streams of facts open at one time. They are for the auditors of the node's own operator.
pub(super) const FACT_STREAMS: usize = 8;
/// Streams of facts open at one time to one IPv4 address or one IPv6 /64.
pub(super) const FACT_STREAMS_PER_ADDRESS: usize = 4;
/// How long a stream waits for its reader to take a message.
pub(super) const READER_PATIENCE: Duration = Duration::from_secs(120);
/// Reads and checks that run at one time, on threads of their own.
pub(super) const WORKERS: usize = 8;
/// Threads that take instructions in and look for their outcomes.
pub(super) const LANES: usize = 4;
/// Bytes of one request: an envelope and what stands around it.
pub(super) const REQUEST_BYTES: usize = limits::ENVELOPE_BYTES + 1024;
/// Bytes of the headers of one request.
pub(super) const HEADER_BYTES: u32 = 8 * 1024;
/// Unread bytes of one call.
pub(super) const STREAM_WINDOW: u32 = 64 * 1024;
/// Unread bytes of one connection.
pub(super) const CONNECTION_WINDOW: u32 = 512 * 1024;
/// The longest wait for an outcome that a client may ask for.
pub(super) const WAIT: Duration = Duration::from_secs(60);
/// The longest any call may take before its answer begins.
pub(super) const CALL: Duration = Duration::from_secs(70);
/// How long open calls may finish once the node stops.
pub(super) const DRAIN: Duration = Duration::from_secs(5);
/// Entries of one list.
pub(super) const LIST: usize = 256;
