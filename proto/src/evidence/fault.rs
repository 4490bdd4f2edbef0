//! Why an evidence file proves nothing. Each way of tampering has its own reason.

use std::fmt;

use thiserror::Error;
use title::{PartyId, TitleId};

use crate::checkpoint::{CheckpointFault, Uncommitted};
use crate::document::{PackageFault, TitleFault};
use crate::genesis::GenesisFault;
use crate::handover::HandoverFault;
use crate::hash::Hash;
use crate::ids::{ChainId, MemberId};
use crate::receipt::ReceiptFault;
use crate::reference::{NormalReference, ReferenceFault};
use crate::refusal::Refusal;
use crate::state::StateFault;
use crate::state_proof::StateEntryFault;
use crate::wire::{FieldError, WireError};

/// A part of an evidence file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The network's record.
    Network,
    /// A member's record.
    Member,
    /// An account's record.
    Account,
    /// The title's record.
    Title,
    /// The record of a reference.
    Reference,
    /// A fact of the control chain.
    Control,
    /// A fact of the annotation chain.
    Annotation,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Network => "the network's record",
            Self::Member => "a member's record",
            Self::Account => "an account's record",
            Self::Title => "the bill's record",
            Self::Reference => "the reference's record",
            Self::Control => "a fact about control",
            Self::Annotation => "a notice",
        })
    }
}

