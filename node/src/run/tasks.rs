//! The small tasks between the parts: each takes from one and gives to another.

mod backfill;
mod histories;
mod intake;
mod snapshots;

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::watch;
use tracing::{debug, error};

use super::voting::has_passed;
use crate::admission::Admission;
use crate::api::Sources;
use crate::chain::{Backfill, ChainError, Head, SharedLog};
use crate::consensus::voting::Silence;
use crate::gossip::{Gossip, Handle};
use crate::histories::Histories;
use crate::pool::SharedPool;
use crate::reader::Reader;
use crate::telemetry::{Endpoint, Metrics};

/// Bytes of waiting envelopes told to a peer that asks.
const PENDING_BYTES: usize = 1024 * 1024;

/// Tells peers of an instruction that was handed in here.
pub(super) fn spread(gossip: &Handle) -> Arc<dyn Fn(Bytes) + Send + Sync> {
    let gossip = gossip.clone();
    Arc::new(move |envelope| {
        if let Err(error) = gossip.publish(envelope) {
            debug!(%error, "peers will ask for this one instead");
        }
    })
}

/// Why a node stops that goes on otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// It does not: it was asked to, or ended by itself.
    No,
    /// The silence of its validator is over.
    Silence,
    /// Nothing comes from its peers any more, and nothing goes to them.
    Gossip,
}

/// The first turns true when the node is asked to stop, or when there is a reason to, which the second
/// says.
pub(super) fn until_over(
    asked: &watch::Receiver<bool>,
    silence: Option<Silence>,
    heads: &watch::Receiver<Head>,
    gossip: &Handle,
) -> (watch::Receiver<bool>, watch::Receiver<Over>) {
    let (stop_sender, stop) = watch::channel(false);
    let (over_sender, over) = watch::channel(Over::No);
    let (mut asked, heads) = (asked.clone(), heads.clone());
    let (gossip, peers) = (gossip.clone(), gossip.peers());
    tokio::spawn(async move {
        let passed = async {
            let passed = match silence {
                Some(silence) => has_passed(silence, heads, peers).await,
                None => false,
            };
            if !passed {
                // Whatever ended without word of the silence, it says nothing about its end.
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            _ = asked.wait_for(|asked| *asked) => {}
            () = passed => {
                over_sender.send_replace(Over::Silence);
            }
            () = gossip.ended() => {
                over_sender.send_replace(Over::Gossip);
            }
        }
        stop_sender.send_replace(true);
    });
    (stop, over)
}

/// Serves the metrics beside everything else.
pub(super) fn serve_metrics(
    endpoint: Endpoint,
    metrics: Metrics,
    sources: Sources,
    stop: watch::Receiver<bool>,
) {
    let served = endpoint.serve(metrics, move || sources.snapshot(), stop);
    tokio::spawn(async move {
        if let Err(error) = served.await {
            error!(%error, "metrics are not served any more");
        }
    });
}

/// Starts the tasks that carry envelopes, questions, heights and checkpoints between peers and this
/// node's pool and ledger, and answer those who begin.
pub(super) fn follow_peers(
    gossip: Gossip,
    admission: Admission,
    pool: SharedPool,
    histories: Histories,
    reader: Reader,
    heads: watch::Receiver<Head>,
    stop: watch::Receiver<bool>,
) {
    let Gossip { handle, incoming, questions, snapshots, checkpoints, task: _ } = gossip;
    tokio::spawn(until(
        stop.clone(),
        intake::take_in(incoming, admission, handle.clone(), heads.clone()),
    ));
    tokio::spawn(until(stop.clone(), answer(questions, pool)));
    tokio::spawn(until(stop.clone(), snapshots::give(snapshots, reader)));
    tokio::spawn(until(
        stop.clone(),
        histories::compare(histories, checkpoints, heads.clone(), handle.clone()),
    ));
    tokio::spawn(until(stop, announce(heads, handle)));
}

/// Starts the task that fetches the blocks before a snapshot, where some are missing.
pub(super) fn fetch_blocks(
    open: impl FnOnce() -> Result<Option<Backfill>, ChainError> + Send + 'static,
    log: SharedLog,
    gossip: Handle,
    stop: watch::Receiver<bool>,
) {
    tokio::spawn(until(stop, backfill::fetch_blocks(open, log, gossip)));
}

async fn until(mut stop: watch::Receiver<bool>, task: impl Future<Output = ()>) {
    tokio::select! {
        () = task => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn answer(
    mut questions: tokio::sync::mpsc::Receiver<crate::gossip::PendingQuestion>,
    pool: SharedPool,
) {
    while let Some(question) = questions.recv().await {
        question.answer(pool.envelopes(PENDING_BYTES).iter().map(|envelope| envelope.to_vec()));
    }
}

async fn announce(mut heads: watch::Receiver<Head>, gossip: Handle) {
    while heads.changed().await.is_ok() {
        gossip.announce(heads.borrow_and_update().height);
    }
}
