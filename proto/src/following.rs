//! Following the ledger from header to header.
//!
//! A header counts when a quorum of the validators in force signed it and when it continues the
//! header before it. The validators in force are those of the genesis file and, from there on,
//! those that each set handed over to. Between two headers so linked no block is left out.

use thiserror::Error;

use crate::block::Header;
use crate::certificate::CommitCertificate;
use crate::checkpoint::{Uncommitted, check_committed};
use crate::genesis::Genesis;
use crate::handover::{Handover, HandoverFault, SetInForce};
use crate::hash::Hash;
use crate::ids::ChainId;
use crate::limits::HANDOVERS;
use crate::pb::ledger::v1 as pb;
use crate::validators::ValidatorSet;
use crate::wire::FieldError;

/// The place in the chain up to which headers were followed.
#[derive(Clone, Debug)]
pub struct Headers {
    chain: ChainId,
    next: u64,
    before: Option<Before>,
    in_force: SetInForce,
}

#[derive(Clone, Copy, Debug)]
struct Before {
    hash: Hash,
    time_ms: u64,
}

/// What stands around a header.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The certificate that came with it.
    pub certificate: Option<&'a pb::CommitCertificate>,
    /// The bytes of the hand-overs that came with it. A node begins each stream with all there
    /// ever were; those gone through before are passed over.
    pub handovers: &'a [Vec<u8>],
}

/// A header that was followed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The quorum that committed it.
    pub certificate: CommitCertificate,
    /// How many validators there were.
    pub validators: usize,
}

/// Why a header is not the next one. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeaderFault {
    /// More hand-overs than are gone through.
    #[error("it comes with more than {HANDOVERS} hand-overs between validators")]
    TooManyHandovers,
    /// A hand-over that leads to no set.
    #[error("a hand-over between validators proves nothing: {0}")]
    Handover(#[from] HandoverFault),
    /// A block was left out, or comes again.
    #[error("it is block {found} where block {expected} must follow")]
    Height {
        /// The height that must follow.
        expected: u64,
        /// The height of the header.
        found: u64,
    },
    /// It continues another history.
    #[error("its parent is {parent}, not the block before it, {before}")]
    Parent {
        /// The hash of the header before.
        before: Hash,
        /// The hash it names.
        parent: Hash,
    },
    /// Time stands still or runs back.
    #[error("its time is {time_ms} ms, which is not after {before_ms} ms")]
    Time {
        /// The time of the header before.
        before_ms: u64,
        /// Its time.
        time_ms: u64,
    },
    /// There is no certificate.
    #[error("it comes without a certificate")]
    NoCertificate,
    /// The certificate cannot be read.
    #[error("its certificate's {0}")]
    CertificateField(#[from] FieldError),
    /// It is of another chain, or was not committed by those in force.
    #[error(transparent)]
    Uncommitted(#[from] Uncommitted),
    /// It changes the validators, and the new ones are not told.
    #[error("it hands over to other validators and does not say to whom")]
    NoHandover,
}

impl Headers {
    /// Follows from a height on. Block 1 must continue the genesis file; a first header above it is
    /// taken as it comes, once hand-overs lead to its validators and a quorum of them signed it.
    #[must_use]
    pub fn from_height(genesis: &Genesis, height: u64) -> Self {
        let chain = genesis.chain();
        let founding = Before { hash: Hash(chain.0), time_ms: genesis.time_ms() };
        let in_force = SetInForce::founded(chain, genesis.validators());
        Self { chain, next: height, before: (height == 1).then_some(founding), in_force }
    }

    /// Follows from a header that was followed to before, and from the set that it left in force.
    #[must_use]
    pub fn after(header: &Header, in_force: ValidatorSet, since: u64) -> Self {
        let before = Some(Before { hash: header.hash(), time_ms: header.time_ms });
        let in_force = SetInForce::resumed(header.chain, in_force, since);
        Self { chain: header.chain, next: header.height + 1, before, in_force }
    }

    /// The chain that is followed.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.chain
    }

    /// The height that comes next.
    #[must_use]
    pub fn next_height(&self) -> u64 {
        self.next
    }

    /// The validators that vote on the next block.
    #[must_use]
    pub fn in_force(&self) -> &SetInForce {
        &self.in_force
    }

    /// Checks the next header and goes on to it.
    ///
    /// # Errors
    ///
    /// The first [`HeaderFault`]; the place then stays where it was.
    pub fn follow(&mut self, header: &Header, around: Around<'_>) -> Result<Followed, HeaderFault> {
        let handovers = read_handovers(around.handovers)?;
        // Before its place: the height and the parent of another chain's header tell nothing.
        if header.chain != self.chain {
            return Err(Uncommitted::OtherChain { theirs: header.chain, ours: self.chain }.into());
        }
        self.check_place(header)?;
        let in_force = self.led_by(&handovers)?;
        let certificate = around.certificate.ok_or(HeaderFault::NoCertificate)?;
        let certificate = CommitCertificate::from_message(certificate)?;
        check_committed(header, &certificate, &self.chain, in_force.set())?;
        let next = handed_on(header, &in_force, &handovers)?;
        self.before = Some(Before { hash: header.hash(), time_ms: header.time_ms });
        self.next += 1;
        self.in_force = next;
        Ok(Followed { certificate, validators: in_force.set().validators().len() })
    }

    fn check_place(&self, header: &Header) -> Result<(), HeaderFault> {
        if header.height != self.next {
            return Err(HeaderFault::Height { expected: self.next, found: header.height });
        }
        let Some(before) = self.before else { return Ok(()) };
        if header.parent != before.hash {
            return Err(HeaderFault::Parent { before: before.hash, parent: header.parent });
        }
        if header.time_ms <= before.time_ms {
            let (before_ms, time_ms) = (before.time_ms, header.time_ms);
            return Err(HeaderFault::Time { before_ms, time_ms });
        }
        Ok(())
    }

    /// The validators of the next block: those in force, or whom the hand-overs before it lead to.
    fn led_by(&self, handovers: &[Handover]) -> Result<SetInForce, HeaderFault> {
        let mut in_force = self.in_force.clone();
        let new = self.in_force.since() + 1..self.next;
        for handover in handovers {
            if new.contains(&handover.header().height) {
                in_force.hand_over(handover)?;
            }
        }
        Ok(in_force)
    }
}

/// Reads the hand-overs that come with a header, each by itself, so that none allocates more than
/// its own bytes allow.
fn read_handovers(list: &[Vec<u8>]) -> Result<Vec<Handover>, HeaderFault> {
    if list.len() > HANDOVERS {
        return Err(HeaderFault::TooManyHandovers);
    }
    list.iter().map(|bytes| Ok(Handover::decode(bytes)?)).collect()
}

/// The validators after a block: other ones where it says so.
fn handed_on(
    header: &Header,
    in_force: &SetInForce,
    handovers: &[Handover],
) -> Result<SetInForce, HeaderFault> {
    let mut next = in_force.clone();
    if header.next_validators != header.validators {
        let own = handovers.iter().find(|handover| handover.header() == header);
        next.hand_over(own.ok_or(HeaderFault::NoHandover)?)?;
    }
    Ok(next)
}
