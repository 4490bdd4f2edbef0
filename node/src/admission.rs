//! The first answer to an instruction: recorded already, refused, or waiting.
//!
//! The answer is advice from this node's head, not a verdict; the verdict is a committed block.

pub mod peers;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use proto::hash::{Hash, Tag, tagged};
use proto::ids::InstructionId;
use proto::instruction::Submission;
use proto::receipt::Receipt;
use proto::refusal::Refusal;

use crate::ledger::execute::{Execution, Stop};
use crate::ledger::propose::Candidate;
use crate::pool::{Insert, SharedPool};
use crate::reader::{ReadError, Reader};
use crate::store::index::Meta;

/// Takes instructions in. Cheap to clone.
#[derive(Clone)]
pub struct Admission {
    reader: Reader,
    pool: SharedPool,
    on_first: OnFirst,
}

/// Called when an instruction waits where none did. Whoever begins a block looks at all that wait; to
/// be told of each would cost as much as a part of its check.
pub type OnFirst = Arc<dyn Fn() + Send + Sync>;

/// What became of an instruction that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was recorded before.
    Recorded(InstructionId),
    /// It waits to be recorded.
    Pending {
        /// Its id.
        id: InstructionId,
        /// Its deadline, in milliseconds since 1970.
        deadline_ms: u64,
        /// Whether it was not waiting before, so that peers should hear of it.
        new: bool,
    },
    /// It names a head that this node has never seen, most likely since the node is a block behind, or
    /// one that the pool has not heard of yet.
    Ahead(Refusal),
    /// Too late by this node's clock, but not by the ledger's time, which alone decides: its
    /// deadline, or an offer or a hold that it needs, has run out. It is not let in here, and may
    /// have been elsewhere.
    Late {
        /// Its id.
        id: InstructionId,
    },
    /// A rule says no.
    Refused(Refusal),
}

impl Taken {
    /// Whether another block could have given another answer.
    fn hangs_on_the_head(&self) -> bool {
        match self {
            Self::Pending { new, .. } => *new,
            Self::Ahead(_) | Self::Refused(_) => true,
            Self::Recorded(_) | Self::Late { .. } => false,
        }
    }
}

/// What became of an instruction that was handed in, with receipts for who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// It was recorded before; these are its receipts.
    Recorded(Vec<Receipt>),
    /// It waits to be recorded.
    Pending {
        /// Its id.
        id: InstructionId,
        /// Its deadline, in milliseconds since 1970.
        deadline_ms: u64,
        /// Whether it was not waiting before, so that peers should hear of it.
        new: bool,
    },
    /// It names a head that this node has never seen, most likely since the node is a block behind, or
    /// one that the pool has not heard of yet. The refusal is the answer if the next blocks do not
    /// change that.
    Ahead(Refusal),
    /// Too late by this node's clock, but not by the ledger's time, which alone decides: its
    /// deadline, or an offer or a hold that it needs, has run out. It is not let in here, and may
    /// have been elsewhere.
    Late {
        /// Its id.
        id: InstructionId,
    },
    /// A rule says no.
    Refused(Refusal),
}

/// What became of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is recorded.
    Final(Vec<Receipt>),
    /// It can no longer be recorded.
    Refused(Refusal),
    /// Neither, yet.
    Pending,
}

impl Admission {
    /// Admission to a pool.
    #[must_use]
    pub fn new(reader: Reader, pool: SharedPool, on_first: OnFirst) -> Self {
        Self { reader, pool, on_first }
    }

