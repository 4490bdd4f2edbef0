//! Where the API does what may read the disk or check signatures: on a bounded number of threads
//! that the runtime does not need for anything else.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task;

use super::limits;
use super::status::Fault;

/// A bounded number of threads.
#[derive(Clone)]
pub(super) struct Work(Arc<Semaphore>);

impl Work {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(limits::WORKERS)))
    }

    /// Runs `job` once a thread is free. A caller that gives up leaves the job to finish, and the
    /// thread counts as taken until then.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let thread =
            Arc::clone(&self.0).acquire_owned().await.expect("nobody closes the semaphore");
        task::spawn_blocking(move || {
            let _taken = thread;
            job()
        })
        .await
        .map_err(|_| Fault::Interrupted)
    }
}
