//! Executing instructions: everything is checked, then written; no half-applied act exists.

mod voters;

use std::collections::BTreeMap;

use jmt::KeyHash;
use jmt::storage::{TreeReader, TreeUpdateBatch};
use proto::fact::{ChainHead, FactRecord};
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::{Expected, Subject, Submission};
use proto::merkle::Tree;
use proto::refusal::Refusal;
use proto::state::{ReferenceRecord, StateHasher, StateKey, TitleRecord};
use proto::validators::ValidatorSet;
use thiserror::Error;
use title::{Act, Event, Fact, Parties, Registers, Status, View};

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
        let execution = execution.with_planned_voters()?;
        Ok(execution)
    }

    /// Executes one instruction, or refuses it and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Stop::Refused`] with the first rule that says no, in the order of
    /// [`proto::refusal`]; [`Stop::Read`] when the store fails.
    pub fn instruct(&mut self, submission: &Submission) -> Result<(), Stop> {
        let (facts, record) = self.decide(submission)?;
        // From here on nothing may fail.
        let mut record = record;
        for fact in &facts {
            record = Some(self.write(submission, record, fact));
        }
        Ok(())
    }

    /// L-07 alone: whether the title stands where the signer saw it.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the store fails.
    pub fn check_heads(&self, submission: &Submission) -> Result<Result<(), Refusal>, ReadError> {
        let record = self.state.title(submission.instruction().title)?;
        Ok(check_heads(submission, record.as_ref()))
    }

    /// Checks everything and writes nothing.
    fn decide(&self, submission: &Submission) -> Result<(Vec<Fact>, Option<TitleRecord>), Stop> {
        submission.check_deadline(self.time_ms)?;
        let instruction = submission.instruction();
        let record = self.state.title(instruction.title)?;
        check_heads(submission, record.as_ref())?;
        submission.check_presentations()?;
        self.check_approvals(submission)?;
        let reference = match &instruction.act {
            Act::Issue(issue) => self.state.reference_use(issue.reference)?,
            _ => title::ReferenceUse::Unused,
        };
        let title = record.as_ref().map(|record| &record.title);
        let parties: Parties = self.state.standings(&instruction.parties(title))?;
        let view = View {
            title,
            reference,
            parties: &parties,
            registers: &self.registers,
            now: title::Time(self.time_ms),
        };
        let facts = title::apply(&view, instruction).map_err(Refusal::Law)?;
        Ok((facts, record))
    }

    /// L-10. A party that is not enrolled has no keys: the law says so (T-03).
    fn check_approvals(&self, submission: &Submission) -> Result<(), Stop> {
        let approvals = submission.approvals()?;
        let actor = submission.instruction().by.actor;
        let Some(account) = self.state.account(actor)? else {
            let lack = title::Lack::NotEnrolled;
            let refusal = title::Refusal::ActorWithoutStanding { party: actor, lack };
            return Err(Refusal::Law(refusal).into());
        };
        account.policy.check_approvals(
            &self.parent.chain,
            self.parent.height + 1,
            submission.body(),
            &approvals,
        )?;
        Ok(())
    }

    fn write(
        &mut self,
        submission: &Submission,
        before: Option<TitleRecord>,
        fact: &Fact,
    ) -> TitleRecord {
        let (title, control, annotations) = match before {
            Some(record) => (Some(record.title), record.control, record.annotations),
            None => (None, ChainHead::default(), ChainHead::default()),
        };
        let record = FactRecord {
            height: self.parent.height + 1,
            index: u32::try_from(self.records.len()).expect("a block's facts are bounded"),
            instruction: submission.id(),
            approvals_hash: submission.approvals_hash(),
            presentations_hash: submission.presentations_hash(),
            sequence: control.length + 1,
            previous_head: control.head,
            fact: *fact,
        };
        let title = title::evolve(title, fact);
        self.write_reference(fact, &title);
        let after = TitleRecord { control: record.chain_after(), annotations, title };
        self.state.put(StateKey::Title(after.title.id), after.encode());
        self.records.push(record);
        after
    }

    /// A reference follows its titles: live from issue to end, used ever after.
    fn write_reference(&mut self, fact: &Fact, title: &title::Title) {
        let ended = matches!(title.status, Status::Ended(_));
        if !ended && !matches!(fact.event, Event::Issued(_)) {
            return;
        }
        let record =
            ReferenceRecord { live: (!ended).then_some(title.id), versions: title.version };
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

/// L-07: every chain named stands where its signer saw it. Of a second issue, which names the
/// empty chain, the law says more than a stale head would: what stands there already (T-06).
fn check_heads(submission: &Submission, record: Option<&TitleRecord>) -> Result<(), Refusal> {
    let actual = record.map_or(Hash::ZERO, |record| record.control.head);
    let is_issue = matches!(submission.instruction().act, Act::Issue(_));
    for Expected { subject: Subject::TitleControl(_), head } in submission.expected() {
        if *head != actual && !(is_issue && *head == Hash::ZERO) {
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
