//! A file's bytes: what reading shows, what is durable, and what stands between the two.

use super::Chance;

#[derive(Clone, Default)]
pub(super) struct Content {
    pub(super) live: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Clone)]
pub(super) enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

impl Content {
    /// A file of these bytes, all of them durable.
    pub(super) fn settled(bytes: Vec<u8>) -> Self {
        Self { live: bytes.clone(), durable: bytes, unsynced: Vec::new() }
    }

    /// Changes what reading shows, and remembers how.
    pub(super) fn change(&mut self, change: Change) {
        change.apply(&mut self.live);
        self.unsynced.push(change);
    }

    /// What a power cut leaves, one of many possibilities.
    pub(super) fn survivor(&self, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let kept = match chance.below(4) {
            0 => return bytes,
            1 => self.unsynced.len(),
            _ => chance.below(self.unsynced.len() + 1),
        };
        for change in &self.unsynced[..kept] {
            change.apply(&mut bytes);
        }
        // What came after may have reached the disk in part, and in any order.
        for change in &self.unsynced[kept..] {
            change.apply_torn(&mut bytes, chance);
        }
        bytes
    }

    /// Makes everything durable.
    pub(super) fn settle(&mut self) {
        for change in std::mem::take(&mut self.unsynced) {
            change.apply(&mut self.durable);
        }
    }

    /// A failed sync forgets the changes without making them durable.
    pub(super) fn forget_unsynced(&mut self) {
        self.unsynced.clear();
    }

    /// Whether it holds anything durable.
    pub(super) fn is_durable(&self) -> bool {
        !self.durable.is_empty()
    }

    /// Changes one durable byte. Reading shows it too, unless that byte was written anew since.
    pub(super) fn rot(&mut self, chance: &mut Chance) {
        let index = chance.below(self.durable.len());
        let before = self.durable[index];
        let after = before ^ (1 << chance.below(8));
        self.durable[index] = after;
        if let Some(shown) = self.live.get_mut(index).filter(|shown| **shown == before) {
            *shown = after;
        }
    }
}

impl Change {
    /// A failing write gets half way.
    pub(super) fn half(mut self) -> Self {
        if let Self::Write { bytes, .. } = &mut self {
            bytes.truncate(bytes.len() / 2);
        }
        self
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes: written } => {
                let end = offset + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset..end].copy_from_slice(written);
            }
            Self::Truncate { length } => bytes.resize(*length, 0),
        }
    }

    fn apply_torn(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let Self::Write { offset, bytes: written } = self else {
            if chance.below(2) == 0 {
                self.apply(bytes);
            }
            return;
        };
        let end = offset + written.len();
        let grows_whole = chance.below(2) == 0;
        let mut start = *offset;
        while start < end {
            let piece_end = end.min((start / PIECE + 1) * PIECE);
            let part = written[start - offset..piece_end - offset].to_vec();
            match chance.below(3) {
                0 => Self::Write { offset: start, bytes: part }.apply(bytes),
                1 => {}
                // Only a piece that was never durable may hold noise.
                _ if start >= bytes.len() => {
                    let noise = part.iter().map(|_| chance.byte()).collect();
                    Self::Write { offset: start, bytes: noise }.apply(bytes);
                }
                _ => {}
            }
            start = piece_end;
        }
        if grows_whole && bytes.len() < end {
            bytes.resize(end, 0);
        }
    }
}

/// Real sectors have 512 bytes or more; small pieces tear small test records too.
const PIECE: usize = 32;
