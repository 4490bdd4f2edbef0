//! `ebl audit`: every act that the ledger recorded, and that none was left out.

use std::path::Path;

use proto::fact::{Fact, FactRecord};
use proto::feed::{BlockFacts, Feed, FeedFault};
use proto::pb::api::v1 as pb;
use title::Time;

use crate::args::{AuditArgs, RowFormat};
use crate::audit::again;
use crate::audit::bills::Bills;
use crate::audit::fault::{AuditError, Backing};
use crate::audit::filter::Filter;
use crate::audit::memory::Memory;
use crate::audit::progress::Progress;
use crate::audit::row::Row;
use crate::audit::statement::{Continues, FilterView, Statement};
use crate::audit::window;
use crate::audit::writer::Writer;
use crate::error::WalletError;
use crate::node::{Node, NodeError};
use crate::output::Format;
use crate::proven;
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out `ebl audit`: writes each act as its block is checked, and at the end what was
/// checked.
///
/// # Errors
///
/// [`WalletError`]. The acts written before it are proved, and the state file stands at the last
/// block that was.
pub fn run(
    wallet: &Wallet,
    args: &AuditArgs,
    console: &mut Console<'_>,
) -> Result<(), WalletError> {
    let ends = args.to.is_some() || args.until.is_some();
    if args.follow && args.format == RowFormat::Parquet && !ends {
        return Err(AuditError::NoEnd.into());
    }
    if args.format == RowFormat::Json {
        console.format = Format::Json;
    }
    let mut session = Session::open(wallet)?;
    let node = session.connect(console)?;
    let mut audit = Audit::begin(session, node, args, console)?;
    let mut writer = Writer::open(args, console.format)?;
    let done = audit.go_through(args, &mut writer, console);
    // What was checked before something went wrong is written and remembered as such.
    let statement = audit.statement(args);
    writer.finish(&statement)?;
    audit.remember(args.state.as_deref())?;
    done?;
    Ok(console.finish(&statement)?)
}

struct Audit<'w> {
    session: Session<'w>,
    node: Node,
    feed: Feed,
    filter: Filter,
    bills: Bills,
    /// The last height to check, if it is known beforehand.
    last: Option<u64>,
    /// The newest height when the node was connected to. What the registry was then is known.
    head: u64,
    registry_at: u64,
    progress: Progress,
    past: Past,
}

/// Whether a block was checked that is after all that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Past {
    NotYet,
    Reached,
}

impl<'w> Audit<'w> {
    fn begin(
        session: Session<'w>,
        mut node: Node,
        args: &AuditArgs,
        console: &mut Console<'_>,
    ) -> Result<Self, WalletError> {
        let head = node.status().head.as_ref().map_or(0, |head| head.height);
        let filter = Filter::new(args, &session)?;
        let (feed, progress) = match remembered(args, &session, &filter)? {
            Some((memory, feed)) => {
                let next = feed.next_height();
                console.status(&format!("going on with block {next}, after an earlier run"));
                let progress = Progress::new(Continues::EarlierRun, Some(memory.checked));
                (feed, progress)
            }
            None => {
                let first = window::first_height(args, head, &session, &mut node)?;
                let continues = if first == 1 { Continues::Genesis } else { Continues::Nothing };
                let feed = Feed::from_height(session.network.genesis(), first);
                (feed, Progress::new(continues, None))
            }
        };
        let to_head = args.to.map_or(head, |to| to.min(head));
        let last = if args.follow { args.to } else { Some(to_head) };
        Ok(Self {
            session,
            node,
            feed,
            filter,
            bills: Bills::default(),
            last,
            head,
            registry_at: head,
            progress,
            past: Past::NotYet,
        })
    }

    /// Goes through the blocks, at one node after the other where one falls silent.
    fn go_through(
        &mut self,
        args: &AuditArgs,
        writer: &mut Writer,
        console: &mut Console<'_>,
    ) -> Result<(), WalletError> {
        if let Some(seen) = self.feed.last()
            && !args.follow
            && self.head < seen.header.height
        {
            let (endpoint, seen) = (self.node.endpoint().clone(), seen.header.height);
            return Err(AuditError::Behind { endpoint, head: self.head, seen }.into());
        }
        while let Some(silence) = self.stretch(args.state.as_deref(), writer, console)? {
            if !self.node.has_others() {
                return Err(silence.into());
            }
            console.status(&format!("{silence}; turning to the next node"));
            self.node.move_on()?;
        }
        Ok(())
    }

    /// Goes through blocks at one node, until the last or until it falls silent. Every node is first
    /// asked for the block that was seen last, which it must show as it was.
    fn stretch(
        &mut self,
        state: Option<&Path>,
        writer: &mut Writer,
        console: &mut Console<'_>,
    ) -> Result<Option<NodeError>, WalletError> {
        let again = self.feed.last().map(|seen| seen.header.height);
        let from = again.unwrap_or_else(|| self.feed.next_height());
        if again.is_none() && self.is_done() {
            return Ok(None);
        }
        let to = self.last.map_or(0, |last| last.max(from));
        let mut coming = match self.node.facts(from, to) {
            Ok(coming) => coming,
            Err(silence) => return Ok(Some(silence)),
        };
        let patience = self.session.patience();
        let mut recognised = again.is_none();
        while !recognised || !self.is_done() {
            let message = match coming.wait_for_next(patience) {
                Ok(message) => message,
                Err(silence) => return Ok(Some(silence)),
            };
            if recognised {
                self.take(&message, writer, console)?;
                self.remember_at_times(state, writer)?;
            } else {
                let known = self.feed.recognise(&message);
                known.map_err(|fault| self.unproved(fault, &message))?;
                recognised = true;
            }
        }
        Ok(None)
    }

