//! One stream being put together.

use std::collections::BTreeMap;

use bytes::Bytes;
use proto::limits::BLOCK_BYTES;

use super::{Account, Init, PartRefusal};
use crate::consensus::limits::{CHUNK_BYTES, CHUNKS};

/// Chunks by sequence, and the announcement once it has come. Parts may come in any order.
pub(super) struct Stream {
    init: Option<Init>,
    chunks: BTreeMap<u64, Bytes>,
    bytes: usize,
    /// Who pays for it.
    pub(super) account: Account,
    /// The assembler's age when the first part came.
    pub(super) born: u64,
    /// Position among all streams.
    pub(super) turn: u64,
}

impl Stream {
    pub(super) fn new(account: Account, born: u64, turn: u64) -> Self {
        Self { init: None, chunks: BTreeMap::new(), bytes: 0, account, born, turn }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The height announced.
    pub(super) fn height(&self) -> Option<u64> {
        self.init.as_ref().map(|init| init.seal.height)
    }

    /// The height and round announced.
    pub(super) fn place(&self) -> Option<(u64, u32)> {
        self.init.as_ref().map(|init| (init.seal.height, init.seal.round))
    }

    pub(super) fn is_announced(&self) -> bool {
        self.init.is_some()
    }

    /// Takes the announcement, provided the chunks that came before fit it.
    pub(super) fn announce(&mut self, init: Init) -> Result<(), PartRefusal> {
        let size = init.seal.size as usize;
        for (sequence, chunk) in &self.chunks {
            check_chunk(*sequence, chunk.len(), size)?;
        }
        self.init = Some(init);
        Ok(())
    }

    /// Whether a chunk may stand at `sequence`, as far as is known.
    pub(super) fn check(&self, sequence: u64, bytes: usize) -> Result<(), PartRefusal> {
        if sequence == 0 || sequence > CHUNKS as u64 {
            return Err(PartRefusal::Sequence { sequence });
        }
        if self.chunks.contains_key(&sequence) {
            return Err(PartRefusal::Repeated { sequence });
        }
        match &self.init {
            None if bytes == 0 || bytes > CHUNK_BYTES => {
                Err(PartRefusal::ChunkLength { sequence, bytes })
            }
            None => Ok(()),
            Some(init) => check_chunk(sequence, bytes, init.seal.size as usize),
        }
    }

    pub(super) fn keep(&mut self, sequence: u64, chunk: Bytes) {
        self.bytes += chunk.len();
        self.chunks.insert(sequence, chunk);
    }

    pub(super) fn is_complete(&self) -> bool {
        self.init.as_ref().is_some_and(|init| self.bytes == init.seal.size as usize)
    }

    /// The announcement and the block of a complete stream.
    pub(super) fn finish(self) -> Option<(Init, Vec<u8>)> {
        let init = self.init?;
        let mut block = Vec::with_capacity(self.bytes);
        for chunk in self.chunks.values() {
            block.extend_from_slice(chunk);
        }
        Some((init, block))
    }
}

/// Whether a block may have this length.
pub(super) fn check_size(size: u32) -> Result<(), PartRefusal> {
    if size == 0 || size as usize > BLOCK_BYTES {
        return Err(PartRefusal::Size { size });
    }
    Ok(())
}

/// In a block of `size` bytes the chunk at each sequence has one possible length.
fn check_chunk(sequence: u64, bytes: usize, size: usize) -> Result<(), PartRefusal> {
    let count = size.div_ceil(CHUNK_BYTES) as u64;
    if sequence > count {
        return Err(PartRefusal::Sequence { sequence });
    }
    let last = size - (count as usize - 1) * CHUNK_BYTES;
    let expected = if sequence == count { last } else { CHUNK_BYTES };
    if bytes == expected { Ok(()) } else { Err(PartRefusal::ChunkLength { sequence, bytes }) }
}
