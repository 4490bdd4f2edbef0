//! Following the ledger block by block, and believing nothing that does not verify.
//!
//! A block counts when a quorum of the genesis file's validators signed its header, when it
//! continues the block before it, and when its facts are exactly those under the header's root.

use proto::block::{Block, BlockFault, Header};
use proto::certificate::{CertificateFault, CommitCertificate};
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::instruction::Submission;
use proto::merkle::Tree;
use proto::pb::api::v1 as pb;
use proto::refusal::Refusal;
use proto::wire::FieldError;
use thiserror::Error;

use crate::network::Network;

/// The place in the chain up to which blocks were followed.
#[derive(Clone, Copy, Debug)]
pub struct Follower<'n> {
    network: &'n Network,
    height: u64,
    before: Option<Before>,
}

#[derive(Clone, Copy, Debug)]
struct Before {
    hash: Hash,
    time_ms: u64,
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
}

/// Why a block is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FollowFault {
    /// The block cannot be read.
    #[error(transparent)]
    Block(#[from] BlockFault),
    /// There is no certificate.
    #[error("it comes without a certificate")]
    NoCertificate,
    /// The certificate cannot be read.
    #[error("its certificate's {0}")]
    CertificateField(#[from] FieldError),
    /// The certificate does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// The certificate is for another block.
    #[error("its certificate is for another block")]
    OtherBlock,
    /// It is of another chain, or names another validator set.
    #[error("it is not a block of this network")]
    OtherNetwork,
    /// It is not the next one.
    #[error("it does not continue the block before it")]
    Gap,
    /// An envelope is none.
    #[error("it holds an instruction that is none: {0}")]
    Envelope(Refusal),
    /// Its facts are not those under the header's root.
    #[error("its facts are not those that the validators signed")]
    Facts,
}

impl<'n> Follower<'n> {
    /// Follows from a height on. The first block is taken as it comes unless it is block 1, which
    /// must continue the genesis file.
    #[must_use]
    pub fn new(network: &'n Network, from_height: u64) -> Self {
        let genesis =
            Before { hash: Hash(network.chain().0), time_ms: network.genesis().time_ms() };
        Self { network, height: from_height, before: (from_height == 1).then_some(genesis) }
    }

    /// The height that comes next.
    #[must_use]
    pub fn next_height(&self) -> u64 {
        self.height
    }

    /// Checks the next block and goes on to it.
    ///
    /// # Errors
    ///
    /// The first [`FollowFault`]; the follower then stays where it was.
    pub fn follow(&mut self, committed: &pb::CommittedBlock) -> Result<Followed, FollowFault> {
        let block = Block::decode(&committed.block)?;
        let certificate = committed.certificate.as_ref().ok_or(FollowFault::NoCertificate)?;
        let certificate = CommitCertificate::from_message(certificate)?;
        let header = block.header;
        let hash = header.hash();
        self.check_place(&header)?;
        if certificate.block != hash || certificate.height != header.height {
            return Err(FollowFault::OtherBlock);
        }
        certificate.verify(&self.network.chain(), self.network.validators())?;
        let open = |envelope: &Vec<u8>| Submission::open(envelope, &self.network.chain());
        let submissions = block.envelopes.iter().map(open).collect::<Result<_, _>>();
        let submissions = submissions.map_err(FollowFault::Envelope)?;
        self.before = Some(Before { hash, time_ms: header.time_ms });
        self.height += 1;
        Ok(Followed { header, submissions, signers: certificate.signatures.len() })
    }

    fn check_place(&self, header: &Header) -> Result<(), FollowFault> {
        let network = self.network;
        if header.chain != network.chain() || header.validators != network.validators().hash() {
            return Err(FollowFault::OtherNetwork);
        }
        let continues = self
            .before
            .is_none_or(|before| header.parent == before.hash && header.time_ms > before.time_ms);
        if header.height != self.height || !continues {
            return Err(FollowFault::Gap);
        }
        Ok(())
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