    /// Takes an instruction in for a client, who gets the receipts if it is recorded already. For
    /// `clock_ms` see [`Self::take_in`].
    ///
    /// # Errors
    ///
    /// [`ReadError`] when this node cannot read its store.
    pub fn submit(&self, envelope: &[u8], clock_ms: u64) -> Result<Admitted, ReadError> {
        Ok(match self.take_in(envelope, clock_ms)? {
            Taken::Recorded(id) => {
                let gone = ReadError::Missing { what: "instruction", height: 0 };
                Admitted::Recorded(self.reader.recorded(&id)?.ok_or(gone)?)
            }
            Taken::Pending { id, deadline_ms, new } => Admitted::Pending { id, deadline_ms, new },
            Taken::Ahead(refusal) => Admitted::Ahead(refusal),
            Taken::Late { id } => Admitted::Late { id },
            Taken::Refused(refusal) => Admitted::Refused(refusal),
        })
    }

    /// Takes an instruction in for a peer, who needs no receipts: none is built. `clock_ms` is
    /// this node's clock: an instruction whose deadline it has passed is turned away before it
    /// costs anything.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when this node cannot read its store.
    pub fn take_in(&self, envelope: &[u8], clock_ms: u64) -> Result<Taken, ReadError> {
        // Executing reads the state behind the reader's back; damage it meets is noted all the same.
        self.reader.noting(self.judge(envelope, clock_ms))
    }

    fn judge(&self, envelope: &[u8], clock_ms: u64) -> Result<Taken, ReadError> {
        let chain = self.reader.genesis().chain();
        let submission = match Submission::open(envelope, &chain) {
            Ok(submission) => Arc::new(submission),
            Err(refusal) => return Ok(Taken::Refused(refusal)),
        };
        let candidate = Candidate { submission, envelope: envelope.into() };
        loop {
            let meta = self.reader.meta()?;
            let taken = self.judge_at(&meta, &candidate, clock_ms)?;
            if !taken.hangs_on_the_head() || self.reader.meta()?.height == meta.height {
                return Ok(taken);
            }
            // A block came meanwhile. What was refused may be good now, or have been looked at on both
            // sides of it. What waits now may have been missed by that block's search of the pool for what
            // it overtook, and would be in the way of whatever comes next for its title.
            if matches!(taken, Taken::Pending { .. }) {
                self.pool.remove([&candidate.submission.id()]);
            }
        }
    }

    fn judge_at(
        &self,
        meta: &Meta,
        candidate: &Candidate,
        clock_ms: u64,
    ) -> Result<Taken, ReadError> {
        let submission = candidate.submission.as_ref();
        let (id, deadline_ms) = (submission.id(), submission.deadline_ms());
        if self.pool.contains(&id) {
            return Ok(Taken::Pending { id, deadline_ms, new: false });
        }
        let has_passed = |time_ms| submission.check_deadline(time_ms).is_err();
        if has_passed(clock_ms) && !has_passed(meta.time_ms + 1) {
            let recorded = self.reader.is_recorded(&id)?;
            return Ok(if recorded { Taken::Recorded(id) } else { Taken::Late { id } });
        }
        let quota = self.quota(meta, submission)?;
        let time_ms = clock_ms.max(meta.time_ms + 1);
        if let Err(refusal) = self.admit(meta, submission, quota, time_ms)? {
            // What is recorded has moved its chain, so it never passes the check.
            if self.reader.is_recorded(&id)? {
                return Ok(Taken::Recorded(id));
            }
            if self.is_refused_by_clock(meta, submission, quota, &refusal)? {
                return Ok(Taken::Late { id });
            }
            return self.refused(submission, refusal);
        }
        let inserted = match self.pool.insert(candidate.clone(), quota) {
            Ok(inserted) => inserted,
            Err(refusal) => return self.refused(submission, refusal),
        };
        if inserted == Insert::First {
            (self.on_first)();
        }
        Ok(Taken::Pending { id, deadline_ms, new: inserted != Insert::Known })
    }

    /// Whether the law refuses at this node's time alone: at the earliest time that the next block
    /// can have, it does not.
    fn is_refused_by_clock(
        &self,
        meta: &Meta,
        submission: &Submission,
        quota: Hash,
        refusal: &Refusal,
    ) -> Result<bool, ReadError> {
        if !matches!(refusal, Refusal::Law(_)) {
            return Ok(false);
        }
        Ok(self.admit(meta, submission, quota, meta.time_ms + 1)?.is_ok())
    }

