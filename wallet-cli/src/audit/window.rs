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

/// The last height to check, if it is known beforehand. Holdings are as of the last block, so that
/// none may be checked beyond. `head` is the newest height.
///
/// # Errors
///
/// [`WalletError`] for a node that is silent or shows what is not proved;
/// [`AuditError::HoldingsPast`] where earlier runs went further.
pub fn last_height(
    args: &AuditArgs,
    head: u64,
    feed: &Feed,
    session: &Session<'_>,
    node: &mut Node,
) -> Result<Option<u64>, WalletError> {
    if args.follow {
        return Ok(args.to);
    }
    let last = match args.until {
        Some(until) if args.holdings.is_some() => last_until(until.0, head, session, node)?,
        _ => args.to.map_or(head, |to| to.min(head)),
    };
    match (&args.state, feed.last().map(|seen| seen.header.height)) {
        (Some(path), Some(seen)) if args.holdings.is_some() && last < seen.min(head) => {
            let path = path.clone();
            Err(AuditError::HoldingsPast { path, seen, asked: last }.into())
        }
        _ => Ok(Some(last)),
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
    Ok(last_before(moment, head, session, node)?.max(1))
}

/// The last block that is no later than the whole second of a moment; 0 where all are later.
///
/// # Errors
///
/// [`WalletError`] for a node that is silent or shows what is not proved.
fn last_until(
    moment: Time,
    head: u64,
    session: &Session<'_>,
    node: &mut Node,
) -> Result<u64, WalletError> {
    let next_second = Time((moment.0 / 1_000).saturating_add(1).saturating_mul(1_000));
    last_before(next_second, head, session, node)
}

/// The last block before a moment; 0 where all are later.
fn last_before(
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
    Ok(before)
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
