//! A title's whole control chain, as the ledger's state shows it.
//!
//! A receipt proves that facts stand on the ledger, and not that none follows. Evidence does: the
//! record of the title in a committed state names the head of its control chain. The block of that
//! state may be any from the one at hand on, since the chain only grows.

use proto::evidence::{Claim, Evidence, Proven};
use proto::fact::FactRecord;
use proto::pb::api::v1::evidence_request::About;
use title::TitleId;

use crate::network::Network;
use crate::node::Node;

/// Asks a node for all facts of a title's control chain up to a height, and maybe later ones.
/// Nothing where the node does not prove them, for whatever reason: the caller then does not know.
pub(super) fn whole_control_chain(
    id: &TitleId,
    height: u64,
    node: &mut Node,
    network: &Network,
) -> Option<Vec<FactRecord>> {
    let bytes = node.evidence(About::Title(id.0.to_vec())).ok().flatten()?;
    let proven = Evidence::decode(&bytes).ok()?.verify(Some(&network.chain())).ok()?;
    facts(proven, id, height)
}

/// The control facts of a title, where what is proved is about it and reaches as far as a height.
fn facts(proven: Proven, id: &TitleId, height: u64) -> Option<Vec<FactRecord>> {
    match proven.claim {
        Claim::Title(title) if title.record.title.id == *id && proven.header.height >= height => {
            Some(title.control.into_iter().map(|fact| fact.record).collect())
        }
        Claim::Title(_) | Claim::Unused(_) => None,
    }
}

#[cfg(test)]
mod tests;
