//! How a no is said on the wire: the table of gRPC codes, and refusals.
//!
//! A refusal is an answer, so it travels in the response with its rule. A gRPC status says that
//! there is no answer, and what to do about it.

use std::fmt;

use proto::pb::api::v1 as pb;
use proto::reference::ReferenceFault;
use proto::refusal::Refusal;
use thiserror::Error;
use tonic::{Code, Status};

use super::limits;
use crate::reader::ReadError;

/// Why a call gets no answer.
#[derive(Debug, Error)]
pub enum Fault {
    /// An id of another length than 32 bytes.
    #[error("{field} has {bytes} bytes; it must have 32. Give the whole id")]
    WrongLength {
        /// Message and field.
        field: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// A number that stands for no kind of chain.
    #[error("{request} asks for a chain of kind {kind}; there is none. See SubjectKind")]
    NoChain {
        /// The message.
        request: &'static str,
        /// The number.
        kind: i32,
    },
    /// The outcome of an instruction is asked for without its deadline.
    #[error(
        "{field} is missing; give the deadline that stands in the instruction, in milliseconds"
    )]
    NoDeadline {
        /// Message and field.
        field: &'static str,
    },
    /// Evidence of nothing.
    #[error("EvidenceRequest.about is missing; give the id of a title, or a reference")]
    NoSubject,
    /// A reference that is none.
    #[error("UnusedReference.reference: {0}")]
    Reference(#[from] ReferenceFault),
    /// A bill whose history does not fit one answer.
    #[error(
        "the bill has {facts} facts, too many for one evidence file; take receipts of those you need"
    )]
    TooManyFacts {
        /// How many.
        facts: u64,
    },
    /// The reason is for the node's operator; it goes to the log and not to the client.
    #[error("this node cannot read its records; ask another node, and tell its operator")]
    Read(ReadError),
    /// The state that was read is not kept any more.
    #[error("the ledger moved on while this was read; ask again")]
    Overtaken,
    /// The block, or what is not found, lies before the snapshot that this node began with.
    #[error(
        "the blocks up to {through} are still being fetched by this node, which began with a snapshot; \
         ask another node, or this one later"
    )]
    NotFetched {
        /// The height of the snapshot.
        through: u64,
    },
    /// A block that is not kept here.
    #[error("this node does not have block {height}; ask another node")]
    NoBlock {
        /// Its height.
        height: u64,
    },
    /// As many calls as are answered at a time.
    #[error(
        "this node answers as many calls as it can; try again in a moment, or ask another node"
    )]
    Busy,
    /// As many streams as are served at a time.
    #[error(
        "this node serves {most} streams of {of}, {per_address} of them to one address, and no more; try \
         again later, or ask another node"
    )]
    TooManyStreams {
        /// What they are of.
        of: Streamed,
        /// How many are served.
        most: usize,
        /// How many of them to one address.
        per_address: usize,
    },
    /// As many streams that hand in as are served at a time.
    #[error(
        "this node serves {} streams that hand in, {} of them from one address, and no more; hand in by \
         single calls, or ask another node",
        limits::SUBMIT_STREAMS,
        limits::SUBMIT_STREAMS_PER_ADDRESS
    )]
    TooManySubmitStreams,
    /// A message of a stream that hands in nothing.
    #[error("SubmitManyRequest.submit is missing; give the envelope")]
    NothingSubmitted,
    /// A stream that nobody reads.
    #[error(
        "nothing was taken from the stream for {} s, so it ends; ask again from the first that you lack",
        limits::READER_PATIENCE.as_secs()
    )]
    SlowReader,
    /// The node ends.
    #[error("this node is stopping; ask another node, or this one once it runs again")]
    Stopping,
    /// The work was cut off.
    #[error("this node failed while it worked on the call; try again, or ask another node")]
    Interrupted,
}

/// What a stream serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streamed {
    /// Committed blocks.
    Blocks,
    /// Facts, block by block.
    Facts,
}

impl fmt::Display for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blocks => "blocks",
            Self::Facts => "facts",
        })
    }
}

impl Fault {
    const fn code(&self) -> Code {
        match self {
            Self::WrongLength { .. }
            | Self::NoChain { .. }
            | Self::NoDeadline { .. }
            | Self::NoSubject
            | Self::NothingSubmitted
            | Self::Reference(_) => Code::InvalidArgument,
            Self::TooManyFacts { .. } => Code::OutOfRange,
            Self::Read(_) | Self::Interrupted => Code::Internal,
            Self::NoBlock { .. } => Code::NotFound,
            Self::Busy | Self::TooManyStreams { .. } | Self::TooManySubmitStreams => {
                Code::ResourceExhausted
            }
            Self::SlowReader => Code::Aborted,
            Self::Overtaken | Self::NotFetched { .. } | Self::Stopping => Code::Unavailable,
        }
    }
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFetched { through } => Self::NotFetched { through },
            error if error.is_overtaken() => Self::Overtaken,
            error => Self::Read(error),
        }
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        match &fault {
            Fault::Read(reason) => tracing::error!(%reason, "a call could not read the records"),
            Fault::Interrupted => tracing::error!("a call's work was cut off"),
            _ => tracing::debug!(%fault, "a call got no answer"),
        }
        Self::new(fault.code(), fault.to_string())
    }
}

/// A refusal with its rule, what was refused, and what to do next.
pub(super) fn refused(refusal: &Refusal) -> pb::Refused {
    pb::Refused {
        rule: refusal.rule().to_owned(),
        what: refusal.to_string(),
        next: refusal.next().to_owned(),
    }
}
