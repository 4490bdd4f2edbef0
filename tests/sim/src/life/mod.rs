//! One process of a node, from its start to its end: the application, the engine, and what carries
//! messages between them. What survives its end is the machine's ([`crate::machine`]).

mod answers;
mod boot;
mod clients;
mod peers;
mod state;
mod sync;

pub use boot::{Boot, BootFault, HORIZON};
pub use clients::{Answer, CallId};
pub use peers::Heard;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_core_types::Timeout;
use bytes::Bytes;
use node::admission::Admission;
use node::admission::peers::Ahead;
use node::chain::Head;
use node::consensus::application::{Application, ApplicationError};
use node::consensus::context::Address;
use node::consensus::pace::Pace;
use node::consensus::parts::ProposalPart;
use node::consensus::voting::{Silence, Voting};
use node::pool::SharedPool;
use node::reader::Reader;
use node::store::index::Index;
use proto::ids::ChainId;
use proto::keys::SecretKey;

use self::clients::Waiting;
use self::sync::Syncing;
use crate::bugs::Bug;
use crate::dice::Dice;
use crate::engine::{Engine, Halt, Message, Note, Said};
use crate::wire::Channel;

/// Which machine; positions in the world's list.
pub type MachineId = usize;

/// What a process knows of time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Microseconds since the run began: monotonic, the same for all.
    pub now_us: u64,
    /// This machine's idea of the time, in milliseconds since 1970.
    pub wall_ms: u64,
}

/// What a process does to the world.
pub enum Output {
    /// Sends to every peer.
    Broadcast(Channel, Bytes),
    /// Sends to one peer.
    Send(MachineId, Channel, Bytes),
    /// Sets a timer of its engine, microseconds from now.
    Timer(Timeout, u64, u64),
    /// Wants to be looked at again at this moment.
    LookAgain(u64),
    /// A key of this machine signed something and it is published.
    Signed((Address, u64, u32, u8), Vec<u8>),
    /// Answers a client.
    Answer(CallId, Answer),
    /// For the record.
    Note(Note),
}

/// Why a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The disk failed under it.
    Disk(String),
    /// The engine's log is damaged.
    LogDamaged(String),
    /// Anything else that a supervisor answers with a restart.
    Stopped(String),
    /// What no disk and no peer may cause: the node found itself at odds with the network.
    Contradiction(String),
}

/// A running process.
pub struct Life {
    pub(crate) application: Application,
    pub(crate) reader: Reader,
    pub(crate) index: Index,
    pub(crate) pool: SharedPool,
    admission: Admission,
    engine: Engine,
    pace: Pace,
    heads: Arc<Mutex<Vec<Head>>>,
    mailbox: VecDeque<Message>,
    syncing: Syncing,
    ahead: Ahead<Bytes>,
    waiting: Vec<Waiting>,
    voting: Voting,
    silence: Option<Silence>,
    silent_until: Option<u64>,
    /// The key and chain of a validator that proposes invalid blocks.
    invalid_blocks: Option<(SecretKey, ChainId)>,
    /// A bug it has.
    bug: Option<Bug>,
    /// Whether it began after a clean stop, with its ledger log unread.
    log_unread: bool,
    dice: Dice,
    out: Vec<Output>,
}

impl Life {
    /// What it did since it was last asked.
    pub fn outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.out)
    }

    /// Blocks committed since it was last asked.
    pub fn committed(&mut self) -> Vec<Head> {
        std::mem::take(&mut *self.heads.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the application has something to do.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.engine.asks()
    }

    /// The newest committed height.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.application.head_height()
    }

    /// The round its engine is in.
    #[must_use]
    pub fn round(&self) -> u32 {
        self.engine.round().unwrap_or(0)
    }

    /// Whether it votes at the open height.
    #[must_use]
    pub fn votes(&self) -> bool {
        self.application.is_validator()
    }

    /// Whether it keeps silent.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silence.is_some()
    }

    /// A timer of the engine ran out.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the process ends.
    pub fn timer(&mut self, timeout: Timeout, generation: u64, clock: Clock) -> Result<(), Stop> {
        let lost = self.bug == Some(Bug::TimersLost);
        if !lost && self.engine.elapsed(&timeout, generation) {
            self.hand(Message::Elapsed(timeout), clock)?;
        }
        Ok(())
    }

    /// Something may have become due.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the process ends.
    pub fn look(&mut self, clock: Clock) -> Result<(), Stop> {
        self.start_if_due(clock)?;
        self.catch_up(clock)
    }

    /// Gives the engine a message, and whatever follows from it at once.
    fn hand(&mut self, message: Message, clock: Clock) -> Result<(), Stop> {
        self.mailbox.push_back(message);
        while let Some(message) = self.mailbox.pop_front() {
            self.engine.take(message)?;
            for (height, round) in self.engine.rounds() {
                let known = self.application.started_round(height, round, clock.wall_ms)?;
                let origin = arc_malachitebft_core_types::ValueOrigin::Consensus;
                self.mailbox
                    .extend(known.into_iter().map(|value| Message::Proposed(value, origin)));
            }
            self.pass_on();
        }
        Ok(())
    }

    fn pass_on(&mut self) {
        for said in self.engine.said() {
            let output = match said {
                Said::Consensus(_) if self.bug == Some(Bug::VotesUnsent) => continue,
                Said::Consensus(message) => {
                    let (slot, body) = crate::wire::signed(&message);
                    self.out.push(Output::Signed(slot, body));
                    Output::Broadcast(Channel::Consensus, crate::wire::consensus(&message))
                }
                Said::Liveness(message) => {
                    Output::Broadcast(Channel::Liveness, crate::wire::liveness(&message))
                }
                Said::Timer(timeout, after, generation) => {
                    Output::Timer(timeout, after, generation)
                }
                Said::Note(note) => Output::Note(note),
            };
            self.out.push(output);
        }
    }

    fn publish(&mut self, parts: &[StreamMessage<ProposalPart>]) {
        if self.bug == Some(Bug::PartsUnsent) {
            return;
        }
        for part in parts {
            self.out.push(Output::Broadcast(Channel::Part, crate::wire::part(part)));
        }
    }
}

impl From<Halt> for Stop {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::LogDamaged(why) => Self::LogDamaged(why),
            Halt::Disk(why) => Self::Disk(why),
            Halt::Stopped(why) => Self::Stopped(why),
        }
    }
}

impl From<ApplicationError> for Stop {
    fn from(error: ApplicationError) -> Self {
        match &error {
            ApplicationError::Chain(_) => Self::Disk(error.to_string()),
            ApplicationError::Engine(_) => Self::Stopped(error.to_string()),
            ApplicationError::DecidedAhead { .. }
            | ApplicationError::OtherHistory { .. }
            | ApplicationError::CertifiedInvalid { .. } => Self::Contradiction(error.to_string()),
        }
    }
}

/// Who claims to hold which height.
pub type Claims = BTreeMap<MachineId, u64>;
