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
    /// Whether everything is there that a block's facts are found by, each entry leading where it
    /// should: the facts under its facts root, its certificate, the validators it hands over to, and
    /// the look-ups from chains and from instructions.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn is_complete(&self, header: &Header) -> Result<bool, IndexError> {
        let height = header.height;
        let leaves = self.records_of(height)?;
        if self.certificate(height)?.is_none()
            || Tree::of(leaves.iter().cloned()).root() != header.facts_root
            || !self.has_its_handover(header)?
        {
            return Ok(false);
        }
        let records: Result<Vec<_>, _> =
            leaves.iter().map(|leaf| FactRecord::decode(leaf)).collect();
        let Ok(records) = records else { return Ok(false) };
        for record in &records {
            let place = Place { height, index: record.index };
            if self.place(&record.subject(), record.sequence)? != Some(place) {
                return Ok(false);
            }
        }
        for (id, place, count) in runs(&records) {
            if self.instruction(&id)? != Some((place, count)) {
                return Ok(false);
            }
        }
        Ok(true)
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
        let facts = row.iter().map(FactRecord::encode);
        batch.insert(keys::facts(row[0].height, row[0].index), write_list(facts));
    }
    for record in records {
        let place = Place { height: record.height, index: record.index };
        let key = keys::chain_fact(&record.subject(), record.sequence);
        batch.insert(key, encode_place(place));
    }
    for (id, first, count) in runs(records) {
        let mut entry = encode_place(first);
        entry.extend_from_slice(&count.to_be_bytes());
        batch.insert(keys::instruction(&id), entry);
    }
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
