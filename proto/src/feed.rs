//! The feed of facts: what every block recorded, one block after another, and nothing left out.
//!
//! The header of a block names how many facts it recorded and the root over them; headers are
//! linked, and each is signed by a quorum (see [`crate::following`]). So whoever has checked two
//! headers and everything between them has every act there was between them: an answer that leaves
//! out one act, one block or one change of the validators does not verify. That is a proof of
//! completeness, and it needs nothing but the genesis file. What it cannot say is whether there is
//! already a block after the last.

use thiserror::Error;

use crate::block::{BlockFault, Header};
use crate::certificate::CommitCertificate;
use crate::fact::{FactRecord, RecordFault};
use crate::following::{Around, Followed, HeaderFault, Headers};
use crate::genesis::Genesis;
use crate::hash::Hash;
use crate::ids::ChainId;
use crate::limits::BLOCK_FACTS_BYTES;
use crate::merkle::Tree;
use crate::pb::api::v1 as pb;
use crate::validators::ValidatorSet;

/// The place up to which the feed was checked.
#[derive(Clone, Debug)]
pub struct Feed {
    headers: Headers,
    last: Option<Seen>,
}

/// The last block of a feed, and how to go on after it: what an auditor keeps from one run to the
/// next. Keep it where nobody else writes; it is believed as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The block's header.
    pub header: Header,
    /// The quorum that committed it. With another quorum's certificate for another block of the
    /// same height it names the keys that signed both.
    pub certificate: CommitCertificate,
    /// Who votes on the next block.
    pub in_force: ValidatorSet,
    /// The height of the block that let them; 0 for the genesis file's.
    pub since: u64,
}

/// The facts of one block, all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockFacts {
    /// The block's header.
    pub header: Header,
    /// Its hash.
    pub hash: Hash,
    /// How many validators signed.
    pub signers: usize,
    /// How many there were.
    pub validators: usize,
    /// What the block recorded, in its order.
    pub records: Vec<FactRecord>,
}

/// Why what a node sent is not the next block's facts. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FeedFault {
    /// The header cannot be read.
    #[error(transparent)]
    Unreadable(#[from] BlockFault),
    /// The header is not the next one.
    #[error(transparent)]
    Header(#[from] HeaderFault),
    /// More bytes than a block's facts can have.
    #[error("its facts have {0} bytes, more than the {BLOCK_FACTS_BYTES} a block's can have")]
    TooLong(usize),
    /// Facts were left out or added.
    #[error("it comes with {given} facts, and the validators signed {signed}")]
    Count {
        /// How many came.
        given: usize,
        /// How many the header names.
        signed: u32,
    },
    /// Facts were changed, exchanged or reordered.
    #[error("its facts are not those that the validators signed")]
    Facts,
    /// A fact cannot be read.
    #[error("fact {index}: {fault}")]
    Record {
        /// Its position in the block, from 0.
        index: usize,
        /// Why.
        fault: RecordFault,
    },
    /// A fact says that another block recorded it.
    #[error("fact {index} says that block {says} recorded it")]
    OtherHeight {
        /// Its position in the block, from 0.
        index: usize,
        /// The height it names.
        says: u64,
    },
    /// A fact says that it stands at another place of its block.
    #[error("fact {index} says that it is fact {says}")]
    OtherPlace {
        /// Its position in the block, from 0.
        index: usize,
        /// The position it names.
        says: u32,
    },
    /// A fact says that it happened at another time than its block's.
    #[error("fact {index} says that it happened at {says} ms, which is not its block's time")]
    OtherTime {
        /// Its position in the block, from 0.
        index: usize,
        /// The time it names, in milliseconds since 1970.
        says: u64,
    },
    /// Another block stands where one was seen before.
    #[error("block {height} is {shown}, and was {seen} when it was seen before")]
    OtherHistory {
        /// The height.
        height: u64,
        /// The hash seen then.
        seen: Hash,
        /// The hash shown now.
        shown: Hash,
    },
}

/// Why something remembered cannot be gone on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SeenFault {
    /// Made on another ledger.
    #[error("it is of chain {theirs:?}, not of {ours:?}")]
    OtherChain {
        /// The chain in its header.
        theirs: ChainId,
        /// The chain asked about.
        ours: ChainId,
    },
    /// The set is not the one that the header leaves in force.
    #[error("its validators are not those that its header names")]
    OtherValidators,
    /// The set cannot have been in force only after the block.
    #[error("its validators are in force since block {since}, which is after it")]
    Since {
        /// The height named.
        since: u64,
    },
    /// The certificate is for another block.
    #[error("its certificate is for another block")]
    OtherBlock,
}

