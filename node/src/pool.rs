//! Instructions that wait to be recorded: bounded, fair between members, one per title head.
//!
//! The pool decides nothing about title. It holds what passed admission, gives it out in turns
//! (one per member and turn), and forgets what was recorded, refused or overtaken.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::{Subject, Submission};
use proto::refusal::Refusal;

use crate::ledger::propose::Candidate;

/// A pool holds this many times what the largest of the newest blocks recorded. What waits for longer
/// than some blocks take costs every node the same as what is recorded, and whoever handed it in is
/// better told at once that there is no room.
const BLOCKS_AHEAD: usize = 4;

/// Instructions there is room for, however small blocks are.
const AT_LEAST: usize = 1_024;

/// Blocks that count as the newest.
const NEWEST_BLOCKS: usize = 16;

/// How much a pool holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolLimits {
    /// Most instructions, however large blocks are.
    pub instructions: usize,
    /// Most bytes of envelopes.
    pub bytes: usize,
    /// Most instructions of one member.
    pub per_member: usize,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self { instructions: 16_384, bytes: 64 << 20, per_member: 2_048 }
    }
}

/// Whether an instruction was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insert {
    /// It was not waiting before, and nothing else was.
    First,
    /// It was not waiting before; others were.
    New,
    /// It waits already.
    Known,
}

/// The instructions that wait at one node.
#[derive(Default)]
pub struct Pool {
    limits: PoolLimits,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    entries: BTreeMap<InstructionId, Entry>,
    /// The one instruction that waits on each chain of facts.
    by_subject: BTreeMap<Subject, InstructionId>,
    /// Per member, in the order of arrival.
    queues: BTreeMap<Hash, VecDeque<InstructionId>>,
    /// The instruction that stands in an envelope.
    by_envelope: HashMap<Arc<[u8]>, InstructionId>,
    bytes: usize,
    /// How many instructions each of the newest blocks recorded.
    newest: VecDeque<usize>,
}

struct Entry {
    candidate: Candidate,
    quota: Hash,
}

impl Pool {
    /// An empty pool.
    #[must_use]
    pub fn new(limits: PoolLimits) -> Self {
        Self { limits, waiting: Mutex::default() }
    }

    /// Whether an instruction of this member and these subjects would find room (L-07, L-08).
    ///
    /// # Errors
    ///
    /// [`Refusal::HeadBusy`], [`Refusal::QuotaExceeded`] or [`Refusal::PoolFull`]; all pass with
    /// time.
    pub fn check_room(&self, submission: &Submission, quota: Hash) -> Result<(), Refusal> {
        self.lock().check_room(&self.limits, submission, quota)
    }

    /// Whether another instruction waits on a head that this one names. One that waits on an earlier
    /// head of the chain is about to be forgotten.
    #[must_use]
    pub fn is_contested(&self, submission: &Submission) -> bool {
        let waiting = self.lock();
        let heads = &mut submission.expected().iter();
        heads.any(|entry| {
            let other = waiting.on_head(&entry.subject, &entry.head);
            other.is_some_and(|id| id != submission.id())
        })
    }

    /// Takes an instruction in. Asked again with the same one, it keeps the first.
    ///
    /// # Errors
    ///
    /// As [`Self::check_room`].
    pub fn insert(&self, candidate: Candidate, quota: Hash) -> Result<Insert, Refusal> {
        let mut waiting = self.lock();
        let id = candidate.submission.id();
        if waiting.entries.contains_key(&id) {
            return Ok(Insert::Known);
        }
        let is_first = waiting.entries.is_empty();
        waiting.check_room(&self.limits, &candidate.submission, quota)?;
        if waiting.bytes + candidate.envelope.len() > self.limits.bytes {
            return Err(Refusal::PoolFull);
        }
        for entry in candidate.submission.expected() {
            waiting.by_subject.insert(entry.subject, id);
        }
        waiting.bytes += candidate.envelope.len();
        waiting.queues.entry(quota).or_default().push_back(id);
        waiting.by_envelope.insert(Arc::clone(&candidate.envelope), id);
        waiting.entries.insert(id, Entry { candidate, quota });
        Ok(if is_first { Insert::First } else { Insert::New })
    }

    /// What to put into a block: one instruction of each member in turn, oldest first, as many as
    /// `limit`.
    #[must_use]
    pub fn candidates(&self, limit: usize) -> Vec<Candidate> {
        let waiting = self.lock();
        let mut queues: Vec<_> = waiting.queues.values().map(VecDeque::iter).collect();
        let mut turn = Vec::new();
        while turn.len() < limit && !queues.is_empty() {
            queues.retain_mut(|queue| {
                let next = queue.next().and_then(|id| waiting.entries.get(id));
                turn.extend(next.map(|entry| entry.candidate.clone()));
                next.is_some()
            });
        }
        turn.truncate(limit);
        turn
    }

