//! A node that runs, until it has ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::{error, info};

use super::RunError;
use super::tasks::Over;
use crate::api::ApiError;
use crate::chain::{Head, Places};
use crate::consensus::application::ApplicationError;
use crate::consensus::engine::{Engine, EngineState};
use crate::consensus::shell::Ended;
use crate::consensus::voting::Voting;
use crate::store::vfs::Disk;

/// How long a node whose network has another history stays for its peers to compare, at most.
const PARTING: Duration = Duration::from_secs(15);

/// Everything that matters for the end.
pub(super) struct Running {
    pub(super) voting: Voting,
    pub(super) engine: Engine,
    /// How the loop between engine and ledger ended.
    pub(super) ended: oneshot::Receiver<Result<Ended, ApplicationError>>,
    pub(super) serving: JoinHandle<Result<(), ApiError>>,
    pub(super) heads: watch::Receiver<Head>,
    pub(super) over: watch::Receiver<Over>,
    /// Told once both of two histories are on disk.
    pub(super) kept: Arc<Notify>,
    pub(super) disk: Arc<dyn Disk>,
}

impl Running {
    pub(super) async fn until_ended(
        mut self,
        asked: &watch::Receiver<bool>,
        places: &Places,
    ) -> Result<(), RunError> {
        let ended = self.ended.await.map_err(|_| RunError::ShellGone)?;
        let log_damaged = matches!(ended, Ok(Ended::LogDamaged));
        let height = self.heads.borrow().height;
        self.voting.ended(log_damaged, height, self.disk.as_ref(), places)?;
        if matches!(ended, Err(ApplicationError::OtherHistory { .. })) {
            // Peers are told our blocks and tell theirs, so that both histories are kept here.
            let _ = timeout(PARTING, self.kept.notified()).await;
        }
        let outcome = tell(ended, &mut self.engine).await;
        if outcome.is_ok() {
            // Open calls end first, so that nobody is cut off in the middle of an answer.
            if let Ok(Err(error)) = self.serving.await {
                error!(%error, "the API did not end well");
            }
        }
        self.engine.stop().await;
        info!("stopped");
        let over = *self.over.borrow();
        match (over, self.voting.silence()) {
            (Over::Silence, Some(silence)) if outcome.is_ok() => {
                silence.end(self.disk.as_ref(), places)?;
                if *asked.borrow() { Ok(()) } else { Err(RunError::MayVoteAgain) }
            }
            (Over::Gossip, _) if outcome.is_ok() => Err(RunError::GossipEnded),
            _ => outcome,
        }
    }
}

async fn tell(ended: Result<Ended, ApplicationError>, engine: &mut Engine) -> Result<(), RunError> {
    match ended {
        Ok(Ended::Asked) => Ok(()),
        Ok(Ended::LogDamaged) => Err(RunError::EngineLogDamaged),
        Ok(Ended::EngineStopped) => match engine.state().await {
            EngineState::Stopped => Err(RunError::EngineStopped),
            EngineState::HoldingForSafety => Err(RunError::EngineHolds),
        },
        Err(error) => Err(error.into()),
    }
}
