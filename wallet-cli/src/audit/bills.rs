//! What kind of bill each act is on.
//!
//! The kind, the rulebook and the terms profile stand in the fact that began a title, and
//! endorsements change the kind. An audit that began with the title knows them from the feed. One
//! that began later asks the node about a title that it meets: for the history where the act at hand
//! continues it, since the head that the act names proves what came before; and for evidence where
//! the act is a notice, which stands on another chain, since a committed state names the head of the
//! whole control chain ([`shown`]). A node that gives no evidence keeps the kind unknown, which is
//! then said of the act; it cannot show an older one.

pub mod shown;

use std::collections::BTreeMap;

use clap::ValueEnum;
use proto::fact::{ChainHead, FactRecord};
use proto::state::TitleRecord;
use serde::{Deserialize, Serialize};
use title::{Order, Title, TitleId};

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

/// What kind of bill a title is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// To the order of a named party.
    Order,
    /// In blank: to whoever is in control.
    Bearer,
    /// Consigned to a named person, and never endorsed.
    Straight,
}

/// What stands on the ledger of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// What kind of bill it is after the act; absent where the node did not prove it.
    pub kind: Option<Kind>,
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
        self.keep(id, after);
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
        if of_control(record).is_some() {
            return Ok(Some(Bill::of(self.learn(&id, record, node, network)?)));
        }
        if let Some(history) = shown::whole_control_chain(&id, record.height, node, network) {
            let known = as_of(record, &history).map_err(|fault| unproved(node, fault))?;
            let bill = Bill::of(&known.title);
            self.keep(id, known);
            return Ok(Some(bill));
        }
        let known = from_history(&id, record, node, network)?;
        Ok(Some(Bill::of_perhaps_older(&known.title)))
    }

    /// Follows the title that a fact of a control chain is about, from that fact on.
    ///
    /// # Errors
    ///
    /// [`ProofError`], where the node has to be asked.
    pub fn learn(
        &mut self,
        id: &TitleId,
        record: &FactRecord,
        node: &mut Node,
        network: &Network,
    ) -> Result<&Title, ProofError> {
        if !self.known.contains_key(id) {
            let known = from_history(id, record, node, network)?;
            self.keep(*id, known);
        }
        Ok(self.title(id).expect("it was followed already, or is from now on"))
    }

    /// A title that is followed.
    #[must_use]
    pub fn title(&self, id: &TitleId) -> Option<&Title> {
        self.known.get(id).map(|known| &known.title)
    }

    /// What another run needs to follow a title from here on.
    #[must_use]
    pub fn record(&self, id: &TitleId) -> Option<TitleRecord> {
        let Known { title, control } = self.known.get(id)?;
        let annotations = ChainHead::default();
        Some(TitleRecord { title: title.clone(), control: *control, annotations })
    }

    /// Follows a title from where another run left it.
    pub fn go_on_with(&mut self, record: TitleRecord) {
        let TitleRecord { title, control, .. } = record;
        self.keep(title.id, Known { title, control });
    }

    fn keep(&mut self, id: TitleId, known: Known) {
        if !known.title.is_live() {
            self.ended.push(id);
        }
        self.known.insert(id, known);
    }

    /// Forgets the titles that have ended: only notices can follow.
    pub fn forget_ended(&mut self) {
        for id in self.ended.drain(..) {
            self.known.remove(&id);
        }
    }
}

impl Kind {
    /// Its word, as in a row and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Bearer => "bearer",
            Self::Straight => "straight",
        }
    }
}

impl Bill {
    fn of(title: &Title) -> Self {
        let kind = match title.order {
            Order::Straight { .. } => Kind::Straight,
            Order::Named { .. } => Kind::Order,
            Order::Blank => Kind::Bearer,
        };
        Self { kind: Some(kind), terms_profile: title.terms_profile, rulebook: title.rulebook }
    }

    /// What holds of a bill whose newest facts may have been withheld: what is fixed at its issue,
    /// and that a straight bill stays one.
    fn of_perhaps_older(title: &Title) -> Self {
        let bill = Self::of(title);
        Self { kind: bill.kind.filter(|kind| *kind == Kind::Straight), ..bill }
    }
}

/// The title as it stood after a fact, from the history that a node proves.
fn from_history(
    id: &TitleId,
    record: &FactRecord,
    node: &mut Node,
    network: &Network,
) -> Result<Known, ProofError> {
    let history = proven::title(node, network, id)?;
    let history = history.map(|proved| proved.records).unwrap_or_default();
    as_of(record, &history).map_err(|fault| unproved(node, fault))
}

fn unproved(node: &Node, fault: ProofFault) -> ProofError {
    ProofError::Unproved { endpoint: node.endpoint().clone(), fault: Box::new(fault) }
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

/// The title as it stood after a fact, from its proved history. For a notice the history has to be
/// known to be whole.
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
