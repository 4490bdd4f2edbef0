//! Following the ledger block by block, and believing nothing that does not verify.
//!
//! A block counts when a quorum of the validators in force signed its header, when it continues the
//! block before it, and when its facts are exactly those under the header's root. The validators in
//! force are those of the genesis file and, from there on, those that each set handed over to.

use proto::block::{Block, BlockFault, Header};
use proto::certificate::{CertificateFault, CommitCertificate};
use proto::fact::FactRecord;
use proto::handover::{Handover, HandoverFault, SetInForce};
use proto::hash::Hash;
use proto::instruction::Submission;
use proto::limits::HANDOVERS;
use proto::merkle::Tree;
use proto::pb::api::v1 as pb;
use proto::refusal::Refusal;
use proto::wire::FieldError;
use thiserror::Error;

use crate::network::Network;

/// The place in the chain up to which blocks were followed.
#[derive(Clone, Debug)]
pub struct Follower<'n> {
    network: &'n Network,
    height: u64,
    before: Option<Before>,
    in_force: SetInForce,
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
    /// How many there were.
    pub validators: usize,
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
    /// It is of another chain.
    #[error("it is not a block of this network")]
    OtherNetwork,
    /// It names other validators than those in force.
    #[error("its validators are not those in force; no hand-over leads to them")]
    OtherValidators,
    /// A hand-over that leads to no set.
    #[error("a hand-over between validators proves nothing: {0}")]
    Handover(#[from] HandoverFault),
    /// More hand-overs than are gone through.
    #[error("it comes with more than {HANDOVERS} hand-overs between validators")]
    TooManyHandovers,
    /// It changes the validators, and the new ones are not told.
    #[error("it hands over to other validators and does not say to whom")]
    NoHandover,
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
        let in_force = SetInForce::founded(network.chain(), network.validators());
        let before = (from_height == 1).then_some(genesis);
        Self { network, height: from_height, before, in_force }
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
        let handovers = read_handovers(&committed.handovers)?;
        let in_force = self.led_by(&handovers)?;
        self.check_place(&header, &in_force)?;
        if certificate.block != hash || certificate.height != header.height {
            return Err(FollowFault::OtherBlock);
        }
        certificate.verify(&self.network.chain(), in_force.set())?;
        let next = handed_on(&header, &in_force, &handovers)?;
        let open = |envelope: &Vec<u8>| Submission::open(envelope, &self.network.chain());
        let submissions = block.envelopes.iter().map(open).collect::<Result<_, _>>();
        let submissions = submissions.map_err(FollowFault::Envelope)?;
        self.before = Some(Before { hash, time_ms: header.time_ms });
        self.height += 1;
        self.in_force = next;
        let signers = certificate.signatures.len();
        let validators = in_force.set().validators().len();
        Ok(Followed { header, submissions, signers, validators })
    }

    /// The validators of the next block: those in force, or whom the hand-overs before it lead to. A
    /// node begins each stream with all there ever were; those gone through before are passed over.
    fn led_by(&self, handovers: &[Handover]) -> Result<SetInForce, FollowFault> {
        let mut in_force = self.in_force.clone();
        let new = self.in_force.since() + 1..self.height;
        for handover in handovers {
            if new.contains(&handover.header().height) {
                in_force.hand_over(handover)?;
            }
        }
        Ok(in_force)
    }

    fn check_place(&self, header: &Header, in_force: &SetInForce) -> Result<(), FollowFault> {
        if header.chain != self.network.chain() {
            return Err(FollowFault::OtherNetwork);
        }
        if header.validators != in_force.set().hash() {
            return Err(FollowFault::OtherValidators);
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

/// Reads the hand-overs that come with a block.
fn read_handovers(list: &[Vec<u8>]) -> Result<Vec<Handover>, FollowFault> {
    if list.len() > HANDOVERS {
        return Err(FollowFault::TooManyHandovers);
    }
    list.iter().map(|bytes| Ok(Handover::decode(bytes)?)).collect()
}

/// The validators after a block: other ones where it says so.
fn handed_on(
    header: &Header,
    in_force: &SetInForce,
    handovers: &[Handover],
) -> Result<SetInForce, FollowFault> {
    let mut next = in_force.clone();
    if header.next_validators != header.validators {
        let own = handovers.iter().find(|handover| handover.header() == header);
        next.hand_over(own.ok_or(FollowFault::NoHandover)?)?;
    }
    Ok(next)
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