    /// Forgets what was recorded or refused.
    pub fn remove<'a>(&self, ids: impl IntoIterator<Item = &'a InstructionId>) {
        self.lock().remove(ids);
    }

    /// Takes note of how much a block recorded: the pool has room for some of its size.
    pub fn saw_block(&self, instructions: usize) {
        let mut waiting = self.lock();
        if waiting.newest.len() == NEWEST_BLOCKS {
            waiting.newest.pop_front();
        }
        waiting.newest.push_back(instructions);
    }

    /// Forgets what can no longer be recorded after a block: instructions on heads that a fact took the
    /// place of, each with its chain, and those whose deadline is before the block's time. What names
    /// the new head of such a chain stays: it may have come as soon as the block could be read.
    pub fn overtaken(&self, moved: &[(Subject, Hash)], time_ms: u64) {
        let mut waiting = self.lock();
        let mut gone: Vec<_> =
            moved.iter().filter_map(|(subject, head)| waiting.on_head(subject, head)).collect();
        let late = waiting
            .entries
            .iter()
            .filter(|(_, entry)| entry.candidate.submission.deadline_ms() < time_ms);
        gone.extend(late.map(|(id, _)| *id));
        waiting.remove(&gone);
    }

    /// Whether an instruction waits here.
    #[must_use]
    pub fn contains(&self, id: &InstructionId) -> bool {
        self.lock().entries.contains_key(id)
    }

    /// The instruction of an envelope that waits here, opened.
    #[must_use]
    pub fn opened(&self, envelope: &[u8]) -> Option<Arc<Submission>> {
        let waiting = self.lock();
        let id = waiting.by_envelope.get(envelope)?;
        waiting.entries.get(id).map(|entry| Arc::clone(&entry.candidate.submission))
    }

    /// The envelopes that wait, at most `bytes` of them, for a peer that asks.
    #[must_use]
    pub fn envelopes(&self, bytes: usize) -> Vec<Arc<[u8]>> {
        let mut room = bytes;
        let mut fits = |candidate: &Candidate| {
            let left = room.checked_sub(candidate.envelope.len());
            room = left.unwrap_or(room);
            left.is_some()
        };
        let candidates = self.candidates(self.limits.instructions);
        candidates
            .into_iter()
            .filter(|candidate| fits(candidate))
            .map(|candidate| candidate.envelope)
            .collect()
    }

    /// How many instructions wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Every change below leaves the pool whole, so a panic elsewhere does not spoil it.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// The instruction that waits on this head of a chain.
    fn on_head(&self, subject: &Subject, head: &Hash) -> Option<InstructionId> {
        let id = self.by_subject.get(subject)?;
        let expected = self.entries.get(id)?.candidate.submission.expected();
        let names = expected.iter().any(|entry| entry.subject == *subject && entry.head == *head);
        names.then_some(*id)
    }

    fn check_room(
        &self,
        limits: &PoolLimits,
        submission: &Submission,
        quota: Hash,
    ) -> Result<(), Refusal> {
        let busy = submission.expected().iter().any(|entry| {
            self.by_subject.get(&entry.subject).is_some_and(|id| *id != submission.id())
        });
        if busy {
            return Err(Refusal::HeadBusy);
        }
        let waiting = self.queues.get(&quota).map_or(0, VecDeque::len);
        let room = self.room(limits);
        // However small the room is, some of it is left to the others.
        let limit = limits.per_member.min(room - room / 4);
        if waiting >= limit {
            return Err(Refusal::QuotaExceeded { waiting, limit });
        }
        if self.entries.len() >= room {
            return Err(Refusal::PoolFull);
        }
        Ok(())
    }

    /// How many instructions may wait.
    fn room(&self, limits: &PoolLimits) -> usize {
        let largest = self.newest.iter().max().copied().unwrap_or(0);
        (BLOCKS_AHEAD * largest).max(AT_LEAST).min(limits.instructions)
    }

    fn remove<'a>(&mut self, ids: impl IntoIterator<Item = &'a InstructionId>) {
        let mut queues = BTreeSet::new();
        for id in ids {
            let Some(entry) = self.entries.remove(id) else { continue };
            self.bytes -= entry.candidate.envelope.len();
            self.by_envelope.remove(&entry.candidate.envelope);
            for expected in entry.candidate.submission.expected() {
                self.by_subject.remove(&expected.subject);
            }
            queues.insert(entry.quota);
        }
        // Each queue is gone through once, however many of its instructions a block recorded.
        for quota in queues {
            let queue = self.queues.get_mut(&quota).expect("what waits stands in a queue");
            queue.retain(|waiting| self.entries.contains_key(waiting));
            if queue.is_empty() {
                self.queues.remove(&quota);
            }
        }
    }
}

/// The pool as shared by admission, the chain and the API.
pub type SharedPool = Arc<Pool>;
