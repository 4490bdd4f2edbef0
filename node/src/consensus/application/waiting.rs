//! Whole blocks that came before their parent was committed here.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use proto::limits::BLOCK_BYTES;

use crate::consensus::parts::Assembled;

/// Blocks kept per height.
const PER_HEIGHT: usize = 4;

/// Different blocks kept of one round, which has one proposer. An honest one sends one; two prove
/// that it is not.
const PER_ROUND: usize = 2;

/// Bytes of blocks kept, over all heights.
const BYTES: usize = 12 * BLOCK_BYTES;

/// Blocks for heights whose parent is not committed here yet, bounded in number and bytes. The
/// lowest heights matter most: what they need is judged first.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    heights: BTreeMap<u64, Vec<Assembled>>,
    bytes: usize,
}

impl Waiting {
    /// Keeps a block for later. Where all places of its height are taken the block of the highest
    /// round gives way; where there is no room, the blocks of the highest height.
    pub(super) fn keep(&mut self, assembled: Assembled) {
        let height = assembled.init.seal.height;
        let waiting = self.heights.entry(height).or_default();
        let before = bytes_of(waiting);
        place(waiting, assembled);
        self.bytes = self.bytes - before + bytes_of(waiting);
        while self.bytes > BYTES {
            let (_, highest) = self.heights.pop_last().expect("what has bytes has a height");
            self.bytes -= bytes_of(&highest);
        }
    }

    /// Takes out the blocks of a height, in the order of their rounds.
    pub(super) fn take(&mut self, height: u64) -> Vec<Assembled> {
        let taken = self.heights.remove(&height).unwrap_or_default();
        self.bytes -= bytes_of(&taken);
        taken
    }

    /// Whether a block of this height waits.
    pub(super) fn has(&self, height: u64) -> bool {
        self.heights.contains_key(&height)
    }

    /// Forgets what is below a height.
    pub(super) fn forget_below(&mut self, height: u64) {
        self.heights = self.heights.split_off(&height);
        self.bytes = self.heights.values().map(|waiting| bytes_of(waiting)).sum();
    }
}

fn place(waiting: &mut Vec<Assembled>, assembled: Assembled) {
    let seal = &assembled.init.seal;
    let of_round = waiting.iter().filter(|other| other.init.seal.round == seal.round);
    let same = |other: &Assembled| other.init.seal == *seal;
    if waiting.iter().any(same) || of_round.count() >= PER_ROUND {
        return;
    }
    let place = waiting.partition_point(|other| other.init.seal.round <= seal.round);
    waiting.insert(place, assembled);
    waiting.truncate(PER_HEIGHT);
}

fn bytes_of(waiting: &[Assembled]) -> usize {
    waiting.iter().map(|assembled| assembled.block.len()).sum()
}
