//! Executing instructions: everything is checked, then written; no half-applied act exists.

mod voters;

use std::collections::BTreeMap;

use jmt::KeyHash;
use jmt::storage::{TreeReader, TreeUpdateBatch};
use proto::account::{Policy, check_approvals};
use proto::fact::{ChainHead, FactRecord};
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::{Expected, Subject, Submission};
use proto::merkle::Tree;
use proto::refusal::Refusal;
use proto::state::{ReferenceRecord, StateHasher, StateKey, TitleRecord};
use proto::validators::ValidatorSet;
use thiserror::Error;
use title::{
    Act, Fact, Instruction, Mandate, Parties, PartyId, References, Registers, Titles, View,
};

use super::Parent;
use super::state::{ReadError, State};

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
    registers: Registers,
    time_ms: u64,
    records: Vec<FactRecord>,
}

/// What a block did.
#[derive(Debug)]
pub struct Executed {
    /// Its facts, in order.
    pub records: Vec<FactRecord>,
    /// The values it wrote.
    pub changes: BTreeMap<StateKey, Vec<u8>>,
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

impl<'a, R: TreeReader> Execution<'a, R> {
    /// Begins a block of the given time on `parent`.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn begin(parent: &'a Parent, reader: &'a R, time_ms: u64) -> Result<Self, ReadError> {
        let state = State::at(reader, parent.state_version, parent.state_root);
        let registers = state.registers()?;
        let execution = Self { parent, reader, state, registers, time_ms, records: Vec::new() };
        #[cfg(test)]
        let execution = execution.as_planned()?;
        Ok(execution)
    }

    /// Executes one instruction, or refuses it and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Stop::Refused`] with the first rule that says no, in the order of
    /// [`proto::refusal`]; [`Stop::Read`] when the store fails.
    pub fn instruct(&mut self, submission: &Submission) -> Result<(), Stop> {
        let (facts, mut records) = self.decide(submission)?;
        // From here on nothing may fail.
        for fact in &facts {
            let before = records.remove(&fact.title);
            let after = self.write(submission, before, fact);
            records.insert(fact.title, after);
        }
        Ok(())
    }

    /// L-07 alone: whether every title stands where the signer saw it.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the store fails.
    pub fn check_heads(&self, submission: &Submission) -> Result<Result<(), Refusal>, ReadError> {
        let records = self.records_of(submission.instruction())?;
        Ok(check_heads(submission, &records))
    }

    /// Checks everything and writes nothing.
    fn decide(&self, submission: &Submission) -> Result<(Vec<Fact>, TitleRecords), Stop> {
        submission.check_deadline(self.time_ms)?;
        let instruction = submission.instruction();
        let records = self.records_of(instruction)?;
        check_heads(submission, &records)?;
        submission.check_presentations()?;
        self.check_approvals(submission)?;
        let titles: Titles =
            records.iter().map(|(id, record)| (*id, record.title.clone())).collect();
        let parties: Parties = self.state.standings(&instruction.parties(&titles))?;
        let view = View {
            titles: &titles,
            references: &self.references_of(instruction)?,
            parties: &parties,
            registers: &self.registers,
            mandate: Mandate { have: 0, need: u32::MAX, outsider: None },
            now: title::Time(self.time_ms),
        };
        let facts = title::apply(&view, instruction).map_err(Refusal::Law)?;
        Ok((facts, records))
    }

    /// The titles a rule reads, and the masters of those that exist.
    fn records_of(&self, instruction: &Instruction) -> Result<TitleRecords, ReadError> {
        let mut records = TitleRecords::new();
        let mut wanted: Vec<_> = instruction.reads().into_iter().collect();
        for id in wanted.clone() {
            let Some(record) = self.state.title(id)? else { continue };
            wanted.extend(record.title.master);
            records.insert(id, record);
        }
        for id in wanted {
            if !records.contains_key(&id)
                && let Some(record) = self.state.title(id)?
            {
                records.insert(id, record);
            }
        }
        Ok(records)
    }

    fn references_of(&self, instruction: &Instruction) -> Result<References, ReadError> {
        let keys = instruction.references().into_iter();
        keys.map(|key| Ok((key, self.state.reference_use(key)?))).collect()
    }

    /// L-10, of everyone who must sign. A party that is not enrolled has no keys: the law says so
    /// (T-03).
    fn check_approvals(&self, submission: &Submission) -> Result<(), Stop> {
        let approvals = submission.approvals()?;
        let mut policies: Vec<Policy> = Vec::new();
        for party in submission.signers() {
            policies.push(self.policy_of(party)?);
        }
        let height = self.parent.height + 1;
        check_approvals(&policies, &self.parent.chain, height, submission.body(), &approvals)?;
        Ok(())
    }

