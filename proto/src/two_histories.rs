//! Two histories: a file that shows that validators signed two blocks of one height.
//!
//! It needs no node and nobody's word: the genesis file says whose signatures counted first, and
//! either trail leads from there to a committed block. Two quorums of one height share more than a
//! third of the voting power, so honest validators cannot have made both.

use prost::Message;
use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::genesis::{Genesis, GenesisFault};
use crate::hash::Hash;
use crate::ids::ChainId;
use crate::limits;
use crate::pb::evidence::v1 as pb;
use crate::trail::{Trail, TrailFault};
use crate::validators::Address;
use crate::wire::{FieldError, FieldFault, WireError, count_entries, decode_canonical};

/// The version of the format.
pub const TWO_HISTORIES_FORMAT: u32 = 1;

/// Number of `second` in the schema, which no other file of evidence has.
const SECOND_FIELD: u32 = 19;

/// Two histories of one ledger. What it says is true only once [`TwoHistories::verify`] has said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoHistories {
    /// The bytes of the genesis file.
    pub genesis: Vec<u8>,
    /// One, such as the history that was seen before.
    pub first: Trail,
    /// The other.
    pub second: Trail,
}

/// What a verified file shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The ledger.
    pub chain: ChainId,
    /// Its name, as its genesis file gives it.
    pub network_name: String,
    /// The height of both blocks.
    pub height: u64,
    /// The first block.
    pub first: Hash,
    /// The second.
    pub second: Hash,
    /// The rounds in which they were committed.
    pub rounds: (u32, u32),
    /// Who signed both, in ascending order of address. Where the rounds are the same, that alone is
    /// proof of dishonesty. Where they differ it is not, but at least a third of the power broke the
    /// rules of consensus, and these are who must explain themselves.
    pub signed_both: Vec<Address>,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    First,
    /// The second.
    Second,
}

/// Why a file shows no two histories. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SplitFault {
    /// Not a canonical message.
    #[error("the file is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the file's {0}")]
    Field(#[from] FieldError),
    /// Another version of the format.
    #[error("format {0} of a file of two histories is not known")]
    Format(u32),
    /// The genesis file.
    #[error("its genesis file: {0}")]
    Genesis(#[from] GenesisFault),
    /// Made on another ledger.
    #[error("it is about chain {theirs:?}, not {ours:?}")]
    OtherChain {
        /// The chain of its genesis file.
        theirs: ChainId,
        /// The chain asked about.
        ours: ChainId,
    },
    /// One side leads nowhere.
    #[error("the {} history: {fault}", side.in_words())]
    Trail {
        /// Which.
        side: Side,
        /// Why.
        fault: Box<TrailFault>,
    },
    /// The blocks are of different heights, so both may be of one history.
    #[error("its blocks are of heights {first} and {second}, which one history has both")]
    Heights {
        /// The first block's.
        first: u64,
        /// The second block's.
        second: u64,
    },
    /// The blocks are the same.
    #[error("its blocks are one and the same")]
    Same,
}

impl Side {
    const fn in_words(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

impl TwoHistories {
    /// Whether bytes are meant as such a file.
    #[must_use]
    pub fn is_meant(bytes: &[u8]) -> bool {
        bytes.len() <= limits::TWO_HISTORIES_BYTES
            && count_entries(bytes, SECOND_FIELD).is_ok_and(|count| count > 0)
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`SplitFault`] for bytes that no such file encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, SplitFault> {
        let message: pb::TwoHistories = decode_canonical(bytes, limits::TWO_HISTORIES_BYTES)?;
        if message.format != TWO_HISTORIES_FORMAT {
            return Err(SplitFault::Format(message.format));
        }
        let read = |side, bytes: &[u8]| {
            Trail::decode(bytes).map_err(|fault| SplitFault::Trail { side, fault: Box::new(fault) })
        };
        if message.first.is_empty() {
            return Err(FieldFault::Missing.of("TwoHistories.first").into());
        }
        Ok(Self {
            first: read(Side::First, &message.first)?,
            second: read(Side::Second, &message.second)?,
            genesis: message.genesis,
        })
    }

    /// The file's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let message = pb::TwoHistories {
            format: TWO_HISTORIES_FORMAT,
            genesis: self.genesis.clone(),
            first: self.first.encode(),
            second: self.second.encode(),
        };
        message.encode_to_vec()
    }

    /// Checks the whole file: both blocks were committed on this ledger, and are not one.
    ///
    /// # Errors
    ///
    /// The first [`SplitFault`].
    pub fn verify(&self, chain: Option<&ChainId>) -> Result<Split, SplitFault> {
        let genesis = Genesis::decode(&self.genesis)?;
        let theirs = genesis.chain();
        if let Some(ours) = chain.filter(|ours| **ours != theirs) {
            return Err(SplitFault::OtherChain { theirs, ours: *ours });
        }
        let (first, second) = (&self.first.checkpoint, &self.second.checkpoint);
        if first.header.height != second.header.height {
            let (first, second) = (first.header.height, second.header.height);
            return Err(SplitFault::Heights { first, second });
        }
        let check = |side, trail: &Trail| match trail.verify(&genesis) {
            Ok(_) => Ok(()),
            Err(fault) => Err(SplitFault::Trail { side, fault: Box::new(fault) }),
        };
        check(Side::First, &self.first)?;
        check(Side::Second, &self.second)?;
        if first.header == second.header {
            return Err(SplitFault::Same);
        }
        Ok(Split {
            height: first.header.height,
            first: first.header.hash(),
            second: second.header.hash(),
            rounds: (first.certificate.round, second.certificate.round),
            signed_both: signers(first)
                .filter(|one| signers(second).any(|it| it == *one))
                .collect(),
            chain: theirs,
            network_name: genesis.network_name().to_owned(),
        })
    }
}

fn signers(checkpoint: &Checkpoint) -> impl Iterator<Item = Address> + '_ {
    checkpoint.certificate.signatures.iter().map(|(address, _)| *address)
}
