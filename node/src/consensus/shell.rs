//! The loop between the engine and the application.
//!
//! It runs on a thread of its own, so that syncing a block to disk holds up no network task. Every
//! message is answered; an answer that is due only later (the start of the next height) is held
//! here and nowhere else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use arc_malachitebft_app::events::RxEvent;
use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_app_channel::app::engine::host::Next;
use arc_malachitebft_app_channel::app::engine::util::events::Event;
use arc_malachitebft_app_channel::{AppMsg, NetworkMsg, Reply};
use arc_malachitebft_core_consensus::VoteExtensionError;
use arc_malachitebft_core_types::ValueOrigin;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};
use tracing::{debug, error, info, warn};

use super::application::{Application, ApplicationError};
use super::context::EblContext;
use super::idle::{Decision, IdlePolicy};
use super::pace::Pace;
use super::parts::ProposalPart;

/// The engine's end of the conversation.
pub struct EngineEnd {
    /// The engine's questions. Closed when the engine has stopped.
    pub questions: mpsc::Receiver<AppMsg<EblContext>>,
    /// Parts to publish.
    pub network: mpsc::Sender<NetworkMsg<EblContext>>,
    /// What the engine does and sees.
    pub events: RxEvent<EblContext>,
    /// The highest height any peer claims.
    pub announced: watch::Receiver<u64>,
}

/// What wakes a waiting node, or ends it.
pub struct Signals {
    /// Told when an instruction enters the pool and none was in it.
    pub work: Arc<Notify>,
    /// Turns true when the node is to stop.
    pub stop: watch::Receiver<bool>,
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The node was told to stop.
    Asked,
    /// The engine stopped by itself; whether for safety, its handle tells.
    EngineStopped,
    /// The engine met a damaged or diverging write-ahead log and waits for an operator.
    LogDamaged,
}

/// The loop's state.
pub struct Shell {
    application: Application,
    engine: EngineEnd,
    signals: Signals,
    pace: Pace,
    /// The moment from which the pace counts.
    begun: Instant,
    /// The answer to "finalized", not given yet.
    held: Option<Reply<Next<EblContext>>>,
    look_again: Option<Instant>,
}

/// Something to react to.
enum Turn {
    Question(AppMsg<EblContext>),
    Event(Event<EblContext>),
    News,
    End(Ended),
}

impl Shell {
    /// A shell that has not answered anything yet.
    #[must_use]
    pub fn new(
        application: Application,
        engine: EngineEnd,
        signals: Signals,
        policy: IdlePolicy,
    ) -> Self {
        let (pace, begun) = (Pace::new(policy), Instant::now());
        Self { application, engine, signals, pace, begun, held: None, look_again: None }
    }

    /// Runs the loop on its own thread. The receiver fails only when the loop panicked.
    ///
    /// # Errors
    ///
    /// When the thread or its timer cannot be made.
    pub fn spawn(mut self) -> std::io::Result<oneshot::Receiver<Result<Ended, ApplicationError>>> {
        let (sender, receiver) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        thread::Builder::new().name("ledger".to_owned()).spawn(move || {
            let ended = runtime.block_on(self.run());
            let is_clean = matches!(ended, Ok(Ended::Asked));
            // The stores are closed first; should that fail, why the loop ended is told all the same.
            if catch_unwind(AssertUnwindSafe(move || self.close(is_clean))).is_err() {
                error!("the stores were not closed");
            }
            if sender.send(ended).is_err() {
                debug!("nobody waited for the end of the shell");
            }
        })?;
        Ok(receiver)
    }

    /// Answers the engine until the node stops.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when going on would endanger what is recorded.
    pub async fn run(&mut self) -> Result<Ended, ApplicationError> {
        loop {
            match self.next_turn().await {
                Turn::Question(question) => self.answer(question).await?,
                Turn::Event(event) => {
                    if let Some(ended) = self.watch(event)? {
                        return Ok(ended);
                    }
                }
                Turn::News => {}
                Turn::End(ended) => return Ok(ended),
            }
            self.start_if_due();
        }
    }

    fn close(self, is_clean: bool) {
        if is_clean && let Err(error) = self.application.close() {
            warn!(%error, "no clean stop was noted");
        }
    }

    async fn next_turn(&mut self) -> Turn {
        let look_again = self.look_again;
        tokio::select! {
            biased;
            stopped = self.signals.stop.wait_for(|stop| *stop) => {
                debug!(sender_gone = stopped.is_err(), "asked to stop");
                Turn::End(Ended::Asked)
            }
            question = self.engine.questions.recv() => match question {
                Some(question) => Turn::Question(question),
                None => Turn::End(Ended::EngineStopped),
            },
            event = self.engine.events.recv() => match event {
                Ok(event) => Turn::Event(event),
                // Events only tell when to wake; what is missed is made up by later ones.
                Err(RecvError::Lagged(_)) => Turn::News,
                Err(RecvError::Closed) => Turn::End(Ended::EngineStopped),
            },
            () = self.signals.work.notified() => Turn::News,
            Ok(()) = self.engine.announced.changed() => Turn::News,
            () = wait_until(look_again) => Turn::News,
        }
    }