/// Why an evidence file proves nothing. Positions count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EvidenceFault {
    /// Not a canonical message.
    #[error("the evidence is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the evidence's {0}")]
    Field(#[from] FieldError),
    /// Another version of the format.
    #[error("evidence format {0} is not known")]
    Format(u32),
    /// The genesis file in it is none.
    #[error("the genesis file in the evidence: {0}")]
    Genesis(#[from] GenesisFault),
    /// The genesis file in it founds another ledger than the one asked about.
    #[error("the evidence is of chain {theirs}, not of {ours}")]
    OtherChain {
        /// The chain that the file's genesis founds.
        theirs: ChainId,
        /// The chain asked about.
        ours: ChainId,
    },
    /// A hand-over that leads to no set.
    #[error("hand-over {index} of the validators proves nothing: {fault}")]
    Handover {
        /// Which.
        index: usize,
        /// What is wrong with it.
        fault: HandoverFault,
    },
    /// A hand-over that is not before the checkpoint.
    #[error("hand-over {index} of the validators is not before the checkpoint")]
    LateHandover {
        /// Which.
        index: usize,
    },
    /// The checkpoint cannot be read, or nobody who matters committed it.
    #[error("the checkpoint: {0}")]
    Checkpoint(#[from] CheckpointFault),
    /// A record of the state that is not shown.
    #[error("{part} ({index}) is not shown to be in the state: {fault}")]
    Entry {
        /// What.
        part: Part,
        /// Which of several.
        index: usize,
        /// What is wrong with it.
        fault: StateEntryFault,
    },
    /// A record that means nothing.
    #[error("{part} ({index}) cannot be read: {fault}")]
    Record {
        /// What.
        part: Part,
        /// Which of several.
        index: usize,
        /// What is wrong with it.
        fault: StateFault,
    },
    /// An entry that shows that there is no such record, where one is needed.
    #[error("{part} ({index}) is shown not to exist")]
    Absent {
        /// What.
        part: Part,
        /// Which of several.
        index: usize,
    },
    /// Members or accounts that are not in ascending order, or stand twice.
    #[error("{part} ({index}) is out of order")]
    Order {
        /// What.
        part: Part,
        /// Which.
        index: usize,
    },
    /// An account of a member that the file does not show.
    #[error("the file shows an account of member {0}, and not the member")]
    NoMember(MemberId),
    /// A fact that proves nothing.
    #[error("{part} ({index}): {fault}")]
    Fact {
        /// Of which chain.
        part: Part,
        /// Which.
        index: usize,
        /// What is wrong with it.
        fault: FactFault,
    },
    /// What is claimed does not follow from what is shown.
    #[error(transparent)]
    Claim(#[from] ClaimFault),
}

/// Why a fact of an evidence file proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FactFault {
    /// Not a canonical message.
    #[error("it is {0}")]
    Wire(#[from] WireError),
    /// Its receipt does not hold.
    #[error(transparent)]
    Receipt(#[from] ReceiptFault),
    /// The receipt brings hand-overs of its own.
    #[error("its receipt has hand-overs, which stand in the file once")]
    Handovers,
    /// It was recorded after the checkpoint.
    #[error("it was recorded at height {height}, after the checkpoint")]
    AfterCheckpoint {
        /// Where.
        height: u64,
    },
    /// It is about something else.
    #[error("it continues another chain than the bill's")]
    OtherChain,
    /// One before it is missing, or it stands twice.
    #[error("it is fact {found} of its chain, where fact {expected} belongs")]
    Sequence {
        /// What belongs there.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// It does not continue from the fact before it.
    #[error("it does not continue from the fact before it")]
    Broken,
    /// The law knows no such history.
    #[error("no bill can come to this fact: {0}")]
    Unlawful(Unlawful),
    /// The envelope cannot be opened.
    #[error("what the parties signed cannot be read: {0}")]
    Envelope(Refusal),
    /// The envelope holds another instruction than the one recorded.
    #[error("what the parties signed is not what the fact was recorded for")]
    OtherInstruction,
    /// The envelope holds other approvals: one was left out, added or exchanged.
    #[error("the parties' signatures are not those that were recorded with it")]
    OtherApprovals,
    /// The envelope holds other presentations.
    #[error("what was presented is not what was recorded with it")]
    OtherPresentations,
    /// The envelope is by others than the fact says.
    #[error("others signed than the fact says")]
    OtherSigners,
    /// A party that signed, and whose account the file does not show.
    #[error("party {0} signed, and the file does not show its account")]
    NoAccount(PartyId),
    /// The parties' signatures do not suffice.
    #[error("the parties' signatures do not hold: {0}")]
    Approvals(Refusal),
}

/// A history that the law cannot lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unlawful {
    /// The first fact does not begin the bill.
    #[error("the bill was not issued before it")]
    NotBegun,
    /// The bill begins a second time.
    #[error("the bill begins a second time")]
    BegunTwice,
    /// Something happens after the end.
    #[error("the bill had ended before it (T-02)")]
    AfterEnd,
}

/// Why what is claimed does not follow from what is shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClaimFault {
    /// The record is of another title.
    #[error("the record is of title {0}")]
    OtherTitle(TitleId),
    /// Facts are missing at the end, or there are some too many.
    #[error("{part}: the file has {have} facts, and the bill's record counts {counted}")]
    Incomplete {
        /// Of which chain.
        part: Part,
        /// How many the file has.
        have: u64,
        /// How many the record counts.
        counted: u64,
    },
    /// The facts lead to another head than the record's.
    #[error("{part}: the facts lead to {have}, and the bill's record names {named}")]
    OtherHead {
        /// Of which chain.
        part: Part,
        /// What they lead to.
        have: Hash,
        /// What the record names.
        named: Hash,
    },
    /// The facts do not make the record.
    #[error("the facts do not make the bill's record")]
    OtherOutcome,
    /// The file has no fact of the bill, and its record counts none.
    #[error("there is no fact that begins the bill")]
    NoFacts,
    /// The id of the bill is not the one that its reference and version make.
    #[error("the bill's id does not follow from its reference and version")]
    TitleId,
    /// The reference's record knows fewer versions.
    #[error("the bill is version {version} of its reference, of which there are {versions}")]
    ReferenceVersion {
        /// The bill's.
        version: u32,
        /// How many the reference's record counts.
        versions: u32,
    },
    /// The reference's record names another bill as live, or this one though it has ended.
    #[error("{}", reference_live(*.is_live))]
    ReferenceLive {
        /// Whether the bill is live by its own record.
        is_live: bool,
    },
    /// The carrier's account is not shown, so nobody can say whose reference it is.
    #[error("the file does not show the account of the carrier")]
    NoCarrier,
    /// The bill package is none.
    #[error("the bill package in the evidence: {0}")]
    Package(#[from] PackageFault),
    /// The bill package is of another bill.
    #[error("the bill package in the evidence is of another bill")]
    OtherPackage,
    /// The bill package names another bill than the carrier's reference makes.
    #[error("{0}")]
    PackageTitle(#[from] TitleFault),
    /// A challenge is answered for a bill that nobody controls.
    #[error("a challenge is answered, and nobody is in control of the bill")]
    NobodyInControl,
    /// The account of the party in control is not shown.
    #[error("the file does not show the account of {0}, which is in control")]
    NoHolder(PartyId),
    /// The answer to the challenge is not signed by the party in control.
    #[error("the challenge is not answered by the party in control: {0}")]
    Answer(Refusal),
    /// The reference cannot be normalised.
    #[error("the reference that was asked about is none")]
    Reference(#[from] ReferenceFault),
    /// The reference is spelled in another way than the one that enters its key.
    #[error("the reference that was asked about is spelled otherwise: {0}")]
    Spelling(NormalReference),
    /// The reference was used.
    #[error("the reference was used: {versions} bills were issued under it")]
    Used {
        /// How many.
        versions: u32,
    },
    /// The carrier's own record is not shown.
    #[error("the file does not show the carrier whose reference it is")]
    UnknownCarrier,
}

fn reference_live(is_live: bool) -> &'static str {
    if is_live {
        "the bill is live, and the record of its reference does not name it"
    } else {
        "the bill has ended, and the record of its reference names it as live"
    }
}

impl From<Uncommitted> for EvidenceFault {
    fn from(fault: Uncommitted) -> Self {
        Self::Checkpoint(fault.into())
    }
}
