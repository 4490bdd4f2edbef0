//! `ebl audit`: every act that the ledger recorded, and that none was left out; or which bills a party
//! has after all of them.

use std::path::Path;

use proto::fact::{Fact, FactRecord};
use proto::feed::{BlockFacts, Feed, FeedFault};
use proto::pb::api::v1 as pb;
use title::{PartyId, Time};

use crate::args::{AuditArgs, RowFormat};
use crate::audit::again;
use crate::audit::bills::Bills;
use crate::audit::fault::{AuditError, Backing};
use crate::audit::filter::Filter;
use crate::audit::holdings::{Holding, Holdings, HoldingsView};
use crate::audit::memory::Memory;
use crate::audit::progress::Progress;
use crate::audit::row::Row;
use crate::audit::statement::{BlockView, Continues, FilterView, Statement};
use crate::audit::window;
use crate::audit::writer::Writer;
use crate::error::WalletError;
use crate::node::{Node, NodeError};
use crate::output::Format;
use crate::proven;
use crate::session::Session;
use crate::ui::Console;
use crate::view::PartyView;
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
    check(args)?;
    if args.format == RowFormat::Json {
        console.format = Format::Json;
    }
    let mut session = Session::open(wallet)?;
    let node = session.connect(console)?;
    let mut audit = Audit::begin(session, node, args, console)?;
    let mut writer = Writer::open(args, console.format)?;
    let done = audit.go_through(args, &mut writer, console);
    let holdings = done.is_ok().then(|| audit.holdings()).flatten();
    // What was checked before something went wrong is written and remembered as such.
    let statement = audit.statement(args, holdings.as_deref());
    for holding in holdings.iter().flatten() {
        writer.holding(holding, console)?;
    }
    writer.finish(&statement)?;
    audit.remember(args.state.as_deref())?;
    done?;
    Ok(console.finish(&statement)?)
}

/// What the parser cannot tell.
fn check(args: &AuditArgs) -> Result<(), AuditError> {
    let is_table = args.format == RowFormat::Parquet;
    if args.follow && is_table && args.to.is_none() && args.until.is_none() {
        return Err(AuditError::NoEnd);
    }
    if args.holdings.is_none() {
        return Ok(());
    }
    if args.since.is_some() {
        return Err(AuditError::HoldingsBegin { option: "--since" });
    }
    if args.from.is_some_and(|from| from > 1) {
        return Err(AuditError::HoldingsBegin { option: "--from" });
    }
    if is_table { Err(AuditError::NoTable) } else { Ok(()) }
}

struct Audit<'w> {
    session: Session<'w>,
    node: Node,
    feed: Feed,
    filter: Filter,
    bills: Bills,
    /// The bills of the party that is asked about.
    holdings: Option<Holdings>,
    /// The last height to check, if it is known beforehand.
    last: Option<u64>,
    /// The newest height when the node was connected to. What the registry was then is known.
    head: u64,
    registry_at: u64,
    progress: Progress,
    middle: Middle,
    past: Past,
}

/// Whether the facts of a block were taken in only in part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Middle {
    OfNone,
    OfABlock,
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
        let asked = args.holdings.as_deref().map(|name| session.names().resolve(name));
        let asked = asked.transpose()?;
        let mut bills = Bills::default();
        let (feed, progress, holdings) = match remembered(args, &session, &filter, asked)? {
            Some((memory, feed)) => {
                let next = feed.next_height();
                console.status(&format!("going on with block {next}, after an earlier run"));
                let progress = Progress::new(Continues::EarlierRun, Some(memory.checked));
                let holdings = memory.holdings.map(|kept| Holdings::go_on(kept, &mut bills));
                (feed, progress, holdings)
            }
            None => {
                let first = window::first_height(args, head, &session, &mut node)?;
                let continues = if first == 1 { Continues::Genesis } else { Continues::Nothing };
                let feed = Feed::from_height(session.network.genesis(), first);
                (feed, Progress::new(continues, None), asked.map(Holdings::new))
            }
        };
        let last = window::last_height(args, head, &feed, &session, &mut node)?;
        Ok(Self {
            session,
            node,
            feed,
            filter,
            bills,
            holdings,
            last,
            head,
            registry_at: head,
            progress,
            middle: Middle::OfNone,
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
        self.middle = Middle::OfABlock;
        self.learn_registry(&block)?;
        for record in &block.records {
            self.bills.follow(record)?;
            match &mut self.holdings {
                Some(holdings) => {
                    let network = &self.session.network;
                    holdings.follow(record, &mut self.bills, &mut self.node, network)?;
                }
                None => self.show(record, &block, writer, console)?,
            }
        }
        self.bills.forget_ended();
        // Only now is the block one that need not be gone through again.
        self.feed = feed;
        self.middle = Middle::OfNone;
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
    fn remember_at_times(
        &self,
        state: Option<&Path>,
        writer: &mut Writer,
    ) -> Result<(), AuditError> {
        let height = self.feed.next_height() - 1;
        let is_time = height >= self.head || height.is_multiple_of(REMEMBERED);
        if state.is_some() && writer.is_readable() && is_time {
            writer.sync()?;
            self.remember(state)?;
        }
        Ok(())
    }

    /// Remembers the last whole block. The bills of a party are those after the facts taken in, so
    /// that with a block taken in only in part the file stays as it was.
    fn remember(&self, state: Option<&Path>) -> Result<(), AuditError> {
        if self.holdings.is_some() && self.middle == Middle::OfABlock {
            return Ok(());
        }
        match (state, self.feed.last(), self.progress.checked) {
            (Some(path), Some(seen), Some(checked)) if self.progress.blocks > 0 => {
                let (seen, selection) = (seen.clone(), self.filter.selection.clone());
                let holdings = self.holdings.as_ref().map(|holdings| holdings.kept(&self.bills));
                Memory { checked, seen, selection, holdings }.save(path)
            }
            _ => Ok(()),
        }
    }

    /// The bills of the party that is asked about, as of the last block.
    fn holdings(&self) -> Option<Vec<Holding>> {
        let holdings = self.holdings.as_ref()?;
        let seen = self.feed.last();
        Some(seen.map_or_else(Vec::new, |seen| holdings.bills(&self.bills, seen, &self.session)))
    }

    fn statement(&self, args: &AuditArgs, holdings: Option<&[Holding]>) -> Statement {
        let network = &self.session.network;
        let party = self.holdings.as_ref().map(Holdings::party);
        let holdings = holdings.zip(party).map(|(bills, party)| {
            let party = PartyView::of(&party, &self.session.names());
            HoldingsView::of(party, self.feed.last().map(BlockView::of), bills)
        });
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
            holdings,
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
    holdings: Option<PartyId>,
) -> Result<Option<(Memory, Feed)>, AuditError> {
    let Some(path) = &args.state else { return Ok(None) };
    let found = Memory::load(path, session.network.chain())?;
    if let Some((memory, _)) = &found {
        memory.answers(path, &filter.selection, holdings)?;
    }
    Ok(found)
}

/// How many blocks may be gone through a second time after a run that was cut short.
const REMEMBERED: u64 = 1024;
