//! `ebl watch`: the ledger as it grows, each block checked.

use std::fmt;

use proto::fact::FactRecord;
use proto::pb::api::v1::submit_response::Outcome as Answer;
use serde::Serialize;
use thiserror::Error;
use title::Time;

use crate::args::WatchArgs;
use crate::clock;
use crate::error::{ConsoleError, Explain, WalletError};
use crate::exit::Exit;
use crate::following::{FollowFault, Followed, Follower};
use crate::node::{Node, NodeError};
use crate::output::Outcome;
use crate::profile::Endpoint;
use crate::proven;
use crate::session::Session;
use crate::ui::Console;
use crate::view::FactView;
use crate::wallet::Wallet;

/// A block that is not believed.
#[derive(Debug, Error)]
#[error("block {height} from {endpoint} is not proved: {fault}")]
pub struct WatchError {
    /// Who sent it.
    endpoint: Endpoint,
    /// Which block.
    height: u64,
    /// Why.
    fault: Box<FollowFault>,
}

impl Explain for WatchError {
    fn hint(&self) -> String {
        "ask another node, and tell the network's governance".to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Unverified
    }
}

/// A block that was checked.
#[derive(Serialize)]
pub struct Seen {
    height: u64,
    time_ms: u64,
    block: String,
    proposer: String,
    state_root: String,
    signers: usize,
    validators: usize,
    facts: Vec<FactView>,
}

/// Carries out `ebl watch`: writes each block as it comes, until the count is reached or no node
/// answers any more.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &WatchArgs,
    console: &mut Console<'_>,
) -> Result<(), WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let head = node.status().head.as_ref().map_or(0, |head| head.height);
    let mut follower = Follower::new(&session.network, args.from.unwrap_or(head + 1));
    let mut left = args.count.unwrap_or(u64::MAX);
    while left > 0 {
        let silence = stretch(&session, &mut node, &mut follower, &mut left, console)?;
        if let Some(silence) = silence {
            if !node.has_others() {
                return Err(silence.into());
            }
            console.status(&format!("{silence}; turning to the next node"));
            node.move_on()?;
        }
    }
    Ok(())
}

/// Follows one node until enough was seen, or it falls silent.
fn stretch(
    session: &Session<'_>,
    node: &mut Node,
    follower: &mut Follower,
    left: &mut u64,
    console: &mut Console<'_>,
) -> Result<Option<NodeError>, WalletError> {
    let mut blocks = node.blocks(follower.next_height())?;
    let patience = session.patience();
    while *left > 0 {
        let committed = match blocks.wait_for_next(patience) {
            Ok(committed) => committed,
            Err(silence) => return Ok(Some(silence)),
        };
        let height = follower.next_height();
        let followed = follower.follow(&committed);
        let followed = followed.map_err(|fault| unproved(node, height, fault))?;
        let records = facts(session, node, &followed)?;
        followed.check_facts(&records).map_err(|fault| unproved(node, height, fault))?;
        match console.go_on(&Seen::of(&followed, &records, session)) {
            // As with any other command, a reader that has enough is no error.
            Err(ConsoleError::ReaderGone) => {
                *left = 0;
                return Ok(None);
            }
            written => written?,
        }
        *left -= 1;
    }
    Ok(None)
}

/// The facts of a block, from the receipts of its instructions.
fn facts(
    session: &Session<'_>,
    node: &mut Node,
    followed: &Followed,
) -> Result<Vec<FactRecord>, WalletError> {
    let height = followed.header.height;
    let mut records = Vec::with_capacity(followed.submissions.len());
    for submission in &followed.submissions {
        let answer = node.outcome(&submission.id(), submission.deadline_ms(), 0)?;
        let Some(Answer::Final(answer)) = answer.outcome else {
            return Err(unproved(node, height, FollowFault::Facts).into());
        };
        for message in &answer.receipts {
            let proved = proven::receipt(&session.network, message)
                .map_err(|_| unproved(node, height, FollowFault::Facts))?;
            records.push(proved.record);
        }
    }
    Ok(records)
}

fn unproved(node: &Node, height: u64, fault: FollowFault) -> WatchError {
    WatchError { endpoint: node.endpoint().clone(), height, fault: Box::new(fault) }
}

impl Seen {
    fn of(followed: &Followed, records: &[FactRecord], session: &Session<'_>) -> Self {
        let header = &followed.header;
        Self {
            height: header.height,
            time_ms: header.time_ms,
            block: header.hash().to_string(),
            proposer: header.proposer.to_string(),
            state_root: header.state_root.to_string(),
            signers: followed.signers,
            validators: followed.validators,
            facts: records.iter().map(|record| FactView::of(record, session)).collect(),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { height, signers, validators, .. } = self;
        let time = clock::show(Time(self.time_ms));
        let empty = if self.facts.is_empty() { ", nothing recorded" } else { "" };
        writeln!(f, "block {height}  {time}  signed by {signers} of {validators}{empty}")?;
        self.facts.iter().try_for_each(|fact| writeln!(f, "  {}", fact.in_words))
    }
}

impl Outcome for Seen {
    fn command(&self) -> &'static str {
        "watch"
    }
}
