//! The consensus engine of one simulated node: Malachite's core, driven through its effects.
//!
//! What the engine's tasks do around the core is done here in the same order, without tasks: the
//! write-ahead log is written through before anything is published, a round is begun before its
//! blocks are told, and questions to the application wait in a queue of their own.

mod effects;
mod notary;
mod wal;

pub use notary::{Checking, Notary};
pub use wal::Wal;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_core_consensus::{
    Input, LivenessMsg, LocallyProposedValue, MisbehaviorEvidence, Params, PeerId, ProposedValue,
    SignedConsensusMsg, State, process,
};
use arc_malachitebft_core_types::{
    CommitCertificate, HeightParams, LinearTimeouts, PolkaCertificate, Round, ThresholdParam,
    ThresholdParams, Timeout, TimeoutKind, ValueOrigin, ValuePayload, ValueResponse,
    VoteExtensionPolicy,
};
use arc_malachitebft_metrics::Metrics;
use node::consensus::context::{Address, EblContext, Height, ValidatorSet};
use node::consensus::parts::ProposalPart;
use node::consensus::signer::ValidatorSigner;
use proto::hash::Hash;

use crate::bugs::Bug;

/// Heights whose messages wait until they are reached, and messages of each: the engine's defaults.
const QUEUED_HEIGHTS: usize = 10;
const QUEUED_PER_HEIGHT: usize = 1000;

/// What is handed to the engine.
pub enum Message {
    /// A height begins.
    Start(Height, HeightParams<EblContext>),
    /// A vote or proposal from a peer.
    Consensus(SignedConsensusMsg<EblContext>),
    /// A message that helps others on.
    Liveness(LivenessMsg<EblContext>),
    /// A part of a block from a peer.
    Part(PeerId, StreamMessage<ProposalPart>),
    /// A timer ran out.
    Elapsed(Timeout),
    /// The application's own block.
    Propose(LocallyProposedValue<EblContext>),
    /// A block that the application has judged.
    Proposed(ProposedValue<EblContext>, ValueOrigin),
    /// A decided block from a peer.
    Synced(ValueResponse<EblContext>),
}

/// What the engine asks of the application, in order.
pub enum Question {
    /// Which height begins?
    Ready,
    /// What is proposed?
    GetValue(Height, Round),
    /// Stream a block again.
    Restream(Height, Round, Hash),
    /// A part of a block came.
    Part(PeerId, StreamMessage<ProposalPart>),
    /// A block is decided.
    Decided(CommitCertificate<EblContext>),
    /// A height is over; when does the next one begin?
    Finalized(Height, MisbehaviorEvidence<EblContext>),
    /// A synced block's certificate is good; is the block?
    Synced(ValueResponse<EblContext>, Address),
}

/// What the engine tells whoever listens.
pub enum Happening {
    /// A message came from a peer.
    Received(SignedConsensusMsg<EblContext>),
    /// A quorum of prevotes is shown to others.
    Polka(PolkaCertificate<EblContext>),
    /// A synced block has been judged, and its certificate is for it.
    Synced(ProposedValue<EblContext>),
}

/// What leaves the engine.
pub enum Said {
    /// A vote or proposal for everybody.
    Consensus(SignedConsensusMsg<EblContext>),
    /// A message that helps others on, for everybody.
    Liveness(LivenessMsg<EblContext>),
    /// A timer is set, in microseconds from now.
    Timer(Timeout, u64, u64),
    /// Something was begun: a height, a round, a recovery.
    Note(Note),
}

/// What is counted of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A round began.
    Round(u64, u32),
    /// A log was replayed with so many entries.
    Replayed(usize),
    /// A synced certificate was refused.
    CertificateRefused,
    /// A synced block was found to be another than certified.
    SyncedOther,
    /// A block came by sync.
    Synced,
    /// A block was streamed again.
    Restreamed,
}

/// Why an engine cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// Its log is damaged: it holds still until an operator acts.
    LogDamaged(String),
    /// The disk failed under it.
    Disk(String),
    /// It stopped: a signature was refused, or the core returned an error.
    Stopped(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Unstarted,
    Running,
    Recovering,
}

/// One node's engine.
pub struct Engine {
    core: Option<State<EblContext>>,
    metrics: Metrics,
    hands: Hands,
    early: VecDeque<Message>,
}

