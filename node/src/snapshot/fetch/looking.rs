//! Looking for a snapshot: the newest that is offered, after the first answers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use libp2p::PeerId;
use proto::genesis::Genesis;
use proto::snapshot::agreed_height;
use proto::trail::{Trail, TrailFault};
use thiserror::Error;

use super::{Decided, Lie, bits_for};
use crate::gossip::snapshots::messages::Answer;

/// How long other answers are waited for after the first ...
const WAIT: Duration = Duration::from_secs(2);
/// ... and as long as nobody offers anything: others may be met later, and to begin with the first block
/// costs far more than this.
const WAIT_FOR_AN_OFFER: Duration = Duration::from_secs(10);

/// What was answered so far.
#[derive(Default)]
pub(super) struct Looking {
    offers: BTreeMap<PeerId, Option<(Box<Trail>, u64)>>,
    first: Option<Instant>,
}

/// Why an offer shows no snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OfferFault {
    /// Its trail leads nowhere.
    #[error("its offer's trail: {0}")]
    Trail(#[from] TrailFault),
    /// At that height there is none.
    #[error("it offers a snapshot of block {0}, of which there is none")]
    Height(u64),
}

impl Looking {
    pub(super) fn knows(&self, peer: &PeerId) -> bool {
        self.offers.contains_key(peer)
    }

    pub(super) fn forget(&mut self, peer: &PeerId) {
        self.offers.remove(peer);
    }

    pub(super) fn hear(
        &mut self,
        from: PeerId,
        answer: Answer,
        genesis: &Genesis,
        now: Instant,
    ) -> Result<(), Lie> {
        let offer = match answer {
            Answer::NotKept => None,
            Answer::Offer { trail, entries } => Some((read(&trail, genesis)?, entries)),
            _ => return Err(Lie::OtherAnswer),
        };
        self.offers.insert(from, offer);
        self.first.get_or_insert(now);
        Ok(())
    }

    pub(super) fn decide(&mut self, now: Instant) -> Option<Decided> {
        let is_offered = self.offers.values().any(Option::is_some);
        let wait = if is_offered { WAIT } else { WAIT_FOR_AN_OFFER };
        if self.first.is_none_or(|first| now < first + wait) || self.offers.is_empty() {
            return None;
        }
        let offers = std::mem::take(&mut self.offers).into_values().flatten();
        // Of the number of entries the largest word counts: too many parts cost less than too large ones.
        let newest = offers.max_by_key(|(trail, entries)| (trail.header().height, *entries));
        Some(match newest {
            Some((trail, entries)) => Decided::Begin { trail, bits: bits_for(entries) },
            None => Decided::NoSnapshot,
        })
    }
}

fn read(bytes: &[u8], genesis: &Genesis) -> Result<Box<Trail>, OfferFault> {
    let trail = Trail::decode(bytes)?;
    let height = trail.header().height;
    if agreed_height(height) != Some(height) {
        return Err(OfferFault::Height(height));
    }
    trail.verify_onward(genesis)?;
    Ok(Box::new(trail))
}
