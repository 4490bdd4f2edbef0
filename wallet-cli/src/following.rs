//! Following the ledger block by block, and believing nothing that does not verify.
//!
//! A block counts when its header is the next one (see [`proto::following`]), when the envelopes in
//! it are those of the header, and when its facts are exactly those under the header's root.

use proto::block::{Block, BlockFault, Header};
use proto::fact::FactRecord;
use proto::following::{self, Around, HeaderFault, Headers};
use proto::instruction::Submission;
use proto::merkle::Tree;
use proto::pb::api::v1 as pb;
use proto::refusal::Refusal;
use thiserror::Error;

use crate::network::Network;

/// The place in the chain up to which blocks were followed.
#[derive(Clone, Debug)]
pub struct Follower {
    headers: Headers,
}

/// A block whose header is proved.
#[derive(Debug)]
pub struct Followed {
    /// The header.
    pub header: Header,
    /// The instructions it says it executed; proved only with [`Followed::check_facts`].
    pub submissions: Vec<Submission>,
    /// How many validators signed.
    pub signers: usize,
    /// How many there were.
    pub validators: usize,
}

/// Why a block is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FollowFault {
    /// The block cannot be read.
    #[error(transparent)]
    Block(#[from] BlockFault),
    /// Its header is not the next one.
    #[error(transparent)]
    Header(#[from] HeaderFault),
    /// An envelope is none.
    #[error("it holds an instruction that is none: {0}")]
    Envelope(Refusal),
    /// Its facts are not those under the header's root.
    #[error("its facts are not those that the validators signed")]
    Facts,
}

impl Follower {
    /// Follows from a height on. The first block is taken as it comes unless it is block 1, which
    /// must continue the genesis file.
    #[must_use]
    pub fn new(network: &Network, from_height: u64) -> Self {
        Self { headers: Headers::from_height(network.genesis(), from_height) }
    }

    /// The height that comes next.
    #[must_use]
    pub fn next_height(&self) -> u64 {
        self.headers.next_height()
    }

    /// Checks the next block and goes on to it.
    ///
    /// # Errors
    ///
    /// The first [`FollowFault`]; the follower then stays where it was.
    pub fn follow(&mut self, committed: &pb::CommittedBlock) -> Result<Followed, FollowFault> {
        let Block { header, envelopes } = Block::decode(&committed.block)?;
        let certificate = committed.certificate.as_ref();
        let around = Around { certificate, handovers: &committed.handovers };
        let mut headers = self.headers.clone();
        let following::Followed { certificate, validators } = headers.follow(&header, around)?;
        let open = |envelope: &Vec<u8>| Submission::open(envelope, &headers.chain());
        let submissions = envelopes.iter().map(open).collect::<Result<_, _>>();
        let submissions = submissions.map_err(FollowFault::Envelope)?;
        self.headers = headers;
        Ok(Followed { header, submissions, signers: certificate.signatures.len(), validators })
    }
}

impl Followed {
    /// Checks that these are the block's facts: all of them, in order, and nothing else.
    ///
    /// # Errors
    ///
    /// [`FollowFault::Facts`].
    pub fn check_facts(&self, records: &[FactRecord]) -> Result<(), FollowFault> {
        let root = Tree::of(records.iter().map(FactRecord::encode)).root();
        let count = u32::try_from(records.len()).ok();
        if root == self.header.facts_root && count == Some(self.header.facts_count) {
            Ok(())
        } else {
            Err(FollowFault::Facts)
        }
    }
}

#[cfg(test)]
mod tests;