/// What the effects are carried out with: everything but the core itself.
struct Hands {
    context: EblContext,
    address: Address,
    signer: Option<Arc<ValidatorSigner>>,
    notary: Notary,
    wal: Wal,
    phase: Phase,
    votes: bool,
    timeouts: LinearTimeouts,
    timers: BTreeMap<(u8, u32), u64>,
    generation: u64,
    halt: Option<Halt>,
    questions: VecDeque<Question>,
    happenings: VecDeque<Happening>,
    said: Vec<Said>,
    rounds: Vec<(Height, Round)>,
    refused: bool,
    bug: Option<Bug>,
    /// The first set this engine was given.
    founders: Option<ValidatorSet>,
}

/// Messages kept before the first height begins; more are dropped, as the engine does.
const EARLY: usize = 1024;

impl Engine {
    /// An engine that waits to be told its first height.
    #[must_use]
    pub fn new(
        context: EblContext,
        address: Address,
        signer: Option<Arc<ValidatorSigner>>,
        notary: Notary,
        wal: Wal,
        bug: Option<Bug>,
    ) -> Self {
        let hands = Hands {
            context,
            address,
            signer,
            notary,
            wal,
            phase: Phase::Unstarted,
            votes: false,
            timeouts: LinearTimeouts::default(),
            timers: BTreeMap::new(),
            generation: 0,
            halt: None,
            questions: VecDeque::from([Question::Ready]),
            happenings: VecDeque::new(),
            said: Vec::new(),
            rounds: Vec::new(),
            refused: false,
            bug,
            founders: None,
        };
        Self { core: None, metrics: Metrics::new(), hands, early: VecDeque::new() }
    }

    /// The height the core is at; none before the first.
    #[must_use]
    pub fn height(&self) -> Option<u64> {
        self.core.as_ref().map(|core| core.height().0)
    }

    /// The round the core is in.
    #[must_use]
    pub fn round(&self) -> Option<u32> {
        self.core.as_ref().and_then(|core| core.round().as_u32())
    }

    /// The next question, if any.
    pub fn question(&mut self) -> Option<Question> {
        self.hands.questions.pop_front()
    }

    /// The next happening, if any.
    pub fn happening(&mut self) -> Option<Happening> {
        self.hands.happenings.pop_front()
    }

    /// Whether the application has something to do.
    #[must_use]
    pub fn asks(&self) -> bool {
        !self.hands.questions.is_empty() || !self.hands.happenings.is_empty()
    }

