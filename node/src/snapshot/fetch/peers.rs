//! Whom to ask now.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use libp2p::PeerId;

use super::Lie;

/// Questions under way to one peer.
const AT_ONCE: usize = 3;
/// How long a peer is left alone that has too much to do ...
pub(crate) const BUSY: Duration = Duration::from_millis(500);
/// ... that has heard no hello yet ...
pub(crate) const NOT_GREETED: Duration = Duration::from_secs(1);
/// ... that did not answer ...
pub(crate) const UNANSWERED: Duration = Duration::from_secs(5);
/// ... that does not keep the state, or not yet.
const NOT_KEPT: Duration = Duration::from_secs(2);
/// Parts that a peer may say are too large, beside as many as it gave.
const TOO_LARGE: usize = 64;

/// Everybody who was connected at some time.
#[derive(Default)]
pub(crate) struct Peers(BTreeMap<PeerId, Peer>);

#[derive(Default)]
struct Peer {
    presence: Presence,
    rests_until: Option<Instant>,
    under_way: usize,
    gave: usize,
    too_large: usize,
    keeps: Keeps,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Presence {
    #[default]
    Connected,
    Away,
    /// It lied, or speaks another language: it is not asked again.
    Dropped,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Keeps {
    #[default]
    Unknown,
    /// It said last that it does not keep the state.
    Not,
}

impl Peers {
    /// Learns who is connected now.
    pub(crate) fn meet(&mut self, connected: &[PeerId]) {
        for (id, peer) in &mut self.0 {
            if peer.presence == Presence::Connected && !connected.contains(id) {
                peer.presence = Presence::Away;
            }
        }
        for id in connected {
            let peer = self.0.entry(*id).or_default();
            if peer.presence == Presence::Away {
                peer.presence = Presence::Connected;
            }
        }
    }

    /// Another snapshot is fetched: what was said of the one before does not count.
    pub(crate) fn begin(&mut self) {
        for peer in self.0.values_mut() {
            (peer.keeps, peer.gave, peer.too_large) = (Keeps::Unknown, 0, 0);
        }
    }

    /// Those who may be asked and are asked nothing.
    pub(crate) fn free(&self, now: Instant) -> Vec<PeerId> {
        let free = self.0.iter().filter(|(_, peer)| peer.is_free(now) && peer.under_way == 0);
        free.map(|(id, _)| *id).collect()
    }

    /// The one who may be asked and is asked least.
    pub(crate) fn freest(&self, now: Instant) -> Option<PeerId> {
        let free = self.0.iter().filter(|(_, peer)| peer.is_free(now) && peer.under_way < AT_ONCE);
        free.min_by_key(|(_, peer)| peer.under_way).map(|(id, _)| *id)
    }

    /// Whether there is somebody to ask, and nobody of them keeps the state.
    pub(crate) fn all_refuse(&self) -> bool {
        let mut present = self.0.values().filter(|peer| peer.presence == Presence::Connected);
        let mut met = false;
        present.all(|peer| {
            met = true;
            peer.keeps == Keeps::Not
        }) && met
    }

    pub(crate) fn asked(&mut self, id: PeerId) {
        self.with(id, |peer| peer.under_way += 1);
    }

    pub(crate) fn answered(&mut self, id: PeerId) {
        self.with(id, |peer| peer.under_way = peer.under_way.saturating_sub(1));
    }

    pub(crate) fn gave(&mut self, id: PeerId) {
        self.with(id, |peer| {
            peer.gave += 1;
            peer.keeps = Keeps::Unknown;
        });
    }

    pub(crate) fn refuses(&mut self, id: PeerId, now: Instant) {
        self.with(id, |peer| {
            peer.keeps = Keeps::Not;
            peer.rests_until = Some(now + NOT_KEPT);
        });
    }

    /// A part's size cannot be checked before it is here. Halving gives a part for each time that one is
    /// too large, so nobody says so much more often than it gives one.
    pub(crate) fn said_too_large(&mut self, id: PeerId) -> Result<(), Lie> {
        let Some(peer) = self.0.get_mut(&id) else { return Ok(()) };
        peer.too_large += 1;
        if peer.too_large > TOO_LARGE + peer.gave { Err(Lie::TooLarge) } else { Ok(()) }
    }

    pub(crate) fn rest(&mut self, id: PeerId, until: Instant) {
        self.with(id, |peer| peer.rests_until = Some(until));
    }

    pub(crate) fn drop(&mut self, id: PeerId) {
        self.with(id, |peer| peer.presence = Presence::Dropped);
    }

    fn with(&mut self, id: PeerId, change: impl FnOnce(&mut Peer)) {
        if let Some(peer) = self.0.get_mut(&id) {
            change(peer);
        }
    }
}

impl Peer {
    fn is_free(&self, now: Instant) -> bool {
        self.presence == Presence::Connected && self.rests_until.is_none_or(|until| until <= now)
    }
}
