//! Why an audit stops.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use proto::block::BlockFault;
use proto::feed::{FeedFault, SeenFault};
use proto::hash::Hash;
use proto::state::StateFault;
use proto::validators::SetFault;
use proto::wire::{FieldError, WireError};
use thiserror::Error;
use title::{PartyId, TitleId};

use super::selection::Selection;
use crate::error::Explain;
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::home::HomeError;
use crate::profile::Endpoint;
use crate::proven::ProofFault;
use crate::session::digits;

/// Why an audit stops before its end.
#[derive(Debug, Error)]
pub enum AuditError {
    /// A block that is not believed.
    #[error("block {height} from {endpoint} is not proved: {fault}")]
    Unproved {
        /// Who sent it.
        endpoint: Endpoint,
        /// The height that was to come.
        height: u64,
        /// Why.
        fault: Box<FeedFault>,
    },
    /// Another block stands where one was seen before.
    #[error(
        "{endpoint} shows another history: block {height} is {shown}, and was {seen} when it was \
         seen before; {}", backing.in_words()
    )]
    OtherHistory {
        /// Who shows it.
        endpoint: Endpoint,
        /// At which height.
        height: u64,
        /// The hash of the block seen before.
        seen: Hash,
        /// The hash of the block shown now.
        shown: Hash,
        /// Who stands behind the other block.
        backing: Backing,
    },
    /// The node lacks blocks that were seen before.
    #[error("{endpoint} has blocks up to {head}, and block {seen} was seen before")]
    Behind {
        /// Who was asked.
        endpoint: Endpoint,
        /// The height of its newest block.
        head: u64,
        /// The height seen before.
        seen: u64,
    },
    /// Validators signed facts that the law does not allow.
    #[error(
        "block {height} is signed, and its facts on title {} break the law: {fault}",
        digits(title)
    )]
    Unlawful {
        /// The title.
        title: TitleId,
        /// The block.
        height: u64,
        /// Why.
        fault: Box<ProofFault>,
    },
    /// What an earlier run left cannot be gone on from.
    #[error("{} cannot be gone on from: {fault}", path.display())]
    Memory {
        /// The state file.
        path: PathBuf,
        /// Why.
        fault: Box<MemoryFault>,
    },
    /// A table without end.
    #[error("a Parquet file is written when it ends, and --follow alone has no end")]
    NoEnd,
    /// A number that stands for no terms.
    #[error("terms profile {number} is not registered; registered {}", listed(registered))]
    NoSuchTerms {
        /// The number asked for.
        number: u32,
        /// Those that there are.
        registered: BTreeSet<u32>,
    },
    /// Holdings from the middle of a ledger.
    #[error(
        "--holdings needs every act from block 1 on, and {option} begins later: what a party got \
         before would be missing"
    )]
    HoldingsBegin {
        /// The option that says where to begin.
        option: &'static str,
    },
    /// Holdings as of a block that an earlier run went past.
    #[error(
        "{} has gone on to block {seen}, and the holdings as of block {asked} are asked for",
        path.display()
    )]
    HoldingsPast {
        /// The state file.
        path: PathBuf,
        /// The last block of the earlier runs.
        seen: u64,
        /// The block asked about.
        asked: u64,
    },
    /// Holdings in a table of acts.
    #[error("a Parquet file has columns for acts, and --holdings shows bills")]
    NoTable,
    /// A file.
    #[error(transparent)]
    File(#[from] HomeError),
    /// A file that cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Who signed a second block of a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backing {
    /// A quorum, as for the first: validators signed both.
    Quorum,
    /// No quorum: the node made it up.
    Nobody,
}