    /// What was said since it was last asked.
    pub fn said(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.hands.said)
    }

    /// Rounds that began and whose known blocks the application has not told yet.
    pub fn rounds(&mut self) -> Vec<(Height, Round)> {
        std::mem::take(&mut self.hands.rounds)
    }

    /// Whether the certificate of a synced block was refused since this was last asked.
    pub fn refused_certificate(&mut self) -> bool {
        std::mem::take(&mut self.hands.refused)
    }

    /// Whether a timer that ran out is still the one that was set.
    pub fn elapsed(&mut self, timeout: &Timeout, generation: u64) -> bool {
        let key = timer_key(timeout);
        let current = self.hands.timers.get(&key) == Some(&generation);
        if current {
            self.hands.timers.remove(&key);
        }
        current
    }

    /// Takes a message.
    ///
    /// # Errors
    ///
    /// [`Halt`] when the engine cannot go on; nothing that it said after the failure is given out.
    pub fn take(&mut self, message: Message) -> Result<(), Halt> {
        if self.hands.phase != Phase::Running && !matches!(message, Message::Start(..)) {
            if self.early.len() < EARLY {
                self.early.push_back(message);
            }
            return Ok(());
        }
        match message {
            Message::Start(height, params) => self.start(height, params),
            Message::Consensus(message) => {
                self.hands.happenings.push_back(Happening::Received(message.clone()));
                self.feed(match message {
                    SignedConsensusMsg::Vote(vote) => Input::Vote(vote),
                    SignedConsensusMsg::Proposal(proposal) => Input::Proposal(proposal),
                })
            }
            Message::Liveness(LivenessMsg::Vote(vote)) => {
                let message = SignedConsensusMsg::Vote(vote.clone());
                self.hands.happenings.push_back(Happening::Received(message));
                self.feed(Input::Vote(vote))
            }
            Message::Liveness(LivenessMsg::PolkaCertificate(polka)) => {
                self.feed(Input::PolkaCertificate(polka))
            }
            Message::Liveness(LivenessMsg::SkipRoundCertificate(round)) => {
                self.feed(Input::RoundCertificate(round))
            }
            Message::Part(from, part) => {
                self.hands.questions.push_back(Question::Part(from, part));
                Ok(())
            }
            Message::Elapsed(timeout) => self.feed(Input::TimeoutElapsed(timeout)),
            Message::Propose(value) => self.feed(Input::Propose(value)),
            Message::Proposed(value, origin) => {
                if origin == ValueOrigin::Sync {
                    self.hands.happenings.push_back(Happening::Synced(value.clone()));
                }
                self.feed(Input::ProposedValue(value, origin))
            }
            Message::Synced(response) => self.feed(Input::SyncValueResponse(response)),
        }
    }

    fn start(&mut self, height: Height, params: HeightParams<EblContext>) -> Result<(), Halt> {
        let hands = &mut self.hands;
        let mut params = params;
        let first = hands.founders.get_or_insert_with(|| params.validator_set.clone());
        if hands.bug == Some(Bug::FoundersForever) {
            params.validator_set = first.clone();
        }
        if self.core.is_none() {
            self.core = Some(State::new(
                hands.context.clone(),
                height,
                params.validator_set.clone(),
                Params {
                    address: hands.address,
                    threshold_params: thresholds(hands.bug),
                    value_payload: ValuePayload::ProposalAndParts,
                    enabled: true,
                },
                QUEUED_HEIGHTS,
                QUEUED_PER_HEIGHT,
            ));
        }
        hands.votes = params.validator_set.find(&hands.address).is_some();
        let begun = if hands.votes {
            hands.wal.begin(height.0)
        } else {
            hands.wal.reset(height.0).map(|()| Vec::new())
        };
        let entries = begun.map_err(|error| Halt::Disk(error.to_string()))?;
        hands.timeouts = params.timeouts;
        self.feed(Input::StartHeight(
            height,
            params.validator_set,
            false,
            None,
            VoteExtensionPolicy::Disabled,
        ))?;
        if !entries.is_empty() {
            self.replay(entries)?;
        }
        self.hands.phase = Phase::Running;
        while let Some(message) = self.early.pop_front() {
            self.take(message)?;
        }
        Ok(())
    }

    fn replay(&mut self, entries: Vec<std::io::Result<Input<EblContext>>>) -> Result<(), Halt> {
        self.hands.phase = Phase::Recovering;
        self.hands.said.push(Said::Note(Note::Replayed(entries.len())));
        let core = self.core.as_mut().expect("a height has begun");
        core.record_recovered_own_precommit_extensions(entries.iter().flatten());
        core.index_wal_entries(entries.iter().flatten());
        for entry in entries {
            let entry = entry.map_err(|error| Halt::LogDamaged(error.to_string()))?;
            self.feed(entry).map_err(|halt| match halt {
                Halt::Stopped(why) => Halt::LogDamaged(why),
                Halt::LogDamaged(_) | Halt::Disk(_) => halt,
            })?;
        }
        self.core.as_mut().expect("a height has begun").reset_entries_index();
        Ok(())
    }

    /// Runs the core on one input.
    fn feed(&mut self, input: Input<EblContext>) -> Result<(), Halt> {
        let core = self.core.as_mut().expect("a height has begun");
        let hands = &mut self.hands;
        let result: Result<(), arc_malachitebft_core_consensus::Error<EblContext>> = process!(
            input: input,
            state: core,
            metrics: &self.metrics,
            with: effect => hands.carry_out(effect)
        );
        if let Some(halt) = self.hands.halt.take() {
            return Err(halt);
        }
        result.map_err(|error| Halt::Stopped(error.to_string()))
    }
}

fn timer_key(timeout: &Timeout) -> (u8, u32) {
    let kind = match timeout.kind {
        TimeoutKind::Propose => 0,
        TimeoutKind::Prevote => 1,
        TimeoutKind::Precommit => 2,
        TimeoutKind::Rebroadcast => 3,
        TimeoutKind::FinalizeHeight(_) => 4,
    };
    (kind, timeout.round.as_u32().unwrap_or(u32::MAX))
}

/// What the engine counts as a quorum: more than two thirds, but for one bug.
fn thresholds(bug: Option<Bug>) -> ThresholdParams {
    let sound = ThresholdParams::default();
    match bug {
        Some(Bug::HalfIsAQuorum) => ThresholdParams { quorum: ThresholdParam::new(1, 2), ..sound },
        _ => sound,
    }
}
