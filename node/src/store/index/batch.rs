//! What a block writes beside its header, and whether all of it is there.

use jmt::storage::{Node, TreeUpdateBatch};
use proto::block::Header;
use proto::fact::FactRecord;
use proto::ids::InstructionId;
use proto::merkle::Tree;
use proto::state::StateKey;

use super::entry::{Place, encode_leaf, encode_node, encode_place, encode_stood};
use super::packed::write_list;
use super::{Batch, Index, IndexError, keys};
use crate::ledger::state::Changes;

/// Facts of a block that share a row. One of them is found by reading the row; each of them in a row
/// of its own would cost the store far more than that.
pub(super) const FACTS_PER_ROW: u32 = 16;

impl Index {
    /// Whether everything is there that a block's facts are found by: see [`Self::facts_found`].
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn is_complete(&self, header: &Header) -> Result<bool, IndexError> {
        Ok(self.facts_found(header)?.is_some())
    }

    /// How many facts a block has, if everything is there that they are found by, each entry leading
    /// where it should: what [`Self::whole_records`] asks for, and the look-ups from chains and from
    /// instructions.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn facts_found(&self, header: &Header) -> Result<Option<usize>, IndexError> {
        let Some(records) = self.whole_records(header)? else { return Ok(None) };
        for (key, value) in look_ups(&records) {
            if !self.read(&key, |found| *found == value)?.unwrap_or(false) {
                return Ok(None);
            }
        }
        Ok(Some(records.len()))
    }

    /// A block's facts, if all of them are there under its facts root, its certificate, and the
    /// validators it hands over to.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn whole_records(&self, header: &Header) -> Result<Option<Vec<FactRecord>>, IndexError> {
        let leaves = self.records_of(header.height)?;
        if self.certificate(header.height)?.is_none()
            || Tree::of(leaves.iter().cloned()).root() != header.facts_root
            || !self.has_its_handover(header)?
        {
            return Ok(None);
        }
        let records: Result<Vec<_>, _> =
            leaves.iter().map(|leaf| FactRecord::decode(leaf)).collect();
        Ok(records.ok())
    }

    /// Writes nodes in place of those that stood there, leaves with their values.
    pub(super) fn put_tree(
        &self,
        batch: &mut Batch,
        tree: &TreeUpdateBatch,
    ) -> Result<(), IndexError> {
        for (key, node) in tree.node_batch.nodes() {
            let version = key.version();
            let Node::Leaf(leaf) = node else {
                batch.insert(keys::node(key.nibble_path()), encode_node(version, node));
                continue;
            };
            let value = match tree.node_batch.values().get(&(version, leaf.key_hash())) {
                Some(value) => {
                    let value = value.as_deref().expect("no state record is ever deleted");
                    encode_stood(version, value)
                }
                // The leaf only moved down, to make room for another.
                None => self
                    .newest_value(leaf.key_hash(), &<[u8]>::to_vec)?
                    .ok_or(IndexError::Damaged { what: "a value" })?,
            };
            batch.insert(keys::node(key.nibble_path()), encode_leaf(version, node, &value));
        }
        Ok(())
    }
}

pub(super) fn put_records(batch: &mut Batch, records: &[FactRecord]) {
    for row in records.chunks(FACTS_PER_ROW as usize) {
        let facts: Vec<_> = row.iter().map(FactRecord::encode).collect();
        batch.insert(keys::facts(row[0].height, row[0].index), write_list(&facts));
    }
    for (key, value) in look_ups(records) {
        batch.insert(key, value);
    }
}

/// The look-ups from chains and from instructions to facts.
pub(super) fn look_ups(records: &[FactRecord]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let places = records.iter().map(|record| {
        let place = Place { height: record.height, index: record.index };
        (keys::chain_fact(&record.subject(), record.sequence), encode_place(place))
    });
    let instructions = runs(records).map(|(id, first, count)| {
        let mut entry = encode_place(first);
        entry.extend_from_slice(&count.to_be_bytes());
        (keys::instruction(&id), entry)
    });
    places.chain(instructions)
}

/// Keeps the look-ups of members, accounts and grants.
pub(super) fn put_registry(batch: &mut Batch, changes: &Changes) {
    for (key, value) in changes {
        match key {
            StateKey::Account(party) => batch.insert(keys::account(party), value.bytes()),
            StateKey::Member(id) => batch.insert(keys::member(id), value.bytes()),
            StateKey::Grant { principal, agent } => {
                batch.insert(keys::grant(principal, agent), value.bytes());
            }
            StateKey::Title(_) | StateKey::Reference(_) | StateKey::Network => {}
        }
    }
}

/// The instructions of a block's facts: where the facts of each begin, and how many they are.
fn runs(records: &[FactRecord]) -> impl Iterator<Item = (InstructionId, Place, u32)> {
    records.chunk_by(|a, b| a.instruction == b.instruction).map(|run| {
        let first = &run[0];
        let count = u32::try_from(run.len()).expect("a block's facts are bounded");
        (first.instruction, Place { height: first.height, index: first.index }, count)
    })
}
