//! `ebl audit`: every act that the ledger recorded, and that none was left out.

use std::path::Path;

use proto::fact::{Fact, FactRecord};
use proto::feed::{BlockFacts, Feed, FeedFault};
use proto::pb::api::v1 as pb;
use title::Time;

use crate::args::{AuditArgs, RowFormat};
use crate::audit::bills::Bills;
use crate::audit::fault::{AuditError, Backing};
use crate::audit::filter::Filter;
use crate::audit::memory::{Checked, Memory};
use crate::audit::row::Row;
use crate::audit::statement::{AllRuns, BlockView, Continues, Statement};
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
    continues: Continues,
    first: Option<BlockView>,
    checked: Option<Checked>,
    blocks: u64,
    facts: u64,
    shown: u64,
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
        let filter = Filter::new(args, session.names(), &session.shelf)?;
        let memory = match &args.state {
            Some(path) => Memory::load(path, session.network.chain())?,
            None => None,
        };
        let (feed, continues, checked) = match memory {
            Some((memory, feed)) => {
                let next = feed.next_height();
                console.status(&format!("going on with block {next}, after an earlier run"));
                (feed, Continues::EarlierRun, Some(memory.checked))
            }
            None => {
                let first = first_height(args, head, &session, &mut node)?;
                let continues = if first == 1 { Continues::Genesis } else { Continues::Nothing };
                (Feed::from_height(session.network.genesis(), first), continues, None)
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
            continues,
            first: None,
            checked,
            blocks: 0,
            facts: 0,
            shown: 0,
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
        let taken = self.feed.take(message);
        let block = taken.map_err(|fault| self.unproved(fault, message))?;
        self.learn_registry(&block)?;
        for record in &block.records {
            self.bills.follow(record)?;
            if self.filter.shows(record) {
                let row = self.row(record, &block)?;
                writer.write(row, console)?;
                self.shown += 1;
            }
        }
        self.bills.forget_ended();
        self.count(&block);
        Ok(())
    }

    fn row(&mut self, record: &FactRecord, block: &BlockFacts) -> Result<Row, WalletError> {
        let bill = self.bills.bill(record, &mut self.node, &self.session.network)?;
        Ok(Row::of(record, block, bill, &self.session))
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

    fn count(&mut self, block: &BlockFacts) {
        let facts = u64::from(block.header.facts_count);
        self.blocks += 1;
        self.facts += facts;
        self.first.get_or_insert_with(|| {
            view(block.header.height, block.header.time_ms, block.hash.to_string())
        });
        let checked = self.checked.get_or_insert(Checked {
            first_height: block.header.height,
            first_block: block.hash,
            blocks: 0,
            facts: 0,
        });
        checked.blocks += 1;
        checked.facts += facts;
        if self.filter.is_past(Time(block.header.time_ms)) {
            self.past = Past::Reached;
        }
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
        match (state, self.feed.last(), self.checked) {
            (Some(path), Some(seen), Some(checked)) if self.blocks > 0 => {
                Memory { checked, seen: seen.clone() }.save(path)
            }
            _ => Ok(()),
        }
    }

    fn statement(&self, args: &AuditArgs) -> Statement {
        let network = &self.session.network;
        let last = self.feed.last().filter(|_| self.blocks > 0).map(|seen| {
            view(seen.header.height, seen.header.time_ms, seen.header.hash().to_string())
        });
        let all_runs = self.checked.filter(|_| args.state.is_some()).map(|checked| AllRuns {
            first_height: checked.first_height,
            first_block: checked.first_block.to_string(),
            blocks: checked.blocks,
            facts: checked.facts,
        });
        let go_on = match &args.state {
            Some(path) => format!("ebl audit --state {}", path.display()),
            None => format!("ebl audit --from {}", self.feed.next_height()),
        };
        Statement {
            record: "statement",
            network: network.genesis().network_name().to_owned(),
            chain_id: network.chain().to_string(),
            first: self.first.clone(),
            last,
            continues: self.continues,
            blocks: self.blocks,
            facts: self.facts,
            shown: self.shown,
            all_runs,
            out: args.out.clone(),
            go_on,
        }
    }
}

/// Where an audit begins that nothing is remembered of.
fn first_height(
    args: &AuditArgs,
    head: u64,
    session: &Session<'_>,
    node: &mut Node,
) -> Result<u64, WalletError> {
    match args.since {
        Some(since) => window::height_before(since.0, head, session, node),
        None => Ok(args.from.unwrap_or(1)),
    }
}

fn view(height: u64, time_ms: u64, block: String) -> BlockView {
    BlockView { height, time_ms, block }
}

/// How many blocks may be gone through a second time after a run that was cut short.
const REMEMBERED: u64 = 1024;
