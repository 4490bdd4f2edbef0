//! What must never happen.

use node::consensus::context::Address;
use proto::hash::Hash;
use proto::ids::InstructionId;
use thiserror::Error;
use title::TitleId;
use title::invariants::Broken;

/// Something that must never happen, and did.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Violation {
    /// Two honest nodes committed different blocks at one height.
    #[error("height {height}: machine {machine} committed {found}, others {committed}")]
    Fork {
        /// Where.
        height: u64,
        /// Who.
        machine: usize,
        /// Its block.
        found: Hash,
        /// The others'.
        committed: Hash,
    },
    /// A committed block without a good certificate of its height's validators.
    #[error("height {height} at machine {machine} is not certified: {why}")]
    NotCertified {
        /// Where.
        height: u64,
        /// Who.
        machine: usize,
        /// What is wrong.
        why: String,
    },
    /// A promise of the law broken by recorded facts.
    #[error("height {height}, {title}: {broken:?}")]
    Law {
        /// Where.
        height: u64,
        /// Which title.
        title: TitleId,
        /// The promise.
        broken: Broken,
    },
    /// A state that is not the fold of the facts.
    #[error("{title} at machine {machine} is not what its facts make it")]
    StateIsNotItsFacts {
        /// Which title.
        title: TitleId,
        /// Who holds it.
        machine: usize,
    },
    /// An honest key signed two different things for one place.
    #[error("honest validator {validator} signed twice at height {height} round {round}")]
    SignedTwice {
        /// Whose key.
        validator: Address,
        /// Where.
        height: u64,
        /// In which round.
        round: u32,
    },
    /// What a client was told is final is not there.
    #[error("{instruction} was told final, but machine {machine} does not have it")]
    AcknowledgedLost {
        /// Which instruction.
        instruction: InstructionId,
        /// Who lacks it.
        machine: usize,
    },
    /// A node's log lost blocks that it had committed.
    #[error("machine {machine} had height {had} and came back with {has}")]
    WentBack {
        /// Who.
        machine: usize,
        /// What it had.
        had: u64,
        /// What it has.
        has: u64,
    },
    /// An instruction that a client was told is refused was recorded.
    #[error("{instruction} was told refused ({why}) and is recorded at height {height}")]
    RefusedButRecorded {
        /// Which instruction.
        instruction: InstructionId,
        /// What the client was told.
        why: String,
        /// Where it is.
        height: u64,
    },
    /// The order of two acts on one title contradicts the order in which clients saw them.
    #[error("{later} was handed in after {earlier} was final, but stands before it")]
    NotLinear {
        /// The first to be final.
        earlier: InstructionId,
        /// The one handed in after that.
        later: InstructionId,
    },
    /// The network does not go on although nothing is wrong any more.
    #[error("no progress after the faults stopped: {why}")]
    Stalled {
        /// Who or what hangs.
        why: String,
    },
    /// An instruction that was recorded before.
    #[error("{instruction} is recorded again at height {height}")]
    RecordedTwice {
        /// Which instruction.
        instruction: InstructionId,
        /// Where it is the second time.
        height: u64,
    },
    /// An instruction in a block that is later than its deadline.
    #[error("{instruction} is recorded at height {height}, after its deadline")]
    RecordedLate {
        /// Which instruction.
        instruction: InstructionId,
        /// Where it is.
        height: u64,
    },
    /// A block that is not later than its parent, or later than any honest clock allows.
    #[error("height {height} is of {time_ms} ms, which is not between {after_ms} and {latest_ms}")]
    Untimely {
        /// Which block.
        height: u64,
        /// Its time.
        time_ms: u64,
        /// Its parent's time.
        after_ms: u64,
        /// The latest time that it may have.
        latest_ms: u64,
    },
    /// A node found itself at odds with the network, or refused to start without a reason.
    #[error("machine {machine}: {why}")]
    Node {
        /// Which.
        machine: usize,
        /// What it said.
        why: String,
    },
    /// A store of a node holds more than it may.
    #[error("machine {machine} holds {what}: {amount}")]
    Unbounded {
        /// Which.
        machine: usize,
        /// Of what.
        what: &'static str,
        /// How much.
        amount: usize,
    },
    /// Evidence that names a validator who did not lie.
    #[error("evidence names validator {validator}, who is honest")]
    InnocentNamed {
        /// Which.
        validator: usize,
    },
    /// A fork for which too few keys are named.
    #[error("a fork names {named} keys; {needed} must have lied")]
    TooFewNamed {
        /// How many are.
        named: usize,
        /// How many must be.
        needed: usize,
    },
    /// A part of a node panicked.
    #[error("panic: {0}")]
    Panic(String),
}

impl Violation {
    /// Which check found it, in a word.
    #[must_use]
    pub fn checker(&self) -> &'static str {
        match self {
            Self::Fork { .. } => "agreement",
            Self::NotCertified { .. } => "certificates",
            Self::Law { .. } => "law",
            Self::StateIsNotItsFacts { .. } => "state",
            Self::SignedTwice { .. } => "signatures",
            Self::AcknowledgedLost { .. } => "acknowledged",
            Self::WentBack { .. } => "recovery",
            Self::RefusedButRecorded { .. } => "answers",
            Self::NotLinear { .. } => "order",
            Self::RecordedTwice { .. } => "once",
            Self::RecordedLate { .. } | Self::Untimely { .. } => "time",
            Self::Stalled { .. } => "progress",
            Self::Node { .. } => "node",
            Self::Unbounded { .. } => "bounds",
            Self::InnocentNamed { .. } | Self::TooFewNamed { .. } => "evidence",
            Self::Panic(_) => "panic",
        }
    }
}
