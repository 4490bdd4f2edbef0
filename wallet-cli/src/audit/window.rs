//! Which blocks an audit goes through.

use title::Time;

use super::fault::AuditError;
use crate::args::AuditArgs;
use crate::error::WalletError;
use crate::node::Node;
use crate::session::Session;
use proto::feed::{BlockFacts, Feed};

/// Where an audit begins that nothing is remembered of.
///
/// # Errors
///
/// [`WalletError`] for a node that is silent or shows what is not proved.
pub fn first_height(
    args: &AuditArgs,
    head: u64,
    session: &Session<'_>,
    node: &mut Node,
) -> Result<u64, WalletError> {
    match args.since {
        Some(since) => height_before(since.0, head, session, node),
        None => Ok(args.from.unwrap_or(1)),
    }
}

/// Where the audit of a moment begins: with the last block before it, so that the first one after
/// it is shown to be the first. Block 1 where all blocks are later. `head` is the newest height.
///
/// Times ascend from block to block, so that it is found by halving; each block looked at is
/// checked.
///
/// # Errors
///
/// [`WalletError`] for a node that is silent or shows what is not proved.
fn height_before(
    moment: Time,
    head: u64,
    session: &Session<'_>,
    node: &mut Node,
) -> Result<u64, WalletError> {
    // Every block up to `before` is earlier than the moment, every one above `most` is not.
    let (mut before, mut most) = (0, head);
    while before < most {
        let middle = most - (most - before) / 2;
        if block_at(middle, session, node)?.header.time_ms < moment.0 {
            before = middle;
        } else {
            most = middle - 1;
        }
    }
    Ok(before.max(1))
}

/// One block, proved by its quorum.
fn block_at(
    height: u64,
    session: &Session<'_>,
    node: &mut Node,
) -> Result<BlockFacts, WalletError> {
    let message = node.facts(height, height)?.wait_for_next(session.patience())?;
    let block = Feed::from_height(session.network.genesis(), height).take(&message);
    Ok(block.map_err(|fault| AuditError::Unproved {
        endpoint: node.endpoint().clone(),
        height,
        fault: Box::new(fault),
    })?)
}
