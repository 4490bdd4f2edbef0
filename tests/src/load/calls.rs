//! An instruction is handed in, and its outcome comes back.
//!
//! Of an answer only the kind is read while the clock runs. The receipts in it stay the bytes they
//! came as, and are read when they are verified.

use std::net::SocketAddr;
use std::time::Duration;

use clap::ValueEnum;
use prost::Message;
use proto::ids::InstructionId;
use proto::pb::api::v1 as pb;
use proto::refusal::Refusal;
use tokio::time::{Instant, sleep, timeout};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

use super::line::Line;

/// How instructions are handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Calls {
    /// All of one connection over one stream.
    Stream,
    /// Each with a call of its own.
    Single,
}

impl Calls {
    /// Which of them, in one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Single => "single",
        }
    }
}

/// A connection to one node.
#[derive(Clone)]
pub struct Connection {
    grpc: Grpc<Channel>,
    /// Where instructions go over one stream.
    line: Option<Line>,
}

/// What is handed in.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The instruction's id.
    pub id: InstructionId,
    /// Its deadline, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// The envelope's bytes.
    pub envelope: Vec<u8>,
}

/// What came of an instruction in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Recorded. The bytes of a `Final`, not looked at.
    Final(Vec<u8>),
    /// A rule said no.
    Refused {
        /// Its number.
        rule: String,
    },
    /// The node had no room: nothing happened, and it may be handed in again.
    TurnedAway(Busy),
    /// Nobody can say. Asked for as long as a client is patient.
    Unknown,
}

/// Why a node took nothing in, for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Busy {
    /// It answers as many calls as it can (gRPC `RESOURCE_EXHAUSTED`).
    Calls,
    /// The member's quota or the pool is full (L-08), or the pool still holds what was told final a
    /// moment ago (L-07).
    Room,
}

impl Busy {
    /// What there was no room for, in one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Room => "instructions",
        }
    }
}

/// What to do about a node that has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenBusy {
    /// Hand it in again after a moment, again and again.
    Retry,
    /// Count it as turned away.
    GiveUp,
}

/// An outcome and what led to it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The outcome.
    pub outcome: Outcome,
    /// How often a node had no room before that.
    pub retries: u32,
    /// How often the outcome was asked for because the first answer did not have it.
    pub asked_again: u32,
    /// Statuses in the place of answers, by code, other than that the node is busy.
    pub failures: Vec<Code>,
}

/// A `SubmitResponse` whose parts are not read.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Unread {
    #[prost(bytes = "vec", optional, tag = "2")]
    recorded: Option<Vec<u8>>,
    #[prost(message, optional, tag = "3")]
    refused: Option<pb::Refused>,
}

