//! What is not here yet.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use libp2p::PeerId;
use proto::snapshot::Prefix;

use super::Lie;
use crate::gossip::snapshots::messages::Ask;

/// When nothing else is left, a part that a peer was asked for so long ago is asked of another too.
const STRAGGLES: Duration = Duration::from_secs(3);

/// A part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A run of headers.
    Run(u64),
    /// A part of the state.
    Part(Prefix),
}

impl Wanted {
    pub(super) fn ask(self, height: u64) -> Ask {
        match self {
            Self::Run(index) => Ask::Headers { height, index },
            Self::Part(prefix) => Ask::State { height, prefix },
        }
    }

    /// What a question was for, if it was for a part of the snapshot of that height.
    pub(super) fn of(ask: &Ask, goal: u64) -> Option<Self> {
        match ask {
            Ask::Headers { height, index } if *height == goal => Some(Self::Run(*index)),
            Ask::State { height, prefix } if *height == goal => Some(Self::Part(*prefix)),
            Ask::Headers { .. } | Ask::State { .. } | Ask::Offer | Ask::Blocks { .. } => None,
        }
    }
}

/// What is missing, and who was asked for it.
pub(super) struct Wants {
    /// Nobody is asked for these.
    open: VecDeque<Wanted>,
    /// These peers are, since then.
    asked: BTreeMap<Wanted, Vec<(PeerId, Instant)>>,
    fetched: usize,
}

impl Wants {
    pub(super) fn new(parts: Vec<Prefix>, runs: Vec<u64>, fetched: usize) -> Self {
        let runs = runs.into_iter().map(Wanted::Run);
        let open = runs.chain(parts.into_iter().map(Wanted::Part)).collect();
        Self { open, asked: BTreeMap::new(), fetched }
    }

    pub(super) fn fetched(&self) -> usize {
        self.fetched
    }

    pub(super) fn missing(&self) -> usize {
        self.open.len() + self.asked.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.missing() == 0
    }

    /// What to ask a peer for, which is noted as asked.
    pub(super) fn next(&mut self, peer: PeerId, now: Instant) -> Option<Wanted> {
        let wanted = self.open.pop_front().or_else(|| self.straggler(peer, now))?;
        self.asked.entry(wanted).or_default().push((peer, now));
        Some(wanted)
    }

    /// Something that another was asked for long ago and this one was not.
    fn straggler(&self, peer: PeerId, now: Instant) -> Option<Wanted> {
        let late = |asked: &[(PeerId, Instant)]| match asked {
            [(other, since)] => *other != peer && *since + STRAGGLES <= now,
            _ => false,
        };
        self.asked.iter().find(|(_, asked)| late(asked)).map(|(wanted, _)| *wanted)
    }

    /// A peer does not give it. Unless another was asked too, it is the next to be asked for.
    pub(super) fn put_back(&mut self, from: PeerId, wanted: Wanted) {
        let Some(asked) = self.asked.get_mut(&wanted) else { return };
        asked.retain(|(peer, _)| *peer != from);
        if asked.is_empty() {
            self.asked.remove(&wanted);
            self.open.push_front(wanted);
        }
    }

    /// It is here. False if it was here before.
    pub(super) fn take(&mut self, wanted: Wanted) -> bool {
        let was_missing = self.asked.remove(&wanted).is_some();
        self.fetched += usize::from(was_missing);
        was_missing
    }

    /// Its halves are wanted in its place, and first, so that few stand open at a time.
    pub(super) fn split(&mut self, prefix: Prefix) -> Result<(), Lie> {
        let halves = prefix.halves().ok_or(Lie::TooLarge)?;
        if self.asked.remove(&Wanted::Part(prefix)).is_some() {
            let [left, right] = halves.map(Wanted::Part);
            self.open.push_front(right);
            self.open.push_front(left);
        }
        Ok(())
    }
}
