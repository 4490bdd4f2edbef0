//! The envelopes that wait for one peer.

use std::collections::VecDeque;

use bytes::Bytes;

use super::limits;
use super::messages::framed_bytes;

#[cfg(test)]
mod tests;

/// A queue bounded in entries and bytes. What does not fit is dropped, the newest first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Bytes>,
    bytes: usize,
}

impl Outbox {
    /// Puts an envelope last. Says no when it does not fit.
    pub(super) fn push(&mut self, envelope: Bytes) -> bool {
        let fits = self.fits(&envelope);
        if fits {
            self.bytes += envelope.len();
            self.waiting.push_back(envelope);
        }
        fits
    }

    /// Puts envelopes that were not delivered first again. Returns how many did not fit.
    pub(super) fn put_back(&mut self, batch: Vec<Bytes>) -> usize {
        let mut dropped = 0;
        for envelope in batch.into_iter().rev() {
            if self.fits(&envelope) {
                self.bytes += envelope.len();
                self.waiting.push_front(envelope);
            } else {
                dropped += 1;
            }
        }
        dropped
    }

    /// Takes as many of the oldest envelopes as one request may carry.
    pub(super) fn next_batch(&mut self) -> Option<Vec<Bytes>> {
        let mut batch = Vec::new();
        let mut room = limits::BATCH_BYTES;
        while let Some(envelope) = self.waiting.front() {
            let bytes = framed_bytes(envelope);
            if bytes > room || batch.len() == limits::BATCH_ENVELOPES {
                break;
            }
            room -= bytes;
            self.bytes -= envelope.len();
            batch.extend(self.waiting.pop_front());
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Whether at least as much waits as one request carries.
    pub(super) fn fills_a_batch(&self) -> bool {
        let framed = self.bytes + self.waiting.len() * limits::FRAME_HEAD_BYTES;
        self.waiting.len() >= limits::BATCH_ENVELOPES || framed >= limits::BATCH_BYTES
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Forgets everything. Returns how much it was.
    pub(super) fn clear(&mut self) -> usize {
        let dropped = self.waiting.len();
        *self = Self::default();
        dropped
    }

    fn fits(&self, envelope: &Bytes) -> bool {
        self.waiting.len() < limits::OUTBOX_ENVELOPES
            && self.bytes + envelope.len() <= limits::OUTBOX_BYTES
    }
}