impl Connection {
    /// A connection that is made when it is first used.
    ///
    /// # Panics
    ///
    /// Never: an address makes an endpoint.
    #[must_use]
    pub fn to(node: SocketAddr, calls: Calls) -> Self {
        let endpoint = Endpoint::from_shared(format!("http://{node}"))
            .expect("an address makes an endpoint")
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs(5))
            .timeout(CALL);
        let grpc = Grpc::new(endpoint.connect_lazy());
        let line = match calls {
            Calls::Stream => Some(Line::over(grpc.clone())),
            Calls::Single => None,
        };
        Self { grpc, line }
    }

    /// Hands a letter in and follows it until its outcome is known.
    pub async fn hand_in(&self, letter: &Letter, when_busy: WhenBusy) -> Answer {
        let give_up = Instant::now() + PATIENCE;
        let mut pause = FIRST_PAUSE;
        let mut answer =
            Answer { outcome: Outcome::Unknown, retries: 0, asked_again: 0, failures: Vec::new() };
        let mut said = self.submit(letter).await;
        loop {
            let again = match read(said) {
                Read::Outcome(outcome) => {
                    answer.outcome = outcome;
                    return answer;
                }
                Read::Busy(busy) if when_busy == WhenBusy::GiveUp => {
                    answer.outcome = Outcome::TurnedAway(busy);
                    return answer;
                }
                Read::Busy(_) => Again::HandIn,
                Read::NotYet => Again::Ask,
                Read::Failed(code) => {
                    // Whether it was taken in is not known; handed in twice, it is recorded once.
                    answer.failures.push(code);
                    Again::HandIn
                }
            };
            if Instant::now() > give_up {
                return answer;
            }
            sleep(pause).await;
            pause = (2 * pause).min(LONGEST_PAUSE);
            said = match again {
                Again::HandIn => {
                    answer.retries += 1;
                    self.submit(letter).await
                }
                Again::Ask => {
                    answer.asked_again += 1;
                    self.ask(letter).await
                }
            };
        }
    }

    async fn submit(&self, letter: &Letter) -> Result<Unread, Status> {
        let request = pb::SubmitRequest { envelope: letter.envelope.clone(), wait_ms: WAIT_MS };
        if let Some(line) = &self.line {
            let answer = timeout(CALL, line.submit(request)).await;
            return answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer came")));
        }
        let path = PathAndQuery::from_static("/ebl.api.v1.Ledger/Submit");
        let mut grpc = self.grpc.clone();
        ready(&mut grpc).await?;
        let codec = ProstCodec::<pb::SubmitRequest, Unread>::default();
        Ok(grpc.unary(Request::new(request), path, codec).await?.into_inner())
    }

    async fn ask(&self, letter: &Letter) -> Result<Unread, Status> {
        let (instruction_id, deadline_ms) = (letter.id.0.to_vec(), letter.deadline_ms);
        let request = pb::OutcomeRequest { instruction_id, deadline_ms, wait_ms: WAIT_MS };
        let path = PathAndQuery::from_static("/ebl.api.v1.Ledger/Outcome");
        let mut grpc = self.grpc.clone();
        ready(&mut grpc).await?;
        let codec = ProstCodec::<pb::OutcomeRequest, Unread>::default();
        Ok(grpc.unary(Request::new(request), path, codec).await?.into_inner())
    }
}

pub(super) async fn ready(grpc: &mut Grpc<Channel>) -> Result<(), Status> {
    grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))
}

enum Again {
    HandIn,
    Ask,
}

enum Read {
    Outcome(Outcome),
    Busy(Busy),
    NotYet,
    Failed(Code),
}

fn read(said: Result<Unread, Status>) -> Read {
    match said {
        Ok(Unread { recorded: Some(receipts), .. }) => Read::Outcome(Outcome::Final(receipts)),
        Ok(Unread { refused: Some(refused), .. }) if is_temporary(&refused) => {
            Read::Busy(Busy::Room)
        }
        Ok(Unread { refused: Some(refused), .. }) => {
            Read::Outcome(Outcome::Refused { rule: refused.rule })
        }
        Ok(_) => Read::NotYet,
        Err(status) if status.code() == Code::ResourceExhausted => Read::Busy(Busy::Calls),
        Err(status) => Read::Failed(status.code()),
    }
}

/// Whether a refusal passes with time. What to do next tells the two of L-07 apart: a head that waits
/// for another instruction's outcome is free again soon, one that moved on is not.
fn is_temporary(refused: &pb::Refused) -> bool {
    let passing = [Refusal::HeadBusy, Refusal::PoolFull];
    passing.iter().any(|it| it.rule() == refused.rule && it.next() == refused.next)
}

/// How long a node is asked to wait for an outcome, in milliseconds.
const WAIT_MS: u32 = 30_000;
/// How long any call may take.
const CALL: Duration = Duration::from_secs(60);
/// Before an instruction is handed in, or its outcome asked for, again; twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// Short enough for who waits, and long enough that asking is no load of its own.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// How long the outcome of one instruction is followed.
const PATIENCE: Duration = Duration::from_secs(120);
