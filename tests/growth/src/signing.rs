//! Issues, signed ahead of the block that records them, on a thread of their own.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

use ebl_sim::cast::{Cast, Who};
use node::ledger::propose::Candidate;
use proto::hash::Hash;
use title::Order;

use crate::ledger::{DEADLINE_MS, GrowthError, candidate};

/// Blocks that are signed ahead.
const AHEAD: usize = 2;

/// What a block issues, block after block.
pub(crate) struct Issues {
    signed: Receiver<Result<Vec<Candidate>, GrowthError>>,
    _thread: JoinHandle<()>,
}

impl Issues {
    /// Begins to sign the issues of these bills, a range for each block. The thread ends when it
    /// has signed all, or when nobody waits for more.
    pub(crate) fn sign(cast: &Arc<Cast>, blocks: Vec<Range<u32>>) -> Self {
        let cast = Arc::clone(cast);
        let (send, signed) = sync_channel(AHEAD);
        let thread = thread::spawn(move || {
            for bills in blocks {
                if send.send(bills.map(|bill| issue(&cast, bill)).collect()).is_err() {
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

/// A bill to the shipper's order, issued by the carrier.
fn issue(cast: &Cast, bill: u32) -> Result<Candidate, GrowthError> {
    let order = Order::Named { party: cast.party(Who::Shipper), may_endorse: true };
    let act = cast.issue(bill, order);
    candidate(cast, cast.act(Who::Carrier, cast.title(bill), Hash::ZERO, DEADLINE_MS, act))
}
