//! The answers to the engine: one method per question, no clock, socket, file or task.
//!
//! The shell passes the time in and carries messages; a simulator can do the same. Only the chain
//! underneath touches the disk, and its errors are fatal: guessing after a failed write would
//! endanger title.

mod admission;
mod answers;
mod begun;
mod incoming;
mod voters;
mod waiting;

#[cfg(test)]
mod tests;

pub use admission::AnnouncementRefusal;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use arc_malachitebft_app::streaming::{StreamId, StreamMessage};
use arc_malachitebft_core_consensus::{
    LocallyProposedValue, MisbehaviorEvidence, ProposedValue, SignedConsensusMsg,
};
use arc_malachitebft_core_types::{
    CommitCertificate, HeightParams, LinearTimeouts, PolkaCertificate, Round,
};
use proto::hash::Hash;
use thiserror::Error;
use tracing::{debug, warn};

use self::begun::Begun;
use self::waiting::Waiting;
use super::codec::{self, CodecError};
use super::context::{Address, EblContext, Height, ValidatorSet, Value};
use super::limits::STREAM_ID_BYTES;
use super::parts::{Assembler, Authority, Init, ProposalPart, Seal, split};
use super::signer::{SignatureVerifier, ValidatorSigner};
use crate::chain::{Chain, ChainError, UndecidedBlock};

/// Why the node must stop.
#[derive(Debug, Error)]
pub enum ApplicationError {
    /// The chain could not be read or written.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The engine handed over something that cannot be written.
    #[error("the engine's message cannot be kept: {0}")]
    Engine(#[from] CodecError),
    /// The engine decided a height whose parent is not committed here.
    #[error(
        "height {height} was decided while height {open} is open; a decision in between is lost"
    )]
    DecidedAhead {
        /// The height decided.
        height: u64,
        /// The height that is open.
        open: u64,
    },
    /// A quorum committed a block on another one than ours: it signed two histories.
    #[error(
        "the network has another history: block {height}, which carries the commits of a quorum, \
         stands on {theirs}, and block {} here is {ours}", height - 1
    )]
    OtherHistory {
        /// The height committed.
        height: u64,
        /// The block that it stands on.
        theirs: Hash,
        /// Our block of that height.
        ours: Hash,
    },
    /// A quorum committed a block that this node finds invalid: nodes disagree about the rules.
    #[error(
        "block {block} of height {height} carries the commits of a quorum but is invalid here; \
         this node's program and the network's differ"
    )]
    CertifiedInvalid {
        /// The height committed.
        height: u64,
        /// The block committed.
        block: Hash,
    },
}

/// A block of this node, ready to be proposed.
#[derive(Debug)]
pub struct Proposed {
    /// What the engine signs.
    pub value: LocallyProposedValue<EblContext>,
    /// What goes out to the peers after it.
    pub parts: Vec<StreamMessage<ProposalPart>>,
}

/// The state of the shell: the chain, and what is under way above it.
pub struct Application {
    chain: Chain,
    verifier: SignatureVerifier,
    signer: Option<Arc<ValidatorSigner>>,
    timeouts: LinearTimeouts,
    /// The validators of the height after the head.
    validators: ValidatorSet,
    /// The first height at which they vote, as far as this run knows.
    validators_from: u64,
    /// The round last started at that height.
    round: u32,
    assembler: Assembler,
    /// Whole blocks for heights whose parent is not committed yet.
    waiting: Waiting,
    /// Quorums of prevotes at this height that this node may have to show.
    polkas: BTreeMap<Hash, PolkaCertificate<EblContext>>,
    /// Blocks of this height told to the engine, with the verdict and whether a quorum stood
    /// behind the stream. The engine writes down each telling, so none is repeated.
    told: BTreeSet<(Hash, bool, bool)>,
    /// Blocks of this height judged on their proposer's word, by round.
    sealed: BTreeMap<u32, BTreeSet<Hash>>,
    /// Blocks of this height found invalid; they are not executed again.
    invalid: BTreeSet<Hash>,
    /// Synced blocks of this height that nothing but the word of a peer speaks for yet, in the order in
    /// which they came.
    unproved: VecDeque<Hash>,
    /// A synced block that stands on another block than our head, and that other.
    stranger: Option<(Hash, Hash)>,
    begun: Begun,
    streams: u64,
}

