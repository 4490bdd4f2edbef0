//! Where the API does what nearly every call asks for: short work, many pieces of it at a time.
//!
//! Handing a piece of work to another thread costs as much as a part of the work. When calls come fast
//! they are handed over together; a call that comes alone waits for nobody.

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task;

use super::limits;
use super::status::Fault;

/// Pieces of work that are handed over together, at most.
const TOGETHER: usize = 32;

/// A few threads for short work.
#[derive(Clone)]
pub(super) struct Lane(mpsc::Sender<Piece>);

type Piece = Box<dyn FnOnce() + Send>;

impl Lane {
    /// Begins to work, until the last clone is gone.
    pub(super) fn new() -> Self {
        let (pieces, taken) = mpsc::channel(limits::CALLS);
        let taken = Arc::new(Mutex::new(taken));
        for _ in 0..limits::LANES {
            task::spawn(work(Arc::clone(&taken)));
        }
        Self(pieces)
    }

    /// Runs `job` on one of the threads. A caller that gives up leaves the job to finish.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        // Whoever asked may be gone by then.
        let piece: Piece = Box::new(move || drop(reply.send(job())));
        self.0.send(piece).await.map_err(|_| Fault::Interrupted)?;
        answer.await.map_err(|_| Fault::Interrupted)
    }
}

async fn work(pieces: Arc<Mutex<mpsc::Receiver<Piece>>>) {
    loop {
        let mut together = Vec::new();
        if pieces.lock().await.recv_many(&mut together, TOGETHER).await == 0 {
            return;
        }
        let done = task::spawn_blocking(move || {
            for piece in together {
                // One that panics is answered by its reply being dropped.
                let _ = catch_unwind(AssertUnwindSafe(piece));
            }
        });
        // It cannot panic, and ends early only with the runtime.
        let _ = done.await;
    }
}