/// Why a state file is none.
#[derive(Debug, Error)]
pub enum MemoryFault {
    /// Not the JSON that is written there.
    #[error("it is no state file: {0}")]
    Json(#[from] serde_json::Error),
    /// Another version.
    #[error("version {0} of the state file is not known")]
    Version(u32),
    /// A text that is no bytes.
    #[error("its {0} is not written in hexadecimal digits")]
    Digits(&'static str),
    /// The header.
    #[error("its header: {0}")]
    Header(#[from] BlockFault),
    /// A message.
    #[error("a part of it is {0}")]
    Wire(#[from] WireError),
    /// The certificate.
    #[error("its certificate's {0}")]
    Field(#[from] FieldError),
    /// The validators.
    #[error("its validators: {0}")]
    Set(#[from] SetFault),
    /// Its parts do not belong together.
    #[error(transparent)]
    Seen(#[from] SeenFault),
    /// A title.
    #[error("a title in it: {0}")]
    Title(#[from] StateFault),
    /// A title that nobody has any more.
    #[error("title {} in it has ended", digits(.0))]
    Ended(TitleId),
    /// Begun with another filter.
    #[error("the runs before had the filter: {theirs}; now it is: {ours}")]
    OtherFilter {
        /// The earlier runs'.
        theirs: Box<Selection>,
        /// This run's.
        ours: Box<Selection>,
    },
    /// Begun for other holdings, or for acts.
    #[error("the runs before were for {}; this one is for {}", purpose(theirs), purpose(ours))]
    OtherHoldings {
        /// Whose holdings the earlier runs were for; none were for acts.
        theirs: Option<PartyId>,
        /// Whose this run is for.
        ours: Option<PartyId>,
    },
    /// More titles than are read back.
    #[error("{titles} titles would make it {bytes} bytes long, and {limit} are read back")]
    TooLong {
        /// How many titles the party has.
        titles: usize,
        /// How long the file would be.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
}

fn purpose(holdings: &Option<PartyId>) -> String {
    match holdings {
        Some(party) => format!("the holdings of {}", Hex32(party.0)),
        None => "acts, without --holdings".to_owned(),
    }
}

fn listed(registered: &BTreeSet<u32>) -> String {
    let numbers: Vec<_> = registered.iter().map(ToString::to_string).collect();
    match &numbers[..] {
        [] => "is none".to_owned(),
        [one] => format!("is {one}"),
        [..] => format!("are {}", numbers.join(", ")),
    }
}

impl MemoryFault {
    fn hint(&self) -> &'static str {
        match self {
            Self::OtherFilter { .. } | Self::OtherHoldings { .. } => {
                "give the options of the run that made the file; for another question give another \
                 state file, and begin at the first block again"
            }
            Self::TooLong { .. } => {
                "leave out --state: the holdings are told all the same, from the first block again"
            }
            _ => {
                "give the file that an earlier run with --state wrote for this network; without \
                 one, audit from the first block again"
            }
        }
    }
}

impl Backing {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Quorum => "a quorum signed each, so validators signed both",
            Self::Nobody => "no quorum signed the one shown now",
        }
    }
}

impl Explain for AuditError {
    fn hint(&self) -> String {
        match self {
            Self::Unproved { .. } | Self::Unlawful { .. } => {
                "ask another node, and tell the network's governance; what was shown before this \
                 block is proved"
                    .to_owned()
            }
            Self::OtherHistory { .. } => {
                "keep the state file, which holds the header and the certificate seen before; ask \
                 other nodes which block they have, and tell the network's governance"
                    .to_owned()
            }
            Self::Behind { .. } => "wait until it has caught up, or ask another node".to_owned(),
            Self::Memory { fault, .. } => fault.hint().to_owned(),
            Self::NoEnd => "add --to or --until, or write --format json".to_owned(),
            Self::NoSuchTerms { .. } => {
                "give one of these numbers; ebl members shows what each stands for".to_owned()
            }
            Self::HoldingsBegin { option } => {
                format!("leave out {option}; --state saves going through blocks a second time")
            }
            Self::HoldingsPast { .. } => {
                "leave out --to and --until for the newest; for an earlier block give no state \
                 file, or another one"
                    .to_owned()
            }
            Self::NoTable => "write --format json".to_owned(),
            Self::File(error) => error.hint(),
            Self::Write { .. } => {
                "give a new file in a folder that you may write to, with room on its disk"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Unproved { .. } | Self::OtherHistory { .. } | Self::Unlawful { .. } => {
                Exit::Unverified
            }
            Self::Behind { .. } => Exit::Unreachable,
            Self::NoEnd
            | Self::NoSuchTerms { .. }
            | Self::HoldingsBegin { .. }
            | Self::HoldingsPast { .. }
            | Self::NoTable => Exit::Usage,
            Self::Memory { .. } | Self::Write { .. } => Exit::Config,
            Self::File(error) => error.exit(),
        }
    }
}
