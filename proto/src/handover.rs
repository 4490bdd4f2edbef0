//! Hand-overs: how trust in one validator set leads to trust in the next.
//!
//! Block H fixes the set that votes on H+1 and its header names it by hash, so the quorum that
//! commits H vouches for its successors. Who trusts the genesis file walks from its set to the set
//! of any later block through the blocks in between that changed it, and through no others.
//!
//! Each step rests on the keys of the set before it. A quorum of retired keys in one hand could
//! sign another past: validators destroy their keys when they leave.

use prost::Message;
use thiserror::Error;

use crate::block::{BlockFault, Header};
use crate::certificate::{CertificateFault, CommitCertificate};
use crate::checkpoint::{Uncommitted, check_committed};
use crate::ids::ChainId;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::validators::{SetFault, ValidatorSet};
use crate::wire::{FieldError, WireError, decode_canonical, present};

/// A block that changed the validator set, with the quorum that committed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    header: Header,
    certificate: CommitCertificate,
    next: ValidatorSet,
}

/// Why a hand-over leads to no set. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HandoverFault {
    /// Not a canonical message.
    #[error("it is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("its {0}")]
    Field(#[from] FieldError),
    /// The header cannot be read.
    #[error(transparent)]
    Header(#[from] BlockFault),
    /// The next set is none, or its validators are out of order.
    #[error("its next set: {0}")]
    Set(#[from] SetFault),
    /// Its validators stand in another order than the one that is hashed.
    #[error("its next set is not in ascending order of address")]
    SetOrder,
    /// Made on another ledger.
    #[error("it is of chain {0:?}")]
    OtherChain(ChainId),
    /// Executed under rules that this verifier does not know.
    #[error("it is of rules version {0}, which this verifier does not know")]
    OtherRules(u32),
    /// Not higher than the one before it.
    #[error("it is at height {height}, which is not after {before}")]
    NotAfter {
        /// Its height.
        height: u64,
        /// The height it must lie above.
        before: u64,
    },
    /// It changes another set than the one in force: one before it is missing.
    #[error("it does not continue from the set in force; one before it is missing")]
    Gap,
    /// Its header names the same set for the next block.
    #[error("its block does not change the validator set")]
    NoChange,
    /// The certificate is for another block.
    #[error("its certificate is for another block")]
    OtherBlock,
    /// The certificate does not hold for the set in force.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// The set is not the one that the header names.
    #[error("its next set is not the one that its header names")]
    OtherSet,
}

impl From<Uncommitted> for HandoverFault {
    fn from(fault: Uncommitted) -> Self {
        match fault {
            Uncommitted::OtherChain { theirs, .. } => Self::OtherChain(theirs),
            Uncommitted::OtherRules(rules) => Self::OtherRules(rules),
            Uncommitted::OtherValidators => Self::Gap,
            Uncommitted::OtherBlock => Self::OtherBlock,
            Uncommitted::Certificate(fault) => Self::Certificate(fault),
        }
    }
}

impl Handover {
    /// Puts a hand-over together.
    #[must_use]
    pub fn new(header: Header, certificate: CommitCertificate, next: ValidatorSet) -> Self {
        Self { header, certificate, next }
    }

    /// Reads a hand-over from bytes.
    ///
    /// # Errors
    ///
    /// [`HandoverFault`] for bytes that no hand-over encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, HandoverFault> {
        let message: pb::Handover = decode_canonical(bytes, limits::HANDOVER_BYTES)?;
        let certificate = present(&message.certificate, "Handover.certificate")?;
        let set = present(&message.next, "Handover.next")?;
        let next = ValidatorSet::from_message(set)?;
        if next.to_message() != *set {
            return Err(HandoverFault::SetOrder);
        }
        Ok(Self {
            header: Header::decode(&message.header)?,
            certificate: CommitCertificate::from_message(certificate)?,
            next,
        })
    }

    /// The hand-over's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let message = pb::Handover {
            header: self.header.encode(),
            certificate: Some(self.certificate.to_message()),
            next: Some(self.next.to_message()),
        };
        message.encode_to_vec()
    }

    /// The quorum that committed that block; believed only once it is verified.
    #[must_use]
    pub fn certificate(&self) -> &CommitCertificate {
        &self.certificate
    }

    /// The set that votes from the next block on; believed only once it is verified.
    #[must_use]
    pub fn next(&self) -> &ValidatorSet {
        &self.next
    }

    /// The header of the block that changed the set.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Checks that a quorum of `set`, the set in force, committed the block and with it the next
    /// set, which is given.
    ///
    /// # Errors
    ///
    /// The first [`HandoverFault`].
    pub fn verify(
        &self,
        chain: &ChainId,
        set: &ValidatorSet,
    ) -> Result<&ValidatorSet, HandoverFault> {
        let header = &self.header;
        if header.next_validators == header.validators {
            return Err(HandoverFault::NoChange);
        }
        check_committed(header, &self.certificate, chain, set)?;
        if header.next_validators != self.next.hash() {
            return Err(HandoverFault::OtherSet);
        }
        Ok(&self.next)
    }
}

