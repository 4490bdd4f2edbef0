//! What was recorded, as the network's own blocks tell it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proto::block::Block;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::ledger_client::LedgerClient;

use super::statistics::Ordered;
use crate::harness::client::runtime;
use crate::harness::node::Node;

/// One committed block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its time, in milliseconds since 1970.
    pub time_ms: u64,
    /// How many instructions it has.
    pub instructions: u64,
    /// Its bytes, without its certificate.
    pub bytes: u64,
}

/// The blocks of some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// How many blocks there are.
    pub blocks: usize,
    /// How many instructions they have together.
    pub instructions: u64,
    /// Instructions of each.
    pub each: Ordered,
    /// Bytes of all together.
    pub bytes: u64,
}

/// Reads a node's blocks from one height to another, both included. Only their sizes are kept.
///
/// # Panics
///
/// When they do not come, or cannot be read.
#[must_use]
pub fn committed(node: &Node, from_height: u64, to_height: u64) -> Vec<Committed> {
    runtime().block_on(async {
        let connected = LedgerClient::connect(format!("http://{}", node.api())).await;
        let mut api = connected.expect("the node answers").max_decoding_message_size(MESSAGE_BYTES);
        let stream = api.blocks(pb::BlocksRequest { from_height }).await;
        let mut stream = stream.expect("the node answers").into_inner();
        let mut blocks = Vec::new();
        for _ in from_height..=to_height {
            let next = stream.message().await.expect("the node answers");
            let block = next.expect("the stream ends with its reader").block;
            blocks.push(Committed::of(&block));
        }
        blocks
    })
}

impl Committed {
    fn of(bytes: &[u8]) -> Self {
        let block = Block::decode(bytes).expect("the node sends what it recorded");
        let count = |length| u64::try_from(length).expect("a length fits");
        Self {
            time_ms: block.header.time_ms,
            instructions: count(block.envelopes.len()),
            bytes: count(bytes.len()),
        }
    }
}

impl Sizes {
    /// The blocks whose time lies between two moments, the first of them included.
    #[must_use]
    pub fn between(blocks: &[Committed], from: SystemTime, to: SystemTime) -> Self {
        let within = milliseconds(from)..milliseconds(to);
        let those = || blocks.iter().filter(|block| within.contains(&block.time_ms));
        Self {
            blocks: those().count(),
            instructions: those().map(|block| block.instructions).sum(),
            each: those().map(|block| block.instructions).collect(),
            bytes: those().map(|block| block.bytes).sum(),
        }
    }
}

fn milliseconds(moment: SystemTime) -> u64 {
    let since: Duration = moment.duration_since(UNIX_EPOCH).expect("the clock is set");
    u64::try_from(since.as_millis()).expect("the year is not 584556019")
}

/// A block, its certificate and every hand-over before it.
const MESSAGE_BYTES: usize = 16 << 20;
