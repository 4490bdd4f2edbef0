//! Why evidence cannot be had, or proves nothing, and what to do then.

use proto::evidence::{ClaimFault, EvidenceFault, FactFault};
use proto::reason::Reason;
use thiserror::Error;
use title::{PartyId, Time};

use crate::clock;
use crate::document::OpeningFault;
use crate::error::{Explain, because};
use crate::exit::Exit;

/// An evidence file that cannot be had, or proves nothing.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// It proves nothing.
    #[error("the evidence proves nothing: {0}")]
    Fault(Box<EvidenceFault>),
    /// The document in it is not the one that was committed to.
    #[error("the document in the evidence is not the bill's: {0}")]
    Opening(#[from] OpeningFault),
    /// The node gave none.
    #[error("the node gave no evidence")]
    NotGiven,
    /// The node gave evidence of something else.
    #[error("the node gave evidence of something else than was asked for")]
    OtherSubject,
    /// Nobody knows which member a party belongs to.
    #[error("no member of the network is behind party {party}")]
    NoMember {
        /// The party.
        party: PartyId,
    },
    /// The file does not answer the challenge that was made.
    #[error("{}", not_answered(*.answered))]
    NotAnswered {
        /// Whether it answers another one.
        answered: bool,
    },
    /// Whoever answers is not in control.
    #[error("{party} is not in control of this bill, as of block {height}")]
    NotInControl {
        /// The profile's party.
        party: PartyId,
        /// The file's checkpoint.
        height: u64,
    },
    /// The machine gives no random bytes.
    #[error("this machine gives no random bytes: {0}")]
    NoRandom(getrandom::Error),
    /// The file ends before the point asked about.
    #[error("the evidence shows the ledger up to block {shown} ({}), not later", clock::show(*time))]
    Later {
        /// Its checkpoint.
        shown: u64,
        /// The checkpoint's time.
        time: Time,
    },
}

impl From<EvidenceFault> for EvidenceError {
    fn from(fault: EvidenceFault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl Explain for EvidenceError {
    fn hint(&self) -> String {
        match self {
            Self::Fault(fault) => advice(fault).to_owned(),
            Self::Opening(_) => {
                "ask for the bill package that was opened when the bill was accepted".to_owned()
            }
            Self::NotGiven => {
                "ask another node; one that is new may not have the bill yet".to_owned()
            }
            Self::OtherSubject => "ask another node, and tell the network's governance".to_owned(),
            Self::NoMember { .. } => "ebl members lists the members and their parties".to_owned(),
            Self::NotAnswered { .. } => {
                "the holder answers with: ebl answer FILE --challenge DIGITS --out FILE".to_owned()
            }
            Self::NotInControl { .. } => {
                "only the party in control can answer; ask for newer evidence if control has passed \
                 to you since"
                    .to_owned()
            }
            Self::NoRandom(_) => "try again, or on another machine".to_owned(),
            Self::Later { .. } => "ask for newer evidence of the bill".to_owned(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Fault(_)
            | Self::Opening(_)
            | Self::NotGiven
            | Self::OtherSubject
            | Self::NotAnswered { .. } => Exit::Unverified,
            Self::NotInControl { .. } => Exit::Refused,
            Self::NoRandom(_) => Exit::Internal,
            Self::NoMember { .. } => Exit::Config,
            Self::Later { .. } => Exit::Usage,
        }
    }

    fn details(&self) -> serde_json::Value {
        self.reason().map_or(serde_json::Value::Null, because)
    }
}

impl EvidenceError {
    /// The word for why a file proves nothing, where there is a file.
    fn reason(&self) -> Option<Reason> {
        match self {
            Self::Fault(fault) => Some(fault.reason()),
            Self::Opening(fault) => Some(fault.reason()),
            Self::NotAnswered { answered: true } => Some(Reason::AnswerOther),
            Self::NotAnswered { answered: false } => Some(Reason::AnswerMissing),
            Self::NotGiven
            | Self::OtherSubject
            | Self::NoMember { .. }
            | Self::NotInControl { .. }
            | Self::NoRandom(_)
            | Self::Later { .. } => None,
        }
    }
}

fn not_answered(other: bool) -> &'static str {
    if other {
        "the file answers another challenge than the one given"
    } else {
        "the file answers no challenge"
    }
}

fn advice(fault: &EvidenceFault) -> &'static str {
    match fault {
        EvidenceFault::OtherChain { .. } => {
            "check it against the chain id or genesis file of the network it was made on"
        }
        EvidenceFault::Claim(ClaimFault::Used { .. }) => {
            "the reference was used; ebl prove shows what was issued"
        }
        EvidenceFault::Claim(ClaimFault::Incomplete { .. })
        | EvidenceFault::Fact { fault: FactFault::Sequence { .. }, .. } => {
            "something was left out of it; believe nothing it says, and ask another node"
        }
        _ => "it was damaged or forged; believe nothing it says, and ask another node",
    }
}