/// The validator set in force, walked to from one that is trusted.
#[derive(Clone, Debug)]
pub struct SetInForce {
    chain: ChainId,
    set: ValidatorSet,
    since: u64,
}

impl SetInForce {
    /// The set that the genesis file of `chain` names; it votes from height 1.
    #[must_use]
    pub fn founded(chain: ChainId, set: &ValidatorSet) -> Self {
        Self { chain, set: set.clone(), since: 0 }
    }

    /// A set that was walked to before; the block at height `since` fixed it.
    #[must_use]
    pub fn resumed(chain: ChainId, set: ValidatorSet, since: u64) -> Self {
        Self { chain, set, since }
    }

    /// The set.
    #[must_use]
    pub fn set(&self) -> &ValidatorSet {
        &self.set
    }

    /// The height of the block that fixed it; 0 for the genesis file's.
    #[must_use]
    pub fn since(&self) -> u64 {
        self.since
    }

    /// Goes on to the set after a hand-over.
    ///
    /// # Errors
    ///
    /// The first [`HandoverFault`]; the set in force then stays what it was.
    pub fn hand_over(&mut self, handover: &Handover) -> Result<(), HandoverFault> {
        let height = handover.header.height;
        if height <= self.since {
            return Err(HandoverFault::NotAfter { height, before: self.since });
        }
        self.set = handover.verify(&self.chain, &self.set)?.clone();
        self.since = height;
        Ok(())
    }
}

/// Every validator set from the genesis file's on, and from which height each votes.
#[derive(Clone, Debug)]
pub struct Voters {
    chain: ChainId,
    /// The height after which each votes, ascending.
    sets: Vec<(u64, ValidatorSet)>,
}

impl Voters {
    /// Walks through hand-overs, from the genesis file's set on.
    ///
    /// # Errors
    ///
    /// The position of the first hand-over that leads nowhere, and why.
    pub fn walk(
        chain: ChainId,
        founded: &ValidatorSet,
        handovers: &[Handover],
    ) -> Result<Self, (usize, HandoverFault)> {
        let mut in_force = SetInForce::founded(chain, founded);
        let mut sets = vec![(0, founded.clone())];
        for (index, handover) in handovers.iter().enumerate() {
            in_force.hand_over(handover).map_err(|fault| (index, fault))?;
            sets.push((in_force.since(), in_force.set().clone()));
        }
        Ok(Self { chain, sets })
    }

    /// The chain they vote on.
    #[must_use]
    pub fn chain(&self) -> &ChainId {
        &self.chain
    }

    /// Who votes at a height, as far as these hand-overs tell.
    ///
    /// # Panics
    ///
    /// Never: the genesis file's set votes from the first block on, and there is no block 0.
    #[must_use]
    pub fn at(&self, height: u64) -> &ValidatorSet {
        let past = self.sets.partition_point(|(after, _)| *after < height.max(1));
        &self.sets[past - 1].1
    }
}
