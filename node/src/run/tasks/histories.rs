//! Compares this node's blocks with its peers', and tells them of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use libp2p::PeerId;
use tokio::sync::{mpsc, watch};
use tokio::task;
use tokio::time::{MissedTickBehavior, interval};
use tracing::warn;

use crate::chain::Head;
use crate::gossip::{CheckpointHeard, Handle, Trouble};
use crate::histories::{Histories, HistoriesError};

/// How often peers are told of a new block for comparison, and what a witness has signed.
const TELL_INTERVAL: Duration = Duration::from_secs(2);

/// Compares what is heard, and tells of each new block, but not more often than the interval.
pub(super) async fn compare(
    histories: Histories,
    mut heard: mpsc::Receiver<CheckpointHeard>,
    mut heads: watch::Receiver<Head>,
    gossip: Handle,
) {
    let histories = Arc::new(Mutex::new(histories));
    let mut tick = interval(TELL_INTERVAL);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heads.mark_changed();
    loop {
        let done = tokio::select! {
            heard = heard.recv() => match heard {
                Some(heard) => {
                    with(&histories, &gossip, move |it, gossip| hear(it, gossip, &heard)).await
                }
                None => return,
            },
            _ = tick.tick() => match heads.has_changed() {
                Ok(true) => {
                    heads.mark_unchanged();
                    with(&histories, &gossip, tell).await
                }
                Ok(false) => Ok(()),
                Err(_) => return,
            },
        };
        if let Err(error) = done {
            warn!(%error, "blocks were not compared with a peer's");
        }
    }
}

fn hear(
    histories: &mut Histories,
    gossip: &Handle,
    heard: &CheckpointHeard,
) -> Result<(), HistoriesError> {
    if let Some(trouble) = histories.hear(heard.from, &heard.told)? {
        // What costs signatures to check and was signed by nobody is charged for.
        if !matches!(trouble, Trouble::OtherHistory { .. }) {
            gossip.reject(heard.from);
        }
        accuse(histories, gossip, heard.from, trouble)?;
    }
    Ok(())
}

/// Remembers what is wrong with a peer, and lets it compare for itself.
fn accuse(
    histories: &mut Histories,
    gossip: &Handle,
    peer: PeerId,
    trouble: Trouble,
) -> Result<(), HistoriesError> {
    if let Some(ours) = histories.to_tell_back(peer, &trouble)? {
        gossip.tell_one(peer, ours);
    }
    gossip.report(peer, trouble);
    Ok(())
}

fn tell(histories: &mut Histories, gossip: &Handle) -> Result<(), HistoriesError> {
    for (peer, trouble) in histories.catch_up()? {
        accuse(histories, gossip, peer, trouble)?;
    }
    histories.newest()?.into_iter().for_each(|newest| gossip.tell(newest));
    Ok(())
}

/// Reads and writes on a thread that may block.
async fn with(
    histories: &Arc<Mutex<Histories>>,
    gossip: &Handle,
    work: impl FnOnce(&mut Histories, &Handle) -> Result<(), HistoriesError> + Send + 'static,
) -> Result<(), HistoriesError> {
    let (histories, gossip) = (Arc::clone(histories), gossip.clone());
    let work = move || {
        let mut histories = histories.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut histories, &gossip)
    };
    task::spawn_blocking(work).await.unwrap_or(Ok(()))
}