    fn is_done(&self) -> bool {
        let next = self.feed.next_height();
        self.past == Past::Reached || self.last.is_some_and(|last| next > last)
    }

    /// Checks a block and shows its acts.
    fn take(
        &mut self,
        message: &pb::FactsOfBlock,
        writer: &mut Writer,
        console: &mut Console<'_>,
    ) -> Result<(), WalletError> {
        let mut feed = self.feed.clone();
        let block = feed.take(message).map_err(|fault| self.unproved(fault, message))?;
        self.learn_registry(&block)?;
        for record in &block.records {
            self.bills.follow(record)?;
            self.show(record, &block, writer, console)?;
        }
        self.bills.forget_ended();
        // Only now is the block one that need not be gone through again.
        self.feed = feed;
        self.progress.block(&block);
        if self.filter.is_past(Time(block.header.time_ms)) {
            self.past = Past::Reached;
        }
        Ok(())
    }

    /// Writes an act, if it is one of those that were asked for.
    fn show(
        &mut self,
        record: &FactRecord,
        block: &BlockFacts,
        writer: &mut Writer,
        console: &mut Console<'_>,
    ) -> Result<(), WalletError> {
        if !self.filter.shows(record) {
            return Ok(());
        }
        let bill = self.bills.bill(record, &mut self.node, &self.session.network)?;
        if self.filter.shows_on(bill.as_ref()) {
            let row = Row::of(record, block, bill, &self.session);
            self.progress.row(&row);
            writer.write(row, console)?;
        }
        Ok(())
    }

    /// Names come from the registry: what it recorded since the node was connected to is taken in.
    fn learn_registry(&mut self, block: &BlockFacts) -> Result<(), WalletError> {
        let is_registry = |record: &FactRecord| matches!(record.fact, Fact::Registry(_));
        let height = block.header.height;
        if height > self.registry_at && block.records.iter().any(is_registry) {
            proven::registry(&mut self.node, &mut self.session.network)?;
            self.registry_at = height;
        }
        Ok(())
    }

    /// Why a block is not believed. One that stands where another was seen is told apart.
    fn unproved(&self, fault: FeedFault, message: &pb::FactsOfBlock) -> AuditError {
        let endpoint = self.node.endpoint().clone();
        match fault {
            FeedFault::OtherHistory { height, seen, shown } => {
                let mut alone = Feed::from_height(self.session.network.genesis(), height);
                let signed = alone.take(message).is_ok();
                let backing = if signed { Backing::Quorum } else { Backing::Nobody };
                AuditError::OtherHistory { endpoint, height, seen, shown, backing }
            }
            fault => {
                let height = self.feed.next_height();
                AuditError::Unproved { endpoint, height, fault: Box::new(fault) }
            }
        }
    }

    /// Remembers now and then on the way, and each block once the newest are reached.
    fn remember_at_times(&self, state: Option<&Path>, writer: &Writer) -> Result<(), AuditError> {
        let height = self.feed.next_height() - 1;
        if writer.is_readable() && (height >= self.head || height.is_multiple_of(REMEMBERED)) {
            self.remember(state)?;
        }
        Ok(())
    }

    fn remember(&self, state: Option<&Path>) -> Result<(), AuditError> {
        match (state, self.feed.last(), self.progress.checked) {
            (Some(path), Some(seen), Some(checked)) if self.progress.blocks > 0 => {
                let (seen, selection) = (seen.clone(), self.filter.selection.clone());
                Memory { checked, seen, selection }.save(path)
            }
            _ => Ok(()),
        }
    }

    fn statement(&self, args: &AuditArgs) -> Statement {
        let network = &self.session.network;
        Statement {
            record: "statement",
            network: network.genesis().network_name().to_owned(),
            chain_id: network.chain().to_string(),
            first: self.progress.first.clone(),
            last: self.progress.last(&self.feed),
            continues: self.progress.continues,
            blocks: self.progress.blocks,
            facts: self.progress.facts,
            filter: FilterView::of(&self.filter),
            shown: self.progress.shown,
            unknown_kind: self.progress.unknown,
            all_runs: args.state.as_ref().and_then(|_| self.progress.all_runs()),
            out: args.out.clone(),
            go_on: again::command(args, self.feed.next_height()),
        }
    }
}

/// What an earlier run left, if it asked the same.
fn remembered(
    args: &AuditArgs,
    session: &Session<'_>,
    filter: &Filter,
) -> Result<Option<(Memory, Feed)>, AuditError> {
    let Some(path) = &args.state else { return Ok(None) };
    let found = Memory::load(path, session.network.chain())?;
    if let Some((memory, _)) = &found {
        memory.answers(path, &filter.selection)?;
    }
    Ok(found)
}

/// How many blocks may be gone through a second time after a run that was cut short.
const REMEMBERED: u64 = 1024;
