//! What kind of bill each act is on.
//!
//! The kind, the rulebook and the terms profile stand in the fact that began a title, and
//! endorsements change the kind. An audit that began with the title knows them from the feed. One
//! that began later asks the node for the history of a title that it meets: the facts are proved as
//! everywhere, and those of the control chain are bound to the block at hand by the head that its
//! fact names. For a notice, which stands on another chain, the node could withhold the newest
//! control facts from before the audit's first block.

use std::collections::BTreeMap;

use proto::fact::{ChainHead, FactRecord};
use title::{Order, Status, Title, TitleId};

use super::fault::AuditError;
use crate::network::Network;
use crate::node::Node;
use crate::proven::{self, ProofError, ProofFault};

/// The titles whose facts were followed, as long as they live.
#[derive(Debug, Default)]
pub struct Bills {
    known: BTreeMap<TitleId, Known>,
    ended: Vec<TitleId>,
}

#[derive(Debug)]
struct Known {
    title: Title,
    control: ChainHead,
}

/// What stands on the ledger of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// `order`, `bearer` or `straight`, after the act.
    pub kind: &'static str,
    /// The number of its terms profile.
    pub terms_profile: u32,
    /// The rulebook it lives under.
    pub rulebook: u32,
}

impl Bills {
    /// Takes in the next fact. A title that is not known and does not begin here stays unknown.
    ///
    /// # Errors
    ///
    /// [`AuditError::Unlawful`] for a fact that does not continue its title's history.
    pub fn follow(&mut self, record: &FactRecord) -> Result<(), AuditError> {
        let Some(id) = of_control(record) else { return Ok(()) };
        let before = self.known.get(&id);
        if before.is_none() && record.sequence > 1 {
            return Ok(());
        }
        let after = continued(before, record).map_err(|fault| AuditError::Unlawful {
            title: id,
            height: record.height,
            fault: Box::new(fault),
        })?;
        if matches!(after.title.status, Status::Ended(_)) {
            self.ended.push(id);
        }
        self.known.insert(id, after);
        Ok(())
    }

    /// The bill that a fact is about, after it; nothing for a fact of the registry.
    ///
    /// # Errors
    ///
    /// [`ProofError`], where the node has to be asked.
    pub fn bill(
        &mut self,
        record: &FactRecord,
        node: &mut Node,
        network: &Network,
    ) -> Result<Option<Bill>, ProofError> {
        let Some(id) = record.fact.title().map(|fact| fact.title) else { return Ok(None) };
        if let Some(known) = self.known.get(&id) {
            return Ok(Some(Bill::of(&known.title)));
        }
        let history = proven::title(node, network, &id)?;
        let history = history.map(|proved| proved.records).unwrap_or_default();
        let known = as_of(record, &history).map_err(|fault| ProofError::Unproved {
            endpoint: node.endpoint().clone(),
            fault: Box::new(fault),
        })?;
        let bill = Bill::of(&known.title);
        if matches!(known.title.status, Status::Ended(_)) {
            self.ended.push(id);
        }
        self.known.insert(id, known);
        Ok(Some(bill))
    }

    /// Forgets the titles that have ended: only notices can follow.
    pub fn forget_ended(&mut self) {
        for id in self.ended.drain(..) {
            self.known.remove(&id);
        }
    }
}

impl Bill {
    fn of(title: &Title) -> Self {
        let kind = match title.order {
            Order::Straight { .. } => "straight",
            Order::Named { .. } => "order",
            Order::Blank => "bearer",
        };
        Self { kind, terms_profile: title.terms_profile, rulebook: title.rulebook }
    }
}

/// The title whose control chain a fact continues.
fn of_control(record: &FactRecord) -> Option<TitleId> {
    let fact = record.fact.title()?;
    (!fact.event.is_annotation()).then_some(fact.title)
}

/// The title after the next fact of its control chain.
fn continued(before: Option<&Known>, record: &FactRecord) -> Result<Known, ProofFault> {
    let control = before.map(|known| known.control).unwrap_or_default();
    if record.previous_head != control.head || record.sequence != control.length + 1 {
        return Err(ProofFault::Gap { sequence: record.sequence });
    }
    let title = proven::fold_next(before.map(|known| &known.title), record)?;
    Ok(Known { title, control: record.chain_after() })
}

/// The title as it stood after a fact, from its proved history.
fn as_of(record: &FactRecord, history: &[FactRecord]) -> Result<Known, ProofFault> {
    let place = (record.height, record.index);
    let until = history.iter().take_while(|fact| (fact.height, fact.index) <= place);
    let mut known = None;
    for fact in until {
        known = Some(continued(known.as_ref(), fact)?);
    }
    let gap = ProofFault::Gap { sequence: record.sequence };
    let known = known.ok_or(gap.clone())?;
    // The fact at hand is checked by its block, so its chain's head proves what came before.
    if of_control(record).is_some() && known.control != record.chain_after() {
        return Err(gap);
    }
    Ok(known)
}

#[cfg(test)]
mod tests;
