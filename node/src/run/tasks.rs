//! The small tasks between the parts: each takes from one and gives to another.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::sync::watch;
use tracing::{debug, error};

use super::voting::Silence;
use crate::admission::{Admission, Admitted};
use crate::chain::Head;
use crate::gossip::{Gossip, Handle, Incoming, PeerState};
use crate::pool::SharedPool;

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

/// Turns true when the node is asked to stop, or when its silence is over.
pub(super) fn until_over(
    asked: &watch::Receiver<bool>,
    silence: Option<Silence>,
    heads: &watch::Receiver<Head>,
    peers: watch::Receiver<Vec<PeerState>>,
) -> watch::Receiver<bool> {
    let (sender, stop) = watch::channel(false);
    let (mut asked, heads) = (asked.clone(), heads.clone());
    tokio::spawn(async move {
        let over = async {
            match silence {
                Some(silence) => silence.over(heads, peers).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = asked.wait_for(|asked| *asked) => {}
            () = over => {}
        }
        sender.send_replace(true);
    });
    stop
}

/// Starts the tasks that carry envelopes, questions and heights between peers and pool.
pub(super) fn follow_peers(
    gossip: Gossip,
    admission: Admission,
    pool: SharedPool,
    heads: watch::Receiver<Head>,
    stop: watch::Receiver<bool>,
) {
    let Gossip { handle, incoming, questions, task: _ } = gossip;
    tokio::spawn(until(stop.clone(), take_in(incoming, admission, handle.clone())));
    tokio::spawn(until(stop.clone(), answer(questions, pool)));
    tokio::spawn(until(stop, announce(heads, handle)));
}

async fn until(mut stop: watch::Receiver<bool>, task: impl Future<Output = ()>) {
    tokio::select! {
        () = task => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

/// Envelopes from peers go through the same admission as those of clients.
async fn take_in(
    mut incoming: tokio::sync::mpsc::Receiver<Incoming>,
    admission: Admission,
    gossip: Handle,
) {
    while let Some(message) = incoming.recv().await {
        let admission = admission.clone();
        let gossip = gossip.clone();
        let done = tokio::task::spawn_blocking(move || {
            match admission.submit(&message.envelope, clock_ms()) {
                // What a peer must have known to be wrong, whatever its head is.
                Ok(Admitted::Refused(refusal)) if is_malformed(&refusal) => {
                    gossip.reject(message.from);
                }
                Ok(_) => {}
                Err(error) => error!(%error, "an envelope could not be checked"),
            }
        });
        if done.await.is_err() {
            error!("checking an envelope panicked");
        }
    }
}

fn is_malformed(refusal: &proto::refusal::Refusal) -> bool {
    matches!(refusal.rule(), "L-01" | "L-02" | "L-03" | "L-04" | "L-09")
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

fn clock_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