    /// Tells a head that was overtaken from one that has not come here yet, and one that another
    /// instruction waits on from one that was free before the pool heard of the block.
    fn refused(&self, submission: &Submission, refusal: Refusal) -> Result<Taken, ReadError> {
        match refusal {
            Refusal::StaleHead { .. } => {}
            Refusal::HeadBusy if !self.pool.is_contested(submission) => {
                return Ok(Taken::Ahead(refusal));
            }
            _ => return Ok(Taken::Refused(refusal)),
        }
        for expected in submission.expected() {
            if !self.reader.was_head(&expected.subject, &expected.head)? {
                return Ok(Taken::Ahead(refusal));
            }
        }
        Ok(Taken::Refused(refusal))
    }

    /// What became of an instruction, by its id and deadline alone.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when this node cannot read its store.
    pub fn outcome(&self, id: &InstructionId, deadline_ms: u64) -> Result<Outcome, ReadError> {
        // The head first: a block committed after it may still record the instruction, and then
        // the look-up finds it.
        let now_ms = self.reader.meta()?.time_ms;
        if let Some(receipts) = self.reader.recorded(id)? {
            return Ok(Outcome::Final(receipts));
        }
        if now_ms > deadline_ms {
            self.reader.check_whole()?;
            return Ok(Outcome::Refused(Refusal::DeadlinePassed { deadline_ms, now_ms }));
        }
        Ok(Outcome::Pending)
    }

    /// Whether an instruction waits here to be recorded. One that a block recorded waits no more by
    /// the time that the block is told of.
    #[must_use]
    pub fn waits(&self, id: &InstructionId) -> bool {
        self.pool.contains(id)
    }

    /// What became of an instruction that was handed in here: if it no longer waits and is not
    /// recorded, it is checked again, which gives the rule that stopped it.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when this node cannot read its store.
    pub fn outcome_of(
        &self,
        id: &InstructionId,
        envelope: &[u8],
        clock_ms: u64,
    ) -> Result<Outcome, ReadError> {
        if let Some(receipts) = self.reader.recorded(id)? {
            return Ok(Outcome::Final(receipts));
        }
        if self.waits(id) {
            return Ok(Outcome::Pending);
        }
        Ok(match self.submit(envelope, clock_ms)? {
            Admitted::Recorded(receipts) => Outcome::Final(receipts),
            Admitted::Refused(refusal) if refusal.is_temporary() => Outcome::Pending,
            Admitted::Ahead(refusal) | Admitted::Refused(refusal) => Outcome::Refused(refusal),
            Admitted::Pending { .. } | Admitted::Late { .. } => Outcome::Pending,
        })
    }

    /// Judges the instruction alone on the head, as in a block of that time, in the order of precedence.
    fn admit(
        &self,
        meta: &Meta,
        submission: &Submission,
        quota: Hash,
        time_ms: u64,
    ) -> Result<Result<(), Refusal>, ReadError> {
        // An instruction judged alone makes no header, so no root of earlier ones is needed.
        let parent = meta.parent(Hash::ZERO, self.reader.validators(meta)?.as_ref().clone());
        let execution = Execution::begin(&parent, self.reader.index(), time_ms)?;
        match execution.judge(submission, &|| self.pool.check_room(submission, quota)) {
            Ok(()) => Ok(Ok(())),
            Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
            Err(Stop::Read(error)) => Err(error.into()),
        }
    }

    /// The opaque key that an instruction's room is counted under: its actor's member, or for a
    /// party nobody knows the party itself.
    fn quota(&self, meta: &Meta, submission: &Submission) -> Result<Hash, ReadError> {
        let actor = submission.by().actor;
        let account = self.reader.state(meta).account(actor)?;
        let owner = account.map_or(actor.0, |account| account.member.0);
        Ok(tagged(Tag::Quota, &[&owner]))
    }
}