impl Application {
    /// The shell's state on top of `chain`. `signer` is absent on nodes that never vote.
    #[must_use]
    pub fn new(
        chain: Chain,
        signer: Option<Arc<ValidatorSigner>>,
        timeouts: LinearTimeouts,
    ) -> Self {
        let validators = ValidatorSet::from(chain.next_validators());
        let application = Self {
            verifier: SignatureVerifier::new(chain.chain_id()),
            validators_from: chain.head().height + 1,
            chain,
            signer,
            timeouts,
            validators,
            round: 0,
            assembler: Assembler::default(),
            waiting: Waiting::default(),
            stranger: None,
            polkas: BTreeMap::new(),
            told: BTreeSet::new(),
            sealed: BTreeMap::new(),
            invalid: BTreeSet::new(),
            unproved: VecDeque::new(),
            begun: Begun::default(),
            streams: 0,
        };
        application.tell_whether_it_waits();
        application
    }

    /// Ends, and notes that the node was stopped cleanly. One that is only dropped leaves no note.
    ///
    /// # Errors
    ///
    /// [`ChainError`]. Nothing is lost then; the next start reads the whole ledger log.
    pub fn close(self) -> Result<(), ChainError> {
        self.chain.close()
    }

    /// The height to start, with its own validators, and the timeouts.
    #[must_use]
    pub fn next_height(&self) -> (Height, HeightParams<EblContext>) {
        let params = HeightParams::new(self.validators.clone(), self.timeouts, None);
        (Height(self.open_height()), params)
    }

    /// The blocks known for a round that starts, among them those proposed before a crash.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop.
    pub fn started_round(
        &mut self,
        height: Height,
        round: Round,
        now_ms: u64,
    ) -> Result<Vec<ProposedValue<EblContext>>, ApplicationError> {
        let round = codec::round_number(round)?;
        if height.0 != self.open_height() {
            return Ok(Vec::new());
        }
        self.round = round;
        self.assembler.start_round(height.0, round);
        let mut known: Vec<_> =
            self.chain.undecided(height.0, round).iter().map(answers::known_value).collect();
        for assembled in self.waiting.take(height.0) {
            known.extend(self.judge(assembled, now_ms)?);
        }
        Ok(known)
    }

    /// A block to propose, and its parts. None for a height that is no longer open.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop.
    pub fn get_value(
        &mut self,
        height: Height,
        round: Round,
        now_ms: u64,
    ) -> Result<Option<Proposed>, ApplicationError> {
        let number = codec::round_number(round)?;
        if height.0 != self.open_height() {
            return Ok(None);
        }
        let block = self.chain.propose(height.0, number, now_ms)?;
        let value = LocallyProposedValue::new(height, round, Value(block.hash));
        let parts = self.sealed_parts(number, &block)?;
        Ok(Some(Proposed { value, parts }))
    }

    /// Remembers a quorum of prevotes that this node showed to others.
    pub fn saw_polka(&mut self, certificate: PolkaCertificate<EblContext>) {
        if certificate.height.0 == self.open_height() {
            self.polkas.insert(certificate.value_id, certificate);
        }
    }

    /// The parts of a block that is to be streamed again in `round`, or none when this node has
    /// neither the block nor the right.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop.
    pub fn restream(
        &mut self,
        height: Height,
        round: Round,
        block: Hash,
    ) -> Result<Vec<StreamMessage<ProposalPart>>, ApplicationError> {
        let round = codec::round_number(round)?;
        let Some(known) = self.chain.undecided_by_hash(height.0, &block) else {
            warn!(%height, %block, "asked to stream a block that is not held");
            return Ok(Vec::new());
        };
        match self.polkas.get(&block) {
            Some(polka) => {
                let authority = Authority::Quorum(polka.clone());
                let seal = self.seal(round, &known)?;
                let stream = self.next_stream(&seal);
                Ok(split(&stream, Init { seal, authority }, &known.bytes))
            }
            None => self.sealed_parts(round, &known),
        }
    }

