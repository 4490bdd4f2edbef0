//! Why the log says no: every way in which it refuses, fails, or finds itself damaged.

use std::path::PathBuf;

use proto::hash::Hash;
use thiserror::Error;

use crate::store::vfs::DiskError;

/// Why an operation on the ledger log did not succeed.
#[derive(Debug, Error)]
pub enum LogError {
    /// The disk failed or is full.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// An earlier write failed; only a restart may look at the files again.
    #[error("the ledger log is closed because an earlier write to it failed")]
    Poisoned,
    /// Something that must be there is not what was written.
    #[error("the ledger log is damaged: {0}")]
    Damaged(Damage),
    /// A file belongs to another network.
    #[error("{} belongs to chain {found}, not to {expected}", path.display())]
    WrongChain {
        /// The file.
        path: PathBuf,
        /// This network's chain id.
        expected: Hash,
        /// The file's chain id.
        found: Hash,
    },
    /// A file is of a format version that this program does not know.
    #[error("{} has format version {found}; this program reads version {known}", path.display())]
    WrongVersion {
        /// The file.
        path: PathBuf,
        /// The version this program reads.
        known: u16,
        /// The file's version.
        found: u16,
    },
    /// A segment file between others, or the first one, is gone.
    #[error("the segment that begins at height {expected} is missing")]
    MissingSegment {
        /// The height that should come next.
        expected: u64,
        /// First height of the next segment there is.
        found: Option<u64>,
    },
    /// There are segments but no marker of the acknowledged height.
    #[error("{} is missing", path.display())]
    MarkerMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Neither slot of the marker of the acknowledged height can be read.
    #[error("{} is damaged", path.display())]
    MarkerDamaged {
        /// The marker's file.
        path: PathBuf,
    },
    /// A block was appended out of turn.
    #[error("the log continues at height {expected}, not at {found}")]
    NotContiguous {
        /// The height after the head.
        expected: u64,
        /// The height offered.
        found: u64,
    },
    /// The height has no successor.
    #[error("height {height} cannot be stored")]
    HeightOutOfRange {
        /// The height offered.
        height: u64,
    },
    /// A block or certificate exceeds the log's limits.
    #[error("{what} of {bytes} bytes is larger than the log's limit of {limit}")]
    TooLarge {
        /// Which of the two.
        what: Part,
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: u32,
    },
}

/// A part of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The block.
    Block,
    /// The certificate.
    Certificate,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Block => "a block",
            Self::Certificate => "a certificate",
        })
    }
}

/// The first bad place of a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("height {height} in {segment} at byte {offset}: {what}")]
pub struct Damage {
    /// Name of the segment file.
    pub segment: String,
    /// Where the record, or the header, begins.
    pub offset: u64,
    /// The height that should be found there.
    pub height: u64,
    /// What is wrong.
    pub what: Fault,
}

/// What is wrong with a place of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The segment's header is short or fails its checksum.
    #[error("the segment's header is damaged")]
    Header,
    /// The segment's header names another first height than its file name.
    #[error("the segment's header says that it begins at height {found}")]
    Renamed {
        /// The first height in the header.
        found: u64,
    },
    /// The segment begins at a height that an earlier one holds.
    #[error("the segment overlaps the one before it")]
    Overlap,
    /// The record ends before its length.
    #[error("the record is cut short")]
    CutShort,
    /// The record's lead fails its checksum.
    #[error("the record's length and height are damaged")]
    Lead,
    /// The lead is sound but names another height.
    #[error("a record of height {found} stands in its place")]
    WrongHeight {
        /// The height in the lead.
        found: u64,
    },
    /// The record or segment does not continue the chain of the record before it.
    #[error("the record does not continue the one before it")]
    BrokenLink,
    /// The lead is sound but asks for more than the limits allow.
    #[error("the record is larger than the configured limits")]
    OverLimit,
    /// The block does not match its chain hash.
    #[error("the block is damaged")]
    Block,
    /// The certificate does not match its checksum.
    #[error("the certificate is damaged")]
    Certificate,
    /// The record was acknowledged, and the log ends before it.
    #[error("the record was acknowledged but the log ends before it")]
    Missing,
    /// The record is sound but is not the one that was acknowledged.
    #[error("the record is not the one that was acknowledged")]
    NotAcknowledged,
}

impl Fault {
    /// Whether a power cut during an append can leave a record like this.
    #[must_use]
    pub(super) fn may_be_torn(self) -> bool {
        match self {
            Self::CutShort | Self::Lead | Self::Block | Self::Certificate => true,
            Self::Header
            | Self::Renamed { .. }
            | Self::Overlap
            | Self::WrongHeight { .. }
            | Self::BrokenLink
            | Self::OverLimit
            | Self::Missing
            | Self::NotAcknowledged => false,
        }
    }
}