impl Feed {
    /// A feed from a height on. From block 1 it continues the genesis file; from any other, the
    /// first block is proved by its quorum, and nothing is said of the blocks before it.
    #[must_use]
    pub fn from_height(genesis: &Genesis, height: u64) -> Self {
        Self { headers: Headers::from_height(genesis, height), last: None }
    }

    /// A feed that goes on after what was seen before.
    ///
    /// # Errors
    ///
    /// [`SeenFault`] for parts that do not belong together.
    pub fn after(chain: ChainId, seen: Seen) -> Result<Self, SeenFault> {
        let Seen { header, certificate, in_force, since } = &seen;
        if header.chain != chain {
            return Err(SeenFault::OtherChain { theirs: header.chain, ours: chain });
        }
        if header.next_validators != in_force.hash() {
            return Err(SeenFault::OtherValidators);
        }
        if *since > header.height {
            return Err(SeenFault::Since { since: *since });
        }
        if certificate.block != header.hash() || certificate.height != header.height {
            return Err(SeenFault::OtherBlock);
        }
        let headers = Headers::after(header, in_force.clone(), *since);
        Ok(Self { headers, last: Some(seen) })
    }

    /// The height that comes next.
    #[must_use]
    pub fn next_height(&self) -> u64 {
        self.headers.next_height()
    }

    /// The last block that was checked, for going on another time.
    #[must_use]
    pub fn last(&self) -> Option<&Seen> {
        self.last.as_ref()
    }

    /// Checks that the last block of this feed is still the one that a node shows at its height.
    ///
    /// # Errors
    ///
    /// [`FeedFault::OtherHistory`], or [`FeedFault::Unreadable`].
    pub fn recognise(&self, message: &pb::FactsOfBlock) -> Result<(), FeedFault> {
        let Some(last) = &self.last else { return Ok(()) };
        let shown = Header::decode(&message.header)?.hash();
        let (height, seen) = (last.header.height, last.header.hash());
        if shown == seen { Ok(()) } else { Err(FeedFault::OtherHistory { height, seen, shown }) }
    }

    /// Checks the next block's facts and goes on to it: its header continues the one before and is
    /// signed by a quorum of the validators in force, and these are its facts, all of them.
    ///
    /// # Errors
    ///
    /// The first [`FeedFault`]; the feed then stays where it was.
    pub fn take(&mut self, message: &pb::FactsOfBlock) -> Result<BlockFacts, FeedFault> {
        let header = Header::decode(&message.header)?;
        let certificate = message.certificate.as_ref();
        let around = Around { certificate, handovers: &message.handovers };
        let mut headers = self.headers.clone();
        let Followed { certificate, validators } = headers.follow(&header, around)?;
        let records = read_facts(&header, &message.records)?;
        let (in_force, since) = (headers.in_force().set().clone(), headers.in_force().since());
        let signers = certificate.signatures.len();
        self.headers = headers;
        self.last = Some(Seen { header: header.clone(), certificate, in_force, since });
        Ok(BlockFacts { hash: header.hash(), header, signers, validators, records })
    }
}

/// Reads facts that must be all those under the header's root.
fn read_facts(header: &Header, leaves: &[Vec<u8>]) -> Result<Vec<FactRecord>, FeedFault> {
    let bytes = leaves.iter().map(Vec::len).sum();
    if bytes > BLOCK_FACTS_BYTES {
        return Err(FeedFault::TooLong(bytes));
    }
    if u32::try_from(leaves.len()) != Ok(header.facts_count) {
        return Err(FeedFault::Count { given: leaves.len(), signed: header.facts_count });
    }
    if Tree::of(leaves.iter().cloned()).root() != header.facts_root {
        return Err(FeedFault::Facts);
    }
    let mut records = Vec::with_capacity(leaves.len());
    for (index, leaf) in leaves.iter().enumerate() {
        let record = FactRecord::decode(leaf);
        let record = record.map_err(|fault| FeedFault::Record { index, fault })?;
        check_place(header, index, &record)?;
        records.push(record);
    }
    Ok(records)
}

/// Checks that a fact names the block, the place and the time at which it stands.
fn check_place(header: &Header, index: usize, record: &FactRecord) -> Result<(), FeedFault> {
    let says = record.fact.at().0;
    if record.height != header.height {
        return Err(FeedFault::OtherHeight { index, says: record.height });
    }
    if usize::try_from(record.index) != Ok(index) {
        return Err(FeedFault::OtherPlace { index, says: record.index });
    }
    if says != header.time_ms {
        return Err(FeedFault::OtherTime { index, says });
    }
    Ok(())
}
