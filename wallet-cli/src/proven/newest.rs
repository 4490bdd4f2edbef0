//! That nothing came after: a title's record in the state of a node's newest block.
//!
//! Receipts prove what happened, not that nothing happened since. The state root of a block covers
//! the record of every title, and a record names the heads of its two chains. So whoever has the record
//! proved under the newest block knows that the facts at hand are all there are.

use proto::block::Header;
use proto::fact::ChainHead;
use proto::state::{StateKey, TitleRecord};
use proto::state_proof::StateEntry;
use proto::trail::{Led, Trail, TrailFault};
use title::TitleId;

use super::{Fetched, ProofError, ProofFault, ProvedTitle, put_together, unproved};
use crate::network::Network;
use crate::node::Node;

#[cfg(test)]
mod tests;

/// What the state of a node's newest block says of a title.
#[derive(Clone, Debug)]
pub(super) enum Newest {
    /// There is no block, and so no title.
    NoBlock,
    /// It has this record, or none.
    Block {
        /// The block.
        header: Box<Header>,
        /// The title's record.
        record: Option<Box<TitleRecord>>,
    },
}

/// What a node's answer is led on from.
enum Start {
    /// A block that this node has proved.
    Proved(Trail),
    /// A block that the wallet has seen, from whomever. The node may honestly be behind it.
    Remembered(Trail),
    /// The genesis file: nothing was seen, or the node is behind all that was.
    Genesis,
}

impl Start {
    fn known_to(node: &Node) -> Self {
        match (node.seen(), node.remembered()) {
            (Some(proved), _) => Self::Proved(proved.clone()),
            (None, Some(remembered)) => Self::Remembered(remembered.clone()),
            (None, None) => Self::Genesis,
        }
    }

    fn trail(&self) -> Option<&Trail> {
        match self {
            Self::Proved(trail) | Self::Remembered(trail) => Some(trail),
            Self::Genesis => None,
        }
    }
}

/// Asks a node for the record of a title, and proves it from what the node has proved before, or from
/// what the wallet has seen. Whoever says that it is behind that is asked for all that leads to its newest
/// block, which must then be an earlier one: else it could show any history.
pub(super) fn ask(node: &mut Node, network: &Network, id: &TitleId) -> Result<Newest, ProofError> {
    let mut from = Start::known_to(node);
    let mut said_behind = 0;
    loop {
        let seen = from.trail().map_or(0, height);
        let answer = node.title(id, seen)?;
        if matches!(from, Start::Proved(_)) && node.seen().is_none() {
            // Another node has answered, which has proved nothing yet.
            from = Start::known_to(node);
            continue;
        }
        let as_of = answer.as_of.unwrap_or_default();
        let trail = match (Trail::lead_on(from.trail(), network.genesis(), &as_of), from) {
            (Ok(Led::Later(trail)), _) => *trail,
            (Ok(Led::Same), Start::Proved(same) | Start::Remembered(same)) => same,
            (Ok(Led::Behind { .. }) | Err(TrailFault::NoBlock), Start::Remembered(_))
                if said_behind < OFTEN =>
            {
                said_behind += 1;
                from = Start::Genesis;
                continue;
            }
            (Ok(Led::Behind { height: shown }), _) => {
                return Err(unproved(node, ProofFault::Older { shown, seen }));
            }
            (Err(TrailFault::NoBlock) | Ok(Led::Same), _) => return Ok(Newest::NoBlock),
            (Err(fault), _) => return Err(unproved(node, fault.into())),
        };
        if let Some(remembered) = node.remembered()
            && said_behind > 0
            && height(&trail) >= height(remembered)
        {
            if said_behind >= OFTEN {
                let (shown, seen) = (height(&trail), height(remembered));
                return Err(unproved(node, ProofFault::Around { shown, seen }));
            }
            // It may have caught up since it said so.
            from = Start::Remembered(remembered.clone());
            continue;
        }
        let newest = Newest::read(id, &answer.entry, trail.header());
        node.saw(trail);
        return newest.map_err(|fault| unproved(node, fault));
    }
}

fn height(trail: &Trail) -> u64 {
    trail.header().height
}

/// How often a node may say that it is behind, and then show that it is not.
const OFTEN: u32 = 2;

impl Newest {
    /// What an entry shows of a title under a header's state root.
    pub(super) fn read(id: &TitleId, entry: &[u8], header: &Header) -> Result<Self, ProofFault> {
        let entry = StateEntry::decode(entry)?;
        let value = entry.verify(&StateKey::Title(*id), &header.state_root)?;
        let record = value.map(TitleRecord::decode).transpose()?;
        Ok(Self::Block { header: Box::new(header.clone()), record: record.map(Box::new) })
    }

    /// Whether two chains end where the record says that they end.
    ///
    /// # Errors
    ///
    /// [`ProofFault::Facts`], [`ProofFault::Notices`] or [`ProofFault::OtherTitle`].
    pub(super) fn confirm(
        &self,
        control: &ChainHead,
        annotations: &ChainHead,
    ) -> Result<(), ProofFault> {
        let (height, record) = match self {
            Self::NoBlock => (0, None),
            Self::Block { header, record } => (header.height, record.as_ref()),
        };
        let heads = record.map(|record| (record.control, record.annotations)).unwrap_or_default();
        if control.length != heads.0.length {
            let (given, recorded) = (control.length, heads.0.length);
            return Err(ProofFault::Facts { given, recorded, height });
        }
        if annotations.length != heads.1.length {
            let (given, recorded) = (annotations.length, heads.1.length);
            return Err(ProofFault::Notices { given, recorded, height });
        }
        if (*control, *annotations) != heads {
            return Err(ProofFault::OtherTitle { height });
        }
        Ok(())
    }

    /// Proves two histories that were confirmed, and that they make the title that is recorded.
    ///
    /// # Errors
    ///
    /// The first [`ProofFault`].
    pub(super) fn put_together(
        self,
        network: &Network,
        control: Fetched,
        notices: Fetched,
    ) -> Result<Option<ProvedTitle>, ProofFault> {
        let Self::Block { header, record: Some(record) } = self else { return Ok(None) };
        let proved = put_together(network, control, notices)?;
        if proved.title != record.title {
            return Err(ProofFault::OtherTitle { height: header.height });
        }
        Ok(Some(ProvedTitle { as_of: *header, ..proved }))
    }
}
