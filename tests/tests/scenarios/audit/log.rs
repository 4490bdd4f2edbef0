//! A second reader of the ledger log, written from the drawing in `node/src/store/log/mod.rs` and
//! sharing no code with the node: what an observer has on its disk.

use std::fs;
use std::path::Path;

use proto::block::Block;

const SEGMENT_HEADER: usize = 114;
const LEAD: usize = 60;
const HASH: usize = 32;

/// The blocks in a node's ledger log, lowest first. A record that is still being written ends them.
pub(super) fn blocks(data: &Path) -> Vec<Block> {
    let mut segments: Vec<_> = fs::read_dir(data.join("ledger"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "seg"))
        .collect();
    segments.sort();
    let mut blocks = Vec::new();
    for segment in segments {
        let bytes = fs::read(segment).unwrap();
        assert_eq!(&bytes[..8], b"eblLedgr");
        let mut rest = &bytes[SEGMENT_HEADER..];
        while let Some((block, after)) = record(rest, blocks.len() as u64 + 1) {
            blocks.push(Block::decode(block).unwrap());
            rest = after;
        }
    }
    blocks
}

/// The block in the first record, and what follows the record.
fn record(bytes: &[u8], height: u64) -> Option<(&[u8], &[u8])> {
    let (lead, rest) = bytes.split_at_checked(LEAD)?;
    assert_eq!(&lead[..4], b"eblR");
    assert_eq!(u64::from_be_bytes(lead[4..12].try_into().unwrap()), height);
    let length = |at: usize| u32::from_be_bytes(lead[at..at + 4].try_into().unwrap()) as usize;
    let (block, rest) = rest.split_at_checked(length(12))?;
    let (_chain_hash, rest) = rest.split_at_checked(HASH)?;
    let (_certificate, rest) = rest.split_at_checked(length(16))?;
    let (_checksum, rest) = rest.split_at_checked(HASH)?;
    Some((block, rest))
}
