//! The members at work: each bill is traded, act by act, through whatever the network does.
//!
//! A client knows what its receipts prove and what a node told it. It hands an instruction in,
//! waits, and where no answer comes hands the same instruction in again, elsewhere.

mod acts;

use std::collections::BTreeMap;

use bytes::Bytes;
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Submission;
use title::{Title, TitleId};

pub use self::acts::choose;
use crate::cast::Cast;
use crate::dice::Dice;
use crate::life::CallId;

/// How long an instruction is good for, in milliseconds.
pub const DEADLINE_MS: u64 = 30_000;

/// One act that a client wants done.
pub struct Op {
    /// Its instruction.
    pub id: InstructionId,
    /// On which title; none for the network's own affairs.
    pub title: Option<TitleId>,
    /// The bill whose client it is.
    pub bill: Option<usize>,
    /// What is handed in.
    pub envelope: Bytes,
    /// Its deadline, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// When it was handed in first.
    pub invoked_us: u64,
    /// What became of it, as far as the client knows.
    pub outcome: Option<Outcome>,
    /// Whether an answer failed to come at some time.
    pub was_unknown: bool,
    /// What it is about, for the story.
    pub about: String,
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is recorded, and the receipt was verified.
    Final {
        /// The block.
        height: u64,
        /// When the client knew.
        at_us: u64,
    },
    /// A rule said no, for good.
    Refused {
        /// The rule and its words.
        why: String,
        /// When the client knew.
        at_us: u64,
    },
}

/// One bill and its client.
pub struct Bill {
    /// Which paper number comes next: a bill that ended is followed by another.
    pub number: u32,
    /// The title as the client believes it to be.
    pub title: Option<Title>,
    /// The head of its chain.
    pub head: Hash,
    /// How many acts of it are under way.
    pub under_way: usize,
}

/// All clients.
pub struct Users {
    /// Every act ever handed in.
    pub ops: Vec<Op>,
    /// The bills.
    pub bills: Vec<Bill>,
    /// What clients were told is final, and at which height.
    pub acknowledged: BTreeMap<InstructionId, u64>,
    /// Whose calls are open.
    pub calls: BTreeMap<CallId, usize>,
    next_call: u64,
    /// The clients' chance.
    pub dice: Dice,
}

impl Users {
    /// Clients of this many bills.
    #[must_use]
    pub fn new(bills: u32, dice: Dice) -> Self {
        let bill = |number| Bill { number, title: None, head: Hash::ZERO, under_way: 0 };
        Self {
            ops: Vec::new(),
            bills: (0..bills).map(bill).collect(),
            acknowledged: BTreeMap::new(),
            calls: BTreeMap::new(),
            next_call: 0,
            dice,
        }
    }

    /// Makes an act of an envelope.
    ///
    /// # Panics
    ///
    /// When the envelope is none.
    pub fn begin(
        &mut self,
        cast: &Cast,
        bill: Option<usize>,
        title: Option<TitleId>,
        envelope: Vec<u8>,
        now_us: u64,
        about: String,
    ) -> usize {
        let submission = Submission::open(&envelope, &cast.chain()).expect("clients write well");
        self.ops.push(Op {
            id: submission.id(),
            title,
            bill,
            envelope: envelope.into(),
            deadline_ms: submission.deadline_ms(),
            invoked_us: now_us,
            outcome: None,
            was_unknown: false,
            about,
        });
        if let Some(bill) = bill {
            self.bills[bill].under_way += 1;
        }
        self.ops.len() - 1
    }

    /// A new call for an act.
    pub fn call(&mut self, op: usize) -> CallId {
        self.next_call += 1;
        let call = CallId(self.next_call);
        self.calls.insert(call, op);
        call
    }

    /// Ends an act.
    pub fn end(&mut self, op: usize, outcome: Outcome) {
        let op = &mut self.ops[op];
        if op.outcome.is_some() {
            return;
        }
        if let Outcome::Final { height, .. } = outcome {
            self.acknowledged.insert(op.id, height);
        }
        op.outcome = Some(outcome);
        if let Some(bill) = op.bill {
            self.bills[bill].under_way -= 1;
        }
    }

    /// Acts whose outcome no client knows yet.
    #[must_use]
    pub fn open(&self) -> usize {
        self.ops.iter().filter(|op| op.outcome.is_none()).count()
    }
}
