//! Whom to ask for what, and what becomes of an answer. The caller has the clock, the peers and the
//! disk; it asks what it is told to, hands over what is answered, and keeps what comes out.
//!
//! Every part is checked when it comes. Whoever gives a false one is dropped at that; whoever is slow or
//! gone costs a wait, since what was asked of it is asked of others; whoever does not keep the state any
//! more is passed over, and when nobody keeps it, a newer one is looked for.

mod looking;
pub(crate) mod peers;
mod wanted;

use std::sync::Arc;
use std::time::{Duration, Instant};

use libp2p::PeerId;
use proto::block::Header;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::snapshot::{HeadersPart, HeadersPartFault, Prefix, StatePart, StatePartFault};
use proto::trail::Trail;
use thiserror::Error;

use self::looking::Looking;
pub use self::looking::OfferFault;
use self::peers::Peers;
pub use self::wanted::Wanted;
use self::wanted::Wants;
use crate::gossip::snapshots::Unanswered;
use crate::gossip::snapshots::messages::{Answer, Ask};

/// How many newer snapshots are begun when nobody keeps the one that was being fetched.
const BEGINNINGS: u32 = 8;
/// Entries that a part is meant to have, about.
const ENTRIES_OF_A_PART: u64 = 1024;
/// Bits that the keys of a part share at first, at most.
const MOST_BITS: usize = 12;

/// A snapshot on its way here.
pub struct Fetch {
    genesis: Arc<Genesis>,
    peers: Peers,
    stage: Stage,
    begun: u32,
}

enum Stage {
    /// Peers are asked what they have.
    Looking(Looking),
    /// One is being fetched.
    Fetching(Goal, Wants),
    /// The caller was told to begin one, and has not said that it did.
    Deciding,
}

/// What every part is checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Goal {
    height: u64,
    state_root: Hash,
    headers_root: Hash,
}

/// What is to be done next.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Questions to ask.
    pub asks: Vec<(PeerId, Ask)>,
    /// What was decided, if anything.
    pub decided: Option<Decided>,
}

/// A decision about the whole.
#[derive(Debug, PartialEq, Eq)]
pub enum Decided {
    /// To fetch this snapshot: the trail is verified.
    Begin {
        /// To its block.
        trail: Box<Trail>,
        /// How many bits the keys of its parts share at first.
        bits: usize,
    },
    /// Nobody has a snapshot to give, or none stays long enough to be fetched.
    NoSnapshot,
    /// All of it was fetched.
    Whole,
}

/// What came of an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing to keep.
    Nothing,
    /// A part of the state, verified.
    Part(StatePart),
    /// A run of headers, verified.
    Run(HeadersPart),
    /// The peer lied, and is asked for nothing any more.
    Lie(Lie),
}