    fn policy_of(&self, party: PartyId) -> Result<Policy, Stop> {
        match self.state.account(party)? {
            Some(account) => Ok(account.policy),
            None => {
                let lack = title::Lack::NotEnrolled;
                let refusal = title::Refusal::ActorWithoutStanding { party, lack };
                Err(Refusal::Law(refusal).into())
            }
        }
    }

    fn write(
        &mut self,
        submission: &Submission,
        before: Option<TitleRecord>,
        fact: &Fact,
    ) -> TitleRecord {
        let (title, mut control, mut annotations) = match before {
            Some(record) => (Some(record.title), record.control, record.annotations),
            None => (None, ChainHead::default(), ChainHead::default()),
        };
        let chain = if fact.event.is_annotation() { &mut annotations } else { &mut control };
        let record = FactRecord {
            height: self.parent.height + 1,
            index: u32::try_from(self.records.len()).expect("a block's facts are bounded"),
            instruction: submission.id(),
            approvals_hash: submission.approvals_hash(),
            presentations_hash: submission.presentations_hash(),
            sequence: chain.length + 1,
            previous_head: chain.head,
            fact: fact.clone(),
        };
        *chain = record.chain_after();
        let title = title::evolve(title, fact);
        self.write_reference(fact, &title);
        let after = TitleRecord { control, annotations, title };
        self.state.put(StateKey::Title(after.title.id), after.encode());
        self.records.push(record);
        after
    }

    /// A reference follows its titles: live from issue to end, used ever after. Where one title
    /// replaces another under the same reference, the end comes before the beginning.
    fn write_reference(&mut self, fact: &Fact, title: &title::Title) {
        let begins = fact.event.issue().is_some();
        if fact.event.is_annotation() || (title.is_live() && !begins) {
            return;
        }
        let live = title.is_live().then_some(title.id);
        let record = ReferenceRecord { live, versions: title.version };
        self.state.put(StateKey::Reference(title.reference), record.encode());
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
        let next_validators = self.next_validators()?;
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

/// The tree after `changes`: its root and its new nodes.
///
/// # Errors
///
/// [`ReadError::Store`].
pub fn write_tree<R: TreeReader>(
    reader: &R,
    version: u64,
    changes: &BTreeMap<StateKey, Vec<u8>>,
) -> Result<(Hash, TreeUpdateBatch), ReadError> {
    let tree = jmt::JellyfishMerkleTree::<R, StateHasher>::new(reader);
    // Sorted by key hash: the tree's shape does not depend on the order, its cost does.
    let values: BTreeMap<[u8; 32], Option<Vec<u8>>> =
        changes.iter().map(|(key, value)| (key.hash().0, Some(value.clone()))).collect();
    let values = values.into_iter().map(|(key, value)| (KeyHash(key), value));
    let (root, update) = tree.put_value_set(values, version)?;
    Ok((Hash(root.0), update))
}

/// The titles an instruction touches, as they stand in the state.
type TitleRecords = BTreeMap<title::TitleId, TitleRecord>;

/// L-07: every chain named stands where its signer saw it. Of a second issue, which names the
/// empty chain, the law says more than a stale head would: what stands there already (T-06).
fn check_heads(submission: &Submission, records: &TitleRecords) -> Result<(), Refusal> {
    let begun: Vec<_> = match &submission.instruction().act {
        Act::Issue(_) | Act::IssueFromPaper { .. } => vec![submission.instruction().title],
        Act::Replace { begins, .. } => begins.iter().map(|begin| begin.title).collect(),
        _ => vec![],
    };
    for Expected { subject, head } in submission.expected() {
        let (title, chain) = match subject {
            Subject::TitleControl(id) => (id, records.get(id).map(|record| record.control)),
            Subject::TitleAnnotations(id) => (id, records.get(id).map(|record| record.annotations)),
        };
        let actual = chain.unwrap_or_default().head;
        if *head != actual && !(begun.contains(title) && *head == Hash::ZERO) {
            return Err(Refusal::StaleHead { expected: *head, actual });
        }
    }
    Ok(())
}

/// The ids of the instructions a block executed, from its records.
#[must_use]
pub fn instructions(records: &[FactRecord]) -> Vec<InstructionId> {
    let mut ids: Vec<_> = records.iter().map(|record| record.instruction).collect();
    ids.dedup();
    ids
}