    /// Commits a decision; it is on disk when this returns. A height decided before is left alone.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop, also for a height above the open one: the
    /// engine starts a height only after the one below is committed.
    pub fn decided(
        &mut self,
        certificate: &CommitCertificate<EblContext>,
    ) -> Result<(), ApplicationError> {
        let (height, open) = (certificate.height.0, self.open_height());
        if height > open {
            return Err(ApplicationError::DecidedAhead { height, open });
        }
        if height < open {
            debug!(height, "decided before");
            return Ok(());
        }
        self.chain.commit(codec::commit_from_engine(certificate)?)?;
        self.assembler.prune(certificate.height.0);
        self.waiting.forget_below(self.open_height());
        self.polkas.clear();
        self.told.clear();
        self.sealed.clear();
        self.invalid.clear();
        self.unproved.clear();
        self.round = 0;
        self.hand_over();
        Ok(())
    }

    /// Keeps what the engine saw of validators signing twice.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop.
    pub fn finalized(
        &mut self,
        height: Height,
        evidence: &MisbehaviorEvidence<EblContext>,
    ) -> Result<(), ApplicationError> {
        for (validator, pair) in codec::equivocations(evidence)? {
            warn!(%height, %validator, "a validator signed two conflicting messages");
            self.chain.record_misbehaviour(height.0, validator, &pair);
        }
        Ok(())
    }

    /// Whether instructions wait to be put in a block.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.chain.has_work()
    }

    /// The newest committed height.
    #[must_use]
    pub fn head_height(&self) -> u64 {
        self.chain.head().height
    }

    /// Bytes of blocks kept in parts; at most [`super::limits::ASSEMBLED_BYTES`].
    #[must_use]
    pub fn buffered_bytes(&self) -> usize {
        self.assembler.bytes()
    }

    /// Takes note of a message that the engine received; it may show that a height has begun.
    pub fn saw_message(&mut self, message: SignedConsensusMsg<EblContext>) {
        let open = self.open_height();
        self.begun.note(message, open, &self.validators);
    }

    /// Whether a validator's message, or a block that may be proposed, shows that others have
    /// started the height after the head.
    #[must_use]
    pub fn next_height_has_begun(&self) -> bool {
        let open = self.open_height();
        !self.told.is_empty()
            || self.waiting.has(open)
            || self.begun.shows(open, &self.validators, &self.verifier)
    }

    fn open_height(&self) -> u64 {
        self.chain.head().height + 1
    }

    /// The parts of a block under this node's own seal; none when it is not this node's turn.
    fn sealed_parts(
        &mut self,
        round: u32,
        block: &UndecidedBlock,
    ) -> Result<Vec<StreamMessage<ProposalPart>>, ApplicationError> {
        let seal = self.seal(round, block)?;
        let own = self.signer.as_ref().filter(|signer| signer.address() == seal.proposer);
        let Some(signer) = own else { return Ok(Vec::new()) };
        let authority = Authority::Proposer(signer.seal(&seal));
        let stream = self.next_stream(&seal);
        Ok(split(&stream, Init { seal, authority }, &block.bytes))
    }

    fn seal(&self, round: u32, block: &UndecidedBlock) -> Result<Seal, CodecError> {
        let bytes = block.bytes.len();
        let size = u32::try_from(bytes).map_err(|_| CodecError::BlockTooLong { bytes })?;
        let proposer: Address = self.validators.proposer(block.height, round).address();
        Ok(Seal { height: block.height, round, proposer, block: block.hash, size })
    }

    /// A stream id that names height, round and block, and differs each time.
    fn next_stream(&mut self, seal: &Seal) -> StreamId {
        self.streams += 1;
        let mut id = Vec::with_capacity(STREAM_ID_BYTES);
        id.extend_from_slice(&seal.height.to_be_bytes());
        id.extend_from_slice(&seal.round.to_be_bytes());
        id.extend_from_slice(&seal.block.0[..12]);
        id.extend_from_slice(&self.streams.to_be_bytes());
        StreamId::new(id.into())
    }
}