    async fn answer(&mut self, question: AppMsg<EblContext>) -> Result<(), ApplicationError> {
        let app = &mut self.application;
        match question {
            AppMsg::ConsensusReady { reply } => give(reply, app.next_height()),
            AppMsg::StartedRound { height, round, reply_value, .. } => {
                give(reply_value, app.started_round(height, round, now_ms())?);
            }
            AppMsg::GetValue { height, round, reply, .. } => {
                if let Some(proposed) = app.get_value(height, round, now_ms())? {
                    give(reply, proposed.value);
                    self.publish(proposed.parts).await;
                }
            }
            AppMsg::RestreamProposal { height, round, value_id, .. } => {
                self.catch_up_on_events()?;
                let parts = self.application.restream(height, round, value_id)?;
                self.publish(parts).await;
            }
            AppMsg::ReceivedProposalPart { from, published_by, part, reply } => {
                let publisher = published_by.unwrap_or(from);
                give(reply, app.proposal_part(from, publisher, part, now_ms())?);
            }
            AppMsg::Decided { certificate, reply, .. } => {
                app.decided(&certificate)?;
                give(reply, ());
            }
            AppMsg::Finalized { certificate, evidence, reply, .. } => {
                app.finalized(certificate.height, &evidence)?;
                self.pace.finalized(self.begun.elapsed());
                self.held = Some(reply);
            }
            AppMsg::ProcessSyncedValue { height, round, proposer, value_bytes, reply } => {
                give(reply, app.synced_value(height, round, proposer, value_bytes)?);
                self.pace.synced();
            }
            AppMsg::GetDecidedValues { range, reply } => give(reply, app.decided_values(range)?),
            AppMsg::GetHistoryMinHeight { reply } => give(reply, app.history_min_height()),
            AppMsg::ExtendVote { reply, .. } => give(reply, None),
            AppMsg::VerifyVoteExtensions { extensions, reply, .. } => {
                give(reply, refuse_all(extensions));
            }
        }
        Ok(())
    }

    /// Takes note of an event; tells the end when the engine cannot go on.
    fn watch(&mut self, event: Event<EblContext>) -> Result<Option<Ended>, ApplicationError> {
        match event {
            Event::Received(message) => self.application.saw_message(message),
            Event::PolkaCertificate(certificate) => self.application.saw_polka(certificate),
            Event::ReceivedProposedValue(value, ValueOrigin::Sync) => {
                self.application.saw_synced(&value)?;
            }
            Event::WalCorrupted(fault) => {
                error!(%fault, "the write-ahead log is damaged; the engine waits for an operator");
                return Ok(Some(Ended::LogDamaged));
            }
            Event::WalReplayError(fault) => {
                error!(%fault, "the write-ahead log cannot be replayed");
                return Ok(Some(Ended::LogDamaged));
            }
            Event::StartedHeight(..)
            | Event::StartedRound(..)
            | Event::Published(_)
            | Event::ProposedValue(_)
            | Event::ReceivedProposedValue(_, ValueOrigin::Consensus)
            | Event::Decided { .. }
            | Event::Finalized { .. }
            | Event::RepublishVote(_)
            | Event::RebroadcastRoundCertificate(_)
            | Event::SkipRoundCertificate(_)
            | Event::WalReplayBegin(..)
            | Event::WalReplayEntry(_)
            | Event::WalReplayDone(_)
            | Event::WalResetError(_) => {}
        }
        Ok(None)
    }

    /// The engine tells of the certificate it publishes before it asks for the block to be
    /// streamed again, so both are here by then.
    fn catch_up_on_events(&mut self) -> Result<(), ApplicationError> {
        loop {
            let event = match self.engine.events.try_recv() {
                Ok(event) => event,
                // The oldest were passed over; the newest, which matter here, are still to come.
                Err(TryRecvError::Lagged(_)) => continue,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(()),
            };
            if let Some(ended) = self.watch(event)? {
                debug!(?ended, "the engine stopped while a block was streamed again");
            }
        }
    }

    async fn publish(&self, parts: Vec<StreamMessage<ProposalPart>>) {
        for part in parts {
            if self.engine.network.send(NetworkMsg::PublishProposalPart(part)).await.is_err() {
                debug!("the network has stopped");
                return;
            }
        }
    }

    /// Gives the held answer as soon as there is a reason to.
    fn start_if_due(&mut self) {
        let announced = *self.engine.announced.borrow();
        match self.pace.decide(&self.application, announced, self.begun.elapsed()) {
            Some(Decision::Start(reason)) => {
                let (height, params) = self.application.next_height();
                info!(%height, ?reason, "next height");
                self.look_again = None;
                let held = self.held.take().expect("a height waits only while its answer is held");
                give(held, Next::Start(height, params));
            }
            Some(Decision::Wait(until)) => self.look_again = Some(self.begun + until),
            None => {}
        }
    }
}

fn give<T>(reply: Reply<T>, answer: T) {
    if reply.send(answer).is_err() {
        debug!("the engine no longer waits for this answer");
    }
}

/// No height allows extensions, so none that arrives is acceptable.
fn refuse_all<A, E>(extensions: Vec<(A, E)>) -> Vec<(A, Result<(), VoteExtensionError>)> {
    let refusal = VoteExtensionError::InvalidVoteExtension;
    extensions.into_iter().map(|(address, _)| (address, Err(refusal.clone()))).collect()
}

async fn wait_until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.expect("a clock before 1970 cannot take part in consensus");
    u64::try_from(since.as_millis()).expect("milliseconds fit 64 bits for half a billion years")
}
