//! `ebl-node check-store` and `ebl-node rebuild-index`.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{CommandError, read_both};
use crate::chain::{ChainError, Places, Replayed, audit, read_log, rebuild};
use crate::store::lock::StoreLock;
use crate::store::vfs::{Disk, StdDisk};

/// What was found when a whole ledger log was read and executed.
#[derive(Clone, Debug)]
pub struct Sound {
    /// What executing it came to.
    pub replayed: Replayed,
    /// How every byte was read and checked, where that was done by itself.
    pub read: Option<Read>,
    /// How long it took to check every certificate and signature and to execute every block, with the
    /// reading where that was not done by itself.
    pub executed_in: Duration,
}

/// How the bytes of a log were read.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    /// How many there are.
    pub bytes: u64,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Sound {
    /// How fast it was, a line for each step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { replayed, read, executed_in } = self;
        let (blocks, instructions) = (replayed.parent.height, replayed.instructions);
        if let Some(Read { bytes, took }) = read {
            let seconds = took.as_secs_f64();
            let (megabytes, each) = (*bytes as f64 / 1e6, blocks as f64 / seconds);
            let pace = megabytes / seconds;
            writeln!(
                f,
                "read {megabytes:.1} MB in {seconds:.1} s: {pace:.1} MB, {each:.0} blocks a second"
            )?;
        }
        let seconds = executed_in.as_secs_f64();
        let (each, blocks) = (instructions as f64 / seconds, blocks as f64 / seconds);
        write!(
            f,
            "executed {instructions} instructions in {seconds:.1} s: {each:.0}, {blocks:.0} blocks a \
             second"
        )
    }
}

/// Checks a stopped node's ledger: every byte of the log, every certificate, and every block by
/// executing it again from genesis into a scratch index. Changes nothing else.
///
/// # Errors
///
/// [`CommandError`], naming segment, offset and height of the first bad entry.
pub fn check_store(config: &Path) -> Result<Sound, CommandError> {
    let (config, genesis) = read_both(config)?;
    let places = Places::below(&config.data);
    let _lock = StoreLock::acquire(&places.lock()).map_err(ChainError::Lock)?;
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let started = Instant::now();
    let log = read_log(&genesis, &places, &disk)?;
    let (took, started) = (started.elapsed(), Instant::now());
    let replayed = audit(&genesis, &places, &disk, config.store.index.shelf().as_ref(), &log)?;
    let read = Some(Read { bytes: log.bytes()?, took });
    Ok(Sound { replayed, read, executed_in: started.elapsed() })
}

/// Removes a stopped node's index; the next start builds it anew from the log. Done here and now,
/// so that its cost is not met at that start.
///
/// # Errors
///
/// [`CommandError`].
pub fn rebuild_index(config: &Path) -> Result<Sound, CommandError> {
    let (config, genesis) = read_both(config)?;
    let places = Places::below(&config.data);
    let _lock = StoreLock::acquire(&places.lock()).map_err(ChainError::Lock)?;
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let shelf = config.store.index.shelf();
    shelf.remove(&places.index()).map_err(ChainError::Index)?;
    let started = Instant::now();
    let replayed = rebuild(&genesis, &places, &disk, shelf.as_ref(), config.horizon())?;
    Ok(Sound { replayed, read: None, executed_in: started.elapsed() })
}