/// How a peer lied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Lie {
    /// An offer that shows no snapshot.
    #[error(transparent)]
    Offer(#[from] OfferFault),
    /// A part that is none of the state.
    #[error(transparent)]
    Part(#[from] StatePartFault),
    /// A run that is none of the headers.
    #[error(transparent)]
    Run(#[from] HeadersPartFault),
    /// An answer to another question.
    #[error("it answers another question")]
    OtherAnswer,
    /// Again and again a part is said to be too large that is not.
    #[error("it says of small parts that they are too large")]
    TooLarge,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The height whose state is fetched.
    pub height: u64,
    /// Parts and runs fetched.
    pub fetched: usize,
    /// Parts and runs that are still missing, as far as it is known.
    pub missing: usize,
}

impl Fetch {
    /// Looks for a snapshot of the ledger with this genesis file.
    #[must_use]
    pub fn new(genesis: Arc<Genesis>) -> Self {
        let stage = Stage::Looking(Looking::default());
        Self { genesis, peers: Peers::default(), stage, begun: 0 }
    }

    /// The caller has begun, or found on its disk, the snapshot of this block, and lacks this of it.
    pub fn begin(&mut self, header: &Header, parts: Vec<Prefix>, runs: Vec<u64>, fetched: usize) {
        let goal = Goal {
            height: header.height,
            state_root: header.state_root,
            headers_root: header.headers_root,
        };
        self.begun += 1;
        self.peers.begin();
        self.stage = Stage::Fetching(goal, Wants::new(parts, runs, fetched));
    }

    /// How far it has come; nothing while it is being looked for.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        let Stage::Fetching(goal, wants) = &self.stage else { return None };
        let (fetched, missing) = (wants.fetched(), wants.missing());
        Some(Progress { height: goal.height, fetched, missing })
    }

    /// What to do next, given who is connected.
    pub fn next(&mut self, connected: &[PeerId], now: Instant) -> Turn {
        self.peers.meet(connected);
        match &mut self.stage {
            Stage::Deciding => Turn::default(),
            Stage::Looking(looking) => {
                if let Some(decided) = looking.decide(now) {
                    self.stage = Stage::Deciding;
                    return Turn { asks: Vec::new(), decided: Some(decided) };
                }
                let free = self.peers.free(now).into_iter().filter(|peer| !looking.knows(peer));
                let free: Vec<_> = free.collect();
                let asks = free.into_iter().map(|peer| {
                    self.peers.asked(peer);
                    (peer, Ask::Offer)
                });
                Turn { asks: asks.collect(), decided: None }
            }
            Stage::Fetching(_, wants) if wants.is_empty() => {
                self.stage = Stage::Deciding;
                Turn { asks: Vec::new(), decided: Some(Decided::Whole) }
            }
            Stage::Fetching(..) if self.peers.all_refuse() => self.start_over(),
            Stage::Fetching(goal, wants) => {
                let height = goal.height;
                let mut asks = Vec::new();
                while let Some(peer) = self.peers.freest(now)
                    && let Some(wanted) = wants.next(peer, now)
                {
                    self.peers.asked(peer);
                    asks.push((peer, wanted.ask(height)));
                }
                Turn { asks, decided: None }
            }
        }
    }

    /// Nobody keeps the state any more: a newer one is looked for, but not for ever.
    fn start_over(&mut self) -> Turn {
        self.peers.begin();
        if self.begun >= BEGINNINGS {
            self.stage = Stage::Deciding;
            return Turn { asks: Vec::new(), decided: Some(Decided::NoSnapshot) };
        }
        self.stage = Stage::Looking(Looking::default());
        Turn::default()
    }

    /// What a peer answered to a question.
    pub fn hear(&mut self, from: PeerId, ask: &Ask, answer: Answer, now: Instant) -> Heard {
        self.peers.answered(from);
        let heard = match &answer {
            Answer::TryLater => self.not_now(from, ask, peers::BUSY, now),
            Answer::NotGreeted => self.not_now(from, ask, peers::NOT_GREETED, now),
            _ => self.judge(from, ask, answer, now),
        };
        heard.unwrap_or_else(|lie| {
            self.drop_peer(from, ask);
            Heard::Lie(lie)
        })
    }

    /// A question was not answered.
    pub fn fail(&mut self, from: PeerId, ask: &Ask, why: &Unanswered, now: Instant) -> Heard {
        self.peers.answered(from);
        match why {
            Unanswered::Gone | Unanswered::Silent => {
                // It gives way to others and may come back.
                let _ = self.not_now(from, ask, peers::UNANSWERED, now);
                Heard::Nothing
            }
            Unanswered::OtherProtocol => {
                self.drop_peer(from, ask);
                Heard::Nothing
            }
            Unanswered::Malformed => {
                self.drop_peer(from, ask);
                Heard::Lie(Lie::OtherAnswer)
            }
        }
    }

    fn not_now(
        &mut self,
        from: PeerId,
        ask: &Ask,
        rest: Duration,
        now: Instant,
    ) -> Result<Heard, Lie> {
        self.peers.rest(from, now + rest);
        self.put_back(from, ask);
        Ok(Heard::Nothing)
    }

    fn drop_peer(&mut self, peer: PeerId, ask: &Ask) {
        self.peers.drop(peer);
        self.put_back(peer, ask);
        if let Stage::Looking(looking) = &mut self.stage {
            looking.forget(&peer);
        }
    }

    fn put_back(&mut self, from: PeerId, ask: &Ask) {
        if let Stage::Fetching(goal, wants) = &mut self.stage
            && let Some(wanted) = Wanted::of(ask, goal.height)
        {
            wants.put_back(from, wanted);
        }
    }

    fn judge(
        &mut self,
        from: PeerId,
        ask: &Ask,
        answer: Answer,
        now: Instant,
    ) -> Result<Heard, Lie> {
        match (&mut self.stage, ask) {
            (Stage::Looking(looking), Ask::Offer) => {
                looking.hear(from, answer, &self.genesis, now)?;
                Ok(Heard::Nothing)
            }
            (Stage::Fetching(goal, wants), Ask::Headers { .. } | Ask::State { .. }) => {
                let Some(wanted) = Wanted::of(ask, goal.height) else { return Ok(Heard::Nothing) };
                match (wanted, answer) {
                    (_, Answer::NotKept) => {
                        self.peers.refuses(from, now);
                        wants.put_back(from, wanted);
                        Ok(Heard::Nothing)
                    }
                    (Wanted::Part(prefix), Answer::TooLarge) => {
                        self.peers.said_too_large(from)?;
                        wants.split(prefix)?;
                        Ok(Heard::Nothing)
                    }
                    (Wanted::Part(prefix), Answer::State(bytes)) => {
                        let part = StatePart::decode(&bytes)?;
                        part.verify(&prefix, &goal.state_root)?;
                        self.peers.gave(from);
                        Ok(if wants.take(wanted) { Heard::Part(part) } else { Heard::Nothing })
                    }
                    (Wanted::Run(index), Answer::Headers(bytes)) => {
                        let run = HeadersPart::decode(&bytes)?;
                        run.verify(index, goal.height - 1, &goal.headers_root)?;
                        self.peers.gave(from);
                        Ok(if wants.take(wanted) { Heard::Run(run) } else { Heard::Nothing })
                    }
                    _ => Err(Lie::OtherAnswer),
                }
            }
            // It answers what is not asked any more.
            _ => Ok(Heard::Nothing),
        }
    }
}

/// How many bits the keys of a part share at first, when the state has so many entries by a peer's word.
fn bits_for(entries: u64) -> usize {
    let parts = entries.div_ceil(ENTRIES_OF_A_PART).max(1);
    let bits = usize::try_from(parts.ilog2()).unwrap_or(MOST_BITS);
    MOST_BITS.min(bits + usize::from(!parts.is_power_of_two()))
}
