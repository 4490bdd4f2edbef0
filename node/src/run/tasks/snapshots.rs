//! Answers the questions of nodes that begin: a few at a time, on threads that may block.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio::task;
use tracing::error;

use crate::gossip::snapshots::Question;
use crate::gossip::snapshots::messages::Answer;
use crate::reader::Reader;
use crate::snapshot::give::answer;

/// Questions that are answered at one time, so that this costs the node's own work little.
const WORKERS: usize = 1;

/// Answers until no more can come.
pub(super) async fn give(mut questions: mpsc::Receiver<Question>, reader: Reader) {
    let workers = Arc::new(Semaphore::new(WORKERS));
    while let Some(question) = questions.recv().await {
        let Ok(permit) = Arc::clone(&workers).acquire_owned().await else { return };
        let reader = reader.clone();
        task::spawn_blocking(move || {
            let found = answer(&reader, &question.ask).unwrap_or_else(|error| {
                error!(%error, "a part of a snapshot could not be read");
                Answer::NotKept
            });
            question.answer(&found);
            drop(permit);
        });
    }
}
