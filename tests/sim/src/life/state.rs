//! What is asked of a process from outside: its bounds, its silence, what waits elsewhere.

use std::collections::BTreeMap;

use bytes::Bytes;
use node::chain::ChainError;
use node::consensus::limits::ASSEMBLED_BYTES;
use node::consensus::voting::Silence;
use node::store::vfs::Disk;

use super::{Life, Output, Stop};
use crate::machine::places;
use crate::wire::Channel;

impl Life {
    /// Asks the peers which instructions wait, as a node does when it meets them.
    pub fn ask_what_waits(&mut self) {
        self.out.push(Output::Broadcast(Channel::Pending, Bytes::new()));
    }

    /// What it holds more of than it may, if anything.
    #[must_use]
    pub fn beyond_bounds(&self) -> Option<(&'static str, usize)> {
        let bounds = [
            ("waiting instructions", self.pool.len(), super::boot::POOL.instructions),
            ("waiting instructions of one party", self.most_of_one(), super::boot::POOL.per_member),
            ("bytes of blocks in parts", self.application.buffered_bytes(), ASSEMBLED_BYTES),
        ];
        bounds.into_iter().find(|(_, held, most)| held > most).map(|(what, held, _)| (what, held))
    }

    /// How many instructions wait of the party that has most. Each party here is one member.
    fn most_of_one(&self) -> usize {
        let mut of_each = BTreeMap::new();
        for candidate in self.pool.candidates(super::boot::POOL.instructions) {
            *of_each.entry(candidate.submission.by().actor).or_insert(0) += 1;
        }
        of_each.into_values().max().unwrap_or(0)
    }

    /// Whether it began after a clean stop, without reading its ledger log.
    #[must_use]
    pub fn left_its_log_unread(&self) -> bool {
        self.log_unread
    }

    /// It was told to stop: it ends as the node does.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn close(self) -> Result<(), ChainError> {
        self.application.close()
    }

    /// Takes note of its own end, as the node does.
    pub fn ended(&self, stop: &Stop, disk: &dyn Disk) {
        let log_damaged = matches!(stop, Stop::LogDamaged(_));
        // A disk that fails here too leaves no mark, and the next start looks for itself.
        let noted = self.voting.ended(log_damaged, self.head(), disk, &places());
        debug_assert!(noted.is_ok() || matches!(stop, Stop::Disk(_) | Stop::Stopped(_)));
    }

    /// For how long it keeps silent, if it does.
    #[must_use]
    pub fn silence(&self) -> Option<&Silence> {
        self.silence.as_ref()
    }

    /// Whether it kept silent and need not any more. `peers` is how many it has.
    pub fn silence_is_over(&mut self, peers: usize) -> bool {
        let Some(silence) = self.silence else { return false };
        if self.silent_until.is_none() {
            let mut claims: Vec<_> = self.syncing.claims().values().map(|tip| Some(*tip)).collect();
            claims.resize(peers, None);
            self.silent_until = silence.height_to_reach(&claims, self.head());
        }
        self.silent_until.is_some_and(|height| self.head() >= height)
    }
}
