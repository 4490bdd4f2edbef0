//! Executing instructions: everything is checked, then written; no half-applied act exists.

mod registry;
#[cfg(test)]
mod tests;
mod titles;
mod voters;

use std::sync::Arc;

use jmt::storage::{TreeReader, TreeUpdateBatch};
use jmt::{JellyfishMerkleTree, KeyHash, OwnedValue};
use proto::account::Signer;
use proto::fact::{ChainHead, Fact, FactRecord};
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::{Instruction, Submission};
use proto::merkle::Tree;
use proto::refusal::Refusal;
use proto::registry::{Network, Records};
use proto::state::StateHasher;
use proto::validators::ValidatorSet;
use thiserror::Error;
use title::{PartyId, Registers};

use super::Parent;
use super::state::memory::Memory;
use super::state::{Changes, ReadError, State, StateStore};

/// Why an instruction was not executed.
#[derive(Debug, Error)]
pub enum Stop {
    /// A rule says no. Nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Instructions being executed on a parent, for one block.
pub struct Execution<'a, R> {
    parent: &'a Parent,
    reader: &'a R,
    state: State<'a, R>,
    network: Arc<Network>,
    registers: Arc<Registers>,
    time_ms: u64,
    records: Vec<FactRecord>,
}

/// Whether there is room for an instruction (L-08).
pub type Room<'a> = &'a dyn Fn() -> Result<(), Refusal>;

/// A block has the room that was found when it was put together.
const IN_A_BLOCK: Room<'static> = &|| Ok(());

/// What a block did.
#[derive(Debug)]
pub struct Executed {
    /// Its facts, in order.
    pub records: Vec<FactRecord>,
    /// The values it wrote.
    pub changes: Changes,
    /// The nodes of the tree it wrote; empty when it recorded nothing.
    pub tree: TreeUpdateBatch,
    /// Root over its facts.
    pub facts_root: Hash,
    /// Root of the state after it.
    pub state_root: Hash,
    /// Version of the state after it.
    pub state_version: u64,
    /// Who votes on the next block.
    pub next_validators: ValidatorSet,
}

impl<'a, R: StateStore> Execution<'a, R> {
    /// Begins a block of the given time on `parent`.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn begin(parent: &'a Parent, reader: &'a R, time_ms: u64) -> Result<Self, ReadError> {
        let state = State::at(reader, parent.state_version, parent.state_root);
        let (network, registers) = state.network_and_registers()?;
        let records = Vec::new();
        let execution = Self { parent, reader, state, network, registers, time_ms, records };
        #[cfg(test)]
        let execution = execution.with_planned_voters();
        Ok(execution)
    }

    /// Executes one instruction, or refuses it and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Stop::Refused`] with the first rule that says no, in the order of
    /// [`proto::refusal`]; [`Stop::Read`] when the store fails.
    pub fn instruct(&mut self, submission: &Submission) -> Result<(), Stop> {
        submission.check_deadline(self.time_ms)?;
        match submission.instruction() {
            Instruction::Title(instruction) => self.instruct_on_titles(submission, instruction),
            Instruction::Registry(instruction) => {
                self.instruct_on_registry(submission, instruction)
            }
        }
    }

    /// Checks one instruction as [`Self::instruct`] does, and writes nothing. `room` has its say where L-08
    /// stands in the order of rules: after the heads, and before what costs a signature.
    ///
    /// # Errors
    ///
    /// As [`Self::instruct`].
    pub fn judge(&self, submission: &Submission, room: Room<'_>) -> Result<(), Stop> {
        submission.check_deadline(self.time_ms)?;
        match submission.instruction() {
            Instruction::Title(instruction) => {
                self.decide_on_titles(submission, instruction, room).map(drop)
            }
            Instruction::Registry(instruction) => {
                let records = self.registry_of(instruction)?;
                self.decide_on_registry(submission, instruction, &records, room).map(drop)
            }
        }
    }

    /// L-10, of everyone who must sign. `unknown` words the refusal of a party that is not
    /// enrolled, and so has no keys.
    fn check_approvals(
        &self,
        submission: &Submission,
        enrolled: &Records,
        unknown: impl Fn(PartyId) -> Refusal,
    ) -> Result<(), Refusal> {
        let signers: Result<Vec<Signer>, _> = submission
            .signers()
            .map(|party| enrolled.signer(party).ok_or_else(|| unknown(party)))
            .collect();
        // Approvals that cannot be read are refused before parties that nobody knows.
        let signers = signers.or_else(|unknown| submission.approvals().and(Err(unknown)))?;
        let keys = self.reader.memory().map(Memory::keys);
        submission.check_approvals(&signers, self.parent.height + 1, &keys)
    }

    /// Puts a fact on record as the next of its chain. Returns the chain after it.
    fn record(&mut self, submission: &Submission, chain: ChainHead, fact: Fact) -> ChainHead {
        let record = FactRecord {
            height: self.parent.height + 1,
            index: u32::try_from(self.records.len()).expect("a block's facts are bounded"),
            instruction: submission.id(),
            approvals_hash: submission.approvals_hash(),
            presentations_hash: submission.presentations_hash(),
            sequence: chain.length + 1,
            previous_head: chain.head,
            fact,
        };
        let after = record.chain_after();
        self.records.push(record);
        after
    }

    /// The facts so far.
    #[must_use]
    pub fn records(&self) -> &[FactRecord] {
        &self.records
    }

    /// Ends the block: roots over its facts and over the state after it.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn finish(self) -> Result<Executed, ReadError> {
        let facts_root = Tree::of(self.records.iter().map(FactRecord::encode)).root();
        let next_validators = self.next_validators();
        let changes = self.state.into_changes();
        let mut state_root = self.parent.state_root;
        let mut state_version = self.parent.state_version;
        let mut tree = TreeUpdateBatch::default();
        if !changes.is_empty() {
            state_version += 1;
            let (root, update) = write_tree(self.reader, state_version, &changes)?;
            state_root = root;
            tree = update;
        }
        Ok(Executed {
            records: self.records,
            changes,
            tree,
            facts_root,
            state_root,
            state_version,
            next_validators,
        })
    }
}

/// The tree after `changes`: its root and its new nodes. What lies on the way of several changes is
/// written and hashed once for all of them.
///
/// # Errors
///
/// [`ReadError::Store`].
///
/// # Panics
///
/// If nothing changes: the tree makes no version without a change.
pub fn write_tree<R: TreeReader>(
    reader: &R,
    version: u64,
    changes: &Changes,
) -> Result<(Hash, TreeUpdateBatch), ReadError> {
    let values = changes.iter().map(|(key, value)| (KeyHash(key.hash().0), value.bytes().to_vec()));
    Ok(write_values(reader, version, values.collect())?)
}

fn write_values<R: TreeReader>(
    reader: &R,
    version: u64,
    values: Vec<(KeyHash, OwnedValue)>,
) -> anyhow::Result<(Hash, TreeUpdateBatch)> {
    let tree = JellyfishMerkleTree::<R, StateHasher>::new(reader);
    let (roots, update) = tree.batch_put_value_sets(vec![values], None, version)?;
    let root = roots.first().expect("one set of values makes one root");
    Ok((Hash(root.0), update))
}

/// The ids of the instructions a block executed, from its records.
#[must_use]
pub fn instructions(records: &[FactRecord]) -> Vec<InstructionId> {
    let mut ids: Vec<_> = records.iter().map(|record| record.instruction).collect();
    ids.dedup();
    ids
}
