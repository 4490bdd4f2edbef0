//! Issues, signed ahead of the block that records them, on threads of their own.

use std::ops::Range;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

use node::ledger::propose::Candidate;
use proto::ids::ChainId;

use crate::ledger::{GrowthError, candidate};

/// Blocks that are signed ahead.
const AHEAD: usize = 2;

/// What a block issues, block after block.
pub(crate) struct Issues {
    signed: Receiver<Result<Vec<Candidate>, GrowthError>>,
    _thread: JoinHandle<()>,
}

impl Issues {
    /// Begins to sign the issues of these bills, a range for each block; `issue` gives a bill's
    /// envelope. The thread ends when it has signed all, or when nobody waits for more.
    pub(crate) fn sign(
        chain: ChainId,
        blocks: Vec<Range<u32>>,
        issue: impl Fn(u32) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let (send, signed) = sync_channel(AHEAD);
        let thread = thread::spawn(move || {
            for mut bills in blocks {
                let signed = bills.try_fold(Vec::new(), |mut all, bill| {
                    all.push(candidate(&chain, issue(bill))?);
                    Ok(all)
                });
                if send.send(signed).is_err() {
                    break;
                }
            }
        });
        Self { signed, _thread: thread }
    }

    /// The issues of the next block.
    pub(crate) fn next(&self) -> Result<Vec<Candidate>, GrowthError> {
        self.signed.recv().expect("every block's issues are signed")
    }
}
